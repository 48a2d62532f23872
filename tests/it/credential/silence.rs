//! Whatever is not about a linked GitLab is met with silence, so that git's other helpers are asked as ever.

use proptest::prelude::*;

use crate::support::Installation;

#[tokio::test]
async fn every_other_place_is_met_with_silence() {
    let (installation, _) = Installation::linked().await;
    let host = installation.gitlab.host();
    let name = host.split(':').next().unwrap();
    for lines in [
        "protocol=https\nhost=github.com\npath=a/b.git\n".to_owned(),
        format!("protocol=https\nhost={host}\n"),
        format!("protocol=ssh\nhost={host}\n"),
        format!("protocol=http\nhost={name}\n"),
        format!("protocol=http\nhost={name}:1\n"),
        format!("protocol=http\nhost={host}.evil.example\n"),
        format!("protocol=http\nhost=evil.example/{host}\n"),
        format!("protocol=http\nhost={host}@evil.example\n"),
        format!("protocol=http\nhost={host}\npath=../evil\n"),
        format!("protocol=http\nhost={host}\npath=a//b\n"),
        format!("protocol=http\nhost={host}\nusername=mallory\n"),
        format!("protocol=http\nhost={host}\nusername=alice \n"),
        format!("host={host}\n"),
        "protocol=http\n".to_owned(),
        "protocol=cert\nhost=\npath=/home/a/key.pem\n".to_owned(),
        "protocol=http\nhost=proxy.example:3128\n".to_owned(),
        "nonsense\n".to_owned(),
        "=\n".to_owned(),
        String::new(),
        "\n\n".to_owned(),
        format!("protocol=http\nhost={host}\0.evil.example\n"),
        format!("url=http://{host}%0ahost=x/a\n"),
        format!("url=http://{host}%2f.evil.example/a\n"),
    ] {
        let said = installation.git_says("get", &lines).await;
        assert!(said.is_silence(), "{lines:?} is not about a linked account: {said:?}");
    }
    installation.finish().await;
}

#[tokio::test]
async fn a_host_is_the_same_in_every_way_that_git_hands_it_over() {
    let (installation, _) = Installation::linked().await;
    let host = installation.gitlab.host();
    for lines in [
        format!("protocol=http\nhost={}\n", host.to_uppercase()),
        format!("protocol=http\r\nhost={host}\r\n\r\n"),
        format!("host={host}\nprotocol=http\nx-unknown=1\nunknown[]=2\n=odd\n"),
        format!("protocol=http\nhost={host}\n\nhost=evil.example\n"),
        format!("protocol=http\nhost={host}\nusername=ALICE\n"),
        format!("protocol=http\nhost={host}\nusername=oauth2\n"),
        format!("protocol=http\nhost={host}\nusername=git\n"),
    ] {
        let said = installation.git_says("get", &lines).await;
        assert_eq!(said.value("username"), Some("alice"), "{lines:?} is about alice's host");
    }
    installation.finish().await;
}

#[tokio::test]
async fn a_very_long_line_is_one_line() {
    let (installation, _) = Installation::linked().await;
    let host = installation.gitlab.host();
    let header = format!("wwwauth[]={}host={host}\n", "x".repeat(100_000));
    let elsewhere = format!("protocol=https\nhost=github.com\n{header}");
    assert!(installation.git_says("get", &elsewhere).await.is_silence(), "what a server sent is no line of git's");
    let here = format!("protocol=http\nhost={host}\n{header}");
    assert_eq!(installation.git_says("get", &here).await.value("username"), Some("alice"), "nor does it disturb one");
    let endless = format!("protocol=http\nhost={host}\nwwwauth[]={}\n", "x".repeat(2 << 20));
    assert!(installation.git_says("get", &endless).await.is_silence(), "and git does not send so much");
    installation.finish().await;
}

#[tokio::test]
async fn without_an_account_nobody_is_told_anything() {
    let (installation, _) = Installation::set_up(true).await;
    let said = installation.git_asks("").await;
    assert!(said.is_silence(), "an integration without a link is nothing to git: {said:?}");
    installation.finish().await;
}

#[test]
fn where_carrick_was_never_started_nothing_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let data_dir = folder.path().join("data");
    let keyring = std::sync::Arc::new(crate::support::KeyringDouble::over(folder.path().join("keyring")));
    let outside = credential::Outside {
        acts_as: None,
        data_dir: data_dir.clone(),
        store: keyring,
        clock: std::sync::Arc::new(carrick_store::clock::SystemClock),
        send: Box::new(|errand, _| panic!("{errand:?} is not needed")),
    };
    let (mut output, mut words) = (Vec::new(), Vec::new());
    let lines = "protocol=https\nhost=gitlab.com\n";
    credential::answer(|| Some(outside), "get", &mut lines.as_bytes(), &mut output, &mut words);
    assert!(output.is_empty() && words.is_empty(), "there is nothing to say");
    assert!(!data_dir.exists(), "and nothing to make");
}

proptest! {
    #[test]
    fn whatever_comes_in_nothing_falls_over(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let (mut output, mut words) = (Vec::new(), Vec::new());
        credential::answer(|| None, "get", &mut bytes.as_slice(), &mut output, &mut words);
        prop_assert!(output.is_empty() && words.is_empty(), "without an installation there is nothing to say");
    }

    #[test]
    fn whatever_lines_come_in_nothing_falls_over(lines in proptest::collection::vec("[a-z\\[\\]]{0,12}=?\\PC{0,30}", 0..12)) {
        let (mut output, mut words) = (Vec::new(), Vec::new());
        let text = lines.join("\n");
        credential::answer(|| None, "get", &mut text.as_bytes(), &mut output, &mut words);
        prop_assert!(output.is_empty(), "without an installation there is nothing to say");
    }
}
