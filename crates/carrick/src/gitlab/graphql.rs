//! Asking GitLab's GraphQL, and why there is no answer, told apart: each asks for something else to be done.

use reqwest::StatusCode;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::answer::Answer;
use super::client::{Caller, Client, Said, refusal};
use super::error::Error;
use super::wire;

/// More errors than these of one answer are not looked at.
const MOST_ERRORS: usize = 200;

/// Why a question has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unanswered {
    /// This GitLab does not know all that was named: it is older, and an older text is to be tried.
    #[error("not known to this GitLab")]
    Unsupported,
    /// It took GitLab too long: less is to be asked for at once.
    #[error("it took GitLab too long")]
    TooSlow,
    /// It is more than GitLab answers at once.
    #[error("more than is answered at once")]
    TooMuch,
    /// GitLab could not be asked, or turned the account away.
    #[error(transparent)]
    Failed(#[from] Error),
}

#[derive(Deserialize)]
struct Envelope<T> {
    data: Option<T>,
    #[serde(default)]
    errors: Option<Vec<Complaint>>,
}

/// What GitLab says is wrong with a question, or with one field of it. Its words are matched, never shown.
#[derive(Deserialize)]
struct Complaint {
    #[serde(default)]
    message: Value,
    #[serde(default)]
    extensions: Value,
}

impl Client {
    /// Asks a question. What of its answer could not be told is `null` in it.
    pub(super) async fn query<T: DeserializeOwned>(
        &self,
        caller: Caller<'_>,
        text: &str,
        variables: Value,
    ) -> Result<Said<T>, Unanswered> {
        let url = caller.instance.endpoint("/api/graphql");
        let question = json!({ "query": text, "variables": variables }).to_string();
        let answer = self.post(caller, url, Some(question.into_bytes())).await?;
        read(&answer).map(|what| Said::of(&answer, what))
    }
}

fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, Unanswered> {
    match answer.status {
        StatusCode::OK | StatusCode::UNPROCESSABLE_ENTITY => {}
        // Who says how long to wait is not asked for less meanwhile.
        StatusCode::SERVICE_UNAVAILABLE if answer.asked_pause().is_some() => return Err(refusal(answer).into()),
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => {
            return Err(Unanswered::TooSlow);
        }
        StatusCode::PAYLOAD_TOO_LARGE => return Err(Unanswered::TooMuch),
        // Proxies keep GraphQL from some.
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => return Err(Unanswered::Unsupported),
        _ => return Err(refusal(answer).into()),
    }
    of_body(&answer.body)
}

/// What an answer's body tells. Nearly every answer is what was asked for and is read in one go; of any other the
/// complaints are looked at first, whatever the rest is.
pub(super) fn of_body<T: DeserializeOwned>(body: &[u8]) -> Result<T, Unanswered> {
    let body = wire::unmarked(body);
    match serde_json::from_slice(body) {
        Ok(Envelope { data: Some(data), errors: None }) => Ok(data),
        _ => of_odd_body(body),
    }
}

fn of_odd_body<T: DeserializeOwned>(body: &[u8]) -> Result<T, Unanswered> {
    let envelope: Envelope<Value> = serde_json::from_slice(body).map_err(|_| Error::Malformed)?;
    let complaints = envelope.errors.unwrap_or_default();
    if let Some(reason) = complaints.iter().take(MOST_ERRORS).find_map(Complaint::meaning) {
        return Err(reason);
    }
    let data = envelope.data.filter(|data| !data.is_null()).ok_or(Error::Malformed)?;
    Ok(serde_json::from_value(data).map_err(|_| Error::Malformed)?)
}

impl Complaint {
    /// What it means for the whole question; nothing where it is about what one field holds.
    fn meaning(&self) -> Option<Unanswered> {
        let code = self.extensions.get("code").and_then(Value::as_str).unwrap_or_default();
        if ["undefinedField", "argumentNotAccepted", "undefinedType", "variableMismatch"].contains(&code) {
            return Some(Unanswered::Unsupported);
        }
        let words = self.message.as_str().unwrap_or_default();
        let says = |any: &[&str]| any.iter().any(|part| words.contains(part));
        if says(&["doesn't exist on type", "doesn't accept argument", "isn't a defined input type"]) {
            return Some(Unanswered::Unsupported);
        }
        if says(&["exceeds max complexity", "exceeds max depth", "Query too large"]) {
            return Some(Unanswered::TooMuch);
        }
        (words.starts_with("Request timed out") || words.starts_with("Timeout on ")).then_some(Unanswered::TooSlow)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use reqwest::header::HeaderMap;

    use super::*;

    fn answered(status: u16, body: &str) -> Result<Value, Unanswered> {
        let status = StatusCode::from_u16(status).unwrap();
        read(&Answer { status, headers: HeaderMap::new(), body: body.into(), is_cut: false })
    }

    fn complained(error: Value) -> Result<Value, Unanswered> {
        answered(200, &json!({ "data": { "a": null }, "errors": [error] }).to_string())
    }

    #[test]
    fn each_reason_for_no_answer_is_told_apart() {
        let unknown = json!({ "message": "x", "extensions": { "code": "undefinedField", "fieldName": "preparedAt" } });
        assert_eq!(complained(unknown), Err(Unanswered::Unsupported), "an older GitLab, by its code");
        let unknown = json!({ "message": "Field 'preparedAt' doesn't exist on type 'MergeRequest'" });
        assert_eq!(complained(unknown), Err(Unanswered::Unsupported), "and by its words");
        let complex = json!({ "message": "Query has complexity of 300, which exceeds max complexity of 250" });
        assert_eq!(complained(complex), Err(Unanswered::TooMuch), "too much at once");
        let late = json!({ "message": "Timeout on Project.mergeRequests", "path": ["projects", "nodes", 1] });
        assert_eq!(complained(late), Err(Unanswered::TooSlow), "a part that came too late leaves gaps");
        let slow = r#"{"errors":[{"message":"Request timed out. Please try a less complex query or a smaller set"}]}"#;
        for status in [503, 408, 504] {
            assert_eq!(answered(status, slow), Err(Unanswered::TooSlow), "{status}");
        }
        let dead = r#"{"errors":[{"message":"Invalid token"}]}"#;
        assert_eq!(answered(401, dead), Err(Error::Unauthorized.into()), "the token");
        assert_eq!(answered(404, "<html>"), Err(Unanswered::Unsupported), "a proxy lets nobody at it");
        assert_eq!(answered(429, "Retry later"), Err(Error::RateLimited { seconds: None }.into()), "the limit");
        assert_eq!(answered(200, "<html>"), Err(Error::Malformed.into()), "a captive portal");
        assert_eq!(answered(200, r#"{"data":null}"#), Err(Error::Malformed.into()), "nothing at all");
    }

    #[test]
    fn what_one_field_could_not_tell_does_not_take_the_rest_along() {
        let told = complained(json!({ "message": "Internal server error", "path": ["a"] }));
        assert_eq!(told, Ok(json!({ "a": null })), "the others are told");
    }

    proptest! {
        #[test]
        fn whatever_comes_is_an_answer_or_a_reason(status in 200u16..600, body in "\\PC{0,200}", error in "\\PC{0,60}") {
            let _ = answered(status, &body);
            let _ = complained(json!({ "message": error, "extensions": error }));
            let _ = complained(json!({ "message": [error], "extensions": { "code": 7 } }));
        }
    }
}
