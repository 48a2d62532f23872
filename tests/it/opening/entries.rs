//! Desktop entries and commands, whatever is in them.

use std::ffi::OsString;
use std::path::Path;

use carrick::desktop::opening::Entry;
use carrick::desktop::opening::words::Words;
use proptest::prelude::*;

fn command(exec: &str) -> Option<Vec<String>> {
    let entry =
        Entry::parse(&format!("[Desktop Entry]\nType=Application\nName=A B\nExec={exec}\n"), Path::new("/e.desktop"))?;
    let words = entry.command(Path::new("/a b"))?;
    Some(words.into_iter().map(|word| word.into_string().unwrap()).collect())
}

fn words(exec: &str) -> Vec<String> {
    command(exec).unwrap_or_else(|| panic!("{exec} can be started"))
}

#[test]
fn quoting_is_undone_in_both_of_its_layers() {
    assert_eq!(words(r#"x "a b" %f"#), ["x", "a b", "/a b"]);
    assert_eq!(words(r#""/opt/My \\"App\\"/x" %f"#), [r#"/opt/My "App"/x"#, "/a b"], "a quote in quotes");
    assert_eq!(words(r#"x "\\\\ \\$ \\`" %f"#), ["x", r"\ $ `", "/a b"], "one backslash is written as four");
    assert_eq!(words(r#"x "%f" %f"#), ["x", "%f", "/a b"], "a code in quotes means nothing");
    assert_eq!(words("x\\s-y %f"), ["x", "-y", "/a b"], "\\s is a blank before the words are told apart");
    assert_eq!(words("x %F %i %m %%"), ["x", "/a b", "%"], "what is not used any more is left out");
    assert_eq!(words("x --at=%f --name=%c %k"), ["x", "--at=/a b", "--name=A B", "/e.desktop"]);
    assert_eq!(words("x %U"), ["x", "file:///a%20b"]);
    for exec in ["x", "x %x %f", "x --at=%F", "x \"%f", "x \"%f\"", "", "\"\" %f", "x % %f", "x %f %"] {
        assert_eq!(command(exec), None, "{exec} is not to be started");
    }
}

#[test]
fn only_the_one_group_counts_and_no_language() {
    let text = "# x\n[Other]\nName=No\n[Desktop Entry]\nName[de]=Nein\nType=Application\r\nName = Yes\nExec=x %f\n[Desktop Action new]\nName=No\nExec=evil\nHidden=true\n";
    let entry = Entry::parse(text, Path::new("/e")).expect("it is one");
    assert_eq!((entry.name.as_str(), entry.is_shown), ("Yes", true));
    assert_eq!(entry.command(Path::new("/a")), Some(vec![OsString::from("x"), OsString::from("/a")]));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn no_text_stops_the_reader(text in "(\\[Desktop Entry\\]\n)?((Type=Application|Name=|Exec=|Exec=x |TryExec=)\\PC{0,20}\n){0,6}", code in "[%a-zA-Z\"\\\\ ]{0,12}") {
        if let Some(entry) = Entry::parse(&text, Path::new("/e")) {
            let _ = entry.command(Path::new("/a"));
        }
        let _ = command(&code);
    }

    #[test]
    fn what_is_quoted_comes_back(all in prop::collection::vec("[a-zA-Z0-9 $`\"\\\\%;|&<>()*?#~ü'-]{1,12}", 1..5)) {
        let quoted = |word: &String| {
            let escaped: String = word.chars().flat_map(|c| "\"`$\\".contains(c).then_some('\\').into_iter().chain([c])).collect();
            format!("\"{escaped}\"")
        };
        let command = format!("x {} {{path}}", all.iter().map(quoted).collect::<Vec<_>>().join(" "));
        let got = Words::parse(&command).unwrap().with_path(Path::new("/p")).unwrap();
        let expected: Vec<OsString> = ["x".into()].into_iter().chain(all.iter().map(OsString::from)).chain(["/p".into()]).collect();
        prop_assert_eq!(got, expected);
    }

    #[test]
    fn any_command_can_be_taken_apart(command in "\\PC{0,40}") {
        let _ = Words::parse(&command).map(|words| words.with_path(Path::new("/p")));
    }
}
