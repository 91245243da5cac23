//! How many calls of a product are open at the same time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A count of open calls. Its clones count together.
#[derive(Clone, Default)]
pub(super) struct OpenCalls(Arc<AtomicUsize>);

impl OpenCalls {
    /// Counts a call as open until the guard is dropped, also when the caller hung up; the number
    /// is how many are open now, this one included.
    pub(super) fn enter(&self) -> (OpenCall, usize) {
        let open = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        (OpenCall(Arc::clone(&self.0)), open)
    }
}

/// An open call.
pub(super) struct OpenCall(Arc<AtomicUsize>);

impl Drop for OpenCall {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
