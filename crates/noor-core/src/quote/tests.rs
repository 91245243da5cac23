use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::*;
use crate::dialogue::cart::{Cart, CartLine};
use crate::ids::CustomerId;
use crate::money::{Currency, Money};
use crate::pricing::{Approval, Cut, PriceRule, Purchaser, VatPercent, What, Whom};
use crate::product::{PriceBasis, Product, SizeMm, Texts};
use crate::understanding::{Detail, Details};

fn now() -> DateTime<Utc> {
    "2026-03-05T10:00:00Z".parse().unwrap()
}

fn money(amount: &str) -> Money {
    Money::new(amount.parse().unwrap(), Currency::AED)
}

fn product(sku: &str, price: Option<&str>, stock: Option<u32>) -> Product {
    Product {
        sku: sku.to_owned(),
        name: Texts { en: Some(format!("Chair {sku}")), ar: None },
        description: Texts::default(),
        categories: Vec::new(),
        family: Some("chair".to_owned()),
        subtype: None,
        colours: Vec::new(),
        materials: Vec::new(),
        size: SizeMm::default(),
        price: price.map(money),
        price_basis: PriceBasis::Each,
        stock,
        active: true,
        images: Vec::new(),
        attributes: BTreeMap::new(),
        capacity: None,
        url: None,
    }
}

fn shop() -> Vec<Product> {
    vec![product("KX 210", Some("345.10"), Some(12)), product("RD 100", Some("80"), None)]
}

fn details() -> Details {
    Details {
        name: Some("Salem 🌴".to_owned()),
        company: Some(Buyer::Company("شركة النخيل".to_owned())),
        email: Some("salem@company.example".to_owned()),
        address: Some("Office 5, Tower 2, Business Bay, Dubai".to_owned()),
        ..Details::default()
    }
}

fn cart(lines: &[(&str, u32)]) -> Cart {
    Cart::of(
        lines
            .iter()
            .map(|(sku, quantity)| CartLine { sku: (*sku).to_owned(), quantity: *quantity }),
    )
}

/// What a draft is made with, in a shop with some products and rules.
fn drafted_with(
    carts: &[Cart],
    products: &[Product],
    details: &Details,
    rules: &[PriceRule],
    without_item: &[&str],
) -> Result<Draft, Missing> {
    let without_item: BTreeSet<String> = without_item.iter().map(|it| (*it).to_owned()).collect();
    let terms = Terms {
        currency: Currency::AED,
        vat_percent: VatPercent::try_from(Decimal::from(5)).unwrap(),
        delivery: None,
        without_item: &without_item,
        now: now(),
    };
    let purchaser = Purchaser { id: CustomerId(Uuid::from_u128(1)), segments: &[] };
    draft(carts, products, details, Language::English, &purchaser, rules, &terms)
}

fn drafted(lines: &[(&str, u32)], products: &[Product]) -> Result<Draft, Missing> {
    drafted_with(&[cart(lines)], products, &details(), &[], &[])
}

fn quote(draft: Draft) -> Quote {
    Quote {
        id: QuoteId(Uuid::from_u128(7)),
        number: "NR-1042".to_owned(),
        revision: 1,
        draft,
        made_at: now(),
        valid_until: now() + TimeDelta::days(7),
        standing: Standing::Open,
    }
}

#[test]
fn a_quotation_has_every_line_with_its_price_and_what_is_there() {
    let draft = drafted(&[("kx-210", 3), ("RD 100", 1)], &shop()).unwrap();
    let [variant] = draft.variants.as_slice() else { panic!("{draft:?}") };
    let lines: Vec<_> = variant
        .lines
        .iter()
        .map(|line| (line.sku.as_str(), line.quantity, line.total, line.availability))
        .collect();
    assert_eq!(
        lines,
        [
            ("KX 210", 3, money("1035.30"), Availability::Full),
            ("RD 100", 1, money("80"), Availability::Unknown),
        ]
    );
    let sums = variant.totals;
    assert_eq!((sums.subtotal, sums.vat), (money("1115.30"), money("55.77")));
    assert_eq!(sums.total, money("1171.07"));
}

#[test]
fn more_than_there_is_is_never_promised() {
    for (quantity, expected) in [
        (12, Availability::Full),
        (13, Availability::Partial(12)),
        (1_000_000, Availability::Partial(12)),
    ] {
        let draft = drafted(&[("KX 210", quantity)], &shop()).unwrap();
        assert_eq!(draft.variants[0].lines[0].availability, expected, "{quantity}");
    }
    let sold = [product("KX 210", Some("345"), Some(0))];
    let draft = drafted(&[("KX 210", 1)], &sold).unwrap();
    assert_eq!(draft.variants[0].lines[0].availability, Availability::Sold);
}

#[test]
fn what_is_missing_is_named_and_nothing_else() {
    let lines = [cart(&[("KX 210", 1)])];
    let missing = |details: Details| drafted_with(&lines, &shop(), &details, &[], &[]).unwrap_err();
    assert_eq!(
        missing(Details::default()),
        Missing::Details(vec![Detail::Name, Detail::Company, Detail::Email, Detail::Address])
    );
    // A city alone is no address.
    let vague = Details { address: None, area: Some("Dubai".to_owned()), ..details() };
    assert_eq!(missing(vague), Missing::Details(vec![Detail::Address]));
    assert_eq!(drafted(&[], &shop()), Err(Missing::Lines));
    assert_eq!(drafted_with(&[], &shop(), &details(), &[], &[]), Err(Missing::Lines));
}

#[test]
fn all_lines_can_be_quoted_or_there_is_no_quotation() {
    let sku = |sku: &str| sku.to_owned();
    let mut off = product("OF 1", Some("10"), None);
    off.active = false;
    let mut foreign = product("US 1", None, None);
    foreign.price = Some(Money::new(Decimal::ONE, Currency::USD));
    let dear = product("MX 1", Some("999999999999.99"), None);
    let products = [shop(), vec![product("NO 1", None, Some(3)), off, foreign, dear]].concat();
    let cart =
        cart(&[("KX 210", 1), ("NO 1", 1), ("OF 1", 1), ("US 1", 2), ("ZZ 9", 1), ("RD 100", 1)]);
    let flaws = drafted_with(&[cart], &products, &details(), &[], &["rd100"]).unwrap_err();
    let expected = [
        Flaw::NoPrice { sku: sku("NO 1") },
        Flaw::Gone { sku: sku("OF 1") },
        Flaw::ForeignPrice { sku: sku("US 1") },
        Flaw::Gone { sku: sku("ZZ 9") },
        Flaw::NoItem { sku: sku("RD 100") },
    ];
    assert_eq!(flaws, Missing::Flaws(expected.to_vec()));
    // A million of the dearest thing there can be still has a total.
    drafted(&[("MX 1", 1_000_000)], &products).unwrap();
}

#[test]
fn several_carts_are_several_variants() {
    let carts = [cart(&[("KX 210", 1)]), Cart::default(), cart(&[("RD 100", 2)])];
    let draft = drafted_with(&carts, &shop(), &details(), &[], &[]).unwrap();
    let totals: Vec<Money> = draft.variants.iter().map(|it| it.totals.subtotal).collect();
    assert_eq!(totals, [money("345.10"), money("160")]);
}

#[test]
fn an_approved_price_stands_on_the_line_with_its_name() {
    let rule = PriceRule {
        id: Uuid::from_u128(9),
        name: Texts { en: Some("Wholesale price".to_owned()), ar: None },
        whom: Whom::Everybody,
        what: What::Everything,
        min_quantity: 10,
        cut: Cut::Percent(Decimal::TEN),
        valid_from: None,
        valid_until: None,
        approval: Some(Approval { by: "maha".to_owned(), at: now() }),
    };
    let carts = [cart(&[("KX 210", 10), ("RD 100", 9)])];
    let draft = drafted_with(&carts, &shop(), &details(), &[rule], &[]).unwrap();
    let [reduced, list] = draft.variants[0].lines.as_slice() else { panic!("{draft:?}") };
    assert_eq!((reduced.price.list, reduced.price.unit), (money("345.10"), money("310.59")));
    let name = reduced.price.reduction.as_ref().unwrap().name.en.as_deref();
    assert_eq!(name, Some("Wholesale price"));
    assert_eq!(list.price.reduction, None);
    assert_eq!(draft.variants[0].totals.subtotal, money("3825.90"));
}

#[test]
fn a_yes_is_taken_once_and_in_time() {
    let made = drafted(&[("KX 210", 1)], &shop()).unwrap();
    let quote = quote(made.clone());
    let at = |moment| quote.accept(None, Ok(made.clone()), moment);
    assert_eq!(at(now()), Ok(0));
    assert_eq!(at(quote.valid_until - TimeDelta::seconds(1)), Ok(0));
    assert_eq!(at(quote.valid_until), Err(CannotAccept::Expired));
    for (standing, error) in [
        (Standing::Accepted { at: now(), variant: 0 }, CannotAccept::Already { variant: 0 }),
        (Standing::Revised { by: 2 }, CannotAccept::Revised { by: 2 }),
        (Standing::Cancelled { at: now() }, CannotAccept::Cancelled),
    ] {
        let quote = Quote { standing, ..quote.clone() };
        assert_eq!(quote.accept(None, Ok(made.clone()), now()), Err(error.clone()));
        assert_eq!(quote.accept(None, Ok(made.clone()), quote.valid_until), Err(error));
    }
}

#[test]
fn a_changed_price_is_a_new_revision_and_moved_stock_is_not() {
    let made = drafted(&[("KX 210", 2)], &shop()).unwrap();
    let quote = quote(made);
    let stock = drafted(&[("KX 210", 2)], &[product("KX 210", Some("345.10"), Some(1))]);
    assert_eq!(quote.accept(None, stock, now()), Ok(0), "a person sees to the rest");
    for price in ["345.11", "300"] {
        let today = drafted(&[("KX 210", 2)], &[product("KX 210", Some(price), Some(9))]);
        let offer = Box::new(today.clone().unwrap());
        assert_eq!(quote.accept(None, today, now()), Err(CannotAccept::Changed(offer)), "{price}");
    }
    let gone = drafted(&[("KX 210", 2)], &[]);
    let flaw = Missing::Flaws(vec![Flaw::Gone { sku: "KX 210".to_owned() }]);
    assert_eq!(quote.accept(None, gone, now()), Err(CannotAccept::NotOffered(flaw)));
}

#[test]
fn of_several_variants_one_is_named() {
    let carts = [cart(&[("KX 210", 1)]), cart(&[("RD 100", 2)])];
    let made = drafted_with(&carts, &shop(), &details(), &[], &[]).unwrap();
    let quote = quote(made.clone());
    let accept = |variant| quote.accept(variant, Ok(made.clone()), now());
    assert_eq!(accept(None), Err(CannotAccept::WhichVariant));
    assert_eq!(accept(Some(1)), Ok(1));
    assert_eq!(accept(Some(2)), Err(CannotAccept::NoVariant));
}

#[test]
fn the_same_offer_is_no_new_revision() {
    let made = drafted(&[("KX 210", 2), ("RD 100", 1)], &shop()).unwrap();
    let spelled = drafted(&[("kx210", 2), ("rd-100", 1)], &shop()).unwrap();
    assert!(made.offers_the_same_as(&spelled));
    let more = drafted(&[("KX 210", 3), ("RD 100", 1)], &shop()).unwrap();
    assert!(!made.offers_the_same_as(&more));
    let other = Details { address: Some("Villa 9, Jumeirah 2, Dubai".to_owned()), ..details() };
    let carts = [cart(&[("KX 210", 2), ("RD 100", 1)])];
    let moved = drafted_with(&carts, &shop(), &other, &[], &[]).unwrap();
    assert!(!made.offers_the_same_as(&moved), "a paper with another address is another paper");
}
