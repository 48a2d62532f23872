//! Carrick believes what the browser will do.

use carrick::desktop::scheme::Scheme;

use super::desk::{Desk, KIND};

/// Tables in which something is unusual.
fn tables() -> Vec<Vec<u8>> {
    let group = "[Default Applications]\n";
    let texts = [
        String::new(),
        format!("{group}{KIND}=ours.desktop\n"),
        format!("{group}{KIND}=other.desktop\n"),
        format!("{group}{KIND}=ours.desktop\n[Other]\nx=y\n{group}{KIND}=other.desktop\n"),
        format!("{group}{KIND}=other.desktop\n{group}{KIND}=ours.desktop\n"),
        format!("{group}{KIND}=ours.desktop\n{KIND}=other.desktop\n"),
        format!("{group}{KIND}=other.desktop\n{KIND}=ours.desktop\n"),
        format!("{group}{KIND} = ours.desktop\n"),
        format!("{group}\t{KIND}\t=\tother.desktop\n"),
        format!("{group}{KIND}=ours.desktop \t\n"),
        format!("{group}{KIND}=ours.desktop;other.desktop \n"),
        format!("[Default Applications] \t\r\n{KIND}=ours.desktop \r\n"),
        format!("{group}{KIND}=ours.desktop ; other.desktop\n"),
        format!("{group}{KIND}=missing.desktop;gone.desktop;without.desktop;ours.desktop;other.desktop\n"),
        format!("{group}{KIND}=without.desktop\n"),
        format!("{group}{KIND}=gone.desktop;other.desktop\n"),
        format!("{group}{KIND}=hidden.desktop;other.desktop\n"),
        format!("{group}{KIND}=twice.desktop;other.desktop\n"),
        format!("{group}{KIND}=broken.desktop;other.desktop\n"),
        format!("{group}{KIND}=quote.desktop;other.desktop\n"),
        format!("{group}{KIND}=page.desktop;other.desktop\n"),
        format!("{group}{KIND}=sub-deep.desktop;other.desktop\n"),
        format!("{group}{KIND}=sub/deep.desktop;other.desktop\n"),
        format!("{group}a line that is none\n{KIND}=ours.desktop\n"),
        format!("{KIND}=ours.desktop\n{group}{KIND}=other.desktop\n"),
        format!(" [Default Applications] \n{KIND}=ours.desktop\n"),
        format!("[Default Applications] # mine\n{KIND}=ours.desktop\n"),
        format!("[Default Applications]\r\n{KIND}=ours.desktop\r\n"),
        format!("\u{feff}{group}{KIND}=ours.desktop\n"),
        format!("# a comment\n\n{group}# another\n{KIND}=ours.desktop"),
        format!("[Added Associations]\n{KIND}=other.desktop\n"),
        format!("[Added Associations]\n{KIND}=other.desktop\n{group}{KIND}=ours.desktop\n"),
        format!("[Removed Associations]\n{KIND}=ours.desktop\n{group}{KIND}=ours.desktop\n"),
        format!(
            "[Removed Associations]\n{KIND}=other.desktop\n[Added Associations]\n{KIND}=other.desktop;ours.desktop\n"
        ),
        format!("{group}{KIND}=\n"),
        format!("{group}{KIND}=other.desktop\n{KIND}=\n"),
        format!("{group}{KIND}=ours\\.desktop;other.desktop\n"),
        format!("{group}{KIND}=ours.desktop\\;other.desktop\n"),
        format!("{group}{KIND}[de]=other.desktop\n{KIND}=ours.desktop\n"),
        format!("{group}{}=ours.desktop\n", KIND.to_uppercase()),
        format!("{group}a key =x\n{KIND}=ours.desktop\n"),
        format!("{group}=x\n{KIND}=ours.desktop\n"),
        format!("[]\n{group}{KIND}=ours.desktop\n"),
        format!("{group}a[=x\n{KIND}=ours.desktop\n"),
    ];
    let latin = |value: &str| [b"[Default Applications]\nx=\xe4\n", value.as_bytes()].concat();
    let mut tables: Vec<Vec<u8>> = texts.into_iter().map(String::into_bytes).collect();
    tables.push(latin(&format!("{KIND}=ours.desktop\n")));
    tables.push([format!("{group}{KIND}=").as_bytes(), b"\xe4.desktop;ours.desktop\n"].concat());
    tables
}

fn with_odd_entries() -> Desk {
    let desk = Desk::with_gio();
    desk.entry("gone", "Exec=/nowhere/program %u");
    desk.entry("without", "Exec={us} %u\nTryExec=/nowhere/program");
    desk.entry("hidden", "Exec={us} %u\nHidden=true");
    desk.entry("twice", "Exec={us} %u\nExec={other} --second %u");
    desk.entry("broken", "Exec={us} %u\na line that is none");
    desk.entry("quote", "Exec=\"{us} %u");
    desk.entry("page", "Type=Link\nURL=https://example.org\nExec={us} %u");
    desk.entry("sub/deep", "Exec={us} %u");
    desk
}

/// As GIO decides it.
fn expected(desk: &Desk) -> Option<Scheme> {
    let id = desk.asked_of_gio()?;
    let ours = ["ours.desktop", "without.desktop", "hidden.desktop", "sub-deep.desktop"];
    if ours.contains(&id.as_str()) {
        return Some(Scheme::Ours);
    }
    Some(Scheme::Taken { by: id.trim_end_matches(".desktop").to_owned() })
}

#[test]
fn every_table_is_read_as_gio_reads_it() {
    let desk = with_odd_entries();
    let mut kinds = std::collections::HashSet::new();
    for table in tables() {
        desk.say(&table);
        let by_gio = expected(&desk);
        let shown = String::from_utf8_lossy(&table).into_owned();
        assert_eq!(desk.look(), by_gio, "Firefox asks GIO, and GIO decides so for:\n{shown}");
        kinds.insert(format!("{by_gio:?}"));
    }
    assert!(kinds.len() >= 4, "ours, another's of several kinds and nobody's were all there: {kinds:?}");
}

#[test]
fn what_stands_in_other_tables_counts_in_gios_order() {
    let desk = Desk::with_gio();
    let say = |file: &str, text: String| std::fs::write(desk.path(file), text).unwrap();
    let defaults = |id: &str| format!("[Default Applications]\n{KIND}={id}.desktop;\n");
    // From the last that counts to the first.
    say("system/applications/mimeinfo.cache", format!("[MIME Cache]\n{KIND}=other.desktop;\n"));
    assert_eq!(desk.look(), expected(&desk), "what is installed for all");
    for (file, id) in [
        ("share/applications/mimeinfo.cache", "ours"),
        ("system/applications/defaults.list", "other"),
        ("share/applications/mimeapps.list", "ours"),
        ("etc/mimeapps.list", "other"),
        ("config/mimeapps.list", "ours"),
        ("config/gnome-mimeapps.list", "other"),
    ] {
        let text = if file.ends_with("cache") {
            defaults(id).replace("Default Applications", "MIME Cache")
        } else {
            defaults(id)
        };
        say(file, text);
        assert!(expected(&desk).is_some(), "{file}");
        assert_eq!(desk.look(), expected(&desk), "{file}");
    }
}

#[test]
fn a_command_is_ours_only_when_it_hands_this_program_the_address_for_this_installation() {
    let desk = Desk::with_gio();
    let table = format!("[Default Applications]\n{KIND}=it.desktop\n");
    desk.say(table);
    let judged = |exec: &str| {
        desk.entry("it", &format!("Exec={exec}"));
        desk.look()
    };
    for ours in [
        "{us} %u",
        "\"{us}\" %U",
        "'{us}' %u",
        "carrick-desktop %u",
        "env -u X {us} %u",
        "env -u X carrick-desktop %u",
        "env A=b --unset=C -- {us} %u",
        "/usr/bin/env -i carrick-desktop --flag %u",
        "env CARRICK_INSTALLATION=demo -u CARRICK_INSTALLATION {us} %u",
    ] {
        assert_eq!(judged(ours), Some(Scheme::Ours), "{ours} starts this program with the address");
    }
    for doubtful in [
        "{us}",
        "{us} \"%u\"",
        "{us} --open=%u",
        "env CARRICK_INSTALLATION=demo {us} %u",
        "env -S carrick-desktop %u",
        "sh -c \"{us} %u\"",
        "sh {us} %u",
        "{us} %u\nDBusActivatable=true",
    ] {
        assert_eq!(
            judged(doubtful),
            Some(Scheme::Unavailable),
            "{doubtful} may lose it, or start another installation"
        );
    }
    for other in ["{other} %u", "env -u X {other} %u", "sh -c \"{other} %u\""] {
        assert_eq!(judged(other), Some(Scheme::Taken { by: "it".to_owned() }), "{other} is another program");
    }
}
