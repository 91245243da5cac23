//! What the shop decided before Noor starts: the settings of `default.toml`, with types.
//!
//! Owns the order of precedence, every check of a setting, and all reading of the environment. It
//! must never show a secret. What a manager changes while Noor runs is in the database, not here.

mod access;
mod catalog;
mod crm;
mod effects;
mod embedding;
mod environment;
mod file;
mod inventory;
mod log;
mod masked;
mod messaging;
mod mistake;
mod model;
mod orders;
mod production;
mod quantity;
mod reader;
mod retention;
mod search;
mod server;
mod shop;
mod sources;
mod speech;
mod storage;
mod telegram;
mod turn;
mod values;
mod vendor_server;
mod webhook_urls;
mod zoho;

#[cfg(test)]
mod tests;

pub use self::access::{Admin, Api};
pub use self::catalog::{CatalogSettings, CatalogSource};
pub use self::crm::{CrmSettings, CrmVendor};
pub use self::effects::EffectSettings;
pub use self::embedding::{BgeM3Settings, EmbeddingServer, EmbeddingVendor, usual_model_folder};
pub use self::environment::Environment;
pub use self::inventory::{InventorySettings, InventoryVendor};
pub use self::log::{Log, LogFormat};
pub use self::messaging::{Gateway, Messaging, Wazzup};
pub use self::mistake::{ConfigErrors, Mistake};
pub use self::model::{ModelSettings, Provider};
pub use self::orders::{OrderSettings, OrderVendor};
pub use self::retention::Retention;
pub use self::search::{QdrantSettings, Search, VectorStore};
pub use self::server::{Role, Server};
pub use self::shop::{Mode, Profile, Shop};
pub use self::sources::{Flag, Sources};
pub use self::speech::Speech;
pub use self::storage::{BellBackend, BellChoice, BellSettings, Database, EmbeddedServers, Redis};
pub use self::telegram::TelegramSettings;
pub use self::turn::TurnSettings;
pub use self::values::Origin;
pub use self::vendor_server::{ServerKind, VendorServer};
pub use self::webhook_urls::{WebhookAddress, webhook_urls};
use self::zoho::ZohoUses;
pub use self::zoho::{EndProducts, ZohoSettings};

use std::path::PathBuf;

use self::reader::Reader;
use crate::embedded::Options;

/// The manual: every key, its unit, its default.
pub const DEFAULTS: &str = include_str!("default.toml");

/// Every setting, checked. One field is one section of [`DEFAULTS`].
#[derive(Clone, Debug)]
pub struct Config {
    /// `[shop]`.
    pub shop: Shop,
    /// `[server]`.
    pub server: Server,
    /// `[database]`.
    pub database: Database,
    /// `[redis]`.
    pub redis: Redis,
    /// `[embedded]`.
    pub embedded: EmbeddedServers,
    /// `[bell]`.
    pub bell: BellSettings,
    /// `[turn]`.
    pub turn: TurnSettings,
    /// `[retention]`.
    pub retention: Retention,
    /// `[messaging]`.
    pub messaging: Messaging,
    /// `[telegram]`, where there is a bot.
    pub telegram: Option<TelegramSettings>,
    /// `[model]`.
    pub model: ModelSettings,
    /// `[speech]`.
    pub speech: Speech,
    /// `[catalog]`.
    pub catalog: CatalogSettings,
    /// `[inventory]`.
    pub inventory: InventorySettings,
    /// `[orders]`.
    pub orders: OrderSettings,
    /// `[crm]`.
    pub crm: CrmSettings,
    /// `[effects]`.
    pub effects: EffectSettings,
    /// `[zoho]`, where something needs it.
    pub zoho: Option<ZohoSettings>,
    /// `[search]`.
    pub search: Search,
    /// `[admin]`.
    pub admin: Admin,
    /// `[api]`.
    pub api: Api,
    /// `[log]`.
    pub log: Log,
    /// What works, but probably not as meant: one sentence each, for the log at start.
    pub warnings: Vec<String>,
    shown: String,
}

impl Config {
    /// Merges the sources and checks everything.
    ///
    /// A later source wins: defaults, `noor.toml`, short environment names, `NOOR_SECTION__KEY`,
    /// options of the command line.
    ///
    /// # Errors
    ///
    /// Every mistake of all sources at once, each with its place and what to do. Print it and stop.
    pub fn load(sources: &Sources) -> Result<Self, ConfigErrors> {
        let defaults = sources::defaults();
        let (values, mut mistakes, mut warnings) = sources.merge(&defaults);
        let mut reader = Reader::new(&values, &defaults);
        let mut config = Self::read(&mut reader);
        mistakes.append(&mut reader.mistakes);
        if !mistakes.is_empty() {
            mistakes.sort_by_key(|mistake| values.place(&mistake.key));
            return Err(ConfigErrors(mistakes));
        }
        warnings.append(&mut reader.warnings);
        config.warnings = warnings;
        config.shown = masked::show(&values, &reader.secrets, &reader.addresses);
        Ok(config)
    }

    /// The merged settings as a TOML text: secrets hidden, each line with its origin.
    pub fn masked(&self) -> &str {
        &self.shown
    }

    /// Which bell rings in this installation.
    pub fn bell(&self) -> BellChoice {
        storage::choose_bell(self.bell.backend, self.shop.profile, &self.database, &self.redis)
    }

    /// The private servers to start in [`Shop::home`]; `None` when every server is the shop's own.
    pub fn private_servers(&self) -> Option<Options> {
        storage::private_servers(&self.embedded, self.bell(), &self.database, &self.redis)
    }

    /// The private servers that tests get in place of missing ones: both kinds, whatever the bell,
    /// without durability, and in [`Config::test_home`] so that no shop's data is near them.
    pub fn test_servers(&self) -> Option<Options> {
        let fetched = self.shop.home.join("servers");
        storage::test_servers(&self.embedded, fetched, &self.database, &self.redis)
    }

    /// The home of [`Config::test_servers`].
    pub fn test_home(&self) -> PathBuf {
        self.shop.home.join("test")
    }

    fn read(from: &mut Reader<'_>) -> Self {
        let shop = Shop::read(from);
        let model = ModelSettings::read(from);
        let inventory = InventorySettings::read(from);
        let crm = CrmSettings::read(from);
        let uses = ZohoUses {
            inventory: matches!(inventory.vendor, Some(InventoryVendor::Zoho)),
            crm: matches!(crm.vendor, Some(CrmVendor::Zoho)),
        };
        let config = Self {
            server: Server::read(from),
            database: Database::read(from),
            redis: Redis::read(from),
            embedded: EmbeddedServers::read(from),
            bell: BellSettings::read(from),
            turn: TurnSettings::read(from),
            retention: Retention::read(from),
            messaging: Messaging::read(from),
            telegram: TelegramSettings::read(from),
            speech: Speech::read(from, &model),
            catalog: CatalogSettings::read(from),
            orders: OrderSettings::read(from, inventory.vendor),
            zoho: ZohoSettings::read(from, uses),
            inventory,
            crm,
            effects: EffectSettings::read(from),
            search: Search::read(from, &shop, &model),
            admin: Admin::read(from),
            api: Api::read(from),
            log: Log::read(from),
            model,
            shop,
            warnings: Vec::new(),
            shown: String::new(),
        };
        config.check_sections_together(from);
        production::check(&config, from);
        config
    }

    fn check_sections_together(&self, from: &mut Reader<'_>) {
        match (self.bell(), self.server.role) {
            (BellChoice::InProcess, Role::Web | Role::Worker) => from.reject(
                "bell.backend",
                "a bell in process cannot wake a worker in another process.",
                "Choose redis or postgres, or server.role = \"all\".",
            ),
            (BellChoice::InProcess, Role::All)
            | (BellChoice::Redis | BellChoice::Postgres, Role::All | Role::Web | Role::Worker) => {}
        }
        let crm = self.crm.vendor.is_some().then_some(("crm.timeout", self.crm.timeout));
        let zoho = self.zoho.as_ref().map(|zoho| ("zoho.timeout", zoho.timeout));
        let calls: Vec<_> = crm.into_iter().chain(zoho).collect();
        self.effects.check(&calls, from);
        if webhook_urls::wazzup_url(self).chars().count() > 200 {
            from.reject(
                "server.public_url",
                "with the webhook secret it is longer than the 200 characters Wazzup takes.",
                "Use a shorter address.",
            );
        }
    }
}
