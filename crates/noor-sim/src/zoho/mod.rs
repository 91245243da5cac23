//! A Zoho account in small: the OAuth server, Zoho Inventory and Zoho CRM behind it.
//!
//! It owns the account's grants, tokens, records and limits of calls. It must never be kinder than
//! the real one: errors come with status 200, tokens die early, numbers arrive as strings, filters
//! are passed over without a word and the search lags behind, whenever the switches say so.

mod accounts;
mod behaviour;
mod control;
mod crm;
mod inventory;
mod open_calls;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::routing::post;
use chrono::{FixedOffset, Offset as _, TimeDelta, Utc};

pub use behaviour::{ZohoBehaviour, ZohoLimits};
pub(crate) use control::routes as control_routes;
pub use crm::{
    CrmBehaviour, CrmLimits, CrmWrite, CrmWriteKind, ZohoAttachment, ZohoContact, ZohoDeal,
    ZohoNote, ZohoTransition,
};
pub use inventory::{
    OrderIdKey, OrderKey, ZohoCustomer, ZohoItem, ZohoOrder, ZohoOrderLine, ZohoPackage,
    ZohoPerson, ZohoStock,
};

use self::accounts::{Code, Grant, Token};
use self::crm::Crm;
use self::inventory::Usage;
use crate::gate::Gated as _;
use crate::lock;
use crate::world::{Basics, World};

/// The client id that the simulated account knows.
pub const ZOHO_CLIENT_ID: &str = "1000.SIMULATOR";
/// The secret of [`ZOHO_CLIENT_ID`].
pub const ZOHO_CLIENT_SECRET: &str = "simulator-secret";
/// A refresh token that is there from the start, with every scope.
pub const ZOHO_REFRESH_TOKEN: &str = "1000.simulator.refresh";
/// The organization that everything belongs to.
pub const ZOHO_ORGANIZATION: &str = "900000001";

/// How the account starts.
#[derive(Debug, Clone, Default)]
pub struct ZohoOptions {
    /// What Zoho Inventory knows.
    pub items: Vec<ZohoItem>,
    /// The switches.
    pub behaviour: ZohoBehaviour,
    /// The limits of calls.
    pub limits: ZohoLimits,
}

/// The account. Cheap to clone.
#[derive(Clone)]
pub struct Zoho {
    inner: Arc<Inner>,
}

struct Inner {
    basics: Basics,
    base: String,
    state: Mutex<State>,
}

struct State {
    behaviour: ZohoBehaviour,
    limits: ZohoLimits,
    items: Vec<ZohoItem>,
    customers: Vec<ZohoCustomer>,
    orders: Vec<ZohoOrder>,
    /// Of the last thing that Zoho Inventory wrote down.
    last_id: u64,
    crm: Crm,
    grants: VecDeque<Grant>,
    codes: Vec<Code>,
    tokens: VecDeque<Token>,
    usage: Usage,
}

impl Zoho {
    pub(crate) fn new(basics: &Basics, options: ZohoOptions, base: &str) -> Self {
        let state = State {
            behaviour: options.behaviour,
            limits: options.limits,
            items: options.items,
            customers: Vec::new(),
            orders: Vec::new(),
            last_id: inventory::FIRST_ID,
            crm: Crm::new(),
            grants: VecDeque::from([Grant::first()]),
            codes: Vec::new(),
            tokens: VecDeque::new(),
            usage: Usage::default(),
        };
        let base = format!("{base}/zoho");
        Self { inner: Arc::new(Inner { basics: basics.clone(), base, state: Mutex::new(state) }) }
    }

    /// The switches now.
    pub fn behaviour(&self) -> ZohoBehaviour {
        lock(&self.inner.state).behaviour.clone()
    }

    /// Turns the switches.
    pub fn set_behaviour(&self, behaviour: ZohoBehaviour) {
        lock(&self.inner.state).behaviour = behaviour;
    }

    /// Changes the limits; what was counted stays.
    pub fn set_limits(&self, limits: ZohoLimits) {
        lock(&self.inner.state).limits = limits;
    }

    /// Replaces all items.
    pub fn set_items(&self, items: Vec<ZohoItem>) {
        lock(&self.inner.state).items = items;
    }

    /// All items as they are now.
    pub fn items(&self) -> Vec<ZohoItem> {
        lock(&self.inner.state).items.clone()
    }

    /// Changes the first item with this code or id; `false` if there is none. `change` decides
    /// whether the time of the last change moves too.
    pub fn amend(&self, sku_or_id: &str, change: impl FnOnce(&mut ZohoItem)) -> bool {
        let mut state = lock(&self.inner.state);
        let wanted = |item: &&mut ZohoItem| item.is(sku_or_id);
        let found = state.items.iter_mut().find(wanted);
        found.map(change).is_some()
    }

    /// Goods came or went: all figures of the first item with this code or id follow; `false` if
    /// there is none. The time of its last change moves only if the switch says so.
    pub fn set_stock(&self, sku_or_id: &str, pieces: f64) -> bool {
        let touches = self.behaviour().stock_touches_items;
        let now = self.inner.basics.clock.now();
        self.amend(sku_or_id, |item| {
            item.stock = ZohoStock { on_hand: pieces, physical: pieces, committed: 0.0 };
            if touches {
                item.modified_at = now;
            }
        })
    }

    /// A one-time code of a self client, good for `life`.
    pub fn issue_code(&self, scopes: &str, life: Duration) -> String {
        let code = format!("1000.{}", self.inner.basics.chance.hex());
        let life = TimeDelta::from_std(life).unwrap_or(TimeDelta::MAX);
        let expires_at = self.inner.basics.clock.now() + life;
        let issued = Code { value: code.clone(), scopes: scopes.to_owned(), expires_at };
        lock(&self.inner.state).codes.push(issued);
        code
    }

    /// Another refresh token with these scopes (comma separated). The 21st drives out the oldest.
    pub fn grant(&self, scopes: &str) -> String {
        let refresh_token = format!("1000.{}", self.inner.basics.chance.hex());
        lock(&self.inner.state).add_grant(&refresh_token, scopes);
        refresh_token
    }

    /// Revokes a refresh token with all that came of it; `false` if it is unknown.
    pub fn revoke(&self, refresh_token: &str) -> bool {
        lock(&self.inner.state).revoke(refresh_token)
    }

    /// Every access token is dead from now on, as after too many of them were made elsewhere.
    pub fn kill_tokens(&self) {
        lock(&self.inner.state).tokens.clear();
    }

    /// How many access tokens are alive.
    pub fn live_tokens(&self) -> usize {
        let now = self.inner.basics.clock.now();
        lock(&self.inner.state).tokens.iter().filter(|token| token.expires_at > now).count()
    }

    /// Forgets tokens, codes, counts, customers, orders and the CRM's records; grants, items, fields
    /// and switches stay.
    pub(crate) fn reset(&self) {
        let mut state = lock(&self.inner.state);
        state.codes.clear();
        state.tokens.clear();
        state.usage = Usage::default();
        state.forget_orders();
        state.customers.clear();
        state.crm.reset();
        state.grants.iter_mut().for_each(|grant| grant.attempts.clear());
    }
}

/// The organization's zone: four hours ahead.
fn zone() -> FixedOffset {
    FixedOffset::east_opt(4 * 3_600).unwrap_or_else(|| Utc.fix())
}

pub(crate) fn routes(world: &Arc<World>) -> Router<Arc<World>> {
    let accounts = Router::new()
        .gated(world, "zoho.token", "/oauth/v2/token", post(accounts::token))
        .gated(world, "zoho.revoke", "/oauth/v2/token/revoke", post(accounts::revoke));
    let crm = crm::routes(world);
    Router::new()
        .nest("/accounts", accounts)
        .nest("/inventory/v1", inventory::routes(world))
        .nest("/crm/v7", crm.clone())
        .nest("/crm/v8", crm)
}
