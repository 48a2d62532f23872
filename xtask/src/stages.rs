//! What is built and what must pass, stage by stage.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::counts::{self, Counts};
use crate::{floors, mutate, mutations, package, package_files, setup, shell};

/// Tells end-to-end tests where the unpacked package lies.
pub(crate) const PACKAGE: &str = "CARRICK_PACKAGE";

/// Journeys that go one after the other, and how many there are at least.
struct Lane {
    areas: &'static [&'static str],
    floor: u32,
}

/// Those that go beside the others, by area: shares that take about as long as what is left.
const LANES: [Lane; 2] = [
    Lane { areas: &["accessibility::", "leaving::"], floor: 11 },
    Lane { areas: &["builds::", "closing::", "git::", "link::", "presses::", "repositories::"], floor: 23 },
];

/// How many journeys are in no lane, at least.
const REST_FLOOR: u32 = 48;

/// A test that starts two hundred programs at once has the machine for itself.
const ALONE: &str = "credential::herd::";

/// So many tests of the library go at once: some of each is waiting for clocks, locks and other programs.
const AT_ONCE: &str = "4";

type Outcome = (Counts, Result<(), String>);

/// A stage's name, how it is run, and how it went.
struct Stage {
    name: &'static str,
    run: fn() -> Outcome,
    result: Option<(Counts, Duration)>,
}

/// Everything that must pass, in the order in which failures are cheapest to learn.
pub(crate) fn test() -> Result<(), String> {
    let mut stages = [
        stage("set-up", || (Counts::default(), setup::everything())),
        stage("formatting", || check(&mut shell::cargo(&["fmt", "--all", "--check"]))),
        stage("mutations fit the sources", || one_check(mutations::fit())),
        stage("window: build, types, tests", test_window),
        stage("clippy", || check(&mut clippy())),
        stage("bindings, unit and integration tests", test_library),
        stage("a quick set of mutations", || floors::hold(floors::MUTATIONS, mutate::quick())),
        stage("packages", test_packages),
        stage("end-to-end tests", || test_journeys(None)),
        stage("bans, licences, sources", check_dependencies),
    ];
    run_all(&mut stages)
}

/// The end-to-end tests alone, `repeat` times over; the first failure ends it.
pub(crate) fn end_to_end(repeat: u32, filter: Option<&str>) -> Result<(), String> {
    setup::journey()?;
    make_packages()?;
    let mut total = Counts::default();
    for round in 1..=repeat {
        println!("\nRound {round} of {repeat}");
        let (counts, outcome) = test_journeys(filter);
        total += counts;
        println!("{} passed, {} failed", total.passed, total.failed);
        outcome?;
    }
    if total.passed == 0 { Err("No test has that in its name.".to_owned()) } else { Ok(()) }
}

/// Takes pictures of every state into `docs/screenshots`; fails if one is missing.
pub(crate) fn take_pictures() -> Result<(), String> {
    setup::journey()?;
    make_packages()?;
    shell::run(Command::new(shell::built("shots")).env(PACKAGE, package::root()))
}

/// Measures what the programs take in a session, then what the library takes for lists and builds.
pub(crate) fn bench() -> Result<(), String> {
    setup::benchmark()?;
    make_packages()?;
    // The window's page with a pretended program behind it, for a browser.
    let page = shell::target().join("bench/page");
    let words = ["vite", "build", "--config", "preview/vite.config.ts", "--emptyOutDir", "--outDir"];
    shell::run(shell::program("npx", &words).arg(&page).current_dir("ui"))?;
    shell::run(Command::new(shell::built("bench")).env(PACKAGE, package::root()).env("CARRICK_PREVIEW", &page))?;
    for example in ["lists", "builds"] {
        shell::run(&mut shell::cargo(&["run", "--release", "-p", "carrick", "--example", example]))?;
    }
    Ok(())
}

/// Makes the packages.
pub(crate) fn package() -> Result<(), String> {
    setup::packaging()?;
    make_packages()
}

/// Builds what the packages hold, and makes them.
pub(crate) fn make_packages() -> Result<(), String> {
    build_window()?;
    build_programs()?;
    package::make()
}

/// Builds the app and starts it for daily use.
pub(crate) fn run_app() -> Result<(), String> {
    setup::desktop()?;
    build_window()?;
    build_programs()?;
    shell::run(&mut Command::new(shell::built("carrick-desktop")))
}

/// Writes the TypeScript side of the IPC contract.
pub(crate) fn generate() -> Result<(), String> {
    let mut write = shell::cargo(&["test", "--release", "--workspace", "--lib", "bindings"]);
    shell::run(write.env("CARRICK_WRITE_BINDINGS", "1"))
}

/// Builds `ui/dist`, which the app embeds; without it the app does not compile.
pub(crate) fn build_window() -> Result<(), String> {
    shell::run(npm(&["run", "build"]).env("CI", "1"))
}

/// Builds every program that end-to-end tests and demo start.
///
/// The whole workspace is named here and wherever tests are built, because cargo
/// chooses the features of shared crates by what is named; one small test makes it
/// count what tests need. So nothing is compiled twice.
pub(crate) fn build_programs() -> Result<(), String> {
    shell::run(&mut shell::cargo(&["build", "--release", "--workspace", "--bins", "--test", "secret_service"]))?;
    package_files::build_helper()
}

fn test_window() -> Outcome {
    let mut counts = Counts::default();
    for script in ["build", "check"] {
        let (one, outcome) = check(&mut npm(&["run", script]));
        counts += one;
        if outcome.is_err() {
            return (counts, outcome);
        }
    }
    let (text, outcome) = shell::run_and_keep(npm(&["test"]).env("CI", "1"));
    let (tests, outcome) = floors::hold(floors::WINDOW, (or_one(counts::of_vitest(&text), &outcome), outcome));
    counts += tests;
    (counts, outcome)
}

fn test_library() -> Outcome {
    let whole = ["test", "--release", "--workspace"];
    let tests = ["--lib", "--bins", "--test", "it", "--test", "gitlab", "--test", "secret_service"];
    let beside_others = [tests.as_slice(), &["--", "--skip", ALONE]].concat();
    let alone = [tests.as_slice(), &["--", ALONE]].concat();
    let mut counts = Counts::default();
    let kinds = [(beside_others.as_slice(), floors::LIBRARY), (&alone, floors::ALONE), (&["--doc"], 0)];
    for (kind, floor) in kinds {
        let mut test = shell::cargo(&[&whole, kind].concat());
        let (text, outcome) = shell::run_and_keep(test.env("RUST_TEST_THREADS", AT_ONCE));
        let (tests, outcome) = floors::hold(floor, (or_one(counts::of_cargo(&text), &outcome), outcome));
        counts += tests;
        if outcome.is_err() {
            return (counts, outcome);
        }
    }
    (counts, Ok(()))
}

/// Most of a journey is waiting for a window, so several go at once: each session has its own display, bus and folders.
/// Within a program they go one by one.
fn test_journeys(filter: Option<&str>) -> Outcome {
    if let Some(filter) = filter {
        return journeys(&[filter], shell::run_and_keep);
    }
    let rest: Vec<&str> = LANES.iter().flat_map(|lane| lane.areas).flat_map(|area| ["--skip", area]).collect();
    std::thread::scope(|scope| {
        let run = |lane: Lane| scope.spawn(move || floors::hold(lane.floor, journeys(lane.areas, shell::keep)));
        let beside = LANES.map(run);
        let (mut counts, mut outcome) = floors::hold(REST_FLOOR, journeys(&rest, shell::run_and_keep));
        for lane in beside {
            let (more, ended) =
                lane.join().unwrap_or_else(|_| (Counts::default(), Err("some journeys ended early".to_owned())));
            counts += more;
            outcome = outcome.and(ended);
        }
        (counts, outcome)
    })
}

fn journeys(words: &[&str], run: fn(&mut Command) -> (String, Result<(), String>)) -> Outcome {
    let mut tests = shell::cargo(&["test", "--release", "--workspace", "--test", "journeys", "--"]);
    let (text, outcome) = run(tests.arg("--test-threads=1").args(words).env(PACKAGE, package::root()));
    (or_one(counts::of_cargo(&text), &outcome), outcome)
}

fn test_packages() -> Outcome {
    let outcome = build_programs().and_then(|()| package::make());
    (Counts::one(outcome.is_ok()), outcome)
}

fn check_dependencies() -> Outcome {
    match setup::cargo_deny() {
        Ok(deny) => check(Command::new(deny).args(["--workspace", "check", "bans", "licenses", "sources"])),
        Err(reason) => (Counts::one(false), Err(reason)),
    }
}

/// Whether something is known against what is used; the list of it is fetched from the internet.
pub(crate) fn check_advisories() -> Result<(), String> {
    shell::run(Command::new(setup::cargo_deny()?).args(["--workspace", "check", "advisories"]))
}

fn clippy() -> Command {
    shell::cargo(&["clippy", "--release", "--workspace", "--all-targets", "--", "-D", "warnings"])
}

fn npm(words: &[&str]) -> Command {
    let mut command = shell::program("npm", words);
    command.current_dir("ui");
    command
}

/// A command that counts as one check.
fn check(command: &mut Command) -> Outcome {
    one_check(shell::run(command))
}

/// Something that counts as one check.
fn one_check(outcome: Result<(), String>) -> Outcome {
    (Counts::one(outcome.is_ok()), outcome)
}

/// A run that failed without naming a test (it did not compile) is one failure.
fn or_one(counts: Counts, outcome: &Result<(), String>) -> Counts {
    if outcome.is_err() && counts.failed == 0 { Counts { failed: 1, ..counts } } else { counts }
}

fn stage(name: &'static str, run: fn() -> Outcome) -> Stage {
    Stage { name, run, result: None }
}

fn run_all(stages: &mut [Stage]) -> Result<(), String> {
    let mut outcome = Ok(());
    for stage in stages.iter_mut() {
        println!("\n== {} ==", stage.name);
        let start = Instant::now();
        let (counts, result) = (stage.run)();
        stage.result = Some((counts, start.elapsed()));
        if let Err(reason) = result {
            outcome = Err(format!("{}: {reason}", stage.name));
            break;
        }
    }
    report(stages, outcome.is_ok());
    outcome
}

fn report(stages: &[Stage], succeeded: bool) {
    let head = ("passed", "failed", "skipped", "filtered", "minutes");
    println!("\n{:<40} {:>7} {:>7} {:>7} {:>8} {:>9}", "stage", head.0, head.1, head.2, head.3, head.4);
    let mut total = Counts::default();
    let mut whole = Duration::ZERO;
    for stage in stages {
        let Some((counts, time)) = stage.result else {
            println!("{:<40} {:>7} {:>7} {:>7} {:>8} {:>9}", stage.name, "-", "-", "-", "-", "not run");
            continue;
        };
        row(stage.name, counts, time);
        total += counts;
        whole += time;
    }
    row("all", total, whole);
    println!("Filtered is what one lane leaves to another.");
    // A set-up or build that fails holds no test, and is a failure all the same.
    let failed = if succeeded { total.failed } else { total.failed.max(1) };
    println!("\n{} passed, {failed} failed, {} skipped", total.passed, total.skipped);
}

fn row(name: &str, counts: Counts, time: Duration) {
    let Counts { passed, failed, skipped, filtered } = counts;
    println!("{name:<40} {passed:>7} {failed:>7} {skipped:>7} {filtered:>8} {:>9.1}", minutes(time));
}

fn minutes(time: Duration) -> f64 {
    time.as_secs_f64() / 60.0
}
