//! Bad input in every field: refused with its own code before anything is asked, kept or opened.

use carrick::messages::{ApplicationForm, BeginLink, ErrorCode, Way};

use crate::support::{FIRST, Installation, commands, form};

async fn assert_refused(installation: &Installation, form: ApplicationForm, code: ErrorCode, what: &str) {
    let checked = installation.check(&form).await.unwrap_err();
    assert_eq!(checked.code, code, "Check refuses {what}");
    let saved = installation.save_although(form, true, true).await.unwrap_err();
    assert_eq!(saved.code, code, "Save refuses {what}, whatever was agreed to");
}

/// Runs a table against one field and sees that nothing came of it.
async fn assert_table(table: Vec<(String, ErrorCode, &str)>, fill: impl Fn(&Installation, &str) -> ApplicationForm) {
    let installation = Installation::new().await;
    let (rows, uses) = (installation.dump(), installation.keyring.uses());
    for (typed, code, what) in table {
        assert_refused(&installation, fill(&installation, &typed), code, what).await;
    }
    assert_eq!(installation.dump(), rows, "nothing was kept");
    assert_eq!(installation.keyring.uses(), uses, "the vault was not opened");
    assert!(installation.gitlab.requests().is_empty(), "GitLab was not asked");
    installation.finish().await;
}

#[tokio::test]
async fn the_instance_field_refuses_what_is_no_instance() {
    let table = vec![
        (String::new(), ErrorCode::InstanceEmpty, "nothing"),
        (" \t\u{200b} ".to_owned(), ErrorCode::InstanceEmpty, "blanks"),
        ("a".repeat(100_000), ErrorCode::InstanceMalformed, "a huge text"),
        ("https://gitlab\u{0}.com".to_owned(), ErrorCode::InstanceMalformed, "a control character"),
        ("https://git\u{202e}lab.com".to_owned(), ErrorCode::InstanceMalformed, "a change of direction"),
        ("https://gitlab.com/a b".to_owned(), ErrorCode::InstanceMalformed, "a blank inside"),
        ("https://user:pass@gitlab.com".to_owned(), ErrorCode::InstanceUserInfo, "a password"),
        ("https://gitlab.com/?a=b".to_owned(), ErrorCode::InstanceQuery, "a query"),
        ("file:///etc/passwd".to_owned(), ErrorCode::InstanceScheme, "a file"),
        ("dev.carrick.desktop://oauth".to_owned(), ErrorCode::InstanceScheme, "our own scheme"),
        ("http://gitlab.example".to_owned(), ErrorCode::InstanceInsecure, "plain http to elsewhere"),
        ("http://127.0.0.1.nip.io".to_owned(), ErrorCode::InstanceInsecure, "a name that looks like this computer"),
        ("http://localhost.evil.example".to_owned(), ErrorCode::InstanceInsecure, "another such name"),
    ];
    assert_table(table, |_, typed| form(None, typed, &"a".repeat(64), "")).await;
}

#[tokio::test]
async fn the_application_id_field_refuses_what_cannot_be_one() {
    let look_alike = "\u{430}".repeat(64);
    let table = vec![
        (String::new(), ErrorCode::ApplicationIdEmpty, "nothing"),
        (" \"\" ".to_owned(), ErrorCode::ApplicationIdEmpty, "empty quotes"),
        ("a".repeat(256), ErrorCode::ApplicationIdMalformed, "a long text"),
        ("a".repeat(1_000_000), ErrorCode::ApplicationIdMalformed, "a huge text"),
        ("ab cd".to_owned(), ErrorCode::ApplicationIdMalformed, "a blank inside"),
        ("ab\ncd".to_owned(), ErrorCode::ApplicationIdMalformed, "two lines"),
        ("ab\u{0}cd".to_owned(), ErrorCode::ApplicationIdMalformed, "a control character"),
        ("ab\u{200b}cd".to_owned(), ErrorCode::ApplicationIdMalformed, "an invisible character"),
        (look_alike, ErrorCode::ApplicationIdMalformed, "letters that look alike"),
    ];
    assert_table(table, |installation, typed| form(None, &installation.gitlab.url(), typed, "")).await;
}

#[tokio::test]
async fn the_secret_field_refuses_what_cannot_be_one() {
    let table = vec![
        ("gloas- one two".to_owned(), ErrorCode::SecretMalformed, "blanks inside"),
        ("gloas-one\ngloas-two".to_owned(), ErrorCode::SecretMalformed, "two lines"),
        ("gloas-\u{7}beep".to_owned(), ErrorCode::SecretMalformed, "a control character"),
        ("gloas-\u{0430}bc".to_owned(), ErrorCode::SecretMalformed, "a letter that looks alike"),
        ("••••••••••••••••".to_owned(), ErrorCode::SecretMalformed, "the dots of a password field"),
        ("s".repeat(1025), ErrorCode::SecretMalformed, "a long text"),
        ("s".repeat(1_000_000), ErrorCode::SecretMalformed, "a huge text"),
    ];
    assert_table(table, |installation, typed| form(None, &installation.gitlab.url(), &"a".repeat(64), typed)).await;
}

#[tokio::test]
async fn the_scopes_refuse_what_cannot_be_one() {
    let installation = Installation::new().await;
    let application = installation.register(true);
    installation.gitlab.clear_requests();
    let rows = installation.dump();
    let many: Vec<String> = (0..33).map(|at| format!("scope_{at}")).collect();
    let table = [
        (vec![], "none at all"),
        (vec![String::new()], "an empty one"),
        (vec!["api read_user".to_owned()], "two in one"),
        (vec!["API".to_owned()], "capitals"),
        (vec!["api\n".to_owned()], "a control character"),
        (vec!["\u{430}pi".to_owned()], "a letter that looks alike"),
        (vec!["a".repeat(65)], "a long one"),
        (many, "a heap of them"),
    ];
    for (scopes, what) in table {
        let mut form = installation.form_of(Some(FIRST), &application);
        form.scopes = scopes;
        assert_refused(&installation, form, ErrorCode::ScopesMalformed, what).await;
    }
    for scopes in [vec!["read_repository"], vec!["read_registry", "sudo"], vec!["k8s_proxy"]] {
        let mut form = installation.form_of(Some(FIRST), &application);
        form.scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        assert_refused(&installation, form, ErrorCode::ScopesUseless, &format!("with {scopes:?} nobody is known"))
            .await;
    }
    assert_eq!(installation.dump(), rows, "nothing was kept");
    assert!(installation.gitlab.requests().is_empty(), "GitLab was not asked");
    installation.finish().await;
}

#[tokio::test]
async fn describing_and_probing_refuse_the_same_instances() {
    let installation = Installation::new().await;
    let table = [
        ("", ErrorCode::InstanceEmpty),
        ("http://gitlab.example", ErrorCode::InstanceInsecure),
        ("https://a:b@gitlab.example", ErrorCode::InstanceUserInfo),
    ];
    for (typed, code) in table {
        assert_eq!(commands::describe_instance(typed).unwrap_err().code, code, "{typed:?} is explained while typing");
        let probed = commands::probe_instance(&installation.accounts, typed).await.unwrap_err();
        assert_eq!(probed.code, code, "{typed:?} is not asked for anything");
    }
    installation.finish().await;
}

#[tokio::test]
async fn a_look_alike_instance_shows_its_true_name() {
    let described = commands::describe_instance("https://gіtlab.com").expect("a Cyrillic letter is allowed in a name");
    assert!(described.host.starts_with("xn--"), "the person sees that it is not gitlab.com: {}", described.host);
    assert!(described.redirect_uris.iter().all(|uri| uri.is_ascii()), "what is registered has no look-alikes either");
}

#[tokio::test]
async fn linking_needs_an_integration_that_is_there_and_set_up() {
    let installation = Installation::new().await;
    let table = [(FIRST, ErrorCode::IntegrationNotSetUp), (77, ErrorCode::NotFound), (-1, ErrorCode::NotFound)];
    for (id, code) in table {
        let request = BeginLink { id, relink: None, way: Way::DeepLink };
        let refused = commands::begin_link(&installation.accounts, request).await.unwrap_err();
        assert_eq!(refused.code, code, "integration {id} cannot be linked through");
    }
    assert!(installation.browser.opened().is_empty(), "no browser was opened");
    for id in [77, -1] {
        let refused = commands::remove_secret(&installation.accounts, id).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::NotFound, "integration {id} has no Secret to remove");
    }
    installation.finish().await;
}
