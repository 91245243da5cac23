//! What lookups found, wherever it stands among the findings.

use super::given::product;
use crate::bundle::Need;
use crate::dialogue::findings::{CodeIs, Findings, Found, FoundCode, Place};
use crate::product::Product;
use crate::understanding::{CodeMention, Wish};

#[test]
fn every_product_that_was_found_can_be_changed() {
    let one = |sku: &str| product(sku, sku, 100);
    let code = |is| FoundCode { mention: CodeMention::default(), is, other_colour: false };
    let wish = Wish { families: vec!["chair".to_owned()], pieces: Some(2), ..Wish::default() };
    let place = Place { need: Need::of(wish).unwrap(), products: vec![one("H"), one("I")] };
    let mut findings = Findings {
        searches: vec![Found { products: vec![one("A"), one("B")], ..Found::default() }],
        codes: vec![
            code(CodeIs::One(Box::new(one("C")))),
            code(CodeIs::Many(vec![one("D"), one("E")])),
            code(CodeIs::Gone(Box::new(one("F")))),
            code(CodeIs::Unknown),
        ],
        pointed: vec![one("G")],
        order: vec![one("G")],
        places: vec![place],
        families: vec!["chair".to_owned()],
        ..Findings::default()
    };
    let all = |findings: &mut Findings, pick: fn(&Product) -> String| -> String {
        findings.products_mut().map(|product| pick(product)).collect()
    };
    assert_eq!(all(&mut findings, |it| it.sku.clone()), "ABCDEFGGHI");
    findings.products_mut().for_each(|product| product.images.clear());
    assert_eq!(all(&mut findings, |it| it.images.concat()), "");
    let written = serde_json::to_string(&findings).unwrap();
    assert!(!written.contains("a.png"), "there is no product elsewhere: {written}");
}
