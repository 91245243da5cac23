//! Places between two steps of the road where a test may stop the process.
//!
//! In production there are none of them: [`Faults::none`] never stops anything.

use std::sync::Arc;

/// A place between two steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// A delivery is stored but the gateway was not answered yet.
    Stored,
    /// The turn's lease is taken.
    Claimed,
    /// The batch is understood.
    Understood,
    /// Everything is looked up.
    LookedUp,
    /// The answer is worded.
    Worded,
    /// The answer is written, the transaction not yet committed.
    Written,
    /// The transaction is committed, nothing was sent.
    Committed,
    /// A message is in the sender's hands, the gateway was not called yet.
    Sending,
    /// The gateway took it, and nobody noted that down.
    Sent,
    /// The acceptance is noted down.
    Accepted,
    /// Something to be done outside is in a process's hands.
    EffectTaken,
    /// A call is written down that was not made yet.
    CallBegun,
    /// A call was made, and nobody noted down what it gave.
    CallMade,
    /// What a call gave is noted down.
    CallNoted,
    /// Everything is done, and the effect is not settled yet.
    EffectDone,
}

impl Step {
    /// All places, in the order a message passes them.
    pub const ALL: [Self; 10] = [
        Self::Stored,
        Self::Claimed,
        Self::Understood,
        Self::LookedUp,
        Self::Worded,
        Self::Written,
        Self::Committed,
        Self::Sending,
        Self::Sent,
        Self::Accepted,
    ];

    /// All places that something done outside passes, in their order.
    pub const OUTSIDE: [Self; 5] =
        [Self::EffectTaken, Self::CallBegun, Self::CallMade, Self::CallNoted, Self::EffectDone];
}

type Hook = Arc<dyn Fn(Step) -> bool + Send + Sync>;

/// Decides where to stop.
#[derive(Clone, Default)]
pub struct Faults(Option<Hook>);

impl Faults {
    /// Nothing ever stops.
    pub fn none() -> Self {
        Self(None)
    }

    /// Stops for ever at every place where `stop_here` says so, as a killed process would.
    pub fn stopping(stop_here: impl Fn(Step) -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(stop_here)))
    }

    /// Passes a place, or never returns.
    pub async fn pass(&self, step: Step) {
        if self.0.as_ref().is_some_and(|stop_here| stop_here(step)) {
            std::future::pending::<()>().await;
        }
    }
}

impl std::fmt::Debug for Faults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Faults").field(&self.0.is_some()).finish()
    }
}
