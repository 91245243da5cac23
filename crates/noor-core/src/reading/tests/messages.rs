use super::*;

#[test]
fn greetings_thanks_and_goodbyes() {
    check(&[
        ("hi", "en greet"),
        ("Hello!", "en greet"),
        ("hellooooo", "en greet"),
        ("Good morning", "en greet"),
        ("مرحبا", "ar greet"),
        ("هلا", "ar greet"),
        ("هلااا والله", "ar greet"),
        ("صباح الخير", "ar greet"),
        ("السلام عليكم", "ar salam"),
        ("السَّلامُ عَلَيْكُم", "ar salam"),
        ("السلام عليكم ورحمة الله وبركاته", "ar salam"),
        ("سلام عليكم هلا", "ar salam"),
        ("Assalamu alaikum", "en salam"),
        ("salam 3alaikum", "ar salam"),
        ("mar7aba", "ar greet"),
        ("hala", "ar greet"),
        ("thanks a lot", "en thank"),
        ("شكرا", "ar thank"),
        ("يعطيك العافية", "ar thank"),
        ("shukran", "ar thank"),
        ("bye", "en bye"),
        ("مع السلامة", "ar bye"),
        ("thank you, bye", "en thank bye"),
        ("Hello! Can I get more info on this?", "en greet @last"),
    ]);
}

#[test]
fn questions_about_noor_itself() {
    check(&[
        ("are you a bot?", "en bot"),
        ("Am I talking to a robot", "en bot"),
        ("انت بوت؟", "ar bot"),
        ("هل أنت روبوت", "ar bot"),
        ("which languages do you speak?", "en languages"),
        ("do you speak arabic", "en languages"),
        ("تتكلم عربي؟", "ar languages"),
        ("I want to talk to a real person", "en human"),
        ("agent", "en human"),
        ("أبغى أكلم موظف", "ar human"),
        ("أكلم أحد", "ar human"),
        ("abi akalem a7ad", "ar human"),
    ]);
}

#[test]
fn wishes() {
    check(&[
        (
            "black office chair under 400?",
            "en find | chair kind office kind task kind executive kind mesh black ≤400",
        ),
        ("كم سعر مكتب أبيض عرضه ١٢٠؟", "ar price find | desk white w=1200"),
        ("Need 4 grey chairs, max 300 each", "en find | chair grey ≤300 q=4"),
        ("ابغى مكتب ابيض عرضه متر ونص تقريبا", "ar find | desk white w=1500"),
        ("desk under 500", "en find | desk ≤500"),
        ("a chair, nothing above 350 please", "en find | chair ≤350"),
        ("sorry, I meant 15 not 20", "en q=15"),
        ("قصدي ٨ مو ٦", "ar q=8"),
        ("مكتب مو اكثر من ٩٠٠", "ar find | desk ≤900"),
        ("desk below AED 1,500", "en find | desk ≤1500 AED"),
        ("desk 120x60", "en find | desk w=1200 d=600"),
        ("desk 1.2m wide", "en find | desk w=1200"),
        ("table max 140 cm wide", "en find | table w=..1400"),
        (
            "bookcase at least 200 cm high but not wider than 85 cm",
            "en find | shelf kind bookcase kind unit w=..850 h=2000..",
        ),
        ("do you have a green sofa?", "en find | sofa green"),
        ("3 seater sofa but not leather", "en find | sofa kind three_seat not leather"),
        (
            "office chair not black",
            "en find | chair kind office kind task kind executive kind mesh not black",
        ),
        ("chairs between 500 and 800 dhs", "en find | chair ≥500 ≤800 AED"),
        ("chairs from 500 to 800", "en find | chair ≥500 ≤800"),
        ("chairs 500-800 AED", "en find | chair ≥500 ≤800 AED"),
        ("chair around 500", "en find | chair ≥400 ≤600"),
        ("desk 2.5k max", "en find | desk ≤2500"),
        ("كراسي من ٥٠٠ الى ٨٠٠ درهم", "ar find | chair ≥500 ≤800 AED"),
        ("كرسي أقل من ٤٠٠", "ar find | chair ≤400"),
        ("كرسي تحت ٤٠٠ ريال", "ar find | chair ≤400 SAR"),
        ("مكتب بحدود ١٠٠٠ درهم", "ar find | desk ≥800 ≤1200 AED"),
        ("مكتب تحت ٢ الف", "ar find | desk ≤2000"),
        ("عندكم كنب تحت ٢٠٠٠ ريال؟", "ar find | sofa ≤2000 SAR"),
        ("ابي كبت ملابس عرضه ما يزيد عن ٨٠ سم", "ar find | wardrobe w=..800"),
        ("طاولة اجتماعات ل ١٠ اشخاص", "ar find | table kind meeting people=10"),
        ("workstation for 6 people", "en find | workstation people=6"),
        (
            "kursi maktab aswad",
            "ar find | chair kind office kind task kind executive kind mesh black",
        ),
        (
            "abi kursi maktab bas mo aswad",
            "ar find | chair kind office kind task kind executive kind mesh not black",
        ),
        ("maktab 3ardah 120 cm aw aqal", "ar find | desk w=..1200"),
        ("abi 6awlat 6a3am ta7t 500 ryal", "ar find | table kind dining ≤500 SAR"),
        ("kanaba beige", "ar find | sofa beige"),
        ("five chairs", "en find | chair q=5"),
        ("خمس كراسي", "ar find | chair q=5"),
        ("خمسة وعشرين كرسي", "ar find | chair q=25"),
        ("two hundred and fifty chairs", "en find | chair q=250"),
        ("ابغى كرسيين", "ar find | chair q=2"),
        ("budget 5000 for 10 chairs", "en find | chair ≤500 all≤5000 q=10"),
        ("in black", "en find | black"),
        ("بالأسود", "ar find | black"),
        ("under 300", "en find | ≤300"),
        (
            "أبي office chair لونه أسود",
            "ar find | chair kind office kind task kind executive kind mesh black",
        ),
        ("dining chair لونها أحمر أو أصفر", "ar find | chair kind dining red yellow"),
        ("wardrobe عرض 100 و depth ما يزيد عن 45", "ar find | wardrobe w=1000 d=..450"),
        (
            "sofa bed في حدود 2000 ريال يكون متوفر الحين",
            "ar find | sofa kind sofa_bed ≥1600 ≤2400 SAR in-stock",
        ),
        ("BILLY bookcase", "en find | shelf kind bookcase kind unit \"billy"),
        ("كراسي تنفيذية جلد", "ar find | chair kind executive leather"),
        ("executive desk walnut", "en find | desk kind executive walnut"),
        ("office manager", "en ?"),
        ("عايزين ٦ كراسي زرقا", "ar find | chair blue q=6"),
        ("بدنا طاولة اجتماعات لتمن اشخاص", "ar find | table kind meeting people=8"),
        ("ابي كنبة واحدة سودا", "ar find | sofa black q=1"),
        ("طاولة مدورة قطرها ٩٠ سم", "ar find | table kind round w=900"),
    ]);
}

#[test]
fn codes_in_any_spelling() {
    check(&[
        ("ch616", "en #ch616"),
        ("CH 616", "en #ch616"),
        ("CH-616 black", "en #ch616"),
        ("price of ch616?", "en price #ch616"),
        ("CH ٦١٦", "ar #ch616"),
        ("СН 616", "en #ch616"),
        ("25 x CH 616", "en #ch616x25"),
        ("CH 616 25 pcs", "en #ch616x25"),
        ("CH 616 x 25", "en #ch616x25"),
        ("ابغى ٢٥ حبة من CH 616", "ar #ch616x25"),
        ("كم سعر CH 616 أسود", "ar price #ch616"),
        ("801.552.05", "en #80155205"),
        ("is article number 803 691 12 available in the store?", "en stock #80369112"),
        ("هل المنتج رقم ٨٠٢٢١٣٥٢ متوفر؟", "ar stock #80221352"),
        ("شوفلي هالرقم ١٠٤١٣١٣٧", "ar #10413137"),
        ("price حق S09251777 كم؟", "ar price #s09251777"),
        ("CH 616 - 5\nKX 210 - 10", "en #ch616x5 #kx210x10"),
        ("1) CH 616\n2) KX 210", "en #ch616 #kx210"),
        ("what is the price of 25 CH 616?", "en price #ch616x25"),
        ("need 10 CH 616 and 5 KX 210", "en #ch616x10 #kx210x5"),
        ("25 of CH 616", "en #ch616x25"),
        ("do you have CH 616 in black?", "en | black #ch616"),
        ("how much CH-616 with delivery", "en price #ch616 ?"),
    ]);
}

#[test]
fn what_is_no_code() {
    let vocabulary = vocabulary();
    for message in [
        "chair under 400",
        "between 500 and 600",
        "from 500",
        "and 4",
        "No. 4",
        "120x60 cm",
        "write to chair620@shop.example",
        "call +971 50 000 0001",
        "0500000002",
        "6 people",
        "open at 10 am",
        "25 pcs",
        "AED 1,299",
        "٥٠٠ درهم",
        "1) hello\n2) thanks",
        "10% discount",
        "6awlat 6a3am",
        "between ٥٠٠ and ٦٠٠",
        "up to the 25th floor",
    ] {
        let reading = read(&[message], after(Language::English), &vocabulary);
        assert_eq!(reading.codes, [], "{message}");
    }
}

#[test]
fn longer_and_shorter_windows_are_offered_longest_first() {
    let vocabulary = vocabulary();
    let keys = |message: &str| -> Vec<String> {
        let reading = read(&[message], after(Language::English), &vocabulary);
        reading.codes.into_iter().map(|code| code.key).collect()
    };
    let found = keys("price of KX 210 NEW black please");
    for key in ["kx210newblack", "kx210new", "kx210"] {
        assert!(found.contains(&key.to_owned()), "{key}: {found:?}");
    }
    assert!(
        found.iter().position(|key| key == "kx210newblack")
            < found.iter().position(|key| key == "kx210")
    );
    assert!(keys("620140").contains(&"620140".to_owned()));
    assert!(keys("CH-616/black").contains(&"ch616black".to_owned()));
}

#[test]
fn prices_stock_pictures_and_what_was_shown() {
    check(&[
        ("how much for 25 of those", "en price q=25 @last"),
        ("how much is it?", "en price @last"),
        ("كم سعره", "ar price"),
        ("بكم هذا؟", "ar price @last"),
        ("كم سعر ٢٥ منها", "ar price q=25 @last"),
        ("is it available?", "en stock"),
        ("متوفر؟", "ar stock"),
        ("the second one", "en @2"),
        ("الثاني", "ar @2"),
        ("رقم ٢", "ar @2"),
        ("No. 4", "en @4"),
        ("option 3", "en @3"),
        ("the last one", "en @end"),
        ("الأرخص", "ar @cheapest"),
        ("send me a picture of the first one", "en picture @1"),
        ("ارسل صورة", "ar picture"),
        ("620140", "en"),
        ("25", "en q=25"),
        ("٢٥", "ar q=25"),
        ("make it 12", "en q=12"),
        ("qty 30", "en q=30"),
        ("كم KX 210 بالريال السعودي؟", "ar price in SAR #kx210"),
        ("bkam OL-77?", "ar price #ol77"),
    ]);
}

#[test]
fn questions_about_the_shop() {
    check(&[
        ("do you deliver?", "en delivery"),
        ("delivery?", "en delivery"),
        ("هل التوصيل مجاني", "ar delivery"),
        ("where is your showroom", "en location"),
        ("وين موقعكم", "ar location"),
        ("location please", "en location"),
        ("what are your working hours", "en hours"),
        ("متى تفتحون؟", "ar hours"),
        ("is vat included?", "en vat"),
        ("كم الضمان", "ar warranty"),
        ("do you install", "en installation"),
        ("which payment methods", "en payment"),
        ("can you make custom size", "en custom_work"),
        ("عندكم تفصيل؟", "ar custom_work"),
        ("can I get a sample", "en samples sample"),
        ("wholesale price?", "en wholesale"),
        ("what is your return policy", "en returns"),
        ("who are you", "en about"),
        ("شو تبيعون", "ar about"),
        ("hi, do you deliver to Sharjah?", "en greet delivery"),
    ]);
}

#[test]
fn languages_by_message() {
    check(&[
        ("Здравствуйте, сколько стоит стул?", "en! ?"),
        ("नमस्ते कुर्सी", "en! ?"),
        ("bonjour, combien coûte la chaise", "en! ?"),
        ("你好", "en! ?"),
        ("ہمیں کرسی چاہیے", "en! find | chair \"هميں ?"),
    ]);
    let vocabulary = vocabulary();
    let spoken = |messages: &[&str], fallback| {
        let reading = read(messages, after(fallback), &vocabulary);
        (reading.language, reading.language_served)
    };
    for message in ["👍", "25", "CH 616", "", "...", "https://shop.example/x", "+971500000001"] {
        assert_eq!(spoken(&[message], Language::Arabic), (Language::Arabic, true), "{message}");
        assert_eq!(spoken(&[message], Language::English), (Language::English, true), "{message}");
    }
    assert_eq!(spoken(&["هلا", "ok send the price"], Language::Arabic).0, Language::English);
    assert_eq!(spoken(&["ok", "هلا", "👍"], Language::English).0, Language::Arabic);
    assert_eq!(spoken(&["ابغى CH 616 black"], Language::English).0, Language::Arabic);
    // What is read by its sound is no more Arabic than any word in Latin letters.
    assert_eq!(spoken(&["doolab"], Language::English).0, Language::Arabic);
    let mixed = "I need a big doolab for my office please";
    assert_eq!(spoken(&[mixed], Language::Arabic).0, Language::English);
    let urdu = "bhai mujhe office ke liye 10 kursiyan chahiye, rate kya hai?";
    assert_eq!(spoken(&[urdu], Language::English), (Language::English, false));
}

#[test]
fn a_burst_is_read_as_one() {
    let vocabulary = vocabulary();
    let burst = ["هلا", "ابغى مكتب", "ابيض", "عرضه متر ونص تقريبا"];
    let reading = read(&burst, after(Language::English), &vocabulary);
    assert_eq!(line(&reading), "ar greet find | desk white w=1500");
    let corrected =
        read(&["chair under 500", "sorry under 400"], after(Language::English), &vocabulary);
    assert_eq!(corrected.wishes.first().unwrap().price_max, Some(rust_decimal::Decimal::from(400)));
}

#[test]
fn a_long_story_is_left_to_a_model() {
    check(&[
        (
            "my cousin recommended your colleague yesterday because her landlord renovates something",
            "en ?",
        ),
        ("we disagree about yesterday", "en ?"),
        ("can you give me a discount 10%", "en discount ?"),
        ("net 30, 20% discount", "en discount ?"),
    ]);
}

#[test]
fn papers_and_orders_are_for_a_colleague() {
    check(&[
        ("could I get a quotation?", "en quotation"),
        ("ممكن تسعيرة؟", "ar quotation"),
        ("track my order", "en order"),
        ("طلبي ما وصل", "ar order"),
        ("please send my invoice", "en invoice"),
        ("تم التحويل", "ar say_paid"),
    ]);
}

#[test]
fn employees_are_no_request_for_a_person() {
    check(&[("موظف لو سمحت", "ar human"), ("نبي مكاتب لعدد 15 موظف", "ar find | desk people=15")]);
}

#[test]
fn how_are_you_is_a_question_and_a_name_is_no_riddle() {
    check(&[
        ("hi, how are you?", "en greet how_are_you"),
        ("شلونكم", "ar how_are_you"),
        ("my name is Huda", "en introduces"),
        ("I'm Khalid from Nakheel, I need 12 lamps", "en find | lamp q=12"),
        ("what do you have?", "en find"),
        ("4 of the second one", "en q=4 @2"),
    ]);
}

#[test]
fn a_code_with_its_colour_keeps_the_language_and_arabic_digits_tell_it() {
    let vocabulary = vocabulary();
    for (message, before, expected) in [
        ("TR 150 white", Language::Arabic, Language::Arabic),
        ("TR 150 white", Language::English, Language::English),
        ("GN 30 white/black", Language::Arabic, Language::Arabic),
        ("white TR 150 please", Language::Arabic, Language::English),
        ("٦", Language::English, Language::Arabic),
        ("٦ من TR 150 oak", Language::English, Language::Arabic),
    ] {
        let reading = read(&[message], after(before), &vocabulary);
        assert_eq!(reading.language, expected, "{message}");
    }
}
