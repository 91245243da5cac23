//! The mirror of the catalogue: loading changes what differs, searching finds what was asked for,
//! and nothing a customer types is an error.

use std::collections::BTreeMap;

use noor_core::money::{Currency, Money};
use noor_core::normalise;
use noor_core::product::{PriceBasis, Product, SizeMm, Texts};
use noor_core::sku;
use noor_core::understanding::{Extreme, Range};
use noor_store::PgPool;
use noor_store::products::{self, Filter, Loaded, Mirrored, People, Words};
use rust_decimal::Decimal;

use crate::shop::at;

pub(crate) fn product(code: &str, english: &str, arabic: &str) -> Product {
    Product {
        sku: code.into(),
        name: Texts { en: Some(english.into()), ar: Some(arabic.into()) },
        description: Texts::default(),
        categories: vec!["Office".into()],
        family: Some("chair".into()),
        subtype: None,
        colours: vec![],
        materials: vec![],
        size: SizeMm::default(),
        price: Some(Money::new(Decimal::new(39_900, 2), Currency::AED)),
        price_basis: PriceBasis::Each,
        stock: Some(4),
        active: true,
        images: vec![],
        attributes: BTreeMap::from([("Warranty".into(), "5 years".into())]),
        capacity: None,
        url: None,
    }
}

pub(crate) fn mirrored(product: Product) -> Mirrored {
    let names = [&product.name.en, &product.name.ar];
    let folded: Vec<String> =
        names.into_iter().flatten().map(|name| normalise::fold(name)).collect();
    Mirrored {
        sku_key: sku::key(&product.sku),
        words: [folded.join(" "), product.colours.join(" "), String::new()],
        folded_name: folded.join(" "),
        says_itself: true,
        features: Vec::new(),
        name_sounds: Vec::new(),
        page: None,
        derived: vec!["features"],
        product,
    }
}

async fn load(db: &PgPool, source: &str, products: &[Product]) -> Loaded {
    load_at(db, source, products, 0).await
}

/// Loads what a walk found that began at a moment.
async fn load_at(db: &PgPool, source: &str, products: &[Product], began: i64) -> Loaded {
    let rows: Vec<Mirrored> = products.iter().cloned().map(mirrored).collect();
    let mut db = db.acquire().await.unwrap();
    products::load(&mut db, source, None, &rows, at(began)).await.unwrap()
}

async fn found(db: &PgPool, filter: Filter) -> Vec<String> {
    let hits = products::search(db, &filter, 50).await.unwrap();
    hits.into_iter().map(|hit| hit.product.sku).collect()
}

/// A shelf of four.
async fn shelf(db: &PgPool) {
    let ch1 = Product {
        colours: vec!["black".into(), "grey".into()],
        materials: vec!["mesh".into()],
        subtype: Some("task".into()),
        size: SizeMm { width: Some(600), depth: Some(600), height: Some(1100), length: None },
        ..product("CH 1", "Breeze task chair", "كرسي مكتب نسيم")
    };
    let ch2 = Product {
        colours: vec!["white".into()],
        materials: vec!["leather".into()],
        subtype: Some("executive".into()),
        size: SizeMm { width: Some(700), depth: Some(750), height: Some(1250), length: None },
        price: Some(Money::new(Decimal::new(100, 0), Currency::USD)),
        stock: None,
        ..product("CH 2", "Summit executive chair", "كرسي مدير القمة")
    };
    let dk1 = Product {
        family: Some("desk".into()),
        colours: vec!["white".into()],
        materials: vec!["wood".into()],
        size: SizeMm { width: None, depth: Some(800), height: Some(750), length: Some(1600) },
        price: None,
        stock: Some(0),
        ..product("DK-1", "Harbour desk", "مكتب الميناء")
    };
    let gone = Product { active: false, ..product("CH 10", "Old chair", "كرسي قديم") };
    load(db, "file", &[ch1, ch2, dk1, gone]).await;
}

fn words(of: &[&str]) -> Filter {
    Filter {
        words: of.iter().map(|word| normalise::fold(word)).collect(),
        words_as: Words::Required,
        ..Filter::default()
    }
}

fn some(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).into()).collect()
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn loading_again_changes_nothing_and_a_changed_row_is_noticed(db: PgPool) {
    let mut shelf = [product("A 1", "One", "واحد"), product("A 2", "Two", "اثنان")];
    let counts = |added, changed, unchanged| Loaded { added, changed, unchanged };
    assert_eq!(load(&db, "file", &shelf).await, counts(2, 0, 0));
    assert_eq!(load(&db, "file", &shelf).await, counts(0, 0, 2));
    shelf[1].stock = None;
    assert_eq!(load(&db, "file", &shelf).await, counts(0, 1, 1));
    shelf[0].sku = "a-1".into();
    assert_eq!(load(&db, "file", &shelf).await, counts(0, 1, 1), "another spelling, the same row");
    let read = products::by_codes(&db, &some(&["a1", "a2"]), 1).await.unwrap();
    let read: Vec<Product> = read.into_iter().map(|hit| hit.product).collect();
    assert_eq!(read, shelf, "what was written is what is read");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_a_complete_walk_did_not_see_leaves_the_shelf_and_may_come_back(db: PgPool) {
    let shelf = [product("A 1", "One", "واحد"), product("A 2", "Two", "اثنان")];
    load(&db, "file", &shelf).await;
    load(&db, "api", &[product("B 1", "Other", "آخر")]).await;
    let mut connection = db.acquire().await.unwrap();
    let seen = some(&["a1"]);
    let gone = products::deactivate_unseen(&mut connection, &seen, at(1)).await.unwrap();
    assert_eq!(gone, 2, "whatever source it came from");
    let gone = products::deactivate_unseen(&mut connection, &seen, at(1)).await.unwrap();
    assert_eq!(gone, 0);
    assert_eq!(products::count_active(&db).await.unwrap(), 1);
    let late = load(&db, "file", &shelf).await;
    assert_eq!(
        (late.changed, late.unchanged),
        (0, 2),
        "a walk that began before puts nothing back"
    );
    let loaded = load_at(&db, "file", &shelf, 2).await;
    assert_eq!((loaded.changed, loaded.unchanged), (1, 1));
    assert_eq!(products::count_active(&db).await.unwrap(), 2);
    let gone = products::deactivate_unseen(&mut connection, &[], at(-1)).await.unwrap();
    assert_eq!(gone, 0, "what was written after the walk began");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_word_that_very_many_have_hides_none_that_fits(db: PgPool) {
    let dirhams = |amount: i64| Some(Money::new(Decimal::from(amount), Currency::AED));
    let nova = |n: i64, price: i64| Product {
        price: dirhams(price),
        ..product(&format!("NV {n}"), "Nova", "نوفا")
    };
    let many: Vec<Product> = (0..1_500).map(|n| nova(n, 100)).collect();
    load(&db, "file", &many).await;
    load(&db, "file", &[nova(9_999, 900)]).await;
    for filter in [
        Filter { price_min: Some(Decimal::from(500)), ..Filter::default() },
        Filter { keys: some(&["nv9999"]), ..Filter::default() },
    ] {
        let filter = Filter { words: some(&["nova"]), words_as: Words::Required, ..filter };
        assert_eq!(found(&db, filter).await, ["NV 9999"]);
    }
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn each_filter_keeps_what_has_the_trait(db: PgPool) {
    shelf(&db).await;
    let any = Filter::default;
    let mm = |min, max| Some(Range { min, max, near: None });
    let cases = [
        ("everything", any(), vec!["CH 1", "CH 2", "DK-1"]),
        ("family", Filter { families: some(&["desk"]), ..any() }, vec!["DK-1"]),
        ("kind", Filter { subtypes: some(&["executive"]), ..any() }, vec!["CH 2"]),
        // A kind nobody knows is not the one that was ruled out.
        ("not kind", Filter { subtypes_not: some(&["executive"]), ..any() }, vec!["CH 1", "DK-1"]),
        ("not these", Filter { keys_not: some(&["ch1", "dk1"]), ..any() }, vec!["CH 2"]),
        ("colour", Filter { colours: some(&["grey", "red"]), ..any() }, vec!["CH 1"]),
        ("not colour", Filter { colours_not: some(&["white"]), ..any() }, vec!["CH 1"]),
        ("material", Filter { materials: some(&["wood"]), ..any() }, vec!["DK-1"]),
        ("not material", Filter { materials_not: some(&["wood", "mesh"]), ..any() }, vec!["CH 2"]),
        ("from", Filter { price_min: Some(Decimal::from(200)), ..any() }, vec!["CH 1"]),
        ("to", Filter { price_max: Some(Decimal::from(200)), ..any() }, vec!["CH 2"]),
        ("width", Filter { width: mm(Some(1500), Some(1700)), ..any() }, vec!["DK-1"]),
        ("depth", Filter { depth: mm(None, Some(700)), ..any() }, vec!["CH 1"]),
        ("height", Filter { height: mm(Some(1200), None), ..any() }, vec!["CH 2"]),
        ("stock", Filter { in_stock: true, ..any() }, vec!["CH 1"]),
        (
            "two at once",
            Filter { families: some(&["chair"]), colours: some(&["white"]), ..any() },
            vec!["CH 2"],
        ),
        ("nothing", Filter { families: some(&["sofa"]), ..any() }, vec![]),
    ];
    for (name, filter, expected) in cases {
        let mut hits = found(&db, filter).await;
        hits.sort();
        assert_eq!(hits, expected, "{name}");
    }
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn prices_are_compared_in_one_currency(db: PgPool) {
    shelf(&db).await;
    let rates = vec![(Currency::USD, Decimal::new(36_725, 4))];
    let up_to = |price: i64| Filter {
        price_max: Some(Decimal::from(price)),
        rates: rates.clone(),
        ..Filter::default()
    };
    assert_eq!(found(&db, up_to(380)).await, ["CH 2"], "100 dollars are 367.25 dirhams");
    assert!(found(&db, up_to(360)).await.is_empty());
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn the_nearest_size_comes_first_and_what_is_there_before_what_is_not(db: PgPool) {
    shelf(&db).await;
    let near = Some(Range { min: None, max: None, near: Some(690) });
    let hits = found(&db, Filter { width: near, ..Filter::default() }).await;
    assert_eq!(hits[0], "CH 2");
    let hits = found(&db, Filter::default()).await;
    assert_eq!(hits, ["CH 1", "CH 2", "DK-1"], "in stock, not known, none left");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn one_end_of_the_range_comes_first_and_what_nobody_knows_last(db: PgPool) {
    shelf(&db).await;
    let rates = vec![(Currency::USD, Decimal::new(45, 1))];
    for (first, expected) in [
        (Extreme::Cheapest, ["CH 1", "CH 2", "DK-1"]),
        (Extreme::Dearest, ["CH 2", "CH 1", "DK-1"]),
        (Extreme::Smallest, ["CH 1", "CH 2", "DK-1"]),
        (Extreme::Largest, ["DK-1", "CH 2", "CH 1"]),
    ] {
        let filter = Filter { first: Some(first), rates: rates.clone(), ..Filter::default() };
        assert_eq!(found(&db, filter).await, expected, "{first:?}");
    }
    // Whoever names a thing means its cheapest, not the cheapest of all.
    let harbour = Filter { words: some(&["harbour"]), rates, ..Filter::default() };
    let filter = Filter { first: Some(Extreme::Cheapest), ..harbour };
    assert_eq!(found(&db, filter).await, ["DK-1", "CH 1", "CH 2"]);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_says_of_itself_what_it_is_comes_before_what_is_kept_beside_it(db: PgPool) {
    let cheap = |code: &str, price| Product {
        price: Some(Money::new(Decimal::from(price), Currency::AED)),
        ..product(code, "Name", "اسم")
    };
    let mut rows = [mirrored(cheap("screw", 1)), mirrored(cheap("chair", 900))];
    rows[0].says_itself = false;
    let mut connection = db.acquire().await.unwrap();
    products::load(&mut connection, "file", None, &rows, at(0)).await.unwrap();
    let chairs = Filter { families: some(&["chair"]), ..Filter::default() };
    assert_eq!(found(&db, chairs).await, ["chair", "screw"]);
    assert_eq!(found(&db, Filter::default()).await, ["screw", "chair"]);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn room_for_people_is_what_a_person_entered(db: PgPool) {
    let seats = |code: &str, capacity| Product { capacity, ..product(code, "Table", "طاولة") };
    let tables =
        [seats("T 10", Some(10)), seats("T 4", Some(4)), seats("T 6", Some(6)), seats("T", None)];
    load(&db, "file", &tables).await;
    let room = async |people| found(&db, Filter { people, ..Filter::default() }).await;
    assert_eq!(room(Some(People::AtLeast(5))).await, ["T 6", "T 10"], "the nearest first");
    assert!(room(Some(People::AtLeast(11))).await.is_empty());
    assert!(room(Some(People::AtLeast(u32::MAX))).await.is_empty());
    assert_eq!(room(Some(People::Unknown)).await, ["T"]);
    assert_eq!(room(None).await.len(), 4);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_hit_says_which_words_it_meets(db: PgPool) {
    shelf(&db).await;
    let filter = Filter { words: some(&["harbor", "desk", "glacier"]), ..Filter::default() };
    let hits = products::search(&db, &filter, 50).await.unwrap();
    let met: Vec<(&str, &[String])> =
        hits.iter().map(|hit| (hit.product.sku.as_str(), hit.met.as_slice())).collect();
    assert_eq!(met[0], ("DK-1", some(&["harbor", "desk"]).as_slice()));
    assert!(met.iter().skip(1).all(|(_, met)| met.is_empty()), "{met:?}");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn words_are_found_whole_begun_misspelled_and_in_arabic(db: PgPool) {
    shelf(&db).await;
    for (typed, expected) in [
        ("harbour", "DK-1"),
        ("harb", "DK-1"),
        ("harbor", "DK-1"),
        ("Summit", "CH 2"),
        ("executve", "CH 2"),
        ("الميناء", "DK-1"),
        ("نسيم", "CH 1"),
    ] {
        let hits = found(&db, words(&[typed])).await;
        assert_eq!(hits.first().map(String::as_str), Some(expected), "{typed}");
    }
    assert!(found(&db, words(&["refrigerator"])).await.is_empty());
    let black = Filter { words_as: Words::RequiredInName, ..words(&["black"]) };
    assert!(found(&db, black).await.is_empty(), "a colour is no name");
    let harbour = Filter { words_as: Words::RequiredInName, ..words(&["harbour"]) };
    assert_eq!(found(&db, harbour).await, ["DK-1"]);
    let wish = Filter { words_as: Words::Preferred, ..words(&["refrigerator"]) };
    assert_eq!(found(&db, wish).await.len(), 3, "words that are only wished for exclude nothing");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_code_finds_its_product_also_when_it_is_off_the_shelf(db: PgPool) {
    shelf(&db).await;
    let codes = async |keys: &[&str], variants| -> Vec<(String, bool)> {
        let hits = products::by_codes(&db, &some(keys), variants).await.unwrap();
        hits.into_iter().map(|hit| (hit.product.sku, hit.exact)).collect()
    };
    assert_eq!(codes(&["ch10"], 5).await, [("CH 10".into(), true)], "gone, and known by name");
    assert_eq!(codes(&["dk"], 5).await, [("DK-1".into(), false)]);
    assert_eq!(codes(&["ch"], 5).await, [("CH 1".into(), false), ("CH 2".into(), false)]);
    assert_eq!(codes(&["ch1"], 0).await, [("CH 1".into(), true)], "its own before longer ones");
    assert_eq!(codes(&["zz", "dk1"], 5).await, [("DK-1".into(), true)]);
    assert_eq!(codes(&["%", "_", "ch_", "' or 1=1"], 5).await, []);
    assert_eq!(codes(&[""], 5).await, [], "no code is no code, not every code");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn nothing_a_customer_types_is_an_error(db: PgPool) {
    shelf(&db).await;
    let strange = [
        vec![String::new()],
        vec!["'".into(), "\"".into(), "\\".into()],
        some(&["&", "|", "!", "<->", ":*", "(", "chair'", "a:*b", "'; drop table products; --"]),
        some(&["%", "_", "\u{200f}", "\u{fffd}", "🪑", "ـــ", "٣٠٠"]),
        vec!["x".repeat(65_536)],
        vec!["كرسي".repeat(20_000)],
        (0..10_000).map(|n| format!("word{n}")).collect(),
    ];
    for words in strange {
        for words_as in [Words::Required, Words::Preferred] {
            let filter = Filter { words: words.clone(), words_as, ..Filter::default() };
            products::search(&db, &filter, 50).await.unwrap();
        }
        products::by_codes(&db, &words, 5).await.unwrap();
    }
    assert_eq!(products::count_active(&db).await.unwrap(), 3);
    let beyond = Some(Range { min: Some(u32::MAX), max: None, near: Some(u32::MAX) });
    let filter = Filter { width: beyond, depth: beyond, height: beyond, ..Filter::default() };
    assert!(found(&db, filter).await.is_empty());
    let near = Some(Range { min: None, max: None, near: Some(u32::MAX) });
    let filter = Filter { width: near, depth: near, height: near, ..Filter::default() };
    assert_eq!(found(&db, filter).await.len(), 3);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn the_families_with_most_products_come_first(db: PgPool) {
    shelf(&db).await;
    assert_eq!(products::families(&db, 10).await.unwrap(), ["chair", "desk"]);
    assert_eq!(products::families(&db, 1).await.unwrap(), ["chair"]);
}
