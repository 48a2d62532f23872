//! Where clones go, and which account is written into them.

use carrick::repositories::list::Filter;
use carrick::repositories::show;
use carrick_store::instance::Instance;
use local_gitlab::{AccessLevel, LocalGitlab, NewApplication, NewProject, Options};

use super::desk::{Desk, with_git};
use crate::support::{Installation, approve, form};

/// A second GitLab with a linked account of the same name, that reaches this project.
async fn link_another(installation: &mut Installation, path: &str) {
    let other = LocalGitlab::start(Options::default()).unwrap();
    let instance = Instance::parse(&other.url()).unwrap();
    let application = other
        .create_application(NewApplication { redirect_uris: instance.redirect_uris(), ..NewApplication::default() });
    let members = vec![("alice".to_owned(), AccessLevel::Developer)];
    other.create_project(NewProject { path: path.to_owned(), members, ..NewProject::default() });
    let form = form(None, &other.url(), &application.id, &application.secret);
    installation.save(form).await.unwrap();
    let integrations = installation.overview().await.integrations;
    let id = integrations.into_iter().find(|it| it.instance == instance.address()).unwrap().id;
    let address = installation.begin_with(id, None, carrick::messages::Way::DeepLink).await;
    installation.receive(&approve("alice", &address).await).await;
    installation.others.push(other);
}

#[test]
fn a_second_instance_moves_nothing_of_the_first() {
    with_git(async || {
        let test = "repositories::adding::placing::a_second_instance_moves_nothing_of_the_first";
        let mut desk = Desk::with(test, &["group/a", "group/b"]).await;
        desk.add("group/a").await;
        desk.until_added(1).await;
        link_another(&mut desk.installation, "group/elsewhere").await;
        desk.read().await;
        let (rows, ..) = desk.installation.listed("", Filter::default()).await;
        let repositories = &desk.installation.carrick.repositories;
        let to = |path: &str| {
            let row = rows.iter().find(|row| row.project.listed.path == path).unwrap();
            show::row(repositories, row.clone()).repository.to
        };
        let host = desk.installation.others[0].host().replace([':', '/'], "-");
        assert_eq!(to("group/b"), "~/Projects/group/b", "the first stays as it was");
        assert_eq!(to("group/elsewhere"), format!("~/Projects/{host}/group/elsewhere"), "the second has its host");
        desk.add("group/b").await;
        desk.add("group/elsewhere").await;
        desk.until("both are added", |_| {
            desk.folder("group/b/.git").is_dir() && desk.folder(&host).join("group/elsewhere/.git").is_dir()
        })
        .await;
        desk.until("all is done", |shown| shown.items.is_empty()).await;
        desk.finish().await;
    });
}

#[test]
fn the_account_commits_where_git_knows_nobody_and_that_is_said() {
    with_git(async || {
        let test = "repositories::adding::placing::the_account_commits_where_git_knows_nobody_and_that_is_said";
        let desk = Desk::with(test, &["group/a", "group/b"]).await;
        desk.add("group/a").await;
        let shown = desk.until_added(1).await;
        let user = desk.installation.gitlab.user("alice").unwrap();
        let address = user.commit_email.unwrap_or(user.email);
        let said = shown.last.unwrap().commits_as;
        assert_eq!(said, Some(format!("{} <{address}>", user.name)), "the account's");
        let email = desk.git(&desk.folder("group/a"), &["config", "user.email"]);
        assert_eq!(email, address, "it is written into the clone");
        std::fs::write(desk.home().join(".gitconfig"), "[user]\n\tname = A\n\temail = a@home.example\n").unwrap();
        desk.add("group/b").await;
        let shown =
            desk.until("the other is added", |shown| shown.last.as_ref().is_some_and(|last| last.path == "group/b"));
        assert_eq!(shown.await.last.unwrap().commits_as, None, "whoever git knows goes on committing");
        let email = desk.git(&desk.folder("group/b"), &["config", "user.email"]);
        assert_eq!(email, "a@home.example", "and is not overruled");
        desk.finish().await;
    });
}

#[test]
fn whoever_git_knows_in_that_folder_or_for_that_remote_goes_on_committing() {
    with_git(async || {
        let test =
            "repositories::adding::placing::whoever_git_knows_in_that_folder_or_for_that_remote_goes_on_committing";
        let desk = Desk::with(test, &["work/a", "other/b", "group/c"]).await;
        let write = |name: &str, text: &str| std::fs::write(desk.home().join(name), text).unwrap();
        let url = desk.installation.gitlab.url();
        let includes = format!(
            "[includeIf \"gitdir:~/Projects/work/\"]\n\tpath = folder\n\
             [includeIf \"hasconfig:remote.*.url:{url}/other/**\"]\n\tpath = remote\n"
        );
        write(".gitconfig", &includes);
        write("folder", "[user]\n\tname = F\n\temail = f@work.example\n");
        write("remote", "[user]\n\temail = r@work.example\n");
        let user = desk.installation.gitlab.user("alice").unwrap();
        let address = user.commit_email.unwrap_or(user.email);
        for (path, email, said) in [
            ("work/a", "f@work.example", None),
            ("other/b", "r@work.example", None),
            ("group/c", address.as_str(), Some(format!("{} <{address}>", user.name))),
        ] {
            desk.add(path).await;
            let is_added = |shown: &carrick::messages::Additions| shown.last.as_ref().is_some_and(|it| it.path == path);
            let shown = desk.until("it is added", is_added).await;
            assert_eq!(desk.git(&desk.folder(path), &["config", "user.email"]), email, "{path}: as git says there");
            assert_eq!(shown.last.unwrap().commits_as, said, "{path}: what was written is said, and nothing else");
        }
        desk.finish().await;
    });
}

#[test]
fn of_two_accounts_the_one_that_reaches_it_is_written_into_the_clone() {
    with_git(async || {
        let test = "repositories::adding::placing::of_two_accounts_the_one_that_reaches_it_is_written_into_the_clone";
        let mut desk = Desk::new(test).await;
        desk.project("group/alices", Vec::new());
        let members = vec![("bob".to_owned(), AccessLevel::Developer)];
        let of_bob = NewProject { path: "group/bobs".to_owned(), members, ..NewProject::default() };
        desk.installation.gitlab.create_project(of_bob);
        desk.read().await;
        desk.work();
        desk.add("group/alices").await;
        desk.until_added(1).await;
        let username = ["config", "--get-urlmatch", "credential.username"];
        let used = |path: &str| {
            let url = format!("{}/{path}.git", desk.installation.gitlab.url());
            desk.git(&desk.folder(path), &[username[0], username[1], username[2], &url])
        };
        assert_eq!(used("group/alices"), "", "one account needs no name");
        let bob = desk.installation.link("bob").await;
        desk.read().await;
        desk.add("group/bobs").await;
        desk.until("the other is added", |shown| shown.last.as_ref().is_some_and(|last| last.path == "group/bobs"))
            .await;
        assert_eq!(used("group/bobs"), "bob", "of two it is said which one");
        let sql = "SELECT link_id FROM clones ORDER BY id";
        let db = desk.installation.second_connection();
        let links: Vec<Option<i64>> =
            db.prepare(sql).unwrap().query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        assert_eq!(links, [None, Some(bob.id)], "and that is kept");
        crate::support::commands::unlink(&desk.installation.accounts, bob.id).await.unwrap();
        assert_eq!(desk.installation.kept_in("clones"), 2, "an account that goes leaves its clones");
        assert!(desk.folder("group/bobs/.git").is_dir(), "and their folders");
        desk.finish().await;
    });
}
