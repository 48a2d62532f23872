//! Every text, role and name of the design that is shown so far, on both screens,
//! as assistive technology is told them.

use end_to_end::failure::{Failure, Result};
use end_to_end::harness::journey;
use end_to_end::journey::{self, NOT_LINKED, SAVED, fill_form, linked_sentence, redirect_uris, register};
use end_to_end::session::Setting;
use end_to_end::thing::Thing;
use end_to_end::wait::until_true;
use end_to_end::window::Window;
use local_gitlab::NewApplication;

const REGISTER: &str = "First register Carrick at GitLab: once, about two minutes.";
const REGISTER_FIRST: &str = "First register Carrick at GitLab, then link.";
const EVERYONE: &str = "For everyone who uses Carrick on this computer.";
const ACCEPTED: &str =
    "GitLab accepts this Application ID and Secret. Redirect URI and scopes show only when you link.";
const REFUSED: &str = "GitLab refused them: Application ID or Secret wrong, Secret missing, or from another GitLab.";
const NEVER: &str = "Never give this address or code to anyone. Only approve a sign-in you started.";
const OTHER_ACCOUNT: &str = "Copy the link into a private window and sign in there as the other account.";

/// Finds everything in a table of role and name.
async fn has_all(window: &Window, table: &[(&str, &str)]) -> Result<()> {
    for (role, name) in table {
        window.find(role, name).await?;
    }
    Ok(())
}

/// Waits for every text of a table.
async fn shows_all(window: &Window, texts: &[&str]) -> Result<()> {
    for text in texts {
        window.shows(text).await?;
    }
    Ok(())
}

/// What an element is described by, as text.
async fn description(window: &Window, thing: &Thing) -> Result<String> {
    let id = thing.attribute("aria-describedby").await?.ok_or_else(|| Failure::new("no description"))?;
    let script = "return document.getElementById(arguments[0])?.innerText ?? ''";
    let text = window.run(script, vec![id.into()]).await?;
    Ok(text.as_str().unwrap_or_default().trim().to_owned())
}

#[test]
fn a_fresh_installation_says_what_to_do() {
    journey("words-fresh", Setting::default(), async |session| {
        let window = session.open_app().await?;
        has_all(
            &window,
            &[
                ("navigation", "Carrick"),
                ("button", "Account settings"),
                ("button", "Your profile"),
                ("heading", "Account settings"),
                ("tablist", "Account settings"),
                ("tab", "Integrations"),
                ("tabpanel", "Integrations"),
                ("region", "GitLab"),
                ("button", "Edit"),
                ("button", "Link GitLab"),
                ("button", "Add integration"),
            ],
        )
        .await?;
        shows_all(&window, &[EVERYONE, "https://gitlab.com", "Not set up", NOT_LINKED, REGISTER]).await?;
        let region = window.find("region", "GitLab").await?;
        assert_eq!(
            description(&window, &region).await?,
            "https://gitlab.com",
            "the region is described by its instance"
        );
        for later in ["Unlink…", "Test", "Relink"] {
            assert!(!window.has("button", later).await?, "{later} appears with what it does, not before");
        }
        window.click("button", "Link GitLab").await?;
        window.find("form", "Edit GitLab integration").await?;
        window.shows(REGISTER_FIRST).await
    });
}

#[test]
fn save_and_cancel_stay_in_sight_wherever_the_form_is_scrolled() {
    journey("words-in-sight", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        fill_form(&window, session, &application).await?;
        for edge in ["0", "main.scrollHeight"] {
            let scroll = format!(
                "const main = document.querySelector('main'); main.scrollTop = {edge};
                 return main.scrollHeight > main.clientHeight"
            );
            let scrolls = window.run(&scroll, vec![]).await?;
            assert_eq!(scrolls, true, "the form is longer than the window, else this says nothing");
            for name in ["Cancel", "Save"] {
                let button = window.find("button", name).await?;
                assert!(button.is_in_sight().await?, "{name} is out of sight, scrolled to {edge}");
            }
        }
        Ok(())
    });
}

#[test]
fn the_form_guides_through_registering() {
    journey("words-form", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        fill_form(&window, session, &application).await?;
        window.shows("GitLab answers here.").await?;
        has_all(
            &window,
            &[
                ("textbox", "GitLab instance"),
                ("textbox", "Redirect URI"),
                ("button", "Copy redirect URI"),
                ("button", "Open GitLab's page"),
                ("button", "Copy"),
                ("checkbox", "api"),
                ("button", "More"),
                ("textbox", "Application ID"),
                ("textbox", "Secret"),
                ("button", "Show"),
                ("button", "Check"),
                ("button", "Cancel"),
                ("button", "Save"),
            ],
        )
        .await?;
        shows_all(
            &window,
            &[
                "Register Carrick at GitLab",
                "Only for you: leave Confidential ticked and paste the Secret.",
                "read and change everything your account can; builds need it",
                "Paste what GitLab shows next",
                "Kept in this computer's keyring. Empty if not confidential.",
            ],
        )
        .await?;
        assert!(window.find("checkbox", "api").await?.is_selected().await?, "api is ticked from the start");
        let secret = window.find("textbox", "Secret").await?;
        assert_eq!(secret.attribute("type").await?.as_deref(), Some("password"), "the Secret is typed unseen");
        let redirect = window.find("textbox", "Redirect URI").await?;
        let shown = redirect.lines().await?;
        assert_eq!(shown, redirect_uris(session), "both lines, exactly as registered");
        let read_only = redirect.attribute("aria-readonly").await?;
        assert_eq!(read_only.as_deref(), Some("true"), "the redirect URI is only to be copied");
        window.click("button", "Also for others?").await?;
        window
            .shows(
                "Also for others: untick it and leave Secret empty; register it in a group or on the instance, \
                 so that it does not hang on one person's account.",
            )
            .await?;
        window.click("button", "No such page at your GitLab?").await?;
        window.shows("No such page, or it sends you back? Your administrator has switched this off.").await?;
        window.find("button", "Copy request").await?;
        window.click("button", "Check").await?;
        window.find_saying("status", ACCEPTED).await?;
        Ok(())
    });
}

#[test]
fn a_refusal_keeps_the_fields_and_offers_to_save_anyway() {
    journey("words-refused", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        fill_form(&window, session, &application).await?;
        let wrong = "gloas-this-is-not-the-secret-of-this-application";
        window.fill("textbox", "Secret", wrong).await?;
        window.click("button", "Check").await?;
        window.find_saying("alert", REFUSED).await?;
        window.click("button", "Save").await?;
        window.find("button", "Save anyway").await?;
        window.find_saying("alert", REFUSED).await?;
        assert_eq!(window.find("textbox", "Secret").await?.value().await?, wrong, "what was typed is kept");
        assert_eq!(window.find("textbox", "Application ID").await?.value().await?, application.id, "and the ID");
        session.gitlab.go_offline();
        window.click("button", "Check").await?;
        window.shows("Could not check:").await
    });
}

#[test]
fn waiting_shows_the_stages_and_every_way_out() {
    journey("words-waiting", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::set_up(&window, session, &application).await?;
        let browser = journey::begin(&window, session).await?;
        browser.tab("GitLab's sign-in page", |url| url.path().ends_with("/users/sign_in")).await?;
        for stage in [
            "Asked your browser to open GitLab",
            "Waiting for your approval",
            "Checking GitLab's answer",
            "Saving in this computer's keyring",
        ] {
            window.find_saying("listitem", stage).await?;
        }
        window.find_saying("list", "Waiting for your approval").await?;
        let script =
            "return [...document.querySelectorAll('[role=status], [role=alert]')].map(it => it.innerText).join(' ')";
        let spoken = window.run(script, vec![]).await?;
        assert!(!spoken.to_string().contains("0:"), "the running clock is not read out: {spoken}");
        has_all(&window, &[("button", "Cancel"), ("button", "Use another way"), ("button", "Copy link")]).await?;
        shows_all(
            &window,
            &[
                "Waiting for you in the browser",
                "If the browser asks, choose Open (Carrick or xdg-open).",
                "If GitLab shows a page with a link, click it.",
                NEVER,
            ],
        )
        .await?;
        window.shows_later("Still waiting. Signing in can take a while. What do you see?").await?;
        window.click("button", "Nothing opened").await?;
        window.shows("Copy link").await?;
        window.click("button", "A page with an error").await?;
        let sent = &redirect_uris(session)[0];
        shows_all(&window, &[sent, "api"]).await?;
        window.click("button", "I approved, nothing happened").await?;
        window.shows("Use another way").await
    });
}

#[test]
fn a_link_is_told_the_same_on_both_screens() {
    journey("words-linked", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::link(&window, session, &application, "alice").await?;
        let host = session.gitlab.host();
        let handle = format!("@alice on {host}");
        let sentence = linked_sentence("alice");
        let told = ["Linked", sentence.as_str(), "Alice Moreau", &handle, "Working. Checked"];
        shows_all(&window, &told).await?;
        window.click("button", "Details").await?;
        shows_all(&window, &["Carrick may", "(api)", "Tokens kept in", "Login keyring on this computer"]).await?;
        window.find("button", "Relink").await?;
        window.click("button", "Link another account").await?;
        window.shows(OTHER_ACCOUNT).await?;
        window.click("button", "Your profile").await?;
        window.shows("Yours alone.").await?;
        let sections = window.find("navigation", "Your profile sections").await?;
        sections.find("button", "Profile").await?;
        shows_all(&window, &["Name", "Accounts to sign in with"]).await?;
        let told_alone = window.text().await?;
        for of_several in ["Role", "git acts for", "Sign out"] {
            assert!(!told_alone.contains(of_several), "one person sees nothing of people: {of_several}");
        }
        sections.find("button", "Integrations").await?.click().await?;
        window.find("region", "GitLab").await?;
        shows_all(&window, &told).await
    });
}

#[test]
fn a_stored_secret_can_be_kept_or_removed_but_not_read() {
    journey("words-secret", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::set_up(&window, session, &application).await?;
        window.shows("Ready to link").await?;
        window.click("button", "Edit").await?;
        window.shows("Set on").await?;
        window.shows("Leave empty to keep.").await?;
        assert_eq!(window.find("textbox", "Secret").await?.value().await?, "", "a stored Secret is not shown again");
        window.click("button", "Save").await?;
        window.find_saying("status", SAVED).await?;
        window.click("button", "Edit").await?;
        window.click("button", "Remove Secret").await?;
        window.focus_is_on("button", "Cancel").await?;
        window.click("button", "Cancel").await?;
        window.shows("Leave empty to keep.").await
    });
}

/// Counts the clicks that reach the page.
const COUNT: &str = "window.clicks = 0; addEventListener('click', () => { window.clicks += 1 }, true)";

#[test]
fn a_double_click_on_edit_only_edits() {
    journey("words-double-click", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::set_up(&window, session, &application).await?;
        let middle = window.find("button", "Edit").await?.middle().await?;
        window.run(COUNT, Vec::new()).await?;
        session.display().double_click("Carrick", middle).await?;
        until_true("both clicks", async || Ok(window.run("return window.clicks", Vec::new()).await? == 2)).await?;
        let dialogs = window.run("return document.querySelectorAll('dialog').length", Vec::new()).await?;
        assert_eq!(dialogs, 0, "nothing dangerous stood under the second click");
        window.find("form", "Edit GitLab integration").await?;
        window.click("button", "Cancel").await?;
        window.find("region", "GitLab").await?;
        Ok(())
    });
}

#[test]
fn removing_an_integration_says_what_is_lost_and_cancels_by_default() {
    journey("words-remove", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::set_up(&window, session, &application).await?;
        window.click("button", "Edit").await?;
        window.click("button", "Remove integration").await?;
        window.shows(&format!("Remove the integration with {}?", session.gitlab.host())).await?;
        window.focus_is_on("button", "Cancel").await?;
        window.click("button", "Remove").await?;
        window.gone("form", "Edit GitLab integration").await?;
        window.gone("region", "GitLab").await?;
        window.find("button", "Add integration").await?;
        Ok(())
    });
}

#[test]
fn another_integration_is_added_beside_the_first() {
    journey("words-add", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::link(&window, session, &application, "alice").await?;
        let second = session.gitlab.create_application(NewApplication {
            name: "Carrick too".to_owned(),
            redirect_uris: redirect_uris(session),
            ..NewApplication::default()
        });
        window.click("button", "Add integration").await?;
        window.find("form", "Add a GitLab integration").await?;
        window.fill("textbox", "GitLab instance", &session.gitlab.url()).await?;
        window.fill("textbox", "Application ID", &second.id).await?;
        window.fill("textbox", "Secret", &second.secret).await?;
        window.click("button", "Save").await?;
        window.find_saying("status", SAVED).await?;
        assert_eq!(window.all("region", "GitLab").await?.len(), 2, "both integrations are shown");
        Ok(())
    });
}
