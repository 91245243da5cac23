//! What every CRM promises, and what only one vendor does.

mod hubspot;
mod salesforce;
mod salesforce_contacts;
mod salesforce_deals;
mod salesforce_failures;
mod zoho_contacts;
mod zoho_context;
mod zoho_deals;
mod zoho_failures;

use std::sync::Arc;
use std::time::Duration;

use noor_providers::crm::zoho::{Options, ZohoCrm};
use noor_providers::crm::{Attributes, FieldMap, NewContact, NewDeal, Stage, StageKind, StageMap};
use noor_providers::wire;
use noor_providers::zoho::oauth::ZohoAuth;
use noor_sim::{CrmBehaviour, ZohoBehaviour};

use crate::zoho_account::Account;

/// A customer's number in full.
const PHONE: &str = "+971500000001";
/// As a messenger gives it.
const CHAT: &str = "971500000001";

/// The shop's names of the stages; it has none for `paid`.
fn stages() -> StageMap {
    let names = [
        (StageKind::NewLead, "New Lead"),
        (StageKind::InWork, "Negotiations"),
        (StageKind::OfferSent, "Offer sent"),
        (StageKind::OrderConfirmed, "Order confirmed"),
        (StageKind::Delivered, "Order collected/delivered"),
        (StageKind::OnHold, "ON HOLD"),
        (StageKind::Lost, "Closed Lost"),
    ];
    StageMap::new(names.map(|(kind, name)| (kind, name.to_owned())))
}

fn words<const N: usize>(pairs: [(&str, &str); N]) -> Attributes {
    pairs.into_iter().map(|(word, text)| (word.to_owned(), text.to_owned())).collect()
}

fn options() -> Options {
    Options {
        home: "971".to_owned(),
        fields: FieldMap::default(),
        stages: stages(),
        pipeline: Some("Standard (Standard)".to_owned()),
        timeout: Duration::from_millis(700),
    }
}

/// The CRM as one more process sees it.
fn crm(account: &Account) -> ZohoCrm {
    crm_of(account, account.auth(), options())
}

fn crm_of(account: &Account, auth: Arc<ZohoAuth>, options: Options) -> ZohoCrm {
    let http = wire::client("test").unwrap();
    let quota = Arc::clone(&account.quota) as _;
    ZohoCrm::new(http, auth, quota, Arc::clone(&account.clock) as _, options)
}

fn mapped(account: &Account, contact: Attributes, deal: Attributes) -> ZohoCrm {
    let fields = FieldMap { contact, deal };
    crm_of(account, account.auth(), Options { fields, ..options() })
}

/// An account whose CRM behaves like this.
async fn account(crm: CrmBehaviour) -> Account {
    let account = Account::start(vec![]).await;
    account.sim.zoho().set_behaviour(ZohoBehaviour { crm, ..ZohoBehaviour::default() });
    account
}

fn sara() -> NewContact {
    NewContact {
        phone: CHAT.to_owned(),
        name: Some("Sara Haddad".to_owned()),
        email: Some("sara@ridge.example".to_owned()),
        attributes: Attributes::new(),
    }
}

fn desks(reference: &str, contact_id: &str) -> NewDeal {
    NewDeal {
        reference: reference.to_owned(),
        title: "Falcon Ridge, 4 desks".to_owned(),
        contact_id: contact_id.to_owned(),
        stage: Stage::NewLead,
        amount: Some("12500.50".parse().unwrap()),
        closes_on: None,
        attributes: Attributes::new(),
    }
}
