//! The journal: what is written is what is read.

use noor_core::ids::{ConversationId, TurnId};
use noor_core::language::Language;
use noor_store::PgPool;
use noor_store::turns::{self, ModelCall, Turn};
use rust_decimal::Decimal;
use serde_json::json;

use crate::shop::{Shop, at, fresh};

fn turn(conversation: ConversationId, second: i64) -> Turn {
    Turn {
        id: TurnId(fresh()),
        conversation,
        generation: 1,
        messages: vec![1, 2, 3],
        outcome: "answered",
        language: Language::Arabic,
        journal: json!({"version": 1, "second": second, "said": "كرسي"}),
        started_at: at(second),
        finished_at: at(second + 1),
    }
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn journals_are_read_in_the_order_of_their_turns(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    let mut connection = shop.db.acquire().await.unwrap();
    let written = [turn(sara, 20), turn(sara, 10), turn(sara, 30)];
    for turn in &written {
        turns::record(&mut connection, turn).await.unwrap();
    }
    let read = turns::journals(&shop.db, sara).await.unwrap();
    let [second, first, third] = written;
    assert_eq!(read, [first.journal.clone(), second.journal, third.journal]);
    assert_eq!(turns::journal(&shop.db, first.id).await.unwrap(), Some(first.journal));
    assert_eq!(turns::journal(&shop.db, TurnId(fresh())).await.unwrap(), None);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_call_to_a_model_is_kept_to_the_last_fraction_of_a_cent(db: PgPool) {
    let call = |cost_usd| ModelCall {
        id: fresh(),
        turn: TurnId(fresh()),
        role: "main",
        model: "some/model".into(),
        outcome: "ok".into(),
        tokens_in: 1200,
        tokens_cached: 800,
        tokens_out: 80,
        cost_usd,
        elapsed_ms: 900,
        at: at(0),
    };
    let mut connection = db.acquire().await.unwrap();
    let calls = [call(Some(Decimal::new(12_345, 8))), call(None)];
    turns::record_calls(&mut connection, &calls).await.unwrap();
    let kept: Vec<Option<Decimal>> =
        sqlx::query_scalar("select cost_usd from model_calls order by cost_usd nulls last")
            .fetch_all(&db)
            .await
            .unwrap();
    assert_eq!(kept, [Some(Decimal::new(12_345, 8)), None]);
}
