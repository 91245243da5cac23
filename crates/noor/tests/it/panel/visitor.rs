//! Somebody with a browser: cookies, forms with their tokens, and the origin they come from.

use std::collections::BTreeMap;

use noor::app::access::Actor;
use noor::app::access::add_user::{NewUser, add_user};
use noor_core::access::Role;
use noor_core::ids::UserId;
use noor_core::language::Language;

use crate::harness::TestApp;

/// The password of everybody in these tests.
pub(crate) const PASSWORD: &str = "seven chairs and a lamp";

/// A browser.
#[derive(Debug, Clone)]
pub(super) struct Visitor {
    http: reqwest::Client,
    base: String,
    pub(super) cookies: BTreeMap<String, String>,
    token: String,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) status: u16,
    pub(super) to: Option<String>,
    pub(super) headers: reqwest::header::HeaderMap,
    pub(super) body: String,
}

impl Visitor {
    pub(super) fn new(app: &TestApp) -> Self {
        Self::at(app, &app.at(""))
    }

    /// Somebody who calls on another process.
    pub(super) fn at(app: &TestApp, base: &str) -> Self {
        Self {
            http: app.http().clone(),
            base: base.to_owned(),
            cookies: BTreeMap::new(),
            token: String::new(),
        }
    }

    /// The same browser at another process of the shop.
    pub(super) fn over_at(&self, base: &str) -> Self {
        Self { base: base.to_owned(), ..self.clone() }
    }

    pub(super) async fn get(&mut self, path: &str) -> Seen {
        let request = self.http.get(format!("{}{path}", self.base));
        self.send(request).await
    }

    /// Sends a form of the page that was seen last.
    pub(super) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let token = self.token.clone();
        let origin = self.base.clone();
        self.post_as(path, fields, &token, Some(&origin)).await
    }

    /// Sends a form with a token and an origin of one's choice.
    pub(super) async fn post_as(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        token: &str,
        origin: Option<&str>,
    ) -> Seen {
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        body.append_pair("token", token).extend_pairs(fields);
        let mut request = self
            .http
            .post(format!("{}{path}", self.base))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body.finish());
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        self.send(request).await
    }

    async fn send(&mut self, request: reqwest::RequestBuilder) -> Seen {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let answer = request.header("cookie", cookies.join("; ")).send().await.unwrap();
        for set in answer.headers().get_all("set-cookie") {
            let set = set.to_str().unwrap();
            let (pair, attributes) = set.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            assert!(attributes.contains("HttpOnly") || value.is_empty(), "{set}");
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let headers = answer.headers().clone();
        let to = headers.get("location").map(|it| it.to_str().unwrap().to_owned());
        let status = answer.status().as_u16();
        let body = answer.text().await.unwrap();
        if let Some((_, rest)) = body.split_once("name=\"token\" value=\"") {
            rest.split('"').next().unwrap().clone_into(&mut self.token);
        }
        Seen { status, to, headers, body }
    }

    /// The token of the page that was seen last.
    pub(super) fn token(&self) -> &str {
        &self.token
    }

    /// Shows a name and a password at the door.
    pub(super) async fn tries(&mut self, username: &str, password: &str) -> Seen {
        self.get("/admin/login").await;
        self.post("/admin/login", &[("username", username), ("password", password)]).await
    }

    /// Signs in, which has to work.
    pub(super) async fn signs_in(&mut self, username: &str) {
        let seen = self.tries(username, PASSWORD).await;
        assert_eq!(seen.status, 303, "{}", seen.body);
        let seen = self.get("/admin/account").await;
        assert_eq!(seen.status, 200, "{}", seen.body);
    }

    /// Whether somebody is signed in.
    pub(super) async fn is_in(&mut self) -> bool {
        self.get("/admin/account").await.status == 200
    }
}

/// Adds somebody to the shop's people.
pub(crate) async fn person(app: &TestApp, username: &str, role: Role) -> UserId {
    let new = NewUser {
        username: username.to_owned(),
        name: username.to_owned(),
        role,
        password: PASSWORD.into(),
        language: Language::English,
    };
    add_user(app.context(), &Actor::command_line(), new).await.unwrap()
}

/// Somebody of a role, signed in.
pub(super) async fn signed_in(app: &TestApp, username: &str, role: Role) -> Visitor {
    person(app, username, role).await;
    let mut visitor = Visitor::new(app);
    visitor.signs_in(username).await;
    visitor
}
