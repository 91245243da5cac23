//! A simulated Zoho account, a clock that moves with it, and clients as separate processes have
//! them.

use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use noor_core::clock::{Clock, SystemClock};
use noor_core::ids::RandomIds;
use noor_providers::inventory::zoho::{Options as ItemOptions, ZohoInventory};
use noor_providers::quota::{Full, Quota};
use noor_providers::wire;
use noor_providers::zoho::data_centre::{Addresses, DataCentre};
use noor_providers::zoho::oauth::{Credentials, ZohoAuth};
use noor_providers::zoho::vault::MemoryVault;
use noor_sim::{
    Options, Simulator, ZOHO_CLIENT_ID, ZOHO_CLIENT_SECRET, ZOHO_ORGANIZATION, ZOHO_REFRESH_TOKEN,
    ZohoItem, ZohoLimits, ZohoOptions,
};

/// The system's clock, some way ahead.
#[derive(Debug, Default)]
pub(crate) struct MovedClock {
    ahead_ms: AtomicI64,
}

impl Clock for MovedClock {
    fn now(&self) -> DateTime<Utc> {
        SystemClock.now() + TimeDelta::milliseconds(self.ahead_ms.load(Ordering::Relaxed))
    }
}

/// Allows everything except during a block, and remembers.
#[derive(Debug)]
pub(crate) struct Counted {
    clock: Arc<MovedClock>,
    booked: AtomicUsize,
    blocks: Mutex<Vec<Duration>>,
    blocked_until: Mutex<DateTime<Utc>>,
}

impl Counted {
    fn new(clock: Arc<MovedClock>) -> Self {
        let blocked_until = Mutex::new(DateTime::UNIX_EPOCH);
        Self { clock, booked: AtomicUsize::new(0), blocks: Mutex::default(), blocked_until }
    }

    pub(crate) fn booked(&self) -> usize {
        self.booked.load(Ordering::Relaxed)
    }

    pub(crate) fn blocks(&self) -> Vec<Duration> {
        self.blocks.lock().unwrap().clone()
    }
}

#[async_trait::async_trait]
impl Quota for Counted {
    async fn book(&self) -> Result<(), Full> {
        let left = *self.blocked_until.lock().unwrap() - self.clock.now();
        match left.to_std() {
            Ok(wait) if !wait.is_zero() => Err(Full { wait }),
            Ok(_) | Err(_) => {
                self.booked.fetch_add(1, Ordering::Relaxed);
                Ok(())
            }
        }
    }

    async fn block(&self, pause: Duration) {
        self.blocks.lock().unwrap().push(pause);
        *self.blocked_until.lock().unwrap() = self.clock.now() + pause;
    }
}

/// The account, and what the processes of a shop share.
pub(crate) struct Account {
    pub(crate) sim: Simulator,
    pub(crate) clock: Arc<MovedClock>,
    pub(crate) quota: Arc<Counted>,
    pub(crate) vault: Arc<MemoryVault>,
}

impl Account {
    /// An account with these items that does not count calls.
    pub(crate) async fn start(items: Vec<ZohoItem>) -> Self {
        let limits = ZohoLimits { per_minute: None, parallel: None, ..ZohoLimits::default() };
        let zoho = ZohoOptions { items, limits, ..ZohoOptions::default() };
        let options = Options { zoho, seed: Some(7), ..Options::default() };
        let clock = Arc::new(MovedClock::default());
        Self {
            sim: Simulator::start(options).await.unwrap(),
            quota: Arc::new(Counted::new(Arc::clone(&clock))),
            vault: Arc::default(),
            clock,
        }
    }

    /// Lets time pass here and there.
    pub(crate) fn passes(&self, time: Duration) {
        self.sim.clock().advance(time);
        self.clock.ahead_ms.fetch_add(i64::try_from(time.as_millis()).unwrap(), Ordering::Relaxed);
    }

    /// The tokens as one more process has them.
    pub(crate) fn auth(&self) -> Arc<ZohoAuth> {
        self.auth_with(ZOHO_REFRESH_TOKEN)
    }

    pub(crate) fn auth_with(&self, refresh_token: &str) -> Arc<ZohoAuth> {
        let accounts = self.sim.zoho_accounts_url().parse().unwrap();
        let api = self.sim.zoho_api_url().parse().unwrap();
        let addresses = Addresses::of(DataCentre::Eu).overridden(Some(&accounts), Some(&api));
        let credentials = Credentials {
            client_id: ZOHO_CLIENT_ID.to_owned(),
            client_secret: ZOHO_CLIENT_SECRET.into(),
            refresh_token: refresh_token.into(),
        };
        Arc::new(ZohoAuth::new(
            wire::client("test").unwrap(),
            addresses,
            credentials,
            Arc::clone(&self.vault) as _,
            Arc::clone(&self.clock) as _,
            &RandomIds,
        ))
    }

    /// The items as one more process sees them, without pauses between attempts.
    pub(crate) fn inventory(&self) -> ZohoInventory {
        self.inventory_of(self.auth(), &ITEMS)
    }

    pub(crate) fn inventory_of(&self, auth: Arc<ZohoAuth>, items: &EndProducts) -> ZohoInventory {
        let options = ItemOptions {
            organization_id: ZOHO_ORGANIZATION.to_owned(),
            end_product_field: items.field.map(str::to_owned),
            end_product_required: items.required,
            timeout: Duration::from_secs(2),
        };
        let http = wire::client("test").unwrap();
        ZohoInventory::new(http, auth, Arc::clone(&self.quota) as _, options).with_pauses(vec![])
    }

    /// How often tokens were asked for.
    pub(crate) fn tokens_asked(&self) -> u64 {
        self.sim.requests().count("zoho.token")
    }
}

/// How end products are told from parts.
pub(crate) struct EndProducts {
    pub(crate) field: Option<&'static str>,
    pub(crate) required: bool,
}

/// Everything is an end product.
pub(crate) const ITEMS: EndProducts = EndProducts { field: None, required: false };

/// `count` items, one made and changed each second; of the nth there are n pieces.
pub(crate) fn stocked(count: u32) -> Vec<ZohoItem> {
    (0..count)
        .map(|n| ZohoItem {
            created_at: at(n),
            modified_at: at(n),
            ..ZohoItem::new((90_000 + n).to_string(), format!("KX {n}"), f64::from(n))
        })
        .collect()
}

pub(crate) fn at(seconds: u32) -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_700_000 + i64::from(seconds), 0).unwrap()
}
