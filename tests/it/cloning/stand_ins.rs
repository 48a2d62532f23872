//! What no disk or git of this computer does: a stand-in repeats what a real git wrote elsewhere.

use carrick::git::cloning::failure::Failure;
use carrick::git::cloning::trace::Trace;
use carrick::git::cloning::{Kind, Order};
use proptest::prelude::*;

use super::stand::{Stand, with_git};

/// A git that writes down such errors (template and message), says such words, and ends like this.
fn stand_in(stand: &Stand, errors: &[(&str, &str)], words: &str, end: &str) -> std::path::PathBuf {
    let lines = errors.iter().map(|(fmt, msg)| {
        format!("{}\n", serde_json::json!({ "event": "error", "sid": "a/b", "fmt": fmt, "msg": msg }))
    });
    let trace: String = lines.collect();
    let text = format!(
        "#!/bin/sh\n[ \"$3\" = --version ] && echo git version 2.47.0 && exit\n\
         for last; do :; done\ncat > \"$GIT_TRACE2_EVENT\" <<'END'\n{trace}END\ncat >&2 <<'END'\n{words}END\n{end}\n"
    );
    stand.program("stand-in", &text)
}

#[test]
fn what_is_rare_is_told_apart_too() {
    with_git(async || {
        let stand = Stand::new("cloning::stand_ins::what_is_rare_is_told_apart_too").await;
        let table: [(&[(&str, &str)], Failure); 10] = [
            (&[("rate limited by '%s', please try again later", "…")], Failure::RateLimited),
            (&[("transport '%s' not allowed", "transport 'ssh' not allowed")], Failure::ForbiddenTransport),
            (&[("detected dubious ownership in repository at '%s'\n%s", "…")], Failure::ForeignOwner),
            (&[("write error: No space left on device", "…")], Failure::DiskFull),
            (&[("%s: No such file", "a: No space left on device: No such file")], Failure::Unknown(Some(128))),
            (&[("invalid path '%s'", "invalid path '.git/hooks/x'")], Failure::PathRefused),
            (
                &[("unable to write file %s", "unable to write file a"), ("unable to checkout working tree", "…")],
                Failure::CheckoutFailed,
            ),
            (&[("fetch-pack: invalid index-pack output", "…")], Failure::CutOff),
            (
                &[(
                    "unable to access '%s': %s",
                    "unable to access 'x': SSL certificate problem: certificate has expired",
                )],
                Failure::Certificate,
            ),
            (&[], Failure::Unknown(Some(128))),
        ];
        for (errors, expected) in table {
            let program = stand_in(&stand, errors, "", "exit 128");
            let failure = stand.fails(stand.git(&program), stand.order("group/web")).await;
            assert_eq!(failure, expected, "{errors:?}");
        }
        let killed = stand_in(&stand, &[], "", "kill -KILL $$");
        let failure = stand.fails(stand.git(&killed), stand.order("group/web")).await;
        assert_eq!(failure, Failure::Killed, "somebody ended it");
        stand.installation.finish().await;
    });
}

#[test]
fn names_that_this_disk_cannot_keep_apart_are_listed() {
    with_git(async || {
        let stand = Stand::new("cloning::stand_ins::names_that_this_disk_cannot_keep_apart_are_listed").await;
        let words = "warning: the following paths have collided (e.g. case-sensitive paths\n\
                     on a case-insensitive filesystem) and only one from the same\n\
                     colliding group is in the working tree:\n\n  'README.md'\n  'Readme.md'\n  'src/\x1b[31mMain.rs'\n\
                     Something else\n  'not a name'\n";
        let init = "git init -q \"$last\"";
        let program = stand_in(&stand, &[], words, init);
        let cloned = stand.clone(&program, stand.order("group/web")).await.unwrap();
        assert_eq!(
            cloned.colliding,
            ["README.md", "Readme.md", "src/Main.rs"],
            "as plain letters, and no more of them"
        );
        stand.installation.finish().await;
    });
}

#[test]
fn a_server_that_knows_no_filter_is_told_of() {
    with_git(async || {
        let stand = Stand::new("cloning::stand_ins::a_server_that_knows_no_filter_is_told_of").await;
        let ignored = "filtering not recognized by server, ignoring";
        let program = stand_in(&stand, &[(ignored, ignored)], "", "git init -q \"$last\"");
        let order = Order { kind: Kind::OldContentsWhenNeeded, ..stand.order("group/web") };
        let cloned = stand.clone(&program, order).await.unwrap();
        assert!(cloned.has_all_contents, "all of it is here, which takes more room than was said");
        stand.installation.finish().await;
    });
}

proptest! {
    #[test]
    fn whatever_stands_in_a_trace_is_read_without_harm(lines in proptest::collection::vec(any::<u8>(), 0..400)) {
        let trace = Trace::of(lines.as_slice());
        prop_assert!(trace.errors.is_empty() || lines.contains(&b'{'), "only JSON says something");
    }

    #[test]
    fn a_trace_is_never_kept_whole(count in 0_usize..2000) {
        let line = "{\"event\":\"error\",\"fmt\":\"unable to write file %s\",\"msg\":\"unable to write file a\"}\n";
        let trace = Trace::of(line.repeat(count).as_bytes());
        prop_assert_eq!(trace.errors.len(), count.min(3), "a full disk writes a line for each file");
    }
}
