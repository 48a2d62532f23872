//! Pictures of every state, in the real window: light and dark, narrow and wide.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it tells a person how far it is")]

use std::path::PathBuf;
use std::process::ExitCode;

use end_to_end::failure::{Doing, Failure, Result};
use end_to_end::folders::project;
use end_to_end::session::{Session, Setting};
use end_to_end::states::{self, Visitor};
use end_to_end::wait::until_true;
use end_to_end::window::{TITLE, Window};

/// How the desktop is set, and the widths of the window in pixels.
#[derive(Debug, Clone, Copy)]
struct Look {
    name: &'static str,
    dark: bool,
    text_scale: f64,
    widths: &'static [u32],
}

/// Narrow and usual; at 200 % each has the room of one half as wide.
const LOOKS: [Look; 3] = [
    Look { name: "light", dark: false, text_scale: 1.0, widths: &[640, 980] },
    Look { name: "dark", dark: true, text_scale: 1.0, widths: &[640, 980] },
    Look { name: "zoom", dark: false, text_scale: 2.0, widths: &[640, 980] },
];
const SCREEN_WIDTH: u32 = 1280;
const LEAST_HEIGHT: u32 = 680;
impl Look {
    /// The tallest window, in pixels: what is shown twice as large has the same room.
    fn most_height(self) -> u32 {
        (2200.0 * self.text_scale) as u32
    }
}

/// A page that painted has at least this many colours.
const LEAST_COLOURS: usize = 12;

fn main() -> ExitCode {
    let taken = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(Failure::from)
        .and_then(|runtime| runtime.block_on(take_all()));
    match taken {
        Ok(count) => {
            println!("\n{count} pictures");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("\nThe pictures are not complete: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// All of them, or those of one look (`shots dark`), or of one walk in it (`shots dark repositories`).
async fn take_all() -> Result<usize> {
    let mut count = 0;
    let only: Vec<String> = std::env::args().skip(1).collect();
    let is_wanted = |at: usize, name: &str| only.get(at).is_none_or(|wanted| wanted == name);
    for look in LOOKS.into_iter().filter(|look| is_wanted(0, look.name)) {
        let screen = (SCREEN_WIDTH, look.most_height() + 20);
        let tall = Setting { dark: look.dark, text_scale: look.text_scale, screen, ..Setting::default() };
        for walk in Walk::ALL.into_iter().filter(|walk| is_wanted(1, walk.name())) {
            let mut album = Album::open(look)?;
            let name = format!("shots-{}-{}", look.name, walk.name());
            let mut session = Session::start(&name, walk.setting(tall.clone())).await?;
            let taken = walk.take(&mut session, &mut album).await;
            end(session, taken).await?;
            count += album.complete(&walk.states())?;
        }
    }
    Ok(count)
}

/// A way through states, in a session of its own.
#[derive(Debug, Clone, Copy)]
enum Walk {
    Accounts,
    Repositories,
    Builds,
    People,
    Certificate,
    Keyring,
}

impl Walk {
    const ALL: [Self; 6] =
        [Self::Accounts, Self::Repositories, Self::Builds, Self::People, Self::Certificate, Self::Keyring];

    fn name(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Repositories => "repositories",
            Self::Builds => "builds",
            Self::People => "people",
            Self::Certificate => "certificate",
            Self::Keyring => "keyring",
        }
    }

    fn setting(self, usual: Setting) -> Setting {
        match self {
            Self::Accounts | Self::Repositories | Self::Builds | Self::People => usual,
            Self::Certificate => Setting { gitlab: local_gitlab::Options { tls: true, ..Default::default() }, ..usual },
            Self::Keyring => Setting { keyring: false, ..usual },
        }
    }

    fn states(self) -> Vec<&'static str> {
        match self {
            Self::Accounts => [&states::ALL[..], &states::WITHOUT_APPLICATION].concat(),
            Self::Repositories => states::REPOSITORIES.to_vec(),
            Self::Builds => states::BUILDS.to_vec(),
            Self::People => states::PEOPLE.to_vec(),
            Self::Certificate => states::WITH_TLS.to_vec(),
            Self::Keyring => states::WITH_OWN_KEYRING.to_vec(),
        }
    }

    async fn take(self, session: &mut Session, album: &mut Album) -> Result<()> {
        match self {
            Self::Accounts => states::visit(session, album).await,
            Self::Repositories => states::visit_repositories(session, album).await,
            Self::Builds => states::visit_builds(session, album).await,
            Self::People => states::visit_people(session, album).await,
            Self::Certificate => states::visit_with_tls(session, album).await,
            Self::Keyring => states::visit_with_own_keyring(session, album).await,
        }
    }
}

async fn end(session: Session, taken: Result<()>) -> Result<()> {
    if taken.is_err() {
        session.keep_pictures().await;
    }
    session.end().await?;
    taken
}

/// The pictures of one look.
struct Album {
    look: Look,
    folder: PathBuf,
    taken: Vec<&'static str>,
}

impl Album {
    fn open(look: Look) -> Result<Self> {
        let chosen = std::env::var_os("CARRICK_PICTURES");
        let folder = chosen.map_or_else(|| project().join("docs/screenshots"), PathBuf::from);
        std::fs::create_dir_all(&folder).doing("making the folder for pictures")?;
        Ok(Self { look, folder, taken: Vec::new() })
    }

    fn file(&self, state: &str, width: u32) -> PathBuf {
        self.folder.join(format!("{state}-{}-{width}.png", self.look.name))
    }

    async fn take_each(
        &mut self,
        session: &Session,
        window: &Window,
        state: &'static str,
        mut show: impl AsyncFnMut() -> Result<()>,
    ) -> Result<()> {
        for width in self.look.widths.iter().copied() {
            session.display().resize(TITLE, width, LEAST_HEIGHT).await?;
            fits(window, width, self.look.text_scale).await?;
            let height = wanted_height(window, self.look).await?;
            session.display().resize(TITLE, width, height).await?;
            window.run(TO_TOP, vec![]).await?;
            show().await?;
            let picture = session.display().picture_of(TITLE).await?;
            if picture.colours() < LEAST_COLOURS {
                return Err(Failure::new(format!("{state} is blank at {width} pixels")));
            }
            std::fs::write(self.file(state, width), picture.png()?).doing("saving a picture")?;
            // The walk goes on with every row in sight.
            session.display().resize(TITLE, width, self.look.most_height()).await?;
        }
        println!("{:5}  {state}", self.look.name);
        self.taken.push(state);
        Ok(())
    }

    /// How many there are; none may be missing.
    fn complete(&self, all: &[&str]) -> Result<usize> {
        let missing: Vec<&str> = all.iter().copied().filter(|state| !self.taken.contains(state)).collect();
        if missing.is_empty() {
            return Ok(self.taken.len() * self.look.widths.len());
        }
        Err(Failure::new(format!("no picture of {}", missing.join(", "))))
    }
}

impl Visitor for Album {
    /// One picture per width, as high as what is shown.
    async fn arrive(&mut self, session: &Session, window: &Window, state: &'static str) -> Result<()> {
        self.take_each(session, window, state, async || Ok(())).await
    }

    async fn arrive_with(
        &mut self,
        session: &Session,
        window: &Window,
        state: &'static str,
        show: impl AsyncFnMut() -> Result<()>,
    ) -> Result<()> {
        self.take_each(session, window, state, show).await
    }
}

/// Pressing things may have scrolled.
const TO_TOP: &str = "document.querySelector('main')?.scrollTo(0, 0)";

/// How much more than its own width anything that could be scrolled sideways needs; the page itself never scrolls.
const OVERFLOW: &str = "return [innerWidth, Math.max(0, ...[...document.querySelectorAll('main, dialog, pre')]\
    .map((one) => one.scrollWidth - one.clientWidth))]";

/// Waits until the page has the width, and nothing in it needs more.
async fn fits(window: &Window, width: u32, scale: f64) -> Result<()> {
    let wanted = f64::from(width) / scale;
    let mut seen = String::new();
    let fitted = until_true(&format!("a page {wanted} wide"), async || {
        let answer = window.run(OVERFLOW, vec![]).await?;
        seen = answer.to_string();
        let has = answer[0].as_f64().is_some_and(|has| (has - wanted).abs() <= 1.0);
        Ok(has && answer[1].as_f64().is_some_and(|more| more <= 1.0))
    })
    .await;
    fitted.doing(&format!("the page's width and what sticks out of it are {seen}"))
}

async fn wanted_height(window: &Window, look: Look) -> Result<u32> {
    let script = "const main = document.querySelector('main'); return main ? main.scrollHeight + innerHeight - main.clientHeight : 0";
    let wanted = window.run(script, vec![]).await?.as_f64().unwrap_or_default() * look.text_scale;
    Ok((wanted as u32).clamp(LEAST_HEIGHT, look.most_height()))
}
