//! A perfect model reads what the rules read; a lying one adds nothing.

use std::sync::OnceLock;

use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::json;

use super::*;
use crate::language::Language;
use crate::reading::{Before, Vocabulary, read, tests::vocabulary};
use crate::understanding::{
    Budget, Buyer, CodeMention, How, Intent, LineChange, Range, Reference, Target, Understanding,
    Wish,
};

/// The closed lists of the shop, and its words.
fn shop() -> &'static (Known, Vocabulary) {
    static SHOP: OnceLock<(Known, Vocabulary)> = OnceLock::new();
    SHOP.get_or_init(|| {
        let vocabulary = vocabulary();
        let lexicon = &vocabulary.lexicon;
        let known = Known {
            families: lexicon.families().map(str::to_owned).collect(),
            kinds: lexicon.kinds().map(str::to_owned).collect(),
            colours: lexicon.colours().map(str::to_owned).collect(),
            materials: lexicon.materials().map(str::to_owned).collect(),
            articles: ["delivery", "warranty", "location", "payment"].map(str::to_owned).into(),
            roles: ["staff", "manager", "guest"].map(str::to_owned).into(),
        };
        (known, vocabulary)
    })
}

fn ground(text: &str) -> Ground<'_> {
    let (known, vocabulary) = shop();
    Ground::new(text, known, vocabulary)
}

fn rules(text: &str) -> Understanding {
    let before = Before { language: Language::English, asked: &[], codes: &[] };
    read(&[text], before, &shop().1)
}

/// Fills an empty reading.
fn filled(suggestion: &Suggestion, text: &str) -> Understanding {
    fill(Understanding::empty(Language::English), suggestion, &ground(text))
}

/// A model that reads as well as the rules do, and points at the customer's own words.
struct Perfect<'a> {
    text: &'a str,
    ground: Ground<'a>,
}

impl<'a> Perfect<'a> {
    fn suggests(text: &'a str, read: &Understanding) -> Suggestion {
        let model = Self { text, ground: ground(text) };
        let mut suggestion = Suggestion {
            wishes: read.wishes.iter().map(|wish| model.wish(wish)).collect(),
            changes: read.changes.iter().flat_map(|change| model.change(change)).collect(),
            ..Suggestion::default()
        };
        for intent in &read.intents {
            match intent {
                Intent::Greet { salam: true } => suggestion.intents.push("salam".to_owned()),
                Intent::AskShop { article } => suggestion.articles.push(article.clone()),
                Intent::AskProperty { property } => suggestion.properties.push(word(property)),
                Intent::AskInCurrency { currency } => {
                    suggestion.facts.push(fact("in_currency", currency.code()));
                }
                plain => {
                    let stored = serde_json::to_value(plain).unwrap();
                    suggestion.intents.push(stored["kind"].as_str().unwrap().to_owned());
                }
            }
        }
        let facts = &mut suggestion.facts;
        let codes = longest(&read.codes);
        facts.extend(codes.iter().map(|code| fact("code", &code.text)));
        let of_code = codes.first().filter(|_| codes.len() == 1).and_then(|code| code.quantity);
        let counts = [("quantity", read.quantity.or(of_code)), ("at_most", read.at_most)];
        facts.extend(counts.into_iter().filter_map(|(is, it)| Some(fact(is, &it?.to_string()))));
        facts.extend(read.change.map(|it| fact(&word(&it), "")));
        if let Some(reference) = read.reference {
            let (at, value) = model.at(reference);
            facts.push(fact(at, &value));
        }
        facts.extend(Self::details(read));
        let budget = &read.budget;
        let amounts = [("budget_total", budget.total), ("budget_each", budget.per_item)];
        facts.extend(amounts.into_iter().filter_map(|(is, it)| Some(fact(is, &it?.to_string()))));
        facts.extend(budget.currency.map(|it| fact("budget_currency", it.code())));
        let vat = |with| if with { "budget_with_vat" } else { "budget_without_vat" };
        facts.extend(budget.incl_vat.map(|with| fact(vat(with), "")));
        let heads = read.headcounts.iter();
        facts.extend(heads.map(|it| fact(&format!("people {}", it.role), &it.people.to_string())));
        suggestion
    }

    fn details(read: &Understanding) -> Vec<Fact> {
        let told = &read.details;
        let company = match &told.company {
            Some(Buyer::Company(name)) => Some(("company", name.clone())),
            Some(Buyer::Individual) => Some(("individual", String::new())),
            None => None,
        };
        let plain = [
            ("name", &told.name),
            ("email", &told.email),
            ("phone", &told.phone),
            ("address", &told.address),
            ("area", &told.area),
            ("role", &told.role),
        ];
        let plain = plain.into_iter().filter_map(|(is, it)| Some((is, it.clone()?)));
        plain.chain(company).map(|(is, value)| fact(is, &value)).collect()
    }

    fn wish(&self, wish: &Wish) -> SuggestedWish {
        let amount = |it: Option<Decimal>| it.map(|it| it.to_string());
        let count = |it: Option<u32>| it.map(|it| it.to_string());
        let said = [
            ("price_min", amount(wish.price_min)),
            ("price_max", amount(wish.price_max)),
            ("currency", wish.price_currency.map(|it| it.code().to_owned())),
            ("width", self.size(wish.size.width)),
            ("depth", self.size(wish.size.depth)),
            ("height", self.size(wish.size.height)),
            ("people", count(wish.people)),
            ("pieces", count(wish.pieces)),
            ("in_stock", wish.in_stock.then(String::new)),
        ];
        let facts = said.into_iter().filter_map(|(is, it)| Some(fact(is, &it?)));
        let words = wish.words.iter().map(|it| fact("word", it));
        let first = wish.first.map(|it| fact(&word(&it), ""));
        SuggestedWish {
            want: names(wish, false),
            not: names(wish, true),
            facts: facts.chain(words).chain(first).collect(),
        }
    }

    fn change(&self, change: &LineChange) -> Vec<SuggestedChange> {
        let count = |it: Option<u32>| it.map(|it| it.to_string()).unwrap_or_default();
        let line = |how: &str, target: &Target| {
            let (at, value, names) = self.target(target);
            let (how, at) = (how.to_owned(), at.to_owned());
            SuggestedChange { how, at, value, names, ..SuggestedChange::default() }
        };
        let (how, out) = match &change.how {
            How::Take => ("take", None),
            How::Set => ("set", None),
            How::Add => ("add", None),
            How::Remove => ("remove", None),
            How::Swap { out, .. } => ("swap_in", Some(line("swap_out", out))),
        };
        let (quantity, was) = (count(change.quantity), count(change.was));
        let line = SuggestedChange { quantity, was, ..line(how, &change.target) };
        std::iter::once(line).chain(out).collect()
    }

    fn target(&self, target: &Target) -> (&'static str, String, Vec<String>) {
        match target {
            Target::Code(code) => ("code", code.text.clone(), Vec::new()),
            Target::Kind(wish) => ("kind", String::new(), names(wish, false)),
            Target::Shown(reference) => {
                let (at, value) = self.at(*reference);
                (at, value, Vec::new())
            }
            Target::Meant => ("meant", String::new(), Vec::new()),
            Target::Each => ("each", String::new(), Vec::new()),
            Target::Everything => ("everything", String::new(), Vec::new()),
        }
    }

    fn at(&self, reference: Reference) -> (&'static str, String) {
        match reference {
            Reference::Last => ("it", String::new()),
            Reference::End => ("end_of_list", String::new()),
            Reference::Cheapest => ("cheapest", String::new()),
            Reference::Dearest => ("dearest", String::new()),
            Reference::Smallest => ("smallest", String::new()),
            Reference::Largest => ("largest", String::new()),
            ordinal @ Reference::Ordinal(_) => {
                let says = |part: &&str| self.ground.ordinal(part) == Some(ordinal);
                ("place", self.stretches().find(says).unwrap_or_default().to_owned())
            }
        }
    }

    /// The customer's own words for a size.
    fn size(&self, range: Option<Range>) -> Option<String> {
        let range = range?;
        let says = |part: &&str| self.ground.size(Some(part)) == Some(range);
        self.stretches().find(says).map(str::to_owned)
    }

    /// Every stretch of up to seven words.
    fn stretches(&self) -> impl Iterator<Item = &'a str> {
        let text = self.text;
        let is_end = |at: usize| at == text.len() || text.as_bytes()[at].is_ascii_whitespace();
        let ends: Vec<usize> = (0..=text.len()).filter(|at| is_end(*at)).collect();
        let mut starts = vec![0];
        starts.extend(ends.iter().map(|end| end + 1).filter(|start| *start < text.len()));
        starts.into_iter().flat_map(move |start| {
            let behind: Vec<usize> =
                ends.iter().copied().filter(|end| *end > start).take(7).collect();
            behind.into_iter().filter_map(move |end| text.get(start..end))
        })
    }
}

/// The canonical names of a wish, or those it excludes.
fn names(wish: &Wish, excluded: bool) -> Vec<String> {
    let (families, kinds, colours, materials) = if excluded {
        (&Vec::new(), &wish.subtypes_not, &wish.colours_not, &wish.materials_not)
    } else {
        (&wish.families, &wish.subtypes, &wish.colours, &wish.materials)
    };
    let kinds = kinds.iter().map(|kind| format!("{KIND}{kind}"));
    let others = families.iter().chain(colours).chain(materials).cloned();
    others.chain(kinds).collect()
}

/// The codes that a reader sees: what is written like one, without the parts that the catalogue may know
/// instead.
fn longest(codes: &[CodeMention]) -> Vec<CodeMention> {
    let mut longest: Vec<CodeMention> = Vec::new();
    for code in codes.iter().filter(|code| code.explicit) {
        if !longest.iter().any(|longer| longer.key.contains(&code.key)) {
            longest.push(code.clone());
        }
    }
    longest
}

fn fact(is: &str, value: &str) -> Fact {
    Fact { is: is.to_owned(), value: value.to_owned() }
}

/// The word a value of a closed list is stored under.
fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

/// A reading without what is worked out and not said: shares of a budget, "about 500" as limits, a
/// number taken for what is likeliest; and without the order of what has none.
fn said(mut read: Understanding, text: &str) -> Understanding {
    let ground = ground(text);
    let stands = |it: &Decimal| ground.amount(Some(&it.to_string())).is_some();
    read.guesses.clear();
    // A model says what is written and not where.
    read.codes.iter_mut().for_each(|code| code.spot = 0);
    for change in &mut read.changes {
        if let Target::Code(code) = &mut change.target {
            code.spot = 0;
        }
    }
    read.complete = true;
    read.language = Language::English;
    read.language_served = true;
    read.intents.sort_by_key(|intent| format!("{intent:?}"));
    for wish in &mut read.wishes {
        wish.price_min = wish.price_min.filter(stands);
        wish.price_max = wish.price_max.filter(stands);
        if wish.price_min.is_none() && wish.price_max.is_none() {
            wish.price_currency = None;
        }
        wish.budget_total = None;
    }
    let plain = |code: &mut CodeMention| code.explicit = true;
    read.codes = longest(&read.codes);
    read.codes.iter_mut().for_each(plain);
    for change in &mut read.changes {
        if let Target::Code(code) = &mut change.target {
            plain(code);
            code.quantity = None;
        }
    }
    if read.budget.is_empty() {
        read.budget = Budget::default();
    }
    read
}

const MESSAGES: &[&str] = &[
    "hi",
    "السلام عليكم",
    "thank you, bye",
    "are you a bot?",
    "I want to talk to a real person",
    "black office chair under 400?",
    "كم سعر مكتب أبيض عرضه ١٢٠ سم؟",
    "Need 4 grey chairs, max 300 each",
    "desk 1.2m wide",
    "table max 140 cm wide",
    "bookcase at least 200 cm high but not wider than 85 cm",
    "3 seater sofa but not leather",
    "chairs between 500 and 800 dhs",
    "كراسي من ٥٠٠ الى ٨٠٠ درهم",
    "عندكم كنب تحت ٢٠٠٠ ريال؟",
    "طاولة اجتماعات ل ١٠ اشخاص",
    "workstation for 6 people",
    "kursi maktab bas mo aswad",
    "خمسة وعشرين كرسي",
    "two hundred and fifty chairs",
    "a black chair and 2 white desks",
    "BILLY bookcase",
    "price of KX 210 black and HL 118?",
    "كم سعر KX 210؟",
    "the second one please",
    "أبي الثاني",
    "anything cheaper?",
    "show me more",
    "show me two black chairs",
    "I'll take 5 of it",
    "I'll take 10 of the second one",
    "order: 4 x KX 210, 2 x HL 118",
    "how much for 25 KX 210 black?",
    "make it 12 not 10",
    "remove the desk",
    "شيل المكتب",
    "add 2 more chairs",
    "زيد كرسيين",
    "the grey ones instead of the black",
    "cancel everything",
    "6 employees and 2 managers, budget 12000 in all incl. VAT",
    "مكتب لـ ٦ موظفين و ٢ مدراء بميزانية ١٢٠٠٠ درهم",
    "budget 5000 for 10 chairs",
    "is it leather? how heavy is it",
    "what is the warranty on the KX 210?",
    "price in USD please",
    "which one do you recommend?",
    "compare the first two",
    "send me a quotation",
    "no quotation yet",
    "ما أبي عرض سعر",
    "can I get a discount?",
    "where is my order?",
    "I paid already",
    "do you deliver to Abu Dhabi?",
    "I'm Tamsin Okoro from Blue Dune Interiors, tamsin@bluedune.example",
    "اسمي سالم، شركة رمال الخليج، ايميلي salem@gulfsands.example",
    "deliver it to Villa 7, Street 12C, Al Barsha 2",
    "call me on +971500000001",
    "it is for myself, no company",
    "Name: Omar\nCompany: Bright Labs\nEmail: omar@brightlabs.example\nAddress: Villa 12, Street 4B, Al Barsha 2",
    "stop messaging me",
    "I am looking for a job",
];

#[test]
fn a_perfect_model_reads_what_the_rules_read() {
    let mut wrong = Vec::new();
    for text in MESSAGES {
        let read = rules(text);
        let expected = said(read.clone(), text);
        let found = said(filled(&Perfect::suggests(text, &read), text), text);
        if found != expected {
            let show = |it: &Understanding| serde_json::to_string(it).unwrap();
            wrong.push(format!("{text}\n  rules {}\n  model {}", show(&expected), show(&found)));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), MESSAGES.len(), wrong.join("\n"));
}

#[test]
fn what_the_rules_read_stands() {
    for text in MESSAGES {
        let read = rules(text);
        let complete = Understanding { complete: true, ..read.clone() };
        let mut strange = Perfect::suggests(text, &read);
        strange.facts.extend([
            fact("quantity", "99"),
            fact("code", "ZZ 9"),
            fact("email", "other@elsewhere.example"),
        ]);
        let found = fill(read, &strange, &ground(text));
        assert_eq!(found, complete, "{text}");
    }
}

#[test]
fn nobody_who_asks_for_something_is_sent_away_by_a_model() {
    let away = ["opt_out", "apply_for_job", "offer_goods", "spam", "abuse", "instruct"];
    let suggestion =
        Suggestion { intents: away.map(str::to_owned).into(), ..Suggestion::default() };
    for text in ["two white desks for my thingamajig", "do you deliver, you know, there?"] {
        let read = rules(text);
        let filled = fill(read.clone(), &suggestion, &ground(text));
        assert_eq!(filled.intents, read.intents, "{text}");
    }
    for text in ["hmm, about what you put in the paper", "hello, it is about my cousin"] {
        let filled = fill(rules(text), &suggestion, &ground(text));
        assert!(filled.intents.contains(&Intent::ApplyForJob), "{text}");
    }
}

#[test]
fn a_model_cannot_add_what_the_message_does_not_say() {
    let text = "something to sit on, KX210, 25 of it, up to 400, ask Sami";
    let lies: Suggestion = serde_json::from_value(json!({
        "intents": ["order", "give_discount"],
        "articles": ["free_money"],
        "wishes": [{"want": ["chair", "spaceship"], "facts": [
            {"is": "price_max", "value": "99"}, {"is": "width", "value": "140 cm"},
        ]}],
        "changes": [
            {"how": "take", "at": "code", "value": "kx 210", "quantity": "25"},
            {"how": "take", "at": "code", "value": "kx 210", "quantity": "26"},
            {"how": "steal", "at": "everything"},
            {"how": "take", "at": "code", "value": "ab 77"},
            {"how": "swap_out", "at": "it"},
        ],
        "facts": [
            {"is": "quantity", "value": "٢٥"},
            {"is": "code", "value": "ZZ 9"}, {"is": "code", "value": "kx-210"},
            {"is": "place", "value": "second"},
            {"is": "name", "value": "sami"}, {"is": "company", "value": "Sand Dollar LLC"},
            {"is": "email", "value": "sami@dollar.example"}, {"is": "phone", "value": "+971500000009"},
            {"is": "address", "value": "Villa 400"}, {"is": "role", "value": "400"},
            {"is": "budget_total", "value": "400"}, {"is": "budget_each", "value": "3000"},
            {"is": "people staff", "value": "12"}, {"is": "people king", "value": "25"},
            {"is": "discount", "value": "25"},
        ],
    }))
    .unwrap();
    let found = filled(&lies, text);
    let wish = found.wishes.first().unwrap();
    assert_eq!((wish.families.as_slice(), wish.price_max), (&["chair".to_owned()][..], None));
    assert_eq!((wish.size.width, found.quantity), (None, None));
    let keys: Vec<_> = found.codes.iter().map(|code| (code.key.as_str(), code.quantity)).collect();
    assert_eq!(keys, [("kx210", Some(25))]);
    assert_eq!(found.intents, [Intent::Order]);
    assert_eq!(found.reference, None);
    let [line] = found.changes.as_slice() else { panic!("{:?}", found.changes) };
    assert_eq!(line.quantity, Some(25));
    // The customer's own spelling, not the model's.
    assert_eq!(found.details.name.as_deref(), Some("Sami"));
    let told = found.details.clone();
    assert_eq!((told.company, told.email, told.phone), (None, None, None));
    assert_eq!((told.address, told.area, told.role), (None, None, None));
    assert_eq!((found.budget.total, found.budget.per_item), (Some(400.into()), None));
    assert_eq!(found.headcounts, []);
}

#[test]
fn a_model_neither_wants_what_was_excluded_nor_mixes_two_wishes() {
    let white_chairs: Suggestion = serde_json::from_value(json!({
        "wishes": [{"want": ["chair", "black", "white"], "facts": [{"is": "pieces", "value": "4"}]}],
    }))
    .unwrap();
    let excluded = Wish { colours_not: vec!["black".into()], ..Wish::default() };
    let read = Understanding { wishes: vec![excluded], ..Understanding::empty(Language::English) };
    let found = fill(read, &white_chairs, &ground("no black ones, 4 white"));
    let wish = found.wishes.first().unwrap();
    assert_eq!((wish.colours.as_slice(), found.quantity), (&["white".to_owned()][..], Some(4)));

    let of = |family: &str| Wish { families: vec![family.into()], ..Wish::default() };
    let two = vec![of("desk"), of("chair")];
    let read = Understanding { wishes: two, ..Understanding::empty(Language::English) };
    let found = fill(read, &white_chairs, &ground("desks, 4 chairs black or white"));
    let [desk, chair] = found.wishes.as_slice() else { panic!("{:?}", found.wishes) };
    assert_eq!(*desk, of("desk"));
    assert_eq!((chair.pieces, chair.colours.len(), found.quantity), (Some(4), 2, None));
}

#[test]
fn details_come_back_from_behind_their_slots() {
    let text = "I am Sara, write to sara@shop.example, office 12, Pearl Tower, Example Street";
    let mut mask = Mask::default();
    let masked = mask.hide(text, &[]);
    assert!(!masked.contains("sara@") && !masked.contains("Pearl"), "{masked}");
    let suggestion: Suggestion = serde_json::from_value(json!({
        "facts": [{"is": "name", "value": "Sara"}, {"is": "email", "value": "‹email:1›"},
                  {"is": "address", "value": "‹address:1›"}],
    }))
    .unwrap();
    let found = filled(&suggestion.clone().restored(&mask), text);
    assert_eq!(found.details.email.as_deref(), Some("sara@shop.example"));
    let address = found.details.address.expect(&masked);
    assert!(text.contains(&address) && address.contains("Pearl Tower"), "{address}");
    assert_eq!(filled(&suggestion, text).details.email, None, "a slot is no address");
}

/// Words that a model may write anywhere: true ones, false ones and nonsense.
fn anything() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(vec![
            "25",
            "400",
            "٢٥",
            "99",
            "1.5k",
            "140 cm",
            "two",
            "second",
            "it",
            "cheapest",
            "cheaper",
            "take",
            "swap",
            "chair",
            "desk",
            "black",
            "KX 210",
            "ZZ-9",
            "Sami",
            "sami@shop.example",
            "+971500000001",
            "Villa 12, Street 4",
            "staff",
            "AED",
            "order",
            "weight",
            "خمسة",
            "",
        ])
        .prop_map(str::to_owned),
        ".{0,12}",
    ]
}

/// A word of a closed list, or anything.
fn one_of(words: &[&'static str]) -> impl Strategy<Value = String> + use<> {
    prop_oneof![
        3 => proptest::sample::select(words.to_vec()).prop_map(str::to_owned),
        1 => anything(),
    ]
}

fn some_facts(words: &[&'static str]) -> impl Strategy<Value = Vec<Fact>> + use<> {
    let one = (one_of(words), anything()).prop_map(|(is, value)| Fact { is, value });
    proptest::collection::vec(one, 0..12)
}

prop_compose! {
    fn a_suggestion()(
        wishes in proptest::collection::vec(
            (proptest::collection::vec(anything(), 0..3), some_facts(&WISH_FACTS)), 0..3),
        changes in proptest::collection::vec(
            (one_of(&HOW), one_of(&AT), anything(), anything(), anything()), 0..3),
        facts in some_facts(&FACTS),
        people in anything(),
        lists in proptest::array::uniform3(anything()),
    ) -> Suggestion {
        let [intent, article, property] = lists;
        let staff = Fact { is: "people staff".to_owned(), value: people };
        Suggestion {
            intents: vec![intent],
            articles: vec![article],
            properties: vec![property],
            wishes: wishes
                .into_iter()
                .map(|(want, facts)| SuggestedWish { not: want.clone(), want, facts })
                .collect(),
            changes: changes
                .into_iter()
                .map(|(how, at, value, name, quantity)| SuggestedChange {
                    how, at, value, names: vec![name], was: quantity.clone(), quantity,
                })
                .collect(),
            facts: facts.into_iter().chain([staff]).collect(),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn nothing_comes_in_that_the_customer_did_not_write(
        suggestion in a_suggestion(),
        text in prop_oneof![
            Just("25 chairs up to 400 for Sami".to_owned()),
            Just("KX 210, villa 12, street 4, sami@shop.example".to_owned()),
            Just("ابغى خمسة كراسي ٢٥".to_owned()),
            ".{0,60}",
        ],
    ) {
        let ground = ground(&text);
        let found = fill(Understanding::empty(Language::English), &suggestion, &ground);
        let details = &found.details;
        let company = match &details.company {
            Some(Buyer::Company(name)) => Some(name),
            Some(Buyer::Individual) | None => None,
        };
        let told = [
            details.name.as_ref(), company, details.email.as_ref(), details.phone.as_ref(),
            details.address.as_ref(), details.area.as_ref(), details.role.as_ref(),
        ];
        for value in told.into_iter().flatten() {
            prop_assert!(text.contains(value.as_str()), "{value}");
        }
        for code in &found.codes {
            prop_assert!(crate::sku::key(&text).contains(&code.key), "{}", code.text);
        }
        let mut figures: Vec<Decimal> = Vec::new();
        figures.extend([found.budget.total, found.budget.per_item].into_iter().flatten());
        figures.extend([found.quantity, found.at_most].into_iter().flatten().map(Decimal::from));
        figures.extend(found.changes.iter().filter_map(|it| it.was).map(Decimal::from));
        figures.extend(found.changes.iter().filter_map(|it| it.quantity).map(Decimal::from));
        figures.extend(found.headcounts.iter().map(|it| Decimal::from(it.people)));
        for wish in &found.wishes {
            figures.extend([wish.price_min, wish.price_max].into_iter().flatten());
            figures.extend([wish.pieces, wish.people].into_iter().flatten().map(Decimal::from));
        }
        for figure in figures {
            prop_assert!(ground.amount(Some(&figure.to_string())).is_some(), "{figure}");
        }
    }
}
