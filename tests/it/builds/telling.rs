//! What a person is told of builds, and how much at once.

use carrick::builds::following;
use carrick::builds::telling;
use carrick_store::build::{Build, PipelineSeen, Reason, Step};
use carrick_store::db::preferences::Notices;
use carrick_store::db::{acting, admission, builds, merge_requests};
use carrick_store::people::{Admission, WhySignedOut};

use super::room;
use crate::support::Installation;

struct Room {
    installation: Installation,
    link: i64,
    project: u64,
}

impl Room {
    /// A project that is watched, with nothing told of it yet.
    async fn new() -> Self {
        let (installation, link, projects) = room::watching(1).await;
        let room = Self { installation, link, project: projects[0] };
        room.tell().await;
        room
    }

    async fn tell(&self) {
        telling::tell(&self.installation.carrick.builds).await.expect("what is new can be read");
    }

    /// Opens a merge request of alice's, or of somebody else's, that is to be built; its number.
    async fn open(&self, author: &str) -> u64 {
        let new = local_gitlab::NewMergeRequest { author: author.to_owned(), ..room::of_alice(self.project) };
        let opened = self.installation.gitlab.open_merge_request(new).unwrap();
        self.installation.gitlab.advance_clock(std::time::Duration::from_secs(2));
        self.installation.look().await;
        self.tell().await;
        opened.iid
    }

    fn build(&self, iid: u64) -> Build {
        let db = self.installation.second_connection();
        let known = self.installation.known(self.link, self.project, iid).expect("it is known");
        builds::of_commit(&db, known.id, &known.snapshot.sha).unwrap().expect("it was decided")
    }

    /// Its pipeline comes to an end with this word.
    async fn ends(&self, iid: u64, status: &str) {
        self.becomes(iid, |build| Build {
            step: Step::Over,
            reason: None,
            pipeline: Some(PipelineSeen { id: 9, project_id: 1, status: status.to_owned(), seen_at: 0 }),
            ..build
        });
        self.tell().await;
    }

    fn becomes(&self, iid: u64, change: impl Fn(Build) -> Build) {
        builds::put(&self.installation.second_connection(), &change(self.build(iid))).unwrap();
    }

    /// The same build begins anew, as after a retry.
    async fn runs(&self, iid: u64) {
        self.becomes(iid, |build| Build { step: Step::Following, ..build });
        self.tell().await;
    }

    fn summaries(&self) -> Vec<String> {
        self.installation.notifier.shown().into_iter().map(|notice| notice.summary).collect()
    }

    async fn finish(self) {
        self.installation.finish().await;
    }
}

#[tokio::test]
async fn a_failure_is_told_once_and_that_it_is_mended() {
    let room = Room::new().await;
    let iid = room.open("alice").await;
    assert_eq!(room.summaries(), Vec::<String>::new(), "that it waits is no news");
    room.runs(iid).await;
    room.ends(iid, "failed").await;
    let shown = room.installation.notifier.shown();
    assert!(shown[0].summary.starts_with("Failed: !1 "), "it is told: {shown:?}");
    room.tell().await;
    room.installation.pass(60_000);
    room.runs(iid).await;
    room.ends(iid, "success").await;
    let shown = room.installation.notifier.shown();
    assert_eq!(shown.len(), 2, "each change once: {shown:?}");
    assert!(shown[1].summary.starts_with("Passes again: !1 "), "it is mended: {shown:?}");
    assert_eq!(shown[0].subject, shown[1].subject, "in the place of the failure");
    room.finish().await;
}

#[tokio::test]
async fn what_was_there_before_is_not_told() {
    let (installation, link, projects) = room::watching(1).await;
    let room = Room { installation, link, project: projects[0] };
    let opened = room::open(&room.installation, room.project);
    room.installation.look().await;
    room.becomes(opened.iid, |build| Build {
        step: Step::Over,
        pipeline: Some(PipelineSeen { id: 9, project_id: 1, status: "failed".to_owned(), seen_at: 0 }),
        ..build
    });
    room.tell().await;
    assert_eq!(room.summaries(), Vec::<String>::new(), "the first look tells nothing");
    room.finish().await;
}

#[tokio::test]
async fn only_what_is_meant_and_not_on_screen_is_told_as_it_stands_then() {
    let room = Room::new().await;
    let (own, others) = (room.open("alice").await, room.open("bob").await);
    let builds = room.installation.carrick.builds.clone();
    room.becomes(others, |build| Build { step: Step::Following, ..build });
    room.tell().await;
    room.ends(others, "failed").await;
    assert_eq!(room.summaries(), Vec::<String>::new(), "it is another person's");
    room.runs(own).await;
    following::show(&builds, &[room.build(own).id]);
    carrick::jobs::Sight::default().set(true, &room.installation.carrick);
    room.ends(own, "failed").await;
    assert_eq!(room.summaries(), Vec::<String>::new(), "the person sees it");
    telling::set_notices(&builds, Notices::None).await.unwrap();
    following::show(&builds, &[]);
    room.runs(own).await;
    room.ends(own, "success").await;
    assert_eq!(room.summaries(), Vec::<String>::new(), "the person wants none");
    telling::set_notices(&builds, Notices::All).await.unwrap();
    room.becomes(others, |build| Build { step: Step::Following, ..build });
    room.tell().await;
    room.ends(others, "success").await;
    assert_eq!(room.summaries().len(), 1, "now everybody's: {:?}", room.summaries());
    room.finish().await;
}

#[tokio::test]
async fn what_was_superseded_or_cancelled_is_not_told() {
    let room = Room::new().await;
    let iid = room.open("alice").await;
    room.runs(iid).await;
    room.ends(iid, "canceled").await;
    room.becomes(iid, |build| Build { step: Step::Following, reason: Some(Reason::Superseded), ..build });
    room.tell().await;
    room.becomes(iid, |build| Build {
        step: Step::Over,
        reason: Some(Reason::Superseded),
        pipeline: Some(PipelineSeen { id: 9, project_id: 1, status: "failed".to_owned(), seen_at: 0 }),
        ..build
    });
    room.tell().await;
    assert_eq!(room.summaries(), Vec::<String>::new(), "nobody waits for it");
    // A push came meanwhile, and what failed is an older commit.
    let db = room.installation.second_connection();
    let known = room.installation.known(room.link, room.project, iid).unwrap();
    room.runs(iid).await;
    db.execute("UPDATE merge_requests SET sha = 'ffff' WHERE id = ?1", [known.id]).unwrap();
    db.execute(
        "UPDATE builds SET step = 'over', reason = NULL, status = 'failed' WHERE merge_request = ?1",
        [known.id],
    )
    .unwrap();
    room.tell().await;
    assert_eq!(room.summaries(), Vec::<String>::new(), "what counts is the newer one");
    assert!(merge_requests::get(&db, known.id).unwrap().is_some(), "it is still there");
    room.finish().await;
}

#[tokio::test]
async fn many_at_once_come_as_one() {
    let room = Room::new().await;
    let mut all = Vec::new();
    for _ in 0..4 {
        all.push(room.open("alice").await);
    }
    for iid in &all {
        room.becomes(*iid, |build| Build { step: Step::Following, ..build });
    }
    room.tell().await;
    for iid in &all {
        room.ends(*iid, "failed").await;
    }
    assert_eq!(room.summaries().len(), 1, "the first at once, the others wait: {:?}", room.summaries());
    assert!(telling::next_telling_due(&room.installation.carrick.builds).is_some(), "and are due");
    room.installation.pass(10_000);
    room.tell().await;
    assert_eq!(room.summaries()[1..], ["3 builds failed".to_owned()], "as one");
    room.finish().await;
}

#[tokio::test]
async fn an_account_that_only_its_person_can_help_is_told_once() {
    let room = Room::new().await;
    let test = async || drop(room.installation.command(&["test", "alice"]).await);
    test().await;
    room.tell().await;
    assert_eq!(room.summaries(), Vec::<String>::new(), "it works");
    room.installation.gitlab.revoke_all("alice");
    test().await;
    room.tell().await;
    room.tell().await;
    let shown = room.installation.notifier.shown();
    assert_eq!(shown.len(), 1, "once: {shown:?}");
    assert!(shown[0].summary.starts_with("@alice on 127.0.0.1"), "who, and where: {shown:?}");
    assert_eq!(shown[0].target, None, "it leads to Carrick itself");
    room.installation.command(&["unlink", "alice", "--yes"]).await;
    room.finish().await;
}

#[tokio::test]
async fn while_nobody_is_signed_in_no_title_is_shown_and_it_is_told_afterwards() {
    let room = Room::new().await;
    let iid = room.open("alice").await;
    let parts = &room.installation.carrick.parts;
    let (id, now) = (parts.profile_id, parts.clock.now());
    let shut = move |db: &rusqlite::Connection| {
        admission::put(db, &Admission { asks: true, builds_on: true, ..Admission::default() })?;
        acting::sign_in(db, id, now, None)?;
        acting::sign_out(db, WhySignedOut::Asked, now)
    };
    parts.db.write(shut).await.unwrap();
    let before = room.installation.notifier.shown().len();
    room.ends(iid, "failed").await;
    assert_eq!(room.installation.notifier.shown().len(), before, "builds go on, and nobody is to read what of");
    parts.db.write(move |db| acting::sign_in(db, id, now, None)).await.unwrap();
    room.tell().await;
    assert_eq!(room.installation.notifier.shown().len(), before + 1, "whoever signs in hears of it");
    room.installation.finish().await;
}
