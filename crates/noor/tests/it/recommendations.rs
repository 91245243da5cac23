//! What programs get from `GET /api/v1/products/{sku}/recommendations`, over the demo shop's own rows.

use std::collections::{HashMap, HashSet};

use noor_core::product::Product;
use noor_core::recommendation::Thing;
use noor_store::products::{self, Filter};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::harness::TestApp;

fn path(code: &str, query: &str) -> String {
    let mut url = url::Url::parse("http://shop.example/api/v1/products").expect("an address");
    url.path_segments_mut().expect("segments").extend([code, "recommendations"]);
    format!("{}{query}", url.path())
}

async fn recommended(app: &TestApp, code: &str, query: &str) -> Value {
    let (status, body) = app.get(&path(code, query)).await;
    assert_eq!(status, 200, "{code}: {body}");
    serde_json::from_str(&body).expect("JSON")
}

/// Everything that is offered, by its code.
async fn shelf(app: &TestApp) -> HashMap<String, Product> {
    let all = products::search(&app.db, &Filter::default(), 10_000).await.expect("products");
    all.into_iter().map(|hit| (hit.product.sku.clone(), hit.product)).collect()
}

/// The products of a list with their reasons, as the shelf has them.
fn listed<'s>(
    shelf: &'s HashMap<String, Product>,
    body: &Value,
    list: &str,
) -> Vec<(&'s Product, HashSet<String>)> {
    let entries = body[list].as_array().expect("a list").iter();
    let entry = |entry: &Value| {
        let sku = entry["product"]["sku"].as_str().expect("a code");
        let because = entry["because"].as_array().expect("reasons").iter();
        let because = because.map(|it| it.as_str().expect("a key").to_owned()).collect();
        (&shelf[sku], because)
    };
    entries.map(entry).collect()
}

/// A code without the colour at its end.
fn model(sku: &str) -> &str {
    match sku.rsplit_once(' ') {
        Some((model, word)) if word.chars().all(|c| c.is_ascii_lowercase()) => model,
        Some(_) | None => sku,
    }
}

fn price(product: &Product) -> Option<Decimal> {
    product.price.map(|price| price.amount)
}

fn is_near(own: Option<u32>, other: Option<u32>) -> bool {
    own.zip(other).is_none_or(|(own, other)| own.abs_diff(other) * 5 <= own)
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn for_every_product_only_what_fits_is_recommended(db: PgPool) {
    const LIMIT: usize = 4;
    let app = TestApp::start(db).await;
    let shelf = shelf(&app).await;
    assert!(shelf.len() > 300, "{} products", shelf.len());
    let rules = &app.content().recommending;
    let lexicon = &app.content().vocabulary.lexicon;
    let (mut with_alternatives, mut with_complements) = (0, 0);
    for (sku, own) in &shelf {
        let body = recommended(&app, sku, &format!("?limit={LIMIT}")).await;
        let alternatives = listed(&shelf, &body, "alternatives");
        let mut models = HashSet::from([model(sku)]);
        let mut sold_out = false;
        for (it, because) in &alternatives {
            let pair = format!("{} for {sku}: {because:?}", it.sku);
            assert!(models.insert(model(&it.sku)), "a version: {pair}");
            assert_eq!(it.family, own.family, "{pair}");
            assert!(own.subtype.is_none() || it.subtype == own.subtype, "{pair}");
            if let Some(own) = price(own) {
                let other = price(it).expect("a price");
                let (least, most) = (own * Decimal::new(60, 2), own * Decimal::new(150, 2));
                assert!((least..=most).contains(&other), "{pair}: {other} for {own}");
                assert_eq!(because.contains("cheaper"), other < own, "{pair}");
            }
            assert!(is_near(own.size.span(), it.size.span()), "{pair}");
            assert!(is_near(own.size.height, it.size.height), "{pair}");
            assert_eq!(because.contains("in_stock"), it.stock > Some(0), "{pair}");
            assert!(!sold_out || it.stock == Some(0), "behind what is sold out: {pair}");
            sold_out = it.stock == Some(0);
        }
        let complements = listed(&shelf, &body, "complements");
        let (things, most) = rules.belonging(own);
        let mut things = things.iter();
        for (it, because) in &complements {
            let pair = format!("{} beside {sku}: {because:?}", it.sku);
            let is_meant = |thing: &Thing| {
                let kinds = thing.kinds(lexicon);
                it.family.as_ref() == Some(&thing.family)
                    && (kinds.is_empty()
                        || it.subtype.as_ref().is_some_and(|it| kinds.contains(it)))
            };
            assert!(things.any(is_meant), "one of each, in the order of the rule: {pair}");
            assert!(it.sku != *sku && it.stock != Some(0), "{pair}");
            assert!(most.is_none_or(|most| price(it).is_some_and(|it| it <= most)), "{pair}");
            let same = !own.colours.is_empty() && it.colours.first() == own.colours.first();
            assert_eq!(because.contains("same_colour"), same, "{pair}");
            assert!(because.contains("belongs_together"), "{pair}");
        }
        for (place, (it, _)) in complements.iter().enumerate() {
            assert_eq!(body["complements"][place]["family"], json!(it.family));
        }
        assert!(alternatives.len() <= LIMIT && complements.len() <= LIMIT, "{sku}");
        with_alternatives += usize::from(!alternatives.is_empty());
        with_complements += usize::from(!complements.is_empty());
    }
    assert!(with_alternatives * 2 > shelf.len(), "only {with_alternatives} have alternatives");
    assert!(with_complements * 4 > shelf.len() * 3, "only {with_complements} have complements");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_desk_gets_others_and_what_makes_it_a_place_to_work(db: PgPool) {
    let app = TestApp::start(db).await;
    let shelf = shelf(&app).await;
    let body = recommended(&app, "BD 200 black", "").await;
    let executive = listed(&shelf, &body, "complements");
    let first = executive.first().expect("a chair").0;
    assert_eq!(first.subtype.as_deref(), Some("executive"), "{}", first.sku);
    assert_eq!(first.colours.first().map(String::as_str), Some("black"));
    let white = shelf.values().find(|it| {
        it.subtype.as_deref() == Some("straight")
            && it.colours.first().is_some_and(|it| it == "white")
            && it.price.is_some_and(|it| it.amount > Decimal::from(500))
    });
    let body = recommended(&app, &white.expect("a white desk").sku, "?limit=20").await;
    let families: Vec<&str> = body["complements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["family"].as_str().unwrap())
        .collect();
    assert_eq!(&families[..3], ["chair", "pedestal", "accessory"], "{body}");
    let complements = listed(&shelf, &body, "complements");
    let (pedestal, because) = &complements[1];
    assert!(because.contains("same_colour"), "{}: there are white ones", pedestal.sku);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn any_spelling_of_a_code_will_do_and_no_other_code(db: PgPool) {
    let app = TestApp::start(db).await;
    let expected = recommended(&app, "KX 210 black", "").await;
    assert!(!expected["alternatives"].as_array().unwrap().is_empty());
    for spelling in ["kx210black", "KX-210/BLACK", "ΚХ 210 black", "٠KX ٢١٠ black", "kx 210 black"]
    {
        if spelling.starts_with('٠') {
            let (status, body) = app.get(&path(spelling, "")).await;
            assert_eq!(status, 404, "a zero more is another code: {body}");
        } else {
            assert_eq!(recommended(&app, spelling, "").await, expected, "{spelling}");
        }
    }
    for (code, query, status, word) in [
        ("KX 999", "", 404, "not_found"),
        ("---", "", 404, "not_found"),
        ("KX 210 black", "?limit=many", 400, "invalid"),
        ("KX 210 black", "?colour=red", 400, "invalid"),
    ] {
        let (got, body) = app.get(&path(code, query)).await;
        assert_eq!(got, status, "{code}{query}: {body}");
        assert!(body.contains(word), "{body}");
    }
    let few = recommended(&app, "KX 210 black", "?limit=1").await;
    assert_eq!(few["alternatives"][0], expected["alternatives"][0]);
    assert_eq!(few["alternatives"].as_array().unwrap().len(), 1);
    let (_, description) = app.get("/api/v1/openapi.json").await;
    assert!(description.contains("/api/v1/products/{sku}/recommendations"), "{description}");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_is_off_the_shelf_still_has_alternatives_and_is_none(db: PgPool) {
    let app = TestApp::start(db).await;
    sqlx::query("update products set listed = false where sku = 'KX 210 black'")
        .execute(&app.db)
        .await
        .unwrap();
    let body = recommended(&app, "KX 210 black", "").await;
    let alternatives = body["alternatives"].as_array().unwrap();
    assert!(!alternatives.is_empty());
    let other = alternatives[0]["product"]["sku"].as_str().unwrap().to_owned();
    let back = recommended(&app, &other, "?limit=20").await;
    assert!(!back.to_string().contains("\"KX 210 black\""), "{back}");
}
