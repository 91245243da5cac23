//! One account in Zoho for everything of Zoho's: one token, and one limit of calls for each product.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use noor_providers::crm::zoho::{self as zoho_crm, ZohoCrm};
use noor_providers::inventory::zoho::{self as zoho_items, ZohoInventory};
use noor_providers::orders::zoho::{self as zoho_orders, ZohoOrders};
use noor_providers::quota::Quota;
use noor_providers::zoho::data_centre::Addresses;
use noor_providers::zoho::oauth::{Credentials, ZohoAuth};
use noor_store::PgPool;
use noor_store::call_window::{Allowance, CallWindow, PostgresCallWindow, RedisCallWindow};
use noor_store::seal::SealingKey;

use super::{Outside, Servers};
use crate::app::quota::SharedQuota;
use crate::app::token_vault::StoredTokens;
use crate::config::{Config, CrmSettings, ZohoSettings};

/// The account, ready to be called.
pub(super) struct ZohoAccount {
    http: reqwest::Client,
    auth: Arc<ZohoAuth>,
    settings: ZohoSettings,
    /// What Zoho Inventory allows, for the stock and the orders together.
    inventory_calls: Arc<dyn Quota>,
    home: String,
}

impl ZohoAccount {
    /// `None` where nothing of Zoho's is used. `home` is the shop's own country in digits.
    pub(super) fn open(
        config: &Config,
        servers: &Servers,
        db: &PgPool,
        outside: &Outside,
        http: &reqwest::Client,
        home: &str,
    ) -> Result<Option<Self>> {
        let Some(settings) = &config.zoho else { return Ok(None) };
        let key = SealingKey::derive(&config.server.signing_key);
        let clock = Arc::clone(&outside.clock);
        let vault = Arc::new(StoredTokens::new(db.clone(), key, Arc::clone(&clock)));
        let (addresses, credentials) = account(settings);
        let ids = outside.ids.as_ref();
        let auth = ZohoAuth::new(http.clone(), addresses, credentials, vault, clock, ids);
        let inventory = Allowance {
            account: format!("zoho inventory {}", settings.organization_id),
            calls: settings.calls_a_minute,
            period: Duration::from_mins(1),
        };
        Ok(Some(Self {
            http: http.clone(),
            auth: Arc::new(auth),
            settings: settings.clone(),
            inventory_calls: shared(inventory, servers, db, outside)?,
            home: home.to_owned(),
        }))
    }

    /// Who counts the stock.
    pub(super) fn inventory(&self) -> ZohoInventory {
        let settings = &self.settings;
        let options = zoho_items::Options {
            organization_id: settings.organization_id.clone(),
            end_product_field: settings.end_products.field.clone(),
            end_product_required: settings.end_products.required,
            timeout: settings.timeout,
        };
        let calls = Arc::clone(&self.inventory_calls);
        ZohoInventory::new(self.http.clone(), Arc::clone(&self.auth), calls, options)
    }

    /// The book of orders, where delivery is charged as `delivery_item`.
    pub(super) fn orders(&self, delivery_item: Option<&str>) -> ZohoOrders {
        let options = zoho_orders::Options {
            organization_id: self.settings.organization_id.clone(),
            home: self.home.clone(),
            delivery_item: delivery_item.map(str::to_owned),
            timeout: self.settings.timeout,
        };
        let calls = Arc::clone(&self.inventory_calls);
        ZohoOrders::new(self.http.clone(), Arc::clone(&self.auth), calls, options)
    }

    /// The CRM, within `calls` of its own.
    pub(super) fn crm(
        &self,
        crm: &CrmSettings,
        calls: Arc<dyn Quota>,
        outside: &Outside,
    ) -> ZohoCrm {
        let options = zoho_crm::Options {
            home: self.home.clone(),
            fields: crm.fields.clone(),
            stages: crm.stages.clone(),
            pipeline: crm.pipeline.clone(),
            timeout: crm.timeout,
        };
        let clock = Arc::clone(&outside.clock);
        ZohoCrm::new(self.http.clone(), Arc::clone(&self.auth), calls, clock, options)
    }
}

/// A limit of calls that all processes share: counted in Redis, else in PostgreSQL.
pub(super) fn shared(
    allowance: Allowance,
    servers: &Servers,
    db: &PgPool,
    outside: &Outside,
) -> Result<Arc<dyn Quota>> {
    let mut windows: Vec<Arc<dyn CallWindow>> = Vec::new();
    if let Some(url) = &servers.redis_url {
        let window = RedisCallWindow::new(url, allowance.clone()).context("read redis.url")?;
        windows.push(Arc::new(window));
    }
    windows.push(Arc::new(PostgresCallWindow::new(db.clone(), allowance)));
    Ok(Arc::new(SharedQuota::new(windows, Arc::clone(&outside.clock))))
}

/// Where the account is, and who calls.
fn account(settings: &ZohoSettings) -> (Addresses, Credentials) {
    let addresses = Addresses::of(settings.data_centre)
        .overridden(settings.accounts_url.as_ref(), settings.api_url.as_ref());
    let credentials = Credentials {
        client_id: settings.client_id.clone(),
        client_secret: settings.client_secret.clone(),
        refresh_token: settings.refresh_token.clone(),
    };
    (addresses, credentials)
}
