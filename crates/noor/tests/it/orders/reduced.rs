//! Prices below the list: written by a person, approved by a person, and taken back by one.

use chrono::NaiveDate;
use noor::app::price_rules::{
    ForWhom, Listed, OfWhat, Off, Proposal, RuleError, Standing, approve, list, propose, withdraw,
};
use noor_core::pricing::RuleFault;
use noor_core::product::Texts;
use sqlx::PgPool;
use uuid::Uuid;

use super::desk::{PHONE, desk};
use super::talk::WISH;
use crate::harness::TestApp;

/// Who buys, in English, so that the paper is English as well.
const WHO: &str =
    "Sara Aziz, Palm Trading, sara@palm.example, Office 5, Tower 2, Business Bay, Dubai";

/// A quarter off one chair for the customer who asks, from 3 pieces on.
fn quarter() -> Proposal {
    Proposal {
        name: Texts {
            en: Some("Partner price".to_owned()), ar: Some("سعر الشركاء".to_owned())
        },
        whom: ForWhom::Number("050 000 0001".to_owned()),
        what: OfWhat::Product("kx-201 BLACK".to_owned()),
        off: Off::Percent(25.into()),
        min_quantity: 3,
        first_day: None,
        last_day: None,
    }
}

async fn proposed(app: &TestApp, proposal: &Proposal) -> Listed {
    propose(app.context(), proposal, "omar").await.expect("a rule")
}

/// What one of the chairs costs by the order in the book.
fn paid(app: &TestApp) -> rust_decimal::Decimal {
    let orders = app.orders();
    let [order] = orders.as_slice() else { panic!("{orders:#?}") };
    order.lines[0].rate
}

async fn quoted(app: &TestApp, chat: &str) -> String {
    let customer = app.customer(chat);
    customer.asks(WISH).await;
    let answer = customer.asks(WHO).await;
    assert!(answer.contains("NR-"), "{answer}");
    app.does_everything().await;
    answer
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_rule_that_nobody_approved_changes_nothing(db: PgPool) {
    let app = desk(db).await;
    let rule = proposed(&app, &quarter()).await;
    assert_eq!((rule.standing, rule.number.as_deref()), (Standing::Draft, Some("+971500000001")));
    let answer = quoted(&app, PHONE).await;
    assert!(!answer.contains("Partner price"), "{answer}");
    let list_price: rust_decimal::Decimal =
        sqlx::query_scalar("select price from products where sku = 'KX 201 black'")
            .fetch_one(&app.db)
            .await
            .expect("a price");
    assert_eq!(paid(&app), list_price);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_approved_rule_is_in_the_chat_on_the_paper_and_in_the_order(db: PgPool) {
    let app = desk(db).await;
    let list_price: rust_decimal::Decimal =
        sqlx::query_scalar("select price from products where sku = 'KX 201 black'")
            .fetch_one(&app.db)
            .await
            .expect("a price");
    let id = proposed(&app, &quarter()).await.kept.rule.id;
    let rule = approve(app.context(), id, "maha").await.expect("it is approved");
    assert_eq!(rule.standing, Standing::InForce);
    assert_eq!(rule.kept.written.by.as_deref(), Some("omar"));
    assert_eq!(rule.kept.rule.approval.as_ref().map(|it| it.by.as_str()), Some("maha"));

    let answer = quoted(&app, PHONE).await;
    assert!(answer.contains("Partner price"), "{answer}");
    let reduced = (list_price * rust_decimal::Decimal::new(75, 2)).round_dp(2);
    assert_eq!(paid(&app), reduced);
    let file: Vec<u8> = sqlx::query_scalar("select bytes from documents")
        .fetch_one(&app.db)
        .await
        .expect("a paper");
    let text = noor_paper::page_texts(&file).concat();
    assert!(text.contains("Partner price"), "{text}");
    assert!(text.replace(',', "").contains(&format!("{reduced:.2}")), "{reduced}: {text}");

    // The rule is of one customer: nobody else has it.
    let other = app.customer("971500000002").asks(WISH).await;
    assert!(!other.contains("Partner price"), "{other}");

    withdraw(app.context(), id, "maha").await.expect("it is taken back");
    let answer = app.customer(PHONE).asks("make it 4").await;
    assert!(answer.contains("NR-") && !answer.contains("Partner price"), "{answer}");
    app.does_everything().await;
    assert_eq!(paid(&app), list_price, "the list holds again");
    let rules = list(app.context()).await.expect("the rules");
    let [rule] = rules.as_slice() else { panic!("{rules:#?}") };
    assert_eq!(rule.standing, Standing::Withdrawn);
    let withdrawn = rule.kept.withdrawn.as_ref().and_then(|deed| deed.by.as_deref());
    assert_eq!(withdrawn, Some("maha"), "who did it is kept");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_segment_or_a_family_has_its_price_too(db: PgPool) {
    let app = desk(db).await;
    sqlx::query("update customers set profile = profile || '{\"segments\": [\"Wholesale\"]}'")
        .execute(&app.db)
        .await
        .expect("a segment");
    let proposal = Proposal {
        whom: ForWhom::Segment("wholesale".to_owned()),
        what: OfWhat::Family("Chair".to_owned()),
        off: Off::Price(99.into()),
        min_quantity: 1,
        ..quarter()
    };
    let id = proposed(&app, &proposal).await.kept.rule.id;
    approve(app.context(), id, "maha").await.expect("it is approved");
    quoted(&app, PHONE).await;
    assert_eq!(paid(&app), 99.into());
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_cannot_be_a_rule_is_refused_with_its_reason(db: PgPool) {
    let app = desk(db).await;
    let day = |text: &str| -> Option<NaiveDate> { Some(text.parse().expect("a day")) };
    let cases = [
        (Proposal { off: Off::Percent(101.into()), ..quarter() }, "101 % is no reduction"),
        (Proposal { off: Off::Price(10_000.into()), ..quarter() }, "not below the list"),
        (
            Proposal { first_day: day("2199-03-02"), last_day: day("2199-03-01"), ..quarter() },
            "ends before it begins",
        ),
        (Proposal { last_day: day("2020-03-01"), ..quarter() }, "over already"),
        (Proposal { what: OfWhat::Product("KX 9999".to_owned()), ..quarter() }, "no product"),
        (Proposal { what: OfWhat::Family("hovercraft".to_owned()), ..quarter() }, "there are: "),
        (
            Proposal { whom: ForWhom::Number("+971 50 000 0099".to_owned()), ..quarter() },
            "no customer with the number +971500000099",
        ),
        (Proposal { whom: ForWhom::Number("Sara".to_owned()), ..quarter() }, "no telephone number"),
        (Proposal { whom: ForWhom::Segment(" ".to_owned()), ..quarter() }, "name the segment"),
        (Proposal { min_quantity: 0, ..quarter() }, "least quantity is 0"),
        (Proposal { name: Texts { ar: None, ..quarter().name }, ..quarter() }, "in Arabic"),
    ];
    for (proposal, reason) in cases {
        let refused = propose(app.context(), &proposal, "omar").await.expect_err(reason);
        assert!(refused.to_string().contains(reason), "{refused}");
    }
    let nobody = propose(app.context(), &quarter(), "  ").await.expect_err("nobody wrote it");
    assert!(matches!(nobody, RuleError::Nobody), "{nobody}");
    assert_eq!(app.count("select count(*) from price_rules").await, 0);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_rule_is_approved_once_and_not_after_it_was_taken_back(db: PgPool) {
    let app = desk(db).await;
    let fixed = Proposal { off: Off::Price(100.into()), ..quarter() };
    let id = proposed(&app, &fixed).await.kept.rule.id;
    // The list fell since it was written.
    sqlx::query("update products set price = 90 where sku = 'KX 201 black'")
        .execute(&app.db)
        .await
        .expect("a price");
    let dear = approve(app.context(), id, "maha").await.expect_err("it is above the list");
    assert!(matches!(dear, RuleError::Fault(RuleFault::AboveList { .. })), "{dear}");

    let id = proposed(&app, &quarter()).await.kept.rule.id;
    approve(app.context(), id, "maha").await.expect("it is approved");
    let again = approve(app.context(), id, "omar").await.expect_err("it was approved");
    assert!(again.to_string().contains("maha approved it"), "{again}");
    withdraw(app.context(), id, "maha").await.expect("it is taken back");
    for refused in [
        approve(app.context(), id, "omar").await.expect_err("it was taken back"),
        withdraw(app.context(), id, "omar").await.expect_err("it was taken back"),
    ] {
        assert!(matches!(refused, RuleError::Withdrawn(_)), "{refused}");
    }
    let unknown = approve(app.context(), Uuid::nil(), "maha").await.expect_err("there is none");
    assert!(matches!(unknown, RuleError::Unknown(_)), "{unknown}");
}
