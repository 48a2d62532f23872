//! What stands in the organisation's file: a version, integrations, each as a set-up names it, and perhaps how people
//! sign in. No other key, so that nothing that somebody expects to hold is passed over in silence.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::sign_in::{Section, SignIn};
use super::texts::{Address, ApplicationId, Scopes};
use super::trouble::Trouble;
use crate::accounts::setup::Setup;

/// The version that is read.
const VERSION: u64 = 1;
/// The most integrations it may name.
const MOST: usize = 32;

#[derive(Deserialize)]
struct Versioned {
    carrick_managed: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Contents {
    #[serde(rename = "carrick_managed")]
    _version: IgnoredAny,
    integrations: Vec<Preset>,
    sign_in: Option<Section>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Preset {
    instance: Address,
    application_id: ApplicationId,
    scopes: Scopes,
}

/// The integrations it names, each once, and what it says of signing in.
pub(super) fn read(text: &str) -> Result<(Vec<Setup>, Option<SignIn>), Trouble> {
    // The parts in a row without their names would be taken, too.
    if !text.trim_start().starts_with('{') {
        return Err(Trouble::Syntax { line: 1 });
    }
    let Versioned { carrick_managed: version } = serde_json::from_str(text).map_err(|error| trouble(&error))?;
    if version != VERSION {
        return Err(Trouble::Newer);
    }
    let contents: Contents = serde_json::from_str(text).map_err(|error| trouble(&error))?;
    let mut presets: Vec<Setup> = Vec::new();
    for Preset { instance, application_id, scopes } in contents.integrations {
        let preset = Setup { instance: instance.0, application_id: application_id.0, scopes: scopes.0, from: None };
        let is_same = |it: &Setup| it.instance == preset.instance && it.application_id == preset.application_id;
        if !presets.iter().any(is_same) {
            presets.push(preset);
        }
    }
    let unfit = || Trouble::Content { line: text.lines().count() };
    if presets.len() > MOST {
        return Err(unfit());
    }
    let sign_in = contents.sign_in.map(|section| section.read(&presets).ok_or_else(unfit)).transpose()?;
    Ok((presets, sign_in))
}

/// Where it stops being right. The reader's own words may quote what stands there, so they are dropped.
fn trouble(error: &serde_json::Error) -> Trouble {
    let line = error.line();
    if error.is_data() { Trouble::Content { line } } else { Trouble::Syntax { line } }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GOOD: &str = r#"{
  "carrick_managed": 1,
  "integrations": [
    {
      "instance": "https://gitlab.example.com",
      "application_id": "1a2b",
      "scopes": ["api", "openid"]
    }
  ]
}"#;

    #[test]
    fn integrations_are_preset_as_a_person_could_type_them() {
        let (presets, sign_in) = read(GOOD).expect("it is as it must be");
        assert_eq!(sign_in, None, "it says nothing of signing in");
        assert_eq!(presets.len(), 1, "the one it names");
        assert_eq!(presets[0].instance.address(), "https://gitlab.example.com", "its GitLab");
        assert_eq!(presets[0].scopes, ["api", "openid"], "its scopes");
        let twice = GOOD.replace(
            "[\n",
            "[{\"instance\":\"GitLab.example.com\",\"application_id\":\"1a2b\",\"scopes\":[\"api\"]},\n",
        );
        assert_eq!(read(&twice).map(|(presets, _)| presets.len()), Ok(1), "each once");
        assert_eq!(read(r#"{"carrick_managed":1,"integrations":[]}"#), Ok((Vec::new(), None)), "it may name none");
    }

    #[test]
    fn what_it_must_not_hold_is_named_by_its_line() {
        let with = |from: &str, to: &str| GOOD.replace(from, to);
        let content = |line| Trouble::Content { line };
        for (text, trouble, why) in [
            (with("\"1a2b\",", "\"1a2b\",\n\"secret\": \"gloas-1\","), content(7), "a Secret"),
            (with("1,\n", "1,\n\"database\": \"postgres://\",\n"), content(3), "a database"),
            (with("1,\n", "1,\n\"ca_file\": \"/x\",\n"), content(3), "certificates"),
            (with("https://gitlab", "http://gitlab"), content(5), "plain http"),
            (with("1a2b", "1a 2b"), content(6), "what can be no Application ID"),
            (with("\"openid\"", "\"open id\""), content(7), "what can be no scope"),
            (with("[\"api\", \"openid\"]", "[]"), content(7), "no scope"),
            (with("\"scopes\": [\"api\", \"openid\"]", "\"scopes\": 7"), content(7), "a number"),
            (with("\"instance\"", "instance"), Trouble::Syntax { line: 5 }, "a name without quotes"),
            (with("]\n}", ""), Trouble::Syntax { line: 9 }, "half of it"),
            (String::new(), Trouble::Syntax { line: 1 }, "nothing"),
            (with(": 1,", ": 2,"), Trouble::Newer, "another version"),
        ] {
            assert_eq!(read(&text), Err(trouble), "{why}: {text}");
        }
    }

    fn with_sign_in(section: &str) -> String {
        GOOD.replace("]\n}", &format!("],\n  \"sign_in\": {section}\n}}"))
    }

    #[test]
    fn how_people_sign_in_is_preset_whole_and_what_it_leaves_out_is_as_at_first() {
        let preset = |section: &str| read(&with_sign_in(section)).map(|(_, sign_in)| sign_in.expect("it is there"));
        assert_eq!(preset("{}").map(|it| it.asks()), Ok(false), "nobody is asked who is not asked by name");
        assert_eq!(preset(r#"{"asks_to_sign_in": true}"#).map(|it| it.asks()), Ok(true), "and then they are");
        let all = r#"{"asks_to_sign_in": true, "who_may_join": "groups", "groups": [{"instance":
            "https://gitlab.example.com", "id": 7, "path": "acme/lab", "least_role": "developer"}], "sign_out_after":
            "computer_locks", "asks_for_fresh_sign_in": true, "builds_while_signed_out": true}"#;
        assert!(preset(all).is_ok(), "everything that can be set can be preset");
        let with = |from: &str, to: &str| preset(&all.replace(from, to)).map(drop);
        for (from, to, why) in [
            ("\"acme/lab\"", "\"acme/../lab\"", "what is no path of a group"),
            ("\"id\": 7", "\"id\": 0", "what is no group's number"),
            ("gitlab.example.com", "gitlab.other.example", "a GitLab that the file does not preset"),
            ("\"developer\"", "\"king\"", "a role that GitLab does not know"),
            ("\"computer_locks\"", "\"sometimes\"", "a time that is none"),
            ("\"groups\", \"groups\"", "\"anyone\", \"groups\"", "groups that would count for nothing"),
            ("true, \"who", "1, \"who", "a number for a yes"),
            ("\"builds_while", "\"secret\": 1, \"builds_while", "what it must not hold"),
        ] {
            assert!(matches!(with(from, to), Err(Trouble::Content { .. })), "{why}: {:?}", with(from, to));
        }
        let nobody = preset(r#"{"who_may_join": "groups"}"#);
        assert_eq!(nobody.map(drop), Err(Trouble::Content { line: 11 }), "members of no group at all");
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,200}", at in 0..GOOD.len(), with in "[ -~\\n]{0,3}") {
            let _ = read(&text);
            let _ = read(&format!("{}{with}{}", &GOOD[..at], &GOOD[at..]));
        }
    }
}
