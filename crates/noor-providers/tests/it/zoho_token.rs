//! One token for everybody, asked for as seldom as can be.

use std::time::Duration;

use futures::future::join_all;
use noor_core::clock::Clock as _;
use noor_providers::error::ProviderError;
use noor_providers::inventory::Inventory as _;
use noor_providers::zoho::vault::{MemoryVault, TokenVault as _};
use noor_sim::{Effect, Fault, ZOHO_CLIENT_SECRET, ZOHO_REFRESH_TOKEN, ZohoBehaviour};
use serde_json::json;
use uuid::Uuid;

use crate::zoho_account::{Account, ITEMS, stocked};

const AN_ITEM: &str = "90001";

fn wait(error: &ProviderError) -> Duration {
    match error {
        ProviderError::Unavailable { retry_after, .. } => retry_after.unwrap(),
        ProviderError::Unconfirmed { .. } | ProviderError::Refused { .. } => panic!("{error}"),
    }
}

fn code(error: &ProviderError) -> &str {
    match error {
        ProviderError::Refused { code, .. } => code,
        ProviderError::Unavailable { .. } | ProviderError::Unconfirmed { .. } => panic!("{error}"),
    }
}

#[tokio::test]
async fn fifty_calls_of_five_processes_at_once_cost_one_token() {
    let account = Account::start(stocked(2)).await;
    account.sim.faults().add(Fault::always("zoho.token", Effect::Delay { ms: 300 }));
    let processes: Vec<_> = (0..5).map(|_| account.inventory()).collect();
    let ids = [AN_ITEM.to_owned()];
    let calls = processes.iter().flat_map(|process| (0..10).map(|_| process.now(&ids)));
    for found in join_all(calls).await {
        assert_eq!(found.unwrap()[0].stock, Some(1));
    }
    assert_eq!(account.tokens_asked(), 1);
    assert_eq!(account.sim.requests().count("zoho.details"), 50);
    let asked = &account.sim.requests().of("zoho.token")[0];
    assert!(!asked.path.contains('?'), "nothing stands in the address: {}", asked.path);
}

#[tokio::test]
async fn a_token_is_used_until_a_minute_before_its_end() {
    let account = Account::start(stocked(1)).await;
    let auth = account.auth();
    auth.token().await.unwrap();
    account.passes(Duration::from_secs(3_530));
    auth.token().await.unwrap();
    assert_eq!(account.tokens_asked(), 1);
    account.passes(Duration::from_secs(20));
    auth.token().await.unwrap();
    account.auth().token().await.unwrap();
    assert_eq!(account.tokens_asked(), 2);
}

#[tokio::test]
async fn a_revoked_refresh_token_is_tried_once_and_then_there_is_silence() {
    let account = Account::start(stocked(2)).await;
    account.sim.zoho().revoke(ZOHO_REFRESH_TOKEN);
    let auth = account.auth();
    let error = auth.token().await.unwrap_err();
    assert_eq!(code(&error), "invalidcode");
    assert!(error.to_string().contains("make a new one"), "{error}");
    for _ in 0..20 {
        assert_eq!(code(&auth.token().await.unwrap_err()), "invalidcode");
        assert_eq!(code(&account.auth().token().await.unwrap_err()), "invalidcode");
    }
    let ids = [AN_ITEM.to_owned()];
    let error = account.inventory().now(&ids).await.unwrap_err();
    assert_eq!((code(&error), account.quota.booked()), ("invalidcode", 0));
    assert_eq!(account.tokens_asked(), 1);

    auth.try_again().await.unwrap();
    auth.token().await.unwrap_err();
    assert_eq!(account.tokens_asked(), 2, "a person may ask again");
    let renewed = account.sim.zoho().grant("ZohoInventory.items.READ");
    account.auth_with(&renewed).token().await.unwrap();
}

#[tokio::test]
async fn another_data_centre_is_a_persons_business_too() {
    let account = Account::start(Vec::new()).await;
    let elsewhere = ZohoBehaviour { wrong_data_centre: true, ..ZohoBehaviour::default() };
    account.sim.zoho().set_behaviour(elsewhere);
    let error = account.auth().token().await.unwrap_err();
    assert_eq!(code(&error), "invalidclient");
    assert!(error.to_string().contains("data centre"), "{error}");
}

#[tokio::test]
async fn a_throttle_is_answered_with_a_quarter_of_an_hour_of_silence_whatever_its_status() {
    for status in [200, 400] {
        let account = Account::start(Vec::new()).await;
        let body = json!({ "error": "Access Denied", "status": "failure" });
        let denied = Effect::Status { status, body: Some(body), retry_after: None, done: false };
        account.sim.faults().add(Fault::times("zoho.token", 1, denied));
        let auth = account.auth();
        let left = wait(&auth.token().await.unwrap_err());
        assert_eq!(left, Duration::from_mins(15));
        account.passes(Duration::from_mins(14));
        let left = wait(&account.auth().token().await.unwrap_err());
        assert!(left <= Duration::from_mins(1), "{left:?}");
        auth.token().await.unwrap_err();
        assert_eq!(account.tokens_asked(), 1);
        account.passes(Duration::from_mins(1));
        auth.token().await.unwrap();
        assert_eq!(account.tokens_asked(), 2);
    }
}

#[tokio::test]
async fn passing_failures_are_waited_out_longer_and_longer() {
    let status = |status, body| Effect::Status { status, body, retry_after: None, done: false };
    let effects = [
        status(500, None),
        status(200, Some(json!({ "error": "general_error" }))),
        status(200, Some(json!({ "token_type": "Bearer" }))),
        Effect::HtmlBody { status: 200 },
        Effect::ResetAfter,
        Effect::TruncatedBody,
    ];
    let account = Account::start(Vec::new()).await;
    let auth = account.auth();
    for (n, effect) in effects.into_iter().enumerate() {
        account.sim.faults().add(Fault::times("zoho.token", 1, effect.clone()));
        let pause = wait(&auth.token().await.unwrap_err());
        assert_eq!(pause, Duration::from_secs(5 << n), "{effect:?}");
        auth.token().await.unwrap_err();
        account.auth().token().await.unwrap_err();
        assert_eq!(account.tokens_asked(), n as u64 + 1, "{effect:?}");
        account.passes(pause);
    }
    auth.token().await.unwrap();
}

#[tokio::test]
async fn a_dead_token_is_replaced_once_for_all_processes() {
    let account = Account::start(stocked(2)).await;
    let (one, other) = (account.inventory(), account.inventory());
    let ids = [AN_ITEM.to_owned()];
    one.now(&ids).await.unwrap();
    other.now(&ids).await.unwrap();
    for status in [401, 400] {
        let how = ZohoBehaviour { code_57_status: status, ..ZohoBehaviour::default() };
        account.sim.zoho().set_behaviour(how);
        account.sim.zoho().kill_tokens();
        let before = account.tokens_asked();
        for process in [&one, &other] {
            assert_eq!(process.now(&ids).await.unwrap()[0].stock, Some(1));
        }
        assert_eq!(account.tokens_asked(), before + 1, "the other one's new token is taken over");
    }
}

#[tokio::test]
async fn a_missing_scope_is_not_mended_with_tokens() {
    let account = Account::start(stocked(2)).await;
    let narrow = account.sim.zoho().grant("ZohoInventory.contacts.READ");
    let inventory = account.inventory_of(account.auth_with(&narrow), &ITEMS);
    let ids = [AN_ITEM.to_owned()];
    for _ in 0..10 {
        let error = inventory.now(&ids).await.unwrap_err();
        assert_eq!(code(&error), "scope");
        assert!(error.to_string().contains("inventory items"), "{error}");
    }
    assert_eq!(account.tokens_asked(), 2);
    account.passes(Duration::from_mins(11));
    inventory.now(&ids).await.unwrap_err();
    assert_eq!(account.tokens_asked(), 3, "somebody may have mended it");
}

#[tokio::test]
async fn calls_do_not_go_wherever_an_answer_says() {
    let account = Account::start(stocked(2)).await;
    let elsewhere = ZohoBehaviour {
        api_domain: Some("https://www.zohoapis.eu.example.com".to_owned()),
        ..ZohoBehaviour::default()
    };
    account.sim.zoho().set_behaviour(elsewhere);
    let token = account.auth().token().await.unwrap();
    assert_eq!(token.api(), account.sim.zoho_api_url());
    let named = ZohoBehaviour {
        api_domain: Some("http://127.0.0.1:9/zoho".to_owned()),
        ..ZohoBehaviour::default()
    };
    account.sim.zoho().set_behaviour(named);
    account.passes(Duration::from_hours(1));
    assert_eq!(account.auth().token().await.unwrap().api(), "http://127.0.0.1:9/zoho");
}

#[tokio::test]
async fn the_reservation_of_a_process_that_died_ends() {
    let account = Account::start(Vec::new()).await;
    let auth = account.auth();
    let (dead, now) = (Uuid::from_u128(7), account.clock.now());
    let until = now + Duration::from_secs(1);
    assert!(account.vault.lock(auth.account(), dead, now, until).await.unwrap());
    auth.token().await.unwrap();
    assert!(account.clock.now() >= until);
    assert_eq!(account.tokens_asked(), 1);
}

#[tokio::test]
async fn a_call_that_is_given_up_does_not_shut_out_the_next() {
    let account = Account::start(stocked(2)).await;
    account.sim.faults().add(Fault::times("zoho.token", 1, Effect::Delay { ms: 60_000 }));
    let inventory = account.inventory();
    let ids = [AN_ITEM.to_owned()];
    let hurried = tokio::time::timeout(Duration::from_millis(200), inventory.now(&ids)).await;
    assert!(hurried.is_err());
    let next = tokio::time::timeout(Duration::from_secs(5), inventory.now(&ids)).await;
    assert_eq!(next.unwrap().unwrap()[0].stock, Some(1));
    assert_eq!(account.tokens_asked(), 2);
}

#[tokio::test]
async fn only_the_owner_releases_and_only_the_same_token_is_forgotten() {
    let vault = MemoryVault::default();
    let account = Account::start(Vec::new()).await;
    let now = account.clock.now();
    let later = now + Duration::from_secs(20);
    let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    assert!(vault.lock("a", one, now, later).await.unwrap());
    vault.unlock("a", other).await.unwrap();
    assert!(!vault.lock("a", other, now, later).await.unwrap());
    vault.unlock("a", one).await.unwrap();
    assert!(vault.lock("a", other, now, later).await.unwrap());

    account.auth().token().await.unwrap();
    let name = account.auth().account().to_owned();
    let kept = account.vault.load(&name).await.unwrap().token.unwrap();
    assert!(!account.vault.forget(&name, &"another".into()).await.unwrap());
    assert!(account.vault.forget(&name, &kept.secret).await.unwrap());
    assert!(account.vault.load(&name).await.unwrap().token.is_none());
}

#[tokio::test]
async fn secrets_are_nowhere_to_be_read() {
    let account = Account::start(Vec::new()).await;
    let auth = account.auth();
    let token = auth.token().await.unwrap();
    let told = format!("{auth:?} {token:?} {:?} {}", account.vault, auth.account());
    for secret in [ZOHO_CLIENT_SECRET, ZOHO_REFRESH_TOKEN, "access_token", "1000.simulator"] {
        assert!(!told.contains(secret), "{secret} in {told}");
    }
}
