//! Answers with a press, on lines that have buttons.

use noor_sim::{Channel, CustomerMessage, SeenMessage, Transport};
use sqlx::PgPool;

use super::desk::PHONE;
use super::talk::{WHO, WISH};
use crate::harness::TestApp;
use crate::inventory::warehouse::{item, shop, world};

/// A message on the shop's business line, and the texts that come back.
async fn asks(app: &TestApp, text: &str) -> Vec<SeenMessage> {
    let sara = app.customer(PHONE);
    let before = sara.sees().len();
    let message = CustomerMessage {
        channel_id: Some("business".to_owned()),
        ..CustomerMessage::text(PHONE, text)
    };
    assert!(app.sim.wazzup().customer_writes(message).delivered().await);
    let texts = sara.received().len();
    sara.waits_for(texts + 1).await;
    app.quiet().await;
    sara.sees().split_off(before)
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_quotation_is_taken_with_a_press(db: PgPool) {
    let sim = world(Vec::new(), vec![item(101, "KX 201 black", 40)]).await;
    sim.wazzup().add_channel(Channel::new("business", Transport::Wapi));
    let app = shop(db, sim, &[]).await;
    app.counts(false).await;
    // As each process does when it starts.
    for messenger in app.context().messengers.values() {
        messenger.channels().await.expect("the account's lines");
    }
    asks(&app, WISH).await;
    let seen = asks(&app, WHO).await;
    let with_buttons: Vec<&SeenMessage> =
        seen.iter().filter(|message| !message.buttons.is_empty()).collect();
    let [question] = with_buttons.as_slice() else { panic!("{seen:#?}") };
    let text = question.text.as_deref().unwrap_or_default();
    assert!(text.contains("NR-"), "the question stands below the quotation: {text}");
    let press = question.buttons[0].clone();
    asks(&app, &press).await;
    assert_eq!(app.count("select count(*) from quotes where accepted_at is not null").await, 1);
}
