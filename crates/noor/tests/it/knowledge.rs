//! What the shop says about itself: found by its phrases, else by its words, and quoted as written.

use serde_json::Value;
use sqlx::PgPool;

use crate::harness::TestApp;

async fn articles(app: &TestApp, question: &str) -> Vec<(String, bool)> {
    let mut url =
        url::Url::parse("http://shop.example/api/v1/knowledge/search").expect("an address");
    url.query_pairs_mut().append_pair("q", question);
    let path = format!("{}?{}", url.path(), url.query().unwrap_or_default());
    let (status, body) = app.get(&path).await;
    assert_eq!(status, 200, "{body}");
    let body: Value = serde_json::from_str(&body).expect("JSON");
    let articles = body["articles"].as_array().expect("a list").iter();
    let of = |article: &Value| {
        assert!(!article["answer"]["ar"].as_str().expect("a text").contains("{{"), "{article}");
        (
            article["key"].as_str().expect("a text").to_owned(),
            article["asked"].as_bool().expect("a flag"),
        )
    };
    articles.map(of).collect()
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_question_finds_its_article_in_both_languages(db: PgPool) {
    let app = TestApp::start(db).await;
    for (question, key) in [
        ("do you deliver to Sharjah?", "delivery"),
        ("عندكم توصيل للشارقة؟", "delivery"),
        ("3ndkum tawseel?", "delivery"),
        ("how long is the warranty", "warranty"),
    ] {
        assert_eq!(articles(&app, question).await.first(), Some(&(key.to_owned(), true)));
    }
    let by_words = [("background".to_owned(), false), ("delivery".to_owned(), false)];
    assert_eq!(articles(&app, "trucks?").await, by_words);
    for question in ["helicopters", "", "the and of", "'; drop table products; --", "🪑"] {
        assert_eq!(articles(&app, question).await, [], "{question}");
    }
    let (status, _) = app.get("/api/v1/knowledge/search?q=a&limit=3").await;
    assert_eq!(status, 400);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_message_that_asks_for_nothing_else_is_answered_from_an_article(db: PgPool) {
    let app = TestApp::start(db).await;
    let answer = app.customer("971500000001").asks("what are your trucks").await;
    assert!(answer.contains("its own trucks"), "{answer}");
}
