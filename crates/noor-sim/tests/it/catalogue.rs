//! The catalogue API as a sync walks it.

use std::collections::HashSet;

use noor_sim::{Amendment, Options, Simulator, read_products};
use serde_json::{Value, json};

use crate::harness::{client, get_json, post_json, simulator};

/// `count` products in one category, every other one in a subcategory.
fn shop(count: usize) -> Options {
    let lines: Vec<String> = (0..count)
        .map(|at| {
            let categories =
                if at % 2 == 0 { json!(["Chairs", "Task chairs"]) } else { json!(["Chairs"]) };
            json!({
                "sku": format!("KX {at}"), "name": { "en": format!("Chair {at}") },
                "categories": categories, "price": { "amount": "345.00", "currency": "AED" },
                "stock": at, "attributes": { "Warranty": "2 years" },
            })
            .to_string()
        })
        .collect();
    Options { products: read_products(&lines.join("\n")).unwrap(), ..Options::default() }
}

async fn ask(sim: &Simulator, query: &str) -> (u16, Value) {
    get_json(&format!("{}?{query}", sim.catalogue_url())).await
}

#[tokio::test]
async fn a_full_walk_finds_everything_with_repeats() {
    let sim = simulator(shop(250)).await;
    let (_, tree) = ask(&sim, "action=categories").await;
    let parent = &tree["categories"][0];
    assert_eq!((&parent["slug"], &parent["productCount"]), (&json!("chairs"), &json!(250)));
    let child = parent["children"][0]["slug"].as_str().unwrap();
    let (mut rows, mut codes) = (0, HashSet::new());
    for slug in ["chairs", child] {
        let mut offset = 0;
        loop {
            let query = format!("action=category_products&slug={slug}&limit=100&offset={offset}");
            let (_, page) = ask(&sim, &query).await;
            for product in page["products"].as_array().unwrap() {
                rows += 1;
                codes.insert(product["sku"].as_str().unwrap().to_owned());
            }
            if page["hasMore"] == json!(false) {
                break;
            }
            offset += 100;
        }
    }
    assert_eq!((rows, codes.len()), (375, 250));
    let (_, stats) = ask(&sim, "action=stats").await;
    assert_eq!((&stats["totalProducts"], &stats["inStock"]), (&json!(250), &json!(249)));
}

#[tokio::test]
async fn a_product_has_its_details() {
    let sim = simulator(shop(3)).await;
    let (status, answer) = ask(&sim, "action=product&slug=chair-2-kx-2").await;
    assert_eq!(status, 200);
    let product = &answer["product"];
    assert_eq!(product["price"], 345.0);
    assert_eq!(product["priceExclVAT"], true);
    assert_eq!(product["parentCategory"], "Chairs");
    assert_eq!(product["categorySlug"], "chairs-task-chairs");
    assert_eq!(product["specifications"]["Warranty"], "2 years");
    assert_eq!(ask(&sim, "action=product&slug=none").await.0, 404);
    assert_eq!(ask(&sim, "action=dance").await.0, 400);
}

#[tokio::test]
async fn defects_can_be_ordered() {
    let sim = simulator(shop(120)).await;
    let first = "action=category_products&slug=chairs&limit=100&offset=0";
    let flaw = Amendment {
        sku_gone: true,
        price: Some(0.0),
        sale_price: Some(99.0),
        stock_quantity: Some(-1),
        ..Amendment::default()
    };
    assert!(sim.catalogue().amend("KX 0", &flaw));
    assert!(!sim.catalogue().amend("unknown", &flaw));
    let (_, page) = ask(&sim, first).await;
    let product = &page["products"][0];
    assert_eq!((&product["sku"], &product["price"]), (&Value::Null, &json!(0.0)));
    assert_eq!((&product["salePrice"], &product["onSale"]), (&json!(99.0), &json!(true)));
    assert_eq!((&product["stockQuantity"], &product["inStock"]), (&Value::Null, &json!(true)));

    let url = format!("{}/__sim/catalogue/fail-page", sim.url());
    post_json(&url, json!({ "category": "chairs", "offset": 100 })).await;
    assert_eq!(ask(&sim, first).await.0, 200);
    assert_eq!(ask(&sim, "action=category_products&slug=chairs&limit=100&offset=100").await.0, 500);
    sim.reset();
    assert_eq!(ask(&sim, "action=category_products&slug=chairs&limit=100&offset=100").await.0, 200);
}

#[tokio::test]
async fn the_site_may_have_moved() {
    let sim = simulator(shop(1)).await;
    sim.catalogue().redirect(true);
    let still = reqwest::redirect::Policy::none();
    // Installs the TLS provider that building any client needs.
    drop(client());
    let stubborn = reqwest::Client::builder().no_proxy().redirect(still).build().unwrap();
    let url = format!("{}?action=stats", sim.catalogue_url());
    assert_eq!(stubborn.get(&url).send().await.unwrap().status(), 308);
    let (status, counts) = get_json(&url).await;
    assert_eq!((status, &counts["totalProducts"]), (200, &json!(1)));
}
