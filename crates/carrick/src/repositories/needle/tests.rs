use proptest::prelude::*;

use super::*;

fn hay(text: &str) -> Hay<'_> {
    let path_end = text.find('\0').unwrap_or(text.len());
    Hay { text: text.as_bytes(), slug: text[..path_end].rfind('/').map_or(0, |at| at + 1), path_end }
}

fn grade(typed: &str, text: &str) -> Option<Grade> {
    let needle = Needle::new(typed);
    let fits = needle.seeker().grade(hay(text));
    assert!(fits.is_none() || needle.may_fit(letters_of(text.as_bytes())), "{typed} fits {text}, so it may");
    fits
}

#[test]
fn the_better_the_place_the_higher_the_grade() {
    let best_first = [
        "group/web",
        "other/web\0the site",
        "other/website",
        "other/web-long-name-of-something",
        "other/my-web",
        "web/other",
        "web-team/other",
        "my-web/other",
        "a/cobweb",
        "cobweb/a",
        "a/w-e-b",
        "w/e/b/a",
    ];
    let grades: Vec<Grade> = best_first.map(|text| grade("web", text).unwrap_or_default()).to_vec();
    let exact = grade("group/web", "group/web").unwrap();
    assert!(exact > grades[0], "nothing is better than the whole path");
    for (at, pair) in grades.windows(2).enumerate() {
        let (one, other) = (best_first[at], best_first[at + 1]);
        let may_be_even = at == 0;
        assert!(pair[0] > pair[1] || may_be_even && pair[0] == pair[1], "{one} before {other}: {grades:?}");
    }
}

#[test]
fn letters_are_scattered_only_from_the_beginning_of_a_word_on() {
    assert!(grade("gw", "group/web").is_some(), "the beginnings of its parts");
    assert!(grade("rw", "group/web").is_none(), "no word begins with r");
    assert!(grade("webx", "group/web\0x").is_none(), "nor are they found half in the path and half in the name");
    assert!(grade("é", "group/web\0café").is_some(), "letters beyond the plain ones are found as they are");
    assert!(grade("web group", "group/web").is_some() && grade("web none", "group/web").is_none(), "all words");
}

fn typed() -> impl Strategy<Value = String> {
    "[abé/ -]{0,5}"
}

fn text() -> impl Strategy<Value = String> {
    ("[ab-]{1,4}(/[ab-]{1,4}){1,2}", "(\\PC|[abé ]){0,5}")
        .prop_map(|(path, name)| if name.is_empty() { path } else { format!("{path}\0{}", name.to_lowercase()) })
}

proptest! {
    #[test]
    fn what_narrows_fits_nowhere_else(text in text(), before in typed(), more in typed()) {
        let (wide, narrow) = (Needle::new(&before), Needle::new(&format!("{before}{more}")));
        if narrow.narrows(&wide) && narrow.seeker().grade(hay(&text)).is_some() {
            prop_assert!(wide.seeker().grade(hay(&text)).is_some(), "{:?} fits {:?}, {:?} does not", narrow, text, wide);
        }
    }

    #[test]
    fn the_letters_that_are_marked_are_those_that_were_typed(text in text(), word in "[ab-]{1,4}") {
        let needle = Needle::new(&word);
        let marks = needle.marks(hay(&text));
        match needle.seeker().grade(hay(&text)) {
            None => prop_assert!(marks.is_empty()),
            Some(grade) => {
                let marked: Vec<u8> = marks.iter().map(|at| text.as_bytes()[*at]).collect();
                prop_assert_eq!(marked, word.into_bytes());
                prop_assert!(grade < 256, "there is a drawer for it");
            }
        }
    }

    #[test]
    fn whatever_is_typed_is_looked_for(typed in "\\PC{0,40}", text in text()) {
        let needle = Needle::new(&typed);
        let _ = (needle.seeker().grade(hay(&text)), needle.marks(hay(&text)));
    }
}
