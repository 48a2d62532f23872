use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;

use carrick_store::error::Code;
use carrick_store::instance::Instance;
use carrick_store::model::Integration;

use super::*;
use crate::accounts::form;

const GOOD: &str = r#"{"carrick_setup":1,"instance":"https://gitlab.example.com/git","application_id":"1a2b","scopes":["api"],"from":"Morgan"}"#;

fn refused(text: &str) -> Error {
    Setup::read(text).expect_err(text)
}

fn part(text: &str) -> String {
    let error = refused(text);
    assert_eq!(error.code, Code::SetupMalformed, "{text:.80} is no set-up");
    error.facts["part"].clone()
}

fn as_link(document: &[u8]) -> String {
    format!("dev.carrick.desktop://setup/{}", URL_SAFE_NO_PAD.encode(document))
}

#[test]
fn a_set_up_says_which_gitlab_which_application_and_which_scopes() {
    let setup = Setup::read(GOOD).expect("a document");
    assert_eq!(setup.instance.address(), "https://gitlab.example.com/git", "the GitLab");
    assert_eq!((setup.application_id.as_str(), setup.scopes.as_slice()), ("1a2b", &["api".to_owned()][..]), "the rest");
    assert_eq!(setup.from.as_deref(), Some("Morgan"), "who it says that it is from");
    assert_eq!(Setup::read(&as_link(GOOD.as_bytes())), Ok(setup.clone()), "a link says the same");
    assert_eq!(setup.file_name(), "carrick-setup-gitlab.example.com-git.json", "a file that any system takes");
    let nameless = GOOD.replace(r#","from":"Morgan""#, "");
    assert_eq!(Setup::read(&nameless).map(|setup| setup.from), Ok(None), "nobody need be named");
}

#[test]
fn only_what_others_need_is_handed_on() {
    let instance = Instance::parse("https://gitlab.example.com").unwrap();
    let integration = |application_id: Option<&str>, secret_set_at| Integration {
        id: 7,
        instance: instance.clone(),
        application_id: application_id.map(str::to_owned),
        secret_set_at,
        scopes: vec!["api".to_owned()],
        asked_at: None,
    };
    let setup = Setup::of(&integration(Some("1a2b"), None), "Mor\u{202e}gan").expect("a public application");
    assert_eq!(setup.from, None, "a name that turns the direction of writing is left out");
    let written: serde_json::Value = serde_json::from_str(&setup.document()).unwrap();
    let keys: Vec<_> = written.as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["application_id", "carrick_setup", "instance", "scopes"], "and nothing else");
    let code = |integration| Setup::of(&integration, "Morgan").map_err(|error| error.code);
    assert_eq!(code(integration(Some("1a2b"), Some(1))), Err(Code::SetupConfidential), "others would need its Secret");
    assert_eq!(code(integration(None, None)), Err(Code::IntegrationNotSetUp), "there is nothing to hand on");
}

#[test]
fn what_is_no_set_up_is_refused_with_its_part() {
    let with = |from: &str, to: &str| GOOD.replace(from, to);
    for (text, expected, why) in [
        (String::new(), "json", "nothing"),
        ("<script>alert(1)</script>".to_owned(), "json", "a script"),
        (GOOD[..GOOD.len() - 1].to_owned(), "json", "half a document"),
        (format!("{GOOD}{GOOD}"), "json", "two"),
        (format!("[{GOOD}]"), "json", "a list of one"),
        (r#"[1,"https://gitlab.com","1a2b",["api"],"Morgan"]"#.to_owned(), "json", "parts without their names"),
        ("[".repeat(10_000), "json", "a deep one"),
        (with("{", r#"{"secret":"gloas-1","#), "key", "a Secret"),
        (with("{", r#"{"ca":"-----BEGIN","#), "key", "a certificate"),
        (with("{", r#"{"proxy":"http://x","#), "key", "a proxy"),
        (with("{", r#"{"instance":"https://other.example","#), "key", "a key twice"),
        (with(r#""carrick_setup":1,"#, ""), "key", "no version"),
        (with(":1,", ":\"1\","), "key", "a version that is no number"),
        (with(":1,", ":-1,"), "key", "a version below nought"),
        (with(r#"["api"]"#, "\"api\""), "key", "scopes that are no list"),
        (with(r#","scopes":["api"]"#, ""), "key", "no scopes"),
        (with("Morgan", "Mor\u{202e}gan"), "from", "a name that turns the direction"),
        (with("Morgan", "Mor\\u202egan"), "from", "the same, as JSON writes it"),
        (with("Morgan", "\u{2066}Morgan"), "from", "a name with a direction of its own"),
        (with("Morgan", "Mor\\u0007gan"), "from", "a name that rings"),
        (with("Morgan", "\\u001b[2JMorgan"), "from", "a name that clears a terminal"),
        (with("Morgan", "Mor\u{200b}gan"), "from", "a name with a letter that is not seen"),
        (with("Morgan", "\u{3164}"), "from", "a name of nothing that is seen"),
        (with("Morgan", "Mor\\nOrganisation: gitlab.com"), "from", "a name of two lines"),
        (with("Morgan", ""), "from", "an empty name"),
        (with("Morgan", &"M".repeat(65)), "from", "a long name"),
        (with("Morgan", &"M".repeat(20_000)), "size", "a huge document"),
    ] {
        assert_eq!(part(&text), expected, "{why}");
        let link = as_link(text.as_bytes());
        let of_link = if link.len() > link::LONGEST { "size" } else { expected };
        assert_eq!(part(&link), of_link, "{why}, as a link");
    }
    let newer = refused(&with(":1,", r#":2,"trust":{},"#));
    assert_eq!((newer.code, newer.facts["version"].as_str()), (Code::SetupNewer, "2"), "of a version to come");
    assert_eq!(part("\n\n{\"carrick_setup\": 1,\n \"x\": 2}"), "key");
    assert_eq!(refused("{\"carrick_setup\": 1,\n \"x\": 2}").facts["line"], "2", "and where it is");
}

#[test]
fn parts_are_as_the_form_takes_them() {
    let with = |from: &str, to: &str| GOOD.replace(from, to);
    let address = "https://gitlab.example.com/git";
    for (text, code) in [
        (with(address, ""), Code::InstanceEmpty),
        (with(address, "javascript:alert(1)"), Code::InstanceMalformed),
        (with(address, "javascript://x"), Code::InstanceScheme),
        (with(address, "dev.carrick.desktop://oauth/gitlab/x"), Code::InstanceScheme),
        (with(address, "https://gitlab.com@evil.example"), Code::InstanceUserInfo),
        (with(address, "http://gitlab.example.com"), Code::InstanceInsecure),
        (with(address, "https://gitlab.com?x"), Code::InstanceQuery),
        (with("1a2b", ""), Code::ApplicationIdEmpty),
        (with("1a2b", "1a 2b"), Code::ApplicationIdMalformed),
        (with("1a2b", &"a".repeat(256)), Code::ApplicationIdMalformed),
        (with("1a2b", "1a\u{202e}2b"), Code::ApplicationIdMalformed),
        (with("1a2b", "1a\\n2b"), Code::ApplicationIdMalformed),
        (with("1a2b", "1а2b"), Code::ApplicationIdMalformed),
        (with(r#"["api"]"#, "[]"), Code::ScopesMalformed),
        (with(r#"["api"]"#, r#"["read_repository"]"#), Code::ScopesUseless),
        (with(r#"["api"]"#, r#"["api sudo"]"#), Code::ScopesMalformed),
        (with(r#"["api"]"#, r#"["api\u202e"]"#), Code::ScopesMalformed),
        (with(address, "https://gitlab\\t.com"), Code::InstanceMalformed),
        (with(address, "https://gitlab.com/\u{202e}moc.live"), Code::InstanceMalformed),
        (with(address, &format!("https://gitlab.com/{}", "a".repeat(2048))), Code::InstanceMalformed),
    ] {
        assert_eq!(refused(&text).code, code, "{text}");
    }
    assert!(Setup::read(GOOD).is_ok(), "and what nothing was changed of is taken");
}

#[test]
fn a_host_is_told_in_letters_that_can_be_compared() {
    for (typed, told) in [
        ("https://gіtlab.com", "xn--gtlab-n2e.com"),
        ("https://git\u{200b}lab.com", "gitlab.com"),
        ("https://ｇｉｔｌａｂ．ｃｏｍ", "gitlab.com"),
        ("https://GITLAB.com.", "gitlab.com"),
    ] {
        let setup = Setup::read(&GOOD.replace("https://gitlab.example.com/git", typed)).expect(typed);
        assert_eq!(setup.instance.host(), told, "{typed}");
    }
}

#[test]
fn a_link_is_told_from_a_callback() {
    let link = as_link(GOOD.as_bytes());
    for text in ["dev.carrick.desktop://setup", "DEV.Carrick.Desktop://Setup/x", "dev.carrick.desktop:setup/x"] {
        assert!(link::is_one(text), "{text} means to be one");
        assert_eq!(part(text), "link", "though it is none");
    }
    for (text, why) in [
        (format!("{link}?code=c&state=s"), "a query"),
        (format!("{link}#x"), "a fragment"),
        (format!("{link}=="), "padding"),
        (link.replace("setup/", "setup//"), "a slash more"),
        (link.to_ascii_uppercase(), "capitals"),
    ] {
        assert!(link::is_one(&text), "{why}: it is no callback either");
        assert_eq!(part(&text), "link", "{why}");
    }
    for text in [
        "dev.carrick.desktop://oauth/gitlab/setup?code=c&state=s",
        "dev.carrick.desktop://setup.example/x",
        "http://127.0.0.1/setup/x",
        "setup/x",
        "dev.carrick.desktopé://setup/x",
    ] {
        assert!(!link::is_one(text), "{text} is none");
    }
}

fn setups() -> impl Strategy<Value = Setup> {
    let host = "[a-z]([a-z0-9-]{0,20}[a-z0-9])?(\\.[a-z]{2,20}){1,8}";
    let instance = (host, "(/[A-Za-z0-9._~]{1,40}){0,40}")
        .prop_filter_map("an instance", |(host, path)| Instance::parse(&format!("https://{host}{path}")).ok());
    let scopes = proptest::collection::hash_set("[a-z0-9:*]{1,64}", 0..=31);
    let from = proptest::option::of("\\PC{1,64}");
    (instance, "[!-~]{1,255}", scopes, from).prop_map(|(instance, id, scopes, from)| Setup {
        instance,
        application_id: form::read_application_id(&id).unwrap_or_else(|_| "1a2b".to_owned()),
        scopes: ["read_user".to_owned()].into_iter().chain(scopes).collect(),
        from: from.and_then(|from| name::read(&from).ok().map(str::to_owned)),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn whatever_is_handed_on_is_read_as_it_was(setup in setups()) {
        prop_assert!(setup.document().len() <= LONGEST / 2, "a document is small");
        prop_assert!(setup.link().len() <= link::LONGEST, "every set-up fits into a link");
        prop_assert_eq!(Setup::read(&setup.document()), Ok(setup.clone()), "by file");
        prop_assert_eq!(Setup::read(&setup.link()), Ok(setup), "by link");
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,200}", bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Setup::read(&text);
        let _ = link::is_one(&text);
        prop_assert!(Setup::read(&as_link(&bytes)).is_err(), "bytes at random are no set-up");
    }

    #[test]
    fn a_document_with_something_changed_is_another_one_or_none(at in 0..GOOD.len(), with in "[ -~]") {
        let text = format!("{}{with}{}", &GOOD[..at], &GOOD[at + 1..]);
        if let Ok(setup) = Setup::read(&text) {
            let written: serde_json::Value = serde_json::from_str(&setup.document()).expect("it is JSON");
            prop_assert!(written.as_object().is_some_and(|parts| parts.len() <= 5), "nothing came along: {}", written);
        }
    }
}
