//! Places for connections, and what a connection may hold one for.
//!
//! What always holds:
//!
//! - Nobody keeps a place by not reading: what is to be sent goes out within a time ([`Timely`]), or the connection ends.
//! - Nobody unknown keeps one from others: when all are taken, the oldest connection without a known caller is asked to
//!   leave, and ends a moment later whether it does or not. One that has just come is left alone for that moment.
//!
//! Imports `lock`.

use crate::lock::lock;
use std::collections::BTreeMap;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep, sleep_until, timeout};

/// How long a new connection is left alone, and how long one that is asked to leave may take.
pub(crate) const MOMENT: Duration = Duration::from_secs(1);

/// How often it is looked whether there is room.
const LOOK: Duration = Duration::from_millis(100);

/// All places.
#[derive(Debug)]
pub(crate) struct Seats {
    free: Arc<Semaphore>,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    next: u64,
    /// By number, so in the order they came.
    by_number: BTreeMap<u64, Arc<Card>>,
}

/// What is known of a connection; its requests have it with them.
#[derive(Debug, Clone)]
pub struct Sitter(Arc<Card>);

#[derive(Debug)]
struct Card {
    since: Instant,
    is_known: AtomicBool,
    is_asked: AtomicBool,
    leave: Notify,
}

impl Sitter {
    /// A known caller asked over this connection.
    pub(crate) fn greet(&self) {
        self.0.is_known.store(true, Ordering::Relaxed);
    }

    /// Waits until its place is wanted by others.
    pub(crate) async fn asked_to_leave(&self) {
        self.0.leave.notified().await;
    }
}

/// A place, until it is dropped.
#[derive(Debug)]
pub(crate) struct Seat {
    seats: Arc<Seats>,
    number: u64,
    /// What is known of who sits there.
    pub(crate) sitter: Sitter,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Seat {
    fn drop(&mut self) {
        lock(&self.seats.taken).by_number.remove(&self.number);
    }
}

impl Seats {
    /// So many, all free.
    pub(crate) fn new(count: usize) -> Arc<Self> {
        Arc::new(Self { free: Arc::new(Semaphore::new(count)), taken: Mutex::default() })
    }

    /// The next place. If there is none, others are asked to leave, one at each look.
    pub(crate) async fn sit(self: &Arc<Self>) -> Seat {
        let permit = loop {
            if let Ok(permit) = Arc::clone(&self.free).try_acquire_owned() {
                break permit;
            }
            self.make_room();
            if let Ok(Ok(permit)) = timeout(LOOK, Arc::clone(&self.free).acquire_owned()).await {
                break permit;
            }
        };
        let card = Card {
            since: Instant::now(),
            is_known: AtomicBool::new(false),
            is_asked: AtomicBool::new(false),
            leave: Notify::new(),
        };
        let sitter = Sitter(Arc::new(card));
        let mut taken = lock(&self.taken);
        let number = taken.next;
        taken.next = taken.next.wrapping_add(1);
        taken.by_number.insert(number, Arc::clone(&sitter.0));
        drop(taken);
        Seat { seats: Arc::clone(self), number, sitter, _permit: permit }
    }

    fn make_room(&self) {
        let taken = lock(&self.taken);
        let oldest = taken.by_number.values().find(|card| {
            !card.is_known.load(Ordering::Relaxed)
                && !card.is_asked.load(Ordering::Relaxed)
                && card.since.elapsed() >= MOMENT
        });
        if let Some(card) = oldest {
            card.is_asked.store(true, Ordering::Relaxed);
            card.leave.notify_one();
        }
    }
}

/// A stream whose other end must take what it is sent: everything that is buffered goes out within `limit` of the first
/// byte that would not, or writing fails.
#[derive(Debug)]
pub(crate) struct Timely<S> {
    stream: S,
    limit: Duration,
    until: Pin<Box<Sleep>>,
    /// Whether something has been waiting to go out since `until` was set.
    is_waiting: bool,
}

impl<S> Timely<S> {
    pub(crate) fn new(stream: S, limit: Duration) -> Self {
        Self { stream, limit, until: Box::pin(sleep_until(Instant::now())), is_waiting: false }
    }

    /// Lets a write that cannot go on wait for so long and no longer.
    fn wait<T>(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        if !self.is_waiting {
            self.is_waiting = true;
            self.until.as_mut().reset(Instant::now() + self.limit);
        }
        self.until.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Timely<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Timely<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.stream).poll_write(cx, buf) {
            // a few bytes that went out do not set the time back: all of them must have
            Poll::Ready(done) => Poll::Ready(done),
            Poll::Pending => self.wait(cx),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.stream).poll_write_vectored(cx, bufs) {
            Poll::Ready(done) => Poll::Ready(done),
            Poll::Pending => self.wait(cx),
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    /// Called when nothing is left to be written.
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.stream).poll_flush(cx) {
            Poll::Ready(done) => {
                self.is_waiting = false;
                Poll::Ready(done)
            }
            Poll::Pending => self.wait(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.stream).poll_shutdown(cx) {
            Poll::Ready(done) => Poll::Ready(done),
            Poll::Pending => self.wait(cx),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    #[tokio::test(start_paused = true)]
    async fn who_does_not_read_is_not_written_to_for_ever() {
        let (ours, theirs) = duplex(64);
        let mut ours = Timely::new(ours, Duration::from_secs(5));
        let begun = Instant::now();
        assert_eq!(ours.write_all(&[0; 1000]).await.unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert_eq!(begun.elapsed().as_secs(), 5);
        drop(theirs);
    }

    #[tokio::test(start_paused = true)]
    async fn a_byte_now_and_then_is_not_reading() {
        let (ours, mut theirs) = duplex(64);
        let mut ours = Timely::new(ours, Duration::from_secs(5));
        let reads = tokio::spawn(async move {
            let mut byte = [0];
            while theirs.read_exact(&mut byte).await.is_ok() {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        });
        assert_eq!(ours.write_all(&[0; 1000]).await.unwrap_err().kind(), io::ErrorKind::TimedOut);
        drop(ours);
        reads.await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn who_reads_slowly_but_in_time_is_served() {
        let (ours, mut theirs) = duplex(64);
        let mut ours = Timely::new(ours, Duration::from_secs(5));
        let reads = tokio::spawn(async move {
            let mut all = [0; 64];
            for _ in 0..10 {
                tokio::time::sleep(Duration::from_secs(2)).await;
                theirs.read_exact(&mut all).await.unwrap();
            }
        });
        for _ in 0..10 {
            ours.write_all(&[0; 64]).await.unwrap();
            ours.flush().await.unwrap();
        }
        reads.await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn the_unknown_make_room_oldest_first() {
        let seats = Seats::new(2);
        let known = seats.sit().await;
        known.sitter.greet();
        let unknown = seats.sit().await;
        tokio::time::sleep(MOMENT).await;
        let next = tokio::spawn({
            let seats = Arc::clone(&seats);
            async move { seats.sit().await }
        });
        unknown.sitter.asked_to_leave().await;
        drop(unknown);
        let next = next.await.unwrap();
        // it has just come: nobody is asked, and nobody sits down
        assert!(timeout(MOMENT / 2, seats.sit()).await.is_err());
        assert!(!next.sitter.0.is_asked.load(Ordering::Relaxed) && !known.sitter.0.is_asked.load(Ordering::Relaxed));
    }
}
