//! What the developer sees: one line per step, and a sign of life on long ones.
//!
//! Imports nothing from the crate.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// How long a step may be silent before it says that it is still at work.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);

/// A running stopwatch.
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(
        clippy::disallowed_methods,
        reason = "banned for the browser's sake; this is a native program that times itself"
    )]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// The time since the start, e.g. `0.4 s`, `12 s`, `3 min 05 s`.
    pub(crate) fn words(&self) -> String {
        words(self.0.elapsed())
    }
}

fn words(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

/// Says a fact in passing, e.g. that something is already there.
pub(crate) fn note(text: &str) {
    println!("  {text}");
}

/// Says what starts now, does it, and says how long it took; every 15 seconds in between, that it goes on.
pub(crate) fn step<T>(what: &str, work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    println!("→ {what}");
    let watch = Stopwatch::start();
    let result = while_showing_life(what, &watch, work);
    if result.is_ok() {
        println!("✓ {what} ({})", watch.words());
    }
    result
}

fn while_showing_life<T>(what: &str, watch: &Stopwatch, work: impl FnOnce() -> T) -> T {
    thread::scope(|scope| {
        let (finished, is_finished) = mpsc::channel::<()>();
        scope.spawn(move || {
            while is_finished.recv_timeout(SIGN_OF_LIFE) == Err(RecvTimeoutError::Timeout) {
                println!("  … {what}: {}", watch.words());
            }
        });
        let result = work();
        drop(finished);
        result
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_naturally() {
        assert_eq!(words(Duration::from_millis(440)), "0.4 s");
        assert_eq!(words(Duration::from_secs(12)), "12 s");
        assert_eq!(words(Duration::from_secs(185)), "3 min 05 s");
    }

    #[test]
    fn a_step_ends_when_its_work_does() {
        assert_eq!(step("one and one", || Ok(1 + 1)).unwrap(), 2);
        assert!(step("nothing", || -> anyhow::Result<()> { anyhow::bail!("no") }).is_err());
    }
}
