//! The proof that a person approved a price below the list.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Who approved a rule, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// The person, by the name they sign in with.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// An approval that a price rests on. Only a rule that is approved, in force and meant for this
/// purchase makes one ([`super::PriceRule::permit`]); nothing that a customer or a model says does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permit {
    rule: Uuid,
    approval: Approval,
}

impl Permit {
    pub(super) fn new(rule: Uuid, approval: Approval) -> Self {
        Self { rule, approval }
    }

    /// The rule that was approved.
    pub fn rule(&self) -> Uuid {
        self.rule
    }

    /// Who approved it, and when.
    pub fn approval(&self) -> &Approval {
        &self.approval
    }
}
