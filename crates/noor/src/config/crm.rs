//! `[crm]`: who keeps contacts and deals, and what things are called there.

use std::time::Duration;

use noor_providers::crm::salesforce::Credentials;
use noor_providers::crm::{FieldMap, StageKind, StageMap};
use secrecy::SecretString;
use url::Url;

use super::reader::{Choice, Reader};

/// `[crm]`.
#[derive(Clone, Debug)]
pub struct CrmSettings {
    /// Who; `None`: nobody.
    pub vendor: Option<CrmVendor>,
    /// The vendor's names of the stages.
    pub stages: StageMap,
    /// Which of our words go to which fields of the vendor's.
    pub fields: FieldMap,
    /// The pipeline of new deals, where the vendor has several.
    pub pipeline: Option<String>,
    /// Calls a minute of all processes together.
    pub calls_a_minute: u32,
    /// How long a call may take.
    pub timeout: Duration,
}

/// Who keeps contacts and deals.
#[derive(Clone, Debug)]
pub enum CrmVendor {
    /// Zoho CRM.
    Zoho,
    /// HubSpot.
    HubSpot {
        /// Where it is.
        url: Url,
        /// The token of a private app.
        token: SecretString,
    },
    /// Salesforce.
    Salesforce {
        /// Where the organization is.
        url: Url,
        /// The connected app.
        app: Credentials,
    },
}

/// The stages and the settings that name them.
const STAGES: [(StageKind, &str); 8] = [
    (StageKind::NewLead, "crm.stages.new_lead"),
    (StageKind::InWork, "crm.stages.in_work"),
    (StageKind::OfferSent, "crm.stages.offer_sent"),
    (StageKind::OrderConfirmed, "crm.stages.order_confirmed"),
    (StageKind::Paid, "crm.stages.paid"),
    (StageKind::Delivered, "crm.stages.delivered"),
    (StageKind::OnHold, "crm.stages.on_hold"),
    (StageKind::Lost, "crm.stages.lost"),
];

/// Our words for what is known of a contact, and the settings that name the field of each.
const CONTACT_FIELDS: [(&str, &str); 10] = [
    ("source", "crm.contact_fields.source"),
    ("company", "crm.contact_fields.company"),
    ("segment", "crm.contact_fields.segment"),
    ("language", "crm.contact_fields.language"),
    ("address", "crm.contact_fields.address"),
    ("utm_source", "crm.contact_fields.utm_source"),
    ("utm_medium", "crm.contact_fields.utm_medium"),
    ("utm_campaign", "crm.contact_fields.utm_campaign"),
    ("utm_content", "crm.contact_fields.utm_content"),
    ("utm_term", "crm.contact_fields.utm_term"),
];

/// The same of a deal.
const DEAL_FIELDS: [(&str, &str); 3] = [
    ("reference", "crm.deal_fields.reference"),
    ("source", "crm.deal_fields.source"),
    ("lost_reason", "crm.deal_fields.lost_reason"),
];

impl CrmSettings {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        let wish = from.choice("crm.vendor");
        let stages = STAGES.map(|(stage, key)| (stage, from.text(key).unwrap_or_default()));
        let mut fields = |keys: &[(&str, &'static str)]| {
            let named = keys.iter().filter_map(|(word, key)| Some((*word, from.text(key)?)));
            named.map(|(word, field)| (word.to_owned(), field)).collect()
        };
        let fields = FieldMap { contact: fields(&CONTACT_FIELDS), deal: fields(&DEAL_FIELDS) };
        let pipeline = from.text("crm.pipeline");
        let calls_a_minute = from.number("crm.calls_a_minute", 1..=1_000);
        let (second, minute) = (Duration::from_secs(1), Duration::from_mins(1));
        let timeout = from.duration("crm.timeout", second..=minute);
        let hubspot = hubspot(from, matches!(wish, Wish::HubSpot));
        let salesforce = salesforce(from, matches!(wish, Wish::Salesforce));
        let vendor = match wish {
            Wish::None => None,
            Wish::Zoho => Some(CrmVendor::Zoho),
            Wish::HubSpot => hubspot,
            Wish::Salesforce => salesforce,
        };
        let stages = StageMap::new(stages);
        if vendor.is_some() && stages.names().next().is_none() {
            let warning = "crm.stages names no stage, so that contacts are kept and no deals.";
            from.warnings.push(warning.to_owned());
        }
        Self { vendor, stages, fields, pipeline, calls_a_minute, timeout }
    }
}

fn hubspot(from: &mut Reader<'_>, needed: bool) -> Option<CrmVendor> {
    let url = from.url("crm.hubspot.url", &["https", "http"]);
    let token = from.secret("crm.hubspot.token");
    if needed && token.is_none() {
        let advice = "Copy it from the private app in HubSpot's settings.";
        from.reject("crm.hubspot.token", "crm.vendor hubspot needs it.", advice);
    }
    Some(CrmVendor::HubSpot { url: url?, token: token? })
}

fn salesforce(from: &mut Reader<'_>, needed: bool) -> Option<CrmVendor> {
    let url = from.url("crm.salesforce.url", &["https", "http"]);
    let client_id = from.text("crm.salesforce.client_id");
    let client_secret = from.secret("crm.salesforce.client_secret");
    let refresh_token = from.secret("crm.salesforce.refresh_token");
    let places = [
        ("crm.salesforce.url", url.is_some(), "Write the organization's My Domain address."),
        ("crm.salesforce.client_id", client_id.is_some(), "Copy it from the connected app."),
        (
            "crm.salesforce.client_secret",
            client_secret.is_some(),
            "Copy it from the connected app.",
        ),
    ];
    for (key, there, advice) in places {
        if needed && !there && !from.is_rejected(key) {
            from.reject(key, "crm.vendor salesforce needs it.", advice);
        }
    }
    let (client_id, client_secret) = (client_id?, client_secret?);
    let app = Credentials { client_id, client_secret, refresh_token };
    Some(CrmVendor::Salesforce { url: url?, app })
}

#[derive(Clone, Copy)]
enum Wish {
    None,
    Zoho,
    HubSpot,
    Salesforce,
}

impl Choice for Wish {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("none", Self::None),
        ("zoho", Self::Zoho),
        ("hubspot", Self::HubSpot),
        ("salesforce", Self::Salesforce),
    ];
}
