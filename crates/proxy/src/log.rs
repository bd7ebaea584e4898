//! The log: one JSON object a line, on standard error.
//!
//! Only what this crate says is logged. Other libraries' lines are left out whatever the level, because HTTP libraries
//! write headers. A panic's message is left out as well: it may show a value.
//!
//! Imports nothing from the crate.

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;

/// The subscriber that writes to `writer`.
pub fn subscriber<W>(level: LevelFilter, writer: W) -> impl tracing::Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt::layer().json().flatten_event(true).with_target(false).with_writer(writer);
    let ours = Targets::new().with_target("packwise_proxy", level);
    tracing_subscriber::registry().with(ours).with(lines)
}

/// Logs where a panic was, and nothing of what it said.
pub fn quiet_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(|place| format!("{}:{}", place.file(), place.line()));
        tracing::error!(place, "panic");
    }));
}
