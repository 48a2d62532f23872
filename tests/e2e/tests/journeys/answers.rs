//! Answers that make no sense, and what is no GitLab.

use end_to_end::books;
use end_to_end::harness::journey;
use end_to_end::journey::{self, NOT_LINKED, register};
use end_to_end::session::Setting;
use local_gitlab::DEFAULT_PASSWORD;

#[test]
fn the_app_tells_apart_what_is_no_gitlab() {
    journey("words-instance", Setting::default(), async |session| {
        let window = session.open_app().await?;
        window.click("button", "Edit").await?;
        for (typed, told) in [
            ("http://gitlab.example.com", "Over http:// your Secret would travel unprotected."),
            ("https://me:secret@gitlab.example.com", "The address has a user name or password in it."),
            ("https://gitlab.example.com/?a=b", "The address goes on after the GitLab itself."),
            ("ftp://gitlab.example.com", "A GitLab address starts with https://."),
            ("", "The address of your GitLab is missing."),
        ] {
            window.fill("textbox", "GitLab instance", typed).await?;
            window.click("textbox", "Application ID").await?;
            window.shows(told).await?;
        }
        session.gitlab.fault(local_gitlab::Fault::always("/", local_gitlab::FaultKind::Html));
        window.fill("textbox", "GitLab instance", &session.gitlab.url()).await?;
        window.click("textbox", "Application ID").await?;
        window.shows("answers, but not as a GitLab.").await?;
        session.gitlab.go_offline();
        window.fill("textbox", "GitLab instance", &format!("{}/", session.gitlab.url())).await?;
        window.click("textbox", "Application ID").await?;
        window.shows("Nothing answers at").await
    });
}

#[test]
fn an_answer_that_makes_no_sense_is_an_error_and_leaves_no_trace() {
    journey("words-malformed", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::set_up(&window, session, &application).await?;
        let browser = journey::begin(&window, session).await?;
        browser.sign_in("alice", DEFAULT_PASSWORD).await?;
        session.gitlab.fault(local_gitlab::Fault::once("/oauth/token", local_gitlab::FaultKind::Truncate));
        session.lost = 1;
        browser.answer("Authorize").await?;
        window.find_saying("alert", "127.0.0.1").await?;
        window.shows(NOT_LINKED).await
    });
}

#[test]
fn an_answer_to_a_renewal_that_makes_no_sense_is_told_and_leaves_no_trace() {
    journey("words-renewal-malformed", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        session.gitlab.furnish();
        journey::link(&window, session, &application, "alice").await?;
        // Whoever reads the projects would renew the link too, and meet the answer first.
        window.click("button", "Show repositories").await?;
        books::read_to_the_end(session).await?;
        window.click("button", "Account settings").await?;
        session.gitlab.expire_access_tokens();
        session.gitlab.fault(local_gitlab::Fault::once("/oauth/token", local_gitlab::FaultKind::Garble));
        // GitLab turned the pair over, and nobody can read into what.
        session.lost = 1;
        window.click("button", "Test").await?;
        window.shows("is not what a GitLab sends.").await?;
        window.at_rest("Test").await?;
        window.click("button", "Test").await?;
        window.shows_later("Its last renewal got no answer").await?;
        window.click("button", "Unlink…").await?;
        window.click("button", "Unlink").await?;
        window.shows("GitLab accepted the revocation.").await
    });
}
