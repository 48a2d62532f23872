//! Set-ups that come by link: shown, and nothing else comes of them before the person agrees.

use carrick::accounts::setup::Setup;
use carrick::accounts::{handing_over, integrations, proposals, waiting};
use carrick::messages::{ErrorCode, HostMark, SetupOffer, SetupProposal, UiError, Way};
use carrick_store::Code;
use carrick_store::instance::Instance;

use crate::support::{FIRST, Installation, approve};

/// A set-up for the GitLab of this test.
fn setup(installation: &Installation, application_id: &str) -> Setup {
    Setup {
        instance: Instance::parse(&installation.gitlab.url()).unwrap(),
        application_id: application_id.to_owned(),
        scopes: vec!["api".to_owned()],
        from: Some("Morgan".to_owned()),
    }
}

impl Installation {
    async fn proposal(&self) -> Option<SetupProposal> {
        self.overview().await.proposal
    }

    async fn offer(&self) -> SetupOffer {
        self.proposal().await.and_then(|shown| shown.offer).expect("something is proposed")
    }

    /// Everything that must not change, whatever comes by link.
    fn untouched(&self) -> (Vec<String>, usize, usize, usize) {
        let asked = self.gitlab.requests().len() + self.browser.opened().len();
        (self.dump(), self.keyring.uses(), self.window.raised(), asked)
    }
}

#[tokio::test]
async fn a_link_proposes_and_contacts_nothing_before_it_is_agreed_to() {
    let installation = Installation::new().await;
    let application = installation.register(false);
    let before = installation.untouched();
    installation.receive(&setup(&installation, &application.id).link()).await;
    let shown = installation.proposal().await.expect("it is shown");
    let offer = installation.offer().await;
    assert_eq!(offer.instance, installation.gitlab.url().trim_end_matches('/'), "where");
    assert_eq!(
        (offer.application_id.as_str(), offer.from.as_deref()),
        (application.id.as_str(), Some("Morgan")),
        "who"
    );
    assert_eq!(offer.marks, [HostMark::ThisComputer], "what could be overlooked");
    assert_eq!(installation.untouched(), before, "nothing is kept, asked, opened or raised");
    let id = proposals::add(&installation.accounts, shown.number).await.expect("it is added");
    let after = installation.untouched();
    assert_eq!((after.1, after.2, after.3), (before.1, before.2, before.3), "to add it takes no server and no keyring");
    let added = installation.integration(id).await;
    assert_eq!(added.application_id.as_deref(), Some(application.id.as_str()), "it is set up");
    assert!(
        added.links.is_empty() && added.secret_set_at.is_none() && added.sign_in.is_none(),
        "and nothing is linked"
    );
    assert_eq!(installation.overview().await.integrations.len(), 1, "the untouched card made room");
    assert_eq!(installation.proposal().await, None, "it is answered");
    let address = installation.begin_with(id, None, Way::DeepLink).await;
    installation.receive(&approve("alice", &address).await).await;
    assert_eq!(installation.integration(id).await.links.len(), 1, "and it links as any other");
    let linked = installation.untouched();
    assert!(linked.1 > after.1 && linked.2 > after.2, "which takes the keyring, and raises the window");
    installation.finish().await;
}

#[tokio::test]
async fn no_integration_that_is_there_is_changed() {
    let (installation, application) = Installation::set_up(true).await;
    let before = installation.integration(FIRST).await;
    installation.receive(&setup(&installation, &application.id).link()).await;
    let refused = installation.proposal().await.expect("it is told").error.map(|error| error.code);
    assert_eq!(refused, Some(ErrorCode::IntegrationExists), "what is here already is not proposed again");
    proposals::dismiss(&installation.accounts, 1);
    installation.receive(&setup(&installation, "another").link()).await;
    proposals::add(&installation.accounts, 2).await.expect("another application of the same GitLab");
    let after = installation.overview().await.integrations;
    assert_eq!((after.len(), &after[0]), (2, &before), "the one before is as it was");
    installation.finish().await;
}

#[tokio::test]
async fn what_was_set_up_while_it_was_shown_is_not_added_twice() {
    let installation = Installation::new().await;
    let offered = setup(&installation, "1a2b");
    installation.receive(&offered.link()).await;
    let id = proposals::take_in(&installation.accounts, offered).await.expect("by another program, say");
    let before = installation.untouched();
    let again = proposals::add(&installation.accounts, 1).await.map_err(|error| error.code);
    assert_eq!(again, Err(Code::IntegrationExists), "it is here already");
    assert_eq!(installation.untouched(), before, "and stays as it is");
    assert!(installation.proposal().await.is_some(), "the failure has its place beside what was pressed");
    let all = installation.overview().await.integrations;
    assert_eq!(all.iter().map(|it| it.id).collect::<Vec<_>>(), [id], "there is one");
    installation.finish().await;
}

#[tokio::test]
async fn hostile_links_get_a_sentence_and_change_nothing() {
    let installation = Installation::new().await;
    let good = setup(&installation, "1a2b").link();
    let start = "dev.carrick.desktop://setup/";
    let table = [
        (start.to_owned(), ErrorCode::SetupMalformed, "nothing"),
        ("dev.carrick.desktop://setup".to_owned(), ErrorCode::SetupMalformed, "not even a slash"),
        (format!("{start}<script>alert(1)</script>"), ErrorCode::SetupMalformed, "a script"),
        (format!("{start}{}", "A".repeat(200_000)), ErrorCode::SetupMalformed, "a huge one"),
        (format!("{good}?code=c&state=s"), ErrorCode::SetupMalformed, "a callback behind it"),
        (good.replace("setup/", "setup/../oauth/"), ErrorCode::SetupMalformed, "a way out of it"),
        // {"carrick_setup":2}
        (format!("{start}eyJjYXJyaWNrX3NldHVwIjoyfQ"), ErrorCode::SetupNewer, "a version to come"),
        // {"carrick_setup":1,"instance":"dev.carrick.desktop://setup/x","application_id":"a","scopes":["api"]}
        (
            format!(
                "{start}eyJjYXJyaWNrX3NldHVwIjoxLCJpbnN0YW5jZSI6ImRldi5jYXJyaWNrLmRlc2t0b3A6Ly\
                 9zZXR1cC94IiwiYXBwbGljYXRpb25faWQiOiJhIiwic2NvcGVzIjpbImFwaSJdfQ"
            ),
            ErrorCode::InstanceScheme,
            "our own scheme as a GitLab",
        ),
    ];
    let before = installation.untouched();
    for (number, (link, code, why)) in (1..).zip(table) {
        installation.receive(&link).await;
        let shown = installation.proposal().await.unwrap_or_else(|| panic!("{why} is told"));
        assert_eq!((shown.number, shown.offer), (number, None), "{why} proposes nothing");
        assert_eq!(shown.error.map(|error| error.code), Some(code), "{why} has its sentence");
        assert_eq!(installation.stray().await, None, "{why} is not taken for a callback");
        let added = proposals::add(&installation.accounts, number).await.map_err(|error| UiError::from(error).code);
        assert_eq!(added, Err(code), "{why} cannot be agreed to");
        proposals::dismiss(&installation.accounts, number);
    }
    assert_eq!(installation.untouched(), before, "and nothing came of any");
    installation.finish().await;
}

#[tokio::test]
async fn a_callback_and_a_set_up_are_never_taken_for_each_other() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    let (path, query) = callback.split_once('?').unwrap();
    installation.receive(&format!("dev.carrick.desktop://setup/{}?{query}", path.rsplit('/').next().unwrap())).await;
    assert!(installation.links().await.is_empty(), "a code at the place of set-ups links nothing");
    proposals::dismiss(&installation.accounts, 1);
    let coded = setup(&installation, "1a2b").link().rsplit('/').next().unwrap().to_owned();
    installation.receive(&format!("{path}/{coded}")).await;
    assert_eq!(installation.proposal().await, None, "a set-up at the place of callbacks proposes nothing");
    assert_eq!(installation.stray().await, Some(ErrorCode::CallbackMalformed), "it is no callback either");
    installation.receive(&callback).await;
    assert_eq!(installation.links().await.len(), 1, "the right callback is used up by neither");
    installation.finish().await;
}

#[tokio::test]
async fn several_in_a_row_show_one() {
    let installation = Installation::new().await;
    let first = setup(&installation, "first");
    installation.receive(&first.link()).await;
    for at in 0..5 {
        installation.receive(&setup(&installation, &format!("later-{at}")).link()).await;
        installation.receive(&first.link()).await;
    }
    let shown = installation.proposal().await.expect("one is shown");
    assert_eq!(installation.offer().await.application_id, "first", "what is under a finger is not replaced");
    assert_eq!((shown.number, shown.others), (1, 5), "the others are counted, the same one is not another");
    let stale = proposals::add(&installation.accounts, 2).await.map_err(|error| error.code);
    assert_eq!(stale, Err(Code::NotFound), "an answer to another one is none");
    proposals::dismiss(&installation.accounts, 7);
    assert!(installation.proposal().await.is_some(), "nor does it take this one away");
    proposals::dismiss(&installation.accounts, 1);
    assert_eq!(installation.proposal().await, None, "this does");
    installation.receive(&setup(&installation, "next").link()).await;
    assert_eq!(installation.proposal().await.map(|shown| shown.number), Some(2), "the next is another");
    installation.finish().await;
}

#[tokio::test]
async fn a_look_alike_of_what_is_set_up_here_is_marked() {
    let installation = Installation::new().await;
    let marks = async |address: &str| {
        let instance = Instance::parse(address).unwrap();
        let link = Setup { instance, ..setup(&installation, "1a2b") }.link();
        let offer = proposals::look(&installation.accounts, &link).await;
        SetupOffer::from(offer.expect("it is offered")).marks
    };
    assert_eq!(marks("https://gitIab.com").await, [HostMark::Like { host: "gitlab.com".to_owned() }], "one letter");
    assert_eq!(marks("https://gіtlab.com").await, [HostMark::OtherLetters], "one of another script");
    assert_eq!(marks("https://gitlab.example.org").await, [], "an ordinary one");
    installation.finish().await;
}

#[tokio::test]
async fn what_is_handed_on_holds_no_secret() {
    let (installation, application) = Installation::set_up(true).await;
    let refused = handing_over::setup_of(&installation.accounts, FIRST).await.map_err(|error| error.code);
    assert_eq!(refused, Err(Code::SetupConfidential), "others would need the Secret");
    integrations::remove_secret(&installation.accounts, FIRST).await.unwrap();
    let setup = handing_over::setup_of(&installation.accounts, FIRST).await.expect("a public one can be handed on");
    let secret = &application.secret;
    assert!(!setup.document().contains(secret.as_str()), "the document");
    assert_eq!(setup.from.as_deref(), Some("sam"), "it says whom it is from");
    std::fs::create_dir_all(installation.folder().join("home")).unwrap();
    let path = handing_over::save_file(&installation.accounts, FIRST).await.expect("a file is written");
    let again = handing_over::save_file(&installation.accounts, FIRST).await.expect("and another one");
    assert_ne!(path, again, "none is replaced");
    let file = installation.folder().join("home").join(path.trim_start_matches("~/"));
    assert_eq!(std::fs::read_to_string(file).unwrap().trim_end(), setup.document(), "with the document in it");
    installation.finish().await;
}

#[tokio::test]
async fn only_administrators_change_what_is_set_up() {
    let (installation, application) = Installation::set_up(false).await;
    let offer = setup(&installation, "another");
    installation.second_connection().execute("UPDATE profiles SET role = 'member'", []).unwrap();
    let accounts = &installation.accounts;
    let only = Err(Code::AdministratorsOnly);
    let saved = installation.save(installation.form_of(Some(FIRST), &application)).await.map(drop);
    assert_eq!(saved.map_err(|error| error.code), Err(ErrorCode::AdministratorsOnly), "Save");
    let removed = integrations::remove_integration(accounts, FIRST).await;
    assert_eq!(removed.map_err(|error| error.code), only, "Remove");
    let secret = integrations::remove_secret(accounts, FIRST).await;
    assert_eq!(secret.map_err(|error| error.code), only, "Remove Secret");
    assert_eq!(proposals::take_in(accounts, offer.clone()).await.map(drop).map_err(|it| it.code), only, "Add");
    assert_eq!(proposals::look(accounts, &offer.link()).await.map(drop).map_err(|it| it.code), only, "a link");
    assert_eq!(handing_over::setup_of(accounts, FIRST).await.map(drop).map_err(|it| it.code), only, "Share");
    let asked = waiting::ask(accounts, None, "gitlab.example.com", &["api".to_owned()]).await;
    assert_eq!(asked.map(drop).map_err(|it| it.code), only, "Wait for the administrator");
    installation.receive(&offer.link()).await;
    let shown = installation.proposal().await.and_then(|shown| shown.error).map(|error| error.code);
    assert_eq!(shown, Some(ErrorCode::AdministratorsOnly), "a link that comes by itself says why");
    proposals::dismiss(accounts, 1);
    installation.second_connection().execute("UPDATE profiles SET role = 'admin'", []).unwrap();
    proposals::take_in(accounts, offer).await.expect("an administrator may");
    handing_over::setup_of(accounts, FIRST).await.expect("this too");
    integrations::remove_integration(accounts, FIRST).await.expect("and this");
    installation.finish().await;
}
