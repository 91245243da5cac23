//! The demo page: a visitor writes, and sees what the customer's phone would show.

use std::net::TcpListener;
use std::process::Stdio;
use std::time::{Duration, Instant};

use sqlx::PgPool;
use tokio::process::{Child, Command};

use super::browser::Browser;

const START: Duration = Duration::from_secs(30);
const ENTER: &str = "\u{e007}";

/// A running `noor demo`. Dropping it kills it.
struct Demo {
    _process: Child,
    _home: tempfile::TempDir,
    base: String,
}

impl Demo {
    async fn open(db: &PgPool) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        drop(listener);
        let process = Command::new(env!("CARGO_BIN_EXE_noor"))
            .arg("demo")
            .env_clear()
            .env("DATABASE_URL", crate::harness::url_of(db))
            .env("NOOR_BELL", "in_process")
            .env("NOOR_HOME", home.path())
            .env("NOOR_TURN__DEBOUNCE", "200ms")
            .env("PORT", port.to_string())
            .current_dir(home.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("start the demo");
        let base = format!("http://127.0.0.1:{port}");
        let health = format!("{base}/api/v1/health");
        let until = Instant::now() + START;
        let client = noor_providers::wire::client("noor-tests").expect("an HTTP client");
        while !client.get(&health).send().await.is_ok_and(|answer| answer.status().is_success()) {
            assert!(Instant::now() < until, "the demo does not open");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Self { _process: process, _home: home, base }
    }

    /// The chat of a customer, in a language.
    fn chat(&self, number: &str, language: &str) -> String {
        format!("{}/demo?lang={language}#{number}", self.base)
    }
}

/// The texts of the bubbles of one side, oldest first.
fn bubbles(side: &str) -> String {
    format!(
        "return [...document.querySelectorAll('.message.{side} .text')].map(it => it.innerText)"
    )
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_visitor_writes_and_is_answered_on_the_page(db: PgPool) {
    let Some(browser) = Browser::open(1280, 900).await else { return };
    let demo = Demo::open(&db).await;
    browser.go(&demo.chat("+971500000101", "en")).await;
    let draft = browser.find("#draft").await;
    browser.write(&draft, &format!("KX 210 black{ENTER}")).await;
    let answers = browser.until(&bubbles("noor")).await;
    let answer = answers[0].as_str().unwrap_or_default();
    assert!(answer.contains("KX 210 black") && answer.contains("AED"), "{answer}");
    // WhatsApp's stars have become bold type, and the picture is one.
    assert!(!answer.contains('*'), "{answer}");
    browser.until("return document.querySelector('.message.noor strong') !== null").await;
    browser
        .until("const it = document.querySelector('.message.noor img'); return it && it.complete && it.naturalWidth > 0")
        .await;
    // A reload shows the same conversation.
    browser.go(&format!("{}/docs", demo.base)).await;
    browser.go(&demo.chat("+971500000101", "en")).await;
    let again = browser.until(&bubbles("noor")).await;
    assert_eq!(again[0], answers[0]);
    let written = browser.until(&bubbles("customer")).await;
    assert_eq!(written[0], "KX 210 black");
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    browser.close().await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn in_arabic_the_page_is_mirrored_and_so_is_the_answer(db: PgPool) {
    let Some(browser) = Browser::open(1280, 900).await else { return };
    let demo = Demo::open(&db).await;
    browser.go(&demo.chat("+971500000102", "ar")).await;
    let draft = browser.find("#draft").await;
    browser.write(&draft, &format!("كم سعر مكتب أبيض عرضه ١٢٠؟{ENTER}")).await;
    let answers = browser.until(&bubbles("noor")).await;
    let answer = answers[0].as_str().unwrap_or_default();
    assert!(answer.contains("درهم"), "{answer}");
    assert_eq!(browser.run("return document.documentElement.dir").await, "rtl");
    let direction =
        "return getComputedStyle(document.querySelector('.message.noor .text p')).direction";
    assert_eq!(browser.run(direction).await, "rtl");
    // The customer's bubbles stand at the end of the line, which is the left side here.
    let middle = "const at = (it) => { const box = document.querySelector(it).getBoundingClientRect(); return box.left + box.width / 2 }; return at('.message.customer .bubble') < at('.message.noor .bubble')";
    assert_eq!(browser.run(middle).await, true);
    // Back in English everything changes sides, and nothing is written twice.
    let language = browser.find("#language").await;
    browser.click(&language).await;
    assert_eq!(browser.run("return document.documentElement.dir").await, "ltr");
    assert_eq!(browser.run(middle).await, false);
    assert_eq!(browser.run(&bubbles("noor")).await.as_array().map(Vec::len), Some(1));
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    browser.close().await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_person_of_the_shop_silences_noor_and_customers_stay_apart(db: PgPool) {
    let Some(browser) = Browser::open(1280, 900).await else { return };
    let demo = Demo::open(&db).await;
    browser.go(&demo.chat("+971500000103", "en")).await;
    let draft = browser.find("#draft").await;
    browser.write(&draft, &format!("hello{ENTER}")).await;
    browser.until(&bubbles("noor")).await;
    let role = browser.find("input[name=role][value=manager]").await;
    browser.click(&role).await;
    browser.write(&draft, &format!("I'll take it from here{ENTER}")).await;
    browser.until(&bubbles("manager")).await;
    browser.until("return !document.getElementById('held').hidden").await;
    let role = browser.find("input[name=role][value=customer]").await;
    browser.click(&role).await;
    browser.write(&draft, &format!("how much is a desk?{ENTER}")).await;
    // Another customer is answered meanwhile, which takes longer than an answer here would.
    browser.go(&demo.chat("+971500000104", "en")).await;
    let draft = browser.find("#draft").await;
    browser.write(&draft, &format!("how much is a desk?{ENTER}")).await;
    browser.until(&bubbles("noor")).await;
    assert_eq!(browser.run(&bubbles("manager")).await.as_array().map(Vec::len), Some(0));
    browser.go(&demo.chat("+971500000103", "en")).await;
    browser.until(&bubbles("manager")).await;
    assert_eq!(browser.run(&bubbles("noor")).await.as_array().map(Vec::len), Some(1));
    browser.close().await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn the_page_fits_a_phone_in_both_directions(db: PgPool) {
    let Some(browser) = Browser::open(500, 800).await else { return };
    let demo = Demo::open(&db).await;
    for (language, number) in [("en", "+971500000105"), ("ar", "+971500000106")] {
        browser.go(&demo.chat(number, language)).await;
        let draft = browser.find("#draft").await;
        let long = "a-very-long-word-".repeat(30);
        browser.write(&draft, &format!("{long}{ENTER}")).await;
        browser.until(&bubbles("noor")).await;
        let fits = "return document.documentElement.scrollWidth <= window.innerWidth";
        assert_eq!(browser.run(fits).await, true, "{language}");
        let seen = "const box = document.getElementById('send').getBoundingClientRect(); return box.left >= 0 && box.right <= window.innerWidth && box.bottom <= window.innerHeight";
        assert_eq!(browser.run(seen).await, true, "{language}");
    }
    browser.close().await;
}

/// After a restart the page used to show Noor's later answers without anything the customer had
/// said: the simulator remembers nothing.
#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn after_a_restart_a_chat_is_as_it_was(db: PgPool) {
    let client = noor_providers::wire::client("noor-tests").expect("an HTTP client");
    let get = async |demo: &Demo, path: &str| -> serde_json::Value {
        let url = format!("{}/demo/api/{path}", demo.base);
        client.get(url).send().await.expect("an answer").json().await.expect("JSON")
    };
    let say = async |demo: &Demo, text: &str| {
        let said = serde_json::json!({"customer": "+971500000105", "text": text, "name": "Noura"});
        let url = format!("{}/demo/api/say", demo.base);
        client.post(url).json(&said).send().await.expect("an answer");
    };
    let bubbles = async |demo: &Demo, least: usize| -> Vec<String> {
        let until = Instant::now() + START;
        loop {
            let chat = get(demo, "chat/+971500000105").await;
            let shown = chat["messages"].as_array().expect("messages").iter();
            let shown: Vec<String> =
                shown.map(|it| format!("{}: {}", it["from"], it["text"])).collect();
            if shown.len() >= least {
                return shown;
            }
            assert!(Instant::now() < until, "{shown:?} and no more");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let demo = Demo::open(&db).await;
    say(&demo, "hello").await;
    bubbles(&demo, 2).await;
    say(&demo, "KX 201 black").await;
    let before = bubbles(&demo, 5).await;
    // The gateway's echo may still be on its way to Noor.
    tokio::time::sleep(Duration::from_secs(1)).await;
    drop(demo);

    let demo = Demo::open(&db).await;
    assert_eq!(bubbles(&demo, before.len()).await, before);
    let chats = get(&demo, "chats").await;
    assert_eq!(chats[0]["customer"], "+971500000105");
    assert_eq!(chats[0]["name"], "Noura");
    say(&demo, "thank you").await;
    let after = bubbles(&demo, before.len() + 2).await;
    assert_eq!(after[..before.len()], before, "what comes now comes behind it");
    assert_eq!(after[before.len()], r#""customer": "thank you""#);
}
