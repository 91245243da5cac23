//! Pictures of products: noted once, taken by one worker, kept as long as a product has them.

use noor_store::PgPool;
use noor_store::products::{self, DuePicture, PictureFile};

use crate::shop::{Shop, at};

fn file(first: u8) -> PictureFile {
    let mut sha256 = [0; 32];
    sha256[0] = first;
    PictureFile { sha256, content_type: "image/jpeg", width: 40, height: 30, bytes: vec![1, 2, 3] }
}

/// Puts products on the shelf, each with its pictures, and notes their addresses.
async fn sells(db: &PgPool, products: &[(&str, &[&str])], now: i64) -> u64 {
    let clear = "update products set listed = false";
    sqlx::query(clear).execute(db).await.unwrap();
    for (sku, images) in products {
        let images: Vec<String> = images.iter().map(|image| (*image).to_owned()).collect();
        sqlx::query(
            "insert into products (sku, sku_key, source, categories, colours, materials, listed,
                                   images, attributes, content_hash, search, folded_name, of_itself,
                                   updated_at)
             values ($1, $1, 'test', '{}', '{}', '{}', true, $2, '{}', '', '', '', true, $3)
                 on conflict (sku_key) do update set listed = true, images = excluded.images",
        )
        .bind(sku)
        .bind(&images)
        .bind(at(now))
        .execute(db)
        .await
        .unwrap();
    }
    let mut db = db.acquire().await.unwrap();
    products::note_pictures(&mut db, at(now)).await.unwrap()
}

async fn due(db: &PgPool, now: i64) -> Vec<String> {
    let due = products::take_due_pictures(db, at(now), at(now + 60), 10).await.unwrap();
    let mut sources: Vec<String> = due.into_iter().map(|it: DuePicture| it.source).collect();
    sources.sort();
    sources
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn only_addresses_are_noted_once_and_not_too_many_of_a_product(db: PgPool) {
    let long = format!("https://a.example/{}", "x".repeat(3_000));
    let many = ["https://a.example/1", "HTTPS://a.example/2", "http://a.example/3"];
    let more = [many[0], many[1], many[2], "https://a.example/4"];
    let others = ["pictures/own.png", "data:image/png;base64,AAAA", long.as_str()];
    let shelf: [(&str, &[&str]); 3] = [("a", &more), ("b", &[many[0]]), ("c", &others)];
    assert_eq!(sells(&db, &shelf, 0).await, 3);
    assert_eq!(sells(&db, &shelf, 1).await, 0, "they are known");
    let mut expected = many.map(str::to_owned);
    expected.sort();
    assert_eq!(due(&db, 2).await, expected);
    assert_eq!(due(&db, 3).await, [] as [String; 0], "somebody has them");
    assert_eq!(due(&db, 62).await, expected, "who had them is gone");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_is_shown_first_is_fetched_first(db: PgPool) {
    let a: [&str; 2] = ["https://a.example/first", "https://a.example/second"];
    let b: [&str; 1] = ["https://a.example/other"];
    sells(&db, &[("a", &a), ("b", &b)], 0).await;
    let first = products::take_due_pictures(&db, at(0), at(60), 2).await.unwrap();
    assert!(first.iter().all(|it| it.source != a[1] && it.attempts == 1), "{first:?}");
    assert_eq!(due(&db, 0).await, [a[1]]);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_file_is_kept_once_and_as_long_as_something_has_it(db: PgPool) {
    let (one, two) = ("https://a.example/1", "https://b.example/1");
    sells(&db, &[("a", &[one]), ("b", &[two])], 0).await;
    let shop = Shop { db };
    let mut connection = shop.db.acquire().await.unwrap();
    for source in [one, two, two] {
        products::picture_fetched(&mut connection, source, &file(7), at(1)).await.unwrap();
    }
    assert_eq!(shop.count("picture_files").await, 1);
    let sources = [one.to_owned(), two.to_owned(), "https://c.example/".to_owned()];
    assert_eq!(products::ready_pictures(&shop.db, &sources).await.unwrap().len(), 2);
    let kept = products::picture(&shop.db, &file(7).sha256).await.unwrap().unwrap();
    assert_eq!((kept.content_type.as_str(), kept.bytes), ("image/jpeg", vec![1, 2, 3]));
    assert_eq!(products::picture(&shop.db, &file(8).sha256).await.unwrap(), None);
    // A late failure of a second worker takes nothing away.
    products::picture_broken(&shop.db, one, "too late", at(100)).await.unwrap();
    assert_eq!(products::ready_pictures(&shop.db, &sources).await.unwrap().len(), 2);

    let mut forget =
        async |before| products::forget_pictures(&mut connection, at(before), 10).await.unwrap();
    sells(&shop.db, &[("b", &[two])], 50).await;
    assert_eq!(forget(50).await, 0, "it has only just gone");
    assert_eq!(forget(51).await, 1);
    assert_eq!(shop.count("picture_files").await, 1, "the other address has it");
    sells(&shop.db, &[], 60).await;
    assert_eq!(forget(61).await, 1);
    assert_eq!(shop.count("picture_files").await, 0);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_no_product_has_is_not_fetched_until_one_has_it_again(db: PgPool) {
    let one = "https://a.example/1";
    sells(&db, &[("a", &[one])], 0).await;
    products::picture_broken(&db, one, "it is not there", at(1_000)).await.unwrap();
    sells(&db, &[], 1).await;
    assert_eq!(due(&db, 2_000).await, [] as [String; 0]);
    assert_eq!(sells(&db, &[("a", &[one])], 2_001).await, 0);
    assert_eq!(due(&db, 2_001).await, [one], "it is tried at once");
}
