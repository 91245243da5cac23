use proptest::prelude::*;

use super::Mask;
use crate::understanding::Details;

fn hidden(text: &str) -> String {
    Mask::default().hide(text, &[])
}

#[test]
fn phones_in_any_dress_are_hidden() {
    let table = [
        ("call +971500000001", "call ‹phone:1›"),
        ("call +971 50 000 0001 now", "call ‹phone:1› now"),
        ("00971-50-000-0001", "‹phone:1›"),
        ("050 000 0001.", "‹phone:1›."),
        ("(050) 000-0001", "‹phone:1›"),
        ("رقمي ٠٥٠٠٠٠٠٠٠١", "رقمي ‹phone:1›"),
        ("رقمي ۰۵۰ ۰۰۰ ۰۰۰۱", "رقمي ‹phone:1›"),
        ("\u{200e}+971\u{200e} 50 000 0001", "\u{200e}‹phone:1›"),
        ("wa.me/971500000001", "wa.me/‹phone:1›"),
        ("050 000 0001 or 050 000 0002", "‹phone:1› or ‹phone:2›"),
        ("050 000 0001, again 050 000 0001", "‹phone:1›, again ‹phone:1›"),
    ];
    for (text, expected) in table {
        assert_eq!(hidden(text), expected, "{text}");
    }
}

#[test]
fn emails_are_hidden() {
    let table = [
        ("sara@example.com", "‹email:1›"),
        ("write to sara.m+desk@mail.example.ae.", "write to ‹email:1›."),
        ("(SARA@EXAMPLE.COM)", "(‹email:1›)"),
        ("0500000001@example.com", "‹email:1›"),
        ("sara @ example.com", "‹email:1›"),
        ("a@example.com,b@example.com", "‹email:1›,‹email:2›"),
    ];
    for (text, expected) in table {
        assert_eq!(hidden(text), expected, "{text}");
    }
}

#[test]
fn addresses_are_hidden_where_they_can_be_recognised() {
    let table = [
        ("villa 12, Al Barsha 2, Al Wasl Road please", "‹address:1› please"),
        ("deliver to Flat 302, Building 7", "deliver to ‹address:1›"),
        ("we are at Sheikh Zayed Road", "we are at ‹address:1›"),
        ("office no. 1204 in Silver Tower", "‹address:1›"),
        ("P.O. Box 1234 Dubai", "‹address:1› Dubai"),
        ("my address is Jumeirah 3, next to the park\nthanks", "my address is ‹address:1›\nthanks"),
        ("Address: Al Quoz 4", "Address: ‹address:1›"),
        ("العنوان: فيلا ١٢ شارع الوصل", "العنوان: ‹address:1›"),
        ("التوصيل شقة رقم ٥ بناية ٧", "التوصيل ‹address:1›"),
        ("نحن في شارع الشيخ زايد", "نحن في ‹address:1›"),
        ("ص.ب ١٢٣٤ دبي", "‹address:1› دبي"),
    ];
    for (text, expected) in table {
        assert_eq!(hidden(text), expected, "{text}");
    }
}

#[test]
fn talk_about_furniture_stays() {
    let table = [
        "black office chair under 400",
        "desk 120x60 cm for 25 people, AED 1,299.50",
        "delivery on 2026-11-23 or 23/11/2026?",
        "do you deliver to Dubai?",
        "office 20 desks, floor 2",
        "what is your address?",
        "where is your showroom, which street?",
        "a flat 12 mm glass top",
        "كم سعر مكتب أبيض عرضه ١٢٠؟",
        "ابي ٢٥ كرسي للشركة",
        "@treejar",
        "unit price",
        "CH 616 black",
    ];
    for text in table {
        assert_eq!(hidden(text), text);
    }
}

#[test]
fn article_codes_that_are_kept_stay() {
    let text = "90420332 or 0500000001?";
    let code = 0..8;
    let sent = Mask::default().hide(text, std::slice::from_ref(&code));
    assert_eq!(sent, "90420332 or ‹phone:1›?");
}

#[test]
fn one_mask_serves_many_texts() {
    let mut mask = Mask::default();
    assert_eq!(mask.hide("0500000001", &[]), "‹phone:1›");
    assert_eq!(mask.hide("0500000002 and 0500000001", &[]), "‹phone:2› and ‹phone:1›");
    assert_eq!(
        mask.restore("‹phone:2›, ‹phone:1›, ‹phone:3›"),
        "0500000002, 0500000001, ‹phone:3›"
    );
    assert_eq!(mask.len(), 2);
}

#[test]
fn a_customer_cannot_forge_a_slot() {
    let mut mask = Mask::default();
    mask.hide("0500000001", &[]);
    let sent = mask.hide("my number is ‹phone:1›", &[]);
    assert_eq!(sent, "my number is ‹text:1›");
    assert_eq!(mask.restore(&sent), "my number is ‹phone:1›");
}

#[test]
fn debugging_shows_no_words() {
    let mut mask = Mask::default();
    mask.hide("0500000001", &[]);
    assert!(!format!("{mask:?}").contains("0500000001"));
}

#[test]
fn long_texts_take_linear_time() {
    let start = std::time::Instant::now();
    for unit in ["1", "a@", "‹a:1", "1 ", "villa ", "address ", "شارع ", "@ ", "a.", "Al road "]
    {
        let text = unit.repeat(200_000 / unit.len());
        let mut mask = Mask::default();
        let sent = mask.hide(&text, &[]);
        assert_eq!(mask.restore(&sent), text);
    }
    // A quadratic reader would need minutes.
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

/// Pieces that customers' messages are made of, the awkward ones among them.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[0-9+() ./-]{0,14}",
        "[٠-٩ ]{0,12}",
        "[a-z.]{0,6}@[a-z]{0,6}\\.[a-z]{0,3}",
        "‹?(phone|text|x)?:?[0-9]{0,2}›?",
        "(villa|شارع|road|address|no|office) [0-9a-zA-Z]{0,4}",
        Just("\n".to_owned()),
    ]
}

fn message() -> impl Strategy<Value = String> {
    proptest::collection::vec(piece(), 0..8).prop_map(|pieces| pieces.concat())
}

/// Whether eight digits stand in a row, with at most one blank or dash between two of them.
fn has_a_phone(text: &str) -> bool {
    let mut digits = 0;
    let mut apart = false;
    for c in text.chars() {
        if c.is_ascii_digit() || matches!(c, '٠'..='٩') {
            digits += 1;
            apart = false;
        } else if matches!(c, ' ' | '-') && !apart {
            apart = true;
        } else {
            digits = 0;
            apart = false;
        }
        if digits >= 8 {
            return true;
        }
    }
    false
}

/// Whether an `@` stands between a word and a host with a dot in it.
fn has_an_email(text: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric();
    text.match_indices('@').any(|(at, sign)| {
        let before = text.get(..at).unwrap_or_default();
        let behind = text.get(at + sign.len()..).unwrap_or_default();
        let host: String = behind.chars().take_while(|c| word(*c) || *c == '.').collect();
        before.ends_with(word)
            && host.split('.').filter(|label| !label.is_empty()).count() > 1
            && host.starts_with(word)
    })
}

/// Dates are the one thing with eight digits that stays.
fn without_dates(text: &str) -> String {
    text.split('-').collect::<Vec<_>>().join("x")
}

proptest! {
    #[test]
    fn what_is_hidden_comes_back(texts in proptest::collection::vec(message(), 1..4), keep in proptest::collection::vec((0..60_usize, 0..60_usize), 0..4)) {
        let keep: Vec<_> = keep.into_iter().map(|(a, b)| a..b).collect();
        let mut mask = Mask::default();
        for text in &texts {
            let sent = mask.hide(text, &keep);
            prop_assert_eq!(&mask.restore(&sent), text);
        }
    }

    #[test]
    fn no_phone_and_no_email_survives(text in message()) {
        let sent = hidden(&text);
        prop_assert!(!has_a_phone(&without_dates(&sent)), "{}", sent);
        prop_assert!(!has_an_email(&sent), "{}", sent);
    }
}

#[test]
fn what_somebody_told_is_hidden_even_where_it_looks_like_nothing() {
    let details = Details {
        address: Some("behind the old mill, blue door".to_owned()),
        email: Some("sara@example.com".to_owned()),
        ..Details::default()
    };
    let mut mask = Mask::default();
    let told = mask.hide("sara@example.com, behind the old mill, blue door", &[]);
    assert_eq!(told, "‹email:1›, behind the old mill, blue door");
    mask.know(&details);
    let read_back = "We deliver to behind the old mill, blue door. Write to sara@example.com";
    let hidden = mask.hide(read_back, &[]);
    assert_eq!(hidden, "We deliver to ‹address:1›. Write to ‹email:1›");
    assert_eq!(mask.restore(&hidden), read_back);
    // Not even an article code at the same place brings it back.
    let code = read_back.find("old mill").unwrap();
    assert_eq!(mask.hide(read_back, std::slice::from_ref(&(code..code + 8))), hidden);
}
