//! Zoho Inventory's items, with everything that goes wrong on the way.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;

use futures::future::join_all;
use noor_providers::error::ProviderError;
use noor_providers::inventory::{Inventory as _, Item, ItemWalk};
use noor_sim::{Effect, Fault, ZohoBehaviour, ZohoItem, ZohoLimits};
use serde_json::json;

use crate::zoho_account::{Account, EndProducts, ITEMS, at, stocked};

async fn walk(account: &Account) -> Result<ItemWalk, ProviderError> {
    account.inventory().walk(None, &|_, _| {}).await
}

fn skus(items: &[Item]) -> Vec<&str> {
    items.iter().map(|item| item.sku.as_str()).collect()
}

fn wait(error: &ProviderError) -> Duration {
    match error {
        ProviderError::Unavailable { retry_after, .. } => retry_after.unwrap(),
        ProviderError::Unconfirmed { .. } | ProviderError::Refused { .. } => panic!("{error}"),
    }
}

#[tokio::test]
async fn all_items_are_walked_page_by_page() {
    let account = Account::start(stocked(450)).await;
    let told = Mutex::new(Vec::new());
    let progress = |read, expected| told.lock().unwrap().push((read, expected));
    let walk = account.inventory().walk(None, &progress).await.unwrap();
    assert!(walk.complete);
    assert_eq!((walk.items.len(), walk.rejected.len()), (450, 0));
    let expected = Item {
        id: "90007".to_owned(),
        sku: "KX 7".to_owned(),
        stock: Some(7),
        offered: true,
        modified_at: Some(at(7)),
    };
    assert_eq!(walk.items[7], expected);
    assert_eq!(told.into_inner().unwrap(), [(200, None), (400, None), (450, None)]);
    assert_eq!(account.sim.requests().count("zoho.items"), 3);
}

#[tokio::test]
async fn one_shop_in_every_spelling() {
    let account = Account::start(stocked(3)).await;
    account.sim.zoho().amend("KX 0", |item| item.tracked = false);
    account.sim.zoho().amend("KX 1", |item| item.stock.physical = -4.0);
    let plain = walk(&account).await.unwrap();
    let stock: Vec<_> = plain.items.iter().map(|item| item.stock).collect();
    assert_eq!(stock, [None, Some(0), Some(2)]);
    let odd = ZohoBehaviour {
        numbers_as_strings: true,
        ids_as_ints: true,
        empty_strings: false,
        colon_offsets: true,
        untracked_stock_keys: true,
        for_sale_in_lists: true,
        ..ZohoBehaviour::default()
    };
    account.sim.zoho().set_behaviour(odd);
    assert_eq!(walk(&account).await.unwrap(), plain);
    let ids: Vec<_> = plain.items.iter().map(|item| item.id.clone()).collect();
    assert_eq!(account.inventory().now(&ids).await.unwrap(), plain.items);
}

#[tokio::test]
async fn a_walk_never_believes_that_a_broken_list_is_all() {
    let cases = [
        ("no context", ZohoBehaviour { omit_page_context: true, ..ZohoBehaviour::default() }, 200),
        ("a repeat", ZohoBehaviour { repeat_page: Some(2), ..ZohoBehaviour::default() }, 200),
        ("a lost page", ZohoBehaviour { lose_page: Some(2), ..ZohoBehaviour::default() }, 200),
    ];
    let account = Account::start(stocked(450)).await;
    for (case, behaviour, read) in cases {
        account.sim.zoho().set_behaviour(behaviour);
        let walk = walk(&account).await.unwrap();
        assert_eq!((walk.complete, walk.items.len()), (false, read), "{case}");
    }
    account.sim.zoho().set_behaviour(ZohoBehaviour::default());
    let effects = [
        Effect::HtmlBody { status: 200 },
        Effect::TruncatedBody,
        Effect::ResetAfter,
        Effect::Status { status: 500, body: None, retry_after: None, done: false },
        Effect::Status {
            status: 200,
            body: Some(json!({ "code": 1000, "message": "Internal Error" })),
            retry_after: None,
            done: false,
        },
    ];
    for effect in effects {
        let fault = Fault { skip: 1, ..Fault::always("zoho.items", effect.clone()) };
        account.sim.faults().add(fault);
        let half = walk(&account).await.unwrap();
        assert_eq!((half.complete, half.items.len()), (false, 200), "{effect:?}");
        account.sim.faults().clear();
        account.sim.faults().add(Fault::always("zoho.items", effect.clone()));
        let nothing = walk(&account).await;
        assert!(matches!(nothing, Err(ProviderError::Unavailable { .. })), "{effect:?}");
        account.sim.faults().clear();
    }
    assert!(walk(&account).await.unwrap().complete);
}

#[tokio::test]
async fn a_page_that_fails_for_a_moment_is_asked_again() {
    let account = Account::start(stocked(450)).await;
    let patient = account.inventory().with_pauses(vec![Duration::from_millis(1); 2]);
    let effect = Effect::HtmlBody { status: 200 };
    account.sim.faults().add(Fault { skip: 1, ..Fault::times("zoho.items", 2, effect) });
    let walk = patient.walk(None, &|_, _| {}).await.unwrap();
    assert_eq!((walk.complete, walk.items.len()), (true, 450));
    assert_eq!(account.sim.requests().count("zoho.items"), 5);
}

#[tokio::test]
async fn only_what_changed_is_taken_even_from_a_list_that_passes_over_filters() {
    let account = Account::start(stocked(1_000)).await;
    // Ten minutes earlier than asked for.
    let since = at(1_550);
    let changed = async || {
        let walk = account.inventory().walk(Some(since), &|_, _| {}).await.unwrap();
        assert!(walk.complete);
        (walk.items.len(), walk.items[0].sku.clone())
    };
    assert_eq!(changed().await, (50, "KX 950".to_owned()));
    assert_eq!(account.sim.requests().count("zoho.items"), 1);
    let ignored_filters = BTreeSet::from(["*".to_owned()]);
    account.sim.zoho().set_behaviour(ZohoBehaviour { ignored_filters, ..ZohoBehaviour::default() });
    assert_eq!(changed().await, (50, "KX 950".to_owned()));
}

#[tokio::test]
async fn each_code_is_one_item_and_the_others_are_told() {
    let item = |id: u32, sku: &str, active: bool| ZohoItem {
        active,
        created_at: at(id),
        ..ZohoItem::new(id.to_string(), sku, 1.0)
    };
    let nameless = ZohoItem { sku: None, created_at: at(9), ..item(9, "Stool", true) };
    let items = vec![
        item(1, "CH 145 black", false),
        item(2, "ch-145/BLACK", true),
        item(3, "СН145 black", true),
        item(4, "- -", true),
        item(5, "DX 1", false),
        item(6, "dx 1", false),
        nameless,
    ];
    let account = Account::start(items).await;
    let walk = walk(&account).await.unwrap();
    assert!(walk.complete);
    assert_eq!(skus(&walk.items), ["ch-145/BLACK", "DX 1"]);
    assert_eq!((walk.items[0].offered, walk.items[1].offered), (true, false));
    let told: Vec<_> = walk.rejected.iter().map(|(at, why)| format!("{at}: {why}")).collect();
    assert_eq!(
        told,
        [
            "CH 145 black (item 1): sku: CH 145 black is also that of ch-145/BLACK (item 2)",
            "СН145 black (item 3): sku: СН145 black is also that of ch-145/BLACK (item 2)",
            "- - (item 4): sku: is missing",
            "dx 1 (item 6): sku: dx 1 is also that of DX 1 (item 5)",
            "Stool (item 9): sku: is missing",
        ]
    );
}

#[tokio::test]
async fn parts_are_not_offered() {
    let mut items = stocked(3);
    for (item, end_product) in items.iter_mut().zip([Some(true), Some(false), None]) {
        item.custom =
            end_product.map(|yes| ("cf_end_product".to_owned(), json!(yes))).into_iter().collect();
    }
    let account = Account::start(items).await;
    for (required, expected) in [(true, [true, false, false]), (false, [true, false, true])] {
        let told = EndProducts { field: Some("cf_end_product"), required };
        let inventory = account.inventory_of(account.auth(), &told);
        let walk = inventory.walk(None, &|_, _| {}).await.unwrap();
        let offered: Vec<_> = walk.items.iter().map(|item| item.offered).collect();
        assert_eq!(offered, expected);
        let ids: Vec<_> = walk.items.iter().map(|item| item.id.clone()).collect();
        assert_eq!(inventory.now(&ids).await.unwrap(), walk.items, "an item's page says the same");
    }
}

#[tokio::test]
async fn figures_of_now_take_one_call_for_a_hundred_items() {
    let account = Account::start(stocked(250)).await;
    let inventory = account.inventory();
    assert!(inventory.now(&[]).await.unwrap().is_empty());
    assert_eq!(account.quota.booked(), 0);
    let mut ids: Vec<String> = (0..250).rev().map(|n| (90_000 + n).to_string()).collect();
    account.sim.zoho().amend("KX 249", |item| item.stock.committed = 9.0);
    account.sim.zoho().set_stock("KX 3", 33.7);
    let found = inventory.now(&ids).await.unwrap();
    assert_eq!(account.quota.booked(), 3);
    assert_eq!((found.len(), found[0].sku.as_str()), (250, "KX 249"));
    assert_eq!(found[0].stock, Some(240), "what is promised to others is not there");
    assert_eq!(found[246].stock, Some(33));

    ids.extend(["1", "90003", "", "90001,90002", "abc"].map(str::to_owned));
    for strict in [false, true] {
        let how = ZohoBehaviour { unknown_ids_refuse: strict, ..ZohoBehaviour::default() };
        account.sim.zoho().set_behaviour(how);
        assert_eq!(inventory.now(&ids).await.unwrap(), found, "unknown ids are left out");
    }
    let absent = ZohoBehaviour { item_details: false, ..ZohoBehaviour::default() };
    account.sim.zoho().set_behaviour(absent);
    let error = inventory.now(&ids).await.unwrap_err();
    assert!(matches!(&error, ProviderError::Refused { code, .. } if code == "5"), "{error}");
}

#[tokio::test]
async fn nobody_calls_while_the_organization_is_blocked() {
    let account = Account::start(stocked(2)).await;
    let limits = ZohoLimits { per_minute: Some(3), block_seconds: 50, ..ZohoLimits::default() };
    account.sim.zoho().set_limits(limits);
    let (one, other) = (account.inventory(), account.inventory());
    let ids = ["90001".to_owned()];
    for _ in 0..3 {
        one.now(&ids).await.unwrap();
    }
    assert_eq!(wait(&one.now(&ids).await.unwrap_err()), Duration::from_mins(1));
    assert_eq!(account.sim.requests().count("zoho.details"), 4);
    account.passes(Duration::from_secs(59));
    for process in [&one, &other] {
        assert!(wait(&process.now(&ids).await.unwrap_err()) <= Duration::from_secs(1));
        assert!(process.walk(None, &|_, _| {}).await.is_err());
    }
    let asked = |route| account.sim.requests().count(route);
    assert_eq!((asked("zoho.details"), asked("zoho.items")), (4, 0), "silence during the block");
    account.passes(Duration::from_secs(1));
    one.now(&ids).await.unwrap();

    let body = Some(json!({ "code": 44, "message": "blocked" }));
    let blocked = Effect::Status { status: 429, body, retry_after: Some(70), done: false };
    account.sim.faults().add(Fault::times("zoho.details", 5, blocked));
    for _ in 0..5 {
        let pause = wait(&one.now(&ids).await.unwrap_err());
        account.passes(pause);
    }
    let seconds: Vec<_> = account.quota.blocks().iter().map(Duration::as_secs).collect();
    assert_eq!(seconds, [60, 70, 140, 280, 560, 600], "each block is waited out longer");
    one.now(&ids).await.unwrap();
}

#[tokio::test]
async fn calls_that_meet_the_same_block_count_it_once() {
    let account = Account::start(stocked(2)).await;
    let inventory = account.inventory();
    let ids = ["90001".to_owned()];
    inventory.now(&ids).await.unwrap();
    account.sim.zoho().set_limits(ZohoLimits { per_minute: Some(1), ..ZohoLimits::default() });
    account.sim.faults().add(Fault::always("zoho.details", Effect::Delay { ms: 200 }));
    for error in join_all((0..8).map(|_| inventory.now(&ids))).await {
        assert_eq!(wait(&error.unwrap_err()), Duration::from_mins(1));
    }
    assert_eq!(account.quota.blocks(), [Duration::from_mins(1); 8]);
}

#[tokio::test]
async fn a_day_without_calls_left_is_waited_out() {
    let account = Account::start(stocked(2)).await;
    let limits = ZohoLimits { per_day: Some(1), ..ZohoLimits::default() };
    account.sim.zoho().set_limits(limits);
    let inventory = account.inventory();
    let ids = ["90001".to_owned()];
    inventory.now(&ids).await.unwrap();
    account.passes(Duration::from_hours(4));
    let left = wait(&inventory.now(&ids).await.unwrap_err());
    let hours = Duration::from_mins(19 * 60 + 59)..=Duration::from_hours(20);
    assert!(hours.contains(&left), "{left:?}");
    inventory.now(&ids).await.unwrap_err();
    assert_eq!(account.sim.requests().count("zoho.details"), 2);
}

#[tokio::test]
async fn too_many_calls_at_once_are_told_without_a_block() {
    let account = Account::start(stocked(2)).await;
    account.sim.zoho().set_limits(ZohoLimits { parallel: Some(0), ..ZohoLimits::default() });
    let ids = ["90001".to_owned()];
    let pause = wait(&account.inventory().now(&ids).await.unwrap_err());
    assert!(pause < Duration::from_secs(2), "{pause:?}");
    assert!(account.quota.blocks().is_empty());
}

#[tokio::test]
async fn a_call_that_hangs_is_given_up() {
    let account = Account::start(stocked(2)).await;
    account.sim.faults().add(Fault::always("zoho.details", Effect::HangAfter { ms: 60_000 }));
    let ids = ["90001".to_owned()];
    let error = account.inventory().now(&ids).await.unwrap_err();
    assert!(matches!(error, ProviderError::Unavailable { retry_after: None, .. }), "{error:?}");
}

#[tokio::test]
async fn a_wrong_organization_is_a_persons_business() {
    let account = Account::start(stocked(2)).await;
    let body = json!({ "code": 6041, "message": "This user is not associated with …" });
    for status in [200, 400] {
        let body = Some(body.clone());
        let effect = Effect::Status { status, body, retry_after: None, done: false };
        account.sim.faults().add(Fault::times("zoho.items", 1, effect));
        let error = account.inventory_of(account.auth(), &ITEMS).walk(None, &|_, _| {}).await;
        let error = error.unwrap_err();
        assert!(
            matches!(&error, ProviderError::Refused { code, .. } if code == "6041"),
            "{status}: {error}"
        );
    }
}
