//! One token for everybody, whoever asks at the same moment, and nothing to read in the rows.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use futures::future::join_all;
use noor_store::PgPool;
use noor_store::seal::SealingKey;
use noor_store::tokens::{self, Circuit, Kept};
use secrecy::{ExposeSecret as _, SecretString};
use sqlx::postgres::PgPoolOptions;

use crate::shop::{at, fresh};

const ACCOUNT: &str = "zoho:0f1e2d";

fn key() -> SealingKey {
    SealingKey::derive(&"the shop's signing key".into())
}

fn token(secret: &str, expires: i64) -> Kept {
    Kept { secret: secret.into(), expires_at: at(expires) }
}

async fn held(db: &PgPool) -> Option<String> {
    let held = tokens::load(db, &key(), ACCOUNT).await.unwrap();
    held.token.map(|kept| kept.secret.expose_secret().to_owned())
}

/// What a process does that needs a token: the vault's, or a new one if it is the one to ask.
async fn obtain(db: &PgPool, key: &SealingKey, asked: &AtomicUsize) -> SecretString {
    let owner = fresh();
    loop {
        if let Some(kept) = tokens::load(db, key, ACCOUNT).await.unwrap().token {
            return kept.secret;
        }
        if tokens::lock(db, ACCOUNT, owner, at(0), at(20)).await.unwrap() {
            if let Some(kept) = tokens::load(db, key, ACCOUNT).await.unwrap().token {
                tokens::unlock(db, ACCOUNT, owner, at(0)).await.unwrap();
                return kept.secret;
            }
            let count = asked.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(50)).await;
            let fresh = token(&format!("1000.{count}"), 3_540);
            tokens::save(db, key, ACCOUNT, &fresh, at(0)).await.unwrap();
            tokens::unlock(db, ACCOUNT, owner, at(0)).await.unwrap();
            return fresh.secret;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn fifty_at_once_in_five_processes_ask_for_one_token(db: PgPool) {
    let options = db.connect_options();
    let pools = join_all(
        (0..5).map(|_| PgPoolOptions::new().max_connections(3).connect_with((*options).clone())),
    )
    .await;
    let pools: Vec<_> = pools.into_iter().map(Result::unwrap).collect();
    let (key, asked) = (key(), AtomicUsize::new(0));
    let all = pools.iter().flat_map(|pool| (0..10).map(|_| obtain(pool, &key, &asked)));
    for secret in join_all(all).await {
        assert_eq!(secret.expose_secret(), "1000.0");
    }
    assert_eq!(asked.into_inner(), 1);
    join_all(pools.iter().map(PgPool::close)).await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_reservation_is_its_owners_until_it_ends(db: PgPool) {
    let (one, other) = (fresh(), fresh());
    let lock = async |owner, now, until| {
        tokens::lock(&db, ACCOUNT, owner, at(now), at(until)).await.unwrap()
    };
    assert!(lock(one, 0, 20).await);
    assert!(!lock(other, 19, 40).await);
    assert!(lock(one, 10, 30).await, "its owner makes it longer");
    tokens::unlock(&db, ACCOUNT, other, at(11)).await.unwrap();
    assert!(!lock(other, 29, 50).await, "nobody else releases it");
    assert!(lock(other, 30, 50).await, "it ends by itself");
    tokens::unlock(&db, ACCOUNT, one, at(31)).await.unwrap();
    assert!(!lock(one, 31, 51).await, "who was late releases nothing");
    tokens::unlock(&db, ACCOUNT, other, at(32)).await.unwrap();
    assert!(lock(one, 32, 52).await);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn only_the_same_token_is_forgotten(db: PgPool) {
    let forget = async |secret: &str| {
        tokens::forget(&db, &key(), ACCOUNT, &secret.into(), at(2)).await.unwrap()
    };
    assert!(!forget("1000.a").await, "there is none");
    tokens::save(&db, &key(), ACCOUNT, &token("1000.a", 60), at(0)).await.unwrap();
    assert_eq!(held(&db).await.as_deref(), Some("1000.a"));
    tokens::save(&db, &key(), ACCOUNT, &token("1000.b", 90), at(1)).await.unwrap();
    assert!(!forget("1000.a").await, "somebody renewed it");
    assert_eq!(held(&db).await.as_deref(), Some("1000.b"));
    assert!(forget("1000.b").await);
    assert!(!forget("1000.b").await);
    assert_eq!(held(&db).await, None);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_circuit_outlives_restarts_until_a_token_comes(db: PgPool) {
    let circuit = Circuit { open_until: at(900), reason: "access_denied".into() };
    let shown = async || tokens::load(&db, &key(), ACCOUNT).await.unwrap().circuit;
    tokens::set_circuit(&db, ACCOUNT, Some(&circuit), at(0)).await.unwrap();
    assert_eq!(shown().await, Some(circuit.clone()));
    tokens::set_circuit(&db, ACCOUNT, None, at(1)).await.unwrap();
    assert_eq!(shown().await, None);
    tokens::save(&db, &key(), ACCOUNT, &token("1000.a", 60), at(2)).await.unwrap();
    tokens::set_circuit(&db, ACCOUNT, Some(&circuit), at(3)).await.unwrap();
    assert_eq!(held(&db).await.as_deref(), Some("1000.a"), "a good token stays");
    tokens::save(&db, &key(), ACCOUNT, &token("1000.b", 90), at(4)).await.unwrap();
    assert_eq!(shown().await, None);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn rows_give_nothing_away_and_another_key_opens_nothing(db: PgPool) {
    let expires_at = at(3_540) + TimeDelta::milliseconds(7);
    let kept = Kept { secret: "1000.very-secret".into(), expires_at };
    tokens::save(&db, &key(), ACCOUNT, &kept, at(0)).await.unwrap();
    let row: String = sqlx::query_scalar(
        "select row_to_json(t)::text || encode(token, 'escape') from oauth_tokens t",
    )
    .fetch_one(&db)
    .await
    .unwrap();
    assert!(row.contains(ACCOUNT) && !row.contains("very-secret"), "{row}");

    let other = SealingKey::derive(&"another signing key".into());
    let seen = tokens::load(&db, &other, ACCOUNT).await.unwrap();
    assert!(seen.token.is_none());
    assert!(!tokens::forget(&db, &other, ACCOUNT, &kept.secret, at(1)).await.unwrap());
    assert_eq!(held(&db).await.as_deref(), Some("1000.very-secret"));

    // A row laid over another account's is nobody's token.
    sqlx::query("update oauth_tokens set account = 'zoho:other'").execute(&db).await.unwrap();
    assert!(tokens::load(&db, &key(), "zoho:other").await.unwrap().token.is_none());
}
