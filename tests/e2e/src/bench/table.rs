//! The report: ratios, medians, ninetieth percentiles, sizes.

use std::fmt::Write as _;
use std::path::Path;

use end_to_end::failure::{Doing, Result};
use end_to_end::package::Package;

use crate::figures::{Figures, ratios};
use crate::programs::{self, Parts, Starts};
use crate::share::Share;
use crate::start::Start;

/// All of it, as Markdown.
pub(crate) fn report(starts: &Starts, shares: &[Share]) -> Result<String> {
    let mut text = String::new();
    writeln!(
        text,
        "| program | window appears | painted | p90 | x floor | memory (PSS) | x floor | processes | size |"
    )?;
    writeln!(text, "| --- | --- | --- | --- | --- | --- | --- | --- | --- |")?;
    let app = Package::find()?.app();
    let bare = programs::bare_program();
    let rows: [(&str, &[Start], Option<&Path>); 4] = [
        ("a bare Tauri window, drawing without OpenGL (the floor)", &starts.plain, Some(&bare)),
        ("a bare Tauri window", &starts.bare, Some(&bare)),
        ("Carrick, Integrations tab", &starts.carrick, Some(&app)),
        ("the same page in Chromium's app mode", &starts.chromium, None),
    ];
    for (name, of, program) in rows {
        writeln!(text, "{}", row(name, of, &starts.plain, program)?)?;
    }
    writeln!(text, "\nWhere a start of Carrick's goes: {}.", parts(&starts.parts))?;
    let own = Figures::of(shares.iter().map(|share| share.whole - share.gitlab));
    let gitlab = Figures::of(shares.iter().map(|share| share.gitlab));
    writeln!(
        text,
        "Its own share of a link, from the callback's arrival to the username on screen: median {:.0} ms, p90 {:.0} ms \
         ({} links; GitLab's {:.1} ms are subtracted).",
        own.median,
        own.p90,
        shares.len(),
        gitlab.median
    )?;
    Ok(text)
}

fn row(name: &str, of: &[Start], floor: &[Start], program: Option<&Path>) -> Result<String> {
    let done: Vec<f64> = of.iter().map(|start| start.done).collect();
    let memory: Vec<f64> = of.iter().map(|start| start.memory).collect();
    let to_floor = |of: &[f64], read: fn(&Start) -> f64| ratios(of, &floor.iter().map(read).collect::<Vec<_>>()).median;
    let size = match program {
        Some(path) => format!("{:.1} MB", std::fs::metadata(path).doing("a program's size")?.len() as f64 / 1e6),
        None => "–".to_owned(),
    };
    Ok(format!(
        "| {name} | {:.0} ms | {:.0} ms | {:.0} ms | {:.2} | {:.0} MiB | {:.2} | {} | {size} |",
        Figures::of(of.iter().map(|start| start.first)).median,
        Figures::of(done.iter().copied()).median,
        Figures::of(done.iter().copied()).p90,
        to_floor(&done, |start| start.done),
        Figures::of(memory.iter().copied()).median,
        to_floor(&memory, |start| start.memory),
        Figures::of(of.iter().map(|start| start.processes as f64)).median,
    ))
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
