//! Carrick is killed, as a process, at every step of Save, of removing a Secret and of removing an integration.

use carrick::accounts::step::Step;
use carrick::messages::CheckReport;
use local_gitlab::Application;

use crate::support::{FIRST, Installation, Stop, Work, form, is_child};

/// Where the process is killed, and whether the new values count after that.
const SAVE: [(Step, bool); 2] = [(Step::SaveDrafted, false), (Step::SaveKept, true)];

fn save(installation: &Installation, id: Option<i64>, application: &Application) -> Work {
    Work::Save {
        id,
        instance: installation.gitlab.url(),
        application: application.id.clone(),
        secret: application.secret.clone(),
    }
}

async fn killed(installation: &mut Installation, this: &str, work: Work, step: Step) {
    installation.accounts.close();
    let this = format!("accounts::kills_of_settings::{this}");
    installation.start_process(&this, work, Some(Stop::at(step))).kill_at_its_step();
    installation.restart().await;
}

/// The stored Secret is the one of this application, and nothing else of the kind lies in the keyring.
async fn check_stored(installation: &Installation, id: i64, application: &Application, step: Step, secrets: usize) {
    let left_empty = form(Some(id), &installation.gitlab.url(), &application.id, "");
    let check = installation.check(&left_empty).await;
    assert_eq!(check, Ok(CheckReport::Accepted), "{step:?}: the stored Secret is there, and is the right one");
    let kept = installation.keyring.entries("secret/");
    assert_eq!(kept.len(), secrets, "{step:?}: no Secret is left behind");
}

#[test]
fn wherever_save_is_killed_the_old_values_or_the_new_ones_are_whole() {
    if is_child() {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for (step, is_saved) in SAVE {
        runtime.block_on(async {
            let this = "wherever_save_is_killed_the_old_values_or_the_new_ones_are_whole";
            let (mut installation, before) = Installation::set_up(true).await;
            let renewed = installation.gitlab.renew_secret(&before.id).expect("the application is there");
            let renewed = Application { secret: renewed, ..before.clone() };
            let work = save(&installation, Some(FIRST), &renewed);
            killed(&mut installation, this, work, step).await;
            let left_empty = form(Some(FIRST), &installation.gitlab.url(), &before.id, "");
            let check = installation.check(&left_empty).await;
            let expected = if is_saved { CheckReport::Accepted } else { CheckReport::Refused };
            assert_eq!(check, Ok(expected), "{step:?}: the Secret is the old one or the new one, never none");
            assert_eq!(installation.keyring.entries("secret/").len(), 1, "{step:?}: the other one is gone");
            installation.keep_application(FIRST, &renewed).await;
            check_stored(&installation, FIRST, &renewed, step, 1).await;
            installation.finish().await;
        });
    }
}

#[test]
fn wherever_save_of_another_application_is_killed_the_form_is_whole() {
    if is_child() {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for (step, is_saved) in SAVE {
        runtime.block_on(async {
            let this = "wherever_save_of_another_application_is_killed_the_form_is_whole";
            let (mut installation, before) = Installation::set_up(true).await;
            let next = installation.register(true);
            let work = save(&installation, Some(FIRST), &next);
            killed(&mut installation, this, work, step).await;
            let expected = if is_saved { &next } else { &before };
            let shown = installation.integration(FIRST).await.application_id;
            assert_eq!(shown.as_ref(), Some(&expected.id), "{step:?}: Application ID and Secret go together");
            check_stored(&installation, FIRST, expected, step, 1).await;
            installation.finish().await;
        });
    }
}

#[test]
fn wherever_save_of_a_new_integration_is_killed_it_is_there_with_its_secret_or_not_at_all() {
    if is_child() {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for (step, is_saved) in SAVE {
        runtime.block_on(async {
            let this = "wherever_save_of_a_new_integration_is_killed_it_is_there_with_its_secret_or_not_at_all";
            let mut installation = Installation::new().await;
            let application = installation.register(true);
            let work = save(&installation, None, &application);
            killed(&mut installation, this, work, step).await;
            let all = installation.overview().await.integrations;
            let added = all.iter().find(|it| it.application_id.as_ref() == Some(&application.id));
            assert_eq!(added.is_some(), is_saved, "{step:?}: it is there or not");
            match added {
                Some(added) => check_stored(&installation, added.id, &application, step, 1).await,
                None => assert!(installation.keyring.entries("").is_empty(), "{step:?}: nor is its Secret"),
            }
            installation.finish().await;
        });
    }
}

#[test]
fn wherever_a_removal_is_killed_the_secret_goes() {
    if is_child() {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let removals =
        [(Step::SecretLetGo, Work::RemoveSecret(FIRST)), (Step::IntegrationRemoved, Work::RemoveIntegration(FIRST))];
    for (step, work) in removals {
        runtime.block_on(async {
            let this = "wherever_a_removal_is_killed_the_secret_goes";
            let (mut installation, _) = Installation::set_up(true).await;
            killed(&mut installation, this, work, step).await;
            assert!(installation.keyring.entries("").is_empty(), "{step:?}: nothing is left in the keyring");
            installation.finish().await;
        });
    }
}
