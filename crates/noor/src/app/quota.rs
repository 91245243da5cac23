//! An account's limit of calls, shared by all processes through the store's window.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use noor_core::clock::Clock;
use noor_providers::quota::{Full, Quota};
use noor_store::call_window::{Booking, CallWindow, CallWindowError};

/// How long a booking may take before the call is made without it.
const PATIENCE: Duration = Duration::from_secs(2);

/// The limit of one account.
#[derive(Debug)]
pub struct SharedQuota {
    window: Arc<dyn CallWindow>,
    clock: Arc<dyn Clock>,
}

impl SharedQuota {
    /// Counts in `window`, by the time of `clock`.
    pub fn new(window: Arc<dyn CallWindow>, clock: Arc<dyn Clock>) -> Self {
        Self { window, clock }
    }

    /// What the window says; `None` where it says nothing in time.
    async fn ask<T>(&self, asked: impl Future<Output = Result<T, CallWindowError>>) -> Option<T> {
        let backend = self.window.name();
        match tokio::time::timeout(PATIENCE, asked).await {
            Ok(Ok(told)) => Some(told),
            Ok(Err(error)) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, backend, "calls are not counted");
                None
            }
            Err(_) => {
                tracing::warn!(backend, "calls are not counted: there is no answer");
                None
            }
        }
    }
}

#[async_trait]
impl Quota for SharedQuota {
    async fn book(&self) -> Result<(), Full> {
        match self.ask(self.window.book(self.clock.now())).await {
            Some(Booking::Full { wait }) => Err(Full { wait }),
            Some(Booking::Booked) | None => Ok(()),
        }
    }

    async fn block(&self, pause: Duration) {
        self.ask(self.window.block(self.clock.now(), pause)).await;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use chrono::{DateTime, Utc};
    use noor_core::clock::SystemClock;

    use super::*;

    /// A window that answers as it is told, and remembers what it was asked.
    #[derive(Debug)]
    struct Told {
        answer: Answer,
        blocked: Mutex<Vec<Duration>>,
    }

    #[derive(Debug, Clone, Copy)]
    enum Answer {
        Is(Booking),
        Fails,
        Never,
    }

    #[async_trait]
    impl CallWindow for Told {
        fn name(&self) -> &'static str {
            "told"
        }

        async fn book(&self, _: DateTime<Utc>) -> Result<Booking, CallWindowError> {
            match self.answer {
                Answer::Is(booking) => Ok(booking),
                Answer::Fails => Err(CallWindowError { backend: "told", source: "gone".into() }),
                Answer::Never => std::future::pending().await,
            }
        }

        async fn block(&self, _: DateTime<Utc>, pause: Duration) -> Result<(), CallWindowError> {
            self.blocked.lock().unwrap().push(pause);
            Ok(())
        }
    }

    fn quota(answer: Answer) -> (Arc<Told>, SharedQuota) {
        let window = Arc::new(Told { answer, blocked: Mutex::default() });
        (Arc::clone(&window), SharedQuota::new(window, Arc::new(SystemClock)))
    }

    #[tokio::test]
    async fn what_the_window_says_holds_and_a_silent_one_allows() {
        let wait = Duration::from_secs(7);
        let cases = [
            (Answer::Is(Booking::Booked), Ok(())),
            (Answer::Is(Booking::Full { wait }), Err(Full { wait })),
            (Answer::Fails, Ok(())),
            (Answer::Never, Ok(())),
        ];
        for (answer, expected) in cases {
            assert_eq!(quota(answer).1.book().await, expected, "{answer:?}");
        }
        let (window, quota) = quota(Answer::Fails);
        quota.block(wait).await;
        assert_eq!(*window.blocked.lock().unwrap(), [wait]);
    }
}
