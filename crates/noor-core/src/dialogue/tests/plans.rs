//! Complete solutions: for people, for several things within one budget.

use rust_decimal::Decimal;

use super::talk::{Talk, each, whole};

#[test]
fn a_place_is_furnished_for_its_people() {
    each(
        &[],
        &[
            (
                "we need furniture for 4 employees",
                "plans(4 of DK 120, 4 of GL 10 grey | 1 of WS 40, 4 of GL 10 grey | 4 of DK 160, 4 of MX 22, 4 of PD 35) ? plan ~ b2b_fitout",
            ),
            (
                "office for 4 employees and 1 manager, budget 12000",
                "plans(4 of DK 120, 4 of GL 10 grey, 1 of ED 200, 1 of EX 90; within | 4 of DK 160, 4 of MX 22, 1 of ED 200, 1 of EX 90; within) ? plan ~ b2b_fitout",
            ),
            (
                "مكتب لـ 4 موظفين ومدير، الميزانية 12000 درهم",
                "plans(4 of DK 120, 4 of GL 10 grey, 1 of ED 200, 1 of EX 90; within | 4 of DK 160, 4 of MX 22, 1 of ED 200, 1 of EX 90; within) ? plan ~ b2b_fitout",
            ),
            (
                "office for 4 employees, 3000 in all",
                "plans(4 of DK 120, 3 of GL 10 grey; lacks 1 chair; within) ? fit ~ b2b_fitout",
            ),
            (
                "office for 4 employees, 5000 including VAT",
                "plans(4 of DK 120, 4 of GL 10 grey; within | 4 of DK 120, 4 of GL 10 grey, 4 of PD 35; within) with VAT 5 ? plan ~ b2b_fitout",
            ),
            (
                "office for 40 employees",
                "plans(40 of DK 120, 40 of GL 10 grey | 10 of WS 40, 40 of GL 10 grey | 40 of DK 160, 40 of MX 22, 40 of PD 35) ? plan ~ b2b_fitout",
            ),
            (
                "office for 2 employees, budget 100",
                "plans(2 of DK 120, 2 of GL 10 grey; above) ? fit ~ b2b_fitout",
            ),
        ],
    );
}

#[test]
fn several_things_share_one_budget() {
    each(
        &[],
        &[
            (
                "4 desks and 4 chairs, total budget 5000",
                "plans(4 of DK 120, 4 of VC 50; within | 4 of DK 160, 4 of VC 50; within | 4 of DK 160, 4 of MX 22; within) ? plan",
            ),
            (
                "4 desks and 4 chairs, 3400 in all including VAT",
                "plans(4 of DK 120, 4 of VC 50; within | 4 of DK 120, 4 of GL 10 grey; within) with VAT 5 ? plan",
            ),
            (
                "3 مكاتب و 3 كراسي بميزانية 4000",
                "plans(3 of DK 120, 3 of VC 50; within | 3 of DK 160, 3 of VC 50; within | 3 of DK 160, 3 of MX 22; within) ? plan",
            ),
            (
                "2 desks and 2 chairs for 900 USD in total",
                "plans(2 of DK 120, 2 of VC 50; within | 2 of DK 160, 2 of VC 50; within | 2 of DK 160, 2 of MX 22; within) ? plan",
            ),
            (
                "2 desks and a wardrobe, 5000 in all",
                "fits desk ×2(DK 120, DK 160) + nothing found of wardrobe ? items",
            ),
        ],
    );
}

#[test]
fn one_kind_of_thing_for_people_is_no_place_to_furnish() {
    whole(&[
        ("chairs for my new office, around 6 staff", "fits ×6(VC 50, GL 10 grey, MX 22) ? item"),
        ("at most 400 each", "fits ×6(VC 50, GL 10 grey, GL 10 black) ? item"),
    ]);
    each(
        &[],
        &[
            ("desks for 3 employees", "fits ×3(DK 120, DK 160, ED 200) ? item"),
            ("كراسي لـ 6 موظفين", "fits ×6(VC 50, GL 10 grey, MX 22) ? item"),
            (
                "chairs for 6 employees, 2400 in total",
                "fits ×6(VC 50, GL 10 grey, GL 10 black) ? item",
            ),
        ],
    );
}

#[test]
fn people_are_counted_for_what_was_looked_at() {
    whole(&[
        ("show me meeting tables", "fits(MT 240) ? quantity of MT 240"),
        ("8 persons", "fits(MT 240) ? quantity of MT 240"),
    ]);
    each(
        &["show me chairs"],
        &[
            ("we are 6", "fits ×6(VC 50, GL 10 grey, MX 22) ? item"),
            (
                "office for 6 people",
                "plans(6 of DK 120, 6 of GL 10 grey | 6 of DK 120, 6 of MX 22 | 2 of WS 40, 6 of MX 22, 6 of PD 35) ? plan ~ b2b_fitout",
            ),
        ],
    );
    each(
        &[],
        &[
            (
                "looking for a meeting table\n8 person\nany colour ok",
                "fits(MT 240) ? quantity of MT 240",
            ),
            (
                "meeting table and chairs for 8 people",
                "fits table(MT 240) + fits chair ×8(GL 10 grey, MX 22) ? items",
            ),
        ],
    );
}

#[test]
fn a_solution_is_chosen_by_its_place() {
    each(
        &["4 desks and 4 chairs, total budget 5000"],
        &[
            ("the first one", "noted(4 of DK 120, 4 of VC 50) ? quotation"),
            ("option 2", "noted(4 of DK 160, 4 of VC 50) ? quotation"),
            ("2", "noted(4 of DK 160, 4 of VC 50) ? quotation"),
            ("the cheaper option", "noted(4 of DK 120, 4 of VC 50) ? quotation"),
            ("I prefer the middle one", "noted(4 of DK 160, 4 of VC 50) ? quotation"),
            ("option C please", "noted(4 of DK 160, 4 of MX 22) ? quotation"),
            ("الباقة الارخص", "noted(4 of DK 120, 4 of VC 50) ? quotation"),
            ("الخيار الثاني", "noted(4 of DK 160, 4 of VC 50) ? quotation"),
            ("the cheapest", "noted(4 of DK 120, 4 of VC 50) ? quotation"),
            ("the last one please", "noted(4 of DK 160, 4 of MX 22) ? quotation"),
            ("I'll take option 1", "noted(4 of DK 120, 4 of VC 50) ? quotation"),
            ("yes", "fine ? plan"),
            ("7", "not understood ? plan"),
            (
                "too expensive, 3600 in all",
                "plans(4 of DK 120, 4 of VC 50; within | 4 of DK 160, 4 of VC 50; within) ? plan",
            ),
            (
                "our budget is 3600 including VAT",
                "plans(4 of DK 120, 4 of VC 50; within | 4 of DK 120, 4 of GL 10 grey; within) with VAT 5 ? plan",
            ),
            ("do you install?", "installation ? plan"),
            (
                "quotation for the first",
                "noted(4 of DK 120, 4 of VC 50) + gladly ? name, company, email, address [granted]",
            ),
        ],
    );
    whole(&[
        (
            "office for 4 employees",
            "plans(4 of DK 120, 4 of GL 10 grey | 1 of WS 40, 4 of GL 10 grey | 4 of DK 160, 4 of MX 22, 4 of PD 35) ? plan ~ b2b_fitout",
        ),
        (
            "budget is 4000",
            "plans(4 of DK 120, 4 of GL 10 grey; within | 1 of WS 40, 4 of GL 10 grey; within | 4 of DK 160, 4 of GL 10 grey; within) ? plan",
        ),
        ("the first", "noted(4 of DK 120, 4 of GL 10 grey) ? quotation"),
        ("no, 5 chairs", "changed(4 of DK 120, 5 of GL 10 grey) ? quotation"),
        ("yes", "gladly ? name, company, email, address [granted]"),
    ]);
}

#[test]
fn an_amount_alone_is_what_the_place_may_cost() {
    for message in ["5000 aed", "around 5000", "5000 + vat"] {
        let mut talk = Talk::after(&["furniture for 4 employees"]);
        talk.hears(message);
        assert_eq!(talk.state.budget.total, Some(Decimal::from(5000)), "{message}");
    }
}
