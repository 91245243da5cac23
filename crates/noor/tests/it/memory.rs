//! What is remembered: of a person on every line of the shop, and of a conversation for the models
//! that help with it, who see neither phone nor e-mail nor address.

use std::time::Duration;

use chrono::TimeDelta;
use noor_sim::{Behaviour, Channel, CustomerMessage, Options, Simulator, Transport};
use serde_json::Value;
use sqlx::PgPool;

use crate::harness::TestApp;

const CHAT: &str = "971500000001";

/// A shop whose models are the simulator's.
async fn with_models(db: PgPool, behaviour: Behaviour) -> TestApp {
    let sim = Simulator::start(Options::default()).await.expect("a simulator");
    sim.models().set(behaviour);
    let url = sim.openrouter_url();
    let settings = [
        ("NOOR_MODEL__PROVIDER", "openrouter"),
        ("NOOR_MODEL__BASE_URL", url.as_str()),
        ("NOOR_MODEL__API_KEY", noor_sim::SIMULATOR_KEY),
        ("NOOR_MODEL__FAST_DEADLINE", "500ms"),
        ("NOOR_MODEL__MAIN_DEADLINE", "800ms"),
        ("NOOR_TURN__DEADLINE", "2s"),
    ];
    TestApp::around(db, sim, &settings).await
}

/// A conversation in which everything is told, ordered and asked for once more.
const CONVERSATION: [&str; 9] = [
    "Hi, I'm Salem from Amber Dune Trading",
    "price of KX 210 black?",
    "I'll take 4 of it",
    "my email is salem@amberdune.example and my number is +971 50 000 0042",
    "deliver to Villa 31, Street 14B, Al Barsha 2 please",
    "what is the total with VAT?",
    "something comfy for my back, you have it all: salem@amberdune.example, Villa 31, Street 14B",
    "and a lamp thingy for Villa 31, Street 14B, Al Barsha 2?",
    "send me a quotation, you have all you need",
];

/// What models were sent: the role asked, and every text of it.
fn sent(app: &TestApp) -> Vec<(bool, Vec<String>)> {
    let calls = app.sim.models().calls();
    calls
        .iter()
        .map(|call| {
            let messages = call.body["messages"].as_array().expect("messages");
            let text = |message: &Value| message["content"].as_str().expect("a text").to_owned();
            (call.body.get("response_format").is_some(), messages.iter().map(text).collect())
        })
        .collect()
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn models_are_told_what_was_said_and_nothing_that_reaches_the_customer(db: PgPool) {
    let app = with_models(db, Behaviour::Harmless).await;
    let customer = app.customer(CHAT);
    for message in CONVERSATION {
        customer.asks(message).await;
    }
    let everything = app.sim.models().calls();
    assert!(everything.len() > CONVERSATION.len(), "models were asked");
    for call in &everything {
        let body = call.body.to_string();
        for secret in ["salem@", "amberdune.example", "50 000 0042", "500000042", "Villa 31", "14B"]
        {
            assert!(!body.contains(secret), "{secret} left the house: {body}");
        }
        assert!(!body.contains(CHAT), "the number they write from: {body}");
    }
    let last = sent(&app).pop().expect("a call").1.swap_remove(1);
    assert!(last.contains("name Salem") && last.contains("Amber Dune"), "who they are: {last}");
    assert!(last.contains("4 x KX 210 black"), "the order: {last}");
    assert!(last.contains("Customer: ") && last.contains("You: "), "what was said: {last}");
    let told = "select count(*) from turns where journal #>> '{history,0,text}' is not null";
    assert!(app.count(told).await > 3, "the journal has what models were told");
    let state: Value = sqlx::query_scalar("select state from conversations")
        .fetch_one(&app.db)
        .await
        .expect("a conversation");
    assert_eq!(state["details"]["email"], "salem@amberdune.example", "the slot came back");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn the_stable_part_of_a_prompt_is_the_same_for_everybody_and_comes_first(db: PgPool) {
    let app = with_models(db, Behaviour::Harmless).await;
    for chat in [CHAT, "971500000002"] {
        let left_open = "a thingy for my corner, whatever fits";
        for message in [
            left_open,
            "black office chairs",
            "KX 210 black",
            "I'll take 4 of it",
            "and a gizmo for the other one, you know",
            "what is the total with VAT?",
        ] {
            app.customer(chat).asks(message).await;
        }
    }
    let (reads, writes): (Vec<_>, Vec<_>) = sent(&app).into_iter().partition(|(reads, _)| *reads);
    assert!(reads.len() > 1 && writes.len() > 8, "{} {}", reads.len(), writes.len());
    let system = |calls: &[(bool, Vec<String>)]| -> Vec<String> {
        calls.iter().map(|(_, texts)| texts[0].clone()).collect()
    };
    let read = system(&reads);
    assert!(read.iter().all(|text| *text == read[0]));
    for text in system(&writes) {
        let (stable, stage) = text.split_once("\n\nStage: ").expect("a stage behind the rules");
        assert!(text.starts_with(stable) && !stage.contains("Stage:"));
        assert!(stable.starts_with("You are Noor") && stable.len() > 1_500, "{stable}");
        assert_eq!(stable, system(&writes)[0].split_once("\n\nStage: ").expect("a stage").0);
    }
    let most = "select coalesce(max(n), 0) from
                (select count(*) as n from model_calls group by turn_id) calls";
    assert!(app.count(most).await <= 4, "calls of a turn");
    let untold = "select count(*) from model_calls where tokens_in = 0 or cost_usd is null";
    assert_eq!(app.count(untold).await, 0, "each call has its tokens and its price");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_lying_model_gets_no_sum_of_an_order_or_a_solution_through(db: PgPool) {
    let app = with_models(db, Behaviour::Lying).await;
    let customer = app.customer(CHAT);
    customer.asks("price of KX 210 black?").await;
    let order = customer.asks("I'll take 4 of it").await;
    assert!(order.contains("1,380"), "four times 345: {order}");
    let vat = customer.asks("what is the total with VAT?").await;
    assert!(vat.contains("69") && vat.contains("1,449"), "five percent on top: {vat}");
    let plan = customer.asks("office for 6 employees and 2 managers, 25000 in all").await;
    assert!(plan.contains("AED"), "{plan}");
    for question in ["which one would you take?", "كم المجموع مع الضريبة؟", "price in USD please"]
    {
        customer.asks(question).await;
    }
    let written = "select count(*) from turns where journal ->> 'author' <> 'rules'";
    assert_eq!(app.count(written).await, 0, "every lie was refused");
    let most = "select coalesce(max(n), 0) from
                (select count(*) as n from model_calls group by turn_id) calls";
    assert!(app.count(most).await <= 4, "calls of a turn");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_model_that_hangs_after_the_order_was_worked_out_delays_it_and_no_more(db: PgPool) {
    let app = with_models(db, Behaviour::Harmless).await;
    let customer = app.customer(CHAT);
    customer.asks("price of KX 210 black?").await;
    app.sim.models().set(Behaviour::Hang);
    let start = std::time::Instant::now();
    let order = customer.asks("I'll take 4 of it, total with VAT?").await;
    assert!(order.contains("1,380"), "{order}");
    assert!(start.elapsed() < Duration::from_secs(8), "{:?}", start.elapsed());
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn who_comes_back_is_known_and_an_old_list_is_not(db: PgPool) {
    let app = TestApp::start(db).await;
    let customer = app.customer(CHAT);
    customer.asks("Hi, I'm Salem from Amber Dune Trading").await;
    customer.asks("4 pcs of KX 210 black please, I take them").await;
    customer.asks("show me white desks").await;
    let day = TimeDelta::hours(25);
    app.clock.advance(day);
    app.sim.clock().advance(day.to_std().expect("a day"));
    let answer = customer.asks("how much is the second one?").await;
    assert!(answer.contains("Salem"), "greeted by name: {answer}");
    assert!(!answer.contains("I'm Noor"), "and not introduced again: {answer}");
    assert!(!answer.contains("AED"), "which second one? {answer}");
    let order = customer.asks("what is in my order?").await;
    assert!(order.contains("KX 210 black"), "the order stands: {order}");
    assert!(!order.contains("Salem"), "greeted once: {order}");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_customer_is_the_same_person_on_another_line(db: PgPool) {
    let sim = Simulator::start(Options::default()).await.expect("a simulator");
    sim.wazzup().add_channel(Channel::new("second", Transport::Whatsapp));
    let app = TestApp::around(db, sim, &[]).await;
    app.customer(CHAT).asks("اسمي سالم، شركة كثبان العنبر، ابي كرسي").await;
    let profile: Value = sqlx::query_scalar("select profile from customers")
        .fetch_one(&app.db)
        .await
        .expect("a customer");
    assert_eq!(profile["details"]["name"], "سالم");
    let before = app.customer(CHAT).received().len();
    let message = CustomerMessage {
        channel_id: Some("second".to_owned()),
        ..CustomerMessage::text(CHAT, "👋 KX 210")
    };
    assert!(app.sim.wazzup().customer_writes(message).delivered().await);
    app.customer(CHAT).waits_for(before + 1).await;
    app.quiet().await;
    let answer = app.customer(CHAT).received().split_off(before).join("\n");
    assert!(answer.contains("سالم"), "known by name, in their language: {answer}");
    assert_eq!(app.count("select count(*) from customers").await, 1);
    assert_eq!(app.count("select count(*) from conversations").await, 2);
    let known = "select count(*) from conversations where state #>> '{details,name}' is not null";
    assert_eq!(app.count(known).await, 2);
    // Somebody else is a stranger.
    let other = app.customer("971500000009").asks("hello").await;
    assert!(!other.contains("سالم") && !other.contains("Salem"), "{other}");
}

/// The budget of the design: a request of a search turn takes 6 KB at the most, whoever is asked.
#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_search_asks_models_little(db: PgPool) {
    let app = with_models(db, Behaviour::Harmless).await;
    let customer = app.customer(CHAT);
    for message in ["a thingy for my corner, whatever fits", "black office chair under 400?"] {
        let before = app.sim.models().calls().len();
        customer.asks(message).await;
        for call in app.sim.models().calls().into_iter().skip(before) {
            let size = call.body.to_string().len();
            let reads = call.body.get("response_format").is_some();
            assert!(size <= 6 * 1024, "{size} bytes (reads: {reads}): {}", call.body);
        }
    }
    // Nothing has to be worded where content's own words are the answer.
    let before = app.sim.models().calls().len();
    for courtesy in ["hello", "thank you!", "what are your opening hours?"] {
        customer.asks(courtesy).await;
    }
    assert_eq!(app.sim.models().calls().len(), before, "nobody was asked");
    // In the middle of a conversation what is remembered comes on top, and that is bounded.
    for message in CONVERSATION.into_iter().take(CONVERSATION.len() - 1) {
        customer.asks(message).await;
    }
    customer.asks("office for 6 employees and 2 managers, 25000 in all").await;
    customer.asks("and a thingy for the other corner, whatever fits").await;
    let sizes: Vec<(bool, usize)> = app
        .sim
        .models()
        .calls()
        .iter()
        .map(|call| (call.body.get("response_format").is_some(), call.body.to_string().len()))
        .collect();
    let most = |reads| if reads { 7 * 1024 } else { 10 * 1024 };
    assert!(sizes.iter().all(|(reads, size)| *size <= most(*reads)), "{sizes:?}");
}
