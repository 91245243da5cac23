//! What customers are told.

use noor_core::dialogue::conclude::conclude;
use noor_core::dialogue::context::Heard;
use noor_core::dialogue::findings::Findings;
use noor_core::dialogue::state::State;
use noor_core::reply::compose::compose;
use noor_core::reply::evidence::Evidence;
use noor_core::reply::figures::Voice;
use sqlx::PgPool;

use crate::harness::TestApp;

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn the_first_answer_greets_and_helps(db: PgPool) {
    let app = TestApp::start(db).await;
    let answer = app.customer("971500000001").asks("black office chair under 400?").await;
    assert!(answer.contains("I'm Noor") || answer.contains("Noor"), "{answer}");
    assert!(answer.contains("AED"), "{answer}");
    assert_eq!(answer.matches('?').count(), 1, "one question: {answer}");
    let prices = prices(&answer);
    assert!(!prices.is_empty() && prices.iter().all(|price| *price <= 400), "{answer}");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_arabic_question_gets_an_arabic_answer_in_the_customers_digits(db: PgPool) {
    let app = TestApp::start(db).await;
    let answer = app.customer("971500000001").asks("كم سعر مكتب أبيض عرضه ١٢٠؟").await;
    assert!(answer.contains("درهم"), "{answer}");
    assert!(answer.contains("١٢٠") || answer.contains("120"), "{answer}");
    assert!(answer.contains('٠'), "Arabic-Indic digits: {answer}");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_code_in_any_spelling_is_the_same_product(db: PgPool) {
    let app = TestApp::start(db).await;
    for (chat, code) in [
        ("971500000001", "kx210 black"),
        ("971500000002", "KX-210/BLACK"),
        ("971500000003", "kx ٢١٠ black"),
    ] {
        let answer = app.customer(chat).asks(&format!("price of {code}?")).await;
        assert!(
            answer.contains("(KX 210 black)") && answer.contains("AED 345"),
            "{code}: {answer}"
        );
    }
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn so_many_of_those_are_counted_from_the_list_that_was_shown(db: PgPool) {
    let app = TestApp::start(db).await;
    let customer = app.customer("971500000001");
    customer.asks("KX 210 black").await;
    let answer = customer.asks("how much for 25 of those?").await;
    assert!(answer.contains("25 × AED 345 = *AED 8,625*"), "{answer}");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn three_messages_in_a_row_get_one_answer(db: PgPool) {
    // A busy machine may take longer between two messages than the tests' usual debounce.
    let patient = [("NOOR_TURN__DEBOUNCE", "1s"), ("NOOR_TURN__MAX_WAIT", "10s")];
    let app = TestApp::with(db, &patient).await;
    let customer = app.customer("971500000001");
    customer.says("hi").await;
    customer.says("I need a white desk").await;
    customer.says("140 wide").await;
    customer.waits_for(1).await;
    app.quiet().await;
    assert_eq!(customer.received().len(), 1, "{:?}", customer.received());
    assert_eq!(app.count("select count(*) from turns").await, 1);
    assert_eq!(app.count("select count(*) from messages where turn_id is not null").await, 3);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_picture_comes_by_our_own_signed_link_and_after_the_text(db: PgPool) {
    let app = TestApp::start(db).await;
    let customer = app.customer("971500000001");
    customer.asks("KX 210 black").await;
    let seen = customer.sees();
    assert!(seen[0].text.is_some() && seen[1].file.is_some(), "{seen:?}");
    let link = seen[1].content_uri.clone().unwrap();
    let path = link.split_once("/media/").unwrap().1;
    assert_eq!(app.get(&format!("/media/{path}")).await.0, 200);
    let forged = path.replace("sign=", "sign=00");
    assert_eq!(app.get(&format!("/media/{forged}")).await.0, 404);
    assert_eq!(app.get("/media/shop.toml").await.0, 404);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn nothing_like_it_is_said_plainly(db: PgPool) {
    let app = TestApp::start(db).await;
    let answer = app.customer("971500000001").asks("do you sell bicycles?").await;
    assert!(!answer.contains("AED"), "{answer}");
    assert_eq!(app.count("select count(*) from handoffs").await, 0);
}

/// Every figure after "AED".
fn prices(text: &str) -> Vec<u32> {
    text.split("AED ")
        .skip(1)
        .filter_map(|rest| {
            let figure: String =
                rest.chars().take_while(|c| c.is_ascii_digit() || *c == ',').collect();
            figure.replace(',', "").parse().ok()
        })
        .collect()
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_unknown_stock_is_to_be_confirmed_and_never_zero(db: PgPool) {
    let app = TestApp::start(db).await;
    let unknown = "select sku from products where stock is null and price is not null and active
                    order by sku limit 5";
    let skus: Vec<String> = sqlx::query_scalar(unknown).fetch_all(&app.db).await.unwrap();
    for (place, sku) in skus.iter().enumerate() {
        let answer = app.customer(&format!("97150000{place:04}")).asks(sku).await;
        assert!(answer.contains("to be confirmed"), "{sku}: {answer}");
        assert!(
            !answer.contains("in stock") && !answer.contains("out of stock"),
            "{sku}: {answer}"
        );
    }
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn without_a_price_a_person_names_it(db: PgPool) {
    let app = TestApp::start(db).await;
    let unpriced = "select sku from products where price is null and active order by sku limit 1";
    let sku: String = sqlx::query_scalar(unpriced).fetch_one(&app.db).await.unwrap();
    let answer = app.customer("971500000001").asks(&format!("how much is {sku}?")).await;
    assert!(answer.contains("to be confirmed") && !answer.contains("AED"), "{answer}");
    let told = "select count(*) from handoffs where reason = 'price_unavailable'";
    assert_eq!(app.count(told).await, 1);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_turn_computed_again_from_its_journal_says_the_same(db: PgPool) {
    let app = TestApp::start(db).await;
    let customer = app.customer("971500000001");
    for text in [
        "hi",
        "black office chair under 400?",
        "how much for 25 of those?",
        "ZZ 999?",
        "السلام عليكم، كم سعر مكتب أبيض عرضه ١٢٠؟",
        "شكرا",
    ] {
        customer.asks(text).await;
    }
    let journals = "select journal from turns order by started_at";
    let journals: Vec<serde_json::Value> =
        sqlx::query_scalar(journals).fetch_all(&app.db).await.unwrap();
    assert_eq!(journals.len(), 6);
    for (journal, sent) in journals.into_iter().zip(customer.received()) {
        let part = |name: &str| journal[name].clone();
        let before: State = serde_json::from_value(part("before")).unwrap();
        let heard: Heard = serde_json::from_value(part("heard")).unwrap();
        let findings: Findings = serde_json::from_value(part("findings")).unwrap();
        let voice: Voice = serde_json::from_value(part("voice")).unwrap();
        let content = app.content();
        let answer = conclude(&before, &heard, &findings, &content.policy);
        assert_eq!(serde_json::to_value(&answer).unwrap(), part("answer"));
        let evidence = Evidence::of(&answer);
        let seed = journal["seed"].as_u64().unwrap();
        let draft = compose(&answer, &evidence, content.words(), voice, seed).unwrap();
        assert_eq!(draft.render(&evidence, voice, &content.wording), sent);
    }
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_colour_beside_a_code_is_the_products_colour(db: PgPool) {
    let app = TestApp::start(db).await;
    let asked = [
        ("971500000001", "كم سعر كرسي kx 210 اسود لـ ٢٥ حبة", "KX 210 black"),
        ("971500000002", "KX 210 in black please", "KX 210 black"),
        ("971500000003", "KX 210 NEW", "KX 210 NEW black"),
    ];
    for (chat, text, sku) in asked {
        let answer = app.customer(chat).asks(text).await;
        assert!(answer.contains(&format!("({sku})")), "{text}: {answer}");
        assert_eq!(answer.matches('(').count(), 1, "one product: {text}: {answer}");
    }
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn whoever_agrees_is_asked_what_comes_next_and_never_handed_over(db: PgPool) {
    let app = TestApp::start(db).await;
    let customer = app.customer("971500000001");
    customer.asks("show me chairs").await;
    for text in ["yes", "ok", "تمام"] {
        let answer = customer.asks(text).await;
        assert!(answer.contains('?') || answer.contains('؟'), "{text}: {answer}");
    }
    assert_eq!(app.count("select count(*) from handoffs").await, 0);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_is_let_go_of_a_wish_is_what_the_products_lack(db: PgPool) {
    let app = TestApp::start(db).await;
    let answer = app.customer("971500000001").asks("black chair under 50").await;
    assert!(answer.contains("price") && !answer.contains("colour"), "{answer}");
    assert!(answer.contains("Black"), "{answer}");
}
