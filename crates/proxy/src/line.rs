//! The line of questions that wait for one account's turn: one flies, the others wait, and nobody can fill it alone.
//!
//! What always holds:
//!
//! - At most one has the turn. It is passed on when its [`Place`] is dropped, however that comes.
//! - A balance goes before everything else, and is always let in: there is one such question.
//! - Of other questions, a caller has at most one that waits. So who comes in after a flood waits for one question of it,
//!   and not for all of them; and as many callers wait as the limit says.
//!
//! Imports `lock`.

use crate::lock::lock;
use std::sync::{Arc, Mutex};
use tokio::sync::oneshot;

/// Whose question it is: a caller's number, or none for what anybody may ask.
pub type By = Option<usize>;

/// The line.
#[derive(Debug, Default)]
pub struct Line(Mutex<Standing>);

#[derive(Debug, Default)]
struct Standing {
    /// The number of the next place.
    next: u64,
    /// The place that has the turn.
    flying: Option<u64>,
    /// In the order they came.
    waiting: Vec<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    number: u64,
    by: By,
    first: bool,
    /// Told when it has the turn.
    turn: oneshot::Sender<()>,
}

impl Standing {
    /// Gives the turn to whom it is due.
    fn pass(&mut self) {
        self.flying = None;
        if self.waiting.is_empty() {
            return;
        }
        let at = self.waiting.iter().position(|waiting| waiting.first).unwrap_or(0);
        let waiting = self.waiting.remove(at);
        self.flying = Some(waiting.number);
        // who is gone meanwhile passes it on as its place is dropped
        let _ = waiting.turn.send(());
    }
}

/// A place in the line, until it is dropped.
#[derive(Debug)]
pub struct Place {
    line: Arc<Line>,
    number: u64,
    turn: Option<oneshot::Receiver<()>>,
}

impl Place {
    /// Waits for the turn, which is then had as long as the place is.
    pub async fn turn(&mut self) {
        if let Some(turn) = &mut self.turn {
            let _ = turn.await;
            // asked again, it would never come
            self.turn = None;
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut standing = lock(&self.line.0);
        if standing.flying == Some(self.number) {
            standing.pass();
        } else {
            standing.waiting.retain(|waiting| waiting.number != self.number);
        }
    }
}

impl Line {
    /// A place at the end of the line, or before all others for a question that goes first; none if the caller has one
    /// already, or `most` wait.
    #[must_use]
    pub fn enter(self: &Arc<Self>, by: By, first: bool, most: usize) -> Option<Place> {
        let mut standing = lock(&self.0);
        let others = standing.waiting.iter().filter(|waiting| !waiting.first);
        if !first && (others.clone().count() >= most || others.clone().any(|waiting| waiting.by == by)) {
            return None;
        }
        let number = standing.next;
        standing.next = standing.next.wrapping_add(1);
        let (sender, turn) = oneshot::channel();
        standing.waiting.push(Waiting { number, by, first, turn: sender });
        if standing.flying.is_none() {
            standing.pass();
        }
        Some(Place { line: Arc::clone(self), number, turn: Some(turn) })
    }

    /// How many fly or wait.
    #[must_use]
    pub fn len(&self) -> usize {
        let standing = lock(&self.0);
        standing.waiting.len().saturating_add(usize::from(standing.flying.is_some()))
    }

    /// Whether nobody flies or waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    async fn has_turn(place: &mut Place) -> bool {
        tokio::time::timeout(Duration::from_millis(5), place.turn()).await.is_ok()
    }

    #[tokio::test]
    async fn one_at_a_time_and_the_balance_first() {
        let line = Arc::new(Line::default());
        let enter = |by, first| line.enter(by, first, 8);
        let mut flying = enter(Some(0), false).unwrap();
        let mut one = enter(Some(0), false).unwrap();
        assert!(enter(Some(0), false).is_none(), "a second question of one caller waits");
        let mut other = enter(Some(1), false).unwrap();
        let mut anybody = enter(None, false).unwrap();
        assert!(enter(None, false).is_none());
        let mut balance = enter(Some(0), true).unwrap();
        assert_eq!(line.len(), 5);
        assert!(has_turn(&mut flying).await);
        assert!(!has_turn(&mut balance).await);
        drop(flying);
        assert!(has_turn(&mut balance).await);
        assert!(!has_turn(&mut one).await);
        // who leaves while waiting is not waited for
        drop(one);
        drop(balance);
        assert!(has_turn(&mut other).await);
        // the flood's next question is behind who came meanwhile
        let mut again = enter(Some(0), false).unwrap();
        drop(other);
        assert!(has_turn(&mut anybody).await);
        drop(anybody);
        assert!(has_turn(&mut again).await);
        drop(again);
        assert!(line.is_empty());
    }

    #[tokio::test]
    async fn a_turn_that_nobody_takes_is_passed_on() {
        let line = Arc::new(Line::default());
        let flying = line.enter(Some(0), false, 2).unwrap();
        let gone = line.enter(Some(1), false, 2).unwrap();
        let mut last = line.enter(Some(2), false, 2).unwrap();
        assert!(line.enter(Some(3), false, 2).is_none(), "more wait than may");
        drop(flying);
        drop(gone);
        assert!(has_turn(&mut last).await);
    }
}
