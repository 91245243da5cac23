//! The simulated Zoho account that orders, contacts and deals are kept in, and how badly it answers.

use noor_sim::{Effect, Fault, Simulator, ZohoLimits};
use serde_json::json;

use super::super::rehearsal::warehouse;

/// The stage of a deal whose quotation was accepted.
pub(super) const ORDERED: &str = "Order confirmed";
/// Longer than Noor waits for an answer, in milliseconds.
const TOO_LONG: u64 = 2_500;

/// The settings that lead to it, as variables of the environment.
pub(super) fn settings(simulator: &Simulator) -> Vec<(String, String)> {
    let own = [
        // What was counted stands: the campaign is about orders.
        ("inventory.live_for", "1h"),
        ("zoho.calls_a_minute", "100"),
        ("zoho.timeout", "2s"),
        ("crm.vendor", "zoho"),
        ("crm.calls_a_minute", "1000"),
        ("crm.timeout", "2s"),
        ("crm.pipeline", "Standard (Standard)"),
        // Deals begin with an offer: who only asks is a contact and no deal.
        ("crm.stages.offer_sent", "Offer sent"),
        ("crm.stages.order_confirmed", ORDERED),
        ("crm.stages.lost", "Closed Lost"),
        ("crm.contact_fields.source", "Lead_Source"),
    ];
    let own = own.into_iter().map(|(key, value)| (key, value.to_owned()));
    let all = warehouse::settings(simulator).into_iter().chain(own);
    all.map(|(key, value)| (variable(key), value)).collect()
}

fn variable(key: &str) -> String {
    format!("NOOR_{}", key.to_uppercase().replace('.', "__"))
}

/// Calls are carried out and not answered, refused for a moment, or lost before anything is done.
pub(super) fn spoil(simulator: &Simulator) {
    // The count of calls dies with Valkey; a block of a minute would only make the campaign longer.
    simulator.zoho().set_limits(ZohoLimits { per_minute: None, ..ZohoLimits::default() });
    let faults = simulator.faults();
    let done = |status| Effect::Status { status, body: None, retry_after: None, done: true };
    let hang = || Effect::HangAfter { ms: TOO_LONG };
    for route in ["zoho.order.create", "zoho.contact.create"] {
        faults.add(Fault::sometimes(route, 0.15, hang()));
        faults.add(Fault::sometimes(route, 0.10, done(503)));
        faults.add(Fault::sometimes(route, 0.10, Effect::ResetAfter));
    }
    for route in ["zoho.crm.contacts.insert", "zoho.crm.deals.insert", "zoho.crm.deals.add_note"] {
        faults.add(Fault::sometimes(route, 0.10, hang()));
        faults.add(Fault::sometimes(route, 0.10, Effect::ResetAfter));
    }
    let crowded = Effect::Status {
        status: 429,
        body: Some(json!({ "code": 1070, "message": "too many calls at the same time" })),
        retry_after: None,
        done: false,
    };
    for route in ["zoho.order*", "zoho.contact*"] {
        faults.add(Fault::sometimes(route, 0.05, crowded.clone()));
        faults.add(Fault::sometimes(route, 0.05, Effect::HtmlBody { status: 502 }));
        faults.add(Fault::sometimes(route, 0.05, Effect::ResetBefore));
    }
    let busy = Effect::Status {
        status: 429,
        body: Some(json!({
            "code": "TOO_MANY_REQUESTS", "details": {}, "status": "error",
            "message": "too many calls at the same time",
        })),
        retry_after: None,
        done: false,
    };
    faults.add(Fault::sometimes("zoho.crm.*", 0.003, busy));
    faults.add(Fault::sometimes("zoho.crm.*", 0.01, Effect::HtmlBody { status: 502 }));
}
