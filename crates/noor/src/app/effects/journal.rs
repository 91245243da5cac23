//! The calls of one effect, each written down before it is made, so that none is made twice.

use std::time::Duration;

use chrono::TimeDelta;
use noor_providers::error::ProviderError;
use noor_store::effects::{self, Step};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::context::Context;
use crate::faults::Step as Fault;
use crate::log::{OrLog, chain};

/// How long something waits before it is tried again, at the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wait {
    /// So long.
    For(Duration),
    /// Until a call that was begun is over, one way or the other: longer than any client of ours waits
    /// for an answer.
    UntilOver,
}

/// Why an effect did not go on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Halt<E> {
    /// It goes on later.
    #[error("to be tried again: {reason}")]
    Later {
        /// How much later at the least.
        wait: Wait,
        /// What stood in the way.
        reason: String,
    },
    /// The other side's answer, which is for the caller to act upon: the call was not made.
    #[error(transparent)]
    Said(E),
}

/// A failure of a call, as far as the journal has to know it.
pub(crate) trait CallError: std::error::Error + Sized {
    /// The failure that may happen to any service, if it is one.
    fn as_provider(&self) -> Option<&ProviderError>;
}

impl CallError for ProviderError {
    fn as_provider(&self) -> Option<&ProviderError> {
        Some(self)
    }
}

/// The journal of one effect.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Journal<'a> {
    pub(crate) context: &'a Context,
    pub(crate) effect: Uuid,
}

impl Journal<'_> {
    /// Makes a call once: what it gave before is given again, and of one without an answer the other
    /// side is asked first.
    ///
    /// `find` says what the other side has of it, if it has anything; it must see what was written a
    /// moment ago.
    ///
    /// # Errors
    ///
    /// [`Halt::Later`] where nothing was done, or nobody knows yet; [`Halt::Said`] for what the caller
    /// decides upon, and then the call counts as not made.
    pub(crate) async fn once<T, E>(
        &self,
        step: &str,
        call: impl AsyncFnOnce() -> Result<T, E>,
        find: impl AsyncFnOnce() -> Result<Option<T>, E>,
    ) -> Result<T, Halt<E>>
    where
        T: Serialize + DeserializeOwned,
        E: CallError,
    {
        let context = self.context;
        let now = context.clock.now();
        let begun = effects::begin_step(&context.db, self.effect, step, now).await;
        match begun.map_err(|error| Halt::unwritten(&error))? {
            Step::Done(outcome) => {
                return serde_json::from_value(outcome).map_err(|error| Halt::unwritten(&error));
            }
            Step::Begun => {}
            Step::Uncertain { begun_at } if now - begun_at < over(context) => {
                let reason = format!("it is not known yet what came of {step:?}");
                return Err(Halt::Later { wait: Wait::UntilOver, reason });
            }
            Step::Uncertain { .. } => {
                // Nothing is written by asking, so that a failure leaves it as uncertain as before.
                let found = find().await.map_err(Halt::from_call)?;
                if let Some(found) = found {
                    self.keep(step, &found).await?;
                    return Ok(found);
                }
                let again = effects::begin_again(&context.db, self.effect, step, now).await;
                again.map_err(|error| Halt::unwritten(&error))?;
            }
        }
        context.faults.pass(Fault::CallBegun).await;
        let called = call().await;
        context.faults.pass(Fault::CallMade).await;
        match called {
            Ok(done) => {
                self.keep(step, &done).await?;
                context.faults.pass(Fault::CallNoted).await;
                Ok(done)
            }
            Err(error) => {
                let unconfirmed =
                    matches!(error.as_provider(), Some(ProviderError::Unconfirmed { .. }));
                if !unconfirmed {
                    let forgotten = effects::forget_step(&context.db, self.effect, step).await;
                    forgotten.or_log("forget a call that was not made");
                }
                Err(Halt::from_call(error))
            }
        }
    }

    /// Keeps what a call gave. If that fails, the call is as uncertain as if the process had died.
    async fn keep<T: Serialize, E>(&self, step: &str, done: &T) -> Result<(), Halt<E>> {
        let outcome = serde_json::to_value(done).map_err(|error| Halt::unwritten(&error))?;
        let context = self.context;
        let kept = async {
            let mut db = context.db.acquire().await?;
            effects::finish_step(&mut db, self.effect, step, &outcome, context.clock.now()).await
        };
        kept.await.map_err(|error| Halt::unwritten(&error))
    }
}

/// How old a call is that is over.
fn over(context: &Context) -> TimeDelta {
    TimeDelta::from_std(context.limits.ask_after).unwrap_or(TimeDelta::MAX)
}

impl<E> Halt<E> {
    /// The store could not be read or written: it is tried again, and what was begun is asked about.
    pub(crate) fn unwritten(error: &dyn std::error::Error) -> Self {
        Self::Later {
            wait: Wait::UntilOver,
            reason: format!("the store could not be used: {error}"),
        }
    }
}

impl<E: CallError> Halt<E> {
    /// What passes by itself is tried again; all else is for the caller.
    pub(crate) fn from_call(error: E) -> Self {
        /// How soon what is away is tried again, unless it says when.
        const AWAY: Duration = Duration::from_secs(5);
        match error.as_provider() {
            Some(ProviderError::Unavailable { retry_after, .. }) => {
                let wait = Wait::For(retry_after.unwrap_or(AWAY));
                Self::Later { wait, reason: chain(&error) }
            }
            Some(ProviderError::Unconfirmed { .. }) => {
                Self::Later { wait: Wait::UntilOver, reason: chain(&error) }
            }
            Some(ProviderError::Refused { .. }) | None => Self::Said(error),
        }
    }
}
