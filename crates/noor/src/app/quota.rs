//! An account's limit of calls, shared by all processes through the store's window.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use noor_core::clock::Clock;
use noor_providers::quota::{Full, Quota};
use noor_store::call_window::{Booking, CallWindow, CallWindowError};

/// How long one window may take before the next is asked.
const PATIENCE: Duration = Duration::from_secs(1);

/// The limit of one account.
#[derive(Debug)]
pub struct SharedQuota {
    /// Where calls are counted, and where while the ones before it say nothing. Each begins with an
    /// empty window, so that for a minute there may be twice the calls; it is still a limit.
    windows: Vec<Arc<dyn CallWindow>>,
    clock: Arc<dyn Clock>,
}

impl SharedQuota {
    /// Counts in the first of `windows` that answers, by the time of `clock`.
    pub fn new(windows: Vec<Arc<dyn CallWindow>>, clock: Arc<dyn Clock>) -> Self {
        Self { windows, clock }
    }

    /// What the first window that answers says; `None` where none does in time.
    async fn ask<T, F>(&self, ask: impl Fn(Arc<dyn CallWindow>) -> F) -> Option<T>
    where
        F: Future<Output = Result<T, CallWindowError>>,
    {
        for window in &self.windows {
            let backend = window.name();
            match tokio::time::timeout(PATIENCE, ask(Arc::clone(window))).await {
                Ok(Ok(told)) => return Some(told),
                Ok(Err(error)) => {
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(error, backend, "calls are not counted here");
                }
                Err(_) => {
                    tracing::warn!(backend, "calls are not counted here: there is no answer");
                }
            }
        }
        None
    }
}

#[async_trait]
impl Quota for SharedQuota {
    async fn book(&self) -> Result<(), Full> {
        let now = self.clock.now();
        match self.ask(|window| async move { window.book(now).await }).await {
            Some(Booking::Full { wait }) => Err(Full { wait }),
            Some(Booking::Booked) | None => Ok(()),
        }
    }

    async fn block(&self, pause: Duration) {
        let now = self.clock.now();
        self.ask(|window| async move { window.block(now, pause).await }).await;
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
        let windows: Vec<Arc<dyn CallWindow>> = vec![Arc::clone(&window) as _];
        (window, SharedQuota::new(windows, Arc::new(SystemClock)))
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
    #[tokio::test]
    async fn where_one_window_is_gone_the_next_counts() {
        let wait = Duration::from_secs(3);
        let window = |answer| Arc::new(Told { answer, blocked: Mutex::default() });
        for silent in [Answer::Fails, Answer::Never] {
            let (first, second) = (window(silent), window(Answer::Is(Booking::Full { wait })));
            let windows: Vec<Arc<dyn CallWindow>> = vec![first, second];
            let quota = SharedQuota::new(windows, Arc::new(SystemClock));
            assert_eq!(quota.book().await, Err(Full { wait }), "{silent:?}");
        }
    }
}
