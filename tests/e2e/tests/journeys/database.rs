//! Data that cannot be opened: the window says why, keeps the file, and goes on once it is put right.

use end_to_end::harness::journey;
use end_to_end::journey::NOT_LINKED;
use end_to_end::session::Setting;
use end_to_end::spoiled::{PAGE, Spoiled};

#[test]
fn data_that_cannot_be_opened_is_told_kept_and_opened_once_it_can_be() {
    for spoiled in Spoiled::ALL {
        journey(&format!("database-{spoiled:?}").to_lowercase(), Setting::default(), async |session| {
            spoiled.spoil(session)?;
            let before = std::fs::read(spoiled.file(session))?;
            let window = session.open_app().await?;
            window.shows(PAGE).await?;
            window.find_saying("alert", spoiled.told()).await?;
            window.click("button", "Try again").await?;
            window.at_rest("Try again").await?;
            window.find_saying("alert", spoiled.told()).await?;
            assert!(std::fs::read(spoiled.file(session))? == before, "{spoiled:?}: the file is left as it is");
            spoiled.repair(session)?;
            window.click("button", "Try again").await?;
            window.shows(NOT_LINKED).await
        });
    }
}
