//! A client with the key, and a webhook receiver that remembers and can be made to refuse.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use noor_sim::{Options, SIMULATOR_KEY, Simulator};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::time::{Instant, sleep};
use tokio_util::task::TaskTracker;

/// Starts a simulator with `options` and a fixed seed.
pub(crate) async fn simulator(options: Options) -> Simulator {
    Simulator::start(Options { seed: Some(42), ..options }).await.unwrap()
}

/// Sends with the key; the answer's status and JSON body (`null` when it is none).
pub(crate) async fn call(method: Method, url: &str, body: Option<Value>) -> (u16, Value) {
    let request = client().request(method, url).bearer_auth(SIMULATOR_KEY);
    let request = match body {
        Some(body) => request.json(&body),
        None => request,
    };
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    (status, serde_json::from_slice(&response.bytes().await.unwrap()).unwrap_or_default())
}

/// `POST` with the key.
pub(crate) async fn post_json(url: &str, body: Value) -> (u16, Value) {
    call(Method::POST, url, Some(body)).await
}

/// `GET` with the key.
pub(crate) async fn get_json(url: &str) -> (u16, Value) {
    call(Method::GET, url, None).await
}

/// A client of its own connections.
pub(crate) fn client() -> reqwest::Client {
    rustls::crypto::ring::default_provider().install_default().ok();
    reqwest::Client::builder().no_proxy().build().unwrap()
}

/// Waits until `done` gives something, or fails after ten seconds.
pub(crate) async fn eventually<T>(what: &str, mut done: impl FnMut() -> Option<T>) -> T {
    let until = Instant::now() + Duration::from_secs(10);
    loop {
        if let Some(value) = done() {
            return value;
        }
        assert!(Instant::now() < until, "never happened: {what}");
        sleep(Duration::from_millis(10)).await;
    }
}

/// What a webhook receiver got.
#[derive(Debug, Clone)]
pub(crate) struct Got {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Got {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// Stands where Noor's webhook stands.
pub(crate) struct Receiver {
    pub(crate) url: String,
    inbox: Arc<Inbox>,
}

#[derive(Default)]
struct Inbox {
    got: Mutex<Vec<Got>>,
    /// Statuses of the next answers; then always 200.
    answers: Mutex<VecDeque<u16>>,
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        Self::at(SocketAddr::from(([127, 0, 0, 1], 0))).await
    }

    /// Listens at a certain address.
    pub(crate) async fn at(address: SocketAddr) -> Self {
        let inbox = Arc::new(Inbox::default());
        let router = Router::new().route("/hook", post(receive)).with_state(Arc::clone(&inbox));
        let listener = TcpListener::bind(address).await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        TaskTracker::new().spawn(async move { axum::serve(listener, router).await });
        Self { url, inbox }
    }

    /// The next requests are answered with `statuses`.
    pub(crate) fn answers(&self, statuses: impl IntoIterator<Item = u16>) {
        self.inbox.answers.lock().unwrap().extend(statuses);
    }

    pub(crate) fn got(&self) -> Vec<Got> {
        self.inbox.got.lock().unwrap().clone()
    }

    /// All items of the key `messages`, in order of arrival.
    pub(crate) fn messages(&self) -> Vec<Value> {
        self.items("messages")
    }

    /// All items of the key `statuses`, in order of arrival.
    pub(crate) fn statuses(&self) -> Vec<Value> {
        self.items("statuses")
    }

    fn items(&self, key: &str) -> Vec<Value> {
        let bodies = self.got().into_iter().map(|got| got.json());
        bodies.flat_map(|body| body[key].as_array().cloned().unwrap_or_default()).collect()
    }

    /// The words of all messages, in order of arrival.
    pub(crate) fn texts(&self) -> Vec<String> {
        let messages = self.messages().into_iter();
        messages.map(|item| item["text"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

async fn receive(State(inbox): State<Arc<Inbox>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    inbox.got.lock().unwrap().push(Got { headers, body });
    let status = inbox.answers.lock().unwrap().pop_front().unwrap_or(200);
    StatusCode::from_u16(status).unwrap()
}

/// A send request for `chat`.
pub(crate) fn outgoing(chat: &str, text: &str) -> Value {
    json!({
        "channelId": noor_sim::DEFAULT_CHANNEL,
        "chatType": "whatsapp",
        "chatId": chat,
        "text": text,
    })
}
