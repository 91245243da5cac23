//! A client of the Zoho account: it fetches a token and calls the CRM and Zoho Inventory.

use noor_sim::{
    Simulator, ZOHO_CLIENT_ID, ZOHO_CLIENT_SECRET, ZOHO_ORGANIZATION, ZOHO_REFRESH_TOKEN,
};
use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use crate::harness::client;

/// A client with a token.
pub(crate) struct Client<'a> {
    pub(crate) sim: &'a Simulator,
    http: reqwest::Client,
    token: String,
}

/// An answer: its status, its JSON (`null` when there is none) and its headers.
pub(crate) type Answer = (u16, Value, HeaderMap);

impl<'a> Client<'a> {
    /// A client with every scope.
    pub(crate) async fn new(sim: &'a Simulator) -> Self {
        Self::of(sim, ZOHO_REFRESH_TOKEN).await
    }

    /// A client with the scopes of a grant.
    pub(crate) async fn of(sim: &'a Simulator, refresh_token: &str) -> Self {
        let http = client();
        let form = [
            ("grant_type", "refresh_token"),
            ("client_id", ZOHO_CLIENT_ID),
            ("client_secret", ZOHO_CLIENT_SECRET),
            ("refresh_token", refresh_token),
        ];
        let url = format!("{}/oauth/v2/token", sim.zoho_accounts_url());
        let answer = http.post(url).query(&form).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        let token = answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}"));
        let token = token.to_owned();
        Self { sim, http, token }
    }

    /// A request to the CRM, ready to be changed.
    pub(crate) fn crm(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}/crm/v8{path}", self.sim.zoho_api_url());
        let token = format!("Zoho-oauthtoken {}", self.token);
        self.http.request(method, url).header("authorization", token)
    }

    /// A request to Zoho Inventory, ready to be changed.
    pub(crate) fn inventory(&self, method: Method, path: &str) -> RequestBuilder {
        let join = if path.contains('?') { '&' } else { '?' };
        let api = self.sim.zoho_api_url();
        let url = format!("{api}/inventory/v1{path}{join}organization_id={ZOHO_ORGANIZATION}");
        let token = format!("Zoho-oauthtoken {}", self.token);
        self.http.request(method, url).header("authorization", token)
    }

    /// Reads from the CRM.
    pub(crate) async fn read(&self, path: &str) -> (u16, Value) {
        let (status, body, _) = answer(self.crm(Method::GET, path)).await;
        (status, body)
    }

    /// Writes to the CRM.
    pub(crate) async fn write(&self, method: Method, path: &str, body: Value) -> (u16, Value) {
        let (status, body, _) = answer(self.crm(method, path).json(&body)).await;
        (status, body)
    }

    /// Asks the CRM with COQL.
    pub(crate) async fn query(&self, query: &str) -> (u16, Value) {
        self.write(Method::POST, "/coql", serde_json::json!({ "select_query": query })).await
    }
}

/// Sends a request.
pub(crate) async fn answer(request: RequestBuilder) -> Answer {
    let answer = request.send().await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    (status, serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or_default(), headers)
}
