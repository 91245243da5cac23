use super::*;
use proptest::prelude::*;

#[test]
fn hostile_messages_are_read_like_any_other() {
    let vocabulary = vocabulary();
    let pieces = [
        "a",
        "1",
        "a1",
        "1 ",
        "ا",
        "و",
        "@",
        ".",
        "-",
        "1x",
        "(",
        "\u{0}",
        "\u{202e}",
        "😀",
        "how much ",
        "من ",
        "1,",
        "ch 616 ",
        "between 5 and ",
        "sorry ",
        "5 chairs ",
        "chair and ",
        "not black ",
        "with a desk for ",
        "chiar ",
        "400 max width ",
        "< ",
        "name: ",
        "address is deliver to ",
        "I'm Al ",
        "villa 1, x, ",
        "Deira, x, ",
        "شركة ",
        "a@b.ca,",
        "llc & ",
        "regards\n",
        "add a, ",
        "no 5\n",
        "just ",
        "remove the ",
        "instead of ",
        "a reception ",
        "2 managers ",
        "5 of those. ",
        "BK 310 x 2\n",
        "1- 2\n",
    ];
    for piece in pieces {
        let message = piece.repeat(64 * 1024 / piece.len());
        let reading = read(&[&message], after(Language::Arabic), &vocabulary);
        let most = message.chars().count() * 4;
        assert!(reading.codes.len() <= most, "{piece:?}: {}", reading.codes.len());
        assert!(reading.wishes.iter().all(|wish| wish.words.len() <= 64), "{piece:?}");
    }
}

#[test]
fn twice_the_message_gives_at_most_twice_the_candidates() {
    let vocabulary = vocabulary();
    let count = |times: usize| {
        read(&[&"kx 210 new ".repeat(times)], after(Language::English), &vocabulary).codes.len()
    };
    let (once, twice) = (count(400), count(800));
    assert!(once > 0 && twice <= 2 * once + 16, "{once} {twice}");
}

#[test]
fn marks_nobody_sees_change_nothing() {
    let vocabulary = vocabulary();
    let clean = read(&["كم سعر مكتب أبيض عرضه ١٢٠"], after(Language::English), &vocabulary);
    let marked = "\u{200f}كم\u{200e} سعر \u{202b}مكتب\u{202c} أبـــيض\u{feff} عرضُه ١٢٠\u{200d}";
    assert_eq!(read(&[marked], after(Language::English), &vocabulary), clean);
}

#[test]
fn emoji_alone_mean_nothing() {
    let reading = read(&["👍🏽🙏❤️"], after(Language::Arabic), &vocabulary());
    assert_eq!(reading, Understanding::empty(Language::Arabic));
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in "\\PC{0,60}", other in "[a-z0-9 x.,٠-٩ا-ي\n%$#@+:()-]{0,60}") {
        thread_local!(static VOCABULARY: Vocabulary = vocabulary());
        VOCABULARY.with(|vocabulary| {
            let reading = read(&[&text, &other], after(Language::English), vocabulary);
            for code in &reading.codes {
                assert!(text.contains(&code.text) || other.contains(&code.text));
                let key = crate::sku::key(&code.text);
                let alike = |key: &str| key.replace('o', "0").replace(['i', 'l'], "1");
                assert_eq!(alike(&code.key), alike(&key));
            }
        });
    }
}
