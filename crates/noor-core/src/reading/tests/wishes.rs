//! Several things in one breath, corrections, exclusions, follow-ups and slips of the finger.

use super::*;

#[test]
fn each_thing_keeps_the_traits_it_stands_with() {
    check(&[
        ("6 chairs and 2 desks", "en find | chair n=6 | desk n=2"),
        (
            "a red armchair and a blue sofa",
            "en find | chair kind armchair kind rocking kind recliner red | sofa blue",
        ),
        ("10 chairs under 300, 2 sofas", "en find | chair ≤300 n=10 | sofa n=2"),
        (
            "12 stools, black, and a bar table",
            "en find | chair kind stool black n=12 | table kind bar",
        ),
        ("chair in black and red and a desk", "en find | chair black red | desk"),
        ("a grey cabinet and a black and white sofa", "en find | cabinet grey | sofa black white"),
        ("lamps under 200 and wardrobes under 1500", "en find | lamp ≤200 | wardrobe ≤1500"),
        ("sofa blue, table white", "en find | sofa blue | table white"),
        ("4 sofas + 1 coffee table", "en find | sofa n=4 | table kind coffee kind nest n=1"),
        (
            "- 4 executive chairs\n- 4 desks 160x80\n- 1 sofa",
            "en find | chair kind executive n=4 | desk w=1600 d=800 n=4 | sofa n=1",
        ),
        ("Chairs: 10\nDesks: 5\nSofa: 1", "en find | chair n=10 | desk n=5 | sofa n=1"),
        ("chairs 10 nos, tables 5 nos", "en find | chair n=10 | table n=5"),
        ("6 black chairs and 4 white chairs", "en find | chair black n=6 | chair white n=4"),
        (
            "sofa 3 seater and 2 single sofas",
            "en find | sofa kind three_seat | sofa kind one_seat n=2",
        ),
        ("table with 4 chairs", "en find | table | chair n=4"),
        ("desk with drawers and a chair", "en find | desk +drawers | chair"),
        ("wardrobe with shelves", "en find | wardrobe \"shelves"),
        ("a chair that holds 150 kg", "en find load? | chair ?"),
        ("كرسي يتحمل ١٥٠ كيلو", "ar find load? | chair ?"),
        ("conference table, I have only 2000", "en find | table kind meeting ≤2000"),
        ("cabinet with 4 drawers", "en find | cabinet \"drawers \"4"),
        ("خزانة ملفات ٣ ادراج", "ar find | cabinet kind filing \"ادراج \"3"),
        ("lockers and cabinets, all in grey", "en find | cabinet kind locker grey | cabinet grey"),
        ("a table and 6 chairs, oak", "en find | table oak | chair oak n=6"),
        ("tables and stools, max 300 each", "en find | table ≤300 | chair kind stool ≤300"),
        (
            "budget 9000 for a sofa and a desk",
            "en find | sofa ≤9000 all≤9000 | desk ≤9000 all≤9000",
        ),
        ("bench or stool", "en find | chair kind bench kind stool"),
        ("chair/stool", "en find | chair kind stool"),
        ("chairs for a meeting table", "en find | chair"),
        ("كرسي أسود ومكتب أبيض", "ar find | chair black | desk white"),
        ("كرسيين ومكتب وخزانة ملفات", "ar find | chair n=2 | desk | cabinet kind filing"),
        (
            "٣ كنبات رمادي و٢ طاولات قهوة بيضا",
            "ar find | sofa grey n=3 | table kind coffee kind nest white n=2",
        ),
        (
            "كراسي مكتب عدد ١٠ وطاولات عدد ٥",
            "ar find | chair kind office kind task kind executive kind mesh n=10 | table n=5",
        ),
        ("كراسي\nطاولات\nكنب", "ar find | chair | table | sofa"),
        ("كرسي او كنبة", "ar find | chair sofa"),
        ("abi 4 karasi aswad w maktab abyadh", "ar find | chair black n=4 | desk white"),
        (
            "ابي 5 office chairs و 2 sofas",
            "ar find | chair kind office kind task kind executive kind mesh n=5 | sofa n=2",
        ),
    ]);
}

#[test]
fn a_batch_narrows_overrules_or_adds() {
    let vocabulary = vocabulary();
    let table: [(&[&str], &str); 10] = [
        (&["a black chair", "sorry, white"], "en find | chair white"),
        (&["a green sofa", "or a blue one"], "en find | sofa green blue"),
        (&["desks", "140 cm", "in oak"], "en find | desk oak w=1400"),
        (&["two desks", "and 4 chairs", "black"], "en find | desk n=2 | chair black n=4"),
        (&["a desk under 900", "no wait under 700"], "en find | desk ≤700"),
        (&["a chair", "sorry I meant a table"], "en find | table"),
        (&["8 chairs", "3 sofas", "make it 10 chairs"], "en find | chair n=10 | sofa n=3"),
        (&["كرسي أسود", "لا قصدي أبيض"], "ar find | chair white"),
        (&["مكتب", "وكرسي", "جلد"], "ar find | desk | chair leather"),
        (&["a sofa, sorry, I mean a bed"], "en find | bed"),
    ];
    for (messages, expected) in table {
        let found = line(&read(messages, after(Language::English), &vocabulary));
        assert_eq!(found, expected, "{messages:?}");
    }
}

#[test]
fn what_is_not_wanted_is_excluded_and_what_is_declined_is_not() {
    check(&[
        ("no leather", "en find | not leather"),
        ("not red, chair", "en find | chair not red"),
        ("no white desks", "en find | desk not white"),
        ("a chair but not swivel", "en find | chair not kind task"),
        ("كرسي غير دوار", "ar find | chair not kind task"),
        ("a bed without storage", "en find | bed -storage"),
        ("طاولة ما ابيها زجاج", "ar find | table not glass"),
        ("ما ابغى كرسي اسود", "ar find | chair not black"),
        ("sereer mush abyad", "ar find | bed not white"),
        ("sereer mesh abyad", "ar find | bed not white"),
        ("any wardrobe but not mirrored", "en find | wardrobe -mirror"),
        ("sofa not fabric and not beige", "en find | sofa not beige not fabric"),
        ("anything but plastic", "en find | not plastic"),
        ("table without wheels", "en find | table -wheels"),
        ("meeting table not round", "en find | table kind meeting not kind round -round"),
        ("6awlat ijtima3at mo mdawara", "ar find | table kind meeting -round"),
        ("desk without drawers", "en find | desk -drawers"),
        ("not yellow but green lamp", "en find | lamp green not yellow"),
        ("no mesh chairs", "en find | chair not kind mesh not mesh"),
        (
            "an office chair, not executive",
            "en find | chair kind office kind task kind mesh not kind executive",
        ),
        ("chairs not stools", "en find | chair not kind stool"),
        ("I don't want wood or glass", "en find | not wood not glass"),
        ("no, grey", "en no find | grey"),
        ("no. a cabinet", "en no find | cabinet"),
        ("no i need a bed", "en no find | bed"),
        ("No", "en no"),
        ("nope thanks", "en no thank"),
        ("sofas not too expensive", "en find | sofa"),
        ("desk not more than 900", "en find | desk ≤900"),
        ("desk no wider than 140", "en find | desk w=..1400"),
        ("مو أحمر", "ar find | not red"),
        ("كنبة بدون جلد", "ar find | sofa not leather"),
        ("ما ابي زجاج", "ar find | not glass"),
        ("ابيض ولا اسود", "ar find | white black"),
        ("مو ابيض ولا اسود", "ar find | not white not black"),
        ("لا، أزرق", "ar no find | blue"),
        ("لا أبي أخضر", "ar no find | green"),
        ("كرسي ما يزيد عن ٥٠٠", "ar find | chair ≤500"),
        ("mo aswad, abyad", "ar find | white not black"),
    ]);
}

#[test]
fn a_bare_number_is_what_the_thing_beside_it_makes_it() {
    check(&[
        ("desk 160 oak", "en find | desk oak w=1600"),
        ("wardrobe 200 white", "en find | wardrobe white w=2000"),
        ("سرير ١٨٠", "ar find | bed w=1800"),
        ("chair leather 650", "en find | chair leather ≤650"),
        ("chairs 30", "en find | chair q=30"),
        ("chairs 120", "en find | chair ≤120 ? guess=Price"),
        ("table 8", "en find | table people=8 ? guess=People"),
        ("desk 1200", "en find | desk w=1200 ? guess=Width"),
        ("خزانة 800", "ar find | cabinet w=800 ? guess=Width"),
        ("مكتب 1350", "ar find | desk ≤1350 ? guess=Price"),
        ("workstation 6", "en find | workstation people=6 ? guess=People"),
        ("desk 1.6", "en find | desk w=1600"),
        ("sofa 4000", "en find | sofa ≤4000"),
        ("lamp for 250", "en find | lamp ≤250"),
        ("كرسي ب٤٠٠", "ar find | chair ≥320 ≤480"),
        ("shelf 800x300", "en find | shelf w=800 d=300"),
        ("desk 120*60", "en find | desk w=1200 d=600"),
        ("180/90", "en find | w=1800 d=900"),
        ("bed 200/160", "en find | bed w=2000 d=1600"),
        ("chair < 350", "en find | chair ≤350"),
        ("lamp <=90", "en find | lamp ≤90"),
        ("sofa >=2000", "en find | sofa ≥2000"),
        ("table ≤ 700", "en find | table ≤700"),
        ("chair 250-", "en find | chair ≤250"),
        ("lamp max 90", "en find | lamp ≤90"),
        ("desk white under 700 width 120", "en find | desk white ≤700 w=1200"),
        ("cabinet 80 wide 40 deep 180 high", "en find | cabinet w=800 d=400 h=1800"),
        (
            "bookcase height 200 max width 90",
            "en find | shelf kind bookcase kind unit w=..900 h=2000",
        ),
        ("desk under 120 cm", "en find | desk w=..1200"),
        ("table under 140 wide", "en find | table w=..1400"),
        ("wider than 150 desk", "en find | desk w=1500.."),
        ("sofa up to 3k", "en find | sofa ≤3000"),
        ("desk 1.5k", "en find | desk ≤1500"),
        ("1m20 desk", "en find | desk w=1200"),
        ("0.5m shelf", "en find | shelf w=500"),
        ("طاولة عرضها اكبر من ١٢٠", "ar find | table w=1200.."),
        ("I need 80", "en find q=80"),
        ("60 pcs", "en q=60"),
        ("عطني ٤٠", "ar find q=40"),
        ("15 blue chairs", "en find | chair blue q=15"),
        ("3 more lamps", "en find | lamp q=3"),
    ]);
}

#[test]
fn what_an_and_joins_shares_its_colour() {
    check(&[
        ("white chairs and tables", "en find | chair white | table white"),
        ("oak desks and cabinets", "en find | desk oak | cabinet oak"),
        ("white chairs and a table", "en find | chair white | table"),
        ("white chairs and black tables", "en find | chair white | table black"),
        ("طاولات وكراسي بيضاء", "ar find | table white | chair white"),
        ("كراسي سوداء وطاولات", "ar find | chair black | table"),
    ]);
}

#[test]
fn people_are_counted_around_what_people_sit_at() {
    check(&[
        ("meeting table for 10", "en find | table kind meeting people=10"),
        ("table for eight people", "en find | table people=8"),
        ("طاولة اجتماعات ل ١٢", "ar find | table kind meeting people=12"),
        ("طاولة لـ٦", "ar find | table people=6"),
        ("for a team of 9", "en find | people=9"),
        ("10-seater", "en find | people=10"),
        ("8 seater table", "en find | table people=8"),
        ("workstation for 4", "en find | workstation people=4"),
        ("chair for 4", "en find | chair q=4 ? guess=Pieces"),
        ("table for 6 and 6 chairs", "en find | table people=6 | chair n=6"),
    ]);
}

#[test]
fn follow_ups_point_at_the_list_or_change_it() {
    check(&[
        ("do you have it in blue?", "en find | blue @last"),
        ("same in oak", "en find | oak @last"),
        ("نفسه بالرمادي", "ar find | grey @last"),
        ("in another colour", "en colour?"),
        ("more", "en more"),
        ("show me more sofas", "en more find | sofa"),
        ("others?", "en more"),
        ("anything else?", "en more"),
        ("غيرها؟", "ar more"),
        ("في غيره", "ar more"),
        ("خيارات ثانية", "ar more"),
        ("fe ghairah?", "ar more"),
        ("cheaper?", "en ~Cheaper"),
        ("something cheaper in black", "en find | black ~Cheaper"),
        ("cheaper than this", "en ~Cheaper"),
        ("أرخص", "ar ~Cheaper"),
        ("شي أرخص", "ar ~Cheaper"),
        ("shay ar5as", "ar ~Cheaper"),
        ("the cheaper one", "en @cheapest"),
        ("which one is the most expensive", "en @dearest"),
        ("something more premium", "en ~Dearer"),
        ("smaller", "en ~Smaller"),
        ("a wider desk", "en find | desk ~Larger"),
        ("أصغر شوي", "ar ~Smaller"),
        ("أكبر", "ar ~Larger"),
        ("your cheapest sofa", "en find | sofa first=Cheapest"),
        ("most expensive bed", "en find | bed first=Dearest"),
        ("أغلى سرير", "ar find | bed first=Dearest"),
        ("أرخص طاولة عندكم", "ar find | table first=Cheapest"),
        ("akbar 6awla", "ar find | table first=Largest"),
        ("مكتب أرخص", "ar find | desk ~Cheaper"),
        ("smallest cabinet", "en find | cabinet first=Smallest"),
        ("أي واحد أغلى", "ar @dearest"),
    ]);
}

#[test]
fn chatter_is_no_query() {
    check(&[
        ("please can you kindly tell me if you maybe have blue sofas", "en find | sofa blue"),
        ("my boss is looking for executive desks", "en find | desk kind executive"),
        ("our new branch needs lockers asap", "en find | cabinet kind locker"),
        ("السلام عليكم لو سمحت مديري يبي كراسي تنفيذية", "ar salam find | chair kind executive"),
        ("hi my name is Sofia, i need a table", "en greet find | table"),
        ("we would be interested in buying some lamps if possible", "en find | lamp"),
        ("ممكن تساعدني الله يعافيك ابي كنب للمجلس", "ar find | sofa"),
        ("what desks do you have", "en find | desk"),
        ("شو الكراسي اللي عندكم", "ar find | chair"),
    ]);
}

#[test]
fn codes_with_slips_and_few_digits() {
    check(&[
        ("62O14O", "en #620140"),
        ("DM 9O5", "en #dm905"),
        ("HY3 available?", "en stock #hy3"),
        ("LK/2", "en #lk2"),
        ("CH-616/BLK", "en #ch616blk"),
        ("ch616-2", "en #ch6162"),
        ("عندكم CH-616 اسود؟", "ar #ch616"),
        ("CH-205 x 4 and KX-110 x 2", "en #ch205x4 #kx110x2"),
        ("KX 210 please call", "en #kx210 ?"),
        ("LAMP/2", "en find | lamp q=2"),
        ("hy3", "en | \"hy ?"),
        ("12/11/2026", "en ?"),
        ("12.11.2026", "en ?"),
        ("2026-11-12", "en ?"),
        ("call at 10:30", "en ?"),
    ]);
}

#[test]
fn things_are_named_by_what_they_are_for() {
    check(&[
        ("where can our staff keep their bags", "en find | cabinet kind locker"),
        ("something to hang jackets", "en find | accessory kind coat_stand"),
        ("need something to put books on", "en find | shelf kind bookcase kind unit"),
        ("I'd like to stand while working", "en find | desk kind height_adjustable"),
        ("شي نحفظ فيه المستندات", "ar find | cabinet kind filing"),
        ("ابي شي ارتب الاسلاك", "ar find | accessory kind cable_tray"),
        ("نبي شي نجتمع حولها", "ar find | table kind meeting"),
    ]);
}

#[test]
fn rows_of_an_answer_are_no_pieces_and_people_are_none() {
    let vocabulary = vocabulary();
    let read = |message: &str| read(&[message], after(Language::English), &vocabulary);
    for (message, rows) in [
        ("show me 3 options for a round table", 3),
        ("اقتراحين لكنبة استقبال", 2),
        ("ابي ٤ خيارات طاولات", 4),
    ] {
        let reading = read(message);
        assert_eq!((reading.at_most, reading.quantity), (Some(rows), None), "{message}");
    }
    let reading = read("11 of us move next month, which desks fit?");
    assert_eq!((reading.headcounts.len(), reading.quantity), (1, None));
    assert_eq!(read("طاولة اجتماعات لتسعة").wishes[0].people, Some(9));
    let corrected = read("6 blue chairs, not grey, and make it 9");
    assert_eq!((corrected.quantity, corrected.changes.len()), (Some(9), 0));
}
