//! What can be read on the pages.

use noor_core::reply::figures::Digits;
use noor_paper::{Pdf, QuotePaper, page_texts, render};

use crate::samples;

fn print(paper: &QuotePaper) -> Pdf {
    render(paper, &samples::template()).unwrap()
}

/// All pages, as one text.
fn read(pdf: &Pdf) -> String {
    page_texts(&pdf.bytes).join("\n\n")
}

#[test]
fn every_word_of_a_quotation() {
    let english = read(&print(&samples::english()));
    assert_eq!(english, include_str!("snapshots/english.txt").trim_end());
    let arabic = read(&print(&samples::arabic()));
    assert_eq!(arabic, include_str!("snapshots/arabic.txt").trim_end());
}

#[test]
fn variants_have_their_own_sums() {
    let paper = samples::with_variants(samples::english(), ["Reception", "Without benches"]);
    let text = read(&print(&paper));
    for once in ["Option 1 – Reception", "Option 2 – Without benches", "Terms"] {
        assert_eq!(text.matches(once).count(), 1, "{once} in {text}");
    }
    for twice in ["Subtotal  17,878.30", "Total  AED 17,991.10"] {
        assert_eq!(text.matches(twice).count(), 2, "{twice} in {text}");
    }
    assert!(!read(&print(&samples::english())).contains("Option"));
}

#[test]
fn digits_are_those_the_customer_writes() {
    let mut paper = samples::arabic();
    assert!(read(&print(&paper)).contains("١٧٬٩٩١٫١٠ درهم"));
    paper.voice.digits = Digits::Western;
    let text = read(&print(&paper));
    assert!(text.contains("17,991.10 درهم"), "{text}");
    assert!(!text.contains(['١', '٢', '٣']), "{text}");
}

#[test]
fn sums_stand_on_the_page_of_the_last_line() {
    let template = samples::template();
    for lines in 1..=20 {
        let mut paper = samples::with_lines(samples::english(), lines);
        "The very last".clone_into(&mut paper.variants[0].lines[lines - 1].name);
        let pdf = render(&paper, &template).unwrap();
        let pages = page_texts(&pdf.bytes);
        let page = pages.iter().find(|page| page.contains("The very last")).unwrap();
        for row in ["Unit price", "Subtotal", "VAT 5%", "Total  AED 17,991.10"] {
            assert!(page.contains(row), "{row} of {lines} lines: {page}");
        }
    }
}

#[test]
fn each_page_says_what_it_belongs_to() {
    let pdf = print(&samples::with_lines(samples::english(), 60));
    let pages = page_texts(&pdf.bytes);
    assert_eq!(pages.len(), 6);
    for (page, n) in pages.iter().zip(1..) {
        for part in ["Item  Qty", "NR-1042/2/", &format!("Page {n} of 6")] {
            assert!(page.contains(part), "{part} on {page}");
        }
        assert_eq!(page.contains("Mizwala Office  Quotation NR-1042"), n > 1, "{page}");
    }
}

#[test]
fn what_people_write_is_no_markup() {
    let names = [
        r#"#panic("x") #read("paper.json") #sys.version"#,
        r"*bold* _slanted_ `code` $x^2$ = title - list + 1. one",
        r"<label> @reference \ ~ -- --- ... // /* */ [text] {code}",
        r#"quote " and ' and } and ] and ), "shop": {}"#,
    ];
    for name in names {
        let mut paper = samples::english();
        name.clone_into(&mut paper.customer.name);
        paper.customer.company = Some(name.to_owned());
        name.clone_into(&mut paper.variants[0].lines[1].name);
        paper.notes = vec![name.to_owned()];
        let text = read(&print(&paper));
        assert!(text.lines().any(|line| line == name), "the note {name} in {text}");
        let start: String = name.chars().take(20).collect();
        assert_eq!(text.matches(&start).count(), 4, "each {name} in {text}");
    }
}

#[test]
fn signs_of_feeling_are_printed_and_unknown_scripts_are_told() {
    let mut paper = samples::english();
    "Sara 🌸 👍🏽 ❤️ 👩‍💻".clone_into(&mut paper.customer.name);
    paper.customer.company = Some("شركة النور (دبي)".to_owned());
    let pdf = print(&paper);
    assert!(pdf.left_out.is_empty(), "{:?}", pdf.left_out);
    let text = read(&pdf);
    assert!(text.contains('🌸') && text.contains("شركة النور (دبي)"), "{text}");

    paper.customer.company = Some("漢字 Trading".to_owned());
    let pdf = print(&paper);
    assert_eq!(pdf.left_out.iter().collect::<String>(), "字漢");
    assert!(read(&pdf).contains("\nTrading  Warehouse"), "{}", read(&pdf));
}

#[test]
fn both_directions_stand_on_one_page() {
    let text = read(&print(&samples::odd()));
    for part in [
        "شركة النور للتجارة العامة (فرع دبي)",
        "Sara 🌸",
        "#panic() $x$ *bold*",
        "كرسي CH 145 black (أسود)  12  1,299.90  15,598.80",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn a_name_cannot_turn_the_line_around_it() {
    let mut paper = samples::english();
    paper.customer.company = Some("Falcon \u{202e}Studio\u{202c}\u{7}\nLLC".to_owned());
    let pdf = print(&paper);
    assert!(read(&pdf).contains("Falcon Studio LLC  Warehouse"), "{}", read(&pdf));
    assert!(pdf.left_out.is_empty());
}

#[test]
fn what_is_too_long_wraps_and_is_cut_in_the_end() {
    let mut paper = samples::english();
    paper.customer.company = Some("W".repeat(400));
    "Wide ".repeat(100).clone_into(&mut paper.variants[0].lines[1].name);
    paper.notes = vec!["Long ".repeat(2_000)];
    let pdf = print(&paper);
    let text = read(&pdf);
    assert!(text.matches('…').count() >= 3, "{text}");
    let longest = text.lines().map(|line| line.matches('W').count()).max();
    assert!(longest.is_some_and(|signs| signs < 60), "{text}");
    assert!(pdf.pages <= 2, "{}", pdf.pages);
}

#[test]
fn no_picture_stops_a_quotation() {
    let whole = read(&print(&samples::english()));
    let broken = [None, Some(Vec::new()), Some(b"<html>login</html>".to_vec()), {
        let mut cut = samples::picture("bar-stool-oak-black.png");
        cut.truncate(900);
        Some(cut)
    }];
    for picture in broken {
        let mut paper = samples::english();
        paper.shop.logo.clone_from(&picture);
        paper.variants[0].lines[0].picture.clone_from(&picture);
        assert_eq!(read(&print(&paper)), whole, "{picture:?}");
        for line in &mut paper.variants[0].lines {
            line.picture.clone_from(&picture);
        }
        assert!(read(&print(&paper)).contains("12  1,299.90  15,598.80"));
    }
}

#[test]
fn a_logo_stands_in_place_of_the_name() {
    let mut paper = samples::english();
    paper.shop.logo = Some(samples::picture("bar-stool-oak-black.png"));
    assert!(!read(&print(&paper)).starts_with("Mizwala Office\n"));
    assert!(read(&print(&samples::english())).starts_with("Mizwala Office"));
}

#[test]
fn a_file_says_what_it_is() {
    let pdf = print(&samples::arabic());
    let file = String::from_utf8_lossy(&pdf.bytes);
    for part in [
        "<pdfaid:part>2",
        "<pdfaid:conformance>A",
        "عرض سعر NR-1042",
        "2026-11-23T12:00:00",
        "/Lang(ar)",
    ] {
        assert!(file.contains(part), "{part}");
    }
}
