//! The switches of the CRM: where sources disagree on what it does, or organizations differ.

use serde::{Deserialize, Serialize};

/// How the CRM answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct CrmBehaviour {
    /// Seconds until the search finds what was written; COQL finds it at once.
    pub search_lag_seconds: u32,
    /// The search needs the scope `ZohoSearch.securesearch.READ` too.
    pub search_scope: bool,
    /// The status of the answer that a scope is missing: 401 or 403.
    pub scope_status: u16,
    /// The status of a write of which no row was carried out: mostly 400, sometimes 202 or 200.
    pub failed_write_status: u16,
    /// Values that a pick list does not have are refused; otherwise they are taken.
    pub strict_pick_lists: bool,
    /// What is said of a stage that the pipeline does not have: `INVALID_DATA`, or otherwise
    /// `DEPENDENT_MISMATCH`.
    pub unknown_stage_is_invalid: bool,
}

impl Default for CrmBehaviour {
    fn default() -> Self {
        Self {
            search_lag_seconds: 5,
            search_scope: true,
            scope_status: 401,
            failed_write_status: 400,
            strict_pick_lists: false,
            unknown_stage_is_invalid: true,
        }
    }
}
