//! `POST /chat/completions`: the way from a request to the model that serves it.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde_json::{Value, json};

use super::answer::{self, Frame};
use super::behaviour::{Act, Reply, play};
use super::request::ChatRequest;
use super::{ModelCall, Models};
use crate::world::World;

/// Longer than any caller waits.
const FOR_EVER: Duration = Duration::from_mins(15);

/// `POST /chat/completions`.
pub(super) async fn complete(
    State(world): State<Arc<World>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let models = &world.models;
    let generation = format!("gen-{}", models.inner.basics.chance.hex());
    let mut response = respond(&world, &headers, &body, &generation).await;
    if let Ok(value) = HeaderValue::from_str(&generation) {
        response.headers_mut().insert("x-generation-id", value);
    }
    response
}

/// The bearer key, or the vendor's refusal.
#[expect(clippy::result_large_err, reason = "the error is the answer, used at once")]
pub(super) fn check_key(models: &Models, headers: &HeaderMap) -> Result<(), Response> {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let key = given.and_then(|value| value.strip_prefix("Bearer "));
    match key {
        Some(key) if key == models.api_key() => Ok(()),
        Some(_) => Err(answer::failure(401, "authentication", "User not found.")),
        None => Err(answer::failure(401, "authentication", "No auth credentials found")),
    }
}

async fn respond(
    world: &Arc<World>,
    headers: &HeaderMap,
    body: &[u8],
    generation: &str,
) -> Response {
    let models = &world.models;
    if let Err(refusal) = check_key(models, headers) {
        return refusal;
    }
    let Ok(Value::Object(body)) = serde_json::from_slice(body) else {
        return answer::failure(400, "invalid_request", "The body is no JSON object");
    };
    let raw = Value::Object(body.clone());
    let at = world.clock.now();
    let request = match ChatRequest::check(body) {
        Ok(request) => request,
        Err(problem) => {
            models.record(ModelCall { at, requested: Vec::new(), served: None, body: raw });
            return answer::failure(400, problem.error_type, &problem.message);
        }
    };
    let outcome = serve(world, &request, generation).await;
    let shows_routing = headers
        .get("x-openrouter-metadata")
        .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"enabled"));
    let requested = request.models.clone();
    let served = outcome.served;
    models.record(ModelCall { at, requested, served, body: request.into_body() });
    match outcome.answer {
        Answer::Ready(response) => response,
        Answer::Json(mut body) => {
            if shows_routing {
                let tried = outcome.attempts.len();
                let routing = json!({ "attempt": tried, "attempts": outcome.attempts });
                body["openrouter_metadata"] = routing;
            }
            Json(body).into_response()
        }
    }
}

/// The end of the search for a model that answers.
struct Outcome {
    served: Option<String>,
    attempts: Vec<Value>,
    answer: Answer,
}

enum Answer {
    Json(Value),
    Ready(Response),
}

/// Asks the request's models in their order until one does not fail.
async fn serve(world: &Arc<World>, request: &ChatRequest, generation: &str) -> Outcome {
    let models = &world.models;
    let mut attempts = Vec::new();
    let mut failure = None;
    for model in &request.models {
        if request.zdr && !models.has_zdr(model) {
            attempts.push(json!({ "model": model, "provider": "Simulator", "status": 404 }));
            continue;
        }
        let scene = play(models.next(model), request, &models.inner.basics.chance);
        world.pause(scene.after).await;
        let reply = match scene.act {
            Act::Fail { code, retry_after, error_type } => {
                attempts.push(json!({ "model": model, "provider": "Simulator", "status": code }));
                failure = Some(failed(code, retry_after, &error_type));
                continue;
            }
            Act::Hang => {
                world.pause(FOR_EVER).await;
                let gone = answer::failure(504, "timeout", "The provider did not answer");
                return Outcome { served: None, attempts, answer: Answer::Ready(gone) };
            }
            Act::Odd(body) => Err(body),
            Act::Reply(reply) => Ok((reply, true)),
            Act::CutOff(reply) => Ok((reply, false)),
        };
        attempts.push(json!({ "model": model, "provider": "Simulator", "status": 200 }));
        let answer = match reply {
            Ok((reply, whole)) => deliver(models, request, model, generation, reply, whole),
            Err(odd) if request.stream => {
                let events = format!("data: {odd}\n\n");
                Answer::Ready(answer::stream(events, true))
            }
            Err(odd) => Answer::Json(odd),
        };
        return Outcome { served: Some(model.clone()), attempts, answer };
    }
    let answer = failure.unwrap_or_else(|| nothing_private(&request.models));
    Outcome { served: None, attempts, answer: Answer::Ready(answer) }
}

/// Puts a reply into the form that was asked for, and on the bill.
fn deliver(
    models: &Models,
    request: &ChatRequest,
    model: &str,
    generation: &str,
    reply: Reply,
    whole: bool,
) -> Answer {
    let chance = &models.inner.basics.chance;
    let reply = answer::within_limit(reply, request.max_tokens);
    let frame = Frame {
        id: generation.to_owned(),
        model: model.to_owned(),
        created: models.inner.basics.clock.now().timestamp(),
        prompt_tokens: request.prompt_tokens(),
        call_ids: reply.tool_calls.iter().map(|_| format!("call_{}", chance.hex())).collect(),
    };
    let completion = answer::reply_tokens(&reply);
    let cost = answer::cost(frame.prompt_tokens, completion);
    let bill = json!({
        "id": generation,
        "model": model,
        "provider_name": "Simulator",
        "total_cost": cost,
        "usage": cost,
        "native_tokens_prompt": frame.prompt_tokens,
        "native_tokens_completion": completion,
        "native_tokens_reasoning": 0,
        "native_tokens_cached": 0,
        "finish_reason": reply.finish.wire(),
        "native_finish_reason": reply.finish.wire(),
        "streamed": request.stream,
        "cancelled": false,
    });
    models.bill(generation, cost, bill);
    match (request.stream, whole) {
        (true, whole) => Answer::Ready(answer::stream(answer::events(&frame, &reply), whole)),
        (false, true) => Answer::Json(answer::whole(&frame, &reply)),
        (false, false) => Answer::Ready(answer::cut_off(&answer::whole(&frame, &reply))),
    }
}

fn failed(code: u16, retry_after: Option<u64>, error_type: &str) -> Response {
    let mut response = answer::failure(code, error_type, "Provider returned error");
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// The answer when the privacy filter leaves no endpoint.
pub(super) fn nothing_private(requested: &[String]) -> Response {
    let availability = json!({
        "code": "privacy_restricted",
        "retryable": false,
        "retry_after": null,
        "requested_models": requested,
        "affected_providers": ["simulator"],
        "excluded_by": ["data_policy:zdr"],
        "fallback_models": [],
    });
    let error = json!({
        "message": "No endpoints found matching your data policy",
        "error_type": "not_found",
        "http_status": 404,
        "availability": availability,
    });
    (StatusCode::NOT_FOUND, Json(json!({ "error": error }))).into_response()
}
