//! Salesforce on its bad days.

use std::time::Duration;

use futures::future::join_all;
use noor_providers::crm::salesforce::Options;
use noor_providers::crm::{Crm as _, CrmError, NewContact, Note, Parent, Stage};
use noor_providers::error::ProviderError;
use noor_sim::{Effect, Fault, SalesforceBehaviour, SalesforceLimits};
use serde_json::json;

use super::salesforce::{code, credentials, crm_of, options, shop, start};
use super::{CHAT, desks, sara};

fn error_of(status: u16, code: &str, message: &str) -> Effect {
    let body = json!([{ "message": message, "errorCode": code, "fields": [] }]);
    Effect::Status { status, body: Some(body), retry_after: None, done: false }
}

fn wait(error: &CrmError) -> Duration {
    match error {
        CrmError::Provider(ProviderError::Unavailable { retry_after, .. }) => retry_after.unwrap(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn when_the_days_calls_are_used_up_nobody_calls_for_a_while() {
    let (account, crm, buyer) = shop().await;
    let made = account.quota.booked();
    account.sim.salesforce().set_limits(SalesforceLimits { per_day: Some(made + 1) });
    assert!(crm.contact(&buyer).await.unwrap().is_some());
    let error = crm.create_deal(&desks("NR-1", &buyer)).await.unwrap_err();
    assert_eq!(wait(&error), Duration::from_mins(15));
    let before = account.sim.requests().count("salesforce.record");
    assert!(wait(&crm.contact(&buyer).await.unwrap_err()) > Duration::from_mins(14));
    assert_eq!(account.sim.requests().count("salesforce.record"), before, "not one call");
    account.passes(Duration::from_hours(25));
    assert!(crm.contact(&buyer).await.unwrap().is_some());
    assert!(account.sim.salesforce().records("Opportunity").is_empty());
}

#[tokio::test]
async fn too_many_long_calls_are_a_moments_pause() {
    let (account, crm, buyer) = shop().await;
    let crowd = error_of(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded.");
    let many = Effect::Status { status: 429, body: None, retry_after: Some(30), done: false };
    let named = error_of(429, "TOO_MANY_REQUESTS", "Slow down");
    for (effect, least) in [(crowd, 10), (many, 30), (named, 10)] {
        account.sim.faults().add(Fault::times("salesforce.record", 1, effect));
        let error = crm.contact(&buyer).await.unwrap_err();
        assert_eq!(wait(&error), Duration::from_secs(least));
        account.passes(Duration::from_secs(least + 1));
        assert!(crm.contact(&buyer).await.unwrap().is_some());
    }
    assert_eq!(account.quota.blocks().len(), 3);
}

#[tokio::test]
async fn a_record_that_somebody_is_changing_is_for_later() {
    let (account, crm, buyer) = shop().await;
    let id = crm.create_deal(&desks("NR-1", &buyer)).await.unwrap();
    let salesforce = account.sim.salesforce();
    for locked in [&buyer, &id] {
        salesforce.lock(locked);
    }
    let note = Note { key: "k".to_owned(), title: "T".to_owned(), text: "x".to_owned() };
    assert!(crm.move_deal(&id, &Stage::InWork).await.unwrap_err().is_passing());
    assert!(crm.create_deal(&desks("NR-2", &buyer)).await.unwrap_err().is_passing());
    let parent = Parent::Deal(id.clone());
    assert!(crm.add_note(&parent, &note).await.unwrap_err().is_passing());
    assert!(account.quota.blocks().is_empty(), "others may call");
    salesforce.unlock();
    crm.move_deal(&id, &Stage::InWork).await.unwrap();
    crm.add_note(&parent, &note).await.unwrap();
}

#[tokio::test]
async fn a_dead_token_is_replaced_and_reading_goes_on_but_a_write_is_the_callers() {
    for refresh_token in [Some(noor_sim::SALESFORCE_REFRESH_TOKEN), None] {
        let (account, _, buyer) = shop().await;
        let own = Options { credentials: credentials(refresh_token), ..options(&account) };
        let crm = crm_of(&account, own);
        assert!(crm.contact(&buyer).await.unwrap().is_some());
        let before = account.sim.requests().count("salesforce.token");
        account.sim.salesforce().kill_sessions();
        assert!(crm.contact(&buyer).await.unwrap().is_some());
        account.sim.salesforce().kill_sessions();
        // The fields of deals are read first, and that goes on.
        crm.create_deal(&desks("NR-1", &buyer)).await.unwrap();
        account.sim.salesforce().kill_sessions();
        let written = crm.create_deal(&desks("NR-2", &buyer)).await.unwrap_err();
        assert!(written.is_passing(), "{written:?}");
        crm.create_deal(&desks("NR-2", &buyer)).await.unwrap();
        assert_eq!(account.sim.requests().count("salesforce.token") - before, 3);
        assert_eq!(account.sim.salesforce().records("Opportunity").len(), 2);
    }
}

#[tokio::test]
async fn many_who_need_a_token_at_once_ask_once() {
    let (account, _, buyer) = shop().await;
    let crm = crm_of(&account, options(&account));
    let before = account.sim.requests().count("salesforce.token");
    account.sim.faults().add(Fault::always("salesforce.token", Effect::Delay { ms: 30 }));
    let all = join_all((0..50).map(|_| crm.contact(&buyer))).await;
    assert!(all.iter().all(|one| matches!(one, Ok(Some(_)))), "{all:?}");
    assert_eq!(account.sim.requests().count("salesforce.token") - before, 1);
    account.sim.salesforce().kill_sessions();
    let all = join_all((0..50).map(|_| crm.contact(&buyer))).await;
    assert!(all.iter().all(|one| matches!(one, Ok(Some(_)))), "{all:?}");
    assert_eq!(account.sim.requests().count("salesforce.token") - before, 2);
}

#[tokio::test]
async fn a_revoked_grant_is_for_a_person_and_asked_about_once() {
    let (account, crm, buyer) = shop().await;
    let before = account.sim.requests().count("salesforce.token");
    account.sim.salesforce().revoke();
    for _ in 0..3 {
        let error = crm.contact(&buyer).await.unwrap_err();
        assert_eq!(code(&error), "invalidgrant");
    }
    assert_eq!(account.sim.requests().count("salesforce.token") - before, 1);
    account.passes(Duration::from_mins(16));
    crm.contact(&buyer).await.unwrap_err();
    assert_eq!(account.sim.requests().count("salesforce.token") - before, 2);
    let mut wrong = credentials(None);
    wrong.client_secret = "wrong".into();
    let crm = crm_of(&account, Options { credentials: wrong, ..options(&account) });
    assert_eq!(code(&crm.contact(&buyer).await.unwrap_err()), "invalidclient");
}

#[tokio::test]
async fn a_token_endpoint_that_stumbles_is_asked_again_later() {
    let (account, crm) = start().await;
    let throttled = json!({ "error": "invalid_grant", "error_description": "login rate exceeded" });
    let throttled =
        Effect::Status { status: 400, body: Some(throttled), retry_after: None, done: false };
    for effect in [Effect::HtmlBody { status: 502 }, Effect::ResetBefore, throttled] {
        account.sim.faults().add(Fault::times("salesforce.token", 1, effect.clone()));
        let before = account.sim.requests().count("salesforce.token");
        for _ in 0..3 {
            let error = crm.create_contact(&sara()).await.unwrap_err();
            assert!(error.is_passing(), "{effect:?}: {error:?}");
        }
        assert_eq!(account.sim.requests().count("salesforce.token") - before, 1);
        account.passes(Duration::from_secs(6));
    }
    crm.create_contact(&sara()).await.unwrap();
}

#[tokio::test]
async fn a_new_token_that_is_not_accepted_is_a_setting_to_mend() {
    let (account, crm) = start().await;
    let rejected = error_of(401, "INVALID_SESSION_ID", "This session is not valid for use here");
    account.sim.faults().add(Fault::always("salesforce.describe", rejected));
    for _ in 0..3 {
        let error = crm.contact_by_phone(CHAT).await.unwrap_err();
        assert_eq!(code(&error), "session");
    }
    assert_eq!(account.sim.requests().count("salesforce.token"), 1);
    account.sim.faults().clear();
    account.passes(Duration::from_mins(2));
    crm.contact_by_phone(CHAT).await.unwrap();
}

#[tokio::test]
async fn a_token_for_a_strange_address_goes_nowhere() {
    let (account, crm) = start().await;
    let strange = Some("https://login.example.org".to_owned());
    account.sim.salesforce().set_behaviour(SalesforceBehaviour {
        instance_url: strange,
        ..SalesforceBehaviour::default()
    });
    let error = crm.contact_by_phone(CHAT).await.unwrap_err();
    assert_eq!(code(&error), "instance");
}

#[tokio::test]
async fn a_version_that_is_not_spoken_hides_nobody() {
    let (account, _, buyer) = shop().await;
    let options = Options { api_version: "v20.0".to_owned(), ..options(&account) };
    let crm = crm_of(&account, options);
    let error = crm.contact(&buyer).await.unwrap_err();
    assert!(error.to_string().contains("version"), "{error}");
    assert!(crm.misfits().await.is_err());
}

#[tokio::test]
async fn what_may_have_been_done_is_not_said_to_be_undone() {
    let (account, crm, buyer) = shop().await;
    let other = NewContact { phone: "0500000007".to_owned(), email: None, ..sara() };
    let effects = [
        Effect::HtmlBody { status: 200 },
        Effect::HtmlBody { status: 502 },
        Effect::ResetAfter,
        Effect::TruncatedBody,
        Effect::HangAfter { ms: 1_500 },
        error_of(500, "UNKNOWN_EXCEPTION", "An unexpected error occurred"),
        Effect::Status { status: 201, body: Some(json!({})), retry_after: None, done: false },
        Effect::Status { status: 200, body: Some(json!([])), retry_after: None, done: false },
    ];
    for (n, effect) in effects.into_iter().enumerate() {
        for route in ["salesforce.create", "salesforce.record", "salesforce.query"] {
            account.sim.faults().add(Fault::times(route, 1, effect.clone()));
        }
        let new = NewContact { name: Some(format!("Other {n}")), ..other.clone() };
        let written = crm.create_contact(&new).await.unwrap_err();
        assert!(written.is_unconfirmed(), "{effect:?}: {written:?}");
        let asked = crm.contact_by_phone(CHAT).await.unwrap_err();
        assert!(asked.is_passing(), "{effect:?}: {asked:?}");
        let read = crm.contact(&buyer).await.unwrap_err();
        assert!(read.is_passing(), "{effect:?}: {read:?}");
        account.sim.faults().clear();
    }
}

#[tokio::test]
async fn a_change_whose_answer_is_lost_is_asked_about_and_not_made_twice() {
    let (account, crm, buyer) = shop().await;
    let id = crm.create_deal(&desks("NR-1", &buyer)).await.unwrap();
    // The deal is read before it is changed.
    let fault = Fault { skip: 1, ..Fault::times("salesforce.record", 1, Effect::ResetAfter) };
    account.sim.faults().add(fault);
    let error = crm.move_deal(&id, &Stage::OnHold).await.unwrap_err();
    assert!(error.is_unconfirmed(), "{error:?}");
    crm.move_deal(&id, &Stage::OnHold).await.unwrap();
    let seen = account.sim.requests().of("salesforce.record");
    assert_eq!(seen.iter().filter(|request| request.method == "PATCH").count(), 1);
}

#[tokio::test]
async fn refusals_are_told_with_their_code_and_field() {
    let (account, crm) = start().await;
    let wrong = NewContact { email: Some("nobody".to_owned()), ..sara() };
    let error = crm.create_contact(&wrong).await.unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with("Salesforce refused (invalidemailaddress)"), "{text}");
    assert!(text.ends_with("(Email)"), "{text}");
    assert!(account.sim.salesforce().set_required("Contact", "Department"));
    let error = crm.create_contact(&sara()).await.unwrap_err();
    assert!(error.to_string().contains("(requiredfieldmissing)"), "{error}");
    assert!(error.to_string().contains("Department"), "{error}");
    for told in ["API_DISABLED_FOR_ORG", "INSUFFICIENT_ACCESS", "FUNCTIONALITY_NOT_ENABLED"] {
        let refusal = error_of(403, told, "no");
        account.sim.faults().add(Fault::times("salesforce.create", 1, refusal));
        let error = crm.create_contact(&sara()).await.unwrap_err();
        assert_eq!(code(&error), told.to_lowercase().replace('_', ""));
    }
    assert!(account.sim.salesforce().records("Contact").is_empty());
}
