//! Quotations of the demo shop, and the template that comes with Noor.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate};
use noor_core::language::Language;
use noor_core::money::Currency;
use noor_core::reply::figures::{Digits, Voice};
use noor_paper::{
    Contact, Customer, Line, ListPrice, QuotePaper, Reduction, Shop, Sums, Template, Variant,
};
use rust_decimal::Decimal;

/// The shop's content.
fn content() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content")
}

/// The files of the built-in documents, by name.
pub(crate) fn documents() -> BTreeMap<String, Vec<u8>> {
    let folder = content().join("documents");
    ["quotation.typ", "quotation.en.toml", "quotation.ar.toml"]
        .into_iter()
        .map(str::to_owned)
        .chain(
            std::fs::read_dir(folder.join("fonts"))
                .unwrap()
                .map(|entry| format!("fonts/{}", entry.unwrap().file_name().to_string_lossy())),
        )
        .map(|name| (name.clone(), std::fs::read(folder.join(name)).unwrap()))
        .collect()
}

/// The built-in template.
pub(crate) fn template() -> Template {
    Template::read(&documents()).unwrap()
}

/// A picture of the demo shop.
pub(crate) fn picture(name: &str) -> Vec<u8> {
    std::fs::read(content().join("demo-shop/pictures").join(name)).unwrap()
}

fn amount(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// Three lines with pictures, one of them reduced, in English.
pub(crate) fn english() -> QuotePaper {
    QuotePaper {
        number: "NR-1042".to_owned(),
        revision: 2,
        date: NaiveDate::from_ymd_opt(2026, 11, 23).unwrap(),
        valid_until: NaiveDate::from_ymd_opt(2026, 12, 7).unwrap(),
        made_at: DateTime::from_timestamp(1_795_435_200, 0).unwrap(),
        voice: Voice { language: Language::English, digits: Digits::Western },
        currency: Currency::AED,
        shop: Shop {
            name: "Mizwala Office".to_owned(),
            legal_name: Some("Mizwala Office Furniture Trading L.L.C.".to_owned()),
            address: "Office 12, Pearl Square, Example Street, Dubai, United Arab Emirates"
                .to_owned(),
            trn: Some("100000000000003".to_owned()),
            phone: Some("+971 4 000 0000".to_owned()),
            email: Some("sales@mizwala.example".to_owned()),
            website: Some("www.mizwala.example".to_owned()),
            logo: None,
        },
        customer: Customer {
            name: "Sara Example".to_owned(),
            company: Some("Falcon Design Studio FZ-LLC".to_owned()),
            email: Some("sara@falcon.example".to_owned()),
            delivery_address: "Warehouse 7, Street 14B, Al Quoz Industrial Area 3, Dubai"
                .to_owned(),
        },
        contact: Some(Contact {
            name: "Omar Sample".to_owned(),
            phone: Some("+971 50 000 0001".to_owned()),
            email: Some("omar@mizwala.example".to_owned()),
        }),
        variants: vec![Variant {
            name: None,
            lines: vec![
                Line {
                    sku: "KX 210 NEW black".to_owned(),
                    name: "Executive chair Kestrel, high back".to_owned(),
                    description: Some(
                        "Synchronised mechanism, adjustable lumbar support, 3D armrests, mesh back."
                            .to_owned(),
                    ),
                    picture: Some(picture("executive-chair-brown-black.png")),
                    quantity: 12,
                    unit_price: amount("1299.90"),
                    list_price: Some(ListPrice {
                        price: amount("1450"),
                        reduction: "Design agencies".to_owned(),
                    }),
                    total: amount("15598.80"),
                    stock: Some("In stock: 40".to_owned()),
                },
                Line {
                    sku: "BS 14 oak".to_owned(),
                    name: "Bar stool, oak seat".to_owned(),
                    description: None,
                    picture: Some(picture("bar-stool-oak-black.png")),
                    quantity: 4,
                    unit_price: amount("345"),
                    list_price: None,
                    total: amount("1380"),
                    stock: Some("In stock: 9".to_owned()),
                },
                Line {
                    sku: "BN 3/180 grey".to_owned(),
                    name: "Waiting bench, three seats, 180 × 55 × 80 cm".to_owned(),
                    description: Some("Polished steel frame, grey upholstery.".to_owned()),
                    picture: Some(picture("bench-3-black-silver.png")),
                    quantity: 1,
                    unit_price: amount("899.5"),
                    list_price: None,
                    total: amount("899.5"),
                    stock: Some("To be confirmed".to_owned()),
                },
            ],
            sums: Sums {
                subtotal: amount("17878.30"),
                reductions: vec![Reduction {
                    name: "Opening offer, five per cent".to_owned(),
                    amount: amount("893.92"),
                }],
                delivery: Some(amount("150")),
                vat_percent: amount("5"),
                vat: amount("856.72"),
                total: amount("17991.10"),
            },
        }],
        notes: vec!["Delivery to the second floor; the lift takes pieces up to 210 cm.".to_owned()],
        terms: Vec::new(),
    }
}

/// The same in Arabic, with the digits of somebody who writes ٠١٢.
pub(crate) fn arabic() -> QuotePaper {
    let mut paper = english();
    paper.voice = Voice { language: Language::Arabic, digits: Digits::Eastern };
    paper.shop = Shop {
        name: "مزولة للأثاث المكتبي".to_owned(),
        legal_name: Some("مزولة لتجارة الأثاث المكتبي ذ.م.م".to_owned()),
        address: "ساحة اللؤلؤ، شارع المثال، مكتب 12، دبي، الإمارات العربية المتحدة".to_owned(),
        ..paper.shop
    };
    paper.customer = Customer {
        name: "سارة المثال".to_owned(),
        company: Some("استوديو الصقر للتصميم (فرع دبي)".to_owned()),
        delivery_address: "مستودع 7، شارع 14B، القوز الصناعية 3، دبي".to_owned(),
        ..paper.customer
    };
    paper.contact = Some(Contact {
        name: "عمر النموذج".to_owned(),
        phone: Some("+971 50 000 0001".to_owned()),
        email: Some("omar@mizwala.example".to_owned()),
    });
    let texts = [
        (
            "كرسي مدير كستريل CH 145 black، ظهر عالٍ",
            Some("آلية متزامنة ودعم قابل للتعديل لأسفل الظهر ومساند ذراع 3D وظهر شبكي."),
            "متوفر: 40",
        ),
        ("كرسي بار بمقعد بلوط", None, "متوفر: 9"),
        ("مقعد انتظار ثلاثي، 180 × 55 × 80 سم", Some("هيكل فولاذ مصقول وتنجيد رمادي."), "يؤكد لاحقاً"),
    ];
    let variant = paper.variants.first_mut().unwrap();
    for (line, (name, description, stock)) in variant.lines.iter_mut().zip(texts) {
        name.clone_into(&mut line.name);
        line.description = description.map(str::to_owned);
        line.stock = Some(stock.to_owned());
        if let Some(list) = &mut line.list_price {
            "مكاتب التصميم".clone_into(&mut list.reduction);
        }
    }
    for reduction in &mut variant.sums.reductions {
        "عرض الافتتاح".clone_into(&mut reduction.name);
    }
    paper.notes = vec!["التوصيل إلى الطابق الثاني؛ المصعد يتسع لقطع حتى 210 سم.".to_owned()];
    paper
}

/// As many lines as wished, those of `paper` in turn.
pub(crate) fn with_lines(mut paper: QuotePaper, count: usize) -> QuotePaper {
    let variant = paper.variants.first_mut().unwrap();
    variant.lines = variant.lines.iter().cycle().take(count).cloned().collect();
    paper
}

/// Two variants to choose from.
pub(crate) fn with_variants(mut paper: QuotePaper, names: [&str; 2]) -> QuotePaper {
    let variant = paper.variants.first().unwrap().clone();
    paper.variants =
        names.map(|name| Variant { name: Some(name.to_owned()), ..variant.clone() }).to_vec();
    if let Some(second) = paper.variants.last_mut() {
        second.lines.pop().unwrap();
    }
    paper
}

/// Names in both directions, signs of feeling, long words, and no pictures.
pub(crate) fn odd() -> QuotePaper {
    let mut paper = english();
    paper.shop.logo = Some(picture("bar-stool-oak-black.png"));
    paper.customer.company = Some("شركة النور للتجارة العامة (فرع دبي)".to_owned());
    "Sara 🌸 👍🏽 ❤️ #panic() $x$ *bold*".clone_into(&mut paper.customer.name);
    paper.customer.email = Some(format!("{}@example.com", "very.long.name".repeat(4)));
    let lines = &mut paper.variants.first_mut().unwrap().lines;
    for line in lines.iter_mut() {
        line.picture = None;
    }
    "كرسي CH 145 black (أسود)".clone_into(&mut lines.first_mut().unwrap().name);
    lines.last_mut().unwrap().name = format!("Bench {}", "Extra".repeat(20));
    paper
}
