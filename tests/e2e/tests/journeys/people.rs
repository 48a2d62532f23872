//! Two people at one login: one sets up, the other signs in, links, adds, and sees only what is theirs.

use end_to_end::failure::Result;
use end_to_end::harness::journey;
use end_to_end::journey::{self, redirect_uris};
use end_to_end::people::{share, sign_in, sign_out};
use end_to_end::session::{Session, Setting};
use end_to_end::wait::until_true;
use end_to_end::window::Window;
use local_gitlab::{Application, NewApplication};
use serde_json::{Value, json};

/// What the program answers a command that no button of this window sends.
const INVOKE: &str = "const [name, request] = arguments;
    return window.__TAURI_INTERNALS__.invoke(name, { request }).then((answer) => ({ answer }), (error) => ({ error }));";

fn register(session: &Session, scopes: &[&str]) -> Application {
    session.gitlab.create_application(NewApplication {
        redirect_uris: redirect_uris(session),
        scopes: scopes.iter().map(|&scope| scope.to_owned()).collect(),
        ..NewApplication::default()
    })
}

async fn refused(window: &Window, command: &str, request: Value, code: &str) -> Result<()> {
    let answer = window.run(INVOKE, vec![command.into(), request]).await?;
    assert_eq!(answer["error"]["code"], code, "{command}: {answer}");
    Ok(())
}

/// What a member may not do, by whatever door.
async fn is_kept_out(session: &Session, window: &Window) -> Result<()> {
    window.click("button", "Account settings").await?;
    window.shows("Ask an administrator to change it.").await?;
    for button in ["Edit", "Add integration", "Share set-up…"] {
        assert!(!window.has("button", button).await?, "{button} is an administrator's");
    }
    refused(window, "remove_secret", json!({ "id": 1 }), "administrators_only").await?;
    refused(window, "remove_integration", json!({ "id": 1 }), "administrators_only").await?;
    refused(window, "set_role", json!({ "id": 2, "role": "admin" }), "administrators_only").await?;
    let typed = session.type_in("", "carrick", &["export"]).await?;
    assert!(!typed.is_done && typed.text.contains("administrator"), "the command line refuses too: {typed:?}");
    let typed = session.type_in("", "carrick", &["people", "role", "bob", "admin"]).await?;
    assert!(!typed.is_done, "nor does it make one of them: {typed:?}");
    Ok(())
}

/// Nothing of anybody's while nobody is signed in, by whatever door; and after a restart.
async fn is_shut(session: &Session, window: Window) -> Result<Window> {
    refused(&window, "avatar", json!({ "id": 1 }), "signed_out").await?;
    refused(&window, "unlink", json!({ "id": 1 }), "signed_out").await?;
    let typed = session.type_in("", "carrick", &["account", "list"]).await?;
    assert!(typed.text.contains("Nobody is signed in to Carrick."), "the command line says so: {typed:?}");
    session.close_app(window).await?;
    let window = session.open_app().await?;
    window.find("button", "Sign in with GitLab").await?;
    Ok(window)
}

async fn two_people(session: &Session, scopes: &[&str]) -> Result<()> {
    session.gitlab.furnish();
    let application = register(session, scopes);
    let window = session.open_app().await?;
    journey::fill_form(&window, session, &application).await?;
    if scopes.contains(&"openid") {
        window.click("button", "More").await?;
        window.click("checkbox", "openid").await?;
    }
    window.click("button", "Save").await?;
    window.find_saying("status", journey::SAVED).await?;
    let browser = journey::begin(&window, session).await?;
    journey::approve(&browser, "alice").await?;
    journey::linked(&window, "alice").await?;
    browser.leave_pages().await?;
    share(&window, "alice", "bob").await?;
    window.shows("git acts for").await?;
    sign_out(&window).await?;
    let pairs = session.gitlab.live_pairs().len();
    sign_in(session, &window, &browser, "bob").await?;
    window.shows("git acts for Bob").await?;
    is_kept_out(session, &window).await?;
    let is_ended = async || Ok(session.gitlab.live_pairs().len() == pairs);
    until_true("the token of signing in to be revoked", is_ended).await?;
    window.shows(journey::NOT_LINKED).await?;
    browser.leave_pages().await?;
    window.click("button", "Link GitLab").await?;
    // The browser is bob's at GitLab since he signed in.
    browser.answer("Authorize").await?;
    journey::linked(&window, "bob").await?;
    let typed = session.type_in("", "carrick", &["account", "list"]).await?;
    assert!(typed.text.contains("bob") && !typed.text.contains("alice"), "he sees his own alone: {typed:?}");
    window.click("button", "Repositories").await?;
    window.click("button", "Add work/handbook").await?;
    window.shows_later("Added work/handbook to").await?;
    sign_out(&window).await?;
    let window = is_shut(session, window).await?;
    let pushed = session.git("work/handbook", &["ls-remote", "-q"]).await;
    assert!(pushed.is_err(), "git gets no token: {pushed:?}");
    sign_in(session, &window, &browser, "alice").await?;
    window.click("button", "Account settings").await?;
    journey::linked(&window, "alice").await?;
    window.find("button", "Edit").await?;
    assert!(!window.text().await?.contains("username bob"), "and alice sees nothing of his");
    Ok(())
}

#[test]
fn two_people_share_a_login_with_an_application_that_has_api_alone() {
    journey("people", Setting::default(), async |session| two_people(session, &["api"]).await);
}

#[test]
fn two_people_share_a_login_and_an_id_token_says_who_they_are() {
    journey("people-openid", Setting::default(), async |session| two_people(session, &["api", "openid"]).await);
}
