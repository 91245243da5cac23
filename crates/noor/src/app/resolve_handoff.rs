//! A person has settled what a customer wanted one for: the request is over, and Noor answers again.

use anyhow::Result;
use noor_core::ids::HandoffId;
use noor_store::handoffs::Resolution;

use super::by::By;
use super::hand_back::{HandBack, end};
use crate::context::Context;

/// Settles a request for a person, whether or not somebody had taken it.
///
/// # Errors
///
/// When the database was lost; nothing was changed then.
pub async fn resolve_handoff(context: &Context, handoff: HandoffId, by: &By) -> Result<HandBack> {
    end(context, handoff, by, Resolution::Resolved).await
}
