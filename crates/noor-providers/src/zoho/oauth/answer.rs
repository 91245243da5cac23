//! What the OAuth server answered, told by the body alone: its status is 200 for failures too.

use chrono::TimeDelta;
use rust_decimal::prelude::ToPrimitive as _;
use secrecy::SecretString;
use serde_json::Value;

use crate::lenient;

/// An answer to the question for a token.
pub(super) enum Answer {
    Token {
        access: SecretString,
        /// The address it names for calls, not yet trusted.
        api: Option<String>,
        /// How long it may be used: a minute less than it lives.
        life: TimeDelta,
    },
    /// The error's code, in small letters with underscores.
    Error(String),
}

impl Answer {
    pub(super) fn read(body: &Value) -> Self {
        if let Some(access) = lenient::text(&body["access_token"]) {
            let api = lenient::text(&body["api_domain"]);
            return Self::Token { access: access.into(), api, life: life(body) };
        }
        let error = lenient::text(&body["error"]).unwrap_or_default();
        let code = error.to_lowercase().replace(' ', "_");
        Self::Error(if code.is_empty() { "no_token".to_owned() } else { code })
    }
}

/// Seconds until the token should not be used any more. Old servers counted milliseconds, and gave
/// the seconds under another name.
fn life(body: &Value) -> TimeDelta {
    let named =
        ["expires_in_sec", "expires_in"].iter().find_map(|key| lenient::decimal(&body[key]));
    let seconds = named.and_then(|seconds| seconds.to_i64()).unwrap_or(3_600);
    TimeDelta::seconds((seconds.min(3_600) - 60).clamp(1, 3_540))
}

/// What can be done about an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Only a person can mend it.
    Terminal,
    /// Asked too often: only silence helps.
    Throttled,
    /// It may pass.
    Passing,
}

impl Class {
    pub(super) fn of(reason: &str) -> Self {
        match reason {
            "invalid_code"
            | "invalid_client"
            | "invalid_client_secret"
            | "invalid_redirect_uri"
            | "unsupported_grant_type"
            | "invalid_grant"
            | "invalid_refresh_token"
            | "unauthorized_client" => Self::Terminal,
            "access_denied" => Self::Throttled,
            _ => Self::Passing,
        }
    }
}

/// What a person should do about a terminal error.
pub(super) fn advice(reason: &str) -> &'static str {
    match reason {
        "invalid_client" => {
            "the client is unknown in this data centre: check the client id and the data centre"
        }
        "invalid_client_secret" => "the client's secret is wrong: copy it from the API console",
        _ => {
            "the refresh token was revoked or is of another data centre: make a new one in the API \
             console"
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn seconds(body: &Value) -> i64 {
        match Answer::read(body) {
            Answer::Token { life, .. } => life.num_seconds(),
            Answer::Error(error) => panic!("{error}"),
        }
    }

    #[test]
    fn a_token_is_given_up_a_minute_before_it_dies() {
        let cases = [
            (json!({ "access_token": "a", "expires_in": 3_600 }), 3_540),
            (json!({ "access_token": "a", "expires_in": 3_600_000 }), 3_540),
            (
                json!({ "access_token": "a", "expires_in": 1_800_000, "expires_in_sec": 1_800 }),
                1_740,
            ),
            (json!({ "access_token": "a", "expires_in": "600" }), 540),
            (json!({ "access_token": "a", "expires_in": 30 }), 1),
            (json!({ "access_token": "a", "expires_in": -5 }), 1),
            (json!({ "access_token": "a" }), 3_540),
        ];
        for (body, expected) in cases {
            assert_eq!(seconds(&body), expected, "{body}");
        }
    }

    #[test]
    fn errors_are_told_by_their_words() {
        let cases = [
            (json!({ "error": "invalid_code" }), Class::Terminal),
            (json!({ "error": "invalid_client" }), Class::Terminal),
            (json!({ "error": "Access Denied", "status": "failure" }), Class::Throttled),
            (json!({ "error": "access_denied" }), Class::Throttled),
            (json!({ "error": "general_error" }), Class::Passing),
            (json!({ "access_token": "" }), Class::Passing),
            (json!([]), Class::Passing),
        ];
        for (body, class) in cases {
            match Answer::read(&body) {
                Answer::Error(reason) => assert_eq!(Class::of(&reason), class, "{body}"),
                Answer::Token { .. } => panic!("{body} is no token"),
            }
        }
    }
}
