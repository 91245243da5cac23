//! Where each field of a product comes from.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;

/// Where one field comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldLineage {
    /// Who said it: a catalogue's or inventory's name, or `lexicon` for what was read out of the words.
    pub source: String,
    /// Since when it is what it is.
    pub at: DateTime<Utc>,
    /// Of its value, to tell whether it changed.
    pub hash: String,
}

/// Where the fields of one product come from, by their names.
pub type Lineage = BTreeMap<String, FieldLineage>;

/// What is known about a product beside what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Whether it may be quoted: it is offered, has a price and, with an inventory, an item.
    pub quotable: bool,
    /// The inventory that answers for it, if there is one.
    pub inventory: Option<String>,
    /// Its item there.
    pub item_id: Option<String>,
    /// What it has or is made for, under the lexicon's keys.
    pub features: Vec<String>,
    /// Where its fields come from.
    pub lineage: Lineage,
}

/// What is known about a product beside what it is; `None` without such a product.
///
/// # Errors
///
/// The database's own.
pub async fn standing(db: &PgPool, sku_key: &str) -> sqlx::Result<Option<Standing>> {
    let row = sqlx::query!(
        r#"select p.quotable, p.inventory, p.item_id, p.features,
                  l.catalogue - array['stock'] || case when p.inventory is null
                       then jsonb_strip_nulls(jsonb_build_object('stock', l.catalogue -> 'stock'))
                       else l.inventory end as "fields: sqlx::types::Json<Lineage>"
             from products p left join product_lineage l on l.product_id = p.id
            where p.sku_key = $1"#,
        sku_key,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Standing {
        quotable: row.quotable,
        inventory: row.inventory,
        item_id: row.item_id,
        features: row.features,
        lineage: row.fields.map(|fields| fields.0).unwrap_or_default(),
    }))
}
