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

/// Where the fields of a product come from; `None` without such a product.
///
/// # Errors
///
/// The database's own.
pub async fn lineage(db: &PgPool, sku_key: &str) -> sqlx::Result<Option<Lineage>> {
    let fields = sqlx::query_scalar!(
        r#"select l.catalogue - array['stock'] || case when p.inventory is null
                       then jsonb_strip_nulls(jsonb_build_object('stock', l.catalogue -> 'stock'))
                       else l.inventory end as "fields!: sqlx::types::Json<Lineage>"
             from products p join product_lineage l on l.product_id = p.id
            where p.sku_key = $1"#,
        sku_key,
    )
    .fetch_optional(db)
    .await?;
    Ok(fields.map(|fields| fields.0))
}
