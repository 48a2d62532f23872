//! What is started, and when each start is right.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::SystemTime;

use end_to_end::failure::{Doing, Failure, Result};
use end_to_end::folders::target;
use end_to_end::journey::NOT_LINKED;
use end_to_end::package::Package;
use end_to_end::picture::Picture;
use end_to_end::process::{Process, free_port};
use end_to_end::session::{Session, Setting};
use end_to_end::wait::until;

use crate::log;
use crate::start::{self, Start, milliseconds};

/// Makes WebKit draw without OpenGL.
const WITHOUT_OPENGL: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
/// Pictures of one screen differ less than this, a share of its pixels.
const ALIKE: f64 = 0.002;
/// A page that painted has more colours than this.
const FEWEST_COLOURS: usize = 3;

/// All starts of all programs, round by round.
#[derive(Debug, Default)]
pub(crate) struct Starts {
    /// As a person starts it.
    pub(crate) bare: Vec<Start>,
    /// Told by its environment to draw without OpenGL, as Carrick does by itself where there is no graphics card.
    pub(crate) plain: Vec<Start>,
    pub(crate) carrick: Vec<Start>,
    /// An earlier Carrick, where one is given.
    pub(crate) earlier: Vec<Start>,
    pub(crate) chromium: Vec<Start>,
    /// Of each start of Carrick's, by its own log.
    pub(crate) parts: Vec<Parts>,
}

/// Where a start of Carrick's spends its time (milliseconds).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parts {
    /// From the request to Carrick's own first line: the system's loader, GTK, Tauri.
    pub(crate) before_us: f64,
    /// From there to the page's first question: the web view, and the page's script.
    pub(crate) to_page: f64,
    /// From there to the last pixel.
    pub(crate) to_pixels: f64,
}

/// Names an earlier Carrick's program to measure beside this one.
const EARLIER: &str = "CARRICK_EARLIER";

/// Starts everything in turn, `rounds` times and once before that.
pub(crate) async fn measure(rounds: usize) -> Result<Starts> {
    let session = Session::start("bench-start", Setting { screen: (1000, 720), ..Setting::default() }).await?;
    let measured = take_turns(&session, rounds).await;
    session.end().await?;
    measured
}

async fn take_turns(session: &Session, rounds: usize) -> Result<Starts> {
    let page = Page::serve(session).await?;
    let right = picture_of_the_tab(session).await?;
    let mut starts = Starts::default();
    for round in 0..=rounds {
        let mut program = as_a_person(session, bare_program());
        let bare = start::watch(session, "bare", program, painted).await?;
        program = as_a_person(session, bare_program());
        program.env(WITHOUT_OPENGL, "1");
        let plain = start::watch(session, "plain", program, painted).await?;
        let app = as_a_person(session, Package::find()?.app());
        let is_right = |session: &Session| Ok(session.display().picture()?.difference(&right) < ALIKE);
        let carrick = start::watch(session, "carrick", app, is_right).await?;
        let parts = parts(session, &carrick)?;
        if let Some(program) = std::env::var_os(EARLIER) {
            let mut program = as_a_person(session, program.into());
            // Its database knows nothing of what came after it.
            program.env("XDG_DATA_HOME", session.folders().root().join("earlier"));
            let earlier = start::watch(session, "earlier", program, painted).await?;
            println!("          an earlier Carrick {:4.0} ms", earlier.done);
            if round > 0 {
                starts.earlier.push(earlier);
            }
        }
        let chromium = start::watch(session, "chromium", page.in_chromium(session), painted).await?;
        println!(
            "round {round:2}  bare {:4.0}  plain {:4.0}  carrick {:4.0}  chromium {:4.0} ms",
            bare.done, plain.done, carrick.done, chromium.done
        );
        if round > 0 {
            starts.bare.push(bare);
            starts.plain.push(plain);
            starts.carrick.push(carrick);
            starts.chromium.push(chromium);
            starts.parts.push(parts);
        }
    }
    Ok(starts)
}

fn painted(session: &Session) -> Result<bool> {
    Ok(session.display().picture()?.colours() > FEWEST_COLOURS)
}

/// The screen with the Integrations tab of a fresh installation on it, as the web view's own driver confirms it.
async fn picture_of_the_tab(session: &Session) -> Result<Picture> {
    let window = session.open_app().await?;
    window.shows(NOT_LINKED).await?;
    session.display().picture_of(end_to_end::window::TITLE).await?;
    let picture = session.display().picture()?;
    session.close_app(window).await?;
    Ok(picture)
}

/// Tests save time with this variable; a person's environment has none.
fn as_a_person(session: &Session, program: PathBuf) -> Command {
    let mut command = session.surroundings.command(program);
    command.env_remove(WITHOUT_OPENGL);
    command
}

/// The least a Tauri window can be.
pub(crate) fn bare_program() -> PathBuf {
    target().join("release/bare-window")
}

fn parts(session: &Session, start: &Start) -> Result<Parts> {
    let begins = log::last(session, "Carrick starts")?;
    let listens = log::last(session, "the window listens")?;
    let between = |from: SystemTime, to: SystemTime| to.duration_since(from).map(milliseconds).doing("the app's log");
    let (before_us, to_page) = (between(start.at, begins)?, between(begins, listens)?);
    Ok(Parts { before_us, to_page, to_pixels: start.done - before_us - to_page })
}

/// The window's own page, with a pretended program behind it, served on this computer.
struct Page {
    address: String,
    _server: Process,
}

impl Page {
    async fn serve(session: &Session) -> Result<Self> {
        let folder = std::env::var_os("CARRICK_PREVIEW").ok_or_else(|| Failure::new("use `cargo xtask bench`"))?;
        let port = free_port()?;
        // Not through npx, which would leave the server behind when it is ended.
        let mut vite = session.surroundings.command("node");
        vite.args(["node_modules/vite/bin/vite.js", "preview", "--host", "127.0.0.1", "--strictPort", "--port"])
            .arg(port.to_string());
        vite.arg("--outDir").arg(folder).current_dir("ui").stdin(Stdio::null());
        let server = Process::start("page", &mut vite, &session.folders().logs())?;
        until("the page", async || Ok(Some(tokio::net::TcpStream::connect(("127.0.0.1", port)).await?))).await?;
        Ok(Self { address: format!("http://127.0.0.1:{port}/"), _server: server })
    }

    fn in_chromium(&self, session: &Session) -> Command {
        let mut browser = session.surroundings.command(session.folders().bin().join("browser"));
        browser.arg(format!("--app={}", self.address)).args(["--window-position=0,0", "--window-size=980,680"]);
        browser
    }
}
