//! A real browser, steered by the W3C `WebDriver` protocol. Only what these tests need of it.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// How long a page may take to show what it has to show.
const PATIENCE: Duration = Duration::from_secs(20);
/// The member that names an element in `WebDriver`'s answers.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser with one window. Dropping it kills it.
pub(super) struct Browser {
    driver: Child,
    http: reqwest::Client,
    session: String,
    _profile: tempfile::TempDir,
}

/// An element of the page.
pub(super) struct Element(String);

impl Browser {
    /// Opens a window of a size, in pixels. `None` where `make test` found no browser and said so.
    pub(super) async fn open(width: u32, height: u32) -> Option<Self> {
        if std::env::var_os("NOOR_TESTS_WITHOUT_BROWSER").is_some() {
            return None;
        }
        let driver = named("CHROMEDRIVER", &["chromedriver"]);
        let driver = driver.expect("chromedriver is not here: run `make test`, which looks for it");
        let mut driver = Command::new(driver)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("start chromedriver");
        let mut said = BufReader::new(driver.stdout.take().expect("its words")).lines();
        let port = loop {
            let line = said.next_line().await.expect("read").expect("chromedriver says its port");
            if let Some((_, port)) = line.rsplit_once("started successfully on port ") {
                break port.trim_end_matches('.').to_owned();
            }
        };
        // Whatever it says later must not fill the pipe.
        #[expect(clippy::disallowed_methods, reason = "it ends with the driver it listens to")]
        drop(tokio::spawn(async move { while let Ok(Some(_)) = said.next_line().await {} }));
        let profile = tempfile::tempdir().expect("a folder for the profile");
        let http = noor_providers::wire::client("noor-tests").expect("an HTTP client");
        let arguments = [
            "--headless=new".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--lang=en-GB".to_owned(),
            format!("--window-size={width},{height}"),
            format!("--user-data-dir={}", profile.path().display()),
        ];
        let mut options = json!({ "args": arguments });
        if let Some(program) = named("CHROMIUM", &["chromium", "google-chrome"]) {
            options["binary"] = program.display().to_string().into();
        }
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "goog:chromeOptions": options,
            "goog:loggingPrefs": { "browser": "ALL" },
        }}});
        let base = format!("http://127.0.0.1:{port}/session");
        let answer = http.post(&base).json(&wanted).send().await.expect("ask chromedriver");
        let answer: Value = answer.json().await.expect("an answer");
        let id = answer["value"]["sessionId"].as_str();
        let id = id.unwrap_or_else(|| panic!("no browser: {answer}"));
        let session = format!("{base}/{id}");
        Some(Self { driver, http, session, _profile: profile })
    }

    /// Goes to a page.
    pub(super) async fn go(&self, url: &str) {
        self.post("url", json!({ "url": url })).await;
    }

    /// The element that a CSS selector finds, as soon as it is there.
    pub(super) async fn find(&self, selector: &str) -> Element {
        let wanted = json!({ "using": "css selector", "value": selector });
        let until = Instant::now() + PATIENCE;
        loop {
            let found = self.try_post("element", wanted.clone()).await;
            if let Some(id) = found["value"][ELEMENT].as_str() {
                return Element(id.to_owned());
            }
            assert!(Instant::now() < until, "{selector} does not appear: {found}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Clicks on an element, as soon as it can be clicked.
    pub(super) async fn click(&self, element: &Element) {
        self.handle(element, "click", json!({})).await;
    }

    /// Types into an element, as soon as it takes words; `"\u{e007}"` is the Enter key.
    pub(super) async fn write(&self, element: &Element, text: &str) {
        self.handle(element, "value", json!({ "text": text })).await;
    }

    /// Does something with an element, as a person would: when the page is ready for it.
    async fn handle(&self, element: &Element, what: &str, body: Value) {
        let what = format!("element/{}/{what}", element.0);
        let until = Instant::now() + PATIENCE;
        loop {
            let answer = self.try_post(&what, body.clone()).await;
            let error = answer["value"]["error"].as_str().unwrap_or_default();
            let not_yet = matches!(error, "element not interactable" | "element click intercepted");
            assert!(error.is_empty() || not_yet && Instant::now() < until, "{what}: {answer}");
            if error.is_empty() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// What a script returns.
    pub(super) async fn run(&self, script: &str) -> Value {
        self.post("execute/sync", json!({ "script": script, "args": [] })).await["value"].take()
    }

    /// Waits until a script returns something that is neither null, false nor empty.
    pub(super) async fn until(&self, script: &str) -> Value {
        let until = Instant::now() + PATIENCE;
        loop {
            let found = self.run(script).await;
            let nothing = match &found {
                Value::Null => true,
                Value::Bool(found) => !found,
                Value::String(text) => text.is_empty(),
                Value::Array(list) => list.is_empty(),
                Value::Number(_) | Value::Object(_) => false,
            };
            if !nothing {
                return found;
            }
            assert!(Instant::now() < until, "it does not become true: {script}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// What the page complained about in the browser's console.
    pub(super) async fn complaints(&self) -> Vec<String> {
        let entries = self.post("se/log", json!({ "type": "browser" })).await;
        let entries = entries["value"].as_array().cloned().unwrap_or_default();
        let bad = entries.iter().filter(|entry| entry["level"] == "SEVERE");
        bad.map(|entry| entry["message"].to_string()).collect()
    }

    /// Closes the window.
    pub(super) async fn close(mut self) {
        self.http.delete(&self.session).send().await.expect("close the window");
        self.driver.kill().await.expect("stop chromedriver");
    }

    async fn post(&self, what: &str, body: Value) -> Value {
        let answer = self.try_post(what, body).await;
        assert!(answer["value"]["error"].is_null(), "{what}: {answer}");
        answer
    }

    async fn try_post(&self, what: &str, body: Value) -> Value {
        let url = format!("{}/{what}", self.session);
        let answer = self.http.post(&url).json(&body).send().await.expect("ask chromedriver");
        answer.json().await.expect("an answer in JSON")
    }
}

/// The program that a variable names, else the first of `names` on the path.
fn named(variable: &str, names: &[&str]) -> Option<PathBuf> {
    if let Some(program) = std::env::var_os(variable) {
        return Some(program.into());
    }
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names.iter().find_map(|name| folders.iter().map(|it| it.join(name)).find(|it| it.is_file()))
}
