//! Rehearsals: a database of their own that is gone afterwards, and a conversation put where an
//! earlier part of it would have left it. Nothing here is for a shop's real conversations.

use chrono::{DateTime, Utc};
use noor_core::ids::{ConversationId, OutgoingId};
use noor_core::language::Language;
use serde_json::Value;
use sqlx::{AssertSqlSafe, PgConnection, PgPool};

/// Makes an empty database beside the one that `server` is connected to.
///
/// # Errors
///
/// The database's own: the account may not make databases, or `name` is taken.
pub async fn create_database(server: &PgPool, name: &DatabaseName) -> sqlx::Result<()> {
    let statement = format!("create database {}", name.0);
    sqlx::query(AssertSqlSafe(statement)).execute(server).await?;
    Ok(())
}

/// Makes a copy of a database that [`create_database`] made, beside it. Nobody may be connected to
/// the one that is copied.
///
/// # Errors
///
/// The database's own, also while somebody is connected to `template`.
pub async fn copy_database(
    server: &PgPool,
    name: &DatabaseName,
    template: &DatabaseName,
) -> sqlx::Result<()> {
    let statement = format!("create database {} template {}", name.0, template.0);
    sqlx::query(AssertSqlSafe(statement)).execute(server).await?;
    Ok(())
}

/// Empties every table of a rehearsal's database but those of the catalogue, and begins to count from
/// one again: a database like one that was only just stocked.
///
/// # Errors
///
/// The database's own.
pub async fn forget_conversations(db: &mut PgConnection) -> sqlx::Result<()> {
    // Few rows are deleted sooner than many tables truncated. In one statement, since what refers to
    // what is checked at its end.
    let deletions: Option<String> = sqlx::query_scalar(
        "select string_agg(format('%I as (delete from %I)', 'from_' || tablename, tablename), ', ')
           from pg_tables
          where schemaname = 'public'
            and tablename not in ('products', 'product_lineage', 'product_vectors',
                                  'product_pictures', 'catalogue_syncs', 'source_pages',
                                  '_sqlx_migrations')",
    )
    .fetch_one(&mut *db)
    .await?;
    if let Some(deletions) = deletions {
        let statement = format!("with {deletions} select");
        sqlx::query(AssertSqlSafe(statement)).execute(&mut *db).await?;
    }
    sqlx::query(
        "select setval(oid, 1, false) from pg_class
          where relkind = 'S' and relnamespace = 'public'::regnamespace",
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Drops a database that [`create_database`] made, whoever is still connected to it. Safe to
/// repeat.
///
/// # Errors
///
/// The database's own.
pub async fn drop_database(server: &PgPool, name: &DatabaseName) -> sqlx::Result<()> {
    let statement = format!("drop database if exists {} with (force)", name.0);
    sqlx::query(AssertSqlSafe(statement)).execute(server).await?;
    Ok(())
}

/// The name of a rehearsal's database: such a name can stand in a statement as it is, and no shop's
/// database has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseName(String);

impl DatabaseName {
    /// `noor_chat_` and the letters and digits of `distinct`, at most forty of them.
    pub fn chat(distinct: &str) -> Self {
        let ending = distinct.chars().filter(char::is_ascii_alphanumeric).take(40);
        let ending: String = ending.map(|letter| letter.to_ascii_lowercase()).collect();
        Self(format!("noor_chat_{ending}"))
    }

    /// The name as it stands in an address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a conversation stands before the rehearsal begins.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The language of the last answer.
    pub language: Language,
    /// The stage of the sale.
    pub sales_stage: &'static str,
    /// What the dialogue remembers.
    pub state: Value,
    /// The newest message; it and all before it are answered. 0 if there is none.
    pub answered_to: i64,
    /// When the customer last wrote.
    pub last_customer_at: Option<DateTime<Utc>>,
}

/// Puts a conversation where it is to stand. What was written before is answered.
///
/// # Errors
///
/// The database's own.
pub async fn place(
    db: &mut PgConnection,
    id: ConversationId,
    standing: &Standing,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update conversations
            set language = $2, sales_stage = $3, state = $4, last_customer_at = $6,
                last_inbound = $5, claimed_to = $5, answered_to = $5, due_at = null, burst_at = null
          where id = $1",
        id.0,
        standing.language.code(),
        standing.sales_stage,
        standing.state,
        standing.answered_to,
        standing.last_customer_at,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A queued message was sent before the rehearsal began: nobody sends it any more.
///
/// # Errors
///
/// The database's own.
pub async fn was_sent(
    db: &mut PgConnection,
    id: OutgoingId,
    at: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!("update outbox set state = 'accepted', accepted_at = $2 where id = $1", id.0, at)
        .execute(db)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_stand_in_a_statement_whatever_it_is_made_of() {
        let name = DatabaseName::chat("x; drop database noor --\"'Ünï");
        assert_eq!(name.as_str(), "noor_chat_xdropdatabasenoorn");
        // PostgreSQL cuts a name after 63 bytes.
        assert_eq!(DatabaseName::chat(&"a".repeat(99)).as_str().len(), 50);
    }
}

/// A product as an inventory would have it.
#[derive(Debug, Clone)]
pub struct Shelved {
    /// The shop's spelling of its code.
    pub sku: String,
    /// Its lookup key.
    pub sku_key: String,
    /// Its place in the catalogue, which does for the id of its item.
    pub place: i64,
    /// How many the catalogue says there are.
    pub stock: Option<i32>,
}

/// Every product of the catalogue, as an inventory would have it that knows no more.
///
/// # Errors
///
/// The database's own.
pub async fn shelf(db: &PgPool) -> sqlx::Result<Vec<Shelved>> {
    sqlx::query_as!(
        Shelved,
        "select sku, sku_key, id as place, stock_listed as stock from products order by id",
    )
    .fetch_all(db)
    .await
}
