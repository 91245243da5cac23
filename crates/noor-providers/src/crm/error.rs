//! Failures of a CRM that a caller treats differently, beside those of every service.

use super::StageKind;
use crate::error::ProviderError;

/// Why a CRM did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum CrmError {
    /// Another record has what only one may have: look at it, and tell a person if it is somebody
    /// else.
    #[error("the record {existing} has the same {field}")]
    Duplicate {
        /// The id of that record.
        existing: String,
        /// The CRM's name of the field, empty if it gave none.
        field: String,
    },
    /// The record is not there any more: find it again, or create it.
    #[error("the record {0} does not exist")]
    Missing(String),
    /// The shop's settings have no name for the stage: leave the deal where it is.
    #[error("the shop's settings name no stage for `{0}`")]
    NoStage(StageKind),
    /// The CRM does not let the deal go there from where it stands: tell a person.
    #[error("the deal cannot go from {from:?} to {to:?}: {reason}")]
    NoWay {
        /// The CRM's name of the stage it stands at.
        from: String,
        /// The CRM's name of the stage it should go to.
        to: String,
        /// Why not, such as the fields that a person must fill in first.
        reason: String,
    },
    /// Everything that happens to any service.
    #[error(transparent)]
    Provider(#[from] ProviderError),
}

impl CrmError {
    /// Whether it may have been done: ask before trying again.
    pub fn is_unconfirmed(&self) -> bool {
        matches!(self, Self::Provider(ProviderError::Unconfirmed { .. }))
    }

    /// Whether nothing was done and a later attempt may succeed.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Provider(ProviderError::Unavailable { .. }))
    }
}
