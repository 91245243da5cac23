//! Zoho Inventory as the book of orders: one customer, one order, whatever is lost on the way.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use noor_core::clock::Clock as _;
use noor_core::money::{Currency, Money};
use noor_providers::error::ProviderError;
use noor_providers::orders::zoho::{Options, ZohoOrders};
use noor_providers::orders::{
    Address, Buyer, Customers, DraftLine, DraftOrder, Naming, OrderBook as _, OrderError,
    OrderStatus,
};
use noor_providers::wire;
use noor_sim::{
    Effect, Fault, OrderIdKey, OrderKey, ZOHO_ORGANIZATION, ZOHO_REFRESH_TOKEN, ZohoBehaviour,
    ZohoCustomer, ZohoItem, ZohoLimits, ZohoPerson,
};
use rust_decimal::Decimal;
use serde_json::json;

use crate::zoho_account::{Account, stocked};

pub(crate) fn book(account: &Account) -> ZohoOrders {
    book_with(account, None)
}

/// The book where delivery is charged as an item.
fn book_with(account: &Account, delivery_item: Option<&str>) -> ZohoOrders {
    let options = Options {
        organization_id: ZOHO_ORGANIZATION.to_owned(),
        home: "971".to_owned(),
        delivery_item: delivery_item.map(str::to_owned),
        timeout: Duration::from_millis(700),
    };
    let http = wire::client("test").unwrap();
    ZohoOrders::new(http, account.auth(), Arc::clone(&account.quota) as _, options)
}

pub(crate) async fn account() -> Account {
    Account::start(stocked(5)).await
}

fn now(account: &Account) -> DateTime<Utc> {
    account.clock.now()
}

fn sara() -> Buyer {
    Buyer {
        name: "سارة حداد 🌿".to_owned(),
        company: Some("Falcon Ridge".to_owned()),
        phone: Some("971500000001".to_owned()),
        email: Some("sara@ridge.example".to_owned()),
        address: Some(Address {
            street: "Office 12, Marina Tower".to_owned(),
            city: "Dubai".to_owned(),
            country: "United Arab Emirates".to_owned(),
        }),
    }
}

pub(crate) fn draft(reference: &str, customer_id: &str) -> DraftOrder {
    let line = |item: u32, quantity: u32, price: &str| DraftLine {
        item_id: (90_000 + item).to_string(),
        sku: format!("KX {item}"),
        description: "أسود".to_owned(),
        quantity,
        unit_price: price.parse().unwrap(),
    };
    DraftOrder {
        reference: reference.to_owned(),
        customer_id: customer_id.to_owned(),
        lines: vec![line(1, 3, "99.95"), line(2, 1, "1250")],
        notes: Some("Deliver in the morning".to_owned()),
        shipping: Some("150".parse().unwrap()),
    }
}

fn aed(amount: &str) -> Money {
    Money::new(amount.parse().unwrap(), Currency::AED)
}

fn one(customers: &Customers) -> &str {
    match customers {
        Customers::One(customer) => &customer.id,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn everything_passed_over() -> ZohoBehaviour {
    let ignored_filters = BTreeSet::from(["*".to_owned()]);
    ZohoBehaviour { ignored_filters, ..ZohoBehaviour::default() }
}

#[tokio::test]
async fn a_customer_is_found_however_the_number_was_typed_and_else_by_email() {
    for behaviour in [ZohoBehaviour::default(), everything_passed_over()] {
        for stored in ["+971500000001", "00971500000001", "0500000001", "+971 50 000 0001"] {
            let account = account().await;
            account.sim.zoho().set_behaviour(behaviour.clone());
            let id = account.sim.zoho().put_customer(ZohoCustomer::new("Falcon Ridge", stored));
            account.sim.zoho().put_customer(ZohoCustomer::new("Alike", "+966500000001"));
            let found = book(&account).find_customer(&sara()).await.unwrap();
            assert_eq!(one(&found), id, "{stored}");
        }
        let account = account().await;
        account.sim.zoho().set_behaviour(behaviour);
        let mut other = ZohoCustomer::new("Falcon Ridge", "+971500000009");
        other.persons[0].email = "Sara@Ridge.example".to_owned();
        let id = account.sim.zoho().put_customer(other);
        let found = book(&account).find_customer(&sara()).await.unwrap();
        assert_eq!(one(&found), id, "by email");
        let stranger = Buyer { email: Some("x@y.example".to_owned()), ..sara() };
        assert_eq!(book(&account).find_customer(&stranger).await.unwrap(), Customers::None);
    }
}

#[tokio::test]
async fn two_customers_with_one_number_stay_two_and_vendors_are_none() {
    let account = account().await;
    let zoho = account.sim.zoho();
    let new = |name: &str| ZohoCustomer::new(name, "+971500000001");
    zoho.put_customer(ZohoCustomer { vendor: true, ..new("Falcon Ridge Supplies") });
    zoho.put_customer(ZohoCustomer { active: false, ..new("Falcon Ridge") });
    zoho.put_customer(new("Sara's other company"));
    let same = zoho.put_customer(new("FALCON  ridge FZE"));
    let renamed = Buyer { company: Some("Falcon Ridge fze".to_owned()), ..sara() };
    let found = book(&account).find_customer(&renamed).await.unwrap();
    let (best, guess) = found.best().unwrap();
    assert_eq!((best.id.as_str(), guess), (same.as_str(), true));
    assert!(matches!(&found, Customers::Several(all) if all.len() == 3), "{found:?}");
}

#[tokio::test]
async fn a_customer_is_written_down_once_and_an_inactive_one_is_woken_up() {
    let account = account().await;
    let zoho = account.sim.zoho();
    let book = book(&account);
    assert_eq!(book.find_customer(&sara()).await.unwrap(), Customers::None);
    let created = book.create_customer(&sara(), Naming::Plain).await.unwrap();
    assert_eq!((created.name.as_str(), created.active), ("Falcon Ridge", true));
    let stored = &zoho.customers()[0];
    let expected = ZohoPerson {
        id: stored.persons[0].id.clone(),
        last_name: "سارة حداد 🌿".to_owned(),
        email: "sara@ridge.example".to_owned(),
        phone: "+971500000001".to_owned(),
        primary: true,
        ..ZohoPerson::default()
    };
    assert_eq!((&stored.persons[0], stored.company.as_str()), (&expected, "Falcon Ridge"));
    assert_eq!(stored.others["shipping_address"]["address"], "Office 12, Marina Tower");
    assert_eq!(one(&book.find_customer(&sara()).await.unwrap()), created.id);

    zoho.put_customer(ZohoCustomer { active: false, ..stored.clone() });
    let found = book.find_customer(&sara()).await.unwrap();
    assert!(!found.best().unwrap().0.active);
    let error = book.create_draft(&draft("NR-1", &created.id)).await.unwrap_err();
    assert!(matches!(error, OrderError::Provider(ProviderError::Refused { .. })), "{error:?}");
    for _ in 0..2 {
        book.activate_customer(&created.id).await.unwrap();
    }
    assert!(book.customer(&created.id).await.unwrap().unwrap().active);
    assert_eq!(book.customer("900000000000000001").await.unwrap(), None);
    let error = book.activate_customer("900000000000000001").await.unwrap_err();
    assert!(matches!(error, OrderError::Missing(_)), "{error:?}");
}

#[tokio::test]
async fn a_name_that_is_taken_is_looked_up_and_told_apart_by_the_number() {
    let names_miss = ZohoBehaviour { name_filter_misses: true, ..ZohoBehaviour::default() };
    for behaviour in [ZohoBehaviour::default(), names_miss, everything_passed_over()] {
        let account = account().await;
        let zoho = account.sim.zoho();
        zoho.set_behaviour(behaviour);
        for n in 0..230 {
            zoho.put_customer(ZohoCustomer::new(format!("Customer {n}"), "+971500000077"));
        }
        let theirs = ZohoCustomer { active: false, ..ZohoCustomer::new("FALCON RIDGE", "") };
        let theirs = zoho.put_customer(theirs);
        let book = book(&account);
        let error = book.create_customer(&sara(), Naming::Plain).await.unwrap_err();
        assert!(matches!(&error, OrderError::NameTaken(name) if name == "Falcon Ridge"));
        let holder = book.customer_named(&sara()).await.unwrap().unwrap();
        assert_eq!((holder.id, holder.active), (theirs, false));
        let ours = book.create_customer(&sara(), Naming::WithPhone).await.unwrap();
        assert_eq!(ours.name, "Falcon Ridge (+971500000001)");
        let nobody = Buyer { company: Some("Nobody FZE".to_owned()), ..sara() };
        assert_eq!(book.customer_named(&nobody).await.unwrap(), None);
    }
}

#[tokio::test]
async fn delivery_is_taxed_where_it_is_the_line_of_a_service() {
    let account = account().await;
    let zoho = account.sim.zoho();
    let service = ZohoItem::service("95001", "Delivery");
    zoho.set_items(zoho.items().into_iter().chain([service]).collect());
    let buyer = zoho.put_customer(ZohoCustomer::new("Sara", "+971500000001"));
    let five = Decimal::from(5);

    let plain = book(&account);
    let untaxed = plain.create_draft(&draft("NR-10", &buyer)).await.unwrap();
    assert_eq!((untaxed.tax, untaxed.total), (aed("77.49"), aed("1777.34")));
    let misfit = plain.delivery_misfit(five).await.unwrap().unwrap();
    assert!(misfit.contains("orders.delivery_item"), "{misfit}");

    let book = book_with(&account, Some("95001"));
    let order = book.create_draft(&draft("NR-11", &buyer)).await.unwrap();
    assert_eq!((order.sub_total, order.shipping), (aed("1549.85"), aed("150")));
    assert_eq!((order.tax, order.total), (aed("84.99"), aed("1784.84")));
    assert_eq!(order.lines.len(), 2, "delivery is told apart from what was bought");
    assert_eq!(book.by_reference("NR-11", now(&account)).await.unwrap(), Some(order));
    let free = DraftOrder { shipping: Some(Decimal::ZERO), ..draft("NR-12", &buyer) };
    let free = book.create_draft(&free).await.unwrap();
    assert_eq!((free.shipping, free.total), (aed("0"), aed("1627.34")));

    assert_eq!(book.delivery_misfit(five).await.unwrap(), None);
    assert!(zoho.amend("95001", |item| item.tax_percentage = Decimal::ZERO));
    let misfit = book.delivery_misfit(five).await.unwrap().unwrap();
    assert!(misfit.contains("taxed with 0 %"), "{misfit}");
    let nowhere = book_with(&account, Some("95002")).delivery_misfit(five).await.unwrap().unwrap();
    assert!(nowhere.contains("no item 95002"), "{nowhere}");
}

#[tokio::test]
async fn a_draft_has_our_prices_and_is_found_by_our_reference() {
    let account = account().await;
    let book = book(&account);
    let since = now(&account);
    let buyer = account.sim.zoho().put_customer(ZohoCustomer::new("Sara", "+971500000001"));
    assert_eq!(book.by_reference("NR-10", since).await.unwrap(), None);
    let order = book.create_draft(&draft("NR-10", &buyer)).await.unwrap();
    book.create_draft(&draft("NR-101", &buyer)).await.unwrap();
    assert_eq!(order.status, OrderStatus::Draft);
    assert_eq!((order.reference.as_deref(), order.paid), (Some("NR-10"), Some(false)));
    assert_eq!(order.sub_total, aed("1549.85"));
    assert_eq!(order.shipping, aed("150"));
    assert_eq!(
        order.total.amount,
        order.sub_total.amount + order.shipping.amount + order.tax.amount
    );
    let line = &order.lines[0];
    assert_eq!(
        (line.unit_price, line.total),
        ("99.95".parse().unwrap(), "299.85".parse().unwrap())
    );
    assert_eq!((line.sku.as_deref(), line.quantity), (Some("KX 1"), Decimal::from(3)));
    assert_eq!(book.by_reference("NR-10", since).await.unwrap(), Some(order.clone()));
    assert_eq!(book.order(&order.id).await.unwrap(), Some(order.clone()));
    let stored = &account.sim.zoho().orders()[0];
    assert_eq!((stored.total(), stored.lines[0].rate), (order.total.amount, line.unit_price));
    assert_eq!(stored.others["notes"], "Deliver in the morning");
    let kept = serde_json::to_string(&order).unwrap();
    assert_eq!(serde_json::from_str::<noor_providers::orders::Order>(&kept).unwrap(), order);
}

#[tokio::test]
async fn one_order_in_every_spelling() {
    let account = account().await;
    let buyer = account.sim.zoho().put_customer(ZohoCustomer::new("Sara", "+971500000001"));
    let book = book(&account);
    let since = now(&account);
    let plain = book.create_draft(&draft("NR-1", &buyer)).await.unwrap();
    let keys = [OrderKey::Salesorder, OrderKey::SalesOrder, OrderKey::Saleorder];
    for (n, order_key) in keys.into_iter().enumerate() {
        for order_id_key in [OrderIdKey::SalesorderId, OrderIdKey::SalesOrderId] {
            account.sim.zoho().set_behaviour(ZohoBehaviour {
                order_key,
                order_id_key,
                numbers_as_strings: n == 1,
                ids_as_ints: n == 1,
                empty_strings: n == 2,
                colon_offsets: n == 2,
                missing_status: 400,
                ..everything_passed_over()
            });
            assert_eq!(book.order(&plain.id).await.unwrap(), Some(plain.clone()));
            assert_eq!(book.by_reference("NR-1", since).await.unwrap(), Some(plain.clone()));
            assert_eq!(book.by_reference("NR-2", since).await.unwrap(), None);
            assert_eq!(book.order("900000000000000001").await.unwrap(), None);
            assert_eq!(book.customer("900000000000000001").await.unwrap(), None);
        }
    }
}

#[tokio::test]
async fn a_lost_answer_leaves_one_order_and_one_customer_that_are_found() {
    for effect in [Effect::HangAfter { ms: 1_500 }, Effect::ResetAfter, Effect::TruncatedBody] {
        let account = account().await;
        let (zoho, book) = (account.sim.zoho(), book(&account));
        let since = now(&account);
        for route in ["zoho.contact.create", "zoho.order.create"] {
            account.sim.faults().add(Fault::times(route, 1, effect.clone()));
        }
        let error = book.create_customer(&sara(), Naming::Plain).await.unwrap_err();
        assert!(error.is_unconfirmed(), "{effect:?}: {error:?}");
        let buyer = one(&book.find_customer(&sara()).await.unwrap()).to_owned();
        let error = book.create_draft(&draft("NR-1", &buyer)).await.unwrap_err();
        assert!(error.is_unconfirmed(), "{effect:?}: {error:?}");
        let order = book.by_reference("NR-1", since).await.unwrap().unwrap();
        assert_eq!((zoho.customers().len(), zoho.orders().len()), (1, 1));
        assert_eq!(zoho.orders()[0].id, order.id);
    }
}

#[tokio::test]
async fn whether_there_is_an_order_is_never_guessed_from_half_a_list() {
    let account = account().await;
    let book = book(&account);
    let behaviour = ZohoBehaviour { omit_page_context: true, ..ZohoBehaviour::default() };
    account.sim.zoho().set_behaviour(behaviour);
    let error = book.by_reference("NR-1", now(&account)).await.unwrap_err();
    assert!(error.is_passing(), "{error:?}");
    let error = book.find_customer(&sara()).await.unwrap_err();
    assert!(error.is_passing(), "{error:?}");
    let odd = book.by_reference("NR 1", now(&account)).await.unwrap_err();
    assert!(odd.to_string().contains("is no reference"), "{odd}");
}

#[tokio::test]
async fn old_orders_are_not_walked_through_when_the_filter_is_passed_over() {
    let account = account().await;
    let (zoho, book) = (account.sim.zoho(), book(&account));
    zoho.set_behaviour(everything_passed_over());
    let buyer = zoho.put_customer(ZohoCustomer::new("Sara", "+971500000001"));
    for n in 0..450 {
        book.create_draft(&draft(&format!("OLD-{n}"), &buyer)).await.unwrap();
    }
    account.passes(Duration::from_hours(24));
    let since = now(&account);
    let order = book.create_draft(&draft("NR-1", &buyer)).await.unwrap();
    let before = account.sim.requests().count("zoho.orders");
    assert_eq!(book.by_reference("NR-1", since).await.unwrap(), Some(order));
    assert_eq!(account.sim.requests().count("zoho.orders") - before, 1);
    assert_eq!(book.by_reference("NR-2", since).await.unwrap(), None);
    let old = book.by_reference("OLD-0", since - chrono::TimeDelta::days(2)).await.unwrap();
    assert_eq!(old.unwrap().reference.as_deref(), Some("OLD-0"));
}

#[tokio::test]
async fn of_twins_the_oldest_that_still_stands_is_ours() {
    let account = account().await;
    let (zoho, book) = (account.sim.zoho(), book(&account));
    let since = now(&account);
    let buyer = zoho.put_customer(ZohoCustomer::new("Sara", "+971500000001"));
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(book.create_draft(&draft("NR-1", &buyer)).await.unwrap().id);
        account.passes(Duration::from_secs(5));
    }
    assert_eq!(book.by_reference("NR-1", since).await.unwrap().unwrap().id, ids[0]);
    book.void(&ids[0]).await.unwrap();
    assert_eq!(book.by_reference("NR-1", since).await.unwrap().unwrap().id, ids[1]);
}

#[tokio::test]
async fn an_order_is_confirmed_and_called_off_and_twice_is_once() {
    let account = account().await;
    let book = book(&account);
    let buyer = account.sim.zoho().put_customer(ZohoCustomer::new("Sara", "+971500000001"));
    let id = book.create_draft(&draft("NR-1", &buyer)).await.unwrap().id;
    account.sim.faults().add(Fault::times("zoho.order.status", 1, Effect::ResetAfter));
    let error = book.confirm(&id).await.unwrap_err();
    assert!(error.is_unconfirmed(), "{error:?}");
    for _ in 0..2 {
        assert_eq!(book.confirm(&id).await.unwrap().status, OrderStatus::Confirmed);
    }
    for _ in 0..2 {
        assert_eq!(book.void(&id).await.unwrap().status, OrderStatus::Void);
    }
    assert_eq!(account.sim.requests().count("zoho.order.status"), 2);
    let error = book.confirm(&id).await.unwrap_err();
    assert!(matches!(error, OrderError::Provider(ProviderError::Refused { .. })), "{error:?}");
    for gone in ["900000000000000001", "no id", ""] {
        let error = book.confirm(gone).await.unwrap_err();
        assert!(matches!(error, OrderError::Missing(_)), "{gone}: {error:?}");
        let error = book.pdf(gone).await.unwrap_err();
        assert!(matches!(error, OrderError::Missing(_)), "{gone}: {error:?}");
    }
}

#[tokio::test]
async fn the_paper_is_a_pdf_or_nothing() {
    let account = account().await;
    let book = book(&account);
    let buyer = account.sim.zoho().put_customer(ZohoCustomer::new("Sara", "+971500000001"));
    let id = book.create_draft(&draft("NR-1", &buyer)).await.unwrap().id;
    let paper = book.pdf(&id).await.unwrap();
    assert!(paper.starts_with(b"%PDF") && paper.len() > 500);
    let ok = json!({ "code": 0, "message": "success" });
    for effect in [
        Effect::HtmlBody { status: 200 },
        Effect::Status { status: 200, body: Some(ok), retry_after: None, done: false },
    ] {
        account.sim.faults().add(Fault::times("zoho.order", 1, effect));
        let error = book.pdf(&id).await.unwrap_err();
        assert!(error.is_passing(), "{error:?}");
    }
    account.sim.zoho().kill_tokens();
    assert_eq!(book.pdf(&id).await.unwrap(), paper);
}

#[tokio::test]
async fn what_cannot_be_an_order_is_refused_before_anything_is_sent() {
    let account = account().await;
    let book = book(&account);
    let buyer = account.sim.zoho().put_customer(ZohoCustomer::new("Sara", "+971500000001"));
    let good = draft("NR-1", &buyer);
    let with = |change: &dyn Fn(&mut DraftOrder)| {
        let mut draft = good.clone();
        change(&mut draft);
        draft
    };
    let cases = [
        (with(&|it| it.lines.clear()), "needs a line"),
        (with(&|it| it.lines[0].quantity = 0), "no pieces or no price"),
        (with(&|it| it.lines[1].unit_price = Decimal::ZERO), "no pieces or no price"),
        (with(&|it| it.reference = "عرض".to_owned()), "is no reference"),
        (with(&|it| it.shipping = Some(Decimal::NEGATIVE_ONE)), "negative"),
        (with(&|it| it.customer_id = "sara".to_owned()), "does not exist"),
        (with(&|it| it.lines[0].item_id.clear()), "does not exist"),
    ];
    for (draft, reason) in cases {
        let error = book.create_draft(&draft).await.unwrap_err();
        assert!(error.to_string().contains(reason), "{reason}: {error}");
    }
    assert_eq!(account.sim.requests().count("zoho.order.create"), 0);
    let unknown = with(&|it| it.lines[0].item_id = "900000000000000001".to_owned());
    let error = book.create_draft(&unknown).await.unwrap_err();
    assert!(matches!(&error, OrderError::Missing(what) if what.contains("Item")), "{error:?}");
    let nameless = Buyer::default();
    let error = book.create_customer(&nameless, Naming::Plain).await.unwrap_err();
    assert!(error.to_string().contains("needs a name"), "{error}");
    let odd = Buyer { phone: Some("call me".to_owned()), ..sara() };
    let error = book.find_customer(&odd).await.unwrap_err();
    assert!(error.to_string().contains("phone number"), "{error}");
}

#[tokio::test]
async fn limits_and_dead_grants_are_told_as_what_they_are() {
    let account = account().await;
    let book = book(&account);
    book.find_customer(&sara()).await.unwrap();
    account.sim.zoho().set_limits(ZohoLimits { per_minute: Some(1), ..ZohoLimits::default() });
    let mut error = book.create_customer(&sara(), Naming::Plain).await;
    if error.is_ok() {
        error = book.create_customer(&sara(), Naming::Plain).await;
    }
    let error = error.unwrap_err();
    assert!(error.is_passing(), "{error:?}");
    let before = account.sim.requests().count("zoho.contacts");
    assert!(book.find_customer(&sara()).await.unwrap_err().is_passing());
    assert_eq!(account.sim.requests().count("zoho.contacts"), before, "not one call in a block");
    account.passes(Duration::from_hours(2));
    account.sim.zoho().set_limits(ZohoLimits::default());
    account.sim.zoho().revoke(ZOHO_REFRESH_TOKEN);
    let error = book.find_customer(&sara()).await.unwrap_err();
    assert!(
        matches!(&error, OrderError::Provider(ProviderError::Refused { code, .. })
            if code == "invalidcode"),
        "{error:?}"
    );
}
