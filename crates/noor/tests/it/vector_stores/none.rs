//! No store at all: nothing fails, and nothing is found.

use noor_providers::vectors::{Narrow, NoVectors, VectorStore as _};

use super::shop::{key, meaning, point, points, space};

#[tokio::test]
async fn no_store_keeps_nothing_and_finds_nothing() {
    let store = NoVectors;
    assert_eq!(store.name(), "none");
    store.prepare(&space()).await.unwrap();
    store.put(&space(), &points(3)).await.unwrap();
    store.refresh(&space(), &[(key(1), point(1).traits)]).await.unwrap();
    assert_eq!(store.count(&space()).await.unwrap(), 0);
    assert!(store.stored(&space()).await.unwrap().is_empty());
    let near = store.nearest(&space(), &meaning(1), &Narrow::default(), 5).await.unwrap();
    assert_eq!(near, []);
    store.remove(&space(), &[key(1)]).await.unwrap();
}
