//! The switches of the organization: where versions of Salesforce, or organizations, differ.

use serde::{Deserialize, Serialize};

/// How the organization answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct SalesforceBehaviour {
    /// Contacts that are alike are turned down.
    pub duplicate_rule: bool,
    /// What they are like stands under `duplicateResut`, as some versions spell it.
    pub duplicate_slip: bool,
    /// What they are like is not told at all.
    pub duplicates_unnamed: bool,
    /// Rows of one answer to a query; the rest is asked for by its cursor.
    pub batch_rows: usize,
    /// What tokens name as the organization's address; `None` is the simulator's own.
    pub instance_url: Option<String>,
}

impl Default for SalesforceBehaviour {
    fn default() -> Self {
        Self {
            duplicate_rule: true,
            duplicate_slip: false,
            duplicates_unnamed: false,
            batch_rows: 2_000,
            instance_url: None,
        }
    }
}

/// How often the organization may be called; `None` is without end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct SalesforceLimits {
    /// Calls in any 24 hours.
    pub per_day: Option<usize>,
}
