use super::*;
use crate::understanding::{Buyer, Detail};
use proptest::prelude::*;

/// What was told, in one line, with what else was read behind a bar.
fn told(reading: &Understanding) -> String {
    let details = &reading.details;
    let mut line = String::new();
    let company = match &details.company {
        Some(Buyer::Company(name)) => Some(name.as_str()),
        Some(Buyer::Individual) => Some("(individual)"),
        None => None,
    };
    for (label, value) in [
        ("name", details.name.as_deref()),
        ("company", company),
        ("email", details.email.as_deref()),
        ("phone", details.phone.as_deref()),
        ("address", details.address.as_deref()),
        ("area", details.area.as_deref()),
        ("role", details.role.as_deref()),
    ] {
        if let Some(value) = value {
            write!(line, "{label}={value}; ").unwrap();
        }
    }
    format!("{line}| {}", super::line(reading))
}

fn check_told(asked: &[Detail], table: &[(&str, &str)]) {
    let vocabulary = vocabulary();
    let mut wrong = String::new();
    for (message, expected) in table {
        let before = Before { language: Language::English, asked, codes: &[] };
        let found = told(&read(&[message], before, &vocabulary));
        if found != *expected {
            writeln!(wrong, "{message:?}\n  expected {expected}\n  found    {found}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn people_introduce_themselves_in_many_ways() {
    check_told(
        &[],
        &[
            ("I'm Ahmed", "name=Ahmed; | en introduces"),
            (
                "معاك هند من شركة النخلة الخضراء",
                "name=هند; company=شركة النخلة الخضراء; | ar introduces",
            ),
            (
                "انا طارق من مؤسسة البيت الابيض، نبي ٣ مكاتب",
                "name=طارق; company=مؤسسة البيت الابيض; | ar find | desk q=3",
            ),
            ("im ahmed", "name=ahmed; | en introduces"),
            ("this is Sara from Bright Labs", "name=Sara; company=Bright Labs; | en introduces"),
            ("My name is Tamsin Okoro", "name=Tamsin Okoro; | en introduces"),
            ("Omar here", "name=Omar; | en introduces"),
            (
                "Hi, Farida here from Blue Dune Interiors",
                "name=Farida; company=Blue Dune Interiors; | en greet",
            ),
            ("Hello I'm Lucian, I need 5 desks", "name=Lucian; | en greet find | desk q=5"),
            ("I'm ahmed and I need 3 sofas", "name=ahmed; | en find | sofa q=3"),
            (
                "I am Mr. Khalid Al Mansouri from Dune Trading LLC, need 4 black chairs",
                "name=Khalid Al Mansouri; company=Dune Trading LLC; | en find | chair black q=4",
            ),
            ("اسمي خالد", "name=خالد; | ar introduces"),
            ("معك أبو محمد من شركة النور", "name=أبو محمد; company=شركة النور; | ar introduces"),
            (
                "انا سارة من شركة دار الضيافة",
                "name=سارة; company=شركة دار الضيافة; | ar introduces",
            ),
            ("السلام عليكم معاك ريم", "name=ريم; | ar salam"),
            ("هلا انا شيماء ابغى 6 كراسي", "name=شيماء; | ar greet find | chair q=6"),
            ("ana Khalid men sharikat Al Noor", "name=Khalid; company=Al Noor; | ar introduces"),
            ("ismi Mansour", "name=Mansour; | ar introduces"),
            ("my name is خالد, I need a desk", "name=خالد; | en find | desk"),
            ("I'm Dr. Salma Aziz", "name=Dr. Salma Aziz; | en introduces"),
            (
                "انا خالد مدير المشتريات في شركة النور للتجارة",
                "name=خالد; company=شركة النور للتجارة; role=مدير المشتريات; | ar introduces",
            ),
            ("we are Bright Labs LLC", "company=Bright Labs LLC; | en introduces"),
            ("We are from Falcon Ridge", "company=Falcon Ridge; | en introduces"),
            ("I work for Falcon Ridge", "company=Falcon Ridge; | en introduces"),
        ],
    );
}

#[test]
fn much_that_follows_i_am_is_no_name() {
    let vocabulary = vocabulary();
    for message in [
        "I'm interested",
        "I'm looking for a desk",
        "im looking for 5 chairs",
        "this is urgent",
        "This is great",
        "this is Noor?",
        "is this Noor",
        "I'm not sure",
        "i am waiting",
        "I'm in a hurry",
        "i'm relocating next month",
        "I'm a customer",
        "this is for my office",
        "I am from Dubai",
        "this is KX 210",
        "this is the chair I want",
        "I'm opening an office",
        "I am happy with it",
        "this is too expensive",
        "انا ابي مكتب",
        "انا محتاج كراسي",
        "معك حق",
        "انا من دبي",
        "انا مهتم",
        "انا مستعجل",
        "انا اسأل عن السعر",
        "ana abi kursi",
        "ana mehtam",
        "hello",
        "هلا والله",
        "how much is the Milano desk?",
        "two black chairs",
        "thanks",
        "Sami",
        "كرسي أسود",
    ] {
        let reading = read(&[message], after(Language::English), &vocabulary);
        assert_eq!(reading.details.name, None, "{message}");
        assert_eq!(reading.details.company, None, "{message}");
        assert_eq!(reading.details.role, None, "{message}");
        assert_eq!(reading.details.address, None, "{message}");
    }
}

#[test]
fn posts_are_told_and_no_furniture() {
    check_told(
        &[],
        &[
            (
                "I am the office manager at Bright Labs",
                "company=Bright Labs; role=office manager; | en introduces",
            ),
            ("I'm the procurement manager", "role=procurement manager; | en introduces"),
            (
                "I'm Tara, senior project engineer at Falcon Ridge",
                "name=Tara; company=Falcon Ridge; role=senior project engineer; | en introduces",
            ),
            ("انا مدير المشتريات", "role=مدير المشتريات; | ar introduces"),
            ("معك هدى مسؤولة المشتريات", "name=هدى; role=مسؤولة المشتريات; | ar introduces"),
            ("a desk for the office manager", "| en find | desk"),
        ],
    );
}

#[test]
fn a_letter_is_signed_at_its_end() {
    check_told(
        &[],
        &[
            (
                "I need 4 black chairs\nregards, Sami Haddad / Al Noor Trading LLC",
                "name=Sami Haddad; company=Al Noor Trading LLC; | en find | chair black q=4",
            ),
            (
                "Please quote 10 desks.\n\nBest regards,\nTamsin Okoro\nFalcon Ridge\ntamsin@ridge.example\n+971500000004",
                "name=Tamsin Okoro; company=Falcon Ridge; email=tamsin@ridge.example; phone=+971500000004; | en quotation find | desk q=10",
            ),
            (
                "أحتاج 5 مكاتب\nمع التحية\nسامي حداد\nشركة البيان",
                "name=سامي حداد; company=شركة البيان; | ar find | desk q=5",
            ),
            ("need 2 sofas\nThanks\nHuda", "name=Huda; | en find thank | sofa q=2"),
        ],
    );
}

#[test]
fn companies_and_people_of_their_own() {
    check_told(
        &[],
        &[
            ("company: 3 Stars Trading 2020", "company=3 Stars Trading 2020; | en introduces"),
            ("Company: individual", "company=(individual); | en introduces"),
            ("it's for personal use", "company=(individual); | en introduces"),
            ("no company, just me", "company=(individual); | en introduces"),
            ("بدون شركة", "company=(individual); | ar introduces"),
            ("company: Falcon Ridge, for personal use", "company=Falcon Ridge; | en introduces"),
            (
                "as an individual. Actually we are Falcon Ridge FZE",
                "company=Falcon Ridge FZE; | en introduces",
            ),
            ("Falcon Ridge FZE, sorry, as an individual", "company=(individual); | en introduces"),
            ("مؤسسة الرمال ذ.م.م", "company=مؤسسة الرمال ذ.م.م; | ar introduces"),
            ("individual lockers", "| en find | cabinet kind locker \"individual"),
            ("a chair for my company", "| en find | chair"),
            ("كراسي للشركة", "| ar find | chair"),
        ],
    );
}

#[test]
fn emails_and_phones() {
    check_told(
        &[],
        &[
            ("Sara.M@Mail.Example", "email=Sara.M@mail.example; | en introduces"),
            ("my email is omar@mail.example.", "email=omar@mail.example; | en introduces"),
            ("email: sara@mail,com", "| en ?"),
            ("my mobile is 0500000005", "phone=0500000005; | en introduces"),
            ("Tel: 4 000 0006", "phone=4 000 0006; | en introduces"),
            ("+971 50 000 0007", "phone=+971 50 000 0007; | en introduces"),
            ("الجوال: ٠٥٠٠٠٠٠٠٠٨", "phone=٠٥٠٠٠٠٠٠٠٨; | ar introduces"),
            ("company: 3 Stars 20201234", "company=3 Stars 20201234; | en introduces"),
        ],
    );
}

#[test]
fn addresses_are_kept_whole_and_cities_are_areas() {
    check_told(
        &[],
        &[
            (
                "Office 1204, Tower B, Business Bay, Dubai",
                "address=Office 1204, Tower B, Business Bay, Dubai; | en introduces",
            ),
            (
                "Villa 12, Street 8, Al Barsha 2",
                "address=Villa 12, Street 8, Al Barsha 2; | en introduces",
            ),
            (
                "مكتب 305، برج الماس، الخليج التجاري، دبي",
                "address=مكتب 305، برج الماس، الخليج التجاري، دبي; | ar introduces",
            ),
            (
                "شارع الشيخ زايد بناية 14 شقة 3",
                "address=شارع الشيخ زايد بناية 14 شقة 3; | ar introduces",
            ),
            (
                "please send 4 black chairs to Warehouse 9, Street 12, Al Quoz 3, Dubai",
                "address=Warehouse 9, Street 12, Al Quoz 3, Dubai; | en find | chair black q=4",
            ),
            (
                "Address: Flat 302, Palm Gardens, Ajman",
                "address=Flat 302, Palm Gardens, Ajman; | en introduces",
            ),
            (
                "العنوان: فيلا ١٢ شارع ٨ الخوانيج دبي",
                "address=فيلا ١٢ شارع ٨ الخوانيج دبي; | ar introduces",
            ),
            ("Dubai", "area=Dubai; | en introduces"),
            ("دبي", "area=دبي; | ar introduces"),
            ("Abu Dhabi", "area=Abu Dhabi; | en introduces"),
            ("we are in Sharjah", "area=Sharjah; | en introduces"),
            ("I'm from Dubai", "area=Dubai; | en introduces"),
            ("انا من دبي", "area=دبي; | ar introduces"),
            ("Address: Dubai, UAE", "area=Dubai, UAE; | en introduces"),
            ("5 chairs in Dubai", "area=Dubai; | en find | chair q=5"),
            ("budget 5000 aed", "| en find | ≤5000 AED"),
            ("office 20 desks", "| en find | desk q=20"),
            ("quantity 5", "| en q=5"),
            ("desk 120x60", "| en find | desk w=1200 d=600"),
        ],
    );
}

#[test]
fn rows_of_details_are_read_in_any_dress() {
    check_told(
        &[],
        &[
            (
                "Sara Ali / Bright Labs LLC / sara@brightlabs.example / Office 1204, Tower B, Business Bay, Dubai",
                "name=Sara Ali; company=Bright Labs LLC; email=sara@brightlabs.example; address=Office 1204, Tower B, Business Bay, Dubai; | en introduces",
            ),
            (
                "individual, omar@mail.example, Villa 12 Al Barsha 2 Dubai, Omar Saleh",
                "name=Omar Saleh; company=(individual); email=omar@mail.example; address=Villa 12 Al Barsha 2 Dubai; | en introduces",
            ),
            (
                "الاسم: منى، الشركة: دار الضيافة، الايميل: mona@dar.example، العنوان: مكتب 4، برج النخيل، دبي",
                "name=منى; company=دار الضيافة; email=mona@dar.example; address=مكتب 4، برج النخيل، دبي; | ar introduces",
            ),
            (
                "Name: Tamsin Okoro\nCompany: Falcon Ridge\nEmail: t@ridge.example\nMobile: 0500000009\nAddress: Villa 4, Street 3, Mirdif, Dubai",
                "name=Tamsin Okoro; company=Falcon Ridge; email=t@ridge.example; phone=0500000009; address=Villa 4, Street 3, Mirdif, Dubai; | en introduces",
            ),
            (
                "Sara/individual/sara@x.example/Villa 3 Street 7 Jumeirah Dubai",
                "name=Sara; company=(individual); email=sara@x.example; address=Villa 3 Street 7 Jumeirah Dubai; | en introduces",
            ),
            (
                "5 x KX 210, Sara, individual, sara@x.example, Villa 3, Street 7, Jumeirah",
                "name=Sara; company=(individual); email=sara@x.example; address=Villa 3, Street 7, Jumeirah; | en #kx210x5",
            ),
            (
                "Bright Labs LLC; Tamsin; t@labs.example; Warehouse 3, Al Quoz 4, Dubai",
                "name=Tamsin; company=Bright Labs LLC; email=t@labs.example; address=Warehouse 3, Al Quoz 4, Dubai; | en introduces",
            ),
            (
                "سارة، فرد، sara@x.example، فيلا 3 شارع 7 جميرا دبي",
                "name=سارة; company=(individual); email=sara@x.example; address=فيلا 3 شارع 7 جميرا دبي; | ar introduces",
            ),
        ],
    );
}

#[test]
fn answers_are_read_as_what_was_asked() {
    use Detail::{Address, Company, Email, Name};
    check_told(
        &[Name],
        &[
            ("Sami", "name=Sami; | en introduces"),
            ("سامي", "name=سامي; | ar introduces"),
            ("it's Tamsin", "name=Tamsin; | en introduces"),
            ("sure, Tamsin Okoro", "name=Tamsin Okoro; | en yes"),
            ("Huda, how much is delivery?", "name=Huda; | en delivery"),
            ("black chairs", "| en find | chair black"),
            ("how much is it?", "| en price @last"),
            ("no thanks", "| en no"),
            ("ok", "| en yes"),
            ("why?", "| en ?"),
        ],
    );
    check_told(
        &[Name, Company, Email, Address],
        &[
            (
                "Lil, individual, lil@x.example, villa 3 street 7 jumeirah dubai",
                "name=Lil; company=(individual); email=lil@x.example; address=villa 3 street 7 jumeirah dubai; | en introduces",
            ),
            (
                "Tamsin\nFalcon Ridge\ntamsin@ridge.example\nOffice 7, Block C, Deira",
                "name=Tamsin; company=Falcon Ridge; email=tamsin@ridge.example; address=Office 7, Block C, Deira; | en introduces",
            ),
        ],
    );
    check_told(
        &[Address],
        &[
            (
                "business bay tower a office 4",
                "address=business bay tower a office 4; | en introduces",
            ),
            ("Dubai", "area=Dubai; | en introduces"),
            ("office 20 desks", "| en find | desk q=20"),
            ("5000 aed", "| en find | ≥4000 ≤6000 AED"),
        ],
    );
    check_told(
        &[Company],
        &[
            ("Bright Labs", "company=Bright Labs; | en introduces"),
            ("Falcon Ridge", "company=Falcon Ridge; | en introduces"),
            ("individual", "company=(individual); | en introduces"),
            ("شخصي", "company=(individual); | ar introduces"),
            ("دار الضيافة", "company=دار الضيافة; | ar introduces"),
            ("do you have desks?", "| en find | desk"),
        ],
    );
}

/// Four details of one customer as they are written in a row.
fn rows() -> [[&'static str; 4]; 4] {
    [
        [
            "Sara Ali",
            "Bright Labs LLC",
            "sara@labs.example",
            "Office 1204, Tower B, Business Bay, Dubai",
        ],
        ["Omar Saleh", "individual", "omar@mail.example", "Villa 12, Street 8, Al Barsha 2"],
        [
            "سارة علي",
            "شركة دار الضيافة",
            "sara@dar.example",
            "مكتب 305، برج الماس، الخليج التجاري، دبي",
        ],
        ["خالد", "فرد", "khalid@mail.example", "فيلا 12 شارع 8 الخوانيج دبي"],
    ]
}

proptest! {
    #[test]
    fn a_row_is_read_in_any_order(
        row in 0..4_usize,
        order in Just([0_usize, 1, 2, 3]).prop_shuffle(),
        separator in prop_oneof![Just(" / "), Just(", "), Just("\n"), Just("; "), Just(" | ")],
    ) {
        thread_local!(static VOCABULARY: Vocabulary = vocabulary());
        let row = rows()[row];
        let text = order.map(|at| row[at]).join(separator);
        let reading = VOCABULARY.with(|vocabulary| {
            read(&[&text], after(Language::English), vocabulary)
        });
        let details = &reading.details;
        let company = match details.company.as_ref() {
            Some(Buyer::Company(name)) => Some(name.as_str()),
            Some(Buyer::Individual) => Some(row[1]),
            None => None,
        };
        prop_assert_eq!(details.name.as_deref(), Some(row[0]), "{}", text);
        prop_assert_eq!(company, Some(row[1]), "{}", text);
        prop_assert_eq!(details.email.as_deref(), Some(row[2]), "{}", text);
        prop_assert_eq!(details.address.as_deref(), Some(row[3]), "{}", text);
        prop_assert!(reading.complete && reading.intents == [Intent::Introduce], "{:?}", reading);
    }
}

#[test]
fn a_trade_makes_a_company_and_talk_behind_it_none() {
    check_told(
        &[Detail::Name, Detail::Company],
        &[
            ("Bright Tooth Clinic", "company=Bright Tooth Clinic; | en introduces"),
            (
                "Tariq Haddad, Haddad Spare Parts",
                "name=Tariq Haddad; company=Haddad Spare Parts; | en introduces",
            ),
            (
                "Lena Moor, Moor Architects",
                "name=Lena Moor; company=Moor Architects; | en introduces",
            ),
            (
                "ليلى الهاشمي، مقهى السدرة",
                "name=ليلى الهاشمي; company=مقهى السدرة; | ar introduces",
            ),
            ("شركة نسيم للفعاليات", "company=شركة نسيم للفعاليات; | ar introduces"),
        ],
    );
    check_told(
        &[],
        &[
            (
                "The company is Silver Dune Catering by the way",
                "company=Silver Dune Catering; | en introduces",
            ),
            ("we are a small clinic, need 4 desks", "| en find | desk q=4"),
            (
                "الاسم هند العلي، شركة نسيم، hind@nasim.example",
                "name=هند العلي; company=شركة نسيم; email=hind@nasim.example; | ar introduces",
            ),
            (
                "شمسة الزعابي shamsa@z.example",
                "name=شمسة الزعابي; email=shamsa@z.example; | ar introduces",
            ),
        ],
    );
}

#[test]
fn a_greeting_may_be_a_name() {
    check_told(
        &[Detail::Name],
        &[
            ("Hala Darwish", "name=Hala Darwish; | en introduces"),
            ("Hala, I need desks", "| en greet find | desk"),
        ],
    );
    check_told(
        &[],
        &[
            ("my name is Hala Darwish", "name=Hala Darwish; | en introduces"),
            ("Hala, hala@d.example", "name=Hala; email=hala@d.example; | en introduces"),
        ],
    );
}

#[test]
fn every_kind_of_house_is_an_address_and_a_code_is_none() {
    check_told(
        &[],
        &[
            (
                "Penthouse 2, Street 11, Meadows 4, Dubai",
                "address=Penthouse 2, Street 11, Meadows 4, Dubai; | en introduces",
            ),
            ("3 من ST 70 oak", "| ar #st70x3"),
            (
                "villa 6, Jumeirah Beach Rd 12, Dubai",
                "address=villa 6, Jumeirah Beach Rd 12, Dubai; | en introduces",
            ),
        ],
    );
}
