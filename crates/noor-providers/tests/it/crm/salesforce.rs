//! The same promises kept by Salesforce: an organization, and clients of it.

use std::sync::Arc;
use std::time::Duration;

use noor_providers::crm::salesforce::{API_VERSION, Credentials, Options, SalesforceCrm};
use noor_providers::crm::{Attributes, Contacts, Crm as _, CrmError, FieldMap};
use noor_providers::error::ProviderError;
use noor_providers::wire;
use noor_sim::{
    SALESFORCE_CLIENT_ID, SALESFORCE_CLIENT_SECRET, SALESFORCE_REFRESH_TOKEN, SalesforceBehaviour,
};
use serde_json::Value;

use super::{sara, stages};
use crate::zoho_account::Account;

pub(super) fn options(account: &Account) -> Options {
    Options {
        base: account.sim.salesforce_url().parse().unwrap(),
        api_version: API_VERSION.to_owned(),
        credentials: credentials(Some(SALESFORCE_REFRESH_TOKEN)),
        home: "971".to_owned(),
        fields: FieldMap::default(),
        stages: stages(),
        record_type: None,
        timeout: Duration::from_millis(700),
    }
}

pub(super) fn credentials(refresh_token: Option<&str>) -> Credentials {
    Credentials {
        client_id: SALESFORCE_CLIENT_ID.to_owned(),
        client_secret: SALESFORCE_CLIENT_SECRET.into(),
        refresh_token: refresh_token.map(Into::into),
    }
}

pub(super) fn crm_of(account: &Account, options: Options) -> SalesforceCrm {
    let http = wire::client("test").unwrap();
    let quota = Arc::clone(&account.quota) as _;
    SalesforceCrm::new(http, quota, Arc::clone(&account.clock) as _, options)
}

pub(super) fn mapped(account: &Account, contact: Attributes, deal: Attributes) -> SalesforceCrm {
    crm_of(account, Options { fields: FieldMap { contact, deal }, ..options(account) })
}

pub(super) async fn start() -> (Account, SalesforceCrm) {
    let account = Account::start(vec![]).await;
    let crm = crm_of(&account, options(&account));
    (account, crm)
}

/// An organization in which a customer is known.
pub(super) async fn shop() -> (Account, SalesforceCrm, String) {
    let (account, crm) = start().await;
    let buyer = crm.create_contact(&sara()).await.unwrap().id().to_owned();
    (account, crm, buyer)
}

/// How an organization answers that turns down nothing as being there already.
pub(super) fn without_rule() -> SalesforceBehaviour {
    SalesforceBehaviour { duplicate_rule: false, ..SalesforceBehaviour::default() }
}

/// What stands in a field of the first record of an object.
pub(super) fn stored(account: &Account, object: &str, name: &str) -> Value {
    let first = account.sim.salesforce().records(object).into_iter().next().unwrap();
    first.fields.get(name).cloned().unwrap_or_default()
}

pub(super) fn one(contacts: &Contacts) -> &str {
    match contacts {
        Contacts::One(contact) => &contact.id,
        other => panic!("{other:?}"),
    }
}

/// The code of a refusal.
pub(super) fn code(error: &CrmError) -> &str {
    match error {
        CrmError::Provider(ProviderError::Refused { code, .. }) => code,
        other => panic!("{other:?}"),
    }
}
