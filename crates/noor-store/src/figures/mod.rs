//! What the shop wants to know about a period. Each figure is defined here and nowhere else: the
//! dashboard, the daily summary and the API show the same numbers.
//!
//! A period holds its first moment and not its last. A figure without a basis is `None`, never zero:
//! nobody was slow on a day on which nobody wrote.

mod answers;
mod conversations;
mod days;
mod handoffs;
mod now;
mod sales;

use chrono::{DateTime, Utc};
use sqlx::PgPool;

pub use self::answers::{Answers, ModelCost, SOON_SECONDS, answers, models};
pub use self::conversations::{Conversations, Group, Groups, conversations, groups};
pub use self::days::{Day, days};
pub use self::handoffs::{Called, Handoffs, handoffs};
pub use self::now::{Now, Waiting, now};
pub use self::sales::{Quotations, Sales, SalesIn, quotations, sales};

/// A stretch of time, from its first moment to the one that no longer belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first moment.
    pub from: DateTime<Utc>,
    /// The first moment after it.
    pub to: DateTime<Utc>,
}

/// Everything that is counted of a period.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// How many wrote, and how much.
    pub conversations: Conversations,
    /// Who they are.
    pub groups: Groups,
    /// When a person was called.
    pub handoffs: Handoffs,
    /// What was sold.
    pub sales: Sales,
    /// What became of quotations.
    pub quotations: Quotations,
    /// How fast the answers were, and whether they arrived.
    pub answers: Answers,
    /// What models cost, the dearest first.
    pub models: Vec<ModelCost>,
}

impl Figures {
    /// The share of conversations with a sale, in thousandths; `None` if nobody wrote.
    pub fn conversion(&self) -> Option<i64> {
        let all = self.conversations.conversations;
        (all > 0).then(|| self.sales.conversations.saturating_mul(1000) / all)
    }
}

/// Counts a period.
///
/// # Errors
///
/// The database's own.
pub async fn figures(db: &PgPool, period: Period) -> sqlx::Result<Figures> {
    let (conversations, groups, handoffs, sales, quotations, answers, models) = tokio::try_join!(
        conversations(db, period),
        groups(db, period),
        handoffs(db, period),
        sales(db, period),
        quotations(db, period),
        answers(db, period),
        models(db, period),
    )?;
    Ok(Figures { conversations, groups, handoffs, sales, quotations, answers, models })
}
