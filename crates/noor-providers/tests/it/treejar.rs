use std::collections::{HashMap, HashSet};
use std::sync::Mutex;
use std::time::Duration;

use noor_core::money::{Currency, Money};
use noor_core::product::Product;
use noor_providers::catalog::treejar::TreejarCatalog;
use noor_providers::catalog::{CatalogSource, Memory, NoMemory, Row, Walk};
use noor_providers::error::ProviderError;
use noor_providers::wire;
use serde_json::{Value, json};

use crate::server::{Answer, Asked, Server};

async fn walk(url: &str) -> Result<Walk, ProviderError> {
    walk_with(url, &NoMemory).await
}

async fn walk_with(url: &str, memory: &dyn Memory) -> Result<Walk, ProviderError> {
    let address = format!("{url}/api/catalog").parse().unwrap();
    TreejarCatalog::new(wire::redirecting_client("test").unwrap(), address)
        .with_pauses(vec![Duration::from_millis(1); 3])
        .walk(memory, &|_, _| {})
        .await
}

fn products(walk: &Walk) -> Vec<&Product> {
    walk.rows
        .iter()
        .filter_map(|row| match row {
            Row::Product { product, .. } => Some(product.as_ref()),
            Row::Rejected { .. } => None,
        })
        .collect()
}

fn entry(slug: &str, changes: &Value) -> Value {
    let mut entry = json!({
        "slug": slug, "sku": slug.to_uppercase(), "name": format!("Chair {slug}"), "price": 345.5,
        "salePrice": 99, "onSale": true, "currency": "AED", "priceExclVAT": true, "brand": "Orin",
        "inStock": true, "stockQuantity": 12, "weight": null, "category": "Chairs",
        "categorySlug": "chairs", "image": "/img/a.jpg", "url": "https://shop.example/p/a",
    });
    for (key, value) in changes.as_object().unwrap() {
        entry[key] = value.clone();
    }
    entry
}

/// A shop with two categories, 250 chairs, and one desk that is listed in both.
fn shop(asked: &Asked) -> Value {
    let get = |name: &str| asked.query.get(name).map_or("", String::as_str);
    match (get("action"), get("slug")) {
        ("categories", _) => json!({"categories": [
            {"slug": "furniture", "name": "Furniture", "productCount": 251, "children": [
                {"slug": "desks", "name": "Desks", "children": null},
                {"slug": "furniture", "name": "Furniture", "children": []},
            ]},
        ]}),
        ("category_products", "furniture") => {
            let mut all: Vec<_> = (0..250).map(|n| entry(&format!("c{n}"), &json!({}))).collect();
            all.push(entry("desk", &json!({"sku": "DX 1 Oak"})));
            let offset: usize = get("offset").parse().unwrap();
            let limit: usize = get("limit").parse().unwrap();
            let more = offset + limit < all.len();
            let page: Vec<_> = all.iter().skip(offset).take(limit).collect();
            json!({"products": page, "total": all.len(), "limit": limit, "offset": offset, "hasMore": more})
        }
        ("category_products", "desks") => json!({"products": [
            entry("desk-again", &json!({"sku": "dx 1 oak"})),
            entry("nameless", &json!({"sku": null, "price": 0})),
            {"name": "no slug"},
        ], "hasMore": false}),
        ("product", slug) => {
            let key = if slug == "desk" { "Recommended Load" } else { "Recommended load" };
            json!({"product": {"slug": slug, "description": "<p>Solid &amp; good</p>",
                "features": ["Tilt", "Lock"], "specifications": {key: "120 kg", "Empty": null},
                "images": [{"url": "https://img.example/a.jpg"}, "/img/a.jpg"]}})
        }
        other => panic!("nobody asks for {other:?}"),
    }
}

#[tokio::test]
async fn the_whole_shop_is_walked_once() {
    let server = Server::start(|asked, _| Answer::json(200, &shop(asked))).await;
    let walk = walk(&server.url).await.unwrap();
    assert!(walk.complete);
    let products = products(&walk);
    assert_eq!(products.len(), 252);
    let skus: HashSet<_> = products.iter().map(|product| product.sku.to_lowercase()).collect();
    assert_eq!(skus.len(), 252);

    let chair = products[0];
    assert_eq!(chair.sku, "C0");
    assert_eq!(chair.price, Some(Money::new("345.5".parse().unwrap(), Currency::AED)));
    assert_eq!(chair.stock, Some(12));
    assert_eq!(chair.description.en.as_deref(), Some("Solid & good"));
    assert_eq!(
        chair.images,
        [format!("{}/img/a.jpg", server.url), "https://img.example/a.jpg".to_owned()]
    );
    assert_eq!(chair.attributes["Features"], "Tilt; Lock");
    assert_eq!(chair.attributes["Brand"], "Orin");
    let desk = products.iter().find(|product| product.sku == "DX 1 Oak").unwrap();
    assert_eq!(desk.categories, ["Furniture", "Desks"]);
    assert_eq!(desk.attributes["Recommended load"], "120 kg", "one spelling for all");
    let nameless = products.iter().find(|product| product.sku == "nameless").unwrap();
    assert_eq!(nameless.price, None);
    let rejected: Vec<_> =
        walk.rows.iter().filter(|row| matches!(row, Row::Rejected { .. })).collect();
    let [Row::Rejected { at, reason, .. }] = rejected.as_slice() else { panic!("{rejected:?}") };
    assert_eq!((at.as_str(), reason.as_str()), ("desks: no slug", "slug: is missing"));
}

#[tokio::test]
async fn a_page_that_fails_for_a_moment_is_asked_again() {
    let server = Server::start(|asked, before| match before % 3 {
        0 => Answer::text(503, "busy"),
        1 => Answer::text(200, "<html>"),
        _ => Answer::json(200, &shop(asked)),
    })
    .await;
    let walk = walk(&server.url).await.unwrap();
    assert_eq!(products(&walk).len(), 252);
}

#[tokio::test]
async fn a_page_that_keeps_failing_makes_the_walk_incomplete() {
    for failing in ["category_products", "product"] {
        let server = Server::start(move |asked, _| {
            let second = asked.query.get("offset").is_some_and(|offset| offset == "100");
            let desk = asked.query["action"] == "product" && asked.query["slug"] == "desk";
            let fails = if failing == "product" { desk } else { second };
            if fails { Answer::text(500, "") } else { Answer::json(200, &shop(asked)) }
        })
        .await;
        let walk = walk(&server.url).await.unwrap();
        assert!(!walk.complete, "{failing}");
        assert!(products(&walk).len() > 100, "{failing}: the rest is there");
    }
}

#[tokio::test]
async fn a_list_that_is_shorter_than_it_says_is_incomplete() {
    let server = Server::start(|asked, _| {
        let mut answer = shop(asked);
        if asked.query["action"] == "category_products" {
            answer["total"] = json!(9_000);
        }
        Answer::json(200, &answer)
    })
    .await;
    assert!(!walk(&server.url).await.unwrap().complete);
}

#[tokio::test]
async fn redirects_are_followed_and_a_dead_shop_is_an_error() {
    let moved = Server::start(|asked, _| {
        if asked.path.starts_with("/new") {
            return Answer::json(200, &shop(asked));
        }
        let query: Vec<_> =
            asked.query.iter().map(|(key, value)| format!("{key}={value}")).collect();
        Answer::text(302, "").header("location", &format!("/new?{}", query.join("&")))
    })
    .await;
    assert_eq!(products(&walk(&moved.url).await.unwrap()).len(), 252);

    let gone = Server::start(|_, _| Answer::text(404, "")).await;
    assert!(matches!(walk(&gone.url).await, Err(ProviderError::Refused { .. })));
    assert_eq!(gone.asked().len(), 1);
    let down = Server::start(|_, _| Answer::text(500, "")).await;
    assert!(matches!(walk(&down.url).await, Err(ProviderError::Unavailable { .. })));
    assert_eq!(down.asked().len(), 4);
}

#[tokio::test]
async fn price_and_stock_are_never_guessed() {
    let cases = [
        (json!({}), Some("345.5"), Some(12)),
        (json!({"price": null}), None, Some(12)),
        (json!({"price": -1, "salePrice": 50}), None, Some(12)),
        (json!({"price": "99.90"}), Some("99.90"), Some(12)),
        (json!({"priceExclVAT": false}), None, Some(12)),
        (json!({"inStock": false}), Some("345.5"), Some(0)),
        (json!({"stockQuantity": null}), Some("345.5"), None),
        (json!({"stockQuantity": 0}), Some("345.5"), None),
        (json!({"stockQuantity": "7"}), Some("345.5"), Some(7)),
        (json!({"inStock": null, "stockQuantity": 0}), Some("345.5"), Some(0)),
        (json!({"inStock": null, "stockQuantity": null}), Some("345.5"), None),
    ];
    let entries: Vec<_> = cases
        .iter()
        .enumerate()
        .map(|(n, (changes, ..))| entry(&format!("p{n}"), changes))
        .collect();
    let server = Server::start(move |asked, _| {
        Answer::json(
            200,
            &match asked.query["action"].as_str() {
                "categories" => json!({"categories": [{"slug": "all", "name": "All"}]}),
                "category_products" => json!({"products": entries, "hasMore": false}),
                _ => json!({"product": {}}),
            },
        )
    })
    .await;
    let walk = walk(&server.url).await.unwrap();
    for (product, (changes, price, stock)) in products(&walk).into_iter().zip(&cases) {
        let expected = price.map(|price| Money::new(price.parse().unwrap(), Currency::AED));
        assert_eq!((product.price, product.stock), (expected, *stock), "{changes}");
    }
    assert_eq!(products(&walk).len(), cases.len());
}

/// Keeps pages under their key and version.
#[derive(Default)]
struct Pages(Mutex<HashMap<(String, String), Value>>);

#[async_trait::async_trait]
impl Memory for Pages {
    async fn recall(&self, key: &str, version: &str) -> Option<Value> {
        self.0.lock().unwrap().get(&(key.to_owned(), version.to_owned())).cloned()
    }

    async fn keep(&self, key: &str, version: &str, page: &Value) {
        self.0.lock().unwrap().insert((key.to_owned(), version.to_owned()), page.clone());
    }
}

/// What a category gives at an offset.
type Page = fn(usize) -> Value;

/// A category of chairs, of which `page` says what it gives at an offset.
async fn shelf(page: Page) -> Server {
    Server::start(move |asked, _| {
        let get = |name: &str| asked.query.get(name).map_or("", String::as_str);
        let answer = match get("action") {
            "categories" => json!({"categories": [{"slug": "chairs", "name": "Chairs"}]}),
            "category_products" => page(get("offset").parse().unwrap()),
            _ => json!({"product": {"description": format!("About {}", get("slug"))}}),
        };
        Answer::json(200, &answer)
    })
    .await
}

fn two_chairs(second: &str, price: u32) -> Value {
    let chair = |slug, name: &str| entry(slug, &json!({"name": name, "price": price}));
    json!({"products": [chair("a", "Orin"), chair("b", second)], "total": 2, "hasMore": false})
}

#[tokio::test]
async fn a_page_that_is_known_is_not_asked_for_again_unless_its_entry_changed() {
    let pages = Pages::default();
    let days: [(Page, usize, &str); 3] = [
        (|_| two_chairs("Lume", 345), 2, "the first day"),
        (|_| two_chairs("Lume", 399), 0, "a price is in the list itself"),
        (|_| two_chairs("Lume II", 399), 1, "another name"),
    ];
    for (page, asked_for, day) in days {
        let server = shelf(page).await;
        let walk = walk_with(&server.url, &pages).await.unwrap();
        assert!(walk.complete, "{day}");
        let described = products(&walk).iter().filter(|it| it.description.en.is_some()).count();
        assert_eq!(described, 2, "{day}");
        let details = server.asked().iter().filter(|it| it.query["action"] == "product").count();
        assert_eq!(details, asked_for, "{day}");
    }
}

fn chairs(from: usize, to: usize) -> Vec<Value> {
    (from..to).map(|n| entry(&format!("c{n}"), &json!({}))).collect()
}

#[tokio::test]
async fn pages_that_repeat_or_shift_are_not_the_whole_shop() {
    let cases: [(Page, bool, &str); 4] = [
        (
            |_| json!({"products": chairs(0, 2), "total": 5, "hasMore": true}),
            false,
            "the first page again and again",
        ),
        (
            |offset| {
                let from = offset.saturating_sub(2);
                json!({"products": chairs(from, from + 2), "hasMore": offset == 0})
            },
            false,
            "the last page is the one before",
        ),
        (
            |offset| {
                let page = chairs(offset, offset + 2);
                json!({"products": page, "total": if offset == 0 { 4 } else { 3 }, "hasMore": offset == 0})
            },
            false,
            "something left the shelf in the meantime",
        ),
        (
            |offset| {
                let page = chairs(offset, (offset + 2).min(5));
                json!({"products": page, "total": 5, "hasMore": offset < 4})
            },
            true,
            "all of it",
        ),
    ];
    for (page, complete, case) in cases {
        let server = shelf(page).await;
        assert_eq!(walk(&server.url).await.unwrap().complete, complete, "{case}");
        assert!(server.asked().len() < 20, "{case}: it is noticed at once");
    }
}
