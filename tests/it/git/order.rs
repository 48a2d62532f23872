//! Whom git asks, by our reading of its rules and by git itself.

use std::path::PathBuf;

use carrick::git::helper::Helper;
use carrick::git::listing;
use carrick::git::matching::Target;
use carrick::git::order::{Bypass, Keeps, bypasses, for_target};
use proptest::prelude::*;

use super::home::Home;

/// The patterns of git's own tests, and some of ours.
const PATTERNS: [&str; 40] = [
    "https://example.com",
    "https://example.com/",
    "https://EXAMPLE.com",
    "https://example.com:443",
    "https://example.com:8443",
    "http://example.com",
    "https://*.com",
    "https://*",
    "https://*.*",
    "https://ex*.com",
    "https://example.com/group",
    "https://example.com/group/",
    "https://example.com/gro",
    "https://example.com/group/project.git",
    "https://example.com/Group",
    "https://example.com/gr%6fup",
    "https://example.com/group/../group",
    "https://example.com/with%20blank",
    "https://example.com/with blank",
    "https://example.com/%C3%BC",
    "https://example.com/ü",
    "https://example.com/a%2bb",
    "https://example.com/a+b",
    "https://alice@example.com",
    "https://bob@example.com",
    "https://al%69ce@example.com",
    "example.com",
    "example.com/",
    "example.com/group/project.git",
    "example.com/group",
    "alice@example.com",
    "https://",
    "http://",
    "://example.com",
    "/group/project.git",
    "/group/project.git/",
    "https:///group/project.git",
    "https://example.com.",
    "https://[::1]:8443",
    "https://example.com/group?x",
];

const TARGETS: [&str; 14] = [
    "https://example.com",
    "https://Example.com./group/project.git",
    "https://example.com/group/project.git",
    "https://example.com/group",
    "https://example.com/groups/project.git",
    "https://example.com:8443/group/project.git",
    "https://alice@example.com/group/project.git",
    "https://example.com/with%20blank/x",
    "https://example.com/%c3%bc/x",
    "https://example.com/a%2bb/x",
    "https://example.com/a+b/x",
    "http://example.com/group/project.git",
    "https://sub.example.com/x",
    "https://[::1]:8443/x",
];

/// What we say git would ask, by the helpers' file names.
fn told(home: &Home, url: &str) -> Vec<String> {
    let settings = listing::of_computer(&home.places()).unwrap();
    let order = for_target(&settings, &Target::parse(url).unwrap(), &Helper::new("/nowhere".into()), &home.places());
    let name = |command: String| PathBuf::from(command).file_name().unwrap().to_string_lossy().into_owned();
    order.before.into_iter().map(|helper| name(helper.command)).collect()
}

#[test]
fn each_pattern_fits_where_git_says_it_does() {
    for home in Home::all() {
        let mut text = String::new();
        for (at, pattern) in PATTERNS.iter().enumerate() {
            let helper = home.helper(&format!("h{at}"), false);
            text += &format!("[credential \"{pattern}\"]\n\thelper = {}\n", helper.display());
        }
        home.write(".gitconfig", text);
        for url in TARGETS {
            let spelled = |names: Vec<String>| -> Vec<String> {
                names.iter().map(|name| PATTERNS[name[1..].parse::<usize>().unwrap()].to_owned()).collect()
            };
            assert_eq!(spelled(told(&home, url)), spelled(home.fill(url)), "{:?} for {url}", home.git);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(40) })]

    #[test]
    fn the_list_is_gits(
        global in prop::collection::vec((0..4_usize, prop::sample::select(PATTERNS.to_vec()), any::<bool>()), 0..6),
        xdg in prop::collection::vec((0..4_usize, prop::sample::select(PATTERNS.to_vec()), any::<bool>()), 0..4),
        url in prop::sample::select(TARGETS.to_vec()),
    ) {
        for home in Home::all() {
            let helpers = ["a", "b", "c"].map(|name| home.helper(name, false).display().to_string());
            let section = |(at, pattern, generic): &(usize, &str, bool)| {
                let header = if *generic { "[credential]".to_owned() } else { format!("[credential \"{pattern}\"]") };
                // The fourth is empty, which empties the list.
                format!("{header}\n\thelper = {}\n", helpers.get(*at).map_or("", String::as_str))
            };
            home.write(".config/git/config", xdg.iter().map(section).collect::<String>());
            home.write("included", global.iter().map(section).collect::<String>());
            home.write(".gitconfig", "[include]\n\tpath = included\n");
            prop_assert_eq!(told(&home, url), home.fill(url), "{:?}", home.git);
        }
    }
}

#[test]
fn the_last_user_name_that_fits_counts() {
    for home in Home::all() {
        let helper = home.helper("h", false);
        home.write(
            ".gitconfig",
            format!(
                "[credential]\n\thelper = {}\n\tusername = nobody\n[credential \"https://example.com/group/sub\"]\n\t\
             username = inner\n[credential \"https://example.com/group\"]\n\tusername = outer\n",
                helper.display()
            ),
        );
        let settings = listing::of_computer(&home.places()).unwrap();
        for (url, name) in [("https://example.com/group/sub/x", "outer"), ("https://example.com/y", "nobody")] {
            let order =
                for_target(&settings, &Target::parse(url).unwrap(), &Helper::new("/nowhere".into()), &home.places());
            let (_, log) = home.fill_in(&home.path(""), url);
            assert!(log.contains(&format!("username={name}\n")), "git says {name} for {url}: {log}");
            assert_eq!(order.username.as_deref(), Some(name), "and so do we");
        }
    }
}

#[test]
fn who_keeps_a_copy_is_told() {
    let home = Home::any();
    home.write(".gitconfig", "[credential]\n\thelper = early\n[credential \"https://example.com\"]\n\thelper =\n\thelper = cache\n\
        \thelper = /opt/carrick\n\thelper = store\n\thelper = store --file ~/kept\n\thelper = !git credential-store --file=/x/y\n\
        \thelper = /usr/lib/git-core/git-credential-libsecret\n\thelper = !f() { :; }; f\n");
    let settings = listing::of_computer(&home.places()).unwrap();
    let target = Target::parse("https://example.com/a/b").unwrap();
    let order = for_target(&settings, &target, &Helper::new("/opt/carrick".into()), &home.places());
    let keeps: Vec<Keeps> = order.after.into_iter().map(|helper| helper.keeps).collect();
    let plain = |path: PathBuf| Keeps::Unencrypted(Some(path));
    let expected = [
        plain(home.path(".git-credentials")),
        plain(home.path("kept")),
        plain("/x/y".into()),
        Keeps::InKeyring,
        Keeps::Unknown,
    ];
    assert_eq!(keeps, expected, "each with what it does");
    assert_eq!(order.carrick.unwrap().keeps, Keeps::Nothing, "Carrick keeps no copy");
    let before: Vec<Keeps> = order.before.into_iter().map(|helper| helper.keeps).collect();
    assert_eq!(before, [Keeps::InMemory], "what is asked first may answer in Carrick's place");
}

#[test]
fn programs_that_go_around_git_are_named() {
    let home = Home::any();
    assert_eq!(bypasses(&home.places()), [], "there is none");
    let options = |product: &str, line: &str| {
        let text = format!(
            "<application>\n <component name=\"Git.Application.Settings\">\n{line}\n </component>\n</application>"
        );
        home.write(&format!(".config/JetBrains/{product}/options/git.xml"), text);
    };
    options("PyCharm2026.2", "<option name=\"USE_CREDENTIAL_HELPER\" value=\"true\" />");
    options(
        "IdeaIC2026.3",
        "<option name=\"USE_CREDENTIAL_HELPER\" value=\"false\" />\n<option name=\"x\" value=\"true\" />",
    );
    home.write(".config/JetBrains/CLion2026.3/options/other.xml", "");
    std::fs::create_dir_all(home.path(".config/GitHub Desktop")).unwrap();
    let ides = ["CLion2026.3", "IdeaIC2026.3"].map(|name| Bypass::JetBrains(name.to_owned()));
    let expected = [&ides[0], &ides[1], &Bypass::GithubDesktop];
    assert_eq!(bypasses(&home.places()).iter().collect::<Vec<_>>(), expected, "but for the one that was told to ask");
}
