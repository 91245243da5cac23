//! The promises, in terms of any store.

use noor_providers::error::ProviderError;
use noor_providers::vectors::{Narrow, Near, Point, Space, SparseVector, Traits, Vector};
use tokio::task::JoinSet;

use super::shop::{all_near, close_to, key, meaning, point, points, space, with_words};
use super::stage::Stage;

/// How far a score may be from the exact one: vectors are kept in half precision.
const HALF_PRECISION: f32 = 0.003;

fn keys(near: &[Near]) -> Vec<&str> {
    near.iter().map(|near| near.key.as_str()).collect()
}

fn list(values: &[&str]) -> Vec<String> {
    values.iter().map(|value| (*value).to_owned()).collect()
}

/// Fails unless `near` are the best of `exact`, but for one that an index may have missed.
fn are_nearest(near: &[Near], exact: &[(String, f32)], limit: usize) {
    assert_eq!(near.len(), limit.min(exact.len()));
    assert!(near.is_sorted_by(|one, next| one.score >= next.score), "{near:?}");
    let best: Vec<&str> = exact.iter().take(limit).map(|(key, _)| key.as_str()).collect();
    let missed = near.iter().filter(|near| !best.contains(&near.key.as_str())).count();
    assert!(missed <= 1, "{missed} of {:?} are not among {best:?}", keys(near));
    for near in near {
        let (_, score) = exact.iter().find(|(key, _)| *key == near.key).expect("it may be found");
        assert!((near.score - score).abs() < HALF_PRECISION, "{near:?}, exactly {score}");
    }
}

pub(super) async fn the_nearest_come_first_and_tell_how_near(stage: Stage) {
    let points = points(300);
    let store = stage.with(&space(), &points).await;
    for n in [1, 42, 299] {
        let query = close_to(n);
        let near = store.nearest(&space(), &query, &Narrow::default(), 10).await.unwrap();
        are_nearest(&near, &all_near(&points, &query, &Narrow::default()), 10);
        assert_eq!(near[0].key, key(n));
        assert!(near[0].score > 0.9, "{near:?}");
    }
    let none = store.nearest(&space(), &meaning(1), &Narrow::default(), 0).await.unwrap();
    assert_eq!(none, []);
}

pub(super) async fn every_filter_holds(stage: Stage) {
    let points = points(200);
    let store = stage.with(&space(), &points).await;
    let price = |text: &str| Some(text.parse().unwrap());
    let any = Narrow::default;
    let narrows = [
        any(),
        Narrow { families: list(&["desk", "lamp"]), ..any() },
        Narrow { colours: list(&["red", "blue"]), ..any() },
        Narrow { materials: list(&["oak"]), ..any() },
        Narrow { features: list(&["arms", "wheels"]), ..any() },
        Narrow { price_min: price("100.99"), ..any() },
        Narrow { price_max: price("50.98"), ..any() },
        Narrow { price_min: price("25.99"), price_max: price("75.99"), ..any() },
        Narrow { currency: Some("USD".to_owned()), ..any() },
        Narrow { in_stock: true, ..any() },
        Narrow {
            families: list(&["chair"]),
            colours: list(&["black", "white"]),
            price_max: price("200"),
            currency: Some("AED".to_owned()),
            in_stock: true,
            ..any()
        },
        Narrow { families: list(&["fountain"]), ..any() },
    ];
    for narrow in narrows {
        let query = close_to(77);
        let exact = all_near(&points, &query, &narrow);
        let near = store.nearest(&space(), &query, &narrow, 500).await.unwrap();
        let mut found = keys(&near);
        let mut wanted: Vec<&str> = exact.iter().map(|(key, _)| key.as_str()).collect();
        found.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(found, wanted, "{narrow:?}");
        are_nearest(&near, &exact, 500);
    }
}

pub(super) async fn a_filter_that_few_pass_still_fills_the_limit(stage: Stage) {
    let points = points(2_000);
    let store = stage.with(&space(), &points).await;
    assert_eq!(store.count(&space()).await.unwrap(), 2_000);
    assert_eq!(store.stored(&space()).await.unwrap().len(), 2_000);
    let lamps = Narrow { families: list(&["lamp"]), ..Narrow::default() };
    for n in [5, 1_234] {
        let query = close_to(n);
        let near = store.nearest(&space(), &query, &lamps, 10).await.unwrap();
        are_nearest(&near, &all_near(&points, &query, &lamps), 10);
        let near = store.nearest(&space(), &query, &Narrow::default(), 20).await.unwrap();
        are_nearest(&near, &all_near(&points, &query, &Narrow::default()), 20);
    }
}

pub(super) async fn meanings_and_words_are_fused_by_their_places(stage: Stage) {
    let sold = |n: u32, vector: Vector| Point {
        vector,
        traits: Traits { active: true, ..Traits::default() },
        ..point(n)
    };
    let points = [
        sold(1, with_words([1.0, 0.0], &[(7, 0.2)])),
        sold(2, with_words([0.9, 0.3], &[(7, 0.9), (250_001, 0.5)])),
        sold(3, with_words([0.5, 0.9], &[(7, 0.5)])),
        sold(4, with_words([0.2, 1.0], &[(8, 2.0)])),
    ];
    let store = stage.with(&space(), &points).await;
    let query = with_words([1.0, 0.0], &[(7, 1.0), (250_001, 1.0)]);
    let near = store.nearest(&space(), &query, &Narrow::default(), 10).await.unwrap();
    // By meaning 1, 2, 3, 4; by words 2, 3, 1.
    let fused = |places: &[u8]| places.iter().map(|place| 1.0 / (60.0 + f32::from(*place))).sum();
    let expected: [(u32, f32); 4] =
        [(2, fused(&[1, 0])), (1, fused(&[0, 2])), (3, fused(&[2, 1])), (4, fused(&[3]))];
    assert_eq!(keys(&near), expected.map(|(n, _)| key(n)));
    for (near, (_, score)) in near.iter().zip(expected) {
        assert!((near.score - score).abs() < 1e-6, "{near:?} instead of {score}");
    }
    let silent = Vector { sparse: Some(SparseVector::default()), ..query.clone() };
    let near = store.nearest(&space(), &silent, &Narrow::default(), 10).await.unwrap();
    assert_eq!(keys(&near), [key(1), key(2), key(3), key(4)]);
    assert!((near[0].score - 1.0).abs() < HALF_PRECISION, "{near:?}");
    let near = store.nearest(&space(), &query, &Narrow::default(), 1).await.unwrap();
    assert_eq!(keys(&near), [key(2)]);
}

pub(super) async fn a_rare_word_is_found_however_far_the_meaning_is(stage: Stage) {
    // Every product has a word that some others have, and one of its own.
    let worded = |n: u32| {
        let sparse = SparseVector::from_weights([(n % 250, 0.5), (1_000 + n, 0.2)]);
        Vector { sparse: Some(sparse), ..meaning(n) }
    };
    let points: Vec<Point> = points(1_000)
        .into_iter()
        .zip(1..)
        .map(|(it, n)| Point { vector: worded(n), ..it })
        .collect();
    let store = stage.with(&space(), &points).await;
    for n in (3..1_000).step_by(111) {
        let word = SparseVector::from_weights([(1_000 + n, 1.0)]);
        let query = Vector { sparse: Some(word), ..close_to(n / 2 + 1) };
        let near = store.nearest(&space(), &query, &Narrow::default(), 3).await.unwrap();
        assert_eq!(keys(&near).contains(&key(n).as_str()), !n.is_multiple_of(17), "{n}: {near:?}");
    }
}

pub(super) async fn putting_again_replaces(stage: Stage) {
    let mut points = points(30);
    let store = stage.with(&space(), &points).await;
    store.put(&space(), &points).await.unwrap();
    assert_eq!(store.count(&space()).await.unwrap(), 30);
    "another text".clone_into(&mut points[4].text_hash);
    points[4].vector = meaning(9_000);
    // The same key twice in one call: the last one counts.
    store.put(&space(), &[point(6), point(5), points[4].clone()]).await.unwrap();
    let stored = store.stored(&space()).await.unwrap();
    assert_eq!((stored.len(), stored[&key(5)].as_str()), (30, "another text"));
    assert_eq!(stored[&key(6)], "hash 6");
    let near = store.nearest(&space(), &close_to(9_000), &Narrow::default(), 1).await.unwrap();
    assert_eq!(keys(&near), [key(5)]);
    store.put(&space(), &[]).await.unwrap();
}

pub(super) async fn what_is_removed_is_gone(stage: Stage) {
    let points = points(30);
    let store = stage.with(&space(), &points).await;
    store.remove(&space(), &[key(3), key(4), "unknown".to_owned()]).await.unwrap();
    store.remove(&space(), &[key(3)]).await.unwrap();
    store.remove(&space(), &[]).await.unwrap();
    assert_eq!(store.count(&space()).await.unwrap(), 28);
    assert!(!store.stored(&space()).await.unwrap().contains_key(&key(3)));
    let near = store.nearest(&space(), &close_to(3), &Narrow::default(), 30).await.unwrap();
    assert!(!keys(&near).contains(&key(3).as_str()), "{near:?}");
}

pub(super) async fn prices_and_stock_change_without_new_vectors(stage: Stage) {
    let points = points(10);
    let store = stage.with(&space(), &points).await;
    let cheap = Narrow { price_max: Some("0.99".parse().unwrap()), ..Narrow::default() };
    let found = async || {
        let near = store.nearest(&space(), &close_to(8), &cheap, 10).await.unwrap();
        near.into_iter().map(|near| near.key).collect::<Vec<_>>()
    };
    assert_eq!(found().await, Vec::<String>::new());
    let now = |n: u32, price: Option<&str>, active: bool| {
        let price = price.map(|price| price.parse().unwrap());
        let currency = price.map(|_| "AED".to_owned());
        (key(n), Traits { price, currency, active, ..point(n).traits })
    };
    let changed = [now(8, Some("0.99"), true), now(9, Some("0.5"), false), now(7, None, true)];
    stage.sell(&changed).await;
    let with_unknown = [changed.as_slice(), &[("unknown".to_owned(), Traits::default())]].concat();
    store.refresh(&space(), &with_unknown).await.unwrap();
    store.refresh(&space(), &[]).await.unwrap();
    assert_eq!(found().await, [key(8)]);
    assert_eq!(store.count(&space()).await.unwrap(), 10);
    assert_eq!(store.stored(&space()).await.unwrap()[&key(8)], "hash 8");
}

pub(super) async fn spaces_do_not_meet(stage: Stage) {
    let store = stage.with(&space(), &points(20)).await;
    let others = [
        Space { model: "test/another".to_owned(), ..space() },
        Space { sparse: false, ..space() },
        Space { dimensions: 2, ..space() },
    ];
    for other in &others {
        store.prepare(other).await.unwrap();
        assert_eq!(store.count(other).await.unwrap(), 0, "{other:?}");
        assert!(store.stored(other).await.unwrap().is_empty());
    }
    let flat = Point { vector: Vector { dense: vec![0.6, 0.8], sparse: None }, ..point(1) };
    store.put(&others[2], std::slice::from_ref(&flat)).await.unwrap();
    let near = store.nearest(&others[2], &flat.vector, &Narrow::default(), 10).await.unwrap();
    assert_eq!(keys(&near), [key(1)]);
    store.remove(&others[2], &[key(1), key(2)]).await.unwrap();
    assert_eq!(store.count(&space()).await.unwrap(), 20);
    let near = store.nearest(&others[0], &meaning(1), &Narrow::default(), 10).await.unwrap();
    assert_eq!(near, []);
}

pub(super) async fn what_was_never_prepared_is_refused(stage: Stage) {
    let store = stage.store();
    let refused = |error: ProviderError| {
        assert!(matches!(error, ProviderError::Refused { .. }), "{error:?}");
    };
    refused(store.count(&space()).await.unwrap_err());
    refused(store.stored(&space()).await.unwrap_err());
    refused(store.put(&space(), &[point(1)]).await.unwrap_err());
    refused(store.nearest(&space(), &meaning(1), &Narrow::default(), 1).await.unwrap_err());
}

pub(super) async fn vectors_that_do_not_fit_are_refused_and_nothing_is_kept(stage: Stage) {
    let store = stage.with(&space(), &points(5)).await;
    let (mut broken, mut short) = (meaning(6), meaning(6));
    broken.dense[3] = f32::NAN;
    short.dense.pop();
    for (vector, fault) in [(broken, "NaN"), (short, "47 dimensions instead of 48")] {
        let wrong = Point { vector: vector.clone(), ..point(6) };
        let put = store.put(&space(), &[point(7), wrong]).await.unwrap_err();
        let asked = store.nearest(&space(), &vector, &Narrow::default(), 3).await.unwrap_err();
        for (error, of) in [(put, "kx0006"), (asked, "the query")] {
            let ProviderError::Refused { code, reason, .. } = &error else { panic!("{error:?}") };
            assert_eq!(code, "vector");
            assert!(reason.contains(of) && reason.contains(fault), "{reason}");
        }
    }
    assert_eq!(store.count(&space()).await.unwrap(), 5);
}

pub(super) async fn another_process_finds_what_was_put(stage: Stage) {
    let points = points(20);
    drop(stage.with(&space(), &points).await);
    let store = stage.store();
    store.prepare(&space()).await.unwrap();
    assert_eq!(store.count(&space()).await.unwrap(), 20);
    let near = store.nearest(&space(), &close_to(12), &Narrow::default(), 5).await.unwrap();
    are_nearest(&near, &all_near(&points, &close_to(12), &Narrow::default()), 5);
}

pub(super) async fn many_prepare_at_once(stage: Stage) {
    let mut preparing = JoinSet::new();
    for _ in 0..6 {
        let store = stage.store();
        preparing.spawn(async move { store.prepare(&space()).await });
    }
    for prepared in preparing.join_all().await {
        prepared.unwrap();
    }
    assert_eq!(stage.store().count(&space()).await.unwrap(), 0);
}
