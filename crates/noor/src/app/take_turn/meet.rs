//! Somebody writes for the first time: the CRM may know them.

use noor_core::dialogue::profile::Profile;
use noor_core::dialogue::state::State;
use noor_store::conversations::Lease;
use serde_json::json;

use super::memory;
use crate::app::customer_number::phone;
use crate::app::learn_customer;
use crate::context::Context;

/// The lease with what the CRM says of somebody who writes for the first time; `None` where that is
/// nothing.
pub(super) async fn meet(context: &Context, lease: &Lease) -> Option<Lease> {
    let state: State = serde_json::from_value(lease.state.clone()).unwrap_or_default();
    let is_first = state.turns == 0 && memory::profile(lease).details.is_empty();
    let phone = phone(context, &lease.address).filter(|_| is_first)?;
    let told = learn_customer::meet(context, lease.customer, &phone).await?;
    let Profile { details, language: _, segments, past } = told;
    let profile = json!({ "details": details, "segments": segments, "past": past });
    Some(Lease { profile, ..lease.clone() })
}
