//! Why GitLab did not do what it was asked for.

use reqwest::StatusCode;
use serde_json::Value;

use crate::gitlab::{fields, wire};

/// Why GitLab did not do what it was asked for, once it has looked at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Which of the reasons that are known.
    pub why: Why,
    /// GitLab's words, made plain; for the details alone.
    pub words: Option<String>,
}

/// The reasons that are known. Their words differ between versions and languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// No rule of any job fits. Final for this commit.
    NoJobs,
    /// The workflow's rules refuse it. Final for this commit.
    WorkflowRules,
    /// Pipelines are switched off, or there is no CI file.
    PipelinesOff,
    /// The account may not.
    NoRight,
    /// There is no such branch, reference or commit.
    NoRef,
    /// Too many were created within the last minute.
    TooMany,
    /// The merge request has no commits.
    NoCommits,
    /// GitLab shows this account no such thing.
    NotThere,
    /// The group's single sign-on wants a session in the browser.
    SingleSignOn,
    /// The CI file, an input or a variable cannot be used.
    Invalid,
    /// In words that are not known here.
    Other,
}

/// Parts of GitLab's words, in small letters, and what they mean; the first that fits counts.
const WORDS: [(&str, Why); 22] = [
    ("too many pipelines", Why::TooMany),
    ("has been requested too many times", Why::TooMany),
    ("cannot find valid sso session", Why::SingleSignOn),
    ("filtered out by workflow rules", Why::WorkflowRules),
    ("workflow rules", Why::WorkflowRules),
    ("prevented any jobs from being added", Why::NoJobs),
    ("no stages / jobs for this pipeline", Why::NoJobs),
    ("no stages/jobs for this pipeline", Why::NoJobs),
    ("will not run for the selected trigger", Why::NoJobs),
    ("pipelines are disabled", Why::PipelinesOff),
    ("missing ci config file", Why::PipelinesOff),
    ("missing .gitlab-ci.yml", Why::PipelinesOff),
    ("sufficient permission", Why::NoRight),
    ("insufficient permissions", Why::NoRight),
    ("not allowed to", Why::NoRight),
    ("reference not found", Why::NoRef),
    ("commit not found", Why::NoRef),
    ("invalid reference", Why::NoRef),
    ("input", Why::Invalid),
    ("variable", Why::Invalid),
    ("config", Why::Invalid),
    ("yaml", Why::Invalid),
];

impl Refusal {
    /// What a status and a body of JSON say.
    pub(super) fn of(status: StatusCode, body: &[u8]) -> Self {
        let words = words(body);
        let small = words.to_lowercase();
        let known = WORDS.iter().find(|(part, _)| small.contains(part)).map(|(_, why)| *why);
        let why = match status {
            StatusCode::NOT_FOUND => Why::NotThere,
            StatusCode::METHOD_NOT_ALLOWED => Why::NoCommits,
            // Whoever signs in there may again.
            StatusCode::FORBIDDEN => known.filter(|why| *why == Why::SingleSignOn).unwrap_or(Why::NoRight),
            StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => known.unwrap_or(Why::Other),
            _ => Why::Other,
        };
        Self { why, words: Some(words).filter(|words| !words.is_empty()) }
    }
}

/// Everything that is said, in whichever of GitLab's forms.
fn words(body: &[u8]) -> String {
    let value: Value = serde_json::from_slice(wire::unmarked(body)).unwrap_or_default();
    let mut all = Vec::new();
    for name in ["message", "error"] {
        gather(value.get(name), 0, &mut all);
    }
    fields::text(&all.join("; "))
}

fn gather(value: Option<&Value>, depth: usize, all: &mut Vec<String>) {
    const DEEPEST: usize = 3;
    const MOST: usize = 20;
    if depth > DEEPEST || all.len() >= MOST {
        return;
    }
    match value {
        Some(Value::String(text)) => all.push(text.clone()),
        Some(Value::Array(parts)) => parts.iter().for_each(|part| gather(Some(part), depth + 1, all)),
        Some(Value::Object(parts)) => parts.values().for_each(|part| gather(Some(part), depth + 1, all)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn each_reason_is_told_apart() {
        let said = |words: &str| {
            Refusal::of(StatusCode::BAD_REQUEST, json!({ "message": { "base": [words] } }).to_string().as_bytes()).why
        };
        let table = [
            ("Pipeline will not run for the selected trigger. The rules configuration prevented any jobs", Why::NoJobs),
            ("No stages / jobs for this pipeline.", Why::NoJobs),
            ("Pipeline filtered out by workflow rules.", Why::WorkflowRules),
            ("Pipelines are disabled!", Why::PipelinesOff),
            (
                "You do not have sufficient permission to run a pipeline on 'x'. <a href=\"/help\">More</a>",
                Why::NoRight,
            ),
            ("Insufficient permissions to create a new pipeline", Why::NoRight),
            ("Reference not found", Why::NoRef),
            ("Too many pipelines created in the last minute. Try again later.", Why::TooMany),
            ("Something quite new", Why::Other),
        ];
        for (words, why) in table {
            assert_eq!(said(words), why, "{words}");
        }
        let plain = |status, body: &str| Refusal::of(status, body.as_bytes()).why;
        assert_eq!(plain(StatusCode::METHOD_NOT_ALLOWED, "{}"), Why::NoCommits, "the only thing that 405 means here");
        assert_eq!(plain(StatusCode::FORBIDDEN, "{}"), Why::NoRight, "turned away");
        let sso = r#"{"message":"Cannot find valid SSO session. Please login via your group's SSO at https://x"}"#;
        assert_eq!(plain(StatusCode::BAD_REQUEST, sso), Why::SingleSignOn, "a session in the browser");
        assert_eq!(plain(StatusCode::FORBIDDEN, sso), Why::SingleSignOn, "which is no right that is missing");
    }

    proptest! {
        #[test]
        fn whatever_is_said_is_short_and_plain(status in 400u16..500, words in "\\PC{0,600}", body in "\\PC{0,60}") {
            let status = StatusCode::from_u16(status).unwrap();
            let _ = Refusal::of(status, body.as_bytes());
            let told = Refusal::of(status, json!({ "message": { "base": [words] } }).to_string().as_bytes());
            prop_assert!(told.words.is_none_or(|it| it.chars().count() <= 255 && !it.contains(char::is_control)));
        }
    }
}
