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
