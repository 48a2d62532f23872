//! Which project of which instance a remote's address means.

use carrick::git::remote::{Remote, Transport};
use carrick_store::instance::Instance;
use proptest::prelude::*;

fn instance(address: &str) -> Instance {
    Instance::parse(address).unwrap()
}

fn on(url: &str, address: &str) -> Option<String> {
    Remote::parse(url)?.project_on(&instance(address)).map(str::to_owned)
}

#[test]
fn every_shape_of_an_address_means_its_project() {
    let table = [
        "https://gitlab.com/Group/sub/project.git",
        "https://gitlab.com/Group/sub/project",
        "https://gitlab.com/Group/sub/project/",
        "https://gitlab.com/Group/sub/project.git/",
        "HTTPS://GitLab.COM:443/Group/sub/project.git",
        "https://gitlab.com./Group/sub/project.git",
        "https://alice@gitlab.com/Group/sub/project.git",
        "https://alice:secret@gitlab.com/Group/sub/project.git",
        "https://gitlab.com/Gr%6Fup/sub/project.git",
        "ssh://git@gitlab.com/Group/sub/project.git",
        "ssh://git@gitlab.com:2222/Group/sub/project.git",
        "git+ssh://git@gitlab.com/Group/sub/project.git",
        "ssh+git://gitlab.com/Group/sub/project",
        "git@gitlab.com:Group/sub/project.git",
        "git@gitlab.com:/Group/sub/project.git",
        "gitlab.com:Group/sub/project",
        "git@[gitlab.com:2222]:Group/sub/project.git",
        "ssh://git@altssh.gitlab.com:443/Group/sub/project.git",
    ];
    for url in table {
        assert_eq!(on(url, "https://gitlab.com").as_deref(), Some("Group/sub/project"), "{url}");
        assert_eq!(on(url, "https://other.example"), None, "{url} is on no other instance");
    }
}

#[test]
fn what_leads_elsewhere_or_can_be_read_in_two_ways_means_nothing() {
    let table = [
        "",
        "https://gitlab.com",
        "https://gitlab.com/",
        "https://gitlab.com/project",
        "https://gitlab.com/a//b",
        "https://gitlab.com/a/../b/c",
        "https://gitlab.com/a/%2e%2e/b/c",
        "https://gitlab.com/a/b%0a",
        "https://gitlab.com/a/b%5c",
        "https://gitlab.com/a/b%zz",
        "https://gitlab.com/a/b%f",
        "https://gitlab.com/a/b%ff",
        "https://gitlab.com/a/b?x",
        "https://gitlab.com/a/b#x",
        "https://gitlab.com%2f.evil.example/a/b",
        "https://gitlab.com#@evil.example/a/b",
        "https://gitlab.com@evil.example/a/b",
        "https://a@gitlab.com@evil.example/a/b",
        "https://evil.example@gitlab.com@gitlab.com/a/b",
        "https://gitlab.com\\@evil.example/a/b",
        "https://gіtlab.com/a/b",
        "https://gitlab.com:0/a/b",
        "https://gitlab.com:+443/a/b",
        "https://gitlab.com:99999/a/b",
        "https://gitlab.com:8443/a/b",
        "http://gitlab.com/a/b",
        "https://notgitlab.com/a/b",
        "https://gitlab.com.evil.example/a/b",
        "git://gitlab.com/a/b",
        "ext::sh -c gitlab.com:a/b",
        "file:///gitlab.com/a/b",
        "/srv/gitlab.com:a/b",
        "./gitlab.com:a/b",
        "C:/a/b",
        "-oProxyCommand=x:a/b",
        "ssh://-oProxyCommand=x/a/b",
        "git@gitlab.com:../a/b",
        "gitlab.com:evil@x/a/b",
    ];
    for url in table {
        assert_eq!(on(url, "https://gitlab.com"), None, "{url}");
    }
}

#[test]
fn an_instance_under_a_path_has_what_lies_below_it() {
    let below = "https://host.example:8443/gitlab";
    assert_eq!(on("https://host.example:8443/gitlab/a/b.git", below).as_deref(), Some("a/b"), "below the sub-path");
    assert_eq!(on("git@host.example:a/b.git", below).as_deref(), Some("a/b"), "ssh knows no sub-path");
    for url in [
        "https://host.example:8443/a/b.git",
        "https://host.example:8443/gitlabber/a/b",
        "https://host.example/gitlab/a/b",
    ] {
        assert_eq!(on(url, below), None, "{url} is another service on that host");
    }
    assert_eq!(on("https://[::1]:8443/a/b", "https://[::1]:8443").as_deref(), Some("a/b"), "an address in brackets");
    assert_eq!(on("http://localhost:3000/a/b", "http://localhost:3000").as_deref(), Some("a/b"), "this computer");
}

#[test]
fn a_user_name_is_told_and_a_password_only_noticed() {
    let remote = Remote::parse("https://al%69ce:hunter2@gitlab.com/a/b.git").unwrap();
    assert_eq!((remote.username.as_deref(), remote.has_password), (Some("alice"), true), "both are there");
    assert_eq!(remote.transport, Transport::Https, "git asks a helper for it");
    assert!(!format!("{remote:?}").contains("hunter2"), "a password is in no log");
    let without = Remote::parse("https://alice:@gitlab.com/a/b.git").unwrap();
    assert!(!without.has_password, "an empty password is none");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(20_000) })]

    #[test]
    fn no_text_falls_or_means_an_odd_place(text in "(https://|ssh://|git@|)[a-z.%@:/\\\\\\[\\]#?2e0f~é\n -]{0,40}") {
        if let Some(remote) = Remote::parse(&text) {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-[]:".contains(c);
            prop_assert!(remote.host.chars().all(plain), "{text:?} gives the host {:?}", remote.host);
            let odd = |segment: &str| matches!(segment, "" | "." | "..") || segment.contains(char::is_control);
            prop_assert!(!remote.path.split('/').any(odd), "{text:?} gives the path {:?}", remote.path);
        }
    }

    #[test]
    fn a_host_is_the_instances_or_another(host in "[a-z]{1,8}(\\.[a-z]{1,8}){1,2}", path in "[a-z0-9_-]{1,8}/[a-z0-9._-]{0,8}[a-f0-9_-]") {
        let spelled = [format!("https://{host}/{path}.git"), format!("git@{host}:{path}"), format!("ssh://git@{host}/{path}/")];
        for url in spelled {
            prop_assert_eq!(on(&url, &format!("https://{host}")), Some(path.clone()), "{}", url);
            prop_assert_eq!(on(&url, &format!("https://x{host}")), None, "{}", url);
        }
    }
}
