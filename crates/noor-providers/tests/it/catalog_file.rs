use std::io::Cursor;
use std::sync::Mutex;

use noor_core::money::{Currency, Money};
use noor_core::product::{PriceBasis, Product};
use noor_providers::catalog::file::{CatalogFile, Format, read};
use noor_providers::catalog::{CatalogSource, NoMemory, Row};
use serde_json::{Value, json};

fn rows(text: &[u8], format: Format) -> Vec<Row> {
    let mut rows = Vec::new();
    read(Cursor::new(text), format, Currency::AED, &mut |row| {
        rows.push(row);
        true
    })
    .unwrap();
    rows
}

fn json_rows(text: &str) -> Vec<Row> {
    rows(text.as_bytes(), Format::JsonLines)
}

fn product(row: &Value) -> Product {
    match json_rows(&row.to_string()).remove(0) {
        Row::Product { product, .. } => *product,
        Row::Rejected { reason, .. } => panic!("{row}: {reason}"),
    }
}

fn told(rows: &[Row]) -> Vec<String> {
    rows.iter()
        .map(|row| match row {
            Row::Product { at, product, .. } => format!("{at} {}", product.sku),
            Row::Rejected { at, reason, .. } => format!("{at} !{reason}"),
        })
        .collect()
}

#[test]
fn a_full_row_is_read_whole() {
    let product = product(&json!({
        "sku": "KX 210 black", "name": {"en": "Orin Task Chair", "ar": "كرسي"},
        "description": {"en": "Mesh back."}, "categories": ["Office chairs", "Task chairs"],
        "family": "chair", "subtype": "task", "colours": ["black"], "materials": ["mesh", "fabric"],
        "size_mm": {"width": 640, "depth": 600.4, "height": "1180", "length": null},
        "price": {"amount": "345.00", "currency": "sar", "basis": "set"}, "stock": 64,
        "active": false, "images": ["https://img.example/kx210.jpg"],
        "attributes": {"Warranty": "2 years", "Castors": 5}, "capacity": null, "url": null,
        "origin": "here", "tags": ["a", "b"],
    }));
    assert_eq!(product.sku, "KX 210 black");
    assert_eq!(product.name.ar.as_deref(), Some("كرسي"));
    assert_eq!(
        (product.size.width, product.size.depth, product.size.height),
        (Some(640), Some(600), Some(1180))
    );
    assert_eq!(product.size.length, None);
    assert_eq!(product.price, Some(Money::new("345.00".parse().unwrap(), Currency::SAR)));
    assert_eq!(product.price_basis, PriceBasis::Set);
    assert_eq!((product.stock, product.active, product.capacity), (Some(64), false, None));
    let facts: Vec<_> =
        product.attributes.iter().map(|(name, fact)| format!("{name}={fact}")).collect();
    assert_eq!(facts, ["Castors=5", "Warranty=2 years", "origin=here", "tags=a, b"]);
}

#[test]
fn what_is_missing_is_unknown() {
    let product = product(&json!({"sku": 90_420_332, "name": "Chair"}));
    assert_eq!(product.sku, "90420332");
    assert_eq!(product.name.en.as_deref(), Some("Chair"));
    assert_eq!((product.price, product.stock, product.family), (None, None, None));
    assert!(product.active);
}

#[test]
fn stock_below_zero_is_none_left() {
    assert_eq!(product(&json!({"sku": "A1", "stock": -3})).stock, Some(0));
}

#[test]
fn markup_of_a_web_shop_is_not_told_to_customers() {
    let product = product(&json!({
        "sku": "A1",
        "name": "<b>Oak</b> desk &amp; shelf",
        "description": {"en": "<p>Nice <script>alert(1)</script>top&nbsp;</p>", "ar": "<br/>"},
        "categories": "Desks &amp; tables|<i>Oak</i>",
        "attributes": {"Finish": "matt&mdash;oiled"},
        "images": ["https://img.example/a.jpg?w=1&copy=2"],
    }));
    assert_eq!(product.name.en.as_deref(), Some("Oak desk & shelf"));
    assert_eq!(product.description.en.as_deref(), Some("Nice top"));
    assert_eq!(product.description.ar, None);
    assert_eq!(product.categories, ["Desks & tables", "Oak"]);
    assert_eq!(product.attributes.get("Finish").map(String::as_str), Some("matt—oiled"));
    assert_eq!(product.images, ["https://img.example/a.jpg?w=1&copy=2"], "an address is no text");
}

#[test]
fn prices_as_numbers_and_texts() {
    let dirhams = |amount: &str| Some(Money::new(amount.parse().unwrap(), Currency::AED));
    let table = [
        (json!({"amount": 345}), dirhams("345")),
        (json!({"amount": 345.1}), dirhams("345.1")),
        (json!({"amount": " 345.10 "}), dirhams("345.10")),
        (json!(99), dirhams("99")),
        (json!({"amount": "1,299.00"}), dirhams("1299.00")),
        (json!({"amount": 0.125}), dirhams("0.13")),
        (json!({"amount": 0.001}), None),
        (json!({"amount": 1_000_000_000_000_u64}), None),
        (json!({"amount": 0}), None),
        (json!({"amount": "-5"}), None),
        (json!({"amount": null, "currency": "AED"}), None),
        (json!(null), None),
    ];
    for (price, expected) in table {
        assert_eq!(product(&json!({"sku": "A1", "price": price})).price, expected, "{price}");
    }
}

#[test]
fn a_bad_field_is_named_with_what_is_wrong() {
    let table = [
        (json!({"name": "x"}), "sku: is missing"),
        (json!({"sku": " "}), "sku: is missing"),
        (json!({"sku": "x".repeat(201)}), "sku: has 201 characters; 200 are the most"),
        (json!({"sku": "---"}), "sku: `---` has neither letters nor digits"),
        (json!({"sku": "A", "price": {"amount": "NaN"}}), "price.amount: \"NaN\" is not a number"),
        (
            json!({"sku": "A", "price": {"amount": "1,299"}}),
            "price.amount: \"1,299\" is not a number",
        ),
        (
            json!({"sku": "A", "price": {"amount": 5, "currency": "dirham"}}),
            "price.currency: `dirham` is not a currency: write the three letters of ISO 4217, such as AED",
        ),
        (
            json!({"sku": "A", "price": {"amount": 5, "basis": "box"}}),
            "price.basis: `box` is none of each, set, m2",
        ),
        (json!({"sku": "A", "price": [5]}), "price: [5] is not a price"),
        (
            json!({"sku": "A", "stock": 4_000_000_000_u32}),
            "stock: 4000000000 is not a whole number from 0 to 2147483647",
        ),
        (
            json!({"sku": "A", "stock": 2.5}),
            "stock: 2.5 is not a whole number from 0 to 2147483647",
        ),
        (json!({"sku": "A", "stock": "many"}), "stock: \"many\" is not a number"),
        (json!({"sku": "A", "active": "maybe"}), "active: \"maybe\" is neither true nor false"),
        (json!({"sku": "A", "categories": 5}), "categories: 5 is not a list"),
        (
            json!({"sku": "A", "size_mm": {"width": -3}}),
            "size_mm.width: -3 is not a whole number from 0 to 2147483647",
        ),
        (json!({"sku": "A", "name": {"en": ["x"]}}), "name.en: [\"x\"] is not a text"),
        (json!(["sku"]), "is not a JSON object"),
    ];
    for (row, expected) in table {
        assert_eq!(told(&json_rows(&row.to_string())), [format!("1 !{expected}")]);
    }
}

#[test]
fn bad_lines_are_reported_and_the_others_go_on() {
    let text = "\u{feff}{\"sku\":\"A 1\"}\r\n\r\n   \n{\"sku\":\nnot json\n{\"sku\":\"a-1\"}\n{\"sku\":\"B 2\"}";
    assert_eq!(
        told(&json_rows(text)),
        [
            "1 A 1",
            "4 !is not JSON (at character 7)",
            "5 !is not JSON (at character 2)",
            "6 !sku: `a-1` is the same article as line 1",
            "7 B 2",
        ]
    );
    let bytes = b"{\"sku\":\"\xff\"}\n{\"sku\":\"C\"}\n";
    assert_eq!(told(&rows(bytes, Format::JsonLines)), ["1 !is not UTF-8 text", "2 C"]);
    let long = format!("{{\"sku\":\"A\",\"name\":\"{}\"}}\n{{\"sku\":\"B\"}}", "x".repeat(1 << 20));
    assert_eq!(told(&json_rows(&long)), ["1 !is longer than 1048576 bytes", "2 B"]);
}

#[test]
fn a_rejected_row_does_not_block_a_good_one_of_the_same_article() {
    let text = "{\"sku\":\"A\",\"stock\":1.5}\n{\"sku\":\"A\"}";
    assert_eq!(told(&json_rows(text)).last().unwrap(), "2 A");
}

#[test]
fn csv_has_the_same_keys_with_dots() {
    let text = "\u{feff}sku,name.en,name.ar,price.amount,price.currency,size_mm.width,colours,stock,active,attributes.Warranty,Mechanism\r\n\
        KX 210,\"Chair, task\",كرسي,345.00,AED,640,black|white,,yes,2 years,tilt\r\n\
        \r\n\
        KX 211,\"two\nlines\",,0,,,,7,no,,\r\n\
        kx-210,again,,,,,,,,,\r\n\
        KX 212,x,,abc,,,,,,,\r\n\
        KX 213,short\r\n\
        KX 214,a,b,c,d,e,f,g,h,i,j,k\r\n";
    let rows = rows(text.as_bytes(), Format::Csv);
    assert_eq!(
        told(&rows),
        [
            "2 KX 210",
            "4 KX 211",
            "6 !sku: `kx-210` is the same article as line 2",
            "7 !price.amount: \"abc\" is not a number",
            "8 KX 213",
            "9 !has 12 cells for 11 columns",
        ]
    );
    let Row::Product { product, .. } = &rows[0] else { panic!("{rows:?}") };
    assert_eq!(product.name.en.as_deref(), Some("Chair, task"));
    assert_eq!(product.colours, ["black", "white"]);
    assert_eq!(product.price, Some(Money::new("345.00".parse().unwrap(), Currency::AED)));
    assert_eq!((product.stock, product.active, product.size.width), (None, true, Some(640)));
    let facts: Vec<_> =
        product.attributes.iter().map(|(name, fact)| format!("{name}={fact}")).collect();
    assert_eq!(facts, ["Mechanism=tilt", "Warranty=2 years"]);
    let Row::Product { product, .. } = &rows[1] else { panic!("{rows:?}") };
    assert_eq!((product.price, product.stock, product.active), (None, Some(7), false));
}

#[test]
fn quotation_marks_in_csv_cost_their_own_row_at_most() {
    let table = [
        ("sku,name\nA,24\" wide\nB,\"say \"\"hi\"\"\"\nC,c\n", vec!["2 A", "3 B", "4 C"]),
        (
            "sku,name\nA,a\nB,\"never closed\nC,c\n",
            vec!["2 A", "3 !has a quotation mark that is never closed"],
        ),
    ];
    for (text, expected) in table {
        assert_eq!(told(&rows(text.as_bytes(), Format::Csv)), expected, "{text}");
    }
    let bytes = b"sku,name\nA,\xff\nB,b\n";
    assert_eq!(told(&rows(bytes, Format::Csv)), ["2 !is not UTF-8 text", "3 B"]);
}

/// A file in the system's folder for such, gone with the value.
struct TemporaryFile(std::path::PathBuf);

impl TemporaryFile {
    fn new(name: &str, text: &str) -> Self {
        let path = std::env::temp_dir().join(format!("noor-{}-{name}", std::process::id()));
        std::fs::write(&path, text).unwrap();
        Self(path)
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).ok();
    }
}

#[tokio::test]
async fn a_file_is_walked_with_progress() {
    let lines: Vec<_> = (0..500).map(|n| format!("{{\"sku\":\"A{n}\"}}")).collect();
    let text = lines.join("\n");
    let file = TemporaryFile::new("walk.jsonl", &text);
    let steps = Mutex::new(Vec::new());
    let walk = CatalogFile::new(&file.0, Currency::AED)
        .walk(&NoMemory, &|read, expected| steps.lock().unwrap().push((read, expected)))
        .await
        .unwrap();
    assert_eq!(walk.rows.len(), 500);
    assert!(walk.complete);
    assert_eq!(steps.into_inner().unwrap().last(), Some(&(500, Some(500))));
}

#[tokio::test]
async fn an_empty_file_empties_no_shop() {
    for (name, text) in [("empty.jsonl", ""), ("empty.CSV", "sku,name\n")] {
        let file = TemporaryFile::new(name, text);
        let walk =
            CatalogFile::new(&file.0, Currency::AED).walk(&NoMemory, &|_, _| {}).await.unwrap();
        assert!(walk.rows.is_empty() && !walk.complete, "{name}");
    }
    CatalogFile::new("/nowhere/at/all.jsonl", Currency::AED)
        .walk(&NoMemory, &|_, _| {})
        .await
        .unwrap_err();
}
