//! Catalogue and inventory: each writes its own columns, and what follows from both is written by
//! nobody.

use chrono::{DateTime, Utc};
use noor_core::product::Product;
use noor_store::PgPool;
use noor_store::products::{self, Counts, Filter, Lineage, StockItem};

use crate::products::{mirrored, product};
use crate::shop::at;

const ZOHO: &str = "zoho";

async fn load(db: &PgPool, inventory: Option<&str>, products: &[Product], now: DateTime<Utc>) {
    let rows: Vec<_> = products.iter().cloned().map(mirrored).collect();
    let mut connection = db.acquire().await.unwrap();
    products::load(&mut connection, "file", inventory, &rows, now).await.unwrap();
}

fn item(key: &str, stock: Option<u32>, sellable: bool) -> StockItem {
    StockItem { sku_key: key.to_owned(), id: format!("item-{key}"), stock, sellable }
}

async fn count(db: &PgPool, items: &[StockItem], now: DateTime<Utc>) -> Counts {
    let mut connection = db.acquire().await.unwrap();
    products::count(&mut connection, ZOHO, items, now).await.unwrap()
}

/// Code, stock, and whether it may be quoted, of everything on the shelf.
async fn shelf(db: &PgPool) -> Vec<(String, Option<i32>, bool)> {
    sqlx::query_as("select sku, stock, quotable from products where active order by sku")
        .fetch_all(db)
        .await
        .unwrap()
}

fn row(sku: &str, stock: Option<i32>, quotable: bool) -> (String, Option<i32>, bool) {
    (sku.to_owned(), stock, quotable)
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn without_an_inventory_the_catalogues_own_figures_stand(db: PgPool) {
    let no_price = Product { price: None, ..product("B 2", "Desk", "مكتب") };
    load(&db, None, &[product("A 1", "Chair", "كرسي"), no_price], at(0)).await;
    assert_eq!(shelf(&db).await, [row("A 1", Some(4), true), row("B 2", Some(4), false)]);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn the_inventory_counts_and_the_catalogue_describes(db: PgPool) {
    let chair = product("A 1", "Chair", "كرسي");
    let desk = product("B 2", "Desk", "مكتب");
    let sofa = product("C 3", "Sofa", "كنبة");
    load(&db, Some(ZOHO), &[chair.clone(), desk.clone(), sofa.clone()], at(0)).await;
    let unknown = [row("A 1", None, false), row("B 2", None, false), row("C 3", None, false)];
    assert_eq!(shelf(&db).await, unknown, "nothing is promised before it was counted");

    let items = [item("a1", Some(7), true), item("b2", Some(1), false), item("x9", Some(3), true)];
    assert_eq!(count(&db, &items, at(1)).await, Counts { matched: 2, changed: 2 });
    let counted = [row("A 1", Some(7), true), row("C 3", None, false)];
    assert_eq!(shelf(&db).await, counted, "what may not be sold leaves the shelf");
    assert_eq!(count(&db, &items, at(2)).await, Counts { matched: 2, changed: 0 });

    // The catalogue is read again, with other figures of its own: the count stands.
    let dearer = Product { stock: Some(99), ..product("A 1", "Better chair", "كرسي") };
    load(&db, Some(ZOHO), &[dearer, desk, sofa], at(3)).await;
    assert_eq!(shelf(&db).await, counted);
    let filter = Filter { in_stock: true, ..Filter::default() };
    let hits = products::search(&db, &filter, 9).await.unwrap();
    assert_eq!(hits.len(), 1);
    assert_eq!(hits[0].product.name.en.as_deref(), Some("Better chair"));
    assert_eq!(hits[0].product.stock, Some(7));
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_the_inventory_does_not_know_is_shown_and_not_quoted(db: PgPool) {
    let chairs = ["A 1", "B 2", "C 3"].map(|sku| product(sku, "Chair", "كرسي"));
    load(&db, None, &chairs, at(0)).await;
    count(&db, &[item("a1", Some(7), true), item("b2", Some(2), true)], at(1)).await;
    let mut connection = db.acquire().await.unwrap();
    let had = products::items_of(&mut connection, ZOHO, &["a1".to_owned()]).await.unwrap();
    assert_eq!((had.items, had.unseen), (2, 1));
    let lost = products::unmatched(&mut connection, ZOHO, &["a1".to_owned()], at(2)).await.unwrap();
    assert_eq!(lost, 1, "one had an item before, one never had");
    let left = [row("A 1", Some(7), true), row("B 2", None, false), row("C 3", None, false)];
    assert_eq!(shelf(&db).await, left);
    assert_eq!(
        products::unmatched(&mut connection, ZOHO, &["a1".to_owned()], at(3)).await.unwrap(),
        0
    );
    assert_eq!(products::last_count(&mut connection).await.unwrap(), Some(at(2)));
    products::forget_inventory(&mut connection).await.unwrap();
    assert_eq!(products::last_count(&mut connection).await.unwrap(), None);
    let own = [row("A 1", Some(4), true), row("B 2", Some(4), true), row("C 3", Some(4), true)];
    assert_eq!(shelf(&db).await, own, "a shop that gave up its inventory has its own figures");
}

async fn lineage(db: &PgPool) -> Lineage {
    products::standing(db, "a1").await.unwrap().unwrap().lineage
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn each_field_knows_its_source_and_since_when(db: PgPool) {
    load(&db, None, &[product("A 1", "Chair", "كرسي")], at(0)).await;
    let first = lineage(&db).await;
    assert_eq!((first["price"].source.as_str(), first["price"].at), ("file", at(0)));
    assert_eq!((first["stock"].source.as_str(), first["stock"].at), ("file", at(0)));
    assert!(!first.contains_key("url"), "what nobody said has no source: {first:?}");

    let renamed = Product {
        name: noor_core::product::Texts { en: Some("Orin".into()), ar: None },
        ..product("A 1", "Chair", "كرسي")
    };
    load(&db, None, &[renamed], at(5)).await;
    count(&db, &[item("a1", Some(3), true)], at(6)).await;
    let second = lineage(&db).await;
    assert_eq!(second["price"], first["price"], "the same since the beginning");
    assert_eq!(second["name_en"].at, at(5));
    assert_ne!(second["name_en"].hash, first["name_en"].hash);
    assert!(!second.contains_key("name_ar"), "it is gone");
    assert_eq!((second["stock"].source.as_str(), second["stock"].at), (ZOHO, at(6)));

    count(&db, &[item("a1", Some(4), true)], at(7)).await;
    let third = lineage(&db).await;
    assert_eq!(third["stock"].at, at(7));
    assert_eq!(third["sellable"].at, at(6), "only the figure changed");
    let standing = products::standing(&db, "a1").await.unwrap().unwrap();
    assert!(standing.quotable);
    assert_eq!(standing.item_id.as_deref(), Some("item-a1"));
    assert_eq!(products::standing(&db, "nothing").await.unwrap(), None);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_older_count_does_not_go_over_a_newer_one(db: PgPool) {
    load(&db, Some(ZOHO), &[product("A 1", "Chair", "كرسي")], at(0)).await;
    count(&db, &[item("a1", Some(0), true)], at(5)).await;
    let late = count(&db, &[item("a1", Some(7), true)], at(4)).await;
    assert_eq!(late, Counts { matched: 1, changed: 0 });
    assert_eq!(shelf(&db).await, [row("A 1", Some(0), true)]);
}
