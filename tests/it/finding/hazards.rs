//! What in a clone's configuration a person should know of.

use std::path::Path;

use carrick::git::configuration::{Entry, parse};
use carrick::git::hazards::{Harm, all, of, without_user};
use carrick::git::helper::Helper;
use carrick::git::listing::{Scope, Setting};
use proptest::prelude::*;

use crate::git::programs;

/// As it would be read from a clone's file.
fn settings(text: &str) -> Vec<Setting> {
    let file = "config".to_owned();
    let setting = |Entry { key, value, .. }| Setting { scope: Scope::Clone, file: file.clone(), key, value };
    parse(text.as_bytes()).unwrap().into_iter().map(setting).collect()
}

fn harms(text: &str) -> Vec<Option<Harm>> {
    settings(text).iter().map(|setting| of(&setting.key, setting.value.as_deref())).collect()
}

#[test]
fn each_kind_is_seen_for_what_it_does() {
    for (text, harm) in [
        ("[core]\nfsmonitor = ./evil", Harm::StartsProgram),
        ("[core]\nhooksPath = .", Harm::StartsProgram),
        ("[CORE]\nSSHCommand = x", Harm::StartsProgram),
        ("[core]\ngitProxy = x", Harm::StartsProgram),
        ("[core]\naskPass = x", Harm::StartsProgram),
        ("[filter \"a.b\"]\nclean = x", Harm::StartsProgram),
        ("[filter \"lfs\"]\nprocess = \"git-lfs filter-process; evil\"", Harm::StartsProgram),
        ("[diff \"x\"]\ntextconv = x", Harm::StartsProgram),
        ("[diff]\nexternal = x", Harm::StartsProgram),
        ("[merge \"x\"]\ndriver = x", Harm::StartsProgram),
        ("[credential]\nhelper = !x", Harm::StartsProgram),
        ("[credential \"https://x\"]\nhelper = \"store; evil\"", Harm::StartsProgram),
        ("[credential]\nhelper = /tmp/evil", Harm::StartsProgram),
        ("[gpg \"ssh\"]\nprogram = x", Harm::StartsProgram),
        ("[alias]\nst = !x", Harm::StartsProgram),
        ("[alias]\nst = -c core.pager=x log", Harm::StartsProgram),
        ("[submodule \"x\"]\nupdate = !x", Harm::StartsProgram),
        ("[remote \"origin\"]\nurl = ext::sh -c x", Harm::StartsProgram),
        ("[remote \"origin\"]\nuploadpack = x", Harm::StartsProgram),
        ("[url \"ext::sh -c x \"]\ninsteadOf = https://", Harm::StartsProgram),
        ("[protocol \"ext\"]\nallow = always", Harm::StartsProgram),
        ("[pager]\nlog = x", Harm::StartsProgram),
        ("[http]\nsslVerify = false", Harm::WeakensTls),
        ("[http \"https://x\"]\nsslVerify = 0", Harm::WeakensTls),
        ("[http]\nsslCAInfo = x", Harm::WeakensTls),
        ("[http]\nproxy = x", Harm::WeakensTls),
        ("[remote \"origin\"]\nproxy = x", Harm::WeakensTls),
        ("[core]\nworktree = /", Harm::LeadsElsewhere),
        ("[include]\npath = x", Harm::LeadsElsewhere),
        ("[includeIf \"gitdir:/\"]\npath = x", Harm::LeadsElsewhere),
        ("[url \"https://evil\"]\ninsteadOf = https://good", Harm::LeadsElsewhere),
        ("[url \"https://evil\"]\npushInsteadOf = https://good", Harm::LeadsElsewhere),
        ("[http]\nextraHeader = x", Harm::LeadsElsewhere),
        ("[lfs]\nurl = https://evil", Harm::LeadsElsewhere),
    ] {
        assert_eq!(harms(text), [Some(harm)], "{text}");
    }
}

#[test]
fn what_every_clone_has_is_no_hazard() {
    let text = "[core]\nrepositoryformatversion = 0\nfilemode = true\nbare = false\nlogallrefupdates = true\nfsmonitor = false\n\
                [remote \"origin\"]\nurl = https://gitlab.example.com/a/b.git\nfetch = +refs/heads/*:refs/remotes/origin/*\n\
                [remote \"up\"]\nurl = git@gitlab.example.com:a/b\n[branch \"main\"]\nremote = origin\nmerge = refs/heads/main\n\
                [user]\nname = A\nemail = a@example.com\n[filter \"lfs\"]\nprocess = git-lfs filter-process\nrequired = true\n\
                [http]\nsslVerify\n[credential]\nhelper =\nhelper = store\n[alias]\nst = status\n[submodule \"x\"]\nupdate = rebase\n";
    let found: Vec<_> =
        settings(text).iter().zip(harms(text)).filter_map(|(it, harm)| Some((it.key.clone(), harm?))).collect();
    assert_eq!(found, [], "a person who is warned of everything reads nothing");
}

#[test]
fn our_own_lines_and_the_persons_are_not_listed_and_passwords_are_cut_out() {
    let own = Helper::new("/opt/My Apps/git-credential-carrick".into());
    let text = "[credential \"https://h\"]\nhelper =\nhelper = \"/opt/My\\\\ Apps/git-credential-carrick\"\n\
                [lfs]\nurl = https://h/a/b.git/info/lfs\n[remote \"origin\"]\nurl = https://h/a/b\n\
                [url \"https://me:hunter2@evil/\"]\ninsteadOf = x:\n";
    let mut all_settings = settings(text);
    all_settings.push(Setting {
        scope: Scope::Global,
        file: String::new(),
        key: "core.sshcommand".to_owned(),
        value: Some("ssh -v".to_owned()),
    });
    let found = all(&all_settings, &own);
    let keys: Vec<_> = found.iter().map(|hazard| hazard.key.as_str()).collect();
    assert_eq!(keys, ["url.https://evil/.insteadof"], "only what is the clone's and not ours, without its password");
    assert_eq!(found[0].file, "config", "and where it stands");
}

/// Words that in a key of git's mean a program, an encryption or a place.
const TELLING: [&str; 14] = [
    "cmd",
    "command",
    "program",
    "hook",
    "editor",
    "pager",
    "textconv",
    "driver",
    "external",
    "browser",
    "askpass",
    "proxy",
    "sslcainfo",
    "insteadof",
];

/// Keys with such a word that do no harm.
const HARMLESS: [&str; 8] = [
    "advice.ignoredhook",
    "advice.waitingforeditor",
    "color.pager",
    "completion.commands",
    "core.fsmonitorhookversion",
    "diff.xdriverx.cachetextconv",
    "notes.rewrite.xcommandx",
    "rebase.abbreviatecommands",
];

#[test]
fn every_telling_key_that_git_knows_is_a_hazard() {
    let mut looked = 0;
    for git in programs::all() {
        let output = programs::command(&git, Path::new("/")).args(["help", "--config"]).output().unwrap();
        for line in String::from_utf8(output.stdout).unwrap().lines() {
            let key = line.trim().to_ascii_lowercase();
            let key = key.replace("<url>", "https://h").replace(['<', '>', '*'], "x");
            let name = key.rsplit('.').next().unwrap_or_default().to_owned();
            if !key.contains('.') || HARMLESS.contains(&key.as_str()) || !TELLING.iter().any(|word| name.contains(word))
            {
                continue;
            }
            looked += 1;
            assert!(
                of(&key, Some("x y")).is_some(),
                "{key} of {git:?} starts, weakens or leads, and nobody would hear of it"
            );
        }
    }
    assert!(looked > 20, "git told its keys: {looked}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn no_subsection_or_spelling_hides_a_key(
        at in 0usize..12, subsection in "[a-zA-Z0-9 ./:@*?_-]{0,20}", upper in any::<bool>(), value in "[a-z!/ -]{1,9}x",
    ) {
        let (section, name) = [
            ("filter", "clean"), ("filter", "process"), ("diff", "command"), ("merge", "driver"), ("gpg", "program"),
            ("mergetool", "cmd"), ("includeif", "path"), ("http", "proxy"), ("http", "sslcainfo"), ("url", "insteadof"),
            ("remote", "uploadpack"), ("protocol", "allow"),
        ][at];
        let name = if upper { name.to_ascii_uppercase() } else { name.to_owned() };
        let text = format!("[{section} \"{subsection}\"]\n\t{name} = {value}\n");
        prop_assert!(harms(&text)[0].is_some(), "{text}");
    }

    #[test]
    fn any_key_and_value_can_be_asked_about(key in "\\PC{0,60}", value in prop::option::of("\\PC{0,40}")) {
        let _ = of(&key, value.as_deref());
        let shown = without_user(&key);
        prop_assert!(shown.len() <= key.len(), "{key} grew to {shown}");
    }

    #[test]
    fn no_password_of_an_address_is_left(user in "[a-z]{0,4}", rest in "[a-z.]{1,6}(/[a-z@:]{0,5})?") {
        let shown = without_user(&format!("url.https://{user}:hunter2@{rest}.insteadof"));
        prop_assert_eq!(shown, format!("url.https://{}.insteadof", rest));
    }
}
