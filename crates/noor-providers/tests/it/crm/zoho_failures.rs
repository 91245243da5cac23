//! Zoho CRM on its bad days.

use std::time::Duration;

use futures::future::join_all;
use noor_providers::crm::{Crm as _, CrmError};
use noor_providers::error::ProviderError;
use noor_sim::{
    CrmBehaviour, CrmLimits, Effect, Fault, ZOHO_REFRESH_TOKEN, ZohoContact, ZohoLimits,
};
use serde_json::json;

use super::{CHAT, PHONE, account, crm, desks, sara};
use crate::zoho_account::Account;

fn limit(account: &Account, crm: CrmLimits) {
    account.sim.zoho().set_limits(ZohoLimits { crm, ..ZohoLimits::default() });
}

fn wait(error: &CrmError) -> Duration {
    match error {
        CrmError::Provider(ProviderError::Unavailable { retry_after, .. }) => retry_after.unwrap(),
        other => panic!("{other:?}"),
    }
}

fn status(status: u16, code: &str, message: &str) -> Effect {
    let body = json!({ "code": code, "details": {}, "message": message, "status": "error" });
    Effect::Status { status, body: Some(body), retry_after: None, done: false }
}

#[tokio::test]
async fn when_the_credits_are_spent_nobody_calls_for_a_while() {
    let account = account(CrmBehaviour::default()).await;
    let id = account.sim.zoho().put_contact(ZohoContact::new("Sara", PHONE));
    limit(&account, CrmLimits { credits: Some(4), ..CrmLimits::default() });
    let crm = crm(&account);
    for _ in 0..3 {
        crm.contact(&id).await.unwrap();
    }
    let error = crm.create_contact(&sara()).await.unwrap_err();
    assert_eq!(wait(&error), Duration::from_mins(15));
    let before = account.sim.requests().count("zoho.crm.contacts.get");
    assert!(wait(&crm.contact(&id).await.unwrap_err()) > Duration::from_mins(14));
    assert_eq!(account.sim.requests().count("zoho.crm.contacts.get"), before, "not one call");
    assert_eq!(account.sim.zoho().contacts().len(), 1);
    account.passes(Duration::from_hours(25));
    assert!(crm.contact(&id).await.unwrap().is_some());
}

#[tokio::test]
async fn too_many_at_once_is_a_moments_pause_that_grows() {
    let account = account(CrmBehaviour::default()).await;
    let id = account.sim.zoho().put_contact(ZohoContact::new("Sara", PHONE));
    let crm = crm(&account);
    crm.contact(&id).await.unwrap();
    let crowd = status(
        429,
        "TOO_MANY_REQUESTS",
        "You have reached the maximum number of concurrent API calls",
    );
    account.sim.faults().add(Fault::times("zoho.crm.contacts.get", 3, crowd));
    let mut pauses = Vec::new();
    for _ in 0..3 {
        let pause = wait(&crm.contact(&id).await.unwrap_err());
        pauses.push(pause);
        account.passes(pause + Duration::from_millis(10));
    }
    assert!((1_000..1_500).contains(&pauses[0].as_millis()), "{pauses:?}");
    assert!((4_000..6_000).contains(&pauses[2].as_millis()), "{pauses:?}");
    assert!(crm.contact(&id).await.unwrap().is_some());
    assert_eq!(account.quota.blocks().len(), 3);
}

#[tokio::test]
async fn no_more_than_five_calls_are_open_at_the_same_time() {
    let account = account(CrmBehaviour::default()).await;
    let id = account.sim.zoho().put_contact(ZohoContact::new("Sara", PHONE));
    let crm = crm(&account);
    crm.contact(&id).await.unwrap();
    limit(&account, CrmLimits { parallel: Some(5), ..CrmLimits::default() });
    account.sim.faults().add(Fault::always("zoho.crm.*", Effect::Delay { ms: 20 }));
    let all = join_all((0..20).map(|_| crm.contact(&id))).await;
    assert!(all.iter().all(|one| matches!(one, Ok(Some(_)))), "{all:?}");
}

#[tokio::test]
async fn a_dead_token_is_replaced_and_reading_goes_on_but_a_write_is_the_callers() {
    let account = account(CrmBehaviour::default()).await;
    let id = account.sim.zoho().put_contact(ZohoContact::new("Other", "+971500000002"));
    let crm = crm(&account);
    crm.contact(&id).await.unwrap();
    account.sim.zoho().kill_tokens();
    assert!(crm.contact(&id).await.unwrap().is_some());
    account.sim.zoho().kill_tokens();
    let error = crm.create_contact(&sara()).await.unwrap_err();
    assert!(error.is_passing(), "{error:?}");
    assert_eq!(account.sim.zoho().contacts().len(), 1);
    crm.create_contact(&sara()).await.unwrap();
    assert_eq!(account.tokens_asked(), 3);
}

#[tokio::test]
async fn a_revoked_grant_is_for_a_person_and_asked_about_once() {
    let account = account(CrmBehaviour::default()).await;
    account.sim.zoho().revoke(ZOHO_REFRESH_TOKEN);
    let crm = crm(&account);
    for _ in 0..3 {
        let error = crm.contact_by_phone(CHAT).await.unwrap_err();
        let CrmError::Provider(ProviderError::Refused { code, .. }) = &error else {
            panic!("{error:?}")
        };
        assert_eq!(code, "invalidcode");
    }
    assert_eq!(account.tokens_asked(), 1);
}

#[tokio::test]
async fn a_missing_scope_is_for_a_person_and_costs_no_token() {
    for scope_status in [401, 403] {
        let account = account(CrmBehaviour { scope_status, ..CrmBehaviour::default() }).await;
        let zoho = account.sim.zoho();
        let buyer = zoho.put_contact(ZohoContact::new("Sara", PHONE));
        let scopes =
            "ZohoCRM.modules.contacts.READ,ZohoCRM.modules.deals.READ,ZohoCRM.settings.ALL";
        let auth = account.auth_with(&zoho.grant(scopes));
        let crm = super::crm_of(&account, auth, super::options());
        assert!(crm.contact(&buyer).await.unwrap().is_some());
        for _ in 0..2 {
            let error = crm.create_deal(&desks("NR-1", &buyer)).await.unwrap_err();
            assert!(
                matches!(&error, CrmError::Provider(ProviderError::Refused { code, .. })
                    if code == "scope"),
                "{error:?}"
            );
        }
        assert_eq!(account.tokens_asked(), 1);
    }
}

#[tokio::test]
async fn what_may_have_been_done_is_not_said_to_be_undone() {
    let account = account(CrmBehaviour::default()).await;
    let crm = crm(&account);
    let known = account.sim.zoho().put_contact(ZohoContact::new("Other", "+971500000002"));
    crm.contact(&known).await.unwrap();
    let effects = [
        Effect::HtmlBody { status: 200 },
        Effect::HtmlBody { status: 502 },
        Effect::ResetAfter,
        Effect::TruncatedBody,
        Effect::HangAfter { ms: 1_500 },
        status(500, "INTERNAL_ERROR", "internal"),
        Effect::Status { status: 204, body: None, retry_after: None, done: false },
        Effect::Status { status: 201, body: Some(json!({})), retry_after: None, done: false },
    ];
    for effect in effects {
        for route in ["zoho.crm.contacts.insert", "zoho.crm.contacts.get", "zoho.crm.coql"] {
            account.sim.faults().add(Fault::times(route, 1, effect.clone()));
        }
        let written = crm.create_contact(&sara()).await.unwrap_err();
        assert!(written.is_unconfirmed(), "{effect:?}: {written:?}");
        let silent = matches!(effect, Effect::Status { status: 204, .. });
        if !silent {
            let read = crm.contact(&known).await.unwrap_err();
            assert!(read.is_passing(), "{effect:?}: {read:?}");
            let asked = crm.contact_by_phone(CHAT).await.unwrap_err();
            assert!(asked.is_passing(), "{effect:?}: {asked:?}");
        }
        account.sim.faults().clear();
    }
}

#[tokio::test]
async fn refusals_are_told_with_their_code_and_field_whatever_the_status() {
    for failed_write_status in [400, 202, 200] {
        let behaviour = CrmBehaviour { failed_write_status, ..CrmBehaviour::default() };
        let account = account(behaviour).await;
        let crm = crm(&account);
        let mut wrong = sara();
        wrong.email = Some("nobody".to_owned());
        let error = crm.create_contact(&wrong).await.unwrap_err();
        let text = error.to_string();
        assert!(text.starts_with("Zoho CRM refused (invaliddata)"), "{text}");
        assert!(text.contains("(Email)"), "{text}");
        assert!(account.sim.zoho().contacts().is_empty());
    }
    let account = account(CrmBehaviour::default()).await;
    let crm = crm(&account);
    let row = json!({ "code": "RECORD_LOCKED", "status": "error", "message": "no", "details": {} });
    let mixed = json!({ "data": [row, { "code": "SUCCESS", "status": "success" }] });
    let mixed = Effect::Status { status: 207, body: Some(mixed), retry_after: None, done: false };
    account.sim.faults().add(Fault::times("zoho.crm.contacts.insert", 1, mixed));
    let error = crm.create_contact(&sara()).await.unwrap_err();
    assert!(error.to_string().contains("(recordlocked)"), "{error}");
    for code in ["NO_PERMISSION", "AUTHORIZATION_FAILED", "LIMIT_EXCEEDED"] {
        let effect = status(403, code, "no");
        account.sim.faults().add(Fault::times("zoho.crm.contacts.insert", 1, effect));
        let error = crm.create_contact(&sara()).await.unwrap_err();
        let told = code.to_lowercase().replace('_', "");
        assert!(
            matches!(&error, CrmError::Provider(ProviderError::Refused { code, .. })
                if *code == told),
            "{error:?}"
        );
    }
}
