//! Connections: accepted up to a limit, given time limits, and finished on a stop.
//!
//! Imports `config` and `http`.

use crate::http::{App, Peer, app};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep};

/// How long a request's head may take to come in, and an idle connection may stay.
const HEAD: Duration = Duration::from_secs(20);

/// Serves until `stop` is there, then finishes what is in flight, for no longer than configured.
///
/// # Errors
/// The listener is broken.
pub async fn serve(listener: TcpListener, state: Arc<App>, stop: impl Future<Output = ()>) -> io::Result<()> {
    let router = app(Arc::clone(&state));
    let places = Arc::new(Semaphore::new(state.config.limits.connections));
    let graceful = GracefulShutdown::new();
    let beat = state.shared().map(|shared| tokio::spawn(async move { shared.beat().await }));
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = async {
                // first a place, then a connection: further ones wait in the system's queue
                let place = Arc::clone(&places).acquire_owned().await;
                (listener.accept().await, place)
            } => accepted,
        };
        let (Ok((stream, peer)), Ok(place)) = accepted else {
            // too many open files, or a connection that was gone again: neither is a reason to end
            sleep(Duration::from_millis(20)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let service = router.clone().layer(axum::Extension(Peer(peer.ip())));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .max_buf_size(64 * 1024)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // a caller who has gone away meanwhile is no failure of ours
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    state.drain();
    let in_flight = state.in_flight();
    tracing::info!(in_flight, "stopping");
    let until = Instant::now() + state.config.timing.drain;
    let finished = tokio::select! {
        () = graceful.shutdown() => true,
        () = tokio::time::sleep_until(until) => false,
    };
    while state.in_flight() > 0 && Instant::now() < until {
        sleep(Duration::from_millis(10)).await;
    }
    if let Some(beat) = beat {
        beat.abort();
    }
    tracing::info!(finished, "stopped");
    Ok(())
}
