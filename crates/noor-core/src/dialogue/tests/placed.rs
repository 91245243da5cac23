//! How orders stand that were placed before: told where the book has them, else a person tells.

use chrono::NaiveDate;

use super::talk::Talk;
use crate::dialogue::answer::{Answer, Contribution};
use crate::dialogue::placed::{OrderStanding, PlacedOrder};
use crate::dialogue::reason::Reason;
use crate::money::{Currency, Money};

fn order(number: &str, standing: OrderStanding) -> PlacedOrder {
    PlacedOrder {
        number: number.to_owned(),
        standing,
        placed_on: NaiveDate::from_ymd_opt(2026, 3, 2),
        total: Money::new(1171.into(), Currency::AED),
        shipped_on: None,
        delivered_on: None,
    }
}

/// The answer of a shop whose book has these orders of the customer.
fn asked(message: &str, placed: Vec<PlacedOrder>) -> Answer {
    let mut talk = Talk::after(&[]);
    talk.books.placed = placed;
    talk.hears(message)
}

fn told(answer: &Answer) -> Vec<String> {
    let orders = answer.contributions.iter().filter_map(|part| match part {
        Contribution::PlacedOrders { orders } => Some(orders),
        _ => None,
    });
    orders.flatten().map(|order| format!("{} {}", order.number, order.standing.word())).collect()
}

#[test]
fn the_book_says_how_orders_stand() {
    let placed =
        vec![order("SO-2", OrderStanding::Shipped), order("SO-1", OrderStanding::Delivered)];
    for message in ["where is my order?", "what's the status of my order", "وين طلبي؟"] {
        let answer = asked(message, placed.clone());
        assert_eq!(told(&answer), ["SO-2 shipped", "SO-1 delivered"], "{message}");
        assert_eq!((answer.hand_over, answer.ask), (None, None), "{message}");
    }
}

#[test]
fn what_the_book_does_not_say_a_person_tells() {
    let answer = asked("where is my order?", Vec::new());
    assert!(told(&answer).is_empty());
    assert_eq!(answer.hand_over, Some(Reason::LogisticsUnverified));
}

#[test]
fn who_is_angry_gets_a_person_and_no_list() {
    let placed = vec![order("SO-2", OrderStanding::Confirmed)];
    let answer = asked("where is my order?! this is a scandal, I want to complain", placed);
    assert_eq!(answer.hand_over, Some(Reason::Complaint));
    assert!(told(&answer).is_empty());
}
