//! Another address for a remote, and nothing else changed.

use std::fs;
use std::os::unix::fs::symlink;

use carrick::git::binding::{Commits, commits};
use carrick::git::identities::Identity;
use carrick::git::remote_address::{Line, set};
use carrick_store::Code;
use proptest::prelude::*;

use super::home::Home;

const ADDRESS: &str = "https://gitlab.com/new/place.git";

/// A clone with this in its file.
fn with_config(text: &str) -> Home {
    let home = Home::any();
    home.clone_of("clone", "https://gitlab.com/old/place.git");
    home.write("clone/.git/config", text);
    home
}

fn changed(home: &Home) -> Result<bool, Code> {
    let is_meant = |line, value: &str| line == Line::Fetch && value != "y" || value == "p";
    changed_where(home, &is_meant, ADDRESS)
}

fn changed_where(home: &Home, is_meant: &dyn Fn(Line, &str) -> bool, address: &str) -> Result<bool, Code> {
    set(&home.places().data_dir, &home.path("clone"), "origin", is_meant, address).map_err(|error| error.code)
}

#[test]
fn what_is_meant_is_another_address_and_the_rest_stays_byte_by_byte() {
    let place = format!("\turl = \"{ADDRESS}\"");
    for (before, after) in [
        (
            "[remote \"origin\"]\n\turl = x\n\tfetch = y # z\n",
            format!("[remote \"origin\"]\n{place}\n\tfetch = y # z\n"),
        ),
        ("[remote \"origin\"]\r\nurl=x\r\nfetch=y\r\n", format!("[remote \"origin\"]\r\n{place}\r\nfetch=y\r\n")),
        ("[remote \"origin\"]\n\turl = x \\\n\ty\n\tfetch = y", format!("[remote \"origin\"]\n{place}\n\tfetch = y")),
        ("[remote \"origin\"]\n\turl = x # \\\n\tfetch = y\n", format!("[remote \"origin\"]\n{place}\n\tfetch = y\n")),
        (
            "[remote \"origin\"]\nurl = y\nurl = x\npushurl = z\npushurl = p\n[remote \"Origin\"]\nurl = x\n",
            format!(
                "[remote \"origin\"]\nurl = y\n{place}\npushurl = z\n\tpush{}\n[remote \"Origin\"]\nurl = x\n",
                place.trim()
            ),
        ),
        (
            "[lfs]\nurl = https://h/a/b.git/info/lfs\n[remote \"origin\"]\nurl = https://h/a/b\n",
            format!("[lfs]\n\turl = \"{ADDRESS}/info/lfs\"\n[remote \"origin\"]\n{place}\n"),
        ),
        (
            "[lfs]\nurl = https://other/info/lfs\n[remote \"origin\"]\nurl = https://h/a/b",
            format!("[lfs]\nurl = https://other/info/lfs\n[remote \"origin\"]\n{place}\n"),
        ),
    ] {
        let home = with_config(before);
        assert_eq!(changed(&home), Ok(true), "{before:?} can be changed");
        let now = String::from_utf8(home.read("clone/.git/config").unwrap()).unwrap();
        assert_eq!(now, after, "{before:?}");
        assert_eq!(changed(&home), Ok(false), "a second time there is nothing to do");
        assert_eq!(home.git("clone", &["config", "remote.origin.url"]), format!("{ADDRESS}\n"), "git agrees");
    }
}

#[test]
fn what_cannot_be_changed_alone_is_left_as_it_is() {
    for (text, why) in [
        ("[remote \"origin\"] url = x\n", Code::GitConfigMalformed),
        ("[remote \"origin\"\nurl = x\n", Code::GitConfigMalformed),
        ("[remote \"other\"]\nurl = x\n", Code::NotFound),
        ("", Code::NotFound),
    ] {
        let home = with_config(text);
        assert_eq!(changed(&home), Err(why), "{text:?}");
        assert_eq!(home.read("clone/.git/config").unwrap(), text.as_bytes(), "{text:?} is as it was");
    }
    let home = with_config("[remote \"origin\"]\nurl = x\n");
    home.write("clone/.git/config.lock", "");
    assert_eq!(changed(&home), Err(Code::GitConfigLocked), "another program is at it");
    fs::remove_file(home.path("clone/.git/config.lock")).unwrap();
    fs::rename(home.path("clone/.git/config"), home.path("elsewhere")).unwrap();
    symlink(home.path("elsewhere"), home.path("clone/.git/config")).unwrap();
    assert_eq!(changed(&home), Err(Code::GitConfigFailed), "a link leads out of the clone");
    let odd = changed_where(&home, &|_, _| true, "https://h/\n[core]");
    assert_eq!(odd, Err(Code::GitNameRefused), "no address has line breaks");
}

fn odd_text() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "[remote \"origin\"]",
        "[remote \"or\\igin\"]",
        "[core]",
        "\n",
        "\r\n",
        "url = a",
        "url=\"b\"",
        "URL = c",
        "pushurl = d",
        "url",
        " \\\n ",
        "# x",
        "; y \\",
        "\"",
        "\t",
        "spare = false",
        "[lfs]",
        "=",
        "\\\\",
        "[",
        "]",
    ]);
    prop::collection::vec(pieces, 0..24).prop_map(|pieces| format!("[remote \"origin\"]\nurl = z\n{}", pieces.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(80) })]

    #[test]
    fn whatever_the_file_is_git_sees_the_address_changed_and_nothing_else(text in odd_text()) {
        let home = with_config(&text);
        let listed = |home: &Home| home.git("clone", &["config", "--file", ".git/config", "--list", "-z"]);
        let before = fs::read(home.path("clone/.git/config")).unwrap();
        let is_meant = |line, value: &str| line == Line::Fetch && value == "z";
        match changed_where(&home, &is_meant, ADDRESS) {
            Err(_) => prop_assert_eq!(fs::read(home.path("clone/.git/config")).unwrap(), before, "it is as it was"),
            Ok(_) => {
                let after = listed(&home);
                fs::write(home.path("clone/.git/config"), before).unwrap();
                let [old, new] = ["z", ADDRESS].map(|address| format!("remote.origin.url\n{address}\0"));
                prop_assert_eq!(after, listed(&home).replacen(&old, &new, 1));
            }
        }
    }
}

#[test]
fn who_commits_is_told_apart_by_who_wrote_it() {
    let own = "[user]\n\temail = own@example.com\n\tsigningKey =\n";
    let home =
        with_config(&format!("{own}[user]\n\tname = \"Bob\" # Carrick\n\temail = \"b@work.example\" # Carrick\n"));
    let some = |text: &str| Some(text.to_owned());
    let expected = Commits {
        bound: Identity { name: some("Bob"), email: some("b@work.example"), signing_key: None },
        own: Identity { email: some("own@example.com"), ..Identity::default() },
    };
    assert_eq!(commits(&home.path("clone")).unwrap(), expected, "the marks tell");
    assert_eq!(commits(&home.path("data")).map_err(|error| error.code), Err(Code::NotFound), "no clone says anything");
}
