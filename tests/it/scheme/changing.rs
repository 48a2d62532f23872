//! Nothing is changed that need not be, and nothing of anybody else's unasked.

use std::fs;
use std::os::unix::fs::symlink;

use carrick::desktop::scheme::{Scheme, SchemeKeeper as _};

use super::desk::{Desk, KIND, OWN};

const OTHERS: &str = "# kept by hand\n\n[Added Associations]\ntext/plain = editor.desktop;\n\n[Default Applications]\n\
                      text/html=browser.desktop\n";

#[test]
fn an_entry_of_our_own_is_all_that_is_added_where_nobody_answers() {
    let desk = Desk::new(true);
    desk.say(OTHERS);
    assert_eq!(desk.look(), None, "nobody answers yet");
    assert_eq!(desk.keeper().ensure(), Scheme::Ours, "Carrick sets itself up");
    assert_eq!(fs::read_to_string(desk.table()).unwrap(), OTHERS, "its entry is enough; the table is the person's");
    assert_eq!(desk.asked_of_gio().as_deref(), Some(OWN), "and GIO finds it");
}

#[test]
fn one_line_is_changed_where_the_entry_is_not_enough() {
    let desk = Desk::with_gio();
    desk.say(OTHERS);
    assert_eq!(desk.keeper().ensure(), Scheme::Ours, "without a cache of entries the table has to name it");
    let line = format!("[Default Applications]\n{KIND}={OWN};\n");
    let expected = OTHERS.replace("[Default Applications]\n", &line);
    assert_eq!(fs::read_to_string(desk.table()).unwrap(), expected, "everything else stands as it stood");
    assert_eq!(desk.asked_of_gio().as_deref(), Some(OWN), "and GIO finds it");
}

#[test]
fn what_another_program_answers_is_left_alone_until_the_person_asks() {
    let group = "[Default Applications]\n";
    for table in [
        format!("{group}{KIND}=other.desktop\n"),
        format!("{group}{KIND} = other.desktop\n"),
        format!("{group}{KIND}=ours.desktop\n[X]\na=b\n{group}{KIND}=other.desktop\n"),
        format!("{group}{KIND}=other.desktop\n{KIND}=ours.desktop\n"),
    ] {
        let desk = Desk::new(true);
        desk.say(&table);
        let by_gio = desk.asked_of_gio().unwrap();
        let found = desk.keeper().ensure();
        assert_eq!(found, Scheme::Taken { by: "other".to_owned() }, "a browser would start it:\n{table}");
        assert_eq!(fs::read_to_string(desk.table()).unwrap(), table, "nothing is taken unasked");
        assert!(!desk.own().exists(), "and nothing is written beside it");
        assert_eq!(desk.keeper().take(), Scheme::Ours, "asked, Carrick takes it:\n{table}");
        let after = fs::read_to_string(desk.table()).unwrap();
        assert_eq!(after.matches(KIND).count(), 1, "and one line is left that says so:\n{after}");
        assert!(after.contains(&by_gio), "whoever answered before comes after it:\n{after}");
    }
}

#[test]
fn where_two_readings_differ_the_other_way_is_taken_and_nothing_changed() {
    // xdg-utils do not read blanks round the sign, and read an entry whose program is gone.
    for table in [
        format!("[Default Applications]\n{KIND} = ours.desktop\n"),
        format!("[Default Applications]\n{KIND}=without.desktop;ours.desktop\n"),
    ] {
        let desk = Desk::new(true);
        desk.entry("without", "Exec={other} %u\nTryExec=/nowhere/program");
        desk.say(&table);
        assert_eq!(
            desk.keeper().ensure(),
            Scheme::Unavailable,
            "which of them the browser goes by is not known:\n{table}"
        );
        assert_eq!(fs::read_to_string(desk.table()).unwrap(), table, "and it is not for Carrick to say");
        assert!(!desk.own().exists(), "nothing is written beside it");
        assert_eq!(desk.keeper().take(), Scheme::Ours, "asked, Carrick makes them agree");
    }
}

#[test]
fn a_table_that_is_managed_elsewhere_is_never_replaced() {
    let desk = Desk::with_gio();
    fs::create_dir(desk.path("dotfiles")).unwrap();
    let managed = desk.path("dotfiles/mimeapps.list");
    fs::write(&managed, OTHERS).unwrap();
    symlink(&managed, desk.table()).unwrap();
    assert_eq!(desk.keeper().ensure(), Scheme::Unavailable, "the answers go the other way");
    assert_eq!(fs::read_to_string(&managed).unwrap(), OTHERS, "unasked, it stays as it is");
    assert_eq!(desk.keeper().take(), Scheme::Ours, "asked, it is changed where it lies");
    assert!(desk.table().is_symlink(), "the link is still one");
    assert!(fs::read_to_string(&managed).unwrap().contains(OWN), "and what manages it sees the change");
    let left: Vec<_> = fs::read_dir(desk.path("dotfiles")).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert_eq!(left, ["mimeapps.list"], "nothing is left beside it");

    let desk = Desk::with_gio();
    symlink(desk.path("nowhere/mimeapps.list"), desk.table()).unwrap();
    assert_eq!(desk.keeper().take(), Scheme::Unavailable, "a place that is not there cannot be written");
    assert!(desk.table().is_symlink(), "and the link that leads to it stays");
}

#[test]
fn a_table_that_cannot_be_read_is_left_as_it_is() {
    let desk = Desk::with_gio();
    let table = format!("[Default Applications]\na line that is none\n{KIND}=other.desktop\n");
    desk.say(&table);
    for scheme in [desk.keeper().ensure(), desk.keeper().take()] {
        assert_eq!(scheme, Scheme::Unavailable, "GIO passes it over, and so would what is added to it");
        assert_eq!(fs::read_to_string(desk.table()).unwrap(), table, "somebody has to mend it first");
    }
}

#[test]
fn an_entry_whose_program_is_gone_answers_nothing() {
    for gone in ["Exec={other} %u\nTryExec=/nowhere/program", "Exec=/nowhere/program %u"] {
        let desk = Desk::new(true);
        desk.entry("gone", gone);
        desk.say(format!("[Default Applications]\n{KIND}=gone.desktop\n"));
        assert_eq!(desk.keeper().ensure(), Scheme::Ours, "its place is free: {gone}");
        assert_eq!(desk.asked_of_gio().as_deref(), Some(OWN), "for GIO too: {gone}");
    }
}

#[test]
fn another_copy_of_carrick_hands_over_to_this_one() {
    let desk = Desk::new(true);
    let moved = desk.path("bin/new place");
    fs::create_dir(&moved).unwrap();
    let program = moved.join("carrick-desktop");
    fs::copy(desk.path("bin/carrick-desktop"), &program).unwrap();
    desk.say(format!("[Default Applications]\n{KIND}=ours.desktop\n"));
    assert_eq!(desk.keeper_of(&program, None).ensure(), Scheme::Ours, "it is the same program, from another place");
    assert_eq!(desk.keeper_of(&program, Some("demo")).ensure(), Scheme::Ours, "or for another installation");
    let own = fs::read_to_string(desk.path("share/applications/carrick-demo-handler.desktop")).unwrap();
    let exec = format!("Exec=env CARRICK_INSTALLATION=demo \"{}\" %u\n", program.display());
    assert!(own.contains(&exec), "a path with a blank can only be quoted: {own}");
    let plain = fs::read_to_string(desk.own()).unwrap();
    assert!(plain.contains("MimeType=x-scheme-handler/dev.carrick.desktop;"), "{plain}");
}

#[test]
fn an_own_entry_is_written_without_quotes_where_it_can_be() {
    let desk = Desk::with_gio();
    desk.keeper().ensure();
    let exec = format!("Exec={} %u\n", desk.path("bin/carrick-desktop").display());
    let own = fs::read_to_string(desk.own()).unwrap();
    assert!(own.contains(&exec), "xdg-open without a desktop environment cannot run a quoted path: {own}");
}
