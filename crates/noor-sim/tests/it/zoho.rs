//! The Zoho account as a client meets it: tokens, items, limits.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::future::join_all;
use noor_sim::{
    Effect, Fault, Options, Simulator, ZOHO_CLIENT_ID, ZOHO_CLIENT_SECRET, ZOHO_ORGANIZATION,
    ZOHO_REFRESH_TOKEN, ZohoBehaviour, ZohoItem, ZohoLimits, ZohoOptions,
};
use serde_json::{Value, json};

use crate::harness::{client, post_json, simulator};

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_700_000 + seconds, 0).unwrap()
}

/// `count` items of which every third is no end product, with one change a minute.
fn stocked(count: u32) -> Options {
    let item = |n: u32| ZohoItem {
        custom: [("cf_end_product".to_owned(), json!(!n.is_multiple_of(3)))].into(),
        created_at: at(i64::from(n)),
        modified_at: at(60 * i64::from(n)),
        ..ZohoItem::new((9_000 + n).to_string(), format!("KX {n:03}"), f64::from(n))
    };
    let zoho = ZohoOptions { items: (0..count).map(item).collect(), ..ZohoOptions::default() };
    Options { zoho, ..Options::default() }
}

/// Asks the OAuth server, with the right client unless the form says otherwise.
async fn ask(sim: &Simulator, form: &[(&str, &str)]) -> (u16, Value) {
    let url = format!("{}/oauth/v2/token", sim.zoho_accounts_url());
    let mut fields = vec![("client_id", ZOHO_CLIENT_ID), ("client_secret", ZOHO_CLIENT_SECRET)];
    fields.extend_from_slice(form);
    let body: String =
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let request = client().post(url).body(body);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

async fn refresh(sim: &Simulator, refresh_token: &str) -> (u16, Value) {
    ask(sim, &[("grant_type", "refresh_token"), ("refresh_token", refresh_token)]).await
}

async fn token(sim: &Simulator) -> String {
    let (_, answer) = refresh(sim, ZOHO_REFRESH_TOKEN).await;
    answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// Asks Zoho Inventory; the headers come back too.
async fn get(sim: &Simulator, token: &str, path: &str) -> (u16, Value, reqwest::header::HeaderMap) {
    let join = if path.contains('?') { '&' } else { '?' };
    let api = sim.zoho_api_url();
    let url = format!("{api}/inventory/v1{path}{join}organization_id={ZOHO_ORGANIZATION}");
    let request = client().get(url).header("authorization", format!("Zoho-oauthtoken {token}"));
    let answer = request.send().await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    (status, serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or_default(), headers)
}

fn skus(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|row| row["sku"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn tokens_are_given_for_codes_once_and_for_refresh_tokens_again_and_again() {
    let sim = simulator(Options::default()).await;
    let code = sim.zoho().issue_code("ZohoInventory.items.READ", Duration::from_mins(3));
    let form = [("grant_type", "authorization_code"), ("code", code.as_str())];
    let (status, first) = ask(&sim, &form).await;
    assert_eq!((status, &first["expires_in"]), (200, &json!(3_600)));
    assert_eq!(first["api_domain"], sim.zoho_api_url());
    assert_eq!(ask(&sim, &form).await, (200, json!({ "error": "invalid_code" })));

    let refresh_token = first["refresh_token"].as_str().unwrap();
    let (_, second) = refresh(&sim, refresh_token).await;
    assert!(second["access_token"].is_string() && second.get("refresh_token").is_none());
    assert_eq!(sim.zoho().live_tokens(), 2);

    let late = sim.zoho().issue_code("ZohoInventory.items.READ", Duration::from_mins(3));
    sim.clock().advance(Duration::from_mins(3));
    let (_, answer) = ask(&sim, &[("grant_type", "authorization_code"), ("code", &late)]).await;
    assert_eq!(answer["error"], "invalid_code");
}

#[tokio::test]
async fn the_oauth_server_refuses_with_status_200() {
    let sim = simulator(Options::default()).await;
    let renew = ("grant_type", "refresh_token");
    let right = ("refresh_token", ZOHO_REFRESH_TOKEN);
    let cases = [
        (vec![renew, ("refresh_token", "1000.wrong")], "invalid_code"),
        (vec![renew, right, ("client_id", "1000.OTHER")], "invalid_client"),
        (vec![renew, right, ("client_secret", "guessed")], "invalid_client_secret"),
        (vec![("grant_type", "password")], "unsupported_grant_type"),
    ];
    for (form, error) in cases {
        assert_eq!(ask(&sim, &form).await, (200, json!({ "error": error })), "{form:?}");
    }
    let elsewhere = ZohoBehaviour { wrong_data_centre: true, ..ZohoBehaviour::default() };
    sim.zoho().set_behaviour(elsewhere);
    assert_eq!(refresh(&sim, ZOHO_REFRESH_TOKEN).await.1["error"], "invalid_client");
}

#[tokio::test]
async fn the_eleventh_token_of_ten_minutes_is_denied_and_every_try_prolongs_it() {
    let sim = simulator(Options::default()).await;
    for _ in 0..10 {
        token(&sim).await;
    }
    let (status, denied) = refresh(&sim, ZOHO_REFRESH_TOKEN).await;
    assert_eq!((status, denied["error"].as_str()), (200, Some("Access Denied")));
    sim.clock().advance(Duration::from_mins(9));
    let bad = ZohoBehaviour { throttle_status: 400, ..ZohoBehaviour::default() };
    sim.zoho().set_behaviour(bad);
    for _ in 0..10 {
        assert_eq!(refresh(&sim, ZOHO_REFRESH_TOKEN).await.0, 400);
    }
    sim.clock().advance(Duration::from_mins(9));
    assert_eq!(refresh(&sim, ZOHO_REFRESH_TOKEN).await.0, 400, "the tries counted");
    sim.clock().advance(Duration::from_mins(10));
    token(&sim).await;
}

#[tokio::test]
async fn too_many_tokens_and_grants_drive_out_the_oldest() {
    let sim = simulator(stocked(1)).await;
    sim.zoho().set_behaviour(ZohoBehaviour { live_tokens: 2, ..ZohoBehaviour::default() });
    let tokens = [token(&sim).await, token(&sim).await, token(&sim).await];
    let alive = |n: usize| get(&sim, &tokens[n], "/items");
    assert_eq!((alive(0).await.0, alive(1).await.0, alive(2).await.0), (401, 200, 200));
    for _ in 0..20 {
        sim.zoho().grant("ZohoInventory.items.READ");
    }
    assert_eq!(refresh(&sim, ZOHO_REFRESH_TOKEN).await.1["error"], "invalid_code");
    assert_eq!(alive(2).await.0, 401, "its tokens went with it");
}

#[tokio::test]
async fn a_call_needs_the_right_header_a_living_token_its_scope_and_the_organization() {
    let sim = simulator(stocked(1)).await;
    let good = token(&sim).await;
    let url = format!("{}/inventory/v1/items?organization_id=", sim.zoho_api_url());
    let asks = async |header: Option<String>, organization: &str| {
        let request = client().get(format!("{url}{organization}"));
        let request = match header {
            Some(header) => request.header("authorization", header),
            None => request,
        };
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.json::<Value>().await.unwrap()["code"].as_u64())
    };
    let zoho = |token: &str| Some(format!("Zoho-oauthtoken {token}"));
    assert_eq!(asks(zoho(&good), ZOHO_ORGANIZATION).await, (200, Some(0)));
    assert_eq!(asks(zoho(&good), "17").await, (400, Some(6041)));
    assert_eq!(asks(None, ZOHO_ORGANIZATION).await, (401, Some(14)));
    assert_eq!(asks(Some(format!("Bearer {good}")), ZOHO_ORGANIZATION).await, (401, Some(14)));
    assert_eq!(asks(zoho("1000.dead"), ZOHO_ORGANIZATION).await, (401, Some(57)));
    let narrow = sim.zoho().grant("ZohoInventory.contacts.READ");
    let (_, answer) = refresh(&sim, &narrow).await;
    let narrow = zoho(answer["access_token"].as_str().unwrap());
    assert_eq!(asks(narrow, ZOHO_ORGANIZATION).await, (401, Some(57)));
    sim.clock().advance(Duration::from_hours(1));
    assert_eq!(asks(zoho(&good), ZOHO_ORGANIZATION).await, (401, Some(57)));
}

#[tokio::test]
async fn lists_have_pages_and_filters() {
    let sim = simulator(stocked(250)).await;
    let token = token(&sim).await;
    let (_, first, _) = get(&sim, &token, "/items").await;
    assert_eq!((skus(&first).len(), &first["page_context"]["has_more_page"]), (200, &json!(true)));
    let (_, second, _) = get(&sim, &token, "/items?page=2&per_page=500").await;
    assert_eq!((skus(&second).len(), skus(&second)[0]), (50, "KX 200"));
    assert_eq!(second["page_context"]["has_more_page"], false);

    let find = async |query: &str| {
        let (_, page, _) = get(&sim, &token, &format!("/items?{query}")).await;
        skus(&page).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(find("sku=KX+007").await, ["KX 007"]);
    assert_eq!(find("search_text=kx+11&sort_column=sku&sort_order=D").await.len(), 10);
    assert_eq!(find("cf_end_product=false&per_page=2").await, ["KX 000", "KX 003"]);
    let since = (at(60 * 248)).format("%Y-%m-%dT%H:%M:%S%%2B0000");
    assert_eq!(find(&format!("last_modified_time={since}")).await, ["KX 248", "KX 249"]);
    assert_eq!(get(&sim, &token, "/items?last_modified_time=yesterday").await.0, 400);
    sim.zoho().amend("KX 001", |item| item.active = false);
    assert_eq!(find("status=inactive").await, ["KX 001"]);
    assert_eq!(find("filter_by=Status.Inactive").await, ["KX 001"]);

    let ignored_filters = BTreeSet::from(["sku".to_owned()]);
    sim.zoho().set_behaviour(ZohoBehaviour { ignored_filters, ..ZohoBehaviour::default() });
    assert_eq!(find("sku=KX+007").await.len(), 200);
}

#[tokio::test]
async fn figures_are_there_for_tracked_items_and_written_as_the_switches_say() {
    let sim = simulator(stocked(4)).await;
    sim.zoho().amend("KX 000", |item| item.tracked = false);
    sim.zoho().amend("KX 003", |item| item.stock.committed = 5.0);
    let token = token(&sim).await;
    let (_, page, _) = get(&sim, &token, "/items").await;
    let row = &page["items"][3];
    assert_eq!((&row["item_id"], &row["stock_on_hand"]), (&json!("9003"), &json!(3.0)));
    assert_eq!(
        (&row["cf_end_product"], &row["cf_end_product_unformatted"]),
        (&json!("false"), &json!(false))
    );
    assert_eq!(row["last_modified_time"], "2026-03-05T12:43:00+0400");
    assert_eq!(row["group_id"], "");
    assert!(row.get("available_for_sale_stock").is_none());
    assert!(page["items"][0].get("stock_on_hand").is_none());
    let (_, one, _) = get(&sim, &token, "/items/9003").await;
    assert_eq!(one["item"]["actual_available_for_sale_stock"], -2.0);
    assert_eq!(one["item"]["custom_field_hash"]["cf_end_product"], "false");
    assert_eq!(get(&sim, &token, "/items/1").await.1["code"], 1002);

    let odd = ZohoBehaviour {
        numbers_as_strings: true,
        ids_as_ints: true,
        empty_strings: false,
        colon_offsets: true,
        untracked_stock_keys: true,
        omit_page_context: true,
        for_sale_in_lists: true,
        ..ZohoBehaviour::default()
    };
    sim.zoho().set_behaviour(odd);
    let (_, page, _) = get(&sim, &token, "/items").await;
    let row = &page["items"][3];
    assert_eq!((&row["item_id"], &row["stock_on_hand"]), (&json!(9_003), &json!("3.00")));
    assert_eq!(row["last_modified_time"], "2026-03-05T12:43:00+04:00");
    assert_eq!(
        (&row["group_id"], &row["available_for_sale_stock"]),
        (&Value::Null, &json!("-2.00"))
    );
    assert_eq!(page["items"][0]["stock_on_hand"], Value::Null);
    assert!(page.get("page_context").is_none());
}

#[tokio::test]
async fn many_items_are_asked_for_at_once_and_pictures_one_by_one() {
    let sim = simulator(stocked(4)).await;
    sim.zoho().amend("KX 002", |item| item.pictured = true);
    let token = token(&sim).await;
    let (_, found, _) = get(&sim, &token, "/itemdetails?item_ids=9003,1,9001").await;
    assert_eq!(skus(&found), ["KX 003", "KX 001"]);
    let strict = ZohoBehaviour { unknown_ids_refuse: true, ..ZohoBehaviour::default() };
    sim.zoho().set_behaviour(strict);
    assert_eq!(get(&sim, &token, "/itemdetails?item_ids=9003,1").await.1["code"], 1002);

    let (status, _, headers) = get(&sim, &token, "/items/9002/image").await;
    assert_eq!((status, headers["content-type"].to_str().unwrap()), (200, "image/png"));
    assert!(get(&sim, &token, "/items/9001/image").await.2.get("content-type").is_none());
    assert_eq!(get(&sim, &token, "/items/1/image").await.0, 404);
}

#[tokio::test]
async fn one_call_too_many_blocks_everybody_for_a_while() {
    let sim = simulator(stocked(1)).await;
    let limits = ZohoLimits { per_minute: Some(3), retry_after: true, ..ZohoLimits::default() };
    sim.zoho().set_limits(limits);
    let token = token(&sim).await;
    for _ in 0..3 {
        assert_eq!(get(&sim, &token, "/items").await.0, 200);
    }
    let (status, answer, headers) = get(&sim, &token, "/items").await;
    assert_eq!(
        (status, &answer["code"], headers["retry-after"].to_str().unwrap()),
        (429, &json!(44), "60")
    );
    sim.clock().advance(Duration::from_secs(50));
    assert_eq!(get(&sim, &token, "/itemdetails?item_ids=9000").await.1["code"], 44);
    sim.clock().advance(Duration::from_secs(10));
    assert_eq!(get(&sim, &token, "/items").await.0, 200);

    sim.zoho().set_limits(ZohoLimits { per_day: Some(4), ..ZohoLimits::default() });
    let (status, answer, headers) = get(&sim, &token, "/items").await;
    assert_eq!(
        (status, &answer["code"], &headers["x-rate-limit-remaining"]),
        (429, &json!(45), &"0".parse().unwrap())
    );
}

#[tokio::test]
async fn an_eleventh_call_at_the_same_time_is_refused() {
    let sim = simulator(stocked(1)).await;
    let token = token(&sim).await;
    sim.faults().add(Fault::always("zoho.items", Effect::Delay { ms: 400 }));
    let codes = join_all((0..11).map(|_| get(&sim, &token, "/items"))).await;
    let refused = codes.iter().filter(|(_, answer, _)| answer["code"] == 1070).count();
    assert_eq!(refused, 1);
    sim.faults().clear();
    assert_eq!(get(&sim, &token, "/items").await.0, 200, "nothing stays open");
}

#[tokio::test]
async fn the_account_is_steered_over_http() {
    let sim = simulator(Options::default()).await;
    let put = async |path: &str, body: Value| {
        let url = format!("{}/__sim/zoho/{path}", sim.url());
        client().put(url).json(&body).send().await.unwrap().status().as_u16()
    };
    let item = json!({ "id": "77", "sku": "KX 1", "stock": { "onHand": 2.0 } });
    assert_eq!(put("items", json!([item])).await, 204);
    assert_eq!(put("items", json!([{ "id": "x7" }])).await, 400);
    assert_eq!(put("behaviour", json!({ "stockTouchesItems": true })).await, 204);
    assert_eq!(put("behaviour", json!({ "earthquake": true })).await, 422);
    assert_eq!(put("limits", json!({ "perMinute": null })).await, 204);
    let control = format!("{}/__sim/zoho", sim.url());
    let stock = json!({ "item": "KX 1", "pieces": 9 });
    assert_eq!(post_json(&format!("{control}/stock"), stock).await.0, 204);
    let known = &sim.zoho().items()[0];
    assert!(known.stock.on_hand > 8.0 && known.modified_at > at(0));
    let (_, granted) =
        post_json(&format!("{control}/grants"), json!({ "scopes": "ZohoInventory.items.READ" }))
            .await;
    assert_eq!(
        refresh(&sim, granted["refreshToken"].as_str().unwrap()).await.1["token_type"],
        "Bearer"
    );
    let (_, issued) =
        post_json(&format!("{control}/codes"), json!({ "scopes": "ZohoInventory.items.READ" }))
            .await;
    let form = [("grant_type", "authorization_code"), ("code", issued["code"].as_str().unwrap())];
    assert!(ask(&sim, &form).await.1["refresh_token"].is_string());
    let revoked = json!({ "refreshToken": granted["refreshToken"] });
    assert_eq!(post_json(&format!("{control}/revoke"), revoked.clone()).await.0, 204);
    assert_eq!(post_json(&format!("{control}/revoke"), revoked).await.0, 404);
    assert_eq!(sim.zoho().live_tokens(), 1);
    sim.reset();
    assert_eq!(sim.zoho().live_tokens(), 0);
}
