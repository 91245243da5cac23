//! Customers and sales orders of Zoho Inventory as a client meets them.

use std::collections::BTreeSet;
use std::time::Duration;

use noor_sim::{
    Effect, Fault, Options, OrderIdKey, OrderKey, Simulator, ZohoBehaviour, ZohoCustomer, ZohoItem,
    ZohoLimits, ZohoOptions,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{get_json, post_json, simulator};
use crate::zoho_client::{Client, answer};

const PHONE: &str = "+971500000001";

/// Two items, of which ten pieces are there, one inactive item, and one customer.
async fn shop() -> (Simulator, String) {
    let item =
        |id: &str, rate: f64| ZohoItem { rate, ..ZohoItem::new(id, format!("KX {id}"), 10.0) };
    let gone = ZohoItem { active: false, ..item("3", 9.0) };
    let items = vec![item("1", 99.95), item("2", 0.1), gone];
    let zoho = ZohoOptions { items, ..ZohoOptions::default() };
    let sim = simulator(Options { zoho, ..Options::default() }).await;
    let customer = sim.zoho().put_customer(ZohoCustomer::new("Example FZE", PHONE));
    (sim, customer)
}

fn order(customer: &str, lines: &[(&str, Value)]) -> Value {
    let line = |(item, quantity): &(&str, Value)| json!({ "item_id": item, "quantity": quantity });
    let lines: Vec<Value> = lines.iter().map(line).collect();
    json!({ "customer_id": customer, "line_items": lines, "reference_number": "noor-1" })
}

async fn send(zoho: &Client<'_>, method: Method, path: &str, body: Value) -> (u16, Value) {
    let (status, body, _) = answer(zoho.inventory(method, path).json(&body)).await;
    (status, body)
}

async fn get(zoho: &Client<'_>, path: &str) -> (u16, Value) {
    let (status, body, _) = answer(zoho.inventory(Method::GET, path)).await;
    (status, body)
}

/// Status and code of an answer.
fn told((status, body): &(u16, Value)) -> (u16, i64) {
    (*status, body["code"].as_i64().unwrap_or(-1))
}

async fn for_sale(zoho: &Client<'_>, item: &str) -> f64 {
    let (_, page) = get(zoho, &format!("/items/{item}")).await;
    page["item"]["actual_available_for_sale_stock"].as_f64().unwrap()
}

#[tokio::test]
async fn a_customer_is_made_once_and_the_name_is_taken_even_when_inactive() {
    let (sim, _) = shop().await;
    let zoho = Client::new(&sim).await;
    let person = json!({ "first_name": "Sample", "last_name": "Client", "phone": "+971 50 000 0002",
        "email": "client@shop.example", "is_primary_contact": true });
    let new = json!({ "contact_name": "New FZE", "company_name": "New FZE", "contact_type": "customer",
        "contact_persons": [person], "billing_address": { "city": "Dubai" } });
    let (status, made) = send(&zoho, Method::POST, "/contacts", new.clone()).await;
    let contact = &made["contact"];
    assert_eq!((status, &made["code"], &contact["status"]), (201, &json!(0), &json!("active")));
    let id = contact["contact_id"].as_str().unwrap();
    let (_, page) = get(&zoho, &format!("/contacts/{id}")).await;
    let page = &page["contact"];
    assert_eq!(
        (&page["phone"], &page["billing_address"]["city"]),
        (&json!("+971 50 000 0002"), &json!("Dubai"))
    );
    assert_eq!(page["contact_persons"][0]["contact_person_id"], page["primary_contact_id"]);

    let path = format!("/contacts/{id}");
    assert_eq!(
        told(&send(&zoho, Method::POST, &format!("{path}/inactive"), json!({})).await),
        (200, 0)
    );
    assert_eq!(told(&send(&zoho, Method::POST, "/contacts", new).await), (400, 3_062));
    let taken = json!({ "contact_name": "example fze" });
    assert_eq!(told(&send(&zoho, Method::PUT, &path, taken).await), (400, 3_062));
    assert_eq!(
        told(&send(&zoho, Method::POST, &format!("{path}/active"), json!({})).await),
        (200, 0)
    );
    let renamed = json!({ "contact_name": "Renamed FZE" });
    assert_eq!(told(&send(&zoho, Method::PUT, &path, renamed).await), (200, 0));
    assert_eq!(sim.zoho().customers()[1].name, "Renamed FZE");
    assert_eq!(sim.zoho().customers()[1].persons.len(), 1, "what was not sent stays");

    for wrong in [
        json!({}),
        json!({ "contact_name": "A", "contact_persons": [{ "phone": "+971500000003 (test)" }] }),
        json!({ "contact_name": "A", "contact_persons": [{ "email": "nobody" }] }),
        json!({ "contact_name": "A", "contact_type": "friend" }),
    ] {
        assert_eq!(send(&zoho, Method::POST, "/contacts", wrong.clone()).await.0, 400, "{wrong}");
    }
    assert_eq!(told(&get(&zoho, "/contacts/1").await), (404, 1_002));
    assert_eq!(sim.zoho().customers().len(), 2);
}

#[tokio::test]
async fn customers_are_found_by_their_data_and_names_not_always() {
    let (sim, _) = shop().await;
    let company = "Second LLC".to_owned();
    let other =
        ZohoCustomer { company, active: false, ..ZohoCustomer::new("Second", "0500000002") };
    sim.zoho().put_customer(other);
    sim.zoho().put_customer(ZohoCustomer { vendor: true, ..ZohoCustomer::new("Vendor", "04") });
    let zoho = Client::new(&sim).await;
    let found = async |query: &str| {
        let (status, page) = get(&zoho, &format!("/contacts?{query}")).await;
        assert_eq!(status, 200, "{query}: {page}");
        let rows = page["contacts"].as_array().cloned().unwrap();
        rows.iter().map(|row| row["contact_name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found("phone=%2B971500000001").await, ["Example FZE"]);
    assert!(found("phone=971500000001").await.is_empty(), "the phone is compared as it is stored");
    assert_eq!(found("phone_contains=500000002").await, ["Second"]);
    assert_eq!(found("contact_name=Second&filter_by=Status.Inactive").await, ["Second"]);
    assert_eq!(found("company_name_startswith=Second").await, ["Second"]);
    assert_eq!(found("search_text=llc").await, ["Second"]);
    assert_eq!(found("contact_type=customer&per_page=1&page=2").await, ["Second"]);
    assert_eq!(found("filter_by=Status.Active&contact_type=customer").await, ["Example FZE"]);
    let long = format!("/contacts?contact_name={}", "x".repeat(101));
    assert_eq!(told(&get(&zoho, &long).await), (400, 15));

    let misses = ZohoBehaviour { name_filter_misses: true, ..ZohoBehaviour::default() };
    sim.zoho().set_behaviour(misses);
    assert!(found("contact_name=Second").await.is_empty());
    let ignored_filters = BTreeSet::from(["phone".to_owned()]);
    sim.zoho().set_behaviour(ZohoBehaviour { ignored_filters, ..ZohoBehaviour::default() });
    assert_eq!(found("phone=1").await.len(), 3);
}

#[tokio::test]
async fn an_order_is_drafted_with_exact_totals_and_set_aside_when_confirmed() {
    let (sim, customer) = shop().await;
    let zoho = Client::new(&sim).await;
    let sent = order(&customer, &[("1", json!(3)), ("2", json!("2"))]);
    let (status, made) = send(&zoho, Method::POST, "/salesorders", sent).await;
    let drafted = &made["salesorder"];
    assert_eq!((status, &drafted["status"]), (201, &json!("draft")), "{made}");
    assert_eq!(drafted["salesorder_number"], "Fr-00001");
    // 3 × 99.95 + 2 × 0.10 = 300.05; 5 % of it is 15.0025.
    let sums = ["sub_total", "tax_total", "total"].map(|key| drafted[key].to_string());
    assert_eq!(sums, ["300.05", "15.0", "315.05"]);
    assert_eq!(for_sale(&zoho, "1").await.to_string(), "10");

    let id = drafted["salesorder_id"].as_str().unwrap();
    let call = |status: &str| {
        let path = format!("/salesorders/{id}/status/{status}");
        let zoho = &zoho;
        async move { told(&send(zoho, Method::POST, &path, json!({})).await) }
    };
    assert_eq!(call("confirmed").await, (200, 0));
    assert_eq!(for_sale(&zoho, "1").await.to_string(), "7");
    assert_eq!(call("confirmed").await, (400, 4), "there is no way from confirmed to confirmed");
    assert_eq!(call("shipped").await, (404, 5));
    assert_eq!(call("void").await, (200, 0));
    assert_eq!(for_sale(&zoho, "1").await.to_string(), "10");
    assert_eq!(call("confirmed").await, (400, 4));
    let known = sim.zoho().orders().remove(0);
    assert_eq!((known.status.as_str(), known.total().to_string().as_str()), ("void", "315.05"));
}

#[tokio::test]
async fn prices_and_discounts_are_the_callers() {
    let (sim, customer) = shop().await;
    let zoho = Client::new(&sim).await;
    let total = async |line: Value, more: Value| {
        let mut sent = json!({ "customer_id": customer, "line_items": [line] });
        sent.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let (status, made) = send(&zoho, Method::POST, "/salesorders", sent).await;
        assert_eq!(status, 201, "{made}");
        let order = &made["salesorder"];
        (order["sub_total"].to_string(), order["total"].to_string())
    };
    let sums = |sub: &str, all: &str| (sub.to_owned(), all.to_owned());
    let line = json!({ "item_id": "1", "quantity": 2, "rate": 33.33 });
    assert_eq!(total(line.clone(), json!({})).await, sums("66.66", "69.99"));
    assert_eq!(total(line.clone(), json!({ "discount": "10%" })).await, sums("66.66", "62.99"));
    assert_eq!(
        total(line.clone(), json!({ "is_inclusive_tax": true })).await,
        sums("66.66", "66.66")
    );
    assert_eq!(
        total(line, json!({ "shipping_charge": 10, "adjustment": "-0.99" })).await,
        sums("66.66", "79.0")
    );
    let cheaper = json!({ "item_id": "1", "quantity": 2, "rate": 50, "discount": "15%" });
    assert_eq!(
        total(cheaper, json!({ "discount_type": "item_level" })).await,
        sums("85.0", "89.25")
    );
}

#[tokio::test]
async fn what_cannot_be_ordered_is_refused() {
    let (sim, customer) = shop().await;
    let asleep = ZohoCustomer { active: false, ..ZohoCustomer::new("Asleep", PHONE) };
    let asleep = sim.zoho().put_customer(asleep);
    let zoho = Client::new(&sim).await;
    let one = json!(1);
    let cases = [
        (order("7", &[("1", one.clone())]), 1_002),
        (order(&asleep, &[("1", one.clone())]), 4),
        (order(&customer, &[("9", one.clone())]), 1_002),
        (order(&customer, &[("3", one)]), 4),
        (order(&customer, &[("1", json!(0))]), 4),
        (order(&customer, &[("1", json!(-1))]), 4),
        (order(&customer, &[("1", json!("many"))]), 4),
        (order(&customer, &[]), 4),
        (json!({ "customer_id": customer }), 2),
        (json!({ "line_items": [] }), 2),
        (json!([]), 4),
    ];
    for (sent, code) in cases {
        let refused = send(&zoho, Method::POST, "/salesorders", sent.clone()).await;
        assert_eq!(told(&refused), (400, code), "{sent}");
    }
    assert!(sim.zoho().orders().is_empty());
}

#[tokio::test]
async fn a_change_replaces_the_lines() {
    let (sim, customer) = shop().await;
    let zoho = Client::new(&sim).await;
    let sent = order(&customer, &[("1", json!(2)), ("2", json!(1))]);
    let (_, made) = send(&zoho, Method::POST, "/salesorders", sent).await;
    let id = made["salesorder"]["salesorder_id"].as_str().unwrap().to_owned();
    let kept = &made["salesorder"]["line_items"][0]["line_item_id"];
    let path = format!("/salesorders/{id}");
    assert!(sim.zoho().set_order_status(&id, "confirmed"));
    let lines = json!({ "line_items": [{ "line_item_id": kept, "item_id": "1", "quantity": 5 }] });
    let (status, changed) = send(&zoho, Method::PUT, &path, lines.clone()).await;
    let rows = changed["salesorder"]["line_items"].as_array().unwrap();
    assert_eq!((status, rows.len(), &rows[0]["line_item_id"]), (200, 1, kept));
    assert_eq!(changed["salesorder"]["reference_number"], "noor-1", "what was not sent stays");
    let stock = (for_sale(&zoho, "1").await.to_string(), for_sale(&zoho, "2").await.to_string());
    assert_eq!(stock, ("5".to_owned(), "10".to_owned()), "what is set aside follows");
    let strange = json!({ "line_items": [{ "line_item_id": "5", "item_id": "1" }] });
    assert_eq!(told(&send(&zoho, Method::PUT, &path, strange).await), (400, 1_002));

    let fixed = ZohoBehaviour { confirmed_orders_are_fixed: true, ..ZohoBehaviour::default() };
    sim.zoho().set_behaviour(fixed);
    assert_eq!(told(&send(&zoho, Method::PUT, &path, lines.clone()).await), (400, 4));
    sim.zoho().amend_order(&id, |order| order.shipped_status = "shipped".to_owned());
    let void = send(&zoho, Method::POST, &format!("{path}/status/void"), json!({})).await;
    assert_eq!(told(&void), (400, 4), "what is shipped cannot be made void");
    let (_, page) = get(&zoho, &path).await;
    let line = &page["salesorder"]["line_items"][0];
    assert_eq!(
        (&page["salesorder"]["shipped_status"], &line["quantity_shipped"]),
        (&json!("shipped"), &json!(5.0))
    );
    sim.reset();
    assert!(sim.zoho().orders().is_empty());
    assert_eq!(sim.zoho().items()[0].stock.committed.to_string(), "0");
}

#[tokio::test]
async fn orders_are_read_listed_and_printed_in_several_spellings() {
    let (sim, customer) = shop().await;
    let zoho = Client::new(&sim).await;
    for n in 1..=3 {
        let mut sent = order(&customer, &[("1", json!(n))]);
        sent["reference_number"] = json!(format!("noor-{n}"));
        assert_eq!(send(&zoho, Method::POST, "/salesorders", sent).await.0, 201);
        sim.clock().advance(Duration::from_secs(1));
    }
    let found = async |query: &str| {
        let (_, page) = get(&zoho, &format!("/salesorders?{query}")).await;
        let rows = page["salesorders"].as_array().cloned().unwrap();
        rows.iter()
            .map(|row| row["reference_number"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(found("").await, ["noor-3", "noor-2", "noor-1"]);
    assert_eq!(found("reference_number=noor-2").await, ["noor-2"]);
    assert_eq!(found(&format!("customer_id={customer}&per_page=2&page=2")).await, ["noor-1"]);
    assert_eq!(found("filter_by=Status.Void").await.len(), 3, "the filter is passed over");
    assert_eq!(found("date_start=2999-01-01").await.len(), 0);

    let id = sim.zoho().orders()[0].id.clone();
    let path = format!("/salesorders/{id}");
    let printed = zoho.inventory(Method::GET, &format!("{path}?accept=pdf")).send().await.unwrap();
    assert_eq!(printed.headers()["content-type"], "application/pdf");
    assert!(printed.bytes().await.unwrap().starts_with(b"%PDF"));
    assert_eq!(told(&get(&zoho, "/salesorders/1").await), (404, 1_002));

    let ignored_filters = BTreeSet::from(["*".to_owned()]);
    let odd = ZohoBehaviour {
        missing_status: 400,
        order_key: OrderKey::SalesOrder,
        order_id_key: OrderIdKey::SalesOrderId,
        numbers_as_strings: true,
        ignored_filters,
        ..ZohoBehaviour::default()
    };
    sim.zoho().set_behaviour(odd);
    assert_eq!(told(&get(&zoho, "/salesorders/1?accept=pdf").await), (400, 1_002));
    let (_, page) = get(&zoho, &path).await;
    let page = &page["sales_order"];
    assert_eq!((&page["sales_order_id"], &page["sub_total"]), (&json!(id), &json!("99.95")));
    let (_, page) = get(&zoho, "/salesorders?reference_number=noor-2").await;
    assert_eq!(page["sales_orders"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_number_of_ones_own_is_taken_once() {
    let (sim, customer) = shop().await;
    let zoho = Client::new(&sim).await;
    let mut sent = order(&customer, &[("1", json!(1))]);
    sent["salesorder_number"] = json!("Fr-77");
    assert_eq!(told(&send(&zoho, Method::POST, "/salesorders", sent.clone()).await), (400, 4));
    let own = "/salesorders?ignore_auto_number_generation=true";
    assert_eq!(send(&zoho, Method::POST, own, sent.clone()).await.0, 201);
    assert_eq!(told(&send(&zoho, Method::POST, own, sent).await), (400, 4));
    assert_eq!(sim.zoho().orders()[0].number, "Fr-77");
}

#[tokio::test]
async fn an_order_whose_answer_is_lost_is_there_and_a_second_post_makes_a_twin() {
    let (sim, customer) = shop().await;
    let zoho = Client::new(&sim).await;
    let post = || {
        let sent = order(&customer, &[("1", json!(1))]);
        zoho.inventory(Method::POST, "/salesorders")
            .json(&sent)
            .timeout(Duration::from_millis(500))
            .send()
    };
    sim.faults().add(Fault::times("zoho.order.create", 1, Effect::HangAfter { ms: 60_000 }));
    assert!(post().await.unwrap_err().is_timeout());
    let (_, found) = get(&zoho, "/salesorders?reference_number=noor-1").await;
    assert_eq!(found["salesorders"].as_array().unwrap().len(), 1);
    let body = Some(json!({ "code": 1_000, "message": "Internal error" }));
    let sick = Effect::Status { status: 200, body, retry_after: None, done: false };
    sim.faults().add(Fault::times("zoho.order.create", 1, sick));
    assert_eq!(post().await.unwrap().json::<Value>().await.unwrap()["code"], 1_000);
    assert_eq!(sim.zoho().orders().len(), 1);
    assert_eq!(post().await.unwrap().status(), 201);
    assert_eq!(sim.zoho().orders().len(), 2, "nothing keeps twins away");
}

#[tokio::test]
async fn orders_and_customers_need_scopes_of_their_own() {
    let (sim, customer) = shop().await;
    let narrow = "ZohoInventory.salesorders.READ,ZohoInventory.salesorders.CREATE,\
                  ZohoInventory.contacts.READ";
    let narrow = sim.zoho().grant(narrow);
    let zoho = Client::of(&sim, &narrow).await;
    let sent = order(&customer, &[("1", json!(1))]);
    let (status, made) = send(&zoho, Method::POST, "/salesorders", sent.clone()).await;
    assert_eq!(status, 201);
    let id = made["salesorder"]["salesorder_id"].as_str().unwrap();
    let path = format!("/salesorders/{id}");
    assert_eq!(told(&send(&zoho, Method::PUT, &path, sent).await), (401, 57));
    let confirm = format!("{path}/status/confirmed");
    assert_eq!(told(&send(&zoho, Method::POST, &confirm, json!({})).await), (200, 0));
    assert_eq!(told(&get(&zoho, "/contacts").await), (200, 0));
    let new = json!({ "contact_name": "New" });
    assert_eq!(told(&send(&zoho, Method::POST, "/contacts", new).await), (401, 57));
}

#[tokio::test]
async fn orders_and_customers_are_steered_over_http() {
    let (sim, customer) = shop().await;
    let zoho = Client::new(&sim).await;
    send(&zoho, Method::POST, "/salesorders", order(&customer, &[("1", json!(4))])).await;
    let control = format!("{}/__sim/zoho", sim.url());
    let id = sim.zoho().orders()[0].id.clone();
    let wish = json!({ "order": id, "status": "confirmed", "shippedStatus": "pending" });
    assert_eq!(post_json(&format!("{control}/orders/status"), wish).await.0, 204);
    let (_, orders) = get_json(&format!("{control}/orders")).await;
    assert_eq!(
        (&orders[0]["status"], &orders[0]["shippedStatus"]),
        (&json!("confirmed"), &json!("pending"))
    );
    assert_eq!(for_sale(&zoho, "1").await.to_string(), "6");
    let nobody = json!({ "order": "1" });
    assert_eq!(post_json(&format!("{control}/orders/status"), nobody).await.0, 404);
    let second = json!({ "name": "Second", "active": false });
    assert_eq!(post_json(&format!("{control}/customers"), second).await.0, 200);
    assert_eq!(post_json(&format!("{control}/customers"), json!({ "id": "x" })).await.0, 400);
    let (_, customers) = get_json(&format!("{control}/customers")).await;
    assert_eq!(customers[1]["name"], "Second");
}

#[tokio::test]
async fn a_block_of_the_inventory_stops_orders_and_not_the_crm() {
    let (sim, customer) = shop().await;
    let zoho = Client::new(&sim).await;
    sim.zoho().set_limits(ZohoLimits { per_minute: Some(1), ..ZohoLimits::default() });
    assert_eq!(told(&get(&zoho, "/contacts").await), (200, 0));
    let sent = order(&customer, &[("1", json!(1))]);
    assert_eq!(told(&send(&zoho, Method::POST, "/salesorders", sent).await), (429, 44));
    assert_eq!(told(&get(&zoho, "/contacts").await), (429, 44));
    assert!(sim.zoho().orders().is_empty());
    assert_eq!(zoho.read("/Contacts?fields=id").await.0, 204);
}
