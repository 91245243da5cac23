//! Whether the books of the outside say what was sold: each exactly once, to the fils.

use std::collections::BTreeMap;
use std::fmt;

use noor_sim::ZohoOrder;
use rust_decimal::Decimal;

use super::account::ORDERED;
use super::sales::{Offer, Sales};

/// Something that does not add up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Imbalance {
    /// Two revisions of a quotation were accepted.
    AcceptedTwice { number: String },
    /// An order that stands has to be there once, or one that was called off at the most once.
    Orders { reference: String, times: usize },
    /// The order of a quotation that was revised or taken back still stands.
    StillStands { reference: String },
    /// Nothing of ours is called so.
    Stranger { order: String, reference: String },
    /// The order comes to something else than the quotation.
    Total { reference: String, order: Decimal, quotation: Decimal },
    /// A buyer is so many customers of the order book.
    Customers { chat: String, times: usize },
    /// A customer is so many contacts of the CRM.
    Contacts { chat: String, times: usize },
    /// A contact has so many deals.
    Deals { chat: String, times: usize },
    /// The deal does not tell of the quotation that was accepted.
    Behind { chat: String, stage: String, amount: Option<Decimal> },
    /// A paper that was not printed and brought once.
    Papers { quotation: String, printed: i64, brought: i64 },
    /// Something was not done, and nobody was told.
    Undone { key: String, state: String, error: String },
}

impl fmt::Display for Imbalance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AcceptedTwice { number } => write!(f, "{number} was accepted twice"),
            Self::Orders { reference, times } => {
                write!(f, "the order book has {times} orders for {reference}")
            }
            Self::StillStands { reference } => {
                write!(f, "the order {reference} stands, and its quotation does not")
            }
            Self::Stranger { order, reference } => {
                write!(f, "the order {order} is for {reference:?}, which is no quotation")
            }
            Self::Total { reference, order, quotation } => {
                write!(f, "the order {reference} comes to {order} and its quotation to {quotation}")
            }
            Self::Customers { chat, times } => {
                write!(f, "{chat} is {times} customers of the order book")
            }
            Self::Contacts { chat, times } => write!(f, "{chat} is {times} contacts of the CRM"),
            Self::Deals { chat, times } => write!(f, "{chat} has {times} deals"),
            Self::Behind { chat, stage, amount } => {
                write!(f, "the deal of {chat} is at {stage:?} with {amount:?}, and it was accepted")
            }
            Self::Papers { quotation, printed, brought } => {
                write!(f, "the paper of {quotation} was printed {printed}× and brought {brought}×")
            }
            Self::Undone { key, state, error } => {
                write!(f, "{key:?} is {state} and nobody was told: {error}")
            }
        }
    }
}

/// Everything that does not add up. `chats` are all that ever wrote, and whether Noor answered them.
pub(super) fn reconcile(sales: &Sales, chats: &[(&str, bool)]) -> Vec<Imbalance> {
    let mut found = Vec::new();
    found.extend(undone(sales));
    found.extend(papers(sales));
    found.extend(orders(sales));
    found.extend(strangers(sales));
    found.extend(people(sales, chats));
    found
}

/// What is not done was told to a person.
fn undone(sales: &Sales) -> Vec<Imbalance> {
    let told = |it: &&super::sales::Undone| {
        let explained = it.conversation_id.is_some_and(|id| sales.explained.contains(&id));
        !(it.state == "failed" && explained)
    };
    let open = sales.undone.iter().filter(told);
    open.map(|it| {
        let error = it.error.clone().unwrap_or_default();
        Imbalance::Undone { key: it.key.clone(), state: it.state.clone(), error }
    })
    .collect()
}

/// Every revision was printed once, and brought once.
fn papers(sales: &Sales) -> Vec<Imbalance> {
    let odd = sales.offers.iter().filter(|offer| (offer.printed, offer.brought) != (1, 1));
    odd.map(|offer| Imbalance::Papers {
        quotation: offer.reference(),
        printed: offer.printed,
        brought: offer.brought,
    })
    .collect()
}

/// Each quotation has one order that stands: that of its last revision, with its total. A quotation
/// that was taken back has none. What could not be written down was told to a person.
fn orders(sales: &Sales) -> Vec<Imbalance> {
    let mut quotations: BTreeMap<&str, Vec<&Offer>> = BTreeMap::new();
    for offer in &sales.offers {
        quotations.entry(&offer.number).or_default().push(offer);
    }
    let mut found = Vec::new();
    for (number, revisions) in quotations {
        if revisions.iter().filter(|offer| offer.is_accepted).count() > 1 {
            found.push(Imbalance::AcceptedTwice { number: number.to_owned() });
        }
        let last = revisions.last().map(|offer| offer.revision);
        for offer in revisions {
            found.extend(order_of(sales, offer, last == Some(offer.revision)));
        }
    }
    found
}

fn order_of(sales: &Sales, offer: &Offer, is_last: bool) -> Option<Imbalance> {
    let reference = offer.reference();
    let written: Vec<&ZohoOrder> =
        sales.orders.iter().filter(|order| order.reference == reference).collect();
    let stands = is_last && !offer.is_cancelled;
    match written.as_slice() {
        [] => {
            let missing = stands && !sales.explained.contains(&offer.conversation_id);
            missing.then_some(Imbalance::Orders { reference, times: 0 })
        }
        [order] => unlike(order, offer, stands),
        several => Some(Imbalance::Orders { reference, times: several.len() }),
    }
}

/// How the one order of a quotation differs from what it should be.
fn unlike(order: &ZohoOrder, offer: &Offer, stands: bool) -> Option<Imbalance> {
    let reference = offer.reference();
    match (stands, order.status == "void") {
        (true, true) => Some(Imbalance::Orders { reference, times: 0 }),
        (false, false) => Some(Imbalance::StillStands { reference }),
        (true, false) | (false, true) => (order.total() != offer.total).then(|| Imbalance::Total {
            reference,
            order: order.total(),
            quotation: offer.total,
        }),
    }
}

/// No order without a quotation.
fn strangers(sales: &Sales) -> Vec<Imbalance> {
    let ours: Vec<String> = sales.offers.iter().map(Offer::reference).collect();
    let strange = sales.orders.iter().filter(|order| !ours.contains(&order.reference));
    strange
        .map(|order| Imbalance::Stranger {
            order: order.number.clone(),
            reference: order.reference.clone(),
        })
        .collect()
}

/// Whoever was answered is one contact, whoever was offered something has one deal, and whoever has an
/// order is one customer of the order book.
fn people(sales: &Sales, chats: &[(&str, bool)]) -> Vec<Imbalance> {
    let mut found = Vec::new();
    for (chat, was_answered) in chats {
        let chat = (*chat).to_owned();
        let has = |phone: &str| is_number(phone, &chat);
        let is_theirs =
            |it: &&noor_sim::ZohoContact| it.phone.iter().chain(&it.mobile).any(|phone| has(phone));
        let contacts: Vec<_> = sales.contacts.iter().filter(is_theirs).collect();
        let contact = match contacts.as_slice() {
            [] if !was_answered => continue,
            [contact] => contact,
            other => {
                found.push(Imbalance::Contacts { chat, times: other.len() });
                continue;
            }
        };
        let of_contact =
            |it: &&noor_sim::ZohoDeal| it.contact.as_ref().is_some_and(|id| *id == contact.id);
        let deals: Vec<_> = sales.deals.iter().filter(of_contact).collect();
        let offers: Vec<&Offer> = sales.offers.iter().filter(|offer| offer.chat == chat).collect();
        if deals.len() != usize::from(!offers.is_empty()) {
            found.push(Imbalance::Deals { chat: chat.clone(), times: deals.len() });
        }
        if let (Some(deal), Some(offer)) =
            (deals.first(), offers.iter().find(|offer| offer.is_accepted))
            && (deal.stage != ORDERED || deal.amount != Some(offer.total))
        {
            let (stage, amount) = (deal.stage.clone(), deal.amount);
            found.push(Imbalance::Behind { chat: chat.clone(), stage, amount });
        }
        let is_customer = |it: &&noor_sim::ZohoCustomer| {
            it.persons.iter().any(|person| has(&person.phone) || has(&person.mobile))
        };
        let times = sales.customers.iter().filter(is_customer).count();
        let ordered =
            |offer: &&&Offer| sales.orders.iter().any(|it| it.reference == offer.reference());
        if times > 1 || times == 0 && offers.iter().any(|offer| ordered(&offer)) {
            found.push(Imbalance::Customers { chat, times });
        }
    }
    found
}

/// Whether a number as it was typed is a chat's.
fn is_number(typed: &str, chat: &str) -> bool {
    typed.chars().filter(char::is_ascii_digit).eq(chat.chars())
}

#[cfg(test)]
mod tests {
    use noor_sim::{ZohoContact, ZohoCustomer, ZohoDeal, ZohoOrderLine};
    use uuid::Uuid;

    use super::super::sales::Undone;
    use super::*;

    const CHAT: &str = "971510000001";

    fn order(number: &str, reference: &str, status: &str, amount: i64) -> ZohoOrder {
        let line = ZohoOrderLine { item_total: Decimal::from(amount), ..ZohoOrderLine::default() };
        let mut order = ZohoOrder::default();
        order.number = number.to_owned();
        order.reference = reference.to_owned();
        order.status = status.to_owned();
        order.lines = vec![line];
        order
    }

    fn offer(revision: i32, is_accepted: bool) -> Offer {
        Offer {
            number: "NR-1001".to_owned(),
            revision,
            chat: CHAT.to_owned(),
            conversation_id: Uuid::from_u128(1),
            is_accepted,
            is_cancelled: false,
            total: Decimal::from(revision * 100),
            printed: 1,
            brought: 1,
        }
    }

    /// A quotation that was revised and then accepted, with everything in the books.
    fn good() -> Sales {
        let contact =
            ZohoContact { id: "7".to_owned(), ..ZohoContact::new("Sara", format!("+{CHAT}")) };
        let deal = ZohoDeal {
            amount: Some(Decimal::from(200)),
            contact: Some("7".to_owned()),
            ..ZohoDeal::new("WhatsApp: Sara", ORDERED)
        };
        Sales {
            offers: vec![offer(1, false), offer(2, true)],
            orders: vec![order("1", "NR-1001", "void", 100), order("2", "NR-1001-2", "draft", 200)],
            customers: vec![ZohoCustomer::new("Palm", format!("+{CHAT}"))],
            contacts: vec![contact],
            deals: vec![deal],
            ..Sales::default()
        }
    }

    /// What does not add up after `spoil` had its way with good books.
    fn found(spoil: impl FnOnce(&mut Sales)) -> Vec<Imbalance> {
        let mut sales = good();
        spoil(&mut sales);
        reconcile(&sales, &[(CHAT, true)])
    }

    fn reference() -> String {
        "NR-1001-2".to_owned()
    }

    #[test]
    fn good_books_add_up() {
        assert_eq!(found(|_| {}), []);
    }

    #[test]
    fn an_order_too_few_or_too_many_is_found() {
        let none = found(|sales| drop(sales.orders.pop()));
        assert_eq!(none, [Imbalance::Orders { reference: reference(), times: 0 }]);
        let void = found(|sales| sales.orders[1].status = "void".to_owned());
        assert_eq!(void, [Imbalance::Orders { reference: reference(), times: 0 }]);
        let twice = found(|sales| sales.orders.push(order("3", "NR-1001-2", "draft", 200)));
        assert_eq!(twice, [Imbalance::Orders { reference: reference(), times: 2 }]);
        let stands = found(|sales| sales.orders[0].status = "draft".to_owned());
        assert_eq!(stands, [Imbalance::StillStands { reference: "NR-1001".to_owned() }]);
        let strange = found(|sales| sales.orders.push(order("3", "NR-9", "draft", 1)));
        let stranger = Imbalance::Stranger { order: "3".to_owned(), reference: "NR-9".to_owned() };
        assert_eq!(strange, [stranger]);
        let told = found(|sales| {
            sales.orders.pop();
            sales.explained.push(Uuid::from_u128(1));
        });
        assert_eq!(told, [], "a person knows why");
    }

    #[test]
    fn another_total_is_found() {
        let other = found(|sales| sales.offers[1].total += Decimal::new(1, 2));
        let (order, quotation) = (Decimal::from(200), Decimal::new(20_001, 2));
        let total = Imbalance::Total { reference: reference(), order, quotation };
        let stage = ORDERED.to_owned();
        let behind = Imbalance::Behind { chat: CHAT.to_owned(), stage, amount: Some(order) };
        assert_eq!(other, [total, behind]);
    }

    #[test]
    fn somebody_who_is_written_down_twice_or_never_is_found() {
        let chat = || CHAT.to_owned();
        let twice = found(|sales| sales.customers.push(sales.customers[0].clone()));
        assert_eq!(twice, [Imbalance::Customers { chat: chat(), times: 2 }]);
        let never = found(|sales| sales.customers.clear());
        assert_eq!(never, [Imbalance::Customers { chat: chat(), times: 0 }]);
        let contacts = found(|sales| sales.contacts.push(sales.contacts[0].clone()));
        assert_eq!(contacts, [Imbalance::Contacts { chat: chat(), times: 2 }]);
        let deals = found(|sales| sales.deals.push(sales.deals[0].clone()));
        assert_eq!(deals, [Imbalance::Deals { chat: chat(), times: 2 }]);
        let behind = found(|sales| sales.deals[0].stage = "Offer sent".to_owned());
        let amount = Some(Decimal::from(200));
        let stage = "Offer sent".to_owned();
        assert_eq!(behind, [Imbalance::Behind { chat: chat(), stage, amount }]);
    }

    #[test]
    fn two_yeses_two_papers_and_what_is_left_over_are_found() {
        let yeses = found(|sales| sales.offers[0].is_accepted = true);
        let twice = Imbalance::AcceptedTwice { number: "NR-1001".to_owned() };
        assert!(yeses.contains(&twice), "{yeses:?}");
        let papers = found(|sales| sales.offers[1].brought = 2);
        let quotation = reference();
        assert_eq!(papers, [Imbalance::Papers { quotation, printed: 1, brought: 2 }]);
        let left = |state: &str| Undone {
            key: "order NR-1001/2".to_owned(),
            state: state.to_owned(),
            error: None,
            conversation_id: Some(Uuid::from_u128(1)),
        };
        for state in ["due", "failed"] {
            assert_eq!(found(|sales| sales.undone.push(left(state))).len(), 1, "{state}");
        }
        let told = found(|sales| {
            sales.undone.push(left("failed"));
            sales.explained.push(Uuid::from_u128(1));
        });
        assert_eq!(told, []);
    }
}
