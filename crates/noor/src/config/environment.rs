//! Reading settings from environment variables.
//!
//! Owns their names, long and short, and is the only place that reads the process's environment. It
//! must never put a value into a message: many of them are secrets.

use std::collections::{BTreeMap, BTreeSet};

use super::mistake::{Mistake, nearest};
use super::values::{Entry, Origin, Raw, Values};

/// The variables of one process, by name.
pub type Environment = BTreeMap<String, String>;

/// The short names, which other systems of this kind use too, and the settings they stand for.
pub(super) const SHORT_NAMES: &[(&str, &str)] = &[
    ("ADMIN_PASSWORD", "admin.password"),
    ("ADMIN_USERNAME", "admin.username"),
    ("API_KEY", "api.key"),
    ("DATABASE_URL", "database.url"),
    ("DATABASE_URL_DIRECT", "database.url_direct"),
    ("NOOR_BELL", "bell.backend"),
    ("NOOR_ENV", "shop.mode"),
    ("NOOR_HOME", "shop.home"),
    ("NOOR_PROFILE", "shop.profile"),
    ("OPENROUTER_API_KEY", "model.api_key"),
    ("OPENROUTER_BASE_URL", "model.base_url"),
    ("OPENROUTER_MODEL_FAST", "model.model_fast"),
    ("OPENROUTER_MODEL_MAIN", "model.model_main"),
    ("PORT", "server.port"),
    ("REDIS_URL", "redis.url"),
    ("TELEGRAM_BOT_TOKEN", "telegram.bot_token"),
    ("WAZZUP_API_KEY", "messaging.wazzup.api_key"),
    ("WAZZUP_API_URL", "messaging.wazzup.api_url"),
    ("WAZZUP_CHANNEL_ID", "messaging.wazzup.channel_id"),
    ("WAZZUP_CRM_KEY", "messaging.wazzup.crm_key"),
    ("ZOHO_CLIENT_ID", "zoho.client_id"),
    ("ZOHO_CLIENT_SECRET", "zoho.client_secret"),
    ("ZOHO_DATA_CENTRE", "zoho.data_centre"),
    ("ZOHO_ORGANIZATION_ID", "zoho.organization_id"),
    ("ZOHO_REFRESH_TOKEN", "zoho.refresh_token"),
];

/// The variable that names the configuration file.
pub(super) const FILE: &str = "NOOR_CONFIG";

const PREFIX: &str = "NOOR_";

/// What `NOOR_SECTION__KEY` would be for a setting.
pub(super) fn long_name(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "__").to_uppercase())
}

/// The variables of this process. One that is not valid Unicode is read with replacement marks.
pub(super) fn of_process() -> Environment {
    std::env::vars_os()
        .map(|(name, value)| {
            (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned())
        })
        .collect()
}

/// Puts the environment's values over those of the files.
///
/// Short names go first, so that a long name wins. A name that cannot be meant for anything is a
/// mistake if it is spelled as a setting, else a warning.
pub(super) fn apply(
    environment: &Environment,
    values: &mut Values,
    mistakes: &mut Vec<Mistake>,
    warnings: &mut Vec<String>,
) {
    for (name, key) in SHORT_NAMES {
        if let Some(value) = set(environment, name) {
            put(values, name, (*key).to_owned(), value);
            warn_of_conflict(environment, name, key, value, warnings);
        }
    }
    let short: BTreeSet<&str> = SHORT_NAMES.iter().map(|(name, _)| *name).collect();
    for name in environment.keys() {
        let Some(rest) = name.strip_prefix(PREFIX) else { continue };
        let Some(value) = set(environment, name) else { continue };
        let key = rest.replace("__", ".").to_lowercase();
        if rest.contains("__") {
            if !put(values, name, key.clone(), value) {
                mistakes.push(unknown(values, &key, Origin::Environment(name.clone())));
            }
        } else if !short.contains(name.as_str()) && name != FILE {
            let meant = nearest(&key, values.keys().chain(["config"]));
            let hint =
                meant.map_or_else(String::new, |key| format!(" Did you mean {}?", long_name(key)));
            warnings.push(format!("{name} means nothing to Noor.{hint}"));
        }
    }
}

/// A mistake about a key that does not exist, with the nearest that does.
pub(super) fn unknown(values: &Values, key: &str, origin: Origin) -> Mistake {
    let meant = nearest(key, values.keys());
    let advice = match (meant, &origin) {
        (Some(near), Origin::Environment(_)) => format!("Did you mean {}?", long_name(near)),
        (Some(near), Origin::Default | Origin::File { .. } | Origin::Flag(_)) => {
            format!("Did you mean {near}?")
        }
        (None, _) => "Remove it; `default.toml` lists every setting.".to_owned(),
    };
    Mistake { key: key.to_owned(), origin, problem: "there is no such setting.".to_owned(), advice }
}

/// The value of a variable; an empty one counts as not set.
fn set<'a>(environment: &'a Environment, name: &str) -> Option<&'a str> {
    environment.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
}

fn put(values: &mut Values, name: &str, key: String, value: &str) -> bool {
    let origin = Origin::Environment(name.to_owned());
    values.put(Entry { key, raw: Raw::Text(value.to_owned()), origin }).is_ok()
}

fn warn_of_conflict(
    environment: &Environment,
    name: &str,
    key: &str,
    value: &str,
    warnings: &mut Vec<String>,
) {
    let long = long_name(key);
    if set(environment, &long).is_some_and(|other| other != value) {
        warnings.push(format!("{name} and {long} are both set and differ; {long} is used."));
    }
}
