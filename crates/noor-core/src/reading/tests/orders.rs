//! Lines of an order, corrections, people and budgets.

use super::*;
use crate::understanding::{Budget, How, LineChange, Target};

/// What is to happen with the order, who it is for and what it may cost, in one line.
fn order(reading: &Understanding) -> String {
    let mut parts: Vec<String> = reading.changes.iter().map(change).collect();
    parts.extend(reading.headcounts.iter().map(|one| format!("{}={}", one.role, one.people)));
    let Budget { total, per_item, currency, incl_vat } = reading.budget;
    parts.extend(total.map(|total| format!("all≤{total}")));
    parts.extend(per_item.map(|each| format!("each≤{each}")));
    parts.extend(currency.map(|currency| currency.to_string()));
    parts.extend(incl_vat.map(|incl| if incl { "+vat".to_owned() } else { "-vat".to_owned() }));
    parts.join(", ")
}

fn change(line: &LineChange) -> String {
    let sign = match &line.how {
        How::Take => "take".to_owned(),
        How::Set => "set".to_owned(),
        How::Add => "add".to_owned(),
        How::Remove => "remove".to_owned(),
        How::Swap { out, pieces } => {
            let some = pieces.map_or(String::new(), |pieces| format!("{pieces} of "));
            format!("swap {some}{} for", target(out))
        }
    };
    let pieces = line.quantity.map_or(String::new(), |pieces| format!(" x{pieces}"));
    let was = line.was.map_or(String::new(), |was| format!(" was {was}"));
    format!("{sign} {}{pieces}{was}", target(&line.target))
}

fn target(target: &Target) -> String {
    match target {
        Target::Code(code) => format!("#{}", code.key),
        Target::Kind(wish) => {
            let lists = [&wish.families, &wish.subtypes, &wish.colours, &wish.materials];
            let keys = lists.into_iter().flatten().map(String::as_str);
            let words = wish.words.iter().map(|word| format!("\"{word}"));
            let said: Vec<String> = keys.map(str::to_owned).chain(words).collect();
            format!("({})", said.join(" "))
        }
        Target::Shown(Reference::Last) => "@last".to_owned(),
        Target::Shown(Reference::Ordinal(place)) => format!("@{place}"),
        Target::Shown(Reference::End) => "@end".to_owned(),
        Target::Shown(Reference::Cheapest) => "@cheapest".to_owned(),
        Target::Shown(Reference::Dearest) => "@dearest".to_owned(),
        Target::Shown(Reference::Smallest) => "@smallest".to_owned(),
        Target::Shown(Reference::Largest) => "@largest".to_owned(),
        Target::Meant => "it".to_owned(),
        Target::Each => "each".to_owned(),
        Target::Everything => "all".to_owned(),
    }
}

/// Compares every message with what is read of an order, and shows all that differ at once.
fn check(table: &[(&str, &str)]) {
    let vocabulary = vocabulary();
    let mut wrong = String::new();
    for (message, expected) in table {
        let found = order(&read(&[message], after(Language::English), &vocabulary));
        if found != *expected {
            writeln!(wrong, "{message:?}\n  expected {expected}\n  found    {found}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn every_line_of_an_order_is_kept() {
    check(&[
        ("7 x BK 310", "take #bk310 x7"),
        ("1 x BK-310", "take #bk310 x1"),
        ("14 nos LM 220 white", "take #lm220 x14"),
        ("LM 220 white - 14 pcs", "take #lm220 x14"),
        ("qty 3: TR 150 walnut", "take #tr150 x3"),
        ("BK 310 x 7, LM 220 x 2, TR 150 x 1", "take #bk310 x7, take #lm220 x2, take #tr150 x1"),
        ("BK 310, 7, LM 220, 2", "take #bk310 x7, take #lm220 x2"),
        ("BK 310 7 LM 220 2", "take #bk310 x7, take #lm220 x2"),
        ("7 BK 310 2 LM 220", "take #bk310 x7, take #lm220 x2"),
        ("BK 310\t7\nLM 220\t2", "take #bk310 x7, take #lm220 x2"),
        ("1\tBK 310\t7\n2\tLM 220\t2", "take #bk310 x7, take #lm220 x2"),
        ("1- BK 310 - 7\n2- LM 220 - 2", "take #bk310 x7, take #lm220 x2"),
        (
            "1. BK 310 7 pcs\n2. LM 220\n3. TR 150 x 1",
            "take #bk310 x7, take #lm220, take #tr150 x1",
        ),
        ("- BK 310 (7)\n- LM 220 (2)", "take #bk310 x7, take #lm220 x2"),
        ("* 7 nos BK 310\n* 2 nos LM 220", "take #bk310 x7, take #lm220 x2"),
        ("٧ حبات BK 310\n٢ حبة LM 220", "take #bk310 x7, take #lm220 x2"),
        ("BK 310 عدد ٧ و LM 220 عدد ٢", "take #bk310 x7, take #lm220 x2"),
        ("BK-310 = 7\nLM-220 = 2", "take #bk310 x7, take #lm220 x2"),
        ("BK310*7\nLM220*2", "take #bk310 x7, take #lm220 x2"),
        ("551230 x 6", "take #551230 x6"),
        ("BK 310 / 7 / black", "take #bk310 x7"),
        ("BK 310 ×٧", "take #bk310 x7"),
        ("BK310 7pcs LM220 2pcs", "take #bk310 x7, take #lm220 x2"),
        ("two BK 310 and one LM 220", "take #bk310 x2, take #lm220 x1"),
        ("BK 310 qty 7 black, LM 220 qty 2 white", "take #bk310 x7, take #lm220 x2"),
        ("Please book BK 310 (7 pcs) and LM-220 (2 pcs)", "take #bk310 x7, take #lm220 x2"),
        ("Order:\n1) 7 BK 310\n2) 2 LM 220", "take #bk310 x7, take #lm220 x2"),
        ("we need 7 nos of BK 310 and 2 nos of LM 220 please", "take #bk310 x7, take #lm220 x2"),
        ("ابغى ٧ من BK 310 و ٢ من LM 220", "take #bk310 x7, take #lm220 x2"),
        ("abi 7 7aba min BK 310 w 2 min LM 220", "take #bk310 x7, take #lm220 x2"),
        ("please quote 7 BK 310 and 2 LM 220", "take #bk310 x7, take #lm220 x2"),
        ("Code: BK 310 Qty: 7", "take #bk310 x7"),
        ("BK 310 x 7, when can you deliver?", "take #bk310 x7"),
        ("7 x BK 310, 2 x LM 220. what's the total?", "take #bk310 x7, take #lm220 x2"),
        ("عرض سعر لـ ٤ LP-8W", "take #lp8w x4"),
    ]);
}

#[test]
fn a_question_orders_nothing() {
    check(&[
        ("how much for 9 of BK 310", ""),
        ("do you have 9 BK 310", ""),
        ("do you have 9 BK 310?", ""),
        ("BK 310 x 9\nLM 220 x 2\nprice?", ""),
        ("is BK 310 available in 9 pcs?", ""),
        ("any discount if I take 20 BK 310", ""),
        ("what is the difference between BK 310 and LM 220", ""),
        ("how much if I take 9 of those", ""),
        ("what if I take 9?", ""),
        ("show me the third one", ""),
        ("send me the third one", ""),
        ("do you have the third one in grey", ""),
        ("I want more info on this", ""),
        ("I need 9 lamps", ""),
        ("9 lamps, 2 sofas", ""),
        ("6 point workstation", ""),
        ("I need BK 310 and LM 220", ""),
        ("كم سعر ٩ من BK 310", ""),
        ("عندكم ٩ BK 310؟", ""),
    ]);
}

#[test]
fn what_goes_with_what_is_taken() {
    check(&[
        ("I'll take it with 8 lamps", "take @last, take (lamp) x8"),
        ("i'll take 3 and one pedestal", "take it x3, take (pedestal) x1"),
        ("we take 3 and a pedestal", "take it x3, take (pedestal)"),
        ("I want this one and 2 lamps", "take @last, take (lamp) x2"),
        ("the first and the third, 2 of each", "take @1 x2, take @3 x2"),
        ("I'll take BK 310 and LM 220, 2 of each", "take #bk310 x2, take #lm220 x2"),
        ("BK 310 (2) LM 220 (3) TR 150 (4)", "take #bk310 x2, take #lm220 x3, take #tr150 x4"),
        ("باخذها مع ٤ كراسي", "take @last, take (chair) x4"),
        ("باخذ ٣ ومعهم وحدة ادراج", "take it x3, take (pedestal)"),
    ]);
}

#[test]
fn what_is_taken() {
    check(&[
        ("I'll take it", "take @last"),
        ("I take the third one", "take @3"),
        ("book 4 of the first", "take @1 x4"),
        ("order this", "take @last"),
        ("we go with the white one", "take (white)"),
        ("باخذ الثالث", "take @3"),
        ("ابي هذا", "take @last"),
        ("احجز لي ٤", "take it x4"),
        ("ba5eth el thani", "take @2"),
        ("give me 6 of those", "take @last x6"),
        ("I want the second one", "take @2"),
        ("ok take 3 of the second and 2 of the fourth", "take @2 x3, take @4 x2"),
        ("I'd go with number 2", "take @2"),
        ("let's go with option 3, 4 pieces", "take @3 x4"),
        ("I choose the cheaper one", "take @cheapest"),
        ("باخذ ٥ من الاول و٣ من الثالث", "take @1 x5, take @3 x3"),
        ("خلاص ابي الثاني", "take @2"),
        ("عطني ٦ منها", "take @last x6"),
        ("abi 4 minha", "take @last x4"),
        ("ba5eth 2 men el awal", "take @1 x2"),
        ("2 of the first, 3 of the second", "take @1 x2, take @2 x3"),
        ("ok I will take the black one, 6 pieces", "take (black) x6"),
        ("I'll take the Atlas", "take (\"atlas)"),
        ("I'll take care of it", ""),
        ("book a visit to the showroom", ""),
        ("reserve a meeting", ""),
        ("yes 3 pieces book it", "take @last x3"),
        ("نبي الثاني والرابع", "take @2, take @4"),
        ("باخذهم", "take it"),
    ]);
}

#[test]
fn corrections_set_the_number() {
    check(&[
        ("sorry, make it 14 not 9", "set it x14 was 9"),
        ("actually 14", "set it x14"),
        ("change the lamps to 6", "set (lamp) x6"),
        ("only 3 sofas", "set (sofa) x3"),
        ("خلها ١٤ مو ٩", "set it x14 was 9"),
        ("لا ٧ بس", "set it x7"),
        ("14 بدل 9", "set it x14 was 9"),
        ("14 not 9", "set it x14 was 9"),
        ("actually we need 15 lamps", "set (lamp) x15"),
        ("no, 7", "set it x7"),
        ("no sorry, 6 desks", "set (desk) x6"),
        ("make the desks 3", "set (desk) x3"),
        ("can you make the chairs 14 instead of 9?", "set (chair) x14 was 9"),
        ("change from 8 to 14", "set it x14 was 8"),
        ("change the quantity to 20", "set it x20"),
        ("the chairs should be 9", "set (chair) x9"),
        ("reduce the lamps to 4", "set (lamp) x4"),
        ("update BK 310 to 7", "set #bk310 x7"),
        ("BK 310: 8 instead of 5", "set #bk310 x8 was 5"),
        ("خل الكراسي ٧", "set (chair) x7"),
        ("خليها عشرين", "set it x20"),
        ("لا خلها ستة", "set it x6"),
        ("قصدي ١٥ كرسي", "set (chair) x15"),
        ("عدل الكراسي الى ٧", "set (chair) x7"),
        ("5aliha 14", "set it x14"),
        ("make it cheaper", ""),
        ("make it 15% off", ""),
        ("make it fast please", ""),
        ("change of plans", ""),
        ("just 5 minutes", ""),
        ("only 300 dirhams?", ""),
    ]);
}

#[test]
fn what_is_added_and_what_goes() {
    check(&[
        ("add 3 more", "add it x3"),
        ("and 4 more of the grey", "add (grey) x4"),
        ("plus one sofa", "add (sofa) x1"),
        ("زيد ٣", "add it x3"),
        ("ضيف طاولتين", "add (table) x2"),
        ("ok add one more chair and a lamp", "add (chair) x1, add (lamp)"),
        ("please add 3 of the first one too", "add @1 x3"),
        ("another 2 desks", "add (desk) x2"),
        ("one more of the same", "add @last x1"),
        ("وزيد لي كرسيين", "add (chair) x2"),
        ("zeed 3 karasi", "add (chair) x3"),
        ("add 2 BK 310", "add #bk310 x2"),
        ("add to that, do you deliver?", ""),
        ("2 more questions", ""),
        ("add me on whatsapp", ""),
        ("more", ""),
        ("remove the sofa", "remove (sofa)"),
        ("cancel the lamp", "remove (lamp)"),
        ("without the pedestal", "remove (pedestal)"),
        ("3 less", "remove it x3"),
        ("شيل الكنبة", "remove (sofa)"),
        ("بدون الكرسي الثالث", "remove @3"),
        ("cancel everything", "remove all"),
        ("start over", "remove all"),
        ("الغي كل شي", "remove all"),
        ("take out the second one", "remove @2"),
        ("cancel 2 of the chairs", "remove (chair) x2"),
        ("same order but without the lamp", "remove (lamp)"),
        ("please remove the desk and the lamp", "remove (desk), remove (lamp)"),
        ("remove BK 310 and add 3 LM 220", "remove #bk310, add #lm220 x3"),
        ("احذف الكنبة والطاولة", "remove (sofa), remove (table)"),
        ("ما ابي الكرسي الاسود", "remove (chair black)"),
        ("sheel el kursi", "remove (chair)"),
        ("نقص ٢", "remove it x2"),
        ("I need a wardrobe without shelves", ""),
        ("a chair without the wheels", ""),
        ("without armrests", ""),
        ("بدون مسند", ""),
        ("I don't want leather", ""),
        ("remove from the list of suppliers", ""),
        ("remove me from your list", ""),
        ("شيل مكتب واحد", "remove (desk) x1"),
        ("remove the lamps, only the desks", "remove (lamp)"),
        ("احذف الطاولات، بس المكاتب", "remove (table)"),
    ]);
}

#[test]
fn one_takes_the_place_of_another() {
    check(&[
        ("replace the black chairs with the grey ones", "swap (chair black) for (chair grey)"),
        ("LM 221 instead of LM 220", "swap #lm220 for #lm221"),
        ("بدل الابيض بالرمادي", "swap (white) for (grey)"),
        ("swap the sofa for TR 150", "swap (sofa) for #tr150"),
        ("replace it with LM 220", "swap it for #lm220"),
        ("exchange the black sofa for a grey one", "swap (sofa black) for (sofa grey)"),
        ("instead of the oak desk I want the walnut one", "swap (desk oak) for (desk walnut)"),
        ("بدل الطاولة بكرسي", "swap (table) for (chair)"),
        ("بدل BK 310 ابي LM 220", "swap #bk310 for #lm220"),
        ("الرمادي بدل الاسود", "swap (black) for (grey)"),
        ("swap the first one with the third", "swap @1 for @3"),
        ("change it to LM 220", "swap it for #lm220"),
        ("make it black", "swap it for (black)"),
        ("change the desk to the white one", "swap (desk) for (desk white)"),
        ("switch to the grey ones", "swap it for (grey)"),
        ("بدل الطاولات خليها OL 77", "swap (table) for #ol77"),
        ("بدل الخزائن خلوها OL 77 بنفس العدد", "swap (cabinet) for #ol77"),
    ]);
}

#[test]
fn people_of_a_place_are_counted_by_role() {
    check(&[
        ("7 seats, 3 managers", "staff=7, manager=3"),
        ("furniture for a clinic waiting area, 20 persons", "visitor=20"),
        ("office with a meeting room, 20 people", "staff=20"),
        ("office, reception and meeting room, 20 people", "reception=1, staff=20"),
        ("office for 18 employees and 2 managers", "staff=18, manager=2"),
        ("we are 14 people", "staff=14"),
        ("meeting room for 9", "meeting=9"),
        ("a reception", "reception=1"),
        ("٧ موظفين ومديرين", "staff=7, manager=2"),
        ("مكتب لعشرة موظفين", "staff=10"),
        ("2 managers 6 staff one receptionist", "manager=2, staff=6, reception=1"),
        (
            "we have 15 employees, 2 directors and a receptionist",
            "staff=15, manager=2, reception=1",
        ),
        ("new office: 10 staff, 1 manager, meeting room for 8", "staff=10, manager=1, meeting=8"),
        ("we are 20: 17 staff and 3 managers", "staff=17, manager=3"),
        ("open space for 12 and 2 managers", "staff=12, manager=2"),
        ("عندي مكتب فيه ٨ موظفين ومدير", "staff=8, manager=1"),
        ("٢٠ موظف و٣ مدراء وموظفة استقبال", "staff=20, manager=3, reception=1"),
        ("شركة فيها ١٥ موظف", "staff=15"),
        ("نبي نجهز غرفة اجتماعات ل ١٢ شخص", "meeting=12"),
        ("A manager's chair", ""),
        ("executive desk for our director", ""),
        ("meeting table for 9", ""),
        ("chairs for 20 people", ""),
        ("desks for 4 employees", ""),
        ("workstation for 6 people", ""),
        ("10 chairs for our staff", ""),
        ("a sofa for the reception area", ""),
        ("a manager desk and 3 staff desks", ""),
        ("كراسي لعشرين موظف", ""),
        ("مكتب لمدير", ""),
        ("we sit 8 hours a day", ""),
    ]);
}

#[test]
fn a_budget_says_what_it_pays() {
    check(&[
        ("max 350 each", "each≤350"),
        ("350 per chair", "each≤350"),
        ("14,000 in all incl. VAT", "all≤14000, +vat"),
        ("total budget 12k", "all≤12000"),
        ("budget is 6000 for 10 chairs", "all≤6000"),
        ("6k for 10 chairs", "all≤6000"),
        ("1200 aed for 4 stools", "all≤1200, AED"),
        ("my budget: AED 900 per person", "each≤900, AED"),
        ("office for 10 employees, 900 per person", "staff=10, all≤9000"),
        ("ميزانيتي ٧٠٠٠ شامل الضريبة", "all≤7000, +vat"),
        ("الحبة ما تتعدى ٣٥٠", "each≤350"),
        ("بحدود 4 الاف للكل", "all≤4000"),
        ("between 400 and 700 each", "each≤700"),
        ("10 chairs max 400 each, total budget 3500 excluding VAT", "all≤3500, each≤400, -vat"),
        ("budget 8000 aed excl. vat", "all≤8000, AED, -vat"),
        ("up to 1500 dhs including vat", "each≤1500, AED, +vat"),
        ("budget 5000 not 4000", "all≤5000"),
        ("اقل من ٤٠٠ للحبة", "each≤400"),
        ("عندنا ٢٠ الف درهم للكل", "all≤20000, AED"),
        ("el 7aba ma tet3ada 300", "each≤300"),
        ("mizaniyti 5000 shamel el dhareeba", "all≤5000, +vat"),
        ("no budget limit", ""),
        ("is vat included?", ""),
        ("the 500 aed chair", ""),
    ]);
}

#[test]
fn a_message_sent_twice_says_nothing_new() {
    let vocabulary = vocabulary();
    for message in [
        "7 x BK 310\n2 x LM 220",
        "add 3 more",
        "6 seats, 2 managers, 12,000 in all",
        "شيل الكنبة",
        "I'll take 4 of the first",
    ] {
        let once = read(&[message], after(Language::English), &vocabulary);
        assert_eq!(
            read(&[message, message], after(Language::English), &vocabulary),
            once,
            "{message}"
        );
    }
}

#[test]
fn the_later_word_counts() {
    let vocabulary = vocabulary();
    let table: [(&[&str], &str); 3] = [
        (&["12 staff", "2 managers and 14 staff"], "staff=14, manager=2"),
        (&["budget 5000", "max 300 each", "sorry, budget 6000"], "all≤6000, each≤300"),
        (&["7 x BK 310", "sorry, make it 8"], "take #bk310 x7, set it x8"),
    ];
    for (messages, expected) in table {
        let found = order(&read(messages, after(Language::English), &vocabulary));
        assert_eq!(found, expected, "{messages:?}");
    }
}

proptest::proptest! {
    #[test]
    fn as_many_lines_come_out_as_go_in(
        lines in proptest::collection::vec((100_u32..999, 1_u32..400), 1..30),
        layout in 0_usize..7,
    ) {
        thread_local!(static VOCABULARY: Vocabulary = vocabulary());
        let written: Vec<String> = lines.iter().enumerate().map(|(at, (code, pieces))| {
            let number = at + 1;
            match layout {
                0 => format!("{pieces} x BK {code}"),
                1 => format!("BK-{code} - {pieces} pcs"),
                2 => format!("{number}) BK {code} x {pieces}"),
                3 => format!("BK{code}\t{pieces}"),
                4 => format!("{number}- BK {code} ({pieces})"),
                5 => format!("BK {code} عدد {pieces}"),
                _ => format!("• {pieces} nos BK {code}"),
            }
        }).collect();
        VOCABULARY.with(|vocabulary| {
            let reading = read(&[&written.join("\n")], after(Language::English), vocabulary);
            let expected: Vec<String> =
                lines.iter().map(|(code, pieces)| format!("take #bk{code} x{pieces}")).collect();
            assert_eq!(order(&reading), expected.join(", "), "{written:?}");
        });
    }
}

#[test]
fn what_is_pointed_at_stands_among_codes() {
    check(&[
        ("quote me 3 of those and 5 x BK 310 grey", "take @last x3, take #bk310 x5"),
        ("2 of the second one and 6 TR 150", "take @2 x2, take #tr150 x6"),
        ("a couple of BK 310 please", "take #bk310 x2"),
        ("half a dozen LM 220", "take #lm220 x6"),
        ("بدل ٩ خلها ١٤", "set it x14 was 9"),
    ]);
}

#[test]
fn letters_that_are_also_words_begin_a_code() {
    check(&[
        ("3 x EX 410 brown", "take #ex410 x3"),
        ("ex 410 brown - 3 pcs", "take #ex410 x3"),
        ("٧ من RD 80 walnut", "take #rd80 x7"),
        ("ابي ٢ من qm.3 grey", "take #qm3 x2"),
        ("6 x LP 4 black", "take #lp4 x6"),
        ("- 731205 عدد ٦", "take #731205 x6"),
        ("ابغى ٦ من 731205", "take #731205 x6"),
        ("731205 qty 6", "take #731205 x6"),
        ("MAX 410", "each≤410"),
        ("QTY 9", ""),
        ("I WANT 9 chairs please", ""),
    ]);
}
