//! What a customer ordered before: their own orders and nobody else's, whatever becomes of filters.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::NaiveDate;
use noor_providers::orders::{OrderBook as _, OrderStatus};
use noor_sim::{Effect, Fault, ZohoBehaviour, ZohoCustomer, ZohoPackage};

use crate::orders::{account, book, draft, everything_passed_over};
use crate::zoho_account::Account;

const DAY: Duration = Duration::from_hours(24);

/// Sara and Omar, who order in turns, one order a day: S-0, O-0, S-1, O-1 and so on.
async fn two_customers(days: usize) -> (Account, String, String) {
    let account = account().await;
    let sara = account.sim.zoho().put_customer(ZohoCustomer::new("Sara", "+971500000001"));
    let omar = account.sim.zoho().put_customer(ZohoCustomer::new("Omar", "+971500000002"));
    for n in 0..days {
        for (letter, buyer) in [("S", &sara), ("O", &omar)] {
            let reference = format!("{letter}-{n}");
            book(&account).create_draft(&draft(&reference, buyer)).await.unwrap();
        }
        account.passes(DAY);
    }
    (account, sara, omar)
}

async fn references(account: &Account, customer: &str, most: usize) -> Vec<String> {
    let orders = book(account).orders_of(customer, most).await.unwrap();
    orders.into_iter().filter_map(|order| order.reference).collect()
}

fn passing_over(names: &[&str]) -> ZohoBehaviour {
    let ignored_filters: BTreeSet<String> = names.iter().map(|name| (*name).to_owned()).collect();
    ZohoBehaviour { ignored_filters, ..ZohoBehaviour::default() }
}

#[tokio::test]
async fn the_newest_orders_come_first_and_nobody_elses_at_all() {
    let (account, sara, omar) = two_customers(5).await;
    let behaviours = [
        ZohoBehaviour::default(),
        everything_passed_over(),
        passing_over(&["sort_order"]),
        passing_over(&["sort_order", "customer_id"]),
        ZohoBehaviour {
            numbers_as_strings: true,
            ids_as_ints: true,
            colon_offsets: true,
            ..everything_passed_over()
        },
    ];
    for behaviour in behaviours {
        account.sim.zoho().set_behaviour(behaviour.clone());
        assert_eq!(references(&account, &sara, 2).await, ["S-4", "S-3"], "{behaviour:?}");
        let all = references(&account, &omar, 100).await;
        assert_eq!(all, ["O-4", "O-3", "O-2", "O-1", "O-0"], "{behaviour:?}");
        assert!(references(&account, "900000000000000001", 3).await.is_empty());
    }
    let before = account.sim.requests().count("zoho.orders");
    for nobody in ["", "no id", "1' or '1"] {
        assert!(references(&account, nobody, 3).await.is_empty(), "{nobody}");
    }
    assert!(references(&account, &sara, 0).await.is_empty());
    assert_eq!(account.sim.requests().count("zoho.orders"), before, "nothing to ask about");
}

#[tokio::test]
async fn orders_of_one_day_stand_by_their_hour() {
    let account = account().await;
    let sara = account.sim.zoho().put_customer(ZohoCustomer::new("Sara", "+971500000001"));
    let mut dates = BTreeSet::new();
    for n in 0..4 {
        let order = book(&account).create_draft(&draft(&format!("S-{n}"), &sara)).await.unwrap();
        account.sim.zoho().amend_order(&order.id, |order| order.date = "2026-03-05".to_owned());
        let order = book(&account).order(&order.id).await.unwrap().unwrap();
        dates.extend(order.date);
        account.passes(Duration::from_secs(2));
    }
    assert_eq!(
        dates.into_iter().collect::<Vec<_>>(),
        [NaiveDate::from_ymd_opt(2026, 3, 5).unwrap()]
    );
    assert_eq!(references(&account, &sara, 2).await, ["S-3", "S-2"]);
}

#[tokio::test]
async fn an_order_says_how_far_it_is() {
    let (account, sara, _) = two_customers(2).await;
    let ids: Vec<String> = {
        let orders = account.sim.zoho().orders().into_iter();
        orders.filter(|order| order.customer_id == sara).map(|order| order.id).collect()
    };
    let package = ZohoPackage {
        number: "PKG-1".to_owned(),
        status: "delivered".to_owned(),
        shipment_number: "SHP-1".to_owned(),
        carrier: "Aramex".to_owned(),
        tracking_number: "42".to_owned(),
        tracking_url: "https://track.example/42".to_owned(),
        shipment_date: "2026-03-05".to_owned(),
        delivery_date: "2026-03-07".to_owned(),
    };
    let waiting = ZohoPackage {
        number: "PKG-2".to_owned(),
        status: "not_shipped".to_owned(),
        ..ZohoPackage::default()
    };
    let parts = [vec![package.clone()], vec![package, waiting]];
    for (id, packages) in ids.iter().zip(parts) {
        let whole = packages.len() == 1;
        account.sim.zoho().set_order_status(id, "confirmed");
        account.sim.zoho().amend_order(id, |order| {
            order.shipped_status = if whole { "shipped" } else { "partially_shipped" }.to_owned();
            order.packages = packages;
            order.others.insert("shipment_date".to_owned(), "2026-03-06".into());
        });
    }
    let orders = book(&account).orders_of(&sara, 5).await.unwrap();
    let statuses: Vec<_> = orders.iter().map(|order| order.status.clone()).collect();
    assert_eq!(statuses, [OrderStatus::PartlyShipped, OrderStatus::Delivered]);
    for order in &orders {
        assert!(order.number.starts_with("Fr-"), "{}", order.number);
        assert!(order.date.is_some() && !order.lines.is_empty());
        assert!(order.total.amount > order.sub_total.amount);
        assert_eq!(order.ships_on, NaiveDate::from_ymd_opt(2026, 3, 6));
        let [shipment] = order.shipments.as_slice() else { panic!("{:?}", order.shipments) };
        assert_eq!(shipment.tracking_number.as_deref(), Some("42"));
        assert_eq!(
            (shipment.shipped_on, shipment.delivered_on),
            (NaiveDate::from_ymd_opt(2026, 3, 5), NaiveDate::from_ymd_opt(2026, 3, 7))
        );
    }
    let kept = serde_json::to_string(&orders[0]).unwrap();
    assert_eq!(serde_json::from_str::<noor_providers::orders::Order>(&kept).unwrap(), orders[0]);
}

#[tokio::test]
async fn what_was_kept_before_orders_had_shipments_is_still_read() {
    let (account, sara, _) = two_customers(1).await;
    let order = book(&account).orders_of(&sara, 1).await.unwrap().remove(0);
    let mut kept = serde_json::to_value(&order).unwrap();
    for name in ["date", "ships_on", "shipments"] {
        assert!(kept.as_object_mut().unwrap().remove(name).is_some(), "{name}");
    }
    let read: noor_providers::orders::Order = serde_json::from_value(kept).unwrap();
    assert_eq!((read.id, read.date), (order.id, None));
}

#[tokio::test]
async fn a_filter_that_is_passed_over_costs_ten_pages_at_most_and_hides_no_doubt() {
    let account = account().await;
    let zoho = account.sim.zoho();
    let omar = zoho.put_customer(ZohoCustomer::new("Omar", "+971500000002"));
    let sara = zoho.put_customer(ZohoCustomer::new("Sara", "+971500000001"));
    let book = book(&account);
    book.create_draft(&draft("S-0", &sara)).await.unwrap();
    account.passes(DAY);
    for n in 0..2_010 {
        book.create_draft(&draft(&format!("O-{n}"), &omar)).await.unwrap();
    }
    assert_eq!(references(&account, &sara, 1).await, ["S-0"], "the filter is heeded");
    zoho.set_behaviour(everything_passed_over());
    let before = account.sim.requests().count("zoho.orders");
    let error = book.orders_of(&sara, 1).await.unwrap_err();
    assert!(error.is_passing(), "{error:?}");
    assert_eq!(account.sim.requests().count("zoho.orders") - before, 10);
    account.passes(DAY);
    book.create_draft(&draft("S-1", &sara)).await.unwrap();
    assert_eq!(references(&account, &sara, 3).await, ["S-1"], "what is known is told");
    account.sim.faults().add(Fault::times("zoho.orders", 1, Effect::HtmlBody { status: 502 }));
    assert!(book.orders_of(&sara, 1).await.unwrap_err().is_passing());
}
