//! The CRM's limits: credits of a day, and calls at the same time.

use std::collections::VecDeque;
use std::sync::Arc;

use axum::extract::{Request, State as Shared};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::answer::Refusal;
use crate::lock;
use crate::world::World;
use crate::zoho::open_calls::OpenCalls;

/// It only comes once half of the credits are spent.
const CREDITS_REMAINING: HeaderName = HeaderName::from_static("x-api-credits-remaining");
/// Rows that a credit pays for.
const ROWS_A_CREDIT: usize = 10;

/// How much the CRM may be used; `None` is without end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct CrmLimits {
    /// Credits in any 24 hours: one a call, and one for every ten rows of a write.
    pub credits: Option<usize>,
    /// Calls at the same time.
    pub parallel: Option<usize>,
    /// COQL calls at the same time.
    pub parallel_queries: Option<usize>,
}

impl Default for CrmLimits {
    fn default() -> Self {
        Self { credits: None, parallel: Some(20), parallel_queries: Some(10) }
    }
}

/// Credits and calls so far.
#[derive(Default)]
pub(super) struct Usage {
    /// When credits of the last day were spent, and how many.
    spent: VecDeque<(DateTime<Utc>, usize)>,
    open: OpenCalls,
    queries: OpenCalls,
}

impl Usage {
    fn spent(&mut self, now: DateTime<Utc>) -> usize {
        self.spent.retain(|(at, _)| *at > now - TimeDelta::days(1));
        self.spent.iter().map(|(_, credits)| credits).sum()
    }

    /// A write of `rows` costs what it costs beyond the credit of the call itself.
    pub(super) fn charge_rows(&mut self, rows: usize, now: DateTime<Utc>) {
        let more = rows.div_ceil(ROWS_A_CREDIT).saturating_sub(1);
        if more > 0 {
            self.spent.push_back((now, more));
        }
    }
}

/// How many calls were open when this one came, itself included; and how many queries.
#[derive(Clone, Copy)]
pub(super) struct Beside {
    calls: usize,
    queries: usize,
}

/// Counts the call as open until its answer is there, however long a fault holds it up.
pub(super) async fn count_open(
    Shared(world): Shared<Arc<World>>,
    mut request: Request,
    next: Next,
) -> Response {
    let (open, of_queries) = {
        let usage = &lock(&world.zoho.inner.state).crm.usage;
        (usage.open.clone(), usage.queries.clone())
    };
    let (_open, calls) = open.enter();
    let query = request.uri().path().ends_with("/coql").then(|| of_queries.enter());
    let queries = query.as_ref().map_or(0, |(_, queries)| *queries);
    request.extensions_mut().insert(Beside { calls, queries });
    next.run(request).await
}

/// Books a call, or says why not.
pub(super) fn book(world: &World, beside: Option<&Beside>) -> Result<(), Refusal> {
    let now = world.clock.now();
    let mut state = lock(&world.zoho.inner.state);
    let limits = state.limits.crm;
    if let Some(Beside { calls, queries }) = beside
        && (limits.parallel.is_some_and(|most| *calls > most)
            || limits.parallel_queries.is_some_and(|most| *queries > most))
    {
        return Err(too_many("You have reached the maximum number of concurrent API calls"));
    }
    let usage = &mut state.crm.usage;
    let spent = usage.spent(now);
    if limits.credits.is_some_and(|most| spent >= most) {
        return Err(too_many("You have reached your API call limit for a 24 hour period"));
    }
    usage.spent.push_back((now, 1));
    Ok(())
}

/// Tells in the header what is left, once half of it is gone.
pub(super) fn tell_remaining(world: &World, response: &mut Response) {
    let now = world.clock.now();
    let mut state = lock(&world.zoho.inner.state);
    let Some(most) = state.limits.crm.credits else { return };
    let spent = state.crm.usage.spent(now);
    if spent * 2 >= most {
        let left = HeaderValue::from(most.saturating_sub(spent));
        response.headers_mut().insert(CREDITS_REMAINING, left);
    }
}

fn too_many(message: &str) -> Refusal {
    Refusal::new(StatusCode::TOO_MANY_REQUESTS, "TOO_MANY_REQUESTS", message)
}
