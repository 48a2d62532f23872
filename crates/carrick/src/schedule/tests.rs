//! Jobs that are due, panic, are touched, and a clock that is set.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::*;
use crate::desktop::notifications::Target;
use crate::topics::{Listener, Topic};
use carrick_store::clock::SystemClock;

struct Nobody;

impl Listener for Nobody {
    fn touched(&self, _: Topic) {}
    fn come_forward(&self) {}
    fn asked_for(&self, _: Option<Target>) {}
}

/// A job that is due when it was told, in this order, says when it runs, and counts how often it is asked.
struct Counted {
    dues: std::sync::Mutex<Vec<i64>>,
    is_always_due: bool,
    panics: bool,
    rest: Duration,
    asked: Arc<AtomicUsize>,
    ran: UnboundedSender<i64>,
}

fn counted(dues: &[i64]) -> (Counted, UnboundedReceiver<i64>) {
    let (ran, runs) = unbounded_channel();
    let (dues, asked) = (std::sync::Mutex::new(dues.to_vec()), Arc::default());
    (Counted { dues, is_always_due: false, panics: false, rest: Duration::ZERO, asked, ran }, runs)
}

impl Job for Counted {
    fn due(&self) -> Later<Option<i64>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let due = self.dues.lock().unwrap().first().copied();
        let due = if self.is_always_due { Some(i64::MIN) } else { due };
        Box::pin(async move { due })
    }

    fn run(&self) -> Later<()> {
        let now = SystemClock.now();
        {
            // One alone, so that a run that comes late does not take the next along.
            let mut dues = self.dues.lock().unwrap();
            if dues.first().is_some_and(|due| *due <= now) {
                dues.remove(0);
            }
        }
        self.ran.send(now).unwrap();
        assert!(!self.panics, "this one panics");
        Box::pin(async {})
    }

    fn rest(&self) -> Duration {
        self.rest
    }
}

fn start(jobs: Vec<Counted>) -> Arc<Topics> {
    start_by(jobs, Arc::new(SystemClock))
}

fn start_by(jobs: Vec<Counted>, clock: Arc<dyn Clock>) -> Arc<Topics> {
    let topics = Arc::new(Topics::new(Arc::new(Nobody)));
    let used = Arc::clone(&topics);
    let jobs = jobs.into_iter().map(|job| Arc::new(job) as Arc<dyn Job>).collect();
    tokio::spawn(async move { run(jobs, Duration::ZERO, &used, &*clock).await });
    topics
}

/// A clock that goes, set back by this much (milliseconds).
#[derive(Default)]
struct SetBack(std::sync::atomic::AtomicI64);

impl Clock for SetBack {
    fn now(&self) -> i64 {
        SystemClock.now() - self.0.load(Ordering::SeqCst)
    }

    fn moment(&self) -> Moment {
        SystemClock.moment()
    }
}

#[tokio::test]
async fn a_job_runs_when_it_is_due_and_is_not_asked_in_between() {
    let start_at = SystemClock.now();
    let (job, mut runs) = counted(&[start_at - 1, start_at + 80, start_at + 160]);
    let asked = Arc::clone(&job.asked);
    let _topics = start(vec![job]);
    assert!(runs.recv().await.unwrap() < start_at + 80, "what is overdue is done at once");
    assert!(runs.recv().await.unwrap() >= start_at + 80, "the next when it is due, and not before");
    assert!(runs.recv().await.unwrap() >= start_at + 160, "and so is the last");
    assert!(asked.load(Ordering::SeqCst) <= 4, "once at the start and once after each run: nothing polls");
}

#[tokio::test]
async fn a_touch_has_every_job_asked_again() {
    let (job, mut runs) = counted(&[]);
    let asked = Arc::clone(&job.asked);
    let job = Counted { rest: Duration::from_secs(3600), ..job };
    let (other, mut other_runs) = counted(&[SystemClock.now()]);
    let topics = start(vec![job, other]);
    other_runs.recv().await.unwrap();
    assert!(runs.try_recv().is_err(), "nothing is due");
    let before = asked.load(Ordering::SeqCst);
    topics.touch(Topic::Accounts);
    while asked.load(Ordering::SeqCst) == before {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_job_rests_after_a_run_however_much_is_due() {
    let (job, mut runs) = counted(&[]);
    let topics = start(vec![Counted { is_always_due: true, rest: Duration::from_millis(60), ..job }]);
    let mut last = runs.recv().await.unwrap();
    for _ in 0..3 {
        topics.touch(Topic::Accounts);
        let next = runs.recv().await.unwrap();
        assert!(next - last >= 60, "it ran again after {} ms", next - last);
        last = next;
    }
}

#[tokio::test]
async fn a_job_that_panics_ends_alone() {
    let (bad, mut bad_runs) = counted(&[]);
    let (good, mut good_runs) = counted(&[]);
    // Without a rest it would do nothing but write down where it panicked.
    let rest = Duration::from_millis(20);
    let bad = Counted { is_always_due: true, panics: true, rest, ..bad };
    let good = Counted { is_always_due: true, rest, ..good };
    let _topics = start(vec![bad, good]);
    bad_runs.recv().await.unwrap();
    good_runs.recv().await.expect("the others go on");
    bad_runs.recv().await.expect("and so does it");
    good_runs.recv().await.expect("whenever they are due");
}

#[tokio::test]
async fn what_panics_ends_alone_and_gives_back_what_it_held() {
    let held = Arc::new(());
    let holds = Arc::clone(&held);
    let ended = survived::<()>(async move {
        let _holds = holds;
        tokio::task::yield_now().await;
        panic!("this one panics");
    });
    assert_eq!(ended.await, None, "nothing comes of it");
    assert_eq!(Arc::strong_count(&held), 1, "and nothing is held for it");
    assert_eq!(survived(async { 7 }).await, Some(7), "what does not panic is as it is");
}

/// A job that cannot even say when it is due.
struct Unaskable(Arc<AtomicUsize>);

impl Job for Unaskable {
    fn due(&self) -> Later<Option<i64>> {
        self.0.fetch_add(1, Ordering::SeqCst);
        panic!("this one panics when it is asked");
    }

    fn run(&self) -> Later<()> {
        Box::pin(async {})
    }

    fn rest(&self) -> Duration {
        Duration::ZERO
    }
}

#[tokio::test]
async fn a_job_that_panics_when_it_is_asked_stops_no_other() {
    let (good, mut good_runs) = counted(&[]);
    let good = Counted { is_always_due: true, rest: Duration::from_millis(20), ..good };
    let topics = Arc::new(Topics::new(Arc::new(Nobody)));
    let (used, asked) = (Arc::clone(&topics), Arc::new(AtomicUsize::new(0)));
    let jobs: Vec<Arc<dyn Job>> = vec![Arc::new(Unaskable(Arc::clone(&asked))), Arc::new(good)];
    tokio::spawn(async move { run(jobs, Duration::ZERO, &used, &SystemClock).await });
    good_runs.recv().await.expect("the other one runs");
    topics.touch(Topic::Accounts);
    let again = async {
        while asked.load(Ordering::SeqCst) < 2 {
            good_runs.recv().await.expect("and goes on");
        }
    };
    let again = tokio::time::timeout(Duration::from_secs(20), again).await;
    assert!(again.is_ok(), "it is asked again as any other");
}

#[tokio::test]
async fn a_clock_that_is_set_back_keeps_no_job_from_running() {
    let clock = Arc::new(SetBack::default());
    let (job, mut runs) = counted(&[]);
    let job = Counted { is_always_due: true, rest: Duration::from_millis(200), ..job };
    let asked = Arc::clone(&job.asked);
    let topics = start_by(vec![job], Arc::clone(&clock) as Arc<dyn Clock>);
    runs.recv().await.unwrap();
    // It is asked again once it rests.
    while asked.load(Ordering::SeqCst) < 2 {
        tokio::task::yield_now().await;
    }
    clock.0.store(2 * 60 * 60 * 1000, Ordering::SeqCst);
    topics.touch(Topic::Accounts);
    let again = tokio::time::timeout(Duration::from_secs(20), runs.recv()).await;
    assert!(matches!(again, Ok(Some(_))), "it rests by what passes, not by what the clock says");
}

#[tokio::test]
async fn a_clock_that_is_set_back_has_every_job_asked_again() {
    let clock = Arc::new(SetBack::default());
    let (pulse, mut beats) = counted(&[]);
    let pulse = Counted { is_always_due: true, rest: Duration::from_millis(20), ..pulse };
    let (job, _runs) = counted(&[SystemClock.now() + 3_600_000]);
    let asked = Arc::clone(&job.asked);
    let _topics = start_by(vec![pulse, job], Arc::clone(&clock) as Arc<dyn Clock>);
    beats.recv().await.unwrap();
    beats.recv().await.unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 1, "it has said when it is due");
    clock.0.store(2 * 60 * 60 * 1000, Ordering::SeqCst);
    let again = async {
        while asked.load(Ordering::SeqCst) < 2 {
            beats.recv().await.unwrap();
        }
    };
    let again = tokio::time::timeout(Duration::from_secs(20), again).await;
    assert!(again.is_ok(), "what it said was due in an hour is due in three by now");
}

#[tokio::test]
async fn a_clock_that_is_set_forward_has_every_job_asked_again_and_wakes_none_that_is_not_due() {
    let clock = Arc::new(SetBack::default());
    let (pulse, mut beats) = counted(&[]);
    let pulse = Counted { is_always_due: true, rest: Duration::from_millis(20), ..pulse };
    // Due in a day whatever the clock says.
    let (job, mut runs) = counted(&[SystemClock.now() + 86_400_000 + 2 * 60 * 60 * 1000]);
    let asked = Arc::clone(&job.asked);
    let _topics = start_by(vec![pulse, job], Arc::clone(&clock) as Arc<dyn Clock>);
    beats.recv().await.unwrap();
    beats.recv().await.unwrap();
    clock.0.store(-2 * 60 * 60 * 1000, Ordering::SeqCst);
    let again = async {
        while asked.load(Ordering::SeqCst) < 2 {
            beats.recv().await.unwrap();
        }
    };
    let again = tokio::time::timeout(Duration::from_secs(20), again).await;
    assert!(again.is_ok(), "what it said was due in a day is due sooner or later by now");
    for _ in 0..3 {
        beats.recv().await.unwrap();
    }
    assert!(runs.try_recv().is_err(), "and it is not due yet");
    assert_eq!(asked.load(Ordering::SeqCst), 2, "nor asked all the time");
}
