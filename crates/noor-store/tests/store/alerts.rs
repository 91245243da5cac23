//! What the shop's people are told: each once for each reminder, and in line with how it stands.

use futures::future::join_all;
use noor_core::ids::ConversationId;
use noor_store::PgPool;
use noor_store::alerts::{self, Alert, Amendment, Standing};
use noor_store::conversations::{self, Holder};
use noor_store::handoffs::{self, Handoff, Name, Resolution};
use noor_store::people::{self, NewInvitation};

use crate::shop::{SARA, Shop, at, handoff, message, sam};

const SAM: i64 = 7001;
const LINA: i64 = 7002;

fn lina() -> Name {
    Name { code: people::code(LINA), name: "Lina".into() }
}

async fn joins(db: &PgPool, id: i64, name: &str, now: i64) -> Option<String> {
    let code_hash = id.to_be_bytes();
    let expires_at = at(now + 60);
    let invitation = NewInvitation { code_hash: &code_hash, name, user: None, expires_at };
    people::invite(db, &invitation, at(now)).await.unwrap();
    people::link(db, &code_hash, id, id, at(now)).await.unwrap()
}

/// A request of Sara's, and two people to tell of it.
async fn request(db: PgPool) -> (Shop, ConversationId, Handoff) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    joins(&shop.db, SAM, "Sam", 0).await.unwrap();
    joins(&shop.db, LINA, "Lina", 0).await.unwrap();
    let mut db = shop.db.acquire().await.unwrap();
    let asked = handoff(sara, "asked");
    handoffs::open(&mut db, &asked, at(1)).await.unwrap();
    (shop, sara, asked)
}

async fn plan(db: &PgPool, now: i64) -> (usize, usize) {
    let planned = alerts::plan(db, at(now), at(now + 900), 50).await.unwrap();
    (planned.taken, planned.nobody.len())
}

async fn claim(db: &PgPool, now: i64) -> Vec<Alert> {
    alerts::claim(db, at(now), at(now + 60), 50).await.unwrap()
}

async fn delivered_all(db: &PgPool, now: i64) -> Vec<i64> {
    let due = claim(db, now).await;
    for alert in &due {
        alerts::delivered(db, alert.id, 100 + alert.id, at(now)).await.unwrap();
    }
    due.iter().map(|alert| alert.chat).collect()
}

async fn to_amend(db: &PgPool, now: i64) -> Vec<Amendment> {
    alerts::to_amend(db, at(now), at(now + 20), 50).await.unwrap()
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_invitation_is_good_once_and_for_a_while(db: PgPool) {
    assert_eq!(joins(&db, SAM, "Sam", 0).await.as_deref(), Some("Sam"));
    let code = SAM.to_be_bytes();
    assert_eq!(people::link(&db, &code, LINA, LINA, at(1)).await.unwrap(), None, "used");
    let late = NewInvitation { code_hash: b"late", name: "Late", user: None, expires_at: at(60) };
    people::invite(&db, &late, at(0)).await.unwrap();
    assert_eq!(people::link(&db, b"late", LINA, LINA, at(60)).await.unwrap(), None, "expired");
    assert_eq!(people::link(&db, b"guess", LINA, LINA, at(1)).await.unwrap(), None);
    assert!(people::by_id(&db, LINA).await.unwrap().is_none());
    let mut connection = db.acquire().await.unwrap();
    assert!(people::remove(&mut connection, SAM, at(70)).await.unwrap());
    assert!(!people::remove(&mut connection, SAM, at(70)).await.unwrap());
    assert!(people::by_id(&db, SAM).await.unwrap().is_none());
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn everybody_is_told_once_by_many_workers(db: PgPool) {
    let (shop, _, _) = request(db).await;
    let planned = join_all((0..4).map(|_| plan(&shop.db, 2))).await;
    assert_eq!(planned.iter().map(|(taken, _)| taken).sum::<usize>(), 1);
    let claimed = join_all((0..4).map(|_| claim(&shop.db, 3))).await.concat();
    let mut chats: Vec<i64> = claimed.iter().map(|alert| alert.chat).collect();
    chats.sort_unstable();
    assert_eq!(chats, [SAM, LINA]);
    assert_eq!(claimed[0].subject.customer_chat, SARA);
    assert!(claimed[0].subject.last_words.is_some());
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_nobody_knows_is_not_said_again_before_the_reminder(db: PgPool) {
    let (shop, _, asked) = request(db).await;
    plan(&shop.db, 2).await;
    // One has no known outcome, the teller of the other one vanishes.
    let due = claim(&shop.db, 2).await;
    alerts::unknown(&shop.db, due[0].id, "timeout").await.unwrap();
    assert!(claim(&shop.db, 800).await.is_empty(), "neither is repeated");
    let mut connection = shop.db.acquire().await.unwrap();
    assert!(!alerts::was_told(&mut connection, asked.id).await.unwrap());
    assert_eq!(plan(&shop.db, 902).await, (1, 0));
    let again = claim(&shop.db, 902).await;
    assert_eq!(again.iter().map(|alert| alert.subject.handoff.alerts).collect::<Vec<_>>(), [1, 1]);
    alerts::delivered(&shop.db, again[0].id, 7, at(903)).await.unwrap();
    assert!(alerts::was_told(&mut connection, asked.id).await.unwrap());
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_failed_is_tried_again_until_the_reminder_overtakes_it_or_somebody_comes(db: PgPool) {
    let (shop, sara, _) = request(db).await;
    plan(&shop.db, 2).await;
    for alert in claim(&shop.db, 2).await {
        alerts::retry(&shop.db, alert.id, at(4), "503").await.unwrap();
    }
    assert!(claim(&shop.db, 3).await.is_empty());
    let second = claim(&shop.db, 4).await;
    assert_eq!(second.iter().map(|alert| alert.attempts).collect::<Vec<_>>(), [2, 2]);
    for alert in second {
        alerts::retry(&shop.db, alert.id, at(905), "503").await.unwrap();
    }
    plan(&shop.db, 902).await;
    let due = claim(&shop.db, 905).await;
    assert_eq!(due.len(), 2, "of the reminder alone");
    for alert in due {
        alerts::retry(&shop.db, alert.id, at(910), "503").await.unwrap();
    }
    shop.is_taken_over(sara, at(906)).await;
    assert!(claim(&shop.db, 910).await.is_empty(), "somebody came");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn who_cannot_be_reached_is_not_told_until_they_come_back(db: PgPool) {
    let (shop, _, _) = request(db).await;
    plan(&shop.db, 2).await;
    for alert in claim(&shop.db, 2).await {
        alerts::failed(&shop.db, alert.id, "blocked", true, at(3)).await.unwrap();
    }
    assert_eq!(plan(&shop.db, 902).await, (1, 1), "nobody is left to tell");
    people::reachable(&shop.db, SAM, None).await.unwrap();
    assert_eq!(plan(&shop.db, 1802).await, (1, 0));
    assert_eq!(claim(&shop.db, 1802).await.len(), 1);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_notice_is_settled_when_one_has_it_and_the_others_are_told_all_the_same(db: PgPool) {
    let (shop, sara, _) = request(db).await;
    let mut connection = shop.db.acquire().await.unwrap();
    shop.is_taken_over(sara, at(1)).await;
    let notice = Handoff { notice: true, ..handoff(sara, "bulk") };
    handoffs::notify(&mut connection, &notice, at(2)).await.unwrap();
    plan(&shop.db, 2).await;
    let due = claim(&shop.db, 2).await;
    alerts::delivered(&shop.db, due[0].id, 1, at(3)).await.unwrap();
    alerts::retry(&shop.db, due[1].id, at(5), "503").await.unwrap();
    assert_eq!(claim(&shop.db, 5).await.len(), 1, "the other one");
    assert_eq!(plan(&shop.db, 9999).await, (0, 0), "there is no reminder of a notice");
    assert!(to_amend(&shop.db, 10).await.is_empty(), "it reads as it did");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn messages_follow_how_it_stands_whoever_did_it(db: PgPool) {
    let (shop, sara, asked) = request(db).await;
    plan(&shop.db, 2).await;
    assert_eq!(delivered_all(&shop.db, 2).await.len(), 2);
    assert!(to_amend(&shop.db, 3).await.is_empty());

    let mut db = shop.db.acquire().await.unwrap();
    assert!(conversations::take(&mut db, sara, &sam(), at(10)).await.unwrap());
    let taken = to_amend(&shop.db, 11).await;
    assert_eq!(taken.len(), 2);
    assert!(taken.iter().all(|it| it.subject.standing == Standing::Taken { by: Some(sam()) }));
    assert_eq!(taken[0].person, sam().code);
    assert!(to_amend(&shop.db, 12).await.is_empty(), "somebody is at it");
    for amendment in taken {
        alerts::amended(&shop.db, amendment.id, &amendment.key, false, at(12)).await.unwrap();
    }
    assert!(to_amend(&shop.db, 40).await.is_empty());

    assert!(
        handoffs::resolve(&mut db, asked.id, &sam(), Resolution::Resolved, at(50)).await.unwrap()
    );
    let over = to_amend(&shop.db, 51).await;
    assert!(over.iter().all(|it| it.subject.standing == Standing::Resolved { by: sam() }));
    for amendment in over {
        alerts::amended(&shop.db, amendment.id, &amendment.key, true, at(52)).await.unwrap();
    }
    assert!(to_amend(&shop.db, 99).await.is_empty());
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn of_two_who_take_it_at_once_one_gets_it(db: PgPool) {
    let (shop, sara, asked) = request(db).await;
    let people: Vec<Name> =
        (0..8).map(|n| Name { code: people::code(n), name: format!("Person {n}") }).collect();
    let takes = join_all(people.iter().map(|by| {
        let db = shop.db.clone();
        async move {
            let mut tx = db.begin().await.unwrap();
            let taken = conversations::take(&mut tx, sara, by, at(5)).await.unwrap();
            tx.commit().await.unwrap();
            taken.then_some(by)
        }
    }))
    .await;
    let winners: Vec<&Name> = takes.into_iter().flatten().collect();
    assert_eq!(winners.len(), 1);
    let mut db = shop.db.acquire().await.unwrap();
    let holder = conversations::lock_holder(&mut db, sara).await.unwrap().unwrap();
    assert_eq!(holder, Holder::Person(Some(winners[0].clone())));
    assert!(conversations::take(&mut db, sara, winners[0], at(6)).await.unwrap(), "again");
    let found = handoffs::find(&mut db, asked.id).await.unwrap().unwrap();
    assert!(found.taken && found.open);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_conversation_is_given_back_by_who_has_it_and_by_nobody_else(db: PgPool) {
    let (shop, sara, _) = request(db).await;
    let mut db = shop.db.acquire().await.unwrap();
    conversations::take(&mut db, sara, &sam(), at(5)).await.unwrap();
    let back = Resolution::HandedBack;
    assert!(!conversations::hand_back(&mut db, sara, &lina(), back, at(6)).await.unwrap());
    // Somebody writes in the gateway's own app meanwhile: it is Sam's all the same.
    conversations::take_over(&mut db, sara, at(7)).await.unwrap();
    assert!(!conversations::take(&mut db, sara, &lina(), at(8)).await.unwrap());
    assert!(conversations::hand_back(&mut db, sara, &sam(), back, at(9)).await.unwrap());
    assert_eq!(conversations::lock_holder(&mut db, sara).await.unwrap(), Some(Holder::Noor));
    // Nobody knows who writes there now, so anybody may say that it is them.
    conversations::take_over(&mut db, sara, at(10)).await.unwrap();
    assert!(conversations::take(&mut db, sara, &lina(), at(11)).await.unwrap());
    let system = Name { code: "system".into(), name: "Noor".into() };
    assert!(conversations::hand_back(&mut db, sara, &system, back, at(12)).await.unwrap());
    drop(db);
    let heard = shop.hears(&[message(SARA, "m9", "a desk?")], at(20)).await;
    assert_eq!(heard.dues.len(), 1, "Noor answers");
}
