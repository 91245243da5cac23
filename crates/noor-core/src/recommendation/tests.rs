use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::*;
use crate::money::Money;
use crate::product::{PriceBasis, SizeMm, Texts};

static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::from_toml(include_str!("../../../../content/lexicon.toml")).unwrap());

fn shipped() -> Recommending {
    let text = include_str!("../../../../content/complements.toml");
    Recommending::from_toml(text, &LEXICON).unwrap()
}

/// A black task chair of 400 dirhams that is in stock.
fn chair(sku: &str, name: &str) -> Product {
    Product {
        sku: sku.to_owned(),
        name: Texts { en: Some(name.to_owned()), ar: None },
        description: Texts::default(),
        categories: Vec::new(),
        family: Some("chair".to_owned()),
        subtype: Some("task".to_owned()),
        colours: vec!["black".to_owned()],
        materials: vec!["fabric".to_owned()],
        size: SizeMm { width: Some(600), depth: Some(600), height: Some(1000), length: None },
        price: aed(400),
        price_basis: PriceBasis::Each,
        stock: Some(3),
        active: true,
        images: Vec::new(),
        attributes: BTreeMap::new(),
        capacity: None,
        url: None,
    }
}

#[expect(clippy::unnecessary_wraps, reason = "prices of products may be unknown")]
fn aed(amount: i64) -> Option<Money> {
    Some(Money::new(Decimal::from(amount), Currency::AED))
}

fn of(family: &str, kind: &str, sku: &str) -> Product {
    let (family, subtype) = (Some(family.to_owned()), Some(kind.to_owned()));
    Product { family, subtype, ..chair(sku, sku) }
}

/// What is recommended instead of a chair called Orin.
fn instead(candidates: Vec<Product>) -> Vec<Recommended> {
    instead_of(&chair("OR 1", "Orin chair black"), candidates)
}

fn instead_of(product: &Product, candidates: Vec<Product>) -> Vec<Recommended> {
    let rates = [(Currency::USD, Decimal::new(36_725, 4))];
    let features = ["wheels".to_owned()];
    let beside = Beside { product, features: &features, rates: &rates, lexicon: &LEXICON };
    let with_features = |it: Product| {
        let features = it.attributes.keys().cloned().collect();
        (it, features)
    };
    shipped().alternatives(&beside, candidates.into_iter().map(with_features).collect(), 5)
}

fn skus(of: &[Recommended]) -> Vec<&str> {
    of.iter().map(|it| it.product.sku.as_str()).collect()
}

#[test]
fn a_mistake_in_the_rules_is_named() {
    let problem = |text: &str| Recommending::from_toml(text, &LEXICON).unwrap_err().to_string();
    let rules = |of: &str, belong: &str| {
        format!(
            "[alternatives]\nprice_percent = [60, 150]\nsize_percent = 20\n\
             [[rules]]\nof = {of}\nbelong = {belong}\nprice_percent = 100"
        )
    };
    assert!(Recommending::from_toml(&rules("['desk']", "['chair.task']"), &LEXICON).is_ok());
    for (text, says) in [
        (rules("['dsek']", "[]"), "`dsek` is not in"),
        (rules("['desk']", "['chair.tsak']"), "`chair.tsak` is not in"),
        (rules("['desk']", "['lamp', 'lamp']"), "`lamp` stands twice"),
        (rules("['desk', 'desk']", "['lamp']"), "`desk` stands twice"),
        (rules("['desk']", "[]").replace("60, 150", "150, 60"), "from 150 to 60"),
        (rules("['desk']", "[]").replace("of =", "off ="), "cannot be read"),
        (String::new(), "cannot be read"),
    ] {
        assert!(problem(&text).contains(says), "{says}: {}", problem(&text));
    }
}

#[test]
fn an_alternative_is_another_model_of_its_kind_size_and_price() {
    let other = || chair("KX 1", "Saif chair");
    assert_eq!(skus(&instead(vec![other()])), ["KX 1"]);
    let larger = SizeMm { width: Some(730), ..other().size };
    for (why, no) in [
        ("itself", chair("OR 1", "Saif chair")),
        ("the same in white", chair("OR 2", "Orin chair white")),
        ("the same in leather", chair("OR 3", "Orin leather chair")),
        ("the same with a Cyrillic letter", chair("OR 4", "Оrin chair red")),
        ("the same with a remark", chair("OR 1 white", "Orin chair white (new)")),
        ("another family", Product { family: Some("sofa".to_owned()), ..other() }),
        ("another kind", Product { subtype: Some("executive".to_owned()), ..other() }),
        ("no kind", Product { subtype: None, ..other() }),
        ("too cheap", Product { price: aed(239), ..other() }),
        ("too dear", Product { price: aed(601), ..other() }),
        ("no price", Product { price: None, ..other() }),
        ("too large", Product { size: larger, ..other() }),
        ("by the square metre", Product { price_basis: PriceBasis::M2, ..other() }),
        ("off the shelf", Product { active: false, ..other() }),
    ] {
        assert_eq!(instead(vec![no]), [], "{why}");
    }
    for (why, yes) in [
        ("the cheapest", Product { price: aed(240), ..other() }),
        ("the dearest", Product { price: aed(600), ..other() }),
        ("no size", Product { size: SizeMm::default(), ..other() }),
        (
            "in dollars",
            Product { price: Some(Money::new(Decimal::from(100), Currency::USD)), ..other() },
        ),
    ] {
        assert_eq!(instead(vec![yes]).len(), 1, "{why}");
    }
    let unknown = Product { subtype: None, price: None, ..chair("OR 1", "Orin chair") };
    let executive = Product { subtype: Some("executive".to_owned()), ..other() };
    assert_eq!(instead_of(&unknown, vec![executive]).len(), 1, "nothing is known to differ");
    let nothing = Product { family: None, subtype: None, ..chair("OR 1", "Orin chair") };
    let likewise = Product { family: None, subtype: None, ..other() };
    assert_eq!(instead_of(&nothing, vec![likewise]), [], "nobody knows what it is");
}

#[test]
fn what_is_there_comes_first_then_what_is_nearest() {
    let plain = |sku: &str| Product {
        colours: Vec::new(),
        materials: Vec::new(),
        ..chair(sku, &format!("{sku} chair"))
    };
    let found = instead(vec![
        Product { stock: Some(0), ..plain("SOLD") },
        Product { stock: None, ..plain("ASKED") },
        Product { size: SizeMm::default(), ..plain("SIZELESS") },
        Product { price: aed(520), ..plain("FAR") },
        Product { price: aed(420), ..plain("NEAR") },
    ]);
    assert_eq!(skus(&found), ["NEAR", "FAR", "SIZELESS", "ASKED", "SOLD"]);
    // Twenty dirhams are five percent: what is shared makes up for them.
    let found = instead(vec![
        Product { price: aed(400), ..plain("SAME") },
        Product { price: aed(430), ..chair("STYLE", "Style chair") },
        Product {
            price: aed(405),
            attributes: BTreeMap::from([("wheels".to_owned(), String::new())]),
            ..plain("WHEELS")
        },
    ]);
    assert_eq!(skus(&found), ["WHEELS", "STYLE", "SAME"]);
    assert_eq!(
        found[1].because,
        [
            Because::SameKind,
            Because::SameColour,
            Because::SameMaterial,
            Because::NearSize,
            Because::InStock
        ]
    );
    assert!(found[0].because.contains(&Because::SharedFeatures));
    assert!(found[2].because.contains(&Because::SamePrice));
}

#[test]
fn a_model_is_recommended_once_and_no_more_than_asked_for() {
    let version = |n: i64, colour: &str| Product {
        price: aed(400 + n),
        ..chair(&format!("KX {colour}"), &format!("Saif chair {colour}"))
    };
    let found = instead(vec![version(30, "white"), version(10, "grey"), version(20, "blue")]);
    assert_eq!(skus(&found), ["KX grey"]);
    let many = (0..20).map(|n| chair(&format!("M{n}"), &format!("model{n} chair"))).collect();
    assert_eq!(instead(many).len(), 5);
}

#[test]
fn the_rule_of_a_kind_goes_before_that_of_its_family() {
    let rules = shipped();
    let first = |product: &Product| {
        let (things, most) = rules.belonging(product);
        (things.first().cloned(), most)
    };
    let thing = |key: &str| Some(Thing::from(key.to_owned()));
    let (executive, most) = first(&of("desk", "executive", "D1"));
    assert_eq!((executive, most), (thing("chair.executive"), Some(Decimal::from(400))));
    let (straight, most) = first(&of("desk", "straight", "D1"));
    assert_eq!((straight, most), (thing("chair.office"), Some(Decimal::from(600))));
    let unpriced = Product { price: None, ..of("desk", "straight", "D1") };
    assert_eq!(first(&unpriced).1, None);
    assert_eq!(first(&of("part", "chair_cover", "P1")).0, None);
}

#[test]
fn what_belongs_to_it_looks_like_it_and_is_there() {
    let desk = of("desk", "straight", "D1");
    let beside = Beside { product: &desk, features: &[], rates: &[], lexicon: &LEXICON };
    let office = Thing::from("chair.office".to_owned());
    let most = Some(Decimal::from(600));
    let best = |candidates: Vec<Product>| beside.complement(&office, most, candidates);
    let white = |sku: &str, price: i64| Product {
        colours: vec!["white".to_owned()],
        materials: Vec::new(),
        price: aed(price),
        ..chair(sku, sku)
    };
    let cloth =
        |sku: &str, price| Product { materials: chair("", "").materials, ..white(sku, price) };
    let black = |sku: &str, price| Product { colours: chair("", "").colours, ..white(sku, price) };
    let asked = |it: Product| Product { stock: None, ..it };
    let sold = |it: Product| Product { stock: Some(0), ..it };
    let kind = |it: Product, kind: &str| Product { subtype: Some(kind.to_owned()), ..it };
    let table = [
        (vec![white("A", 300), white("B", 200)], Some("B")),
        (vec![white("A", 200), cloth("B", 300)], Some("B")),
        (vec![cloth("A", 200), black("B", 300)], Some("B")),
        (vec![asked(white("A", 100)), white("B", 300)], Some("B")),
        (vec![sold(black("A", 100)), white("B", 300)], Some("B")),
        (vec![sold(black("A", 100))], None),
        (vec![black("A", 601)], None),
        (vec![Product { price: None, ..black("A", 1) }], None),
        (vec![kind(black("A", 100), "mesh")], Some("A")),
        (vec![kind(black("A", 100), "visitor")], None),
        (vec![Product { subtype: None, ..black("A", 100) }], None),
        (vec![Product { active: false, ..black("A", 100) }], None),
        (vec![of("sofa", "task", "A")], None),
        (vec![], None),
    ];
    for (place, (candidates, expected)) in table.into_iter().enumerate() {
        let found = best(candidates).map(|it| it.product.sku);
        assert_eq!(found.as_deref(), expected, "case {place}");
    }
    let found = best(vec![chair("A", "A")]).unwrap();
    assert_eq!(
        found.because,
        [Because::BelongsTogether, Because::SameColour, Because::SameMaterial, Because::InStock]
    );
}
