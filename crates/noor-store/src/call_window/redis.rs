//! The window in Redis (or Valkey): one script, so that two who book at once come one after another.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use redis::Script;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};

use super::{Allowance, Booking, CallWindow, CallWindowError, full, micros};

/// Keys: the calls by their times, the end of a pause, the last call's number. Arguments: now, period,
/// calls. All times are in microseconds. Gives what is to be waited for; 0 has booked. Calls are kept for
/// two periods, since the clocks of two processes may differ.
const BOOK: &str = "
local now, period, calls = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - 2 * period))
local wait = tonumber(redis.call('GET', KEYS[2]) or '0') - now
if calls == 0 then
    wait = math.max(wait, period)
else
    local leaving = redis.call('ZREVRANGE', KEYS[1], calls - 1, calls - 1, 'WITHSCORES')
    if leaving[2] then
        wait = math.max(wait, tonumber(leaving[2]) + period - now)
    end
end
if wait > 0 then
    return wait
end
redis.call('ZADD', KEYS[1], ARGV[1], redis.call('INCR', KEYS[3]))
local kept = math.ceil(2 * period / 1000) + 60000
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', kept))
redis.call('PEXPIRE', KEYS[3], string.format('%.0f', kept))
return 0
";

/// Key: the end of the pause. Arguments: when that is, in microseconds, and for how many milliseconds
/// it is worth keeping.
const BLOCK: &str = "
if tonumber(ARGV[1]) > tonumber(redis.call('GET', KEYS[1]) or '0') then
    redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
end
return 0
";

/// A sorted set with the times of an account's calls.
#[derive(Clone)]
pub struct RedisCallWindow {
    connection: ConnectionManager,
    allowance: Allowance,
}

impl std::fmt::Debug for RedisCallWindow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RedisCallWindow")
            .field("allowance", &self.allowance)
            .finish_non_exhaustive()
    }
}

impl RedisCallWindow {
    /// A window in the Redis at `url`. It connects when it is first used, so a Redis that is down
    /// keeps nobody from starting.
    ///
    /// # Errors
    ///
    /// When the address cannot be read.
    pub fn new(url: &str, allowance: Allowance) -> Result<Self, CallWindowError> {
        let patience = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(Duration::from_secs(1)))
            .set_response_timeout(Some(Duration::from_secs(2)))
            .set_number_of_retries(1);
        let connection = redis::Client::open(url)
            .and_then(|client| client.get_connection_manager_lazy(patience))
            .map_err(failed)?;
        Ok(Self { connection, allowance })
    }

    /// A key of the account; the braces keep all of them on one server of a cluster.
    fn key(&self, what: &str) -> String {
        format!("noor:calls:{{{}}}:{what}", self.allowance.account)
    }
}

fn failed(error: redis::RedisError) -> CallWindowError {
    CallWindowError { backend: "redis", source: error.into() }
}

#[async_trait]
impl CallWindow for RedisCallWindow {
    fn name(&self) -> &'static str {
        "redis"
    }

    async fn book(&self, now: DateTime<Utc>) -> Result<Booking, CallWindowError> {
        let period = micros(self.allowance.period);
        let wait: i64 = Script::new(BOOK)
            .key(self.key("made"))
            .key(self.key("blocked"))
            .key(self.key("number"))
            .arg(now.timestamp_micros())
            .arg(period)
            .arg(self.allowance.calls)
            .invoke_async(&mut self.connection.clone())
            .await
            .map_err(failed)?;
        Ok(if wait > 0 { full(wait) } else { Booking::Booked })
    }

    async fn block(&self, now: DateTime<Utc>, pause: Duration) -> Result<(), CallWindowError> {
        let pause = micros(pause);
        // A minute more, for clocks that differ.
        let kept = pause / 1_000 + 60_000;
        let () = Script::new(BLOCK)
            .key(self.key("blocked"))
            .arg(now.timestamp_micros().saturating_add(pause))
            .arg(kept)
            .invoke_async(&mut self.connection.clone())
            .await
            .map_err(failed)?;
        Ok(())
    }
}
