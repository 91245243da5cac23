use proptest::prelude::*;

use super::*;

fn any_product() -> impl Strategy<Value = String> {
    let price = prop_oneof![
        6 => (1..2_000_u32).prop_map(|price| price.to_string()),
        2 => (1..90_000_u32).prop_map(|fils| Decimal::new(fils.into(), 2).to_string()),
        1 => (1..9_000_u32).prop_map(|fils| Decimal::new(fils.into(), 3).to_string()),
        1 => Just("-".to_owned()),
    ];
    let stock = prop_oneof![
        3 => (0..15_u32).prop_map(|stock| format!(" x{stock}")),
        1 => Just(" x?".to_owned()),
        1 => Just(String::new()),
    ];
    let capacity =
        prop_oneof![2 => Just(String::new()), 1 => (0..5_u32).prop_map(|n| format!(" /{n}"))];
    let other = "( @desk| @workstation)( #black| #white)?( ~Orin| ~Tavo)?";
    // Few codes, so that needs share products.
    let code = prop_oneof!["[A-Z]", "[A-Z][0-9]"];
    (code, price, stock, capacity, other).prop_map(|(code, price, stock, capacity, other)| {
        format!("{code} {price}{stock}{capacity}{other}")
    })
}

fn any_need() -> impl Strategy<Value = String> {
    let quantity = prop_oneof![9 => 0..14_u32, 1 => any::<u32>()];
    let count = prop_oneof![Just(""), Just("p"), Just("room")];
    let candidates = proptest::collection::vec(any_product(), 0..7);
    (proptest::bool::weighted(0.2), quantity, count, candidates).prop_map(
        |(offered, n, count, candidates)| {
            format!("{}{n}{count}: {}", if offered { "+" } else { "" }, candidates.join(", "))
        },
    )
}

fn any_place() -> impl Strategy<Value = String> {
    proptest::collection::vec(any_need(), 0..5).prop_map(|needs| needs.join(" | "))
}

fn any_limit() -> impl Strategy<Value = String> {
    let vat = prop_oneof![Just("incl"), Just("excl")];
    prop_oneof![
        1 => Just(String::new()),
        4 => (0..3_000_000_u32, vat).prop_map(|(fils, vat)| {
            format!("{} {vat}", Decimal::new(fils.into(), 2))
        }),
    ]
}

/// The least that all essential needs cost together, by trying every product and every two of them
/// for each need; what is not on sale costs nothing.
fn least_of(place: &[(Need, Vec<Product>)]) -> Decimal {
    let essential = place.iter().filter(|(need, _)| need.essential && need.quantity > 0);
    essential.filter_map(|(need, candidates)| least_of_one(need, candidates)).sum()
}

fn least_of_one(need: &Need, candidates: &[Product]) -> Option<Decimal> {
    let mut seen = std::collections::BTreeSet::new();
    let fresh = candidates.iter().filter(|it| seen.insert(it.sku.clone()));
    let mut priced: Vec<&Product> =
        fresh.filter(|it| it.price.is_some_and(|price| !price.amount.is_zero())).collect();
    if priced.iter().any(|it| it.stock != Some(0)) {
        priced.retain(|it| it.stock != Some(0));
    }
    let each = |product: &Product| match &need.count {
        Count::Pieces => 1,
        Count::People { otherwise, .. } => {
            product.capacity.filter(|it| *it > 0).unwrap_or(*otherwise)
        }
    };
    let cost = |product: &Product, pieces: u32| {
        let cost = product.price.unwrap().times(pieces).unwrap().amount;
        Some(cost).filter(|cost| !cost.is_zero())
    };
    let mut least: Option<Decimal> = None;
    let mut note = |cost: Option<Decimal>| {
        if let Some(cost) = cost {
            least = Some(least.map_or(cost, |least| least.min(cost)));
        }
    };
    for first in &priced {
        let pieces = need.quantity.div_ceil(each(first));
        note(cost(first, pieces));
        let Some(stock) = first.stock.filter(|stock| (1..pieces).contains(stock)) else { continue };
        let rest = need.quantity - stock * each(first);
        for second in priced.iter().filter(|it| it.sku != first.sku) {
            let pieces = rest.div_ceil(each(second));
            if second.stock.is_some_and(|stock| stock >= pieces) {
                note(cost(first, stock).zip(cost(second, pieces)).map(|(a, b)| a + b));
            }
        }
    }
    least
}

fn keeps(limit: &Terms, subtotal: Decimal) -> bool {
    let away = rust_decimal::RoundingStrategy::MidpointAwayFromZero;
    let vat = (subtotal * Decimal::new(5, 2)).round_dp_with_strategy(2, away);
    limit.limit.is_none_or(|it| it.amount >= if it.incl_vat { subtotal + vat } else { subtotal })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// Whatever is wanted, found and allowed: figures restate, nothing gets lost, the limit is kept
    /// and everything essential on sale is covered whenever both can be, and plans differ.
    #[test]
    fn plans_are_what_they_say(text in any_place(), limit in any_limit(), variants in 0..5_usize) {
        let place = place(&text);
        let terms = terms(&limit);
        let wanted = wanted(&place);
        let solution = solve(&wanted, &terms, variants);
        for plan in solution.plans.iter().chain(&solution.least) {
            restates(plan, &terms);
            prop_assert!(!plan.lines.is_empty());
            prop_assert_eq!(plan.coverage.len(), place.len());
            for (index, ((need, candidates), coverage)) in place.iter().zip(&plan.coverage).enumerate() {
                prop_assert_eq!(coverage.wanted, need.quantity);
                let lines: Vec<_> = plan.lines.iter().filter(|line| line.need == index).collect();
                prop_assert!(lines.len() <= 2);
                let served: u64 = lines.iter().map(|line| {
                    assert!(candidates.contains(line.product));
                    let each = match &need.count {
                        Count::Pieces => 1,
                        Count::People { otherwise, .. } => {
                            line.product.capacity.filter(|it| *it > 0).unwrap_or(*otherwise)
                        }
                    };
                    u64::from(line.quantity) * u64::from(each)
                }).sum();
                prop_assert_eq!(u64::from(coverage.covered), served.min(need.quantity.into()));
            }
            // What stock lacks is exactly what is taken beyond it.
            for line in &plan.lines {
                let same = || plan.lines.iter().filter(|it| it.product.sku == line.product.sku);
                let short: u64 = same().map(|it| match it.supply {
                    Supply::Short { by } => u64::from(by),
                    Supply::InStock | Supply::ToConfirm => 0,
                }).sum();
                let one = same().all(|it| it.product == line.product);
                let taken: u64 = same().map(|it| u64::from(it.quantity)).sum();
                match line.product.stock {
                    None => prop_assert_eq!(line.supply, Supply::ToConfirm),
                    Some(stock) if one => prop_assert_eq!(short, taken.saturating_sub(stock.into())),
                    Some(_) => {}
                }
            }
        }
        prop_assert!(solution.plans.iter().all(|plan| plan.keeps_limit));
        prop_assert!(solution.plans.len() <= variants.min(3));
        for (cheap, dear) in solution.plans.iter().zip(solution.plans.iter().skip(1)) {
            prop_assert!(dear.sum.subtotal.amount * Decimal::from(100)
                >= cheap.sum.subtotal.amount * Decimal::from(105));
        }
        let least = least_of(&place);
        if variants > 0 {
            let reaches = keeps(&terms, least);
            prop_assert_eq!(solution.least.is_none(), reaches || least.is_zero());
            for plan in solution.plans.iter().filter(|_| reaches) {
                let limited = |it: &super::super::Coverage| it.why == Some(Why::Limit);
                prop_assert!(!plan.coverage.iter().any(limited));
            }
            prop_assert!(solution.plans.iter().filter(|_| !reaches).all(|plan| !plan.is_complete()));
            if let Some(plan) = &solution.least {
                prop_assert_eq!(plan.sum.subtotal.amount, least);
                prop_assert!(!plan.keeps_limit);
            }
        }
        prop_assert_eq!(shown(&solve(&wanted, &terms, variants)), shown(&solution));
    }
}
