//! What several people at one login see.

use local_gitlab::NewUser;

use super::Visitor;
use crate::failure::Result;
use crate::journey::{self, register};
use crate::people::{show_people, show_profile, sign_in, sign_out};
use crate::session::Session;
use crate::window::{TITLE, Window};

/// All of them, in the order in which they are reached.
pub const PEOPLE: [&str; 12] = [
    "people-alone",
    "people-found",
    "people",
    "profile-sign-in-accounts",
    "people-asked",
    "person-remove-dialog",
    "signed-out",
    "signing-in",
    "not-admitted",
    "people-as-a-member",
    "integrations-as-a-member",
    "profile-of-a-member",
];

const ESCAPE: &str = "\u{e00c}";

/// Goes through [`PEOPLE`].
pub async fn visit_people(session: &mut Session, at: &mut impl Visitor) -> Result<()> {
    session.gitlab.add_user(NewUser {
        username: "carol".to_owned(),
        name: "Carol Ito".to_owned(),
        ..NewUser::default()
    });
    let application = register(session, false);
    let window = session.open_app().await?;
    let browser = journey::link(&window, session, &application, "alice").await?;
    as_administrator(session, &window, at).await?;
    sign_out(&window).await?;
    at.arrive(session, &window, "signed-out").await?;
    session.gitlab.sign_everybody_out();
    browser.leave_pages().await?;
    window.click("button", "Sign in with GitLab").await?;
    window.find("button", "Cancel").await?;
    session.display().activate(&format!("^{TITLE}$")).await?;
    at.arrive(session, &window, "signing-in").await?;
    journey::approve(&browser, "carol").await?;
    window.shows("may not use Carrick on this computer.").await?;
    at.arrive(session, &window, "not-admitted").await?;
    window.click("button", "Dismiss").await?;
    sign_in(session, &window, &browser, "bob").await?;
    as_member(session, &window, at).await
}

async fn as_administrator(session: &Session, window: &Window, at: &mut impl Visitor) -> Result<()> {
    show_people(window).await?;
    window.shows("So far only you use it.").await?;
    at.arrive(session, window, "people-alone").await?;
    window.click("button", "Add person").await?;
    window.fill("textbox", "GitLab username", "bob").await?;
    window.click("button", "Find").await?;
    window.shows("Found ").await?;
    at.arrive(session, window, "people-found").await?;
    window.click("button", "Add").await?;
    window.shows("is added, as a member.").await?;
    at.arrive(session, window, "people").await?;
    show_profile(window).await?;
    window.click("button", "Sign in with @alice too").await?;
    window.shows("At GitLab you sign in as one of these to get in here.").await?;
    at.arrive(session, window, "profile-sign-in-accounts").await?;
    show_people(window).await?;
    window.click("checkbox", "Ask people to sign in").await?;
    window.find("button", "Sign out").await?;
    at.arrive(session, window, "people-asked").await?;
    window.click("button", "Remove Bob Lindqvist…").await?;
    window.shows("What Carrick keeps for Bob Lindqvist").await?;
    at.arrive(session, window, "person-remove-dialog").await?;
    window.press(ESCAPE).await?;
    window.gone("dialog", "Remove Bob Lindqvist?").await
}

async fn as_member(session: &Session, window: &Window, at: &mut impl Visitor) -> Result<()> {
    show_people(window).await?;
    window.shows("Ask an administrator to change it.").await?;
    at.arrive(session, window, "people-as-a-member").await?;
    window.click("tab", "Integrations").await?;
    window.find("button", "Link GitLab").await?;
    at.arrive(session, window, "integrations-as-a-member").await?;
    show_profile(window).await?;
    window.shows("Accounts to sign in with").await?;
    at.arrive(session, window, "profile-of-a-member").await
}
