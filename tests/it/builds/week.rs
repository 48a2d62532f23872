//! Weeks on a moved clock: three machines, a GitLab that does what GitLabs do, and everything that goes wrong with
//! either. Whatever the order, every head that was seen comes to its end, and nothing is left behind.

mod books;
mod happenings;
mod machine;
mod random;
mod shared;
mod world;

use std::hash::{BuildHasher as _, RandomState};

use machine::State;
pub(crate) use world::Size;
use world::{A_MINUTE, AN_HOUR, World};

/// Between two days nobody works (milliseconds).
const A_NIGHT: i64 = 10 * AN_HOUR;

/// One week with this seed; what is wrong at its end, and what happened in it. Each day that is over is told.
pub(crate) async fn week(seed: u64, size: Size, mut day_over: impl FnMut(usize)) -> (Vec<String>, Vec<String>) {
    let mut world = World::new(seed, size).await;
    for day in 1..=size.days {
        for _ in 0..size.events / size.days {
            world.happen().await;
            // Of a whole week they would fill the memory.
            world.gitlab().clear_requests();
            let pause = match world.random.below(3) {
                0 => world.random.between(500, 10_000),
                1 => world.random.between(10_000, 90_000),
                _ => world.random.between(A_MINUTE, 6 * A_MINUTE),
            };
            world.go_on(pause).await;
        }
        sleep(&mut world, A_NIGHT).await;
        day_over(day);
    }
    world.mend();
    world.go_on(40 * A_MINUTE).await;
    // Claims that nobody holds are swept once a day, what is found then a quarter of an hour later; of what is open and
    // not built they are old enough for that the day after.
    for _ in 0..2 {
        sleep(&mut world, 25 * AN_HOUR).await;
        world.mend();
        world.go_on(20 * A_MINUTE).await;
    }
    let (faults, told) = (world.faults(), std::mem::take(&mut world.told));
    world.finish();
    (faults, told)
}

/// Everybody sleeps, and wakes at about the same time.
async fn sleep(world: &mut World, milliseconds: i64) {
    let until = world.gitlab().clock() + milliseconds;
    for at in 0..world.machines.len() {
        world.machines[at].become_so(State::Awake);
        world.lose(at, State::Asleep(until));
    }
    world.pass(milliseconds);
    world.go_on(A_MINUTE).await;
}

/// As finely as a round that follows another (milliseconds).
const FINELY: i64 = 4_000;

async fn check(seed: u64, size: Size) {
    let (faults, told) = week(seed, size, |_| ()).await;
    assert!(faults.is_empty(), "seed {seed}, {size:?}:\n{}\n\n{}", faults.join("\n"), told.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_week_of_a_team_leaves_nothing_undone_and_nothing_behind() {
    check(20_261_126, Size { projects: 6, events: 48, days: 7, finest: FINELY }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_order_every_head_comes_to_its_end() {
    let by_chance = RandomState::new().hash_one("a day");
    for seed in [1, 2, by_chance] {
        check(seed, Size { projects: 2, events: 20, days: 1, finest: FINELY }).await;
    }
}
