//! Walks the whole journey by itself, for the demo without a display: real window, real
//! browser, real keyring, and a numbered picture of every step.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it tells a person how far it is")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use end_to_end::browser::Browser;
use end_to_end::builds::{self, PATH, READ_AGAIN};
use end_to_end::failure::{Doing, Failure, Result};
use end_to_end::folders::target;
use end_to_end::journey::{self, SAVED};
use end_to_end::leaks;
use end_to_end::page::Page;
use end_to_end::people;
use end_to_end::session::{Session, Setting};
use end_to_end::terminal::Typed;
use end_to_end::window::Window;
use fantoccini::Locator;
use local_gitlab::{DEFAULT_PASSWORD, JobStatus, NewUser};

const USERNAME: &str = "alice";
const SECOND: &str = "bob";
const OTHER_PERSON: &str = "carol";

fn main() -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("no runtime: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(walk()) {
        Ok(pictures) => {
            println!("\nLinked username: {USERNAME}");
            println!("Pictures of every step: {}", pictures.display());
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("\nThe walk ended early: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn walk() -> Result<PathBuf> {
    let folder = std::env::var_os("CARRICK_PICTURES").map_or_else(|| target().join("demo"), PathBuf::from);
    let mut album = Album::open(folder.clone())?;
    let session = Session::start("walk", Setting::default()).await.doing("starting the session")?;
    let walked = take_steps(&session, &mut album).await;
    if walked.is_err() {
        session.keep_pictures().await;
        eprintln!("Pictures and logs of the failure: {}", session.folders().root().display());
    }
    session.end().await?;
    walked.map(|()| folder)
}

async fn take_steps(session: &Session, album: &mut Album) -> Result<()> {
    session.gitlab.furnish();
    let window = session.open_app().await?;
    window.shows(journey::NOT_LINKED).await?;
    album.keep("first start", session.window_picture().await?)?;
    let browser = register(session, &window, album).await?;
    set_up(session, &window, &browser, album).await?;
    link(session, &window, &browser, album).await?;
    look_around(session, &window, album).await?;
    link_second(session, &window, &browser, album).await?;
    add_repositories(session, &window, album).await?;
    use_git(session, &window, album).await?;
    build_merge_requests(session, &window, album).await?;
    share_the_login(session, &window, &browser, album).await?;
    leaks::check(session, &[]).await
}

/// Opens the form and registers Carrick on the page that the guide opens.
async fn register(session: &Session, window: &Window, album: &mut Album) -> Result<Browser> {
    window.click("button", "Edit").await?;
    window.find("form", "Edit GitLab integration").await?;
    window.fill("textbox", "GitLab instance", &session.gitlab.url()).await?;
    window.focus_next().await?;
    window.shows("GitLab answers here.").await?;
    album.keep("the guide in the form", session.window_picture().await?)?;
    window.click("button", "Open GitLab's page").await?;
    let browser = session.browser().await?;
    browser.sign_in(USERNAME, DEFAULT_PASSWORD).await?;
    browser.tab("GitLab's applications page", |url| url.path().ends_with("/applications")).await?;
    browser.fill("textbox", "Name", "Carrick").await?;
    browser.fill("textbox", "Redirect URI", &journey::redirect_uris(session).join("\n")).await?;
    tick(&browser, "#doorkeeper_application_confidential").await?;
    tick(&browser, "#doorkeeper_application_scopes_api").await?;
    album.keep("registering Carrick at GitLab", browser.picture().await?)?;
    browser.click("button", "Save application").await?;
    browser.shows("It is shown this once only.").await?;
    album.keep("GitLab shows Application ID and Secret", browser.picture().await?)?;
    Ok(browser)
}

/// Pastes what GitLab showed, checks and saves it.
async fn set_up(session: &Session, window: &Window, browser: &Browser, album: &mut Album) -> Result<()> {
    for field in ["Application ID", "Secret"] {
        let shown = browser.find("textbox", field).await?.value().await?;
        window.fill("textbox", field, &shown).await?;
    }
    window.click("button", "Check").await?;
    window.find_saying("status", "GitLab accepts this Application ID and Secret.").await?;
    album.keep("checked", session.window_picture().await?)?;
    window.click("button", "Save").await?;
    window.find_saying("status", SAVED).await?;
    album.keep("saved", session.window_picture().await?)
}

/// Links, by the browser that is open already.
async fn link(session: &Session, window: &Window, browser: &Browser, album: &mut Album) -> Result<()> {
    window.click("button", "Link GitLab").await?;
    window.find_saying("listitem", "Waiting for your approval").await?;
    album.keep("waiting for the browser", session.window_picture().await?)?;
    browser.tab("GitLab's approval page", |url| url.path().ends_with("/oauth/authorize")).await?;
    browser.find("button", "Authorize").await?;
    album.keep("approving at GitLab", browser.picture().await?)?;
    browser.click("button", "Authorize").await?;
    journey::linked(window, USERNAME).await?;
    session.display().in_front(end_to_end::window::TITLE).await?;
    album.keep("linked", session.window_picture().await?)?;
    album.keep("the whole screen", session.display().picture()?.png()?)?;
    let live = session.gitlab.live_pairs().len();
    if live == 1 { Ok(()) } else { Err(Failure::new(format!("GitLab has {live} live token pairs instead of one"))) }
}

/// The same link on the person's own page.
async fn look_around(session: &Session, window: &Window, album: &mut Album) -> Result<()> {
    window.click("button", "Details").await?;
    window.shows("Tokens kept in").await?;
    album.keep("details of the link", session.window_picture().await?)?;
    window.click("button", "Your profile").await?;
    window.find("navigation", "Your profile sections").await?;
    album.keep("your profile", session.window_picture().await?)?;
    window.find("navigation", "Your profile sections").await?.find("button", "Integrations").await?.click().await?;
    journey::linked(window, USERNAME).await?;
    album.keep("your integrations", session.window_picture().await?)
}

/// A second account of the same GitLab.
async fn link_second(session: &Session, window: &Window, browser: &Browser, album: &mut Album) -> Result<()> {
    window.click("button", "Account settings").await?;
    session.gitlab.sign_everybody_out();
    browser.leave_pages().await?;
    window.click("button", "Link another account").await?;
    window.click("button", "Open my browser anyway").await?;
    journey::approve(browser, SECOND).await?;
    journey::linked(window, SECOND).await?;
    session.display().in_front(end_to_end::window::TITLE).await?;
    album.keep("two accounts", session.window_picture().await?)
}

/// One click each, and a push from a terminal at once: by the account that reaches the project, under its name.
async fn add_repositories(session: &Session, window: &Window, album: &mut Album) -> Result<()> {
    window.click("button", "Repositories").await?;
    window.find("button", "Add group/INVoicing").await?;
    album.keep("repositories", session.window_picture().await?)?;
    for path in ["group/INVoicing", "work/handbook"] {
        window.click("button", &format!("Add {path}")).await?;
        window.shows_later(&format!("Added {path} to")).await?;
        album.keep(&format!("added {path}"), session.window_picture().await?)?;
        push_news(session, path).await?;
    }
    pushed_by(session, &[USERNAME, SECOND])
}

async fn push_news(session: &Session, clone: &str) -> Result<()> {
    std::fs::write(session.folders().projects().join(clone).join("NEWS"), "Pushed without a password.\n")?;
    show(&session.git(clone, &["add", "NEWS"]).await?);
    show(&session.git(clone, &["commit", "-q", "-m", "Tell the news"]).await?);
    show(&session.git(clone, &["push"]).await?);
    show(&session.git(clone, &["log", "-1", "--format=%an <%ae>  %s"]).await?);
    Ok(())
}

/// Who pushed so far, in this order, as GitLab knows it.
fn pushed_by(session: &Session, expected: &[&str]) -> Result<()> {
    let pushes = session.gitlab.git_requests().into_iter().filter(|it| it.path.ends_with("git-receive-pack"));
    let by: Vec<_> = pushes.filter(|it| it.method == "POST").filter_map(|it| it.account).collect();
    if by == expected { Ok(()) } else { Err(Failure::new(format!("pushed by {by:?}"))) }
}

/// In clones that were not added each account pushes too, once git is set up, and nobody is asked for a password.
async fn use_git(session: &Session, window: &Window, album: &mut Album) -> Result<()> {
    window.click("button", "Your profile").await?;
    window.find("navigation", "Your profile sections").await?.find("button", "Git").await?.click().await?;
    window.click("button", "Set up git").await?;
    window.shows("git on this computer asks Carrick for").await?;
    album.keep("git asks Carrick", session.window_picture().await?)?;
    let name = ["config", "--global", "user.name", "Alice Moreau"];
    let email = ["config", "--global", "user.email", "alice@home.example"];
    let chosen = ["account", "use", SECOND, "--for", "work", "--commit-email", "bob@work.example"];
    show(&session.git("", &name).await?);
    show(&session.git("", &email).await?);
    show(&session.type_in("", "carrick", &chosen).await?);
    for (path, clone) in [("group/api", "api"), ("work/payroll", "payroll")] {
        show(&session.git("", &["clone", &format!("{}/{path}.git", session.gitlab.url()), clone]).await?);
        push_news(session, clone).await?;
    }
    window.shows("bob@work.example").await?;
    album.keep("which account git uses", session.window_picture().await?)?;
    pushed_by(session, &[USERNAME, SECOND, USERNAME, SECOND])
}

/// A merge request opens at GitLab, and its pipeline starts; a job fails, and its log is one click away.
async fn build_merge_requests(session: &Session, window: &Window, album: &mut Album) -> Result<()> {
    let project = builds::furnish(&session.gitlab)?;
    window.click("button", "Repositories").await?;
    window.click("button", "Read again").await?;
    window.click("button", &format!("Add {PATH}")).await?;
    window.shows_later(&format!("Added {PATH} to")).await?;
    builds::open_rule(window, PATH).await?;
    album.keep("what the rule would have done", session.window_picture().await?)?;
    builds::switch_on(window, PATH).await?;
    builds::open_page(window).await?;
    window.shows_later("Watching 1 repository").await?;
    let iid = builds::open(&session.gitlab, builds::of_alice(project, "Open the drawer"))?;
    window.press(READ_AGAIN).await?;
    let name = format!("!{iid} Open the drawer");
    window.find("button", &name).await?;
    album.keep("a merge request has opened", session.window_picture().await?)?;
    let pipeline = builds::pipelines(session, project, 1).await?.id;
    builds::put(&session.gitlab, pipeline, "compile", JobStatus::Running)?;
    builds::row_says(window, "Running").await?;
    album.keep("its pipeline runs", session.window_picture().await?)?;
    builds::fail(&session.gitlab, pipeline, "running 12 tests\ndrawer opens: expected 3, was 4\n")?;
    window.shows_later("Failed · test").await?;
    window.click("button", &format!("Log: {name}")).await?;
    window.shows_later("drawer opens: expected 3, was 4").await?;
    album.keep("the log of the job that failed", session.window_picture().await?)?;
    show(&session.type_in("", "carrick", &["build", "why", &format!("{PATH}!1")]).await?);
    Ok(())
}

/// Somebody else is added, signs in with GitLab, and sees nothing of what is another's.
async fn share_the_login(session: &Session, window: &Window, browser: &Browser, album: &mut Album) -> Result<()> {
    let carol = NewUser { username: OTHER_PERSON.to_owned(), name: "Carol Ito".to_owned(), ..NewUser::default() };
    session.gitlab.add_user(carol);
    people::share(window, USERNAME, OTHER_PERSON).await?;
    window.shows("git acts for").await?;
    album.keep("who uses this login", session.window_picture().await?)?;
    people::sign_out(window).await?;
    album.keep("nobody is signed in", session.window_picture().await?)?;
    show(&session.type_in("", "carrick", &["account", "list"]).await?);
    people::sign_in(session, window, browser, OTHER_PERSON).await?;
    window.click("button", "Account settings").await?;
    window.shows(journey::NOT_LINKED).await?;
    session.display().in_front(end_to_end::window::TITLE).await?;
    album.keep("somebody else is signed in", session.window_picture().await?)?;
    show(&session.type_in("", "carrick", &["people", "list"]).await?);
    Ok(())
}

fn show(typed: &Typed) {
    println!("    $ {}", typed.command);
    for line in typed.text.lines() {
        println!("      {line}");
    }
}

async fn tick(page: &Page, selector: &str) -> Result<()> {
    let check_box = page.client().find(Locator::Css(selector)).await.doing(selector)?;
    if !check_box.is_selected().await? {
        check_box.click().await?;
    }
    Ok(())
}

/// Numbered pictures, one per step.
struct Album {
    folder: PathBuf,
    taken: u32,
}

impl Album {
    /// Begins anew: pictures of an earlier walk are removed.
    fn open(folder: PathBuf) -> Result<Self> {
        std::fs::create_dir_all(&folder).doing("making the folder for pictures")?;
        for entry in std::fs::read_dir(&folder)?.flatten() {
            if entry.path().extension().is_some_and(|extension| extension == "png") {
                std::fs::remove_file(entry.path())?;
            }
        }
        Ok(Self { folder, taken: 0 })
    }

    fn keep(&mut self, step: &str, picture: Vec<u8>) -> Result<()> {
        let file = self.next(step);
        std::fs::write(file, picture).doing("saving a picture")
    }

    fn next(&mut self, step: &str) -> PathBuf {
        self.taken += 1;
        println!("{:2}  {step}", self.taken);
        let name = step.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        Path::new(&self.folder).join(format!("{:02}-{name}.png", self.taken))
    }
}
