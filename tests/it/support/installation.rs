//! One installation in a folder of its own, its GitLab, and the checks that follow every test.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use carrick::accounts::step::Step;
use carrick::accounts::{Accounts, incoming, show, sign_in};
use carrick::messages::{
    self, ApplicationForm, ErrorCode, Integration, Link, Notice, SaveOutcome, Stage, UiError, Way,
};
use carrick::{Carrick, Outside, people, surroundings};
use carrick_store::Error;
use local_gitlab::{Application, LocalGitlab, NewApplication, Options};
use secrecy::ExposeSecret as _;
use tempfile::TempDir;

use super::books;
use super::doubles::Doubles;
use super::keyring::KeyringDouble;
use super::surroundings::START;
use super::{alone, approve, leaks, until};

/// The integration that a fresh installation shows.
pub(crate) const FIRST: i64 = 1;

/// Longer than anything takes here.
const LONG: Duration = Duration::from_secs(20);

pub(crate) struct Installation {
    folder: TempDir,
    pub(crate) gitlab: LocalGitlab,
    /// Further instances whose pairs count too.
    pub(crate) others: Vec<LocalGitlab>,
    doubles: Doubles,
    pub(crate) carrick: Carrick,
    /// Those of `carrick`.
    pub(crate) accounts: Accounts,
    patience: Duration,
    pub(super) typed: Mutex<Vec<String>>,
    /// What commands answered, as text, to search for leaks.
    pub(super) answers: Mutex<Vec<String>>,
    pub(super) is_finished: bool,
}

type BoxFuture<T> = std::pin::Pin<Box<dyn Future<Output = T> + Send>>;

impl std::ops::Deref for Installation {
    type Target = Doubles;

    fn deref(&self) -> &Doubles {
        &self.doubles
    }
}

impl Installation {
    /// A fresh one beside a fresh GitLab.
    pub(crate) async fn new() -> Self {
        Self::with(Options::default()).await
    }

    /// A fresh one beside such a GitLab.
    pub(crate) async fn with(options: Options) -> Self {
        Self::with_keyring(options, None).await
    }

    /// A fresh one over the keyring of another: a second data folder of the same person.
    pub(crate) async fn beside(other: &Self) -> Self {
        Self::with_keyring(Options::default(), Some(Arc::clone(&other.keyring))).await
    }

    async fn with_keyring(options: Options, keyring: Option<Arc<KeyringDouble>>) -> Self {
        leaks::log();
        let folder = tempfile::tempdir().expect("a folder");
        make_private(&folder.path().join("data"));
        let mut doubles = Doubles::around(folder.path(), START);
        doubles.keyring = keyring.unwrap_or(doubles.keyring);
        let gitlab = LocalGitlab::start(options).expect("the local GitLab starts");
        alone::trust(&gitlab);
        let carrick = doubles.start(folder.path(), LONG, |_| {}).await;
        doubles.window.listen(&carrick);
        let accounts = carrick.accounts.clone();
        let (others, typed, answers) = (Vec::new(), Mutex::default(), Mutex::default());
        let (patience, is_finished) = (LONG, false);
        Self { folder, gitlab, others, doubles, carrick, accounts, patience, typed, answers, is_finished }
    }

    /// One whose first integration is set up with a new application.
    pub(crate) async fn set_up(confidential: bool) -> (Self, Application) {
        let installation = Self::new().await;
        let application = installation.register(confidential);
        installation.keep_application(FIRST, &application).await;
        (installation, application)
    }

    /// Ends the program and starts it again over the same folder and keyring.
    pub(crate) async fn restart(&mut self) {
        self.carrick.repositories.close();
        self.accounts.close();
        let carrick = self.doubles.start(self.folder.path(), self.patience, |_| {}).await;
        self.take_over(carrick);
    }

    /// Starts the program a second time beside the first, as two versions of it might be.
    pub(crate) async fn start_another(&self) -> Accounts {
        self.doubles.start(self.folder.path(), self.patience, |_| {}).await.accounts
    }

    /// How to start the program a second time, for whoever cannot wait for it here.
    pub(super) fn another(&self) -> impl Fn() -> BoxFuture<Accounts> + Send + 'static {
        let (doubles, folder, patience) = (self.doubles.clone(), self.folder.path().to_owned(), self.patience);
        move || {
            let (doubles, folder) = (doubles.clone(), folder.clone());
            Box::pin(async move { doubles.start(&folder, patience, |_| {}).await.accounts })
        }
    }

    /// What another program over the same folder is put together from.
    pub(super) fn outside(&self) -> Outside {
        self.doubles.outside(self.folder.path(), self.patience, |_| {})
    }

    /// Opens it again, and does nothing else.
    pub(crate) async fn open_again(&self) -> Result<Carrick, Error> {
        self.open_again_with(|_| {}).await
    }

    /// The same, where somebody hears of every step.
    pub(crate) async fn open_again_with(&self, on_step: fn(Step)) -> Result<Carrick, Error> {
        self.doubles.open(self.folder.path(), self.patience, on_step).await
    }

    /// This program from now on, instead of the one that was closed.
    pub(crate) fn take_over(&mut self, carrick: Carrick) {
        self.window.listen(&carrick);
        self.accounts = carrick.accounts.clone();
        self.carrick = carrick;
    }

    /// Starts the program again, with this much patience for an answer.
    pub(crate) async fn restart_with_patience(&mut self, patience: Duration) {
        self.patience = patience;
        self.restart().await;
    }

    /// Registers an application with both redirect URIs.
    pub(crate) fn register(&self, confidential: bool) -> Application {
        let instance = carrick_store::instance::Instance::parse(&self.gitlab.url()).expect("an instance");
        self.gitlab.create_application(NewApplication {
            redirect_uris: instance.redirect_uris(),
            confidential,
            ..NewApplication::default()
        })
    }

    /// Saves an application of the first GitLab under an integration.
    pub(crate) async fn keep_application(&self, id: i64, application: &Application) {
        let outcome = self.save(self.form_of(Some(id), application)).await;
        assert!(matches!(outcome, Ok(SaveOutcome::Saved { .. })), "a right application is kept: {outcome:?}");
    }

    /// The form, filled in for an application of the first GitLab.
    pub(crate) fn form_of(&self, id: Option<i64>, application: &Application) -> ApplicationForm {
        let secret = if application.confidential { application.secret.as_str() } else { "" };
        super::forms::form(id, &self.gitlab.url(), &application.id, secret)
    }

    /// What the window shows of accounts now.
    pub(crate) async fn overview(&self) -> messages::Accounts {
        show::accounts(&self.accounts).await.expect("the accounts can be read")
    }

    /// How often the window was told that accounts have changed.
    pub(crate) fn shown_revision(&self) -> u64 {
        self.carrick.parts.topics.revision(carrick::topics::Topic::Accounts)
    }

    /// What it shows of this computer now.
    pub(crate) async fn surroundings(&self) -> messages::Surroundings {
        surroundings::show::surroundings(&self.carrick.surroundings).await
    }

    /// What it shows of people now.
    pub(crate) async fn people(&self) -> messages::People {
        people::show::people(&self.carrick.accounts).await.expect("the people can be read")
    }

    /// One integration as the window shows it.
    pub(crate) async fn integration(&self, id: i64) -> Integration {
        let found = self.overview().await.integrations.into_iter().find(|integration| integration.id == id);
        found.expect("the integration is there")
    }

    /// The links of the first integration.
    pub(crate) async fn links(&self) -> Vec<Link> {
        self.integration(FIRST).await.links
    }

    /// How the last action on the first integration ended.
    pub(crate) async fn notice(&self) -> Option<Notice> {
        self.integration(FIRST).await.notice
    }

    /// Why the last action on the first integration failed.
    pub(crate) async fn failure(&self) -> UiError {
        match self.notice().await {
            Some(Notice::Failed { error }) => error,
            other => panic!("a failure was expected, but the notice is {other:?}"),
        }
    }

    /// The code of a callback that belonged to nothing.
    pub(crate) async fn stray(&self) -> Option<ErrorCode> {
        self.overview().await.stray_callback.map(|error| error.code)
    }

    /// Presses **Link GitLab**; returns the address the browser was sent to.
    pub(crate) async fn begin(&self) -> String {
        self.begin_with(FIRST, None, Way::DeepLink).await
    }

    /// Starts a sign-in.
    pub(crate) async fn begin_with(&self, id: i64, relink: Option<i64>, way: Way) -> String {
        let before = self.browser.opened().len();
        sign_in::begin_link(&self.accounts, id, relink, way.into()).await.expect("the sign-in starts");
        self.asked_browser(before).await
    }

    /// Waits until the browser was asked for another address than the ones before, and the person is waited for.
    pub(crate) async fn asked_browser(&self, before: usize) -> String {
        until("the browser is asked", || self.browser.opened().len() > before).await;
        let is_asking = |integration: &Integration| {
            integration.sign_in.as_ref().is_some_and(|sign_in| sign_in.stage == Stage::Asking)
        };
        let waiting = async {
            while self.overview().await.integrations.iter().any(is_asking) {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(LONG, waiting).await.expect("the launcher ends, and the person is waited for");
        self.browser.last()
    }

    /// Hands over a callback as the system does, and waits for everything that follows.
    pub(crate) async fn receive(&self, callback: &str) {
        incoming::receive(&self.accounts, callback).await;
    }

    /// Links an account through the first integration, all the way; returns the link.
    pub(crate) async fn link(&self, username: &str) -> Link {
        let address = self.begin().await;
        self.receive(&approve(username, &address).await).await;
        let link = self.links().await.into_iter().find(|link| link.username == username);
        link.unwrap_or_else(|| panic!("{username} is not linked"))
    }

    /// Renews a link of the first integration as this person.
    pub(crate) async fn relink(&self, link: i64, username: &str) {
        let address = self.begin_with(FIRST, Some(link), Way::DeepLink).await;
        self.receive(&approve(username, &address).await).await;
    }

    /// Where the data lies.
    pub(crate) fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// What another process needs to be the same installation.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The database file.
    pub(crate) fn database(&self) -> PathBuf {
        self.data_dir().join("carrick.db")
    }

    /// All rows, to compare before and after.
    pub(crate) fn dump(&self) -> Vec<String> {
        books::dump(&self.database())
    }

    /// The name under which an entry lies in the keyring.
    pub(crate) fn entry_name(&self, kind: &str, owner: i64) -> String {
        let sql = "SELECT name FROM entries WHERE kind = ?1 AND owner = ?2 AND state = 'current'";
        let name = self.second_connection().query_row(sql, rusqlite::params![kind, owner], |row| row.get(0));
        name.expect("it is journalled")
    }

    /// A second connection to the database.
    pub(crate) fn second_connection(&self) -> rusqlite::Connection {
        books::open(&self.database())
    }

    /// Hands a command's answer on, keeping its text.
    pub(super) fn noted<T: std::fmt::Debug>(&self, answer: T) -> T {
        self.answers.lock().unwrap().push(format!("{answer:?}"));
        answer
    }

    pub(super) fn note_typed(&self, form: &ApplicationForm) {
        self.typed.lock().unwrap().push(form.secret.expose_secret().trim().to_owned());
    }
}

/// As the program makes it.
fn make_private(folder: &Path) {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).expect("a data folder");
}
