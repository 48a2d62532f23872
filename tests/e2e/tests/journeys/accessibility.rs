//! What axe-core finds in the real web view: nothing, in any state, light or dark.

use end_to_end::accessibility;
use end_to_end::failure::{Failure, Result};
use end_to_end::harness::journey;
use end_to_end::page::Page;
use end_to_end::session::{Session, Setting};
use end_to_end::states::{self, Visitor};
use end_to_end::window::Window;

/// Checks each state and remembers which it was at.
#[derive(Default)]
struct Inspector {
    seen: Vec<&'static str>,
    found: Vec<String>,
}

impl Inspector {
    fn has_seen(self, all: impl IntoIterator<Item = &'static str>) -> Result<()> {
        for state in all {
            assert!(self.seen.contains(&state), "{state} was inspected");
        }
        if self.found.is_empty() { Ok(()) } else { Err(Failure::new(self.found.join("\n"))) }
    }
}

impl Visitor for Inspector {
    async fn arrive(&mut self, _: &Session, window: &Window, state: &'static str) -> Result<()> {
        self.seen.push(state);
        if let Err(failure) = accessibility::check(window, state).await {
            self.found.push(failure.to_string());
        }
        Ok(())
    }
}

#[test]
fn every_state_is_accessible() {
    journey("accessibility", Setting::default(), async |session| {
        let mut inspector = Inspector::default();
        states::visit(session, &mut inspector).await?;
        inspector.has_seen(states::ALL.into_iter().chain(states::WITHOUT_APPLICATION))
    });
}

#[test]
fn every_state_of_repositories_is_accessible() {
    journey("accessibility-repositories", Setting::default(), async |session| {
        let mut inspector = Inspector::default();
        states::visit_repositories(session, &mut inspector).await?;
        inspector.has_seen(states::REPOSITORIES)
    });
}

#[test]
fn every_state_of_builds_is_accessible() {
    journey("accessibility-builds", Setting::default(), async |session| {
        let mut inspector = Inspector::default();
        states::visit_builds(session, &mut inspector).await?;
        inspector.has_seen(states::BUILDS)
    });
}

#[test]
fn every_state_of_people_is_accessible() {
    journey("accessibility-people", Setting::default(), async |session| {
        let mut inspector = Inspector::default();
        states::visit_people(session, &mut inspector).await?;
        inspector.has_seen(states::PEOPLE)
    });
}

#[test]
fn every_state_of_the_keyring_is_accessible() {
    journey("accessibility-keyring", Setting { keyring: false, ..Setting::default() }, async |session| {
        let mut inspector = Inspector::default();
        states::visit_with_own_keyring(session, &mut inspector).await?;
        inspector.has_seen(states::WITH_OWN_KEYRING)
    });
}

#[test]
fn the_inspection_finds_what_is_wrong() {
    journey("accessibility-wrong", Setting::default(), async |session| {
        let window = session.open_app().await?;
        window.shows(end_to_end::journey::NOT_LINKED).await?;
        spoil(&window).await?;
        let found = accessibility::check(&window, "spoiled").await.err().map(|failure| failure.to_string());
        let found = found.unwrap_or_default();
        assert!(found.contains("button-name"), "a button without a name is found: {found}");
        assert!(found.contains("color-contrast"), "text that can hardly be read is found: {found}");
        Ok(())
    });
}

async fn spoil(page: &Page) -> Result<()> {
    let script = "const button = document.createElement('button');
        const text = document.createElement('p');
        text.textContent = 'hardly to be read';
        text.style.color = '#f0f0f0';
        text.style.background = '#ffffff';
        document.querySelector('main').append(button, text);";
    page.run(script, vec![]).await.map(drop)
}
