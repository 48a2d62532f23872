//! Editors by their desktop entries.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::symlink;

use carrick::desktop::opening::{Opener as _, SystemOpener, With};

use super::desk::Desk;

fn names(desk: &Desk) -> Vec<String> {
    desk.opener().editors().into_iter().map(|editor| editor.name).collect()
}

#[test]
fn editors_of_every_kind_of_package_are_found() {
    let desk = Desk::new();
    for program in ["code", "flatpak", "idea", "gedit", "snap"] {
        desk.program(program, 0);
    }
    let idea = desk.path("bin/idea");
    let toolbox = format!("Name=IntelliJ IDEA\nExec=\"{}\" %u\nCategories=Development;IDE;\n", idea.display());
    desk.entry("code.desktop", "Name=Visual Studio Code\nName[de]=Anders\nExec=code %F\nCategories=TextEditor;Development;IDE;\nMimeType=text/plain;inode/directory;\n");
    desk.entry("jetbrains/idea.desktop", &toolbox);
    desk.entry(
        "gedit.desktop",
        "Name=Text Editor\nExec=gedit %U\nCategories=GNOME;TextEditor;\nMimeType=text/plain;\n",
    );
    let flatpak = "Name=Builder\nExec=flatpak run --file-forwarding org.x @@ %F @@\nCategories=Development;\nMimeType=inode/directory\n";
    fs::write(desk.path("exported"), format!("[Desktop Entry]\nType=Application\n{flatpak}")).unwrap();
    symlink(desk.path("exported"), desk.path("share/applications/org.x.desktop")).unwrap();
    let expected = ["Builder", "IntelliJ IDEA", "Visual Studio Code", "Text Editor"];
    assert_eq!(names(&desk), expected, "those made for folders first");
    for (id, words) in [
        ("code.desktop", vec!["code", "{}"]),
        ("org.x.desktop", vec!["flatpak", "run", "--file-forwarding", "org.x", "@@", "{}", "@@"]),
        ("jetbrains-idea.desktop", vec!["idea", "URI"]),
    ] {
        desk.opener().edit(&desk.folder(), &With::Editor(id.to_owned())).unwrap();
        let uri = format!("file://{}", desk.folder().display()).replace(' ', "%20");
        let words: Vec<&str> = words.into_iter().map(|word| if word == "URI" { &uri } else { word }).collect();
        assert_eq!(desk.started(), desk.expected(&words), "{id}");
    }
}

#[test]
fn what_is_no_editor_or_not_there_is_not_listed() {
    let desk = Desk::new();
    desk.program("edit", 0);
    let good = "Name=Good\nExec=edit %F\nCategories=IDE;\n";
    for (name, text) in [
        ("hidden", format!("{good}Hidden=true\n")),
        ("not-shown", format!("{good}NoDisplay=true\n")),
        ("in-a-terminal", format!("{good}Terminal=true\n")),
        ("without-its-program", good.replace("edit", "nowhere")),
        ("without-what-it-tries", format!("{good}TryExec=nowhere\n")),
        ("a-browser", good.replace("IDE", "Network;WebBrowser")),
        ("a-tool", good.replace("IDE", "Development")),
        ("takes-nothing", good.replace(" %F", "")),
        ("odd-code", good.replace("%F", "%F %x")),
        ("nameless", good.replace("Name=Good\n", "")),
        ("a-link", good.replace("Type=Application", "Type=Link").replace("Name", "Type=Link\nName")),
    ] {
        desk.entry(&format!("{name}.desktop"), &text);
    }
    fs::write(
        desk.path("share/applications/large.desktop"),
        format!("[Desktop Entry]\nType=Application\n{good}#").repeat(9000),
    )
    .unwrap();
    std::process::Command::new("mkfifo").arg(desk.path("share/applications/pipe.desktop")).status().unwrap();
    symlink("/dev/zero", desk.path("share/applications/zero.desktop")).unwrap();
    assert_eq!(names(&desk), ["Good"], "the one whose second Type does not count");
}

#[test]
fn the_persons_own_entry_hides_the_systems() {
    let desk = Desk::new();
    desk.program("edit", 0);
    desk.entry("x.desktop", "Name=System\nExec=edit %F\nCategories=IDE;\n");
    fs::create_dir_all(desk.path("own/applications")).unwrap();
    let own = |text: &str| fs::write(desk.path("own/applications/x.desktop"), text).unwrap();
    own("[Desktop Entry]\nType=Application\nName=Own\nExec=edit --own %F\nCategories=IDE;\n");
    assert_eq!(names(&desk), ["Own"], "of two of one name the person's counts");
    own("[Desktop Entry]\nHidden=true\n");
    assert_eq!(names(&desk), Vec::<String>::new(), "one that is there to hide it hides it");
}

#[test]
fn a_command_of_the_persons_names_the_folder_once() {
    let desk = Desk::new();
    desk.program("edit", 0);
    let edit =
        |command: &str| desk.opener().edit(&desk.folder(), &With::Command(command.to_owned())).map_err(|it| it.kind());
    assert_eq!(edit("edit -n {path}"), Ok(()));
    assert_eq!(desk.started(), desk.expected(&["edit", "-n", "{}"]), "as one word, whatever is in its name");
    for command in ["edit", "edit --at={path}", "{path}", "edit {path} {path}", "edit 'x"] {
        assert_eq!(edit(command), Err(ErrorKind::InvalidInput), "{command}");
    }
    let gone = desk.opener().edit(&desk.folder(), &With::Editor("gone.desktop".to_owned()));
    assert_eq!(gone.map_err(|it| it.kind()), Err(ErrorKind::NotFound), "one that was removed since it was listed");
}

#[test]
fn an_editor_that_fails_at_once_is_told_and_one_that_goes_on_is_left_alone() {
    let desk = Desk::new();
    desk.program("edit", 3);
    let command = With::Command("edit {path}".to_owned());
    assert!(desk.opener().edit(&desk.folder(), &command).is_err(), "nothing opened");
    let stay = With::Command("sh -c \"echo \\$\\$ > \\\"\\$1\\\"/pid; exec sleep 600\" x {path}".to_owned());
    let path = "/usr/bin:/bin";
    SystemOpener::new(desk.environment(&[("PATH", path)])).edit(&desk.folder(), &stay).expect("it is running");
    let pid = fs::read_to_string(desk.folder().join("pid")).unwrap();
    let about = fs::read_to_string(format!("/proc/{}/stat", pid.trim())).expect("it goes on after we have answered");
    let group = about.rsplit(") ").next().unwrap().split(' ').nth(2).unwrap().to_owned();
    assert_eq!(group, pid.trim(), "it is in a group of its own, so that what ends us does not end it");
    std::process::Command::new("kill").arg(pid.trim()).status().unwrap();
}
