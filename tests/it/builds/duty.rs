//! Which of several programs over one data folder watches.

use carrick::Carrick;
use carrick::builds::duty::standing::Duty;
use carrick::builds::duty::{self, Watcher};
use carrick::builds::{starting, watching};
use tokio::task::JoinHandle;

use super::room;
use crate::support::{Installation, until};

fn keep(carrick: &Carrick, watcher: Watcher) -> JoinHandle<()> {
    let builds = carrick.builds.clone();
    tokio::spawn(async move { duty::keep(&builds, watcher).await })
}

fn stands(carrick: &Carrick) -> Duty {
    duty::duty(&carrick.builds).borrow().clone()
}

/// Ends a program's part in it, as its death does.
async fn end(task: JoinHandle<()>) {
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled(), "it would never have ended by itself");
}

#[tokio::test]
async fn of_two_that_watch_one_does_and_the_other_takes_over() {
    let installation = Installation::new().await;
    let (first, second) = (&installation.carrick, installation.open_again().await.unwrap());
    assert_eq!(stands(first), Duty::Unknown, "nobody has asked yet");
    let watches = keep(first, Watcher::Service);
    until("the first watches", || stands(first) == Duty::Watching).await;
    let waits = keep(&second, Watcher::Service);
    until("the second stands by", || stands(&second) == Duty::StandingBy).await;
    end(watches).await;
    until("the second takes over", || stands(&second) == Duty::Watching).await;
    end(waits).await;
    installation.finish().await;
}

#[tokio::test]
async fn an_open_window_comes_before_whoever_watches_without_one() {
    let installation = Installation::new().await;
    let (service, window) = (&installation.carrick, installation.open_again().await.unwrap());
    let third = installation.open_again().await.unwrap();
    let kept = [keep(service, Watcher::Service), keep(&third, Watcher::Service)];
    until("one watches", || [service, &third].map(stands).contains(&Duty::Watching)).await;
    let open = keep(&window, Watcher::Window);
    until("the window watches", || stands(&window) == Duty::Watching).await;
    for other in [service, &third] {
        until("the others stand by", || stands(other) == Duty::StandingBy).await;
    }
    end(open).await;
    let back = || [service, &third].into_iter().filter(|it| stands(it) == Duty::Watching).count() == 1;
    until("one of them watches again", back).await;
    for task in kept {
        end(task).await;
    }
    installation.finish().await;
}

#[tokio::test]
async fn who_made_room_for_a_window_takes_its_work_for_no_absence() {
    let (installation, link, projects) = room::watching(1).await;
    let (service, window) = (&installation.carrick, installation.open_again().await.unwrap());
    let kept = keep(service, Watcher::Service);
    until("it watches", || stands(service) == Duty::Watching).await;
    let open = keep(&window, Watcher::Window);
    until("the window watches", || stands(&window) == Duty::Watching).await;
    assert_eq!(watching::status(&service.builds), [], "what was true before is forgotten");
    // The window looks for an hour.
    for _ in 0..60 {
        installation.pass(60_000);
        watching::begin_due_looks(&window.builds).await.unwrap();
        let looks = || watching::status(&window.builds).iter().all(|at| !at.is_looking);
        until("it has looked", looks).await;
    }
    end(open).await;
    until("the service watches again", || stands(service) == Duty::Watching).await;
    room::open(&installation, projects[0]);
    installation.look().await;
    assert!(installation.is_waiting(link, projects[0], 1), "it was looked all the time: {:?}", {
        installation.fate(link, projects[0], 1)
    });
    assert_eq!(starting::under_way(&service.builds), 0, "its turn was not begun by the look");
    end(kept).await;
    installation.finish().await;
}

#[tokio::test]
async fn what_is_under_way_ends_before_a_window_takes_over() {
    let (installation, ..) = room::watching(1).await;
    let (service, window) = (&installation.carrick, installation.open_again().await.unwrap());
    let kept = keep(service, Watcher::Service);
    until("it watches", || stands(service) == Duty::Watching).await;
    installation.gitlab.fault(local_gitlab::Fault::once(
        room::GRAPHQL,
        local_gitlab::FaultKind::Delay(std::time::Duration::from_secs(4)),
    ));
    watching::look_now(&service.builds);
    watching::begin_due_looks(&service.builds).await.unwrap();
    let is_looking = || watching::status(&service.builds).iter().any(|at| at.is_looking);
    assert!(is_looking(), "it looks");
    let open = keep(&window, Watcher::Window);
    until("it makes room", || stands(service) == Duty::StandingBy).await;
    let mut both = false;
    until("the window watches", || {
        both |= is_looking() && stands(&window) == Duty::Watching;
        stands(&window) == Duty::Watching
    })
    .await;
    assert!(!both, "never both");
    end(open).await;
    end(kept).await;
    installation.finish().await;
}
