//! git's answers, whatever they are.

use carrick::git::losing::{Loss, parse_flags, parse_status};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn no_answer_stops_the_readers(answer in prop::collection::vec(prop_oneof![Just(0u8), Just(b' '), Just(b'1'), Just(b'2'), any::<u8>()], 0..80)) {
        let mut loss = Loss::default();
        let _ = parse_status(&answer, &mut loss);
        let _ = parse_flags(&answer);
    }

    #[test]
    fn every_path_is_told_whatever_its_bytes(paths in prop::collection::vec(("[12u?]", prop::collection::vec(1u8.., 1..12)), 0..12)) {
        let mut answer = Vec::new();
        for (kind, path) in &paths {
            answer.extend_from_slice(match kind.as_str() {
                "1" => b"1 .M N... 100644 100644 100644 aa bb ".as_slice(),
                "2" => b"2 R. N... 100644 100644 100644 aa bb R100 ",
                "u" => b"u UU N... 100644 100644 100644 100644 aa bb cc ",
                _ => b"? ",
            });
            answer.extend_from_slice(path);
            answer.push(0);
            if kind == "2" {
                answer.extend_from_slice(b"? not a record\0");
            }
        }
        let mut loss = Loss::default();
        prop_assert_eq!(parse_status(&answer, &mut loss), Some(()));
        let untracked = paths.iter().filter(|(kind, _)| kind == "?").count();
        prop_assert_eq!((loss.untracked.count, loss.changed.count), (untracked, paths.len() - untracked));
    }
}

#[test]
fn an_answer_of_another_kind_is_refused() {
    for answer in ["X new\0", "1 .M N...\0", "2 R. N... 1 1 1 a b R100 x"] {
        assert_eq!(parse_status(answer.as_bytes(), &mut Loss::default()), None, "{answer}: a doubt, not nothing");
    }
    assert_eq!(parse_flags(b"garbled\0"), None);
    assert_eq!(parse_flags(b"H a\0h b\0S c\0s d\0M e\0"), Some(vec![b"b".as_slice(), b"c", b"d"]));
}
