use chrono::TimeDelta;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::*;
use crate::ids::CustomerId;
use crate::language::Language;
use crate::money::Currency;

const SARA: CustomerId = CustomerId(Uuid::from_u128(1));
const OMAR: CustomerId = CustomerId(Uuid::from_u128(2));

fn now() -> DateTime<Utc> {
    "2026-03-05T10:00:00Z".parse().unwrap()
}

fn money(amount: &str) -> Money {
    Money::new(amount.parse().unwrap(), Currency::AED)
}

fn percent(number: &str) -> Cut {
    Cut::Percent(number.parse().unwrap())
}

/// Ten percent off everything, for everybody, approved yesterday.
fn rule(id: u128) -> PriceRule {
    PriceRule {
        id: Uuid::from_u128(id),
        name: Texts { en: Some(format!("Rule {id}")), ar: None },
        whom: Whom::Everybody,
        what: What::Everything,
        min_quantity: 1,
        cut: percent("10"),
        valid_from: None,
        valid_until: None,
        approval: Some(Approval { by: "maha".to_owned(), at: now() - TimeDelta::days(1) }),
    }
}

fn price(list: &str, quantity: u32, customer: CustomerId, rules: &[PriceRule]) -> PriceDecision {
    let piece = Piece { sku_key: "kx210black", family: Some("chair"), quantity };
    let segments = ["wholesale".to_owned()];
    let segments = if customer == SARA { segments.as_slice() } else { &[] };
    decide(money(list), &piece, &Purchaser { id: customer, segments }, rules, now())
}

#[test]
fn a_rule_holds_for_whom_and_what_it_is_meant() {
    let hour = TimeDelta::hours(1);
    let cases: [(&str, PriceRule, u32, CustomerId, bool); 14] = [
        ("everybody", rule(1), 1, OMAR, true),
        ("a draft", PriceRule { approval: None, ..rule(1) }, 1, OMAR, false),
        (
            "their segment",
            PriceRule { whom: Whom::Segment("wholesale".into()), ..rule(1) },
            1,
            SARA,
            true,
        ),
        (
            "another segment",
            PriceRule { whom: Whom::Segment("wholesale".into()), ..rule(1) },
            1,
            OMAR,
            false,
        ),
        ("their own price", PriceRule { whom: Whom::Customer(SARA), ..rule(1) }, 1, SARA, true),
        ("somebody else's", PriceRule { whom: Whom::Customer(SARA), ..rule(1) }, 1, OMAR, false),
        ("the family", PriceRule { what: What::Family("chair".into()), ..rule(1) }, 1, OMAR, true),
        (
            "another family",
            PriceRule { what: What::Family("desk".into()), ..rule(1) },
            1,
            OMAR,
            false,
        ),
        (
            "the product",
            PriceRule { what: What::Product("kx210black".into()), ..rule(1) },
            1,
            OMAR,
            true,
        ),
        (
            "another product",
            PriceRule { what: What::Product("kx210".into()), ..rule(1) },
            1,
            OMAR,
            false,
        ),
        ("enough of them", PriceRule { min_quantity: 10, ..rule(1) }, 10, OMAR, true),
        ("too few", PriceRule { min_quantity: 10, ..rule(1) }, 9, OMAR, false),
        ("not yet", PriceRule { valid_from: Some(now() + hour), ..rule(1) }, 1, OMAR, false),
        ("not any more", PriceRule { valid_until: Some(now()), ..rule(1) }, 1, OMAR, false),
    ];
    for (case, rule, quantity, customer, holds) in cases {
        let decision = price("100", quantity, customer, &[rule]);
        let expected = if holds { "90.00" } else { "100" };
        assert_eq!(decision.unit, money(expected), "{case}");
        assert_eq!(decision.reduction.is_some(), holds, "{case}");
        assert_eq!(decision.list, money("100"), "{case}");
    }
}

#[test]
fn the_lowest_price_stands_and_names_its_approval() {
    let fifteen = PriceRule { cut: percent("15"), ..rule(2) };
    let fixed = PriceRule { cut: Cut::Fixed(money("80")), ..rule(3) };
    for rules in [vec![rule(1), fifteen.clone(), fixed.clone()], vec![fixed, fifteen, rule(1)]] {
        let decision = price("100", 1, OMAR, &rules);
        assert_eq!(decision.unit, money("80"));
        let reduction = decision.reduction.unwrap();
        assert_eq!(reduction.name.en.as_deref(), Some("Rule 3"));
        assert_eq!(reduction.permit.rule(), Uuid::from_u128(3));
        assert_eq!(reduction.permit.approval().by, "maha");
    }
    let twins = [rule(5), rule(4)];
    assert_eq!(price("100", 1, OMAR, &twins).reduction.unwrap().permit.rule(), Uuid::from_u128(4));
}

#[test]
fn a_rule_that_makes_no_sense_changes_nothing() {
    let dollars = Money::new(Decimal::ONE, Currency::USD);
    for cut in [
        percent("0"),
        percent("-10"),
        percent("100"),
        percent("100.1"),
        percent("99.999"),
        Cut::Fixed(money("0")),
        Cut::Fixed(money("-1")),
        Cut::Fixed(money("100")),
        Cut::Fixed(money("120")),
        Cut::Fixed(dollars),
        Cut::Percent(Decimal::MIN),
    ] {
        let decision = price("100", 1, OMAR, &[PriceRule { cut, ..rule(1) }]);
        assert_eq!(decision, PriceDecision::of_list(money("100")), "{cut:?}");
    }
}

#[test]
fn one_way_of_rounding() {
    let cases = [("99.99", "7.5", "92.49"), ("0.05", "50", "0.03"), ("345.10", "10", "310.59")];
    for (list, cut, unit) in cases {
        let decision = price(list, 1, OMAR, &[PriceRule { cut: percent(cut), ..rule(1) }]);
        assert_eq!(decision.unit, money(unit), "{cut} % off {list}");
    }
}

#[test]
fn an_order_adds_up_to_the_fils() {
    let vat = |percent: &str| VatPercent::try_from(percent.parse::<Decimal>().unwrap()).unwrap();
    let cases = [
        (vec!["345.10", "0.10"], None, "5", ("345.20", "17.26", "362.46")),
        // 5 % of 0.10 is half a fils: away from zero.
        (vec!["0.10"], None, "5", ("0.10", "0.01", "0.11")),
        (vec!["0.09"], None, "5", ("0.09", "0.00", "0.09")),
        (vec!["100"], Some("50"), "5", ("100", "7.50", "157.50")),
        (vec!["100"], None, "0", ("100", "0", "100")),
        (vec!["0.01", "0.01", "0.01"], None, "15", ("0.03", "0.00", "0.03")),
    ];
    for (lines, delivery, rate, (subtotal, tax, total)) in cases {
        let lines: Vec<Money> = lines.into_iter().map(money).collect();
        let sum = totals(&lines, delivery.map(money), vat(rate)).unwrap();
        let expected = (money(subtotal), money(tax), money(total));
        assert_eq!((sum.subtotal, sum.vat, sum.total), expected, "{lines:?}");
    }
    for rate in ["-1", "101"] {
        VatPercent::try_from(rate.parse::<Decimal>().unwrap()).unwrap_err();
    }
}

#[test]
fn what_does_not_add_up_says_why() {
    let vat = VatPercent::try_from(Decimal::from(5)).unwrap();
    let dollars = Money::new(Decimal::ONE, Currency::USD);
    let most = Money::new(Decimal::MAX, Currency::AED);
    let one = money("1");
    let cases = [
        (vec![], None, TotalError::NoLines),
        (vec![one, one, dollars], None, TotalError::MixedCurrencies(2)),
        (vec![one], Some(dollars), TotalError::DeliveryCurrency),
        (vec![most, one], None, TotalError::TooLarge),
        (vec![most], None, TotalError::TooLarge),
    ];
    for (lines, delivery, error) in cases {
        assert_eq!(totals(&lines, delivery, vat), Err(error));
    }
}

#[test]
fn a_rule_that_cannot_hold_is_refused_with_its_reason() {
    let texts = |en: &str, ar: &str| Texts { en: Some(en.into()), ar: Some(ar.into()) };
    let good = || PriceRule { name: texts("Wholesale price", "سعر الجملة"), ..rule(1) };
    let list = Some(money("400"));
    assert_eq!(good().check(list, now()), Ok(()));
    assert_eq!(good().check(None, now()), Ok(()), "a percentage needs no price to compare with");
    let fixed = |amount: &str| PriceRule { cut: Cut::Fixed(money(amount)), ..good() };
    assert_eq!(fixed("399.99").check(list, now()), Ok(()));
    let dirham = |amount: &str| money(amount);
    let long = "x".repeat(61);
    let dollars = Money::new(Decimal::TEN, Currency::parse("USD").unwrap());
    let at = |days: i64| Some(now() + TimeDelta::days(days));
    let cases = [
        (
            PriceRule { name: texts("Wholesale price", " "), ..good() },
            RuleFault::Unnamed(Language::Arabic),
        ),
        (PriceRule { name: texts(&long, "سعر"), ..good() }, RuleFault::LongName(Language::English)),
        (PriceRule { cut: percent("100"), ..good() }, RuleFault::Percent(Decimal::ONE_HUNDRED)),
        (PriceRule { cut: percent("0"), ..good() }, RuleFault::Percent(Decimal::ZERO)),
        (fixed("0"), RuleFault::NoPrice(dirham("0"))),
        (fixed("400"), RuleFault::AboveList { fixed: dirham("400"), list: dirham("400") }),
        (
            PriceRule { cut: Cut::Fixed(dollars), ..good() },
            RuleFault::OtherCurrency { fixed: dollars, list: dirham("400") },
        ),
        (PriceRule { min_quantity: 0, ..good() }, RuleFault::NoPieces),
        (PriceRule { valid_from: at(3), valid_until: at(2), ..good() }, RuleFault::Backwards),
        (PriceRule { valid_until: at(0), ..good() }, RuleFault::Over),
    ];
    for (rule, fault) in cases {
        assert_eq!(rule.check(list, now()), Err(fault));
    }
    assert_eq!(fixed("10").check(None, now()), Err(RuleFault::NothingPriced));
}

#[test]
fn a_segment_is_the_same_in_capitals() {
    let rules = [PriceRule { whom: Whom::Segment(" Wholesale".into()), ..rule(1) }];
    assert_eq!(price("100", 1, SARA, &rules).unit, money("90"));
}
