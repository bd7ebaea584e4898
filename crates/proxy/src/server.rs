//! Connections: accepted up to a limit, given time limits, and finished on a stop.
//!
//! Imports `config`, `http` and `seats`.

use crate::http::{App, Peer, app};
use crate::seats::{MOMENT, Seat, Seats, Timely};
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until, timeout_at};

/// How long a request's head may take to come in, and an idle connection may stay.
const HEAD: Duration = Duration::from_secs(20);

/// Serves until `stop` is there, then finishes what is in flight, for no longer than configured.
///
/// # Errors
/// The listener is broken.
pub async fn serve(listener: TcpListener, state: Arc<App>, stop: impl Future<Output = ()>) -> io::Result<()> {
    let router = app(Arc::clone(&state));
    let seats = Seats::new(state.config.limits.connections);
    // every connection holds the other end, so that it is known when the last one is over
    let (stopping, stopped) = watch::channel(());
    let beat = state.shared().map(|shared| tokio::spawn(async move { shared.beat().await }));
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, peer)) = accepted else {
            // too many open files, or a connection that was gone again: neither is a reason to end
            sleep(Duration::from_millis(20)).await;
            continue;
        };
        // this one waits for a place, and further ones in the system's queue
        let seat = tokio::select! {
            () = &mut stop => break,
            seat = seats.sit() => seat,
        };
        tokio::spawn(attend(stream, peer, router.clone(), Arc::clone(&state), seat, stopped.clone()));
    }
    drop((listener, stopped));
    state.drain();
    let in_flight = state.in_flight();
    tracing::info!(in_flight, "stopping");
    let until = Instant::now() + state.config.timing.drain;
    let _ = stopping.send(());
    let finished = timeout_at(until, stopping.closed()).await.is_ok();
    while state.in_flight() > 0 && Instant::now() < until {
        sleep(Duration::from_millis(10)).await;
    }
    if let Some(beat) = beat {
        beat.abort();
    }
    tracing::info!(finished, "stopped");
    Ok(())
}

/// Serves one connection: for as long as a connection may last, or until there is a stop, or until others want its place.
async fn attend(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    state: Arc<App>,
    seat: Seat,
    mut stopped: watch::Receiver<()>,
) {
    let _ = stream.set_nodelay(true);
    let timing = &state.config.timing;
    let service = router.layer(axum::Extension(Peer(peer.ip()))).layer(axum::Extension(seat.sitter.clone()));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(Timely::new(stream, timing.write)), TowerToHyperService::new(service));
    let mut connection = std::pin::pin!(connection);
    let (mut is_ending, mut until) = (false, None::<Instant>);
    let life = sleep(timing.connection);
    let mut life = std::pin::pin!(life);
    loop {
        tokio::select! {
            // a caller who has gone away meanwhile is no failure of ours
            _ = connection.as_mut() => break,
            _ = stopped.changed(), if !is_ending => {}
            () = life.as_mut(), if !is_ending => {}
            () = seat.sitter.asked_to_leave(), if until.is_none() => until = Some(Instant::now() + MOMENT),
            () = async { if let Some(until) = until { sleep_until(until).await } }, if until.is_some() => break,
        }
        // what is being answered is finished, and nothing new begun
        is_ending = true;
        connection.as_mut().graceful_shutdown();
    }
}
