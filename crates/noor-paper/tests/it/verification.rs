//! The code that tells whether a paper still says what was quoted.

use noor_core::language::Language;
use noor_paper::{QuotePaper, VerificationCode, fingerprint, render, verification_codes};
use rust_decimal::Decimal;

use crate::samples;

#[test]
fn every_figure_has_its_part_in_the_fingerprint() {
    let changes: [fn(&mut QuotePaper); 18] = [
        |it| it.number.push('0'),
        |it| it.revision += 1,
        |it| it.date = it.date.succ_opt().unwrap(),
        |it| it.valid_until = it.valid_until.succ_opt().unwrap(),
        |it| it.currency = noor_core::money::Currency::USD,
        |it| it.customer.name.push('a'),
        |it| it.customer.company = None,
        |it| it.customer.email = None,
        |it| it.customer.delivery_address.push('1'),
        |it| it.variants[0].lines[0].sku.push('1'),
        |it| it.variants[0].lines[0].quantity += 1,
        |it| it.variants[0].lines[0].unit_price += Decimal::ONE,
        |it| it.variants[0].lines[0].list_price = None,
        |it| it.variants[0].lines[0].total += Decimal::ONE,
        |it| it.variants[0].lines.swap(0, 1),
        |it| it.variants[0].sums.reductions.clear(),
        |it| it.variants[0].sums.delivery = None,
        |it| it.variants[0].sums.total += Decimal::new(1, 2),
    ];
    let mut seen = vec![fingerprint(&samples::english())];
    for (place, change) in changes.into_iter().enumerate() {
        let mut paper = samples::english();
        change(&mut paper);
        let other = fingerprint(&paper);
        assert!(!seen.contains(&other), "change {place}");
        seen.push(other);
    }
}

#[test]
fn words_are_no_part_of_the_fingerprint() {
    let own = fingerprint(&samples::english());
    let mut paper = samples::english();
    paper.voice.language = Language::Arabic;
    paper.notes.clear();
    paper.variants[0].lines[0].name.push_str(" II");
    paper.variants[0].lines[0].picture = None;
    paper.variants[0].lines[1].unit_price = "345.00".parse().unwrap();
    assert_eq!(fingerprint(&paper), own);
}

#[test]
fn a_file_says_which_quotation_it_is() {
    let template = samples::template();
    for mut paper in [samples::english(), samples::arabic()] {
        for number in ["NR-1042", "عرض ١٠٤٢/٧"] {
            number.clone_into(&mut paper.number);
            let pdf = render(&paper, &template).unwrap();
            assert_eq!(verification_codes(&pdf.bytes), [VerificationCode::of(&paper)]);
        }
    }
}

#[test]
fn a_file_whose_metadata_is_lost_still_says_it_on_its_pages() {
    let paper = samples::arabic();
    let code = VerificationCode::of(&paper);
    let mut bytes = render(&paper, &samples::template()).unwrap().bytes;
    let written = code.to_string().into_bytes();
    let mut lost = 0;
    while let Some(at) = bytes.windows(written.len()).position(|part| part == written) {
        bytes[at..at + written.len()].fill(b'x');
        lost += 1;
    }
    assert!(lost >= 2, "in the keywords and in the metadata: {lost}");
    assert_eq!(verification_codes(&bytes), [code]);
}

#[test]
fn other_files_have_no_code() {
    for file in [b"".as_slice(), b"%PDF-1.7", b"hello/1/world", &[0xff; 400]] {
        assert_eq!(verification_codes(file), []);
    }
    let code = VerificationCode::of(&samples::english());
    let damaged = format!("%PDF-1.7 <pdf:Keywords>{code}</pdf:Keywords> {code}");
    assert_eq!(verification_codes(damaged.as_bytes()), [code]);
}
