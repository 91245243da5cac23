//! What only the store in the database has: an extension that may be missing, and indexes.

use noor::app::vectors::pgvector::PgVectors;
use noor_providers::error::ProviderError;
use noor_providers::vectors::{Narrow, Space, VectorStore as _};
use noor_store::PgPool;
use sqlx::postgres::PgPoolOptions;

use super::shop::{close_to, key, point, points, space};
use super::stage::Stage;

const GONE: &str = "drop table product_vectors, vector_spaces; drop extension vector";

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_extension_that_comes_later_is_made_use_of(db: PgPool) {
    sqlx::raw_sql(GONE).execute(&db).await.unwrap();
    let store = PgVectors::new(db);
    let error = store.count(&space()).await.unwrap_err();
    assert!(error.to_string().contains("were not prepared"), "{error}");
    store.prepare(&space()).await.unwrap();
    store.put(&space(), &[point(1)]).await.unwrap();
    assert_eq!(store.count(&space()).await.unwrap(), 1);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn who_may_not_have_the_extension_is_told_so(db: PgPool) {
    sqlx::raw_sql(GONE).execute(&db).await.unwrap();
    let name =
        db.connect_options().get_database().unwrap().replace(|c: char| !c.is_alphanumeric(), "");
    let guest = format!("guest{name}");
    let statement = |sql: String| sqlx::AssertSqlSafe(sql);
    sqlx::raw_sql(statement(format!("create role {guest}"))).execute(&db).await.unwrap();
    let role = guest.clone();
    let as_guest = PgPoolOptions::new()
        .after_connect(move |connection, _| {
            let sql = sqlx::AssertSqlSafe(format!("set role {role}"));
            Box::pin(async move { sqlx::raw_sql(sql).execute(connection).await.map(|_| ()) })
        })
        .connect_with(db.connect_options().as_ref().clone())
        .await
        .unwrap();
    let told = PgVectors::new(as_guest.clone()).prepare(&space()).await;
    as_guest.close().await;
    sqlx::raw_sql(statement(format!("drop role {guest}"))).execute(&db).await.unwrap();
    let ProviderError::Refused { code, reason, .. } = told.unwrap_err() else { panic!("refused") };
    assert_eq!(code, "extension");
    assert!(reason.contains("install pgvector"), "{reason}");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn products_that_left_the_catalogue_are_not_found(db: PgPool) {
    let store = Stage::pgvector(db.clone()).with(&space(), &points(5)).await;
    sqlx::query("delete from products where sku_key = 'kx0002'").execute(&db).await.unwrap();
    let near = store.nearest(&space(), &close_to(2), &Narrow::default(), 10).await.unwrap();
    assert!(near.iter().all(|near| near.key != key(2)), "{near:?}");
    assert_eq!(near.len(), 4);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn every_space_has_an_index_of_its_own(db: PgPool) {
    let store = PgVectors::new(db.clone());
    let wordless = Space { model: "o'brien/m\"3".to_owned(), sparse: false, ..space() };
    let long = Space { dimensions: 6_000, ..space() };
    for space in [space(), wordless, long] {
        store.prepare(&space).await.unwrap();
        store.prepare(&space).await.unwrap();
    }
    let indexes: Vec<String> = sqlx::query_scalar(
        "select regexp_replace(indexname, '\\d+$', 'N') from pg_indexes
          where tablename = 'product_vectors' and indexdef like '%hnsw%' order by indexname",
    )
    .fetch_all(&db)
    .await
    .unwrap();
    // The longest vectors are more than an index takes.
    assert_eq!(indexes, ["product_vectors_dense_N"; 2]);
}
