//! What was offered and sold: by the database, and by the books of the outside.

use noor_sim::{Simulator, ZohoContact, ZohoCustomer, ZohoDeal, ZohoOrder};
use rust_decimal::Decimal;
use sqlx::{FromRow, PgPool};
use uuid::Uuid;

/// A revision of a quotation.
#[derive(Debug, Clone, FromRow)]
pub(super) struct Offer {
    pub(super) number: String,
    pub(super) revision: i32,
    pub(super) chat: String,
    pub(super) conversation_id: Uuid,
    pub(super) is_accepted: bool,
    pub(super) is_cancelled: bool,
    /// Of the variant that was accepted, or else of the first.
    pub(super) total: Decimal,
    /// Papers that were printed of it.
    pub(super) printed: i64,
    /// Messages that brought one to the customer.
    pub(super) brought: i64,
}

impl Offer {
    /// What its order is called in the book.
    pub(super) fn reference(&self) -> String {
        if self.revision == 1 {
            self.number.clone()
        } else {
            format!("{}-{}", self.number, self.revision)
        }
    }
}

/// Something to be done outside that is not done.
#[derive(Debug, Clone, FromRow)]
pub(super) struct Undone {
    pub(super) key: String,
    pub(super) state: String,
    pub(super) error: Option<String>,
    pub(super) conversation_id: Option<Uuid>,
}

/// All of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Sales {
    pub(super) offers: Vec<Offer>,
    pub(super) undone: Vec<Undone>,
    /// Conversations in which a person was told of a problem with an order.
    pub(super) explained: Vec<Uuid>,
    pub(super) orders: Vec<ZohoOrder>,
    pub(super) customers: Vec<ZohoCustomer>,
    pub(super) contacts: Vec<ZohoContact>,
    pub(super) deals: Vec<ZohoDeal>,
}

impl Sales {
    /// Reads everything.
    pub(super) async fn read(db: &PgPool, simulator: &Simulator) -> sqlx::Result<Self> {
        let zoho = simulator.zoho();
        Ok(Self {
            offers: sqlx::query_as(
                "select q.number, q.revision, c.chat, q.conversation_id,
                        q.accepted_at is not null as is_accepted,
                        q.cancelled_at is not null as is_cancelled,
                        (q.draft #>> array['variants', coalesce(q.accepted_variant, 0)::text,
                                           'totals', 'total', 'amount'])::numeric as total,
                        (select count(*) from documents d
                          where d.subject = q.number || '/' || q.revision) as printed,
                        (select count(*) from outbox o
                          where o.conversation_id = q.conversation_id and o.state = 'accepted'
                            and o.content ->> 'name' = q.number
                                || case when q.revision > 1 then '-' || q.revision else '' end
                                || '.pdf') as brought
                   from quotes q join conversations c on c.id = q.conversation_id
                  order by q.number, q.revision",
            )
            .fetch_all(db)
            .await?,
            undone: sqlx::query_as(
                "select key, state, error, conversation_id from effects where state <> 'done'",
            )
            .fetch_all(db)
            .await?,
            explained: sqlx::query_scalar(
                "select conversation_id from handoffs where card ->> 'problem' is not null",
            )
            .fetch_all(db)
            .await?,
            orders: zoho.orders(),
            customers: zoho.customers(),
            contacts: zoho.contacts(),
            deals: zoho.deals(),
        })
    }

    /// How many quotations a customer said yes to.
    pub(super) fn accepted(&self) -> usize {
        self.offers.iter().filter(|offer| offer.is_accepted).count()
    }
}
