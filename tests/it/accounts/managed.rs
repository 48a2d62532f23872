//! What the organisation presets: believed only where nobody else can have written it, and never in the way.
#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

use carrick::accounts::managed::{Managed, Place, Trouble};
use carrick::accounts::{integrations, signing_out};
use carrick::messages::{self, ErrorCode, ManagedProblem, SignOutAfter};
use carrick::people::joining;
use carrick_store::Code;
use carrick_store::db::admission;
use carrick_store::people::{Admission, WhoMayJoin, WhySignedOut};

use crate::support::{FIRST, Installation};

/// A folder that stands for the root of a computer, with the file in it.
struct Root(tempfile::TempDir);

impl Root {
    fn new() -> Self {
        let root = Self(tempfile::tempdir().unwrap());
        fs::set_permissions(root.0.path(), fs::Permissions::from_mode(0o755)).unwrap();
        lay(root.0.path(), &contents("https://gitlab.example.com", "1a2b"));
        root
    }

    fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    fn owner(&self) -> u32 {
        std::os::unix::fs::MetadataExt::uid(&fs::metadata(self.0.path()).unwrap())
    }

    fn trouble(&self) -> Option<Trouble> {
        let managed = Managed::read(&Place::below(self.0.path(), self.owner()));
        assert_eq!(managed.presets.is_empty(), managed.trouble.is_some(), "what is not believed presets nothing");
        managed.trouble
    }
}

fn contents(instance: &str, application_id: &str) -> String {
    format!(
        "{{\n\"carrick_managed\": 1,\n\"integrations\": [\n{{\"instance\": \"{instance}\", \"application_id\": \
         \"{application_id}\", \"scopes\": [\"api\", \"openid\"]}}\n]\n}}\n"
    )
}

fn lay(root: &Path, text: &str) {
    let folder = root.join("etc/carrick");
    fs::create_dir_all(&folder).unwrap();
    for folder in [root.join("etc"), folder.clone()] {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
    }
    fs::write(folder.join("managed.json"), text).unwrap();
    fs::set_permissions(folder.join("managed.json"), fs::Permissions::from_mode(0o644)).unwrap();
}

#[test]
fn a_file_is_believed_that_only_its_owner_can_have_written() {
    let root = Root::new();
    assert_eq!(root.trouble(), None, "as it must be");
    let other = Managed::read(&Place::below(root.0.path(), root.owner() + 1));
    assert_eq!((other.trouble, other.presets.len()), (Some(Trouble::Owner), 0), "another's is not root's");
    for path in ["", "etc", "etc/carrick", "etc/carrick/managed.json"] {
        let before = fs::metadata(root.path(path)).unwrap().permissions();
        for mode in [before.mode() | 0o020, before.mode() | 0o002, before.mode() | 0o1002] {
            fs::set_permissions(root.path(path), fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(root.trouble(), Some(Trouble::Writable), "{path:?} with {mode:o} is anybody's");
        }
        fs::set_permissions(root.path(path), before).unwrap();
    }
    assert_eq!(root.trouble(), None, "and so again");
}

#[test]
fn of_a_chain_with_one_link_of_another_owner_nothing_is_believed() {
    let root = Root::new();
    for path in ["etc/carrick/managed.json", "etc/carrick", "etc"] {
        let path = root.path(path);
        if std::os::unix::fs::chown(&path, Some(root.owner() + 1), None).is_err() {
            // Only root can give a file away; whoever else runs this has the test before.
            return;
        }
        assert_eq!(root.trouble(), Some(Trouble::Owner), "{} is another's", path.display());
        std::os::unix::fs::chown(&path, Some(root.owner()), None).unwrap();
    }
}

#[test]
fn nothing_but_an_ordinary_file_in_ordinary_folders_is_read() {
    let root = Root::new();
    let file = root.path("etc/carrick/managed.json");
    let elsewhere = root.path("elsewhere.json");
    fs::rename(&file, &elsewhere).unwrap();
    symlink(&elsewhere, &file).unwrap();
    assert_eq!(root.trouble(), Some(Trouble::Kind), "a symbolic link to a good one");
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    assert_eq!(root.trouble(), Some(Trouble::Kind), "a folder");
    fs::remove_dir(&file).unwrap();
    let made = std::process::Command::new("mkfifo").args(["-m", "644"]).arg(&file).status().unwrap();
    assert!(made.success(), "a pipe is laid");
    assert_eq!(root.trouble(), Some(Trouble::Kind), "a pipe, which nobody writes to, is not waited for");
    fs::remove_file(&file).unwrap();
    fs::write(&file, contents("https://gitlab.example.com", "1a2b") + &" ".repeat(70_000)).unwrap();
    assert_eq!(root.trouble(), Some(Trouble::Size), "more than 64 KiB");
    let text = contents("https://gitlab.example.com", "1a2b");
    fs::write(&file, format!("{text}{}", " ".repeat(64 * 1024 - text.len()))).unwrap();
    assert_eq!(root.trouble(), None, "64 KiB to the letter");
    fs::write(&file, [0xff, 0xfe]).unwrap();
    assert_eq!(root.trouble(), Some(Trouble::Unreadable), "no text");
    fs::write(&file, &text).unwrap();
    fs::rename(root.path("etc/carrick"), root.path("carrick")).unwrap();
    symlink(root.path("carrick"), root.path("etc/carrick")).unwrap();
    assert_eq!(root.trouble(), Some(Trouble::Kind), "a folder that is a link to a good one");
    fs::remove_file(root.path("etc/carrick")).unwrap();
    fs::rename(root.path("carrick"), root.path("etc/carrick")).unwrap();
    assert_eq!(root.trouble(), None, "the same file in the folder itself");
}

#[test]
fn where_there_is_none_nothing_is_preset_and_nothing_is_wrong() {
    let root = Root::new();
    fs::remove_dir_all(root.path("etc/carrick")).unwrap();
    let managed = Managed::read(&Place::below(root.0.path(), root.owner()));
    assert_eq!((managed.presets.len(), managed.trouble), (0, None), "no folder");
    assert_eq!(Place::of_this_computer().path(), Path::new("/etc/carrick/managed.json"), "it is looked for here alone");
}

/// Lays a file for an installation that is there already.
fn preset(installation: &Installation, text: &str) {
    let root = installation.folder().join("system");
    lay(&root, text);
    fs::set_permissions(&root, fs::Permissions::from_mode(0o755)).unwrap();
}

#[tokio::test]
async fn what_is_preset_is_there_and_stays_as_it_is() {
    let mut installation = Installation::new().await;
    let application = installation.register(false);
    preset(&installation, &contents(&installation.gitlab.url(), &application.id));
    installation.restart().await;
    let all = installation.overview().await.integrations;
    assert_eq!(all.len(), 1, "in place of the card that nobody has touched: {all:?}");
    let one = &all[0];
    assert!(one.managed, "it is the organisation's");
    assert_eq!((one.application_id.as_ref(), one.scopes.len()), (Some(&application.id), 2), "as the file names it");
    let saved = installation.save(installation.form_of(Some(one.id), &application)).await;
    assert_eq!(saved.map(drop).map_err(|error| error.code), Err(ErrorCode::IntegrationManaged), "it is not edited");
    let removed = integrations::remove_integration(&installation.accounts, one.id).await.map_err(|error| error.code);
    assert_eq!(removed, Err(Code::IntegrationManaged), "nor removed");
    let secret = integrations::remove_secret(&installation.accounts, one.id).await.map_err(|error| error.code);
    assert_eq!(secret, Err(Code::IntegrationManaged), "nor its Secret");
    let said = installation.command(&["doctor", "--json"]).await.json();
    let named = said.as_array().unwrap().iter().find(|check| check["subject"] == "managed").cloned().unwrap();
    assert_eq!(named["is_well"], true, "the doctor is content");
    assert!(named["what"].as_str().unwrap().contains("presets 1 integration."), "and says what is preset: {named}");
    installation.restart().await;
    assert_eq!(installation.overview().await.integrations, all, "a second start changes nothing");
    installation.finish().await;
}

#[tokio::test]
async fn without_its_file_it_is_as_any_other_and_keeps_its_links() {
    let (mut installation, application) = Installation::set_up(false).await;
    installation.link("alice").await;
    preset(&installation, &contents(&installation.gitlab.url(), &application.id));
    installation.restart().await;
    let one = installation.integration(FIRST).await;
    assert!(one.managed && one.links.len() == 1, "what was set up by hand is the organisation's now, with its links");
    assert_eq!(one.scopes, ["api", "openid"], "and asks for the file's scopes");
    fs::remove_file(installation.folder().join("system/etc/carrick/managed.json")).unwrap();
    installation.restart().await;
    let one = installation.integration(FIRST).await;
    assert!(!one.managed && one.links.len() == 1, "and the person's again");
    installation.finish().await;
}

/// The same file with a word on signing in.
fn with_sign_in(text: &str, section: &str) -> String {
    text.replace("]\n}", &format!("],\n\"sign_in\": {section}\n}}"))
}

#[tokio::test]
async fn how_people_sign_in_is_the_organisations_and_shuts_nobody_out() {
    let (mut installation, application) = Installation::set_up(true).await;
    let alice = installation.link("alice").await;
    let text = contents(&installation.gitlab.url(), &application.id);
    let section = "{\"asks_to_sign_in\": true, \"who_may_join\": \"anyone\", \"sign_out_after\": \"hour1\"}";
    preset(&installation, &with_sign_in(&text, section));
    installation.restart().await;
    let people = installation.people().await;
    assert!(people.managed && people.asks_later, "it is the organisation's, and waits");
    assert!(!people.admission.asks_to_sign_in, "for nobody could come back yet");
    assert_eq!(people.admission.sign_out_after, SignOutAfter::Hour1, "the rest holds at once");
    let own = joining::set_admission(&installation.accounts, Admission::default(), Vec::new()).await;
    assert_eq!(own.map_err(|error| error.code), Err(Code::SignInManaged), "an administrator does not change it");
    joining::sign_in_with_link(&installation.accounts, alice.id).await.expect("she has something to sign in with");
    let people = installation.people().await;
    assert!(people.admission.asks_to_sign_in && !people.asks_later, "people are asked from here on");
    assert!(people.signed_out.is_none(), "and she stays signed in");
    signing_out::sign_out(&installation.accounts, WhySignedOut::Asked).await.unwrap();
    installation.restart().await;
    assert!(installation.people().await.signed_out.is_some(), "signed out is signed out");
    let said = installation.command(&["people", "unlock", "--json"]).await.json();
    assert_eq!((&said["signed_out"], &said["asks_to_sign_in"]), (&false.into(), &true.into()), "unlock lets her in");
    installation.restart().await;
    assert!(installation.people().await.signed_out.is_none(), "and a start keeps her in");
    preset(&installation, &with_sign_in(&text, "{}"));
    installation.restart().await;
    assert!(!installation.people().await.admission.asks_to_sign_in, "the file says so no more");
    preset(&installation, &text);
    installation.restart().await;
    let asked = Admission { who: WhoMayJoin::Listed, ..Admission::default() };
    joining::set_admission(&installation.accounts, asked, Vec::new()).await.expect("it is her own to say again");
    assert!(!installation.people().await.managed, "and nobody else's");
    installation.finish().await;
}

#[tokio::test]
async fn groups_are_preset_by_their_numbers() {
    let (mut installation, application) = Installation::set_up(true).await;
    let url = installation.gitlab.url();
    let section = format!(
        "{{\"who_may_join\": \"groups\", \"groups\": [{{\"instance\": \"{url}\", \"id\": 7, \"path\": \"acme/lab\", \
         \"least_role\": \"developer\"}}]}}"
    );
    preset(&installation, &with_sign_in(&contents(&url, &application.id), &section));
    installation.restart().await;
    let shown = installation.people().await.admission;
    assert_eq!(shown.who_may_join, messages::WhoMayJoin::Groups, "members of groups join");
    let groups: Vec<_> = shown.groups.iter().map(|it| (it.integration_id, it.path.as_str(), it.least_role)).collect();
    assert_eq!(groups, [(FIRST, "acme/lab", 30)], "of this one, from developer on");
    let renamed = |db: &rusqlite::Connection| admission::rename_group(db, FIRST, 7, "acme/workshop");
    installation.carrick.parts.db.write(renamed).await.unwrap();
    installation.restart().await;
    let shown = installation.people().await.admission;
    assert_eq!(shown.groups[0].path, "acme/workshop", "a group that was seen under another name is not set anew");
    installation.finish().await;
}

#[tokio::test]
async fn a_broken_file_is_told_with_its_line_and_keeps_nothing_from_opening() {
    let mut installation = Installation::new().await;
    let secret = "gloas-0123456789";
    let text = contents("https://gitlab.example.com", "1a2b").replace("\"scopes\"", "\n\"secret\": 5, \"scopes\"");
    preset(&installation, &text.replace('5', &format!("\"{secret}\"")));
    installation.restart().await;
    let shown = installation.overview().await;
    assert_eq!(shown.integrations.len(), 1, "it opens as if nothing were preset");
    assert!(!shown.integrations[0].managed, "and nothing is");
    let trouble = shown.managed_trouble.expect("it is told");
    assert_eq!((trouble.problem, trouble.line), (ManagedProblem::Content, Some(5)), "with its line");
    assert!(trouble.path.ends_with("/etc/carrick/managed.json"), "and the file: {}", trouble.path);
    let said = installation.command(&["doctor"]).await;
    assert!(said.out.contains("managed.json") && said.out.contains("line 5"), "the doctor names it: {said:?}");
    assert!(!said.out.contains(secret), "and not what stands there");
    installation.finish().await;
}
