//! The check against content as it is: good drafts pass, lies do not.

mod good;
mod liar;
mod lies;
mod orders;
mod plain;
mod promises;
mod quotations;
mod robustness;

use std::collections::HashMap;

use super::*;
use crate::dialogue::answer::{Answer, Ask, Contribution, List};
use crate::dialogue::findings::Trait;
use crate::knowledge::Article;
use crate::money::{Currency, Money};
use crate::product::{PriceBasis, Product, SizeMm, Texts};
use crate::reply::compose::{self, ArticleText, Words};
use crate::reply::figures::{Digits, Voice};
use crate::reply::wording::Wording;

const CONTENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../content");

fn file(path: &str) -> String {
    std::fs::read_to_string(format!("{CONTENT}/{path}")).unwrap()
}

/// The shop's facts filled in, as the program does it.
fn fill(text: &str, language: Language) -> String {
    let shop = match language {
        Language::English => [
            ("name", "Mizwala Office"),
            ("city", "Dubai"),
            ("address", "Office 12, Pearl Square, Example Street."),
            ("hours", "Monday to Friday, 10:00–20:00"),
        ],
        Language::Arabic => [
            ("name", "مزولة للأثاث المكتبي"),
            ("city", "دبي"),
            ("address", "ساحة اللؤلؤ، شارع المثال، مكتب 12."),
            ("hours", "من الاثنين إلى الجمعة، من ١٠ صباحاً إلى ٨ مساءً"),
        ],
    };
    let facts = shop.into_iter().chain([("currency", "AED"), ("vat_percent", "5")]);
    facts.fold(text.to_owned(), |text, (fact, value)| {
        text.replace(&format!("{{{{ shop.{fact} }}}}"), value)
    })
}

/// The shop's content.
struct Shop {
    claims: Claims,
    wording: Wording,
    articles: HashMap<(String, Language), ArticleText>,
    families: HashMap<(String, Language), String>,
}

impl Shop {
    /// Content is read once for all tests.
    fn open() -> &'static Self {
        static SHOP: std::sync::OnceLock<Shop> = std::sync::OnceLock::new();
        SHOP.get_or_init(Self::read)
    }

    fn read() -> Self {
        let mut articles = HashMap::new();
        for entry in std::fs::read_dir(format!("{CONTENT}/knowledge")).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let article = Article::from_toml(&file(&format!("knowledge/{name}"))).unwrap();
            for language in [Language::English, Language::Arabic] {
                let answer = fill(article.answer.text(language).trim(), language);
                let next =
                    article.next.as_ref().map(|next| fill(next.text(language).trim(), language));
                articles.insert((article.key.clone(), language), ArticleText { answer, next });
            }
        }
        Self {
            claims: Claims::from_toml(&file("claims.toml")).unwrap(),
            wording: Wording::from_toml(
                &fill(&file("replies/en.toml"), Language::English),
                &fill(&file("replies/ar.toml"), Language::Arabic),
            )
            .unwrap(),
            articles,
            families: [
                (("chair", Language::English), "chairs"),
                (("chair", Language::Arabic), "كراسي"),
                (("desk", Language::English), "desks"),
                (("desk", Language::Arabic), "مكاتب"),
            ]
            .map(|((family, language), name)| ((family.to_owned(), language), name.to_owned()))
            .into(),
        }
    }

    fn words(&self) -> Words<'_> {
        Words { wording: &self.wording, articles: &self.articles, families: &self.families }
    }

    /// A turn about `contributions`, to be checked against.
    fn turn(&self, contributions: Vec<Contribution>, ask: Option<Ask>, customer: &str) -> Turn<'_> {
        let answer = Answer { contributions, ask, ..Answer::default() };
        Turn { shop: self, evidence: Evidence::of(&answer), answer, customer: customer.to_owned() }
    }

    /// Two chairs in a list.
    fn two(&self, customer: &str) -> Turn<'_> {
        let products = vec![chair(1), chair(2)];
        self.turn(vec![listed(products, &[])], Some(Ask::Item), customer)
    }

    /// One chair in detail.
    fn one(&self, customer: &str) -> Turn<'_> {
        let product = Box::new(chair(1));
        self.turn(vec![Contribution::Product { product }], Some(Ask::Quantity), customer)
    }

    /// So many pieces of a chair.
    fn line(&self, customer: &str) -> Turn<'_> {
        let product = Box::new(chair(1));
        self.turn(vec![Contribution::Line { product, quantity: 5, price: None }], None, customer)
    }
}

/// One turn.
struct Turn<'a> {
    shop: &'a Shop,
    answer: Answer,
    evidence: Evidence,
    customer: String,
}

impl Turn<'_> {
    fn plain(&self, language: Language, seed: u64) -> String {
        let digits = Digits::of(&self.customer).unwrap_or_default();
        let voice = Voice::answering(language, digits);
        compose::text(&self.answer, &self.evidence, self.shop.words(), voice, seed)
    }

    fn check(&self, language: Language, draft: &str) -> Result<Draft, Vec<Objection>> {
        self.check_with(language, 0, draft)
    }

    fn check_with(
        &self,
        language: Language,
        seed: u64,
        draft: &str,
    ) -> Result<Draft, Vec<Objection>> {
        let plain = Draft::parse(&self.plain(language, seed), &self.evidence).unwrap();
        let rules = Rules {
            evidence: &self.evidence,
            claims: &self.shop.claims,
            language,
            customer: &self.customer,
            plain: &plain,
            spare: "",
            longest: 1_200.max(plain.words().chars().count()),
        };
        check(draft, rules)
    }

    /// Whether something but the want of a value is held against a draft.
    fn refuses(&self, language: Language, draft: &str) -> bool {
        let objections = self.check(language, draft).err().unwrap_or_default();
        objections.iter().any(|it| !matches!(it, Objection::Missing(_)))
    }
}

/// A list of what fits but for some traits.
fn listed(products: Vec<Product>, without: &[Trait]) -> Contribution {
    Contribution::Products {
        products,
        without: without.to_vec(),
        unmet: Vec::new(),
        pieces: None,
        prices: Vec::new(),
        list: List::Fits,
        family: None,
    }
}

fn chair(number: u32) -> Product {
    Product {
        sku: format!("KX {number}10 black"),
        name: Texts {
            en: Some(format!("Kursi Task Chair KX {number}10 Black")),
            ar: Some(format!("كرسي مكتب كرسي KX {number}10 أسود")),
        },
        description: Texts {
            en: Some("Mesh task chair.".to_owned()),
            ar: Some("كرسي شبك.".to_owned()),
        },
        categories: vec!["Chairs".to_owned()],
        family: Some("chair".to_owned()),
        subtype: Some("task".to_owned()),
        colours: vec!["black".to_owned()],
        materials: vec!["mesh".to_owned()],
        size: SizeMm { width: Some(640), depth: Some(600), height: Some(1_100), length: None },
        price: Some(Money { amount: (345 + number).into(), currency: Currency::AED }),
        price_basis: PriceBasis::Each,
        stock: Some(10 + number),
        active: true,
        images: Vec::new(),
        attributes: std::collections::BTreeMap::default(),
        capacity: None,
        url: None,
    }
}

/// Fails with every draft that was judged wrongly, each with the reasons.
fn none_wrong(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} judged wrongly:\n{}", wrong.len(), wrong.join("\n"));
}
