//! The demo shop with Zoho Inventory behind it, and quotations that were made out in it.

use chrono::{DateTime, TimeDelta, Utc};
use noor_core::dialogue::cart::{Cart, CartLine};
use noor_core::ids::{ConversationId, CustomerId, QuoteId};
use noor_core::language::Language;
use noor_core::pricing::{Purchaser, VatPercent};
use noor_core::quote::{Quote, Standing, Terms, draft};
use noor_core::sku;
use noor_core::understanding::{Buyer, Details};
use noor_sim::ZohoOrder;
use noor_store::effects::{self, NewEffect};
use noor_store::products;
use noor_store::quotes::{self, Owner};
use serde_json::json;
use sqlx::PgPool;
use uuid::Uuid;

use crate::harness::TestApp;
use crate::inventory::warehouse::{item, shop, world};

/// Whose orders they are.
pub(super) const PHONE: &str = "971500000001";

/// A shop that counts its stock and writes its orders in Zoho Inventory, and a customer who wrote.
pub(super) async fn desk(db: PgPool) -> TestApp {
    desk_with(db, &[]).await
}

/// The same with some settings changed.
pub(super) async fn desk_with(db: PgPool, changed: &[(&str, &str)]) -> TestApp {
    let codes = ["KX 201 black", "KX 201 grey"];
    let items = (101..).zip(codes).map(|(id, code)| item(id, code, 40)).collect();
    let app = shop(db, world(Vec::new(), items).await, changed).await;
    assert_eq!(app.counts(false).await.matched, 2);
    app.customer(PHONE).asks("hello").await;
    app.sim.requests().clear();
    app
}

/// Lines of a quotation: a code and how many of it.
pub(super) type Lines<'a> = &'a [(&'a str, u32)];

impl TestApp {
    /// Makes a quotation out and has its order written down, as a turn does. Gives it back.
    pub(super) async fn quotes(&self, number: &str, revision: u32, lines: Lines<'_>) -> Quote {
        let (conversation, customer): (Uuid, Uuid) =
            sqlx::query_as("select id, customer_id from conversations")
                .fetch_one(&self.db)
                .await
                .expect("a conversation");
        let now = self.context().clock.now();
        let quote = self.made_out(number, revision, lines, customer, now).await;
        let owner =
            Owner { conversation: ConversationId(conversation), customer: CustomerId(customer) };
        let mut tx = self.db.begin().await.expect("a transaction");
        assert!(quotes::insert(&mut tx, owner, &quote).await.expect("a quotation"));
        let subject = json!({
            "number": number, "revision": revision, "variant": 0, "phone": format!("+{PHONE}"),
        });
        let effect = NewEffect {
            id: self.context().ids.next(),
            key: &format!("order {number}/{revision}"),
            kind: "sale_order",
            subject: &subject,
            lane: PHONE,
            conversation: Some(owner.conversation),
            due_at: now,
        };
        assert!(effects::plan(&mut tx, &effect, now).await.expect("an effect"));
        tx.commit().await.expect("a commit");
        quote
    }

    async fn made_out(
        &self,
        number: &str,
        revision: u32,
        lines: Lines<'_>,
        customer: Uuid,
        now: DateTime<Utc>,
    ) -> Quote {
        let keys: Vec<String> = lines.iter().map(|(code, _)| sku::key(code)).collect();
        let hits = products::by_codes(&self.db, &keys, 1).await.expect("products");
        let offered: Vec<_> = hits.into_iter().map(|hit| hit.product).collect();
        let cart = Cart::of(
            lines
                .iter()
                .map(|(code, quantity)| CartLine { sku: (*code).to_owned(), quantity: *quantity }),
        );
        let details = Details {
            name: Some("Sara 🌴".to_owned()),
            company: Some(Buyer::Company("شركة النخيل".to_owned())),
            email: Some("sara@palm.example".to_owned()),
            address: Some("Office 5, Tower 2, Business Bay, Dubai".to_owned()),
            ..Details::default()
        };
        let shop = &self.content().shop;
        let terms = Terms {
            currency: shop.currency,
            vat_percent: VatPercent::try_from(shop.vat_percent).expect("a rate"),
            delivery: None,
            without_item: &std::collections::BTreeSet::new(),
            now,
        };
        let purchaser = Purchaser { id: CustomerId(customer), segments: &[] };
        let language = Language::English;
        let draft = draft(&[cart], &offered, &details, language, &purchaser, &[], &terms);
        Quote {
            id: QuoteId(self.context().ids.next()),
            number: number.to_owned(),
            revision,
            draft: draft.expect("everything is known"),
            made_at: now,
            valid_until: now + TimeDelta::days(7),
            standing: Standing::Open,
        }
    }

    /// Waits until everything that is to be done outside is done or given up; time flies meanwhile.
    pub(super) async fn does_everything(&self) {
        for _ in 0..400 {
            let open = "select count(*) from effects where state in ('due', 'running')";
            if self.count(open).await == 0 {
                return;
            }
            self.clock.advance(TimeDelta::seconds(20));
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        let left: Vec<(String, String, Option<String>)> =
            sqlx::query_as("select key, state, error from effects where finished_at is null")
                .fetch_all(&self.db)
                .await
                .expect("effects");
        panic!("still to be done: {left:?}");
    }

    /// The orders in the book that are not called off.
    pub(super) fn orders(&self) -> Vec<ZohoOrder> {
        let orders = self.sim.zoho().orders();
        orders.into_iter().filter(|order| order.status != "void").collect()
    }
}
