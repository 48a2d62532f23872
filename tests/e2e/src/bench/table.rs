//! The report: ratios, medians, ninetieth percentiles, sizes.

use std::fmt::Write as _;
use std::path::Path;

use end_to_end::failure::{Doing, Result};
use end_to_end::package::Package;

use crate::add::Adds;
use crate::builds::{self, Builds, Memory};
use crate::figures::{Figures, ratios};
use crate::git::Helper;
use crate::list::{Lists, MANY};
use crate::programs::{self, Parts, Starts};
use crate::share::Share;
use crate::start::Start;

/// How the programs start, as Markdown.
pub(crate) fn starts(starts: &Starts) -> Result<String> {
    let mut text = String::new();
    writeln!(
        text,
        "| program | window appears | painted | p90 | x bare | x plain | memory (PSS) | x bare | x plain | processes | size |"
    )?;
    writeln!(text, "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")?;
    let app = Package::find()?.app();
    let bare = programs::bare_program();
    let rows: [(&str, &[Start], Option<&Path>); 4] = [
        ("bare: the least a Tauri window can be", &starts.bare, Some(&bare)),
        ("plain: the same, told to draw without OpenGL", &starts.plain, Some(&bare)),
        ("**Carrick**, Integrations tab", &starts.carrick, Some(&app)),
        ("the same page in Chromium's app mode", &starts.chromium, None),
    ];
    for (name, of, program) in rows {
        writeln!(text, "{}", row(name, of, starts, program)?)?;
    }
    writeln!(text, "\nWhere a start of Carrick's goes: {}.\n", parts(&starts.parts))?;
    if !starts.earlier.is_empty() {
        let done = |of: &[Start]| of.iter().map(|start| start.done).collect::<Vec<_>>();
        let beside = ratios(&done(&starts.carrick), &done(&starts.earlier));
        let earlier = Figures::of(done(&starts.earlier));
        writeln!(
            text,
            "Beside an earlier Carrick ({:.0} ms): {:.3} x, p90 {:.3}.\n",
            earlier.median, beside.median, beside.p90
        )?;
    }
    Ok(text)
}

/// What of a link's time is Carrick's own.
pub(crate) fn shares(shares: &[Share]) -> Result<String> {
    let mut text = String::new();
    let own = Figures::of(shares.iter().map(|share| share.whole - share.gitlab));
    let gitlab = Figures::of(shares.iter().map(|share| share.gitlab));
    writeln!(
        text,
        "Its own share of a link, from the callback's arrival to the username on screen: median {:.0} ms, p90 {:.0} ms \
         ({} links; GitLab's {:.1} ms are subtracted).\n",
        own.median,
        own.p90,
        shares.len(),
        gitlab.median
    )?;
    Ok(text)
}

/// What git waits for, with each helper.
pub(crate) fn helpers(helpers: &[Helper]) -> Result<String> {
    let mut text = String::new();
    writeln!(text, "| `git credential fill` through | median | p90 | x cache | x libsecret | peak memory | size |")?;
    writeln!(text, "| --- | --- | --- | --- | --- | --- | --- |")?;
    let times = |word: &str| helpers.iter().find(|helper| helper.name.contains(word)).map(|helper| &helper.times);
    for helper in helpers {
        let figures = Figures::of(helper.times.iter().copied());
        let ratio =
            |word: &str| times(word).map_or("–".to_owned(), |to| format!("{:.2}", ratios(&helper.times, to).median));
        writeln!(
            text,
            "| {} | {:.2} ms | {:.2} ms | {} | {} | {} | {} |",
            helper.name,
            figures.median,
            figures.p90,
            ratio("-cache"),
            ratio("-libsecret"),
            helper.peak.map_or("–".to_owned(), |peak| format!("{peak:.1} MiB")),
            helper.size.map_or("–".to_owned(), |size| format!("{:.1} MB", size as f64 / 1e6)),
        )?;
    }
    writeln!(text)?;
    Ok(text)
}

/// What a long list costs.
pub(crate) fn lists(lists: &Lists) -> Result<String> {
    let mut text = String::new();
    let done = |start: &Start| start.done;
    let memory = |start: &Start| start.memory;
    writeln!(text, "| start on the page of repositories | painted | p90 | x few | memory (PSS) |")?;
    writeln!(text, "| --- | --- | --- | --- | --- |")?;
    for (name, of) in [("hardly any".to_owned(), &lists.few), (format!("**{MANY}**"), &lists.many)] {
        let painted = figures(of, done);
        writeln!(
            text,
            "| {name} | {:.0} ms | {:.0} ms | {:.2} | {:.0} MiB |",
            painted.median,
            painted.p90,
            ratio(of, &lists.few, done),
            figures(of, memory).median,
        )?;
    }
    let mut strokes = lists.strokes.clone();
    strokes.sort_by(f64::total_cmp);
    let at = |share: usize| strokes.get(strokes.len().saturating_sub(1) * share / 100).copied().unwrap_or_default();
    let (shown, due) = lists.frames;
    writeln!(
        text,
        "\nA key over {MANY}, to the last pixel it changes: median {:.0} ms, p95 {:.0} ms. Of {due} frames while \
         scrolling {} were missed.\n",
        at(50),
        at(95),
        due.saturating_sub(shown),
    )?;
    Ok(text)
}

/// What many builds cost a start, and how large it is to watch.
pub(crate) fn builds(measured: &Builds) -> Result<String> {
    let mut text = String::new();
    let done = |start: &Start| start.done;
    writeln!(text, "| start on the page of builds | painted | p90 | x none | memory (PSS) |")?;
    writeln!(text, "| --- | --- | --- | --- | --- |")?;
    for (name, of) in [("none".to_owned(), &measured.none), (format!("**{}**", builds::MANY), &measured.many)] {
        let painted = figures(of, done);
        writeln!(
            text,
            "| {name} | {:.0} ms | {:.0} ms | {:.2} | {:.0} MiB |",
            painted.median,
            painted.p90,
            ratio(of, &measured.none, done),
            figures(of, |start| start.memory).median,
        )?;
    }
    let memory = |read: fn(&Memory) -> f64| Figures::of(measured.watches.iter().map(read));
    let resident = memory(|memory| memory.resident);
    writeln!(
        text,
        "\n`carrick watch` over {} projects: {:.1} MiB resident (p90 {:.1}), of which {:.1} are of no file; at most {:.1} \
         since it was started.\n",
        builds::PROJECTS,
        resident.median,
        resident.p90,
        memory(|memory| memory.own).median,
        memory(|memory| memory.peak).p90,
    )?;
    Ok(text)
}

/// Adding beside cloning.
pub(crate) fn adds(adds: &Adds) -> Result<String> {
    let mut text = String::new();
    writeln!(text, "| a repository of thirty megabytes | median | p90 | x git clone |")?;
    writeln!(text, "| --- | --- | --- | --- |")?;
    for (name, of) in [("`git clone`", &adds.plain), ("**`carrick repo add`**", &adds.carrick)] {
        let took = Figures::of(of.iter().copied());
        writeln!(
            text,
            "| {name} | {:.0} ms | {:.0} ms | {:.2} |",
            took.median,
            took.p90,
            ratios(of, &adds.plain).median
        )?;
    }
    writeln!(text)?;
    Ok(text)
}

fn row(name: &str, of: &[Start], starts: &Starts, program: Option<&Path>) -> Result<String> {
    let size = match program {
        Some(path) => format!("{:.1} MB", std::fs::metadata(path).doing("a program's size")?.len() as f64 / 1e6),
        None => "–".to_owned(),
    };
    let done = |start: &Start| start.done;
    let memory = |start: &Start| start.memory;
    let painted = figures(of, done);
    Ok(format!(
        "| {name} | {:.0} ms | {:.0} ms | {:.0} ms | {:.2} | {:.2} | {:.0} MiB | {:.2} | {:.2} | {:.0} | {size} |",
        figures(of, |start| start.first).median,
        painted.median,
        painted.p90,
        ratio(of, &starts.bare, done),
        ratio(of, &starts.plain, done),
        figures(of, memory).median,
        ratio(of, &starts.bare, memory),
        ratio(of, &starts.plain, memory),
        figures(of, |start| start.processes as f64).median,
    ))
}

fn figures(of: &[Start], read: fn(&Start) -> f64) -> Figures {
    Figures::of(of.iter().map(read))
}

/// The median of the ratios, round by round.
fn ratio(of: &[Start], to: &[Start], read: fn(&Start) -> f64) -> f64 {
    let readings = |starts: &[Start]| starts.iter().map(read).collect::<Vec<_>>();
    ratios(&readings(of), &readings(to)).median
}

fn parts(parts: &[Parts]) -> String {
    let median = |read: fn(&Parts) -> f64| Figures::of(parts.iter().map(read)).median;
    format!(
        "{:.0} ms until its own code runs (loader, GTK, Tauri), {:.0} ms to the page's first question (web view, \
         script), {:.0} ms to the last pixel",
        median(|part| part.before_us),
        median(|part| part.to_page),
        median(|part| part.to_pixels)
    )
}
