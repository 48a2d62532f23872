//! The journey without a mouse.

use end_to_end::failure::{Failure, Result};
use end_to_end::harness::journey;
use end_to_end::journey::{NOT_LINKED, SAVED, approve, linked, register};
use end_to_end::session::Setting;
use end_to_end::window::Window;

const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const ARROW_RIGHT: &str = "\u{e014}";

/// Presses Tab until the focus is on this; a whole round without it is a failure.
async fn go_to(window: &Window, role: &str, name: &str) -> Result<()> {
    let mut passed = Vec::new();
    for _ in 0..40 {
        let focused = window.focused().await?;
        let here = (focused.role().await?, focused.name().await?);
        if here == (role.to_owned(), name.to_owned()) {
            return Ok(());
        }
        passed.push(format!("{} \"{}\"", here.0, here.1));
        window.focus_next().await?;
    }
    Err(Failure::new(format!("the Tab key does not lead to {role} \"{name}\": {}", passed.join(", "))))
}

async fn press_on(window: &Window, role: &str, name: &str) -> Result<()> {
    window.find(role, name).await?;
    go_to(window, role, name).await?;
    window.press(ENTER).await
}

async fn show_people(window: &Window) -> Result<()> {
    go_to(window, "tab", "Integrations").await?;
    window.press(ARROW_RIGHT).await?;
    window.focus_is_on("tab", "People").await
}

async fn type_into(window: &Window, field: &str, text: &str) -> Result<()> {
    go_to(window, "textbox", field).await?;
    window.focused().await?.replace_text(text).await
}

#[test]
fn the_whole_journey_works_by_keyboard() {
    journey("keyboard", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        window.shows(NOT_LINKED).await?;
        go_to(&window, "button", "Edit").await?;
        window.press(ENTER).await?;
        window.focus_is_on("textbox", "GitLab instance").await?;
        type_into(&window, "GitLab instance", &session.gitlab.url()).await?;
        type_into(&window, "Application ID", &application.id).await?;
        type_into(&window, "Secret", &application.secret).await?;
        window.press(ENTER).await?;
        window.find_saying("status", SAVED).await?;
        window.focus_is_on("button", "Link GitLab").await?;
        window.press(ENTER).await?;
        let browser = session.browser().await?;
        window.find("button", "Use another way").await?;
        approve(&browser, "alice").await?;
        linked(&window, "alice").await?;
        go_to(&window, "button", "Your profile").await?;
        window.press(ENTER).await?;
        window.find("navigation", "Your profile sections").await?;
        Ok(())
    });
}

#[test]
fn escape_leaves_the_form_and_cancels_a_sign_in() {
    journey("escape", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        window.click("button", "Edit").await?;
        window.focus_is_on("textbox", "GitLab instance").await?;
        window.press(ESCAPE).await?;
        window.gone("form", "Edit GitLab integration").await?;
        window.focus_is_on("button", "Edit").await?;
        end_to_end::journey::set_up(&window, session, &application).await?;
        window.press(ENTER).await?;
        window.find("button", "Use another way").await?;
        window.press(ESCAPE).await?;
        window.find_saying("status", "The sign-in was cancelled.").await?;
        window.focus_is_on("button", "Link GitLab").await
    });
}

#[test]
fn sharing_a_login_works_by_keyboard() {
    journey("keyboard-people", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        let browser = end_to_end::journey::link(&window, session, &application, "alice").await?;
        press_on(&window, "button", "Account settings").await?;
        show_people(&window).await?;
        press_on(&window, "button", "Add person").await?;
        window.focus_is_on("textbox", "GitLab username").await?;
        type_into(&window, "GitLab username", "bob").await?;
        window.press(ENTER).await?;
        window.shows("Found ").await?;
        press_on(&window, "button", "Add").await?;
        window.shows("is added, as a member.").await?;
        press_on(&window, "button", "Your profile").await?;
        press_on(&window, "button", "Sign in with @alice too").await?;
        window.shows("At GitLab you sign in as one of these to get in here.").await?;
        press_on(&window, "button", "Account settings").await?;
        show_people(&window).await?;
        go_to(&window, "checkbox", "Ask people to sign in").await?;
        window.press(" ").await?;
        press_on(&window, "button", "Sign out").await?;
        window.find("button", "Sign in with GitLab").await?;
        window.watch_again().await?;
        session.gitlab.sign_everybody_out();
        browser.leave_pages().await?;
        press_on(&window, "button", "Sign in with GitLab").await?;
        approve(&browser, "bob").await?;
        window.find("button", "Sign out").await?;
        window.watch_again().await
    });
}
