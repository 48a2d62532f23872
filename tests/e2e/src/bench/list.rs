//! A list of 100,000 in the real window: what it costs a start, how soon a keystroke is painted, how smoothly it scrolls.

use std::path::{Path, PathBuf};

use carrick_store::clock::{Clock as _, SystemClock};
use carrick_store::db::memberships::{self, Piece};
use carrick_store::db::readings::{self, Reading};
use carrick_store::db::{Db, links};
use carrick_store::project::{Details, Listed};
use carrick_store::ranges::Range;
use end_to_end::failure::{Doing, Failure, Result};
use end_to_end::folders::target;
use end_to_end::journey::{self, register};
use end_to_end::package::Package;
use end_to_end::session::{IDENTIFIER, Session, Setting};

use crate::start::{self, Start};

/// How many are in the list.
pub(crate) const MANY: i64 = 100_000;
/// So many are kept in one step.
const TOGETHER: i64 = 1000;

/// What was measured.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    /// Starts on the page of repositories with hardly any.
    pub(crate) few: Vec<Start>,
    /// The same with [`MANY`].
    pub(crate) many: Vec<Start>,
    /// From a key to the last pixel it changes (milliseconds).
    pub(crate) strokes: Vec<f64>,
    /// Frames that were shown while the list was scrolled, and frames that should have been.
    pub(crate) frames: (u64, u64),
}

/// Starts with few and with many in turn, then types and scrolls.
pub(crate) async fn measure(rounds: usize) -> Result<Lists> {
    let session = Session::start("bench-list", Setting { screen: (1000, 720), ..Setting::default() }).await?;
    let measured = in_session(&session, rounds).await;
    session.end().await?;
    measured
}

async fn in_session(session: &Session, rounds: usize) -> Result<Lists> {
    let database = session.folders().data().join(IDENTIFIER).join("carrick.db");
    let (few, many) = (target().join("bench/few.db"), target().join("bench/many.db"));
    std::fs::create_dir_all(target().join("bench"))?;
    leave_on_repositories(session).await?;
    mark_as_read(&database)?;
    copy(&database, &few)?;
    fill(&database, &session.gitlab.url())?;
    copy(&database, &many)?;
    let mut lists = Lists::default();
    for round in 0..=rounds {
        copy(&few, &database)?;
        let with_few = start(session).await?;
        copy(&many, &database)?;
        let with_many = start(session).await?;
        println!("round {round:2}  few {:4.0}  many {:4.0} ms", with_few.done, with_many.done);
        if round > 0 {
            lists.few.push(with_few);
            lists.many.push(with_many);
        }
    }
    let window = session.open_app().await?;
    window.shows("repositories. Read").await?;
    let strokes = window.run(STROKES, Vec::new()).await?;
    lists.strokes = strokes.as_array().into_iter().flatten().filter_map(serde_json::Value::as_f64).collect();
    let frames = window.run(SCROLL, Vec::new()).await?;
    let frame = |at: usize| frames.get(at).and_then(serde_json::Value::as_u64);
    lists.frames = frame(0).zip(frame(1)).ok_or_else(|| Failure::new(format!("frames: {frames}")))?;
    session.close_app(window).await?;
    Ok(lists)
}

/// Links an account, and closes the window on the page that the next start shows.
async fn leave_on_repositories(session: &Session) -> Result<()> {
    let application = register(session, true);
    let window = session.open_app().await?;
    let browser = journey::link(&window, session, &application, "alice").await?;
    browser.leave_pages().await?;
    window.click("button", "Show repositories").await?;
    window.find("searchbox", "Search repositories").await?;
    window.shows("Read").await?;
    session.close_app(window).await
}

/// Starts the app on the page it was left on.
pub(crate) async fn start(session: &Session) -> Result<Start> {
    let mut app = session.surroundings.command(Package::find()?.app());
    app.env_remove("WEBKIT_DISABLE_DMABUF_RENDERER");
    start::watch(session, "carrick", app, |session| Ok(session.display().picture()?.colours() > 3)).await
}

/// Puts a copy of a database in place of another.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    for ending in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(PathBuf::from(format!("{}{ending}", to.display())));
    }
    std::fs::copy(from, to).map(drop).doing("a copy of the database")
}

/// So that no start reads the list anew.
pub(crate) fn mark_as_read(database: &Path) -> Result<()> {
    let db = Db::open(database).doing("the database")?;
    let now = SystemClock.now() + 60 * 60 * 1000;
    db.write(|db| {
        for link in links::all(db)? {
            readings::put(db, link.id, &Reading { whole_at: Some(now), asked_at: Some(now), ..Reading::default() })?;
        }
        Ok(())
    })
    .doing("the journal of readings")
}

fn fill(database: &Path, instance: &str) -> Result<()> {
    let db = Db::open(database).doing("the database")?;
    let link_id = db.read(links::all).doing("links")?.first().map_or(1, |link| link.id);
    for start in (0..MANY).step_by(usize::try_from(TOGETHER)?) {
        let listed: Vec<Listed> = (start..start + TOGETHER).map(listed).collect();
        let piece = Piece { link_id, instance, range: Range::ALL, listed: &listed };
        db.write(|db| memberships::add_members(db, piece)).doing("many projects")?;
    }
    Ok(())
}

const WORDS: [&str; 11] =
    ["api", "web", "core", "client", "tools", "deploy", "docs", "invoice", "gateway", "search", "report"];

fn listed(at: i64) -> Listed {
    let word = |salt: i64| WORDS[usize::try_from((at / salt) % WORDS.len() as i64).unwrap_or_default()];
    let slug = format!("{}-{}-{at}", word(1), word(11));
    Listed {
        project_id: at + 1_000_000,
        path: format!("{}-{}/{}/{slug}", word(121), at % 40, word(7)),
        name: slug.replace('-', " "),
        avatar_url: None,
        default_branch: Some("main".to_owned()),
        visibility: Some("private".to_owned()),
        last_activity_at: at * 7919 % MANY,
        details: Details::default(),
    }
}

/// Types words letter by letter; for each key the milliseconds until the frame after the last change.
const STROKES: &str = r#"
    const box = document.querySelector("[role=searchbox]");
    const grid = document.querySelector("[role=grid]").parentElement;
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
    const wait = (ms) => new Promise((then) => setTimeout(then, ms));
    async function stroke(text) {
        const start = performance.now();
        let changed = start, painted = start;
        const observer = new MutationObserver(() => {
            changed = performance.now();
            requestAnimationFrame(() => setTimeout(() => (painted = performance.now())));
        });
        observer.observe(grid, { subtree: true, childList: true, characterData: true, attributes: true });
        set.call(box, text);
        box.dispatchEvent(new InputEvent("input", { bubbles: true }));
        do await wait(20); while (performance.now() - changed < 120);
        observer.disconnect();
        return painted - start;
    }
    return (async () => {
        const took = [];
        for (const word of ["invoice", "gateway", "web api", "srv", "report", "zzz", "core-42"])
            for (let end = 1; end <= word.length; end += 1) took.push(await stroke(word.slice(0, end)));
        await stroke("");
        return took;
    })();
"#;

/// Scrolls for three seconds by less than a screen each frame: frames that came, and frames for which there was time.
const SCROLL: &str = r#"
    let scroller = document.querySelector("[role=grid]");
    while (scroller && !(scroller.scrollHeight > scroller.clientHeight + 10000)) scroller = scroller.parentElement;
    return new Promise((done) => {
        const times = [];
        const frame = (now) => {
            times.push(now);
            scroller.scrollTop += 90;
            if (now - times[0] < 3000) return requestAnimationFrame(frame);
            const gaps = times.slice(1).map((time, at) => time - times[at]).sort((a, b) => a - b);
            const usual = gaps[Math.floor(gaps.length / 2)];
            const due = gaps.reduce((sum, gap) => sum + Math.max(1, Math.round(gap / usual)), 0);
            done([gaps.length, due]);
        };
        requestAnimationFrame(frame);
    });
"#;
