//! Which of our words go to which field of the CRM.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What is known of somebody or something beyond name and number, by our words: `source`,
/// `company`, `segment`, `language`, `address`, `lost_reason`, `utm_source` and its like.
pub type Attributes = BTreeMap<String, String>;

/// Our words and the CRM's API names of the fields they go to. Empty unless the shop's owner
/// confirmed the names; a field that the CRM does not list is never written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FieldMap {
    /// Those of contacts.
    pub contact: BTreeMap<String, String>,
    /// Those of deals.
    pub deal: BTreeMap<String, String>,
}
