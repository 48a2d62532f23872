//! git's progress, read as the hostile text that it is.

use carrick::git::cloning::progress::{Phase, Progress};
use proptest::prelude::*;

#[test]
fn each_phase_is_read_in_every_form_that_git_gives_it() {
    let of = |phase, percent, done, total| Progress { phase, percent, done, total, bytes: None, rate: None };
    let table = [
        ("remote: Enumerating objects: 209, done.", of(Phase::Preparing, None, 209, None)),
        ("remote: Counting objects:  41% (87/209)        ", of(Phase::Preparing, Some(41), 87, Some(209))),
        ("remote: Compressing objects: 100% (3/3), done.        ", of(Phase::Preparing, Some(100), 3, Some(3))),
        ("Receiving objects:   0% (0/209)", of(Phase::Receiving, Some(0), 0, Some(209))),
        (
            "Receiving objects:  98% (205/209), 380.00 KiB | 337.50 KiB/s",
            Progress { bytes: Some(389_120), rate: Some(345_600), ..of(Phase::Receiving, Some(98), 205, Some(209)) },
        ),
        (
            "Receiving objects: 100% (209/209), 1.25 GiB | 12.00 MiB/s, done.",
            Progress {
                bytes: Some(1_342_177_280),
                rate: Some(12_582_912),
                ..of(Phase::Receiving, Some(100), 209, Some(209))
            },
        ),
        ("Resolving deltas: 100% (1/1), done.", of(Phase::Resolving, Some(100), 1, Some(1))),
        ("Updating files:  50% (100/200)", of(Phase::CheckingOut, Some(50), 100, Some(200))),
        ("Checking out files:  50% (100/200)", of(Phase::CheckingOut, Some(50), 100, Some(200))),
        (
            "Filtering content: 100% (3/3), 12 bytes | 4.00 KiB/s",
            Progress { bytes: Some(12), rate: Some(4096), ..of(Phase::LargeFiles, Some(100), 3, Some(3)) },
        ),
    ];
    for (line, expected) in table {
        assert_eq!(Progress::parse(line.trim_end()), Some(expected), "{line:?}");
    }
}

#[test]
fn what_git_never_writes_is_no_progress() {
    for line in [
        "",
        "Receiving objects",
        "Receiving objects: ",
        "Receiving objects: 101% (2/1)",
        "Receiving objects: 50% (-1/2)",
        "Receiving objects: 50% (+1/2)",
        "Receiving objects: 50% (3/2)",
        "Receiving objects: 999999999999999999999% (1/2)",
        "Receiving objects: 50% (99999999999999999999999/2)",
        "remote: Receiving objects: 50% (1/2)",
        "remote: Updating files: 50% (1/2)",
        "Enumerating objects: 5",
        "remote: remote: Counting objects: 5",
    ] {
        assert_eq!(Progress::parse(line), None, "{line:?}");
    }
    let huge = Progress::parse("Receiving objects: 50% (1/2), 99999999999999999.00 TiB | 1.00 MiB/s").unwrap();
    assert_eq!((huge.bytes, huge.rate), (None, None), "more than there is");
}

#[test]
fn the_progress_of_large_files_is_read() {
    let read = Progress::of_large_files("download 2/4 50/100 a name with blanks").unwrap();
    assert_eq!(
        (read.phase, read.percent, read.done, read.total),
        (Phase::LargeFiles, Some(25), 1, Some(4)),
        "one is whole"
    );
    for line in ["upload 1/2 3/4 x", "download 1/2 x/4 y", "download 1", "", "download 1/0 1/0 x y"] {
        let read = Progress::of_large_files(line);
        assert!(read.is_none_or(|it| it.percent.is_none()), "{line:?}: {read:?}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_without_harm(text in "\\PC*|(remote: )?(Receiving|Counting|Updating)( objects| files)?:? {0,2}[0-9%(/), .KMGiB|s]*") {
        for read in [Progress::parse(&text), Progress::of_large_files(&text)].into_iter().flatten() {
            prop_assert!(read.percent.is_none_or(|percent| percent <= 100), "a share of all: {read:?}");
        }
    }

    #[test]
    fn what_git_writes_is_read_back(done in 0_u64..5000, more in 0_u64..5000, kib in 0_u64..1 << 30) {
        let total = done + more;
        let percent = (done * 100).checked_div(total).unwrap_or(100);
        let line = format!("Receiving objects: {percent:>3}% ({done}/{total}), {kib}.00 KiB | 1.00 KiB/s");
        let read = Progress::parse(&line).unwrap();
        prop_assert_eq!((read.done, read.total, read.bytes), (done, Some(total), Some(kib * 1024)), "{}", line);
    }
}
