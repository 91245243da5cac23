//! The shop's people are told by a bot, and what they press happens.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use noor::app::alerts::invite::invite;
use noor::faults::Faults;
use noor_sim::{Effect, Fault, Options, Simulator, TELEGRAM_TOKEN, TelegramMessage};
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::harness::TestApp;

const SAM: i64 = 7001;
const LINA: i64 = 7002;
const STRANGER: i64 = 9009;
const CUSTOMER: &str = "971500000001";
const PATIENCE: Duration = Duration::from_secs(20);

/// A shop with a bot.
async fn shop(db: PgPool) -> TestApp {
    shop_with(db, &[]).await
}

async fn shop_with(db: PgPool, settings: &[(&str, &str)]) -> TestApp {
    let sim = Simulator::start(Options::default()).await.expect("a simulator");
    let url = sim.telegram_url();
    let mut all = vec![
        ("TELEGRAM_BOT_TOKEN", TELEGRAM_TOKEN),
        ("NOOR_TELEGRAM__API_URL", url.as_str()),
        ("NOOR_TELEGRAM__TIMEOUT", "1s"),
    ];
    all.extend(settings);
    let app = TestApp::around(db, sim, &all).await;
    eventually("the bot hears", || app.sim.telegram().webhook()).await;
    app
}

/// A shop with a bot and two people.
async fn staffed(db: PgPool) -> TestApp {
    let app = shop(db).await;
    joins(&app, SAM, "Sam").await;
    joins(&app, LINA, "Lina").await;
    app
}

/// Somebody is invited and opens the link; the code they used.
async fn joins(app: &TestApp, person: i64, name: &str) -> String {
    let context = app.context();
    let desk = context.desk.as_ref().expect("a bot");
    let invitation = invite(context, desk, name, None).await.expect("an invitation");
    let link = invitation.link;
    assert!(link.as_str().starts_with("https://t.me/noor_simulator_bot?start="), "{link}");
    let (_, code) = link.query_pairs().next().expect("a code");
    let before = app.sim.telegram().chat(person).len();
    assert!(app.sim.telegram().starts(person, "whatever they call themselves", Some(&code)).await);
    reads(app, person, before + 1).await;
    code.into_owned()
}

async fn eventually<T>(what: &str, mut done: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(value) = done() {
            return value;
        }
        assert!(start.elapsed() < PATIENCE, "never happened: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// The last message of somebody who has read `n`.
async fn reads(app: &TestApp, person: i64, n: usize) -> TelegramMessage {
    let what = format!("{person} reads {n}");
    eventually(&what, || {
        let chat = app.sim.telegram().chat(person);
        (chat.len() >= n).then(|| chat.last().cloned()).flatten()
    })
    .await
}

/// The alert of somebody, once it says `words`.
async fn says(app: &TestApp, person: i64, words: &str) -> TelegramMessage {
    let what = format!("{person} reads {words:?}");
    eventually(&what, || {
        app.sim.telegram().chat(person).into_iter().find(|message| message.text.contains(words))
    })
    .await
}

/// Presses and waits for the answer.
async fn presses(app: &TestApp, person: i64, message: &TelegramMessage, label: &str) -> String {
    let press = app.sim.telegram().presses(person, message.id, label).await.expect("taken");
    eventually("an answer", || app.sim.telegram().answer_to(&press)).await
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn two_are_told_one_takes_it_the_other_reads_that_and_noor_is_silent_until_it_is_back(
    db: PgPool,
) {
    let app = staffed(db).await;
    let customer = app.customer(CUSTOMER);
    customer.asks("KX 201 black, 4 pieces").await;
    let answer = customer.asks("can I talk to a real person?").await;
    assert!(!answer.contains("notified"), "nobody was told yet: {answer}");
    let sams = says(&app, SAM, "A customer waits for you").await;
    let linas = says(&app, LINA, "A customer waits for you").await;
    assert!(sams.text.contains("asks for a person"), "{}", sams.text);
    assert!(sams.text.contains("Last words:\ncan I talk to a real person?"), "{}", sams.text);
    assert!(sams.text.contains("4 × KX 201"), "{}", sams.text);
    assert!(sams.text.contains("97150•••0001"), "{}", sams.text);
    assert!(sams.text.contains("/admin/inbox/"), "{}", sams.text);
    for message in app.sim.telegram().sent() {
        assert!(!message.text.contains(CUSTOMER), "{}", message.text);
    }
    assert_eq!(sams.labels(), ["Take", "Resolve", "Back to Noor"]);

    let answer = presses(&app, SAM, &sams, "Take").await;
    assert!(answer.contains("yours"), "{answer}");
    let theirs = says(&app, LINA, "With Sam").await;
    assert_eq!((theirs.id, theirs.labels().len()), (linas.id, 0));
    let mine = says(&app, SAM, "It is yours").await;
    assert_eq!(mine.labels(), ["Resolve", "Back to Noor"]);
    let before = customer.received().len();
    customer.says("are you there?").await;
    app.quiet().await;
    assert_eq!(customer.received().len(), before, "Noor is silent");

    // The button that Lina still had in her hand.
    let pressed = linas.buttons[0][0].data.clone().expect("a button that presses");
    let press = app.sim.telegram().presses_data(LINA, linas.id, &pressed).await.expect("taken");
    let answer = eventually("an answer", || app.sim.telegram().answer_to(&press)).await;
    assert_eq!(answer, "Already with Sam.");

    let answer = presses(&app, SAM, &mine, "Back to Noor").await;
    assert_eq!(answer, "Noor answers again.");
    says(&app, LINA, "Back to Noor, by Sam").await;
    let answer = customer.asks("KX 201 black").await;
    assert!(answer.contains("KX 201"), "{answer}");

    // An old card does nothing any more.
    let press = app.sim.telegram().presses_data(LINA, linas.id, &pressed).await.expect("taken");
    let answer = eventually("an answer", || app.sim.telegram().answer_to(&press)).await;
    assert_eq!(answer, "This one is over.");
    let noors = "select count(*) from conversations where holder = 'noor'";
    assert_eq!(app.count(noors).await, 1);
    assert_eq!(app.count("select count(*) from alerts where state = 'delivered'").await, 2);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn who_presses_twice_or_at_once_leaves_one_owner(db: PgPool) {
    let app = staffed(db).await;
    app.customer(CUSTOMER).asks("I want to complain, this is a scandal").await;
    let sams = says(&app, SAM, "complains").await;
    let linas = says(&app, LINA, "complains").await;
    let telegram = app.sim.telegram();
    let both =
        tokio::join!(presses(&app, SAM, &sams, "Take"), presses(&app, LINA, &linas, "Take"),);
    let yours = [&both.0, &both.1].into_iter().filter(|it| it.contains("yours")).count();
    let with = [&both.0, &both.1].into_iter().filter(|it| it.starts_with("Already with")).count();
    assert_eq!((yours, with), (1, 1), "{both:?}");
    let (winner, card) = if both.0.contains("yours") { (SAM, sams) } else { (LINA, linas) };
    // Telegram delivers the same press twice; the card may have changed meanwhile.
    app.sim.faults().add(Fault::times("telegram.webhook", 1, Effect::Duplicate { times: 1 }));
    let data = card.buttons[0][0].data.clone().expect("a button that presses");
    let press = telegram.presses_data(winner, card.id, &data).await.expect("taken");
    let answer = eventually("an answer", || telegram.answer_to(&press)).await;
    assert!(answer.contains("yours"), "{answer}");
    let resolve = says(&app, winner, "It is yours").await;
    presses(&app, winner, &resolve, "Resolve").await;
    for person in [SAM, LINA] {
        let over = says(&app, person, "Resolved by").await;
        assert_eq!(over.labels().len(), 0);
    }
    let resolved = "select count(*) from handoffs where resolution = 'resolved'";
    assert_eq!(app.count(resolved).await, 1);
    assert!(app.customer(CUSTOMER).asks("KX 201 black").await.contains("KX 201"));
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn whoever_answers_in_the_chat_itself_has_it(db: PgPool) {
    let app = staffed(db).await;
    app.customer(CUSTOMER).asks("can I talk to a real person?").await;
    says(&app, SAM, "A customer waits").await;
    says(&app, LINA, "A customer waits").await;
    assert!(app.sim.wazzup().operator_writes(CUSTOMER, "Hi, how can I help?").delivered().await);
    let card = says(&app, LINA, "Somebody answers in the chat").await;
    says(&app, SAM, "Somebody answers in the chat").await;
    let answer = presses(&app, LINA, &card, "Take").await;
    assert!(answer.contains("yours"), "it was her who wrote: {answer}");
    says(&app, SAM, "With Lina").await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn strangers_and_forgers_change_nothing(db: PgPool) {
    let app = shop(db).await;
    let code = joins(&app, SAM, "Sam").await;
    app.customer(CUSTOMER).asks("can I talk to a real person?").await;
    let card = says(&app, SAM, "A customer waits").await;
    let telegram = app.sim.telegram();

    assert!(telegram.starts(STRANGER, "Mallory", None).await);
    let told = reads(&app, STRANGER, 1).await;
    assert!(told.text.contains("for the shop's team"), "{}", told.text);
    assert!(telegram.starts(STRANGER, "Mallory", Some(&code)).await, "a code that was used");
    let told = reads(&app, STRANGER, 2).await;
    assert!(told.text.contains("used already"), "{}", told.text);
    let data = card.buttons[0][0].data.clone().expect("a button that presses");
    let press = telegram.presses_data(STRANGER, card.id, &data).await.expect("taken");
    let answer = eventually("an answer", || telegram.answer_to(&press)).await;
    assert!(answer.contains("for the shop's team"), "{answer}");

    let forged = json!({ "update_id": 1, "callback_query": {
        "id": "1", "from": { "id": SAM, "is_bot": false }, "data": data,
        "message": { "message_id": card.id, "chat": { "id": SAM, "type": "private" }, "date": 1 },
    } });
    let address = telegram.webhook().expect("an address");
    let beside = format!("{address}x");
    let real = secret_of(&app);
    let post = async |url: &str, secret: &str, body: String| {
        let request = app.http().post(url).header("x-telegram-bot-api-secret-token", secret);
        request.body(body).send().await.expect("an answer").status().as_u16()
    };
    for (url, secret) in [(&address, "guess"), (&address, ""), (&beside, real.as_str())] {
        assert_eq!(post(url, secret, forged.to_string()).await, 403, "{url} {secret}");
    }
    let taken =
        "select count(*) from handoffs where taken_at is not null or resolved_at is not null";
    assert_eq!(app.count(taken).await, 0);
    // With both secrets, rubbish is answered as if all was well, and a press is a press.
    for rubbish in ["", "{", "[]", "{\"update_id\":7,\"callback_query\":{\"id\":null}}"] {
        assert_eq!(post(&address, &real, rubbish.to_owned()).await, 200, "{rubbish}");
    }
    assert_eq!(app.count(taken).await, 0);
    assert_eq!(post(&address, &real, forged.to_string()).await, 200);
    assert_eq!(app.count(taken).await, 1);
}

/// The secret that Telegram was given for its header.
fn secret_of(app: &TestApp) -> String {
    let asked = app.sim.requests().of("telegram.setWebhook");
    let body: Value = asked.last().and_then(noor_sim::SeenRequest::json).expect("a registration");
    body["secret_token"].as_str().expect("a secret").to_owned()
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn while_telegram_is_down_customers_are_served_and_people_are_told_afterwards(db: PgPool) {
    let app = staffed(db).await;
    let unavailable = Effect::Status { status: 429, body: None, retry_after: Some(1), done: false };
    app.sim.faults().add(Fault::times("telegram.sendMessage", 1, unavailable));
    app.sim.faults().add(Fault::times("telegram.sendMessage", 1, Effect::ResetBefore));
    let customer = app.customer(CUSTOMER);
    let answer = customer.asks("can I talk to a real person?").await;
    assert!(answer.contains("colleague"), "{answer}");
    // One was told to wait and is told later; nobody knows of the other one, who reads the reminder.
    app.appears("select count(*) from alerts where state = 'unknown'").await;
    app.clock.advance(TimeDelta::seconds(5));
    app.appears("select count(*) from alerts where state = 'delivered'").await;
    let told =
        app.sim.telegram().sent().iter().filter(|it| it.text.contains("A customer waits")).count();
    assert_eq!(told, 1);
    app.clock.advance(TimeDelta::minutes(16));
    says(&app, SAM, "Still waiting").await;
    says(&app, LINA, "Still waiting").await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_alert_whose_outcome_is_unknown_is_not_said_twice(db: PgPool) {
    let app = shop(db).await;
    joins(&app, SAM, "Sam").await;
    app.sim.faults().add(Fault::times("telegram.sendMessage", 1, Effect::ResetAfter));
    app.customer(CUSTOMER).asks("can I talk to a real person?").await;
    app.appears("select count(*) from alerts where state = 'unknown'").await;
    app.clock.advance(TimeDelta::minutes(2));
    tokio::time::sleep(Duration::from_millis(500)).await;
    let told = app
        .sim
        .telegram()
        .chat(SAM)
        .iter()
        .filter(|it| it.text.contains("A customer waits"))
        .count();
    assert_eq!(told, 1);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_worker_that_dies_while_telling_tells_nobody_twice(db: PgPool) {
    let mut app = staffed(db).await;
    app.sim.faults().add(Fault::times("telegram.sendMessage", 2, Effect::HangAfter { ms: 30_000 }));
    app.set("NOOR_TELEGRAM__TIMEOUT", "30s");
    app.restart().await;
    app.customer(CUSTOMER).says("can I talk to a real person?").await;
    says(&app, SAM, "A customer waits").await;
    says(&app, LINA, "A customer waits").await;
    app.kill();
    app.start_process(Faults::none()).await;
    app.clock.advance(TimeDelta::minutes(5));
    app.appears("select count(*) / 2 from alerts where state = 'unknown'").await;
    for person in [SAM, LINA] {
        let told = app
            .sim
            .telegram()
            .chat(person)
            .iter()
            .filter(|it| it.text.contains("A customer waits"))
            .count();
        assert_eq!(told, 1, "{person}");
    }
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn who_stopped_the_bot_is_left_alone_until_they_come_back(db: PgPool) {
    let app = staffed(db).await;
    app.sim.telegram().blocks_silently(SAM);
    assert!(app.sim.telegram().blocks(LINA).await);
    app.customer(CUSTOMER).asks("can I talk to a real person?").await;
    app.appears("select count(*) from alerts where state = 'failed'").await;
    app.appears("select count(*) / 2 from telegram_people where blocked_at is not null").await;
    assert_eq!(app.count("select count(*) from alerts").await, 1, "one was known to be away");
    assert!(app.sim.telegram().unblocks(LINA).await);
    app.clock.advance(TimeDelta::minutes(16));
    says(&app, LINA, "Still waiting").await;
    assert_eq!(app.sim.telegram().chat(SAM).len(), 1, "the welcome");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_notice_is_told_once_and_can_be_taken(db: PgPool) {
    let app = shop(db).await;
    joins(&app, SAM, "Sam").await;
    let customer = app.customer(CUSTOMER);
    let answer = customer.asks("we want to buy in bulk as resellers").await;
    assert!(!answer.is_empty());
    let card = says(&app, SAM, "Worth a look").await;
    assert_eq!(card.labels(), ["Take"]);
    app.clock.advance(TimeDelta::minutes(40));
    tokio::time::sleep(Duration::from_millis(500)).await;
    let told = app.sim.telegram().chat(SAM).iter().filter(|it| it.text.contains("Worth")).count();
    let notices = "select count(*) from handoffs where mode = 'notify'";
    assert_eq!(i64::try_from(told).ok(), Some(app.count(notices).await));
    presses(&app, SAM, &card, "Take").await;
    let mine = says(&app, SAM, "It is yours").await;
    let before = customer.received().len();
    customer.says("hello?").await;
    app.quiet().await;
    assert_eq!(customer.received().len(), before, "Noor is silent");
    presses(&app, SAM, &mine, "Resolve").await;
    customer.asks("KX 201 black").await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn arabic_people_read_arabic(db: PgPool) {
    let app = shop_with(db, &[("NOOR_TELEGRAM__LANGUAGE", "ar")]).await;
    joins(&app, SAM, "سالم").await;
    app.customer(CUSTOMER).asks("can I talk to a real person?").await;
    let card = says(&app, SAM, "عميل بانتظاركم").await;
    assert!(card.text.contains("يطلب التحدث مع موظف"), "{}", card.text);
    assert_eq!(card.labels(), ["استلام", "تم الحل", "إرجاع إلى نور"]);
    presses(&app, SAM, &card, "استلام").await;
    says(&app, SAM, "المحادثة معك الآن").await;
}
