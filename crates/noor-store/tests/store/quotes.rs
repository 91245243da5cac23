//! Quotations: revisions that do not change, one acceptance, and nobody else's.

use chrono::{DateTime, Utc};
use futures::future::join_all;
use noor_core::ids::{CustomerId, QuoteId};
use noor_core::language::Language;
use noor_core::money::{Currency, Money};
use noor_core::pricing::{Approval, Cut, PriceDecision, PriceRule, VatPercent, What, Whom, totals};
use noor_core::product::Texts;
use noor_core::quote::{Availability, Draft, Quote, QuoteLine, Recipient, Standing, Variant};
use noor_core::understanding::Buyer;
use noor_store::price_rules::{Deed, Kept};
use noor_store::quotes::{self, Owner};
use noor_store::{PgPool, price_rules};
use rust_decimal::Decimal;

use crate::shop::{Shop, at, fresh};

fn draft() -> Draft {
    let price = Money::new("345.10".parse().unwrap(), Currency::AED);
    let line = QuoteLine {
        sku: "KX 210".to_owned(),
        name: Texts { en: Some("Chair".to_owned()), ar: Some("كرسي".to_owned()) },
        quantity: 3,
        price: PriceDecision::of_list(price),
        total: price.times(3).unwrap(),
        availability: Availability::Partial(2),
    };
    let vat = VatPercent::try_from(Decimal::from(5)).unwrap();
    let totals = totals(&[line.total], None, vat).unwrap();
    Draft {
        recipient: Recipient {
            name: "Salem 🌴".to_owned(),
            buyer: Buyer::Company("شركة النخيل".to_owned()),
            email: "salem@company.example".to_owned(),
            address: "Office 5, Tower 2, Business Bay, Dubai".to_owned(),
            language: Language::Arabic,
        },
        variants: vec![Variant { lines: vec![line], totals }],
    }
}

fn quote(number: &str, revision: u32, made_at: DateTime<Utc>) -> Quote {
    Quote {
        id: QuoteId(fresh()),
        number: number.to_owned(),
        revision,
        draft: draft(),
        made_at,
        valid_until: at(1_000),
        standing: Standing::Open,
    }
}

/// Sara, who wrote.
async fn sara(db: &PgPool) -> Owner {
    let shop = Shop { db: db.clone() };
    let conversation = shop.hears_sara("m1", at(0)).await;
    let customer = sqlx::query_scalar("select customer_id from conversations where id = $1")
        .bind(conversation.0)
        .fetch_one(db)
        .await
        .unwrap();
    Owner { conversation, customer: CustomerId(customer) }
}

async fn insert(db: &PgPool, owner: Owner, quote: &Quote) -> bool {
    quotes::insert(&mut db.acquire().await.unwrap(), owner, quote).await.unwrap()
}

async fn accept(db: &PgPool, quote: &Quote, now: i64) -> bool {
    quotes::accept(&mut db.acquire().await.unwrap(), quote.id, 0, at(now)).await.unwrap()
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_quotation_is_read_as_it_was_made_out(db: PgPool) {
    let sara = sara(&db).await;
    let quote = quote("NR-1042", 1, at(1));
    assert!(insert(&db, sara, &quote).await);
    assert!(!insert(&db, sara, &Quote { id: QuoteId(fresh()), ..quote.clone() }).await);
    let kept = quotes::last_of(&db, sara.conversation).await.unwrap();
    assert_eq!(kept, Some(quote.clone()));
    assert_eq!(quotes::own(&db, sara.customer, "nr-1042").await.unwrap(), Some(quote.clone()));
    let stranger = CustomerId(fresh());
    assert_eq!(quotes::own(&db, stranger, "NR-1042").await.unwrap(), None, "not their own");
    assert_eq!(quotes::revision(&db, "NR-1042", 1).await.unwrap(), Some(quote));
    assert_eq!(quotes::revision(&db, "NR-1042", 2).await.unwrap(), None);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn numbers_are_drawn_once(db: PgPool) {
    let draw = async || quotes::next_number(&mut db.acquire().await.unwrap()).await.unwrap();
    let mut drawn = join_all((0..20).map(|_| draw())).await;
    drawn.sort_unstable();
    drawn.dedup();
    assert_eq!(drawn.len(), 20);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn of_many_yeses_one_counts(db: PgPool) {
    let sara = sara(&db).await;
    let quote = quote("NR-1042", 1, at(1));
    insert(&db, sara, &quote).await;
    let said = join_all((0..8).map(|_| accept(&db, &quote, 5))).await;
    assert_eq!(said.iter().filter(|it| **it).count(), 1);
    let kept = quotes::last_of(&db, sara.conversation).await.unwrap().unwrap();
    assert_eq!(kept.standing, Standing::Accepted { at: at(5), variant: 0 });
    let mut connection = db.acquire().await.unwrap();
    let cancelled = quotes::cancel(&mut connection, quote.id, at(6)).await.unwrap();
    assert!(!cancelled, "what is accepted is for a person to take back");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn only_the_revision_that_stands_can_be_accepted(db: PgPool) {
    let sara = sara(&db).await;
    let (first, second) = (quote("NR-1042", 1, at(1)), quote("NR-1042", 2, at(2)));
    insert(&db, sara, &first).await;
    insert(&db, sara, &second).await;
    assert!(!accept(&db, &first, 5).await);
    let revised = quotes::revision(&db, "NR-1042", 1).await.unwrap().unwrap();
    assert_eq!(revised.standing, Standing::Revised { by: 2 });
    assert!(!accept(&db, &second, 1_000).await, "its time is over");
    assert!(accept(&db, &second, 999).await);

    let third = quote("NR-1043", 1, at(3));
    insert(&db, sara, &third).await;
    let mut connection = db.acquire().await.unwrap();
    assert!(quotes::cancel(&mut connection, third.id, at(4)).await.unwrap());
    assert!(!accept(&db, &third, 5).await);
    let taken_back = quotes::own(&db, sara.customer, "NR-1043").await.unwrap().unwrap();
    assert_eq!(taken_back.standing, Standing::Cancelled { at: at(4) });
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn only_a_person_brings_a_price_rule_into_force(db: PgPool) {
    let approval = Approval { by: "maha".to_owned(), at: at(3) };
    let rule = PriceRule {
        id: fresh(),
        name: Texts { en: Some("Wholesale price".to_owned()), ar: None },
        whom: Whom::Segment("wholesale".to_owned()),
        what: What::Everything,
        min_quantity: 10,
        cut: Cut::Percent(Decimal::TEN),
        valid_from: None,
        valid_until: Some(at(900)),
        // Whoever writes a rule cannot approve it with that.
        approval: Some(Approval { by: "nobody".to_owned(), at: at(0) }),
    };
    let mut connection = db.acquire().await.unwrap();
    assert!(price_rules::write(&mut connection, &rule, "omar", at(1)).await.unwrap());
    assert!(price_rules::approved(&db).await.unwrap().is_empty());
    assert!(price_rules::approve(&mut connection, rule.id, &approval).await.unwrap());
    assert!(!price_rules::approve(&mut connection, rule.id, &approval).await.unwrap());
    let known = PriceRule { approval: Some(approval), ..rule.clone() };
    assert_eq!(price_rules::approved(&db).await.unwrap(), std::slice::from_ref(&known));
    let written = Deed { by: Some("omar".to_owned()), at: at(1) };
    let kept = |withdrawn| Kept { rule: known.clone(), written: written.clone(), withdrawn };
    assert_eq!(price_rules::find(&mut connection, rule.id).await.unwrap(), Some(kept(None)));
    let dearer = PriceRule { cut: Cut::Percent(Decimal::ONE), ..rule.clone() };
    assert!(
        !price_rules::write(&mut connection, &dearer, "omar", at(4)).await.unwrap(),
        "it is in force"
    );
    assert_eq!(price_rules::approved(&db).await.unwrap(), std::slice::from_ref(&known));
    assert!(price_rules::withdraw(&mut connection, rule.id, "maha", at(5)).await.unwrap());
    assert!(!price_rules::withdraw(&mut connection, rule.id, "maha", at(5)).await.unwrap());
    assert!(price_rules::approved(&db).await.unwrap().is_empty());
    let withdrawn = Deed { by: Some("maha".to_owned()), at: at(5) };
    assert_eq!(price_rules::all(&db).await.unwrap(), [kept(Some(withdrawn))]);
}
