use super::*;

#[track_caller]
fn check(cases: &[(&str, &str, &[&str])]) {
    for (place, limit, expected) in cases {
        assert_eq!(&solution(place, limit, 3), expected, "{place} under {limit:?}");
    }
}

#[test]
fn the_limit_is_kept_to_the_fils() {
    check(&[
        // 6 × 300 are 1,800, and 1,890 with VAT.
        ("6: A 300", "1890 incl", &["lean: 6×A = 1800"]),
        (
            "6: A 300",
            "1889.99 incl",
            &["lean: 5×A -1[0] limit = 1500", "least lean: 6×A = 1800 over"],
        ),
        ("6: A 300", "1800 excl", &["lean: 6×A = 1800"]),
        (
            "6: A 300",
            "1799.99 excl",
            &["lean: 5×A -1[0] limit = 1500", "least lean: 6×A = 1800 over"],
        ),
        // VAT of 0.10 is half a fils, which counts as a whole one.
        ("1: A 0.10", "0.11 incl", &["lean: 1×A = 0.1"]),
        ("1: A 0.10", "0.105 incl", &["least lean: 1×A = 0.1 over"]),
        ("1: A 0.09", "0.09 incl", &["lean: 1×A = 0.09"]),
        // Thirds of fils are rounded once a line: 3 × 0.335 are 1.005, so 1.01.
        ("3: A 0.335", "1.01 excl", &["lean: 3×A = 1.01"]),
        ("3: A 0.335", "1 excl", &["lean: 2×A -1[0] limit = 0.67", "least lean: 3×A = 1.01 over"]),
        ("2: A 300", "0 excl", &["least lean: 2×A = 600 over"]),
        ("2: A 300", "-5 incl", &["least lean: 2×A = 600 over"]),
        ("2: A 300", "79000000000000000000000000000 incl", &["lean: 2×A = 600"]),
    ]);
}

#[test]
fn plans_differ_clearly_in_price() {
    check(&[
        (
            "2: A 100, B 200, C 300",
            "600 excl",
            &["lean: 2×A = 200", "middle: 2×B = 400", "best: 2×C = 600"],
        ),
        // The best that the limit allows, not the best there is.
        ("2: A 100, B 200, C 300", "599 excl", &["lean: 2×A = 200", "best: 2×B = 400"]),
        (
            "2: A 100, B 200, C 300",
            "",
            &["lean: 2×A = 200", "middle: 2×B = 400", "best: 2×C = 600"],
        ),
        // Without a limit, three quarters of the way.
        (
            "1: A 100, B 200, C 300, D 400, E 9000",
            "",
            &["lean: 1×A = 100", "middle: 1×B = 200", "best: 1×D = 400"],
        ),
        // Less than a twentieth dearer is no other offer.
        ("1: A 100, B 104", "", &["lean: 1×A = 100"]),
        ("1: A 100, B 105", "", &["lean: 1×A = 100", "best: 1×B = 105"]),
        ("1: A 100, B 104, C 108", "", &["lean: 1×A = 100", "best: 1×C = 108"]),
        ("1: A 100, B 100", "", &["lean: 1×A = 100"]),
        // Everything gets better by about the same factor.
        (
            "4: A 100, B 150, C 200, D 900 | 4: E 300, F 450, G 600, H 2700",
            "3200 excl",
            &["lean: 4×A 4×E = 1600", "middle: 4×B 4×F = 2400", "best: 4×C 4×G = 3200"],
        ),
        // What one need leaves goes to the other.
        (
            "1: A 100 | 1: B 100, C 900",
            "1000 excl",
            &["lean: 1×A 1×B = 200", "best: 1×A 1×C = 1000"],
        ),
    ]);
}

#[test]
fn as_many_plans_as_are_asked_for() {
    let place = "2: A 100, B 200, C 300";
    assert!(solution(place, "", 0).is_empty());
    assert_eq!(solution(place, "", 1), ["lean: 2×A = 200"]);
    assert_eq!(solution(place, "", 2), ["lean: 2×A = 200", "best: 2×C = 600"]);
    assert_eq!(solution(place, "", 9).len(), 3);
}

#[test]
fn what_has_no_price_of_its_own_is_never_in_a_plan() {
    check(&[
        ("2: A -", "", &[]),
        ("2: A -, B 300", "", &["lean: 2×B = 600"]),
        ("2: A 0, B 300", "", &["lean: 2×B = 600"]),
        ("2: A 100 $usd, B 300", "", &["lean: 2×B = 600"]),
        ("2: A 100 m2, B 300", "", &["lean: 2×B = 600"]),
        ("2: A 100 off, B 300", "", &["lean: 2×B = 600"]),
        ("2: A -4, B 300", "", &["lean: 2×B = 600"]),
        ("2: A 0.00001, B 300", "", &["lean: 2×B = 600"]),
    ]);
}

#[test]
fn nothing_wanted_and_nothing_found() {
    check(&[
        ("", "", &[]),
        ("", "500 incl", &[]),
        ("0: A 300", "", &[]),
        ("3:", "", &[]),
        ("3:", "500 incl", &[]),
        ("0: A 300 | 2: B 100", "", &["lean: 2×B = 200"]),
        // What is found is planned, and the rest said to be missing.
        ("3: | 2: B 100", "", &["lean: 2×B -3[0] unsold = 200"]),
        (
            "3: | 2: B 100",
            "150 excl",
            &[
                "lean: 1×B -3[0] unsold -1[1] limit = 100",
                "least lean: 2×B -3[0] unsold = 200 over",
            ],
        ),
    ]);
}

#[test]
fn a_limit_that_does_not_reach_goes_to_what_is_essential_in_its_order() {
    check(&[
        (
            "6: A 300 | 6: B 200 | 2: C 900",
            "3300 excl",
            &["lean: 6×A 6×B -2[2] limit = 3000", "least lean: 6×A 6×B 2×C = 4800 over"],
        ),
        (
            "6: A 300 | 6: B 200 | 2: C 900",
            "2300 excl",
            &[
                "lean: 6×A 2×B -4[1] limit -2[2] limit = 2200",
                "least lean: 6×A 6×B 2×C = 4800 over",
            ],
        ),
        // What is left of a dear thing still buys a cheap one.
        (
            "2: A 900 | 2: B 50",
            "1000 excl",
            &["lean: 1×A 2×B -1[0] limit = 1000", "least lean: 2×A 2×B = 1900 over"],
        ),
        // The offered pedestal comes first in the list and last in the money.
        (
            "+2: P 100 | 2: A 300",
            "500 excl",
            &[
                "lean: 1×A -2[0] offered -1[1] limit = 300",
                "least lean: 2×A -2[0] offered = 600 over",
            ],
        ),
        // The cheapest covers most, though the dearer is found first.
        (
            "4: A 300, B 100",
            "350 excl",
            &["lean: 3×B -1[0] limit = 300", "least lean: 4×B = 400 over"],
        ),
    ]);
}

#[test]
fn what_is_only_offered_comes_with_the_best_plan() {
    check(&[
        (
            "2: A 300 | +2: P 100, Q 500",
            "",
            &["lean: 2×A -2[1] offered = 600", "best: 2×A 2×P = 800"],
        ),
        (
            "2: A 300 | +2: P 100",
            "800 excl",
            &["lean: 2×A -2[1] offered = 600", "best: 2×A 2×P = 800"],
        ),
        ("2: A 300 | +2: P 100", "799 excl", &["lean: 2×A -2[1] offered = 600"]),
        // All pedestals or none; then the next thing that still fits.
        (
            "1: A 300 | +2: P 100 | +1: Q 50",
            "450 excl",
            &["lean: 1×A -2[1] offered -1[2] offered = 300", "best: 1×A 1×Q -2[1] offered = 350"],
        ),
        // Extras go before finer things.
        (
            "1: A 300, B 400 | +1: P 100",
            "400 excl",
            &["lean: 1×A -1[1] offered = 300", "best: 1×A 1×P = 400"],
        ),
        // No extras while something essential cannot be had.
        ("1: A 300 | 1: | +1: P 100", "", &["lean: 1×A -1[1] unsold -1[2] offered = 300"]),
        ("+1: P 100", "", &[]),
        ("1: A 300 | +1:", "", &["lean: 1×A -1[1] offered = 300"]),
    ]);
}

#[test]
fn a_capacity_that_somebody_entered_counts_people_and_nothing_else_does() {
    check(&[
        // Two clusters of four for six people: 4,000 against 6 × 550.
        ("6p: C 2000 /4 @workstation, D 550 @desk", "", &["lean: 6×D = 3300", "best: 2×C = 4000"]),
        ("8p: C 2000 /4 @workstation, D 550 @desk", "", &["lean: 2×C = 4000", "best: 8×D = 4400"]),
        // Without a capacity a workstation is one place, and only where there is nothing else.
        ("6p: C 200 @workstation, D 550 @desk", "", &["lean: 6×D = 3300"]),
        ("6p: C 200 @workstation", "", &["lean: 6×C~1 = 1200"]),
        ("6p: C 200 @workstation, D 550 @desk", "1200 excl", &["lean: 6×C~1 = 1200"]),
        ("6p: C 200 /0 @workstation", "", &["lean: 6×C~1 = 1200"]),
        // Pieces are pieces, whoever shares them.
        ("2: C 2000 /4 @workstation", "", &["lean: 2×C = 4000"]),
        // A room: the table that is known to be large enough, else one that is taken for it.
        ("8room: T 900 /8 @table, U 500 @table", "", &["lean: 1×T = 900"]),
        ("10room: T 900 /8 @table", "", &["lean: 2×T = 1800"]),
        ("10room: U 500 @table", "", &["lean: 1×U~10 = 500"]),
        ("8room: T 900 /8 @table, U 500 @table", "600 excl", &["lean: 1×U~8 = 500"]),
        ("8room: T 900 /8 @table, U 500 @table", "400 excl", &["least lean: 1×U~8 = 500 over"]),
        // As many as have 60 cm at its long sides, and never more than there are.
        ("14room: U 500 w1800 @table", "", &["lean: 3×U~6 = 1500"]),
        ("4room: U 500 w1800 @table", "", &["lean: 1×U~4 = 500"]),
        ("2room: U 500 w300 @table", "", &["lean: 2×U~1 = 1000"]),
        ("14room: T 900 w600 /14 @table", "", &["lean: 1×T = 900"]),
        // Half a room is told as such.
        (
            "12room: T 900 /8 @table",
            "1000 excl",
            &["lean: 1×T -4[0] limit = 900", "least lean: 2×T = 1800 over"],
        ),
    ]);
}

#[test]
fn stock_decides_between_products_but_is_never_made_up() {
    check(&[
        // In stock before to be confirmed, that before two products, those before too few.
        ("6: A 100 x?, B 200 x9, C 300 x9, D 400 x9", "1200 excl", &["lean: 6×B = 1200"]),
        ("6: A 100 x?, B 200 x9", "", &["lean: 6×A? = 600", "best: 6×B = 1200"]),
        ("6: A 100 x4, B 200 x9, C 300 x9, D 400 x9", "1200 excl", &["lean: 6×B = 1200"]),
        ("6: A 100 x?", "", &["lean: 6×A? = 600"]),
        ("6: A 100 x2", "", &["lean: 6×A!4 = 600"]),
        ("6: A 100 x0", "", &["lean: 6×A!6 = 600"]),
        ("6: A 100 x0, B 200 x1", "", &["lean: 6×B!5 = 1200"]),
        (
            "6: A 100 x0, B 200 x?",
            "700 excl",
            &["lean: 3×B? -3[0] limit = 600", "least lean: 6×B? = 1200 over"],
        ),
        // Stock forces a second product: all of one, and the rest of the other.
        ("6: A 100 x4, B 200 x4", "", &["lean: 4×A 2×B = 800", "best: 4×B 2×A = 1000"]),
        ("6: A 100 x4, B 200 x1", "", &["lean: 6×A!2 = 600", "best: 6×B!5 = 1200"]),
        // A limit that only two products keep: rather those than too few of one.
        ("6: A 100 x4, B 200 x9, C 300 x9, D 400 x9", "900 excl", &["lean: 4×A 2×B = 800"]),
        ("6: A 100 x4, B 200 x9, C 300 x9, D 400 x9", "700 excl", &["lean: 6×A!2 = 600"]),
    ]);
}

#[test]
fn stock_is_not_given_away_twice() {
    check(&[
        // Ten chairs for six employees and eight visitors: the visitors get others.
        ("6: A 100 x10 | 8: A 100 x10, B 150 x20", "", &["lean: 6×A 8×B = 1800"]),
        ("6: A 100 x10 | 8: A 100 x10, B 150 x20", "1800 excl", &["lean: 6×A 8×B = 1800"]),
        // If the limit does not allow that, it is said what is not there.
        ("6: A 100 x10 | 8: A 100 x10, B 150 x20", "1500 excl", &["lean: 6×A 8×A!4 = 1400"]),
        ("6: A 100 x10 | 8: A 100 x10", "", &["lean: 6×A 8×A!4 = 1400"]),
        ("6: A 100 x14 | 8: A 100 x14", "", &["lean: 6×A 8×A = 1400"]),
        ("6: A 100 x? | 8: A 100 x?", "", &["lean: 6×A? 8×A? = 1400"]),
    ]);
}

#[test]
fn one_design_where_it_costs_nothing() {
    check(&[
        // Black is what both come in.
        (
            "2: A 100 #grey, B 100 #black | 2: C 200 #white, D 200 #black",
            "",
            &["lean: 2×B 2×D = 600"],
        ),
        // It is not worth a fils.
        ("2: A 100 #grey, B 100.01 #black | 2: D 200 #black", "", &["lean: 2×A 2×D = 600"]),
        // A series goes before a colour.
        (
            "1: A 100 #grey ~Orin | 1: B 200 #grey ~Tavo, C 200 #white ~Orin",
            "",
            &["lean: 1×A 1×C = 300"],
        ),
        // Without anything in common, what was found first.
        ("1: A 100 ~Orin, B 100 ~Tavo | 1: C 200 ~Luma", "", &["lean: 1×A 1×C = 300"]),
        // The second product of a need is like the first.
        (
            "6: A 100 x4 #red ~Orin, B 200 x3 #blue ~Tavo, C 200 x3 #red ~Orin",
            "",
            &["lean: 4×A 2×C = 800", "best: 3×C 3×A = 900"],
        ),
    ]);
}

#[test]
fn the_order_of_a_showroom() {
    // Six seats and two managers, 12,000 in all including VAT.
    let place = "6p: D1 420 @desk #oak, D2 640 @desk #white, W 2600 /4 @workstation #white \
        | 6: C1 345 x64 #black, C2 460 x8, C3 790 x5 | +6: P 210 \
        | 2p: E1 1150 @desk #walnut, E2 1900 @desk | 2: X1 590 #black, X2 980 x?";
    assert_eq!(
        solution(place, "12000 incl", 3),
        [
            "lean: 6×D1 6×C1 2×E1 2×X1 -6[2] offered = 8070",
            "middle: 6×D1 6×C2 2×E1 2×X1 -6[2] offered = 8760",
            "best: 6×D2 6×C2 6×P 2×E1 2×X1 = 11340",
        ]
    );
}

#[test]
fn absurd_numbers_come_to_an_end() {
    check(&[
        ("1000000: A 345 x?", "", &["lean: 1000000×A? = 345000000"]),
        (
            "1000000: A 345",
            "12000 incl",
            &[
                "lean: 33×A -999967[0] limit = 11385",
                "least lean: 1000000×A!999000 = 345000000 over",
            ],
        ),
        ("4294967295: A 2000 x?", "", &["lean: 4294967295×A? = 8589934590000"]),
        // Nobody has that much: it was misread.
        ("4294967295: A 99999999 x?", "", &[]),
        ("1: A 79228162514264337593543950335 x?, B 3", "", &["lean: 1×B = 3"]),
        ("4294967295p: A 2000 /4294967295", "", &["lean: 1×A = 2000"]),
        ("1: A 345", "79228162514264337593543950335 incl", &["lean: 1×A = 345"]),
        ("1: A 345", "-79228162514264337593543950335 incl", &["least lean: 1×A = 345 over"]),
    ]);
}

#[test]
fn vat_is_what_the_shop_says() {
    let place = place("1: A 100");
    for (percent, total) in
        [("0", "100"), ("5", "105"), ("7.7", "107.70"), ("-3", "100"), ("300", "200")]
    {
        let terms = Terms { vat_percent: percent.parse().unwrap(), ..terms("") };
        let wanted = wanted(&place);
        let solution = solve(&wanted, &terms, 1);
        let total: Decimal = total.parse().unwrap();
        assert_eq!(solution.plans.first().unwrap().sum.total.amount, total, "{percent} %");
    }
}

#[test]
fn a_plan_is_complete_without_what_is_only_offered() {
    let complete = |text: &str, limit: &str| {
        let place = place(text);
        solve(&wanted(&place), &terms(limit), 1).plans.first().unwrap().is_complete()
    };
    assert!(complete("2: A 300 | +2: P 100", ""));
    assert!(!complete("2: A 300", "400 excl"));
    assert!(!complete("2: A 300 | 1:", ""));
}
