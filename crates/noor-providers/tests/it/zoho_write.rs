//! Calls that write: never made twice, and never said to be undone when nobody knows.

use std::sync::Arc;
use std::time::Duration;

use noor_core::clock::SystemClock;
use noor_core::ids::RandomIds;
use noor_providers::error::ProviderError;
use noor_providers::quota::{Full, Quota};
use noor_providers::wire;
use noor_providers::zoho::data_centre::{Addresses, DataCentre};
use noor_providers::zoho::oauth::{Credentials, ZohoAuth};
use noor_providers::zoho::vault::MemoryVault;
use noor_providers::zoho::wire::{Call, ZohoWire};
use reqwest::Method;
use serde_json::{Value, json};

use crate::server::{Answer, Asked, Server};

/// Counts nothing.
#[derive(Debug)]
struct Endless;

#[async_trait::async_trait]
impl Quota for Endless {
    async fn book(&self) -> Result<(), Full> {
        Ok(())
    }

    async fn block(&self, _pause: Duration) {}
}

/// A server that gives tokens and answers everything else by `answer`, told how many tokens it gave.
async fn server(answer: impl Fn(&Asked) -> Answer + Clone + Send + Sync + 'static) -> Server {
    Server::start(move |asked, before| {
        if asked.path == "/oauth/v2/token" {
            let token = json!({ "access_token": format!("t{before}"), "expires_in": 3_600 });
            return Answer::json(200, &token);
        }
        answer(asked)
    })
    .await
}

async fn post(server: &Server) -> Result<Value, ProviderError> {
    let base = server.url.parse().unwrap();
    let addresses = Addresses::of(DataCentre::Eu).overridden(Some(&base), Some(&base));
    let credentials = Credentials {
        client_id: "1000.A".to_owned(),
        client_secret: "secret".into(),
        refresh_token: "1000.r".into(),
    };
    let http = wire::client("test").unwrap();
    let vault = Arc::new(MemoryVault::default());
    let clock = Arc::new(SystemClock);
    let auth = ZohoAuth::new(http.clone(), addresses, credentials, vault, clock, &RandomIds);
    let timeout = Duration::from_millis(500);
    let wire = ZohoWire::new(http, Arc::new(auth), Arc::new(Endless), "Zoho", timeout);
    let query = [("organization_id", "1".to_owned())];
    let body = json!({ "contact_name": "Example FZE" });
    let call = Call {
        method: Method::POST,
        path: "/inventory/v1/contacts",
        query: &query,
        body: Some(&body),
        area: "contacts",
    };
    wire.call(&call).await
}

fn writes(server: &Server) -> Vec<Asked> {
    let asked = server.asked().into_iter();
    asked.filter(|asked| asked.path == "/inventory/v1/contacts").collect()
}

#[tokio::test]
async fn a_write_goes_out_as_it_is() {
    let server =
        server(|_| Answer::json(201, &json!({ "code": 0, "contact": { "id": "7" } }))).await;
    assert_eq!(post(&server).await.unwrap()["contact"]["id"], "7");
    let [asked] = writes(&server).try_into().unwrap();
    assert_eq!(asked.headers["authorization"], "Zoho-oauthtoken t0");
    assert_eq!(asked.query["organization_id"], "1");
    assert_eq!(asked.body, json!({ "contact_name": "Example FZE" }));
    let form = &server.asked()[0].text;
    assert!(
        form.contains("grant_type=refresh_token&refresh_token=1000.r&client_id=1000.A"),
        "{form}"
    );
}

#[tokio::test]
async fn a_dead_token_is_replaced_but_the_write_is_left_to_the_caller() {
    let server = server(|_| Answer::json(401, &json!({ "code": 57, "message": "no" }))).await;
    let error = post(&server).await.unwrap_err();
    assert!(matches!(error, ProviderError::Unavailable { .. }), "{error:?}");
    assert_eq!((writes(&server).len(), server.asked().len()), (1, 3), "one write and two tokens");
}

#[tokio::test]
async fn what_may_have_been_done_is_not_said_to_be_undone() {
    let answers = [
        Answer::text(200, "<html>"),
        Answer::text(502, "<html>"),
        Answer::json(500, &json!({ "code": 1000, "message": "Internal Error" })),
        Answer::json(200, &json!({ "message": "no code" })),
        Answer::json(201, &json!({ "code": 0 })).after(Duration::from_secs(5)),
    ];
    for answer in answers {
        let server = server({
            let answer = answer.clone();
            move |_| answer.clone()
        })
        .await;
        let error = post(&server).await.unwrap_err();
        assert!(matches!(error, ProviderError::Unconfirmed { .. }), "{answer:?}: {error:?}");
        assert_eq!(writes(&server).len(), 1);
    }
}

#[tokio::test]
async fn a_refusal_is_one_whatever_its_status() {
    for status in [200, 400] {
        let body = json!({ "code": "3062", "message": "The contact exists. ".repeat(50) });
        let server = server(move |_| Answer::json(status, &body)).await;
        match post(&server).await.unwrap_err() {
            ProviderError::Refused { code, reason, .. } => {
                assert_eq!((code.as_str(), reason.chars().count()), ("3062", 200));
            }
            other => panic!("{status}: {other:?}"),
        }
    }
}
