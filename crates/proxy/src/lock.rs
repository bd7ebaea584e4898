//! How the proxy's locks are taken.
//!
//! Imports nothing from the crate.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A poisoned lock is one under which a thread panicked; what the locks here guard is whole between statements.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
