//! The organization's limits of calls: a minute's, a day's, and calls at the same time.

use std::collections::VecDeque;
use std::sync::Arc;

use axum::extract::{Request, State as Shared};
use axum::http::{HeaderName, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};

use super::shape::Refusal;
use crate::lock;
use crate::world::World;
use crate::zoho::ZohoLimits;
use crate::zoho::open_calls::OpenCalls;

/// They tell of the day's limit, not of the minute's.
const DAY_LIMIT: HeaderName = HeaderName::from_static("x-rate-limit-limit");
const DAY_REMAINING: HeaderName = HeaderName::from_static("x-rate-limit-remaining");
const DAY_RESET: HeaderName = HeaderName::from_static("x-rate-limit-reset");

/// Calls so far.
#[derive(Default)]
pub(in crate::zoho) struct Usage {
    /// When calls of the last day were taken.
    taken: VecDeque<DateTime<Utc>>,
    blocked_until: Option<DateTime<Utc>>,
    open: OpenCalls,
}

/// How many calls were open when this one came, itself included.
#[derive(Clone, Copy)]
pub(super) struct Beside(usize);

/// Counts the call as open until its answer is there, however long a fault holds it up.
pub(super) async fn count_open(
    Shared(world): Shared<Arc<World>>,
    mut request: Request,
    next: Next,
) -> Response {
    let open = lock(&world.zoho.inner.state).usage.open.clone();
    let (_open, beside) = open.enter();
    request.extensions_mut().insert(Beside(beside));
    next.run(request).await
}

/// Books a call, or says why not.
pub(super) fn book(world: &World, beside: Option<&Beside>) -> Result<(), Refusal> {
    let now = world.clock.now();
    let mut state = lock(&world.zoho.inner.state);
    let limits = state.limits;
    let usage = &mut state.usage;
    if let Some(until) = usage.blocked_until.filter(|until| *until > now) {
        return Err(blocked(limits, until - now));
    }
    if let (Some(most), Some(Beside(open))) = (limits.parallel, beside)
        && *open > most
    {
        let message =
            format!("The maximum number of in process requests allowed is {most}. Try later.");
        return Err(refusal(1070, message));
    }
    usage.taken.retain(|taken| *taken > now - TimeDelta::days(1));
    if let Some(most) = limits.per_day
        && usage.taken.len() >= most
    {
        let oldest = usage.taken.front().map_or(now, |oldest| *oldest);
        return Err(used_up(most, oldest + TimeDelta::days(1) - now));
    }
    let minute_ago = now - TimeDelta::minutes(1);
    let recent = usage.taken.iter().rev().take_while(|taken| **taken > minute_ago).count();
    if limits.per_minute.is_some_and(|most| recent >= most) {
        let block = TimeDelta::seconds(i64::from(limits.block_seconds));
        usage.blocked_until = Some(now + block);
        return Err(blocked(limits, block));
    }
    usage.taken.push_back(now);
    Ok(())
}

fn blocked(limits: ZohoLimits, left: TimeDelta) -> Refusal {
    let refusal = refusal(
        44,
        "For security reasons you have been blocked for some time as you have exceeded the maximum \
         number of requests per minute that can originate from one account.",
    );
    if !limits.retry_after {
        return refusal;
    }
    let seconds = ((left.num_milliseconds() + 999) / 1_000).max(1);
    refusal.with_header(header::RETRY_AFTER, seconds)
}

fn used_up(most: usize, left: TimeDelta) -> Refusal {
    let message =
        format!("You have exceeded the maximum call rate limit of {most} requests per day.");
    refusal(45, message)
        .with_header(DAY_LIMIT, i64::try_from(most).unwrap_or(i64::MAX))
        .with_header(DAY_REMAINING, 0)
        .with_header(DAY_RESET, left.num_seconds())
}

fn refusal(code: u32, message: impl Into<String>) -> Refusal {
    Refusal::new(StatusCode::TOO_MANY_REQUESTS, code, message)
}
