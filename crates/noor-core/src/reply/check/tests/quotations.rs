//! Quotations in a reply: the figures of the paper and no other, and nothing promised beside them.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::*;
use crate::dialogue::answer::OrderLine;
use crate::dialogue::offer::{Occasion, Prices, Repriced};
use crate::ids::{CustomerId, QuoteId};
use crate::pricing::{Approval, Cut, PriceDecision, PriceRule, VatPercent, What, Whom, totals};
use crate::quote::{Availability, Draft as Offer, Quote, QuoteLine, Recipient, Standing, Variant};
use crate::understanding::Buyer;

fn aed(amount: &str) -> Money {
    Money::new(amount.parse().unwrap(), Currency::AED)
}

fn now() -> DateTime<Utc> {
    "2026-11-23T08:00:00Z".parse().unwrap()
}

/// The same rule for everybody: ten percent less from ten pieces on.
fn prices(name: &str) -> Prices {
    let rule = PriceRule {
        id: Uuid::from_u128(1),
        name: Texts { en: Some(name.to_owned()), ar: Some("سعر الجملة".to_owned()) },
        whom: Whom::Everybody,
        what: What::Everything,
        min_quantity: 10,
        cut: Cut::Percent(Decimal::TEN),
        valid_from: None,
        valid_until: None,
        approval: Some(Approval { by: "maha".to_owned(), at: now() }),
    };
    Prices { customer: CustomerId(Uuid::from_u128(7)), segments: Vec::new(), rules: vec![rule] }
}

fn decided(product: &Product, quantity: u32) -> Option<PriceDecision> {
    prices("Wholesale price").decided(product, quantity, now())
}

fn order_line(number: u32, quantity: u32) -> OrderLine {
    let product = chair(number);
    OrderLine { price: decided(&product, quantity), product: Box::new(product), quantity }
}

fn line(number: u32, quantity: u32, availability: Availability) -> QuoteLine {
    let product = chair(number);
    let price = decided(&product, quantity).unwrap();
    QuoteLine {
        sku: product.sku,
        name: product.name,
        quantity,
        total: price.unit.times(quantity).unwrap(),
        price,
        availability,
    }
}

fn variant(lines: Vec<QuoteLine>, delivery: Option<Money>) -> Variant {
    let vat = VatPercent::try_from(Decimal::from(5)).unwrap();
    let amounts: Vec<Money> = lines.iter().map(|line| line.total).collect();
    Variant { totals: totals(&amounts, delivery, vat).unwrap(), lines }
}

fn quote(revision: u32, variants: Vec<Variant>) -> Quote {
    let recipient = Recipient {
        name: "Rana 🌟 Aziz".to_owned(),
        buyer: Buyer::Company("شركة الرمال".to_owned()),
        email: "rana@delta.example".to_owned(),
        address: "Villa 3, Street 7, Dubai".to_owned(),
        language: Language::English,
    };
    Quote {
        id: QuoteId(Uuid::from_u128(1)),
        number: "NR-1042".to_owned(),
        revision,
        draft: Offer { recipient, variants },
        made_at: now(),
        valid_until: now(),
        standing: Standing::Open,
    }
}

fn told(quote: Quote, occasion: Occasion, repriced: Vec<Repriced>) -> Contribution {
    let until = NaiveDate::from_ymd_opt(2026, 11, 30).unwrap();
    Contribution::Quotation { quote: Box::new(quote), until, occasion, repriced }
}

/// Two lines, one of them reduced, and delivery.
fn usual() -> Quote {
    let lines = vec![line(1, 12, Availability::Full), line(2, 3, Availability::Partial(1))];
    quote(2, vec![variant(lines, Some(aed("150")))])
}

/// Quotations of every kind, and all that is said of them.
pub(super) fn every_quotation() -> Vec<Contribution> {
    let one = |availability| vec![line(1, 1, availability)];
    let repriced =
        vec![Repriced { sku: chair(1).sku, name: chair(1).name, from: aed("300"), to: aed("346") }];
    let many = (0..9).map(|n| line(n, 1 + n, Availability::Sold)).collect();
    let number = || "NR-1042".to_owned();
    let mut all = vec![
        told(quote(1, vec![variant(one(Availability::Full), None)]), Occasion::First, Vec::new()),
        told(usual(), Occasion::Changed, repriced.clone()),
        told(usual(), Occasion::Repriced, repriced.clone()),
        told(usual(), Occasion::Expired, repriced),
        told(usual(), Occasion::Again, Vec::new()),
        told(usual(), Occasion::Later, Vec::new()),
        told(quote(1, vec![variant(many, None)]), Occasion::First, Vec::new()),
        told(
            quote(
                1,
                vec![
                    variant(one(Availability::Unknown), None),
                    variant(one(Availability::Sold), None),
                ],
            ),
            Occasion::First,
            Vec::new(),
        ),
        Contribution::QuotationAccepted { number: number(), again: false },
        Contribution::QuotationAccepted { number: number(), again: true },
        Contribution::QuotationCancelled { number: number() },
        Contribution::QuotationWithdrawn { number: number() },
        Contribution::UnknownQuotation { number: "NR-{x}".to_owned() },
        Contribution::NotOffered { codes: vec!["KX 110".to_owned(), "KX 210".to_owned()] },
    ];
    let OrderLine { product, quantity, price } = order_line(1, 12);
    all.push(Contribution::Line { product, quantity, price });
    all.push(Contribution::Order {
        lines: vec![order_line(1, 12), order_line(2, 3)],
        said: crate::dialogue::answer::OrderSaid::Noted,
        vat_percent: Some(Decimal::from(5)),
    });
    let products = vec![chair(1), chair(2)];
    all.push(Contribution::Products {
        prices: products.iter().map(|it| decided(it, 12)).collect(),
        products,
        without: Vec::new(),
        unmet: Vec::new(),
        pieces: Some(12),
        list: List::Fits,
        family: None,
    });
    all
}

/// What a customer reads.
fn sent(contribution: Contribution, language: Language, customer: &str) -> String {
    let shop = Shop::open();
    let turn = shop.turn(vec![contribution], Some(Ask::Acceptance), customer);
    let digits = Digits::of(customer).unwrap_or_default();
    let voice = Voice::answering(language, digits);
    let draft = Draft::parse(&turn.plain(language, 0), &turn.evidence).unwrap();
    draft.render(&turn.evidence, voice, &shop.wording)
}

#[test]
fn a_quotation_reads_as_it_stands_on_paper() {
    let repriced =
        vec![Repriced { sku: chair(2).sku, name: chair(2).name, from: aed("300"), to: aed("347") }];
    let english = "\
Our prices have changed since the last quotation, so here is a new one at today's prices:

*Quotation NR-1042, revision 2*
• *Kursi Task Chair KX 210 Black* (KX 210 black) is now AED 347 each; it was AED 300.
• 12 × *Kursi Task Chair KX 110 Black* (KX 110 black): AED 311.40 each = *AED 3,736.80*, in stock
   _Wholesale price; list price AED 346_
• 3 × *Kursi Task Chair KX 210 Black* (KX 210 black): AED 347 each = *AED 1,041*, 1 in stock, the rest to be confirmed
Sum without VAT: *AED 4,777.80*
Delivery without VAT: AED 150
VAT 5%: AED 246.39
Total with VAT: *AED 5,174.19*
Valid until 30 November 2026

Shall we go ahead with it?";
    let told = told(usual(), Occasion::Repriced, repriced);
    assert_eq!(sent(told.clone(), Language::English, "go ahead"), english);
    let arabic = sent(told, Language::Arabic, "ابي ١٢ كرسي");
    for part in [
        "*عرض السعر NR-1042، النسخة ٢*",
        "_سعر الجملة، وسعر القائمة ٣٤٦ درهم_",
        "التوصيل بدون الضريبة: ١٥٠ درهم",
        "الإجمالي مع الضريبة: *٥٬١٧٤٫١٩ درهم*",
        "ساري لغاية ٣٠ نوفمبر ٢٠٢٦",
    ] {
        assert!(arabic.contains(part), "{part} is not in\n{arabic}");
    }
}

#[test]
fn a_reduced_price_is_the_same_wherever_it_is_told() {
    let lines = || vec![order_line(1, 12), order_line(2, 3)];
    let order = Contribution::Order {
        lines: lines(),
        said: crate::dialogue::answer::OrderSaid::Noted,
        vat_percent: Some(Decimal::from(5)),
    };
    let OrderLine { product, quantity, price } = order_line(1, 12);
    let line = Contribution::Line { product, quantity, price: price.clone() };
    let list = Contribution::Products {
        products: vec![chair(1)],
        without: Vec::new(),
        unmet: Vec::new(),
        pieces: Some(12),
        prices: vec![price],
        list: List::Fits,
        family: None,
    };
    let each = Contribution::WithVat { lines: lines(), vat_percent: Decimal::from(5) };
    for contribution in [order, line, list, told(usual(), Occasion::First, Vec::new())] {
        let text = sent(contribution, Language::English, "");
        for part in ["AED 311.40", "AED 3,736.80", "Wholesale price; list price AED 346"] {
            assert!(text.contains(part), "{part} is not in\n{text}");
        }
    }
    assert!(sent(each, Language::English, "").contains("AED 3,923.64"));
}

#[test]
fn a_reduction_without_a_name_is_the_customers_own_price() {
    let product = chair(1);
    let price = prices("  ").decided(&product, 12, now());
    let line = Contribution::Line { product: Box::new(product), quantity: 12, price };
    assert!(sent(line, Language::English, "").contains("_Your own price; list price AED 346_"));
}

#[test]
fn a_model_changes_nothing_of_a_quotation_and_promises_nothing() {
    let shop = Shop::open();
    let told = told(usual(), Occasion::First, Vec::new());
    let turn = shop.turn(vec![told], Some(Ask::Acceptance), "send me the quotation");
    let plain = turn.plain(Language::English, 0);
    turn.check(Language::English, &plain).unwrap();
    for lie in [
        "Your order is confirmed.",
        "I have sent it to your e-mail.",
        "The chairs are reserved for you.",
        "We deliver tomorrow.",
        "The total is AED 4,000.",
        "It is valid until 31 December 2026.",
        "Your discount is included.",
        "The PDF was delivered.",
        "تم تأكيد طلبك.",
        "حجزنا لك القطع.",
    ] {
        let draft = format!("{plain}\n{lie}");
        assert!(turn.refuses(Language::English, &draft), "{lie}");
    }
    let without = plain.replace("{block:b1}", "");
    assert!(turn.check(Language::English, &without).is_err(), "the quotation has to be told");
    let accepted = Contribution::QuotationAccepted { number: "NR-1042".to_owned(), again: false };
    let turn = shop.turn(vec![accepted], None, "go ahead");
    for lie in ["Your order is on its way.", "Everything is confirmed.", "طلبك مؤكد."] {
        let draft = format!("{}\n{lie}", turn.plain(Language::English, 0));
        assert!(turn.refuses(Language::English, &draft), "{lie}");
    }
}
