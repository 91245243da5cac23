//! Drafts as a good model writes them. They pass.

use super::*;
use Language::{Arabic, English};

#[derive(Clone, Copy)]
enum About {
    Two,
    One,
    Line,
}

const DRAFTS: &[(Language, About, &str, &str)] = &[
    (
        English,
        About::Two,
        "black office chair under 400?",
        "Here are some black chairs that fit:\n1. *{name:p1}*: {price:p1}, {stock:p1}\n2. *{name:p2}*: {price:p2}, {stock:p2}\n\nWhich one suits you?",
    ),
    (
        English,
        About::Two,
        "black office chair under 400?",
        "Hello! I'm Noor. I'd look at these:\n\n1. *{name:p1}* ({sku:p1}) – {price:p1}, {stock:p1}\n2. *{name:p2}* ({sku:p2}) – {price:p2}, {stock:p2}\n\n_Prices are without VAT._ Which would you like to know more about?",
    ),
    (
        English,
        About::Two,
        "need task chairs",
        "Sure! The *{name:p1}* is {price:p1} with {stock:p1}, and the *{name:p2}* is {price:p2} with {stock:p2}. Which one do you prefer?",
    ),
    (
        English,
        About::Two,
        "need task chairs",
        "Happy to help 😊 Both are comfortable mesh chairs in black:\n• *{name:p1}* at {price:p1} ({stock:p1})\n• *{name:p2}* at {price:p2} ({stock:p2})\n\nPrices are before VAT. Which one would you choose?",
    ),
    (
        English,
        About::Two,
        "chairs for 10 people",
        "For a team of 10 people I'd look at these:\n1. *{name:p1}* – {price:p1} – {stock:p1}\n2. *{name:p2}* – {price:p2} – {stock:p2}",
    ),
    (
        English,
        About::Two,
        "chair for my home office",
        "Great choice for a home office! Take a look:\n\n*{name:p1}*\nPrice: {price:p1}\nStock: {stock:p1}\n\n*{name:p2}*\nPrice: {price:p2}\nStock: {stock:p2}\n\nDo you have a colour in mind?",
    ),
    (
        English,
        About::Two,
        "chairs pls",
        "Thank you for your message. These would suit an office well:\n1. *{name:p1}* costs {price:p1} – {stock:p1}.\n2. *{name:p2}* costs {price:p2} – {stock:p2}.",
    ),
    (
        English,
        About::Two,
        "chairs pls",
        "I found these for you:\n1. *{name:p1}*: {price:p1} each, {stock:p1}\n2. *{name:p2}*: {price:p2} each, {stock:p2}\n\nAll prices exclude VAT.",
    ),
    (
        English,
        About::Two,
        "something simple",
        "Here's what I'd recommend. The *{name:p1}* is priced at {price:p1}, and we have {stock:p1}. The *{name:p2}* comes to {price:p2}, and we have {stock:p2}.",
    ),
    (
        English,
        About::Two,
        "a chair for long meetings",
        "For meetings I'd suggest these:\n1. *{name:p1}* ({sku:p1}): {price:p1}, {stock:p1}\n2. *{name:p2}* ({sku:p2}): {price:p2}, {stock:p2}\nPlease note that our prices are without VAT. Would you like more details?",
    ),
    (
        English,
        About::Two,
        "Do you have black chairs?",
        "Yes, here are our closest matches:\n1. *{name:p1}* – {price:p1}, {stock:p1}\n2. *{name:p2}* – {price:p2}, {stock:p2}\nWhich one do you like?",
    ),
    (
        English,
        About::Two,
        "chairs for our podcast studio",
        "Lovely idea, a podcast studio! These fit what you're looking for:\n1. *{name:p1}*: {price:p1}, {stock:p1}\n2. *{name:p2}*: {price:p2}, {stock:p2}",
    ),
    (
        English,
        About::One,
        "KX 110 black price?",
        "The *{name:p1}* ({sku:p1}) is {price:p1}, and it is {stock:p1}. How many do you need?",
    ),
    (
        English,
        About::One,
        "KX 110 black price?",
        "*{name:p1}*\nPrice: *{price:p1}*\nAvailability: {stock:p1}\nSize: {size:p1}\n{about:p1}\n\nHow many would you like?",
    ),
    (
        English,
        About::One,
        "is it in stock",
        "Of course, let me help. *{name:p1}*: {stock:p1}, at {price:p1}. How many do you need?",
    ),
    (
        English,
        About::One,
        "tell me about KX 110",
        "Good choice! The *{name:p1}* is a practical mesh task chair. The price is {price:p1} (excluding VAT), with {stock:p1}. How many are you looking for?",
    ),
    (
        English,
        About::One,
        "tell me about KX 110",
        "*{name:p1}*: {about:p1}\n\nSize: {size:p1}\nPrice: {price:p1}\nStock: {stock:p1}",
    ),
    (
        English,
        About::Line,
        "5 x KX 110 black",
        "*{name:p1}* ({sku:p1})\n{quantity:t1} × {price:p1} = *{total:t1}*\nAvailability: {cover:t1}",
    ),
    (
        English,
        About::Line,
        "5 x KX 110 black",
        "Here you go: *{name:p1}*, {quantity:t1} pieces at {price:p1} each. The total is {total:t1} for {quantity:t1} pieces. Availability: {cover:t1}",
    ),
    (
        English,
        About::Line,
        "how much for 5?",
        "For {quantity:t1} pieces of the *{name:p1}* at {price:p1}, and the total for {quantity:t1} pieces is {total:t1}, without VAT. {cover:t1}.",
    ),
    (
        Arabic,
        About::Two,
        "ابي كرسي اسود",
        "هلا والله! هذي أنسب الكراسي لك:\n1. *{name:p1}*: {price:p1}، {stock:p1}\n2. *{name:p2}*: {price:p2}، {stock:p2}\n\nأي واحد يناسبك؟",
    ),
    (
        Arabic,
        About::Two,
        "ابي كرسي اسود",
        "حياك الله، معك نور. لقيت لك هالخيارات:\n\n1. *{name:p1}* ({sku:p1}) بسعر {price:p1}، {stock:p1}\n2. *{name:p2}* ({sku:p2}) بسعر {price:p2}، {stock:p2}\n\n_الأسعار بدون ضريبة القيمة المضافة._ أي واحد تفضل؟",
    ),
    (
        Arabic,
        About::Two,
        "كراسي للموظفين",
        "يسعدني أساعدك 😊 شوف هذي الكراسي المريحة:\n• *{name:p1}* سعره {price:p1} و{stock:p1}\n• *{name:p2}* سعره {price:p2} و{stock:p2}\nأي واحد عجبك؟",
    ),
    (
        Arabic,
        About::Two,
        "كراسي ل 10 موظفين",
        "لفريق من 10 موظفين أقترح هذي الكراسي:\n1. *{name:p1}* – {price:p1} – {stock:p1}\n2. *{name:p2}* – {price:p2} – {stock:p2}",
    ),
    (
        Arabic,
        About::Two,
        "شي مريح",
        "أنصحك بهذي الخيارات العملية:\n\n*{name:p1}*\nالسعر: {price:p1}\nالتوفر: {stock:p1}\n\n*{name:p2}*\nالسعر: {price:p2}\nالتوفر: {stock:p2}\n\nتحب أعطيك تفاصيل أكثر؟",
    ),
    (
        Arabic,
        About::Two,
        "عندكم كراسي مكتب؟",
        "نعم عندنا، وهذي الأقرب لطلبك:\n1. *{name:p1}*: {price:p1}، {stock:p1}\n2. *{name:p2}*: {price:p2}، {stock:p2}\nالأسعار لا تشمل الضريبة.",
    ),
    (
        Arabic,
        About::Two,
        "السلام عليكم ابي كراسي",
        "وعليكم السلام ورحمة الله وبركاته! هذي كراسي شبك باللون الأسود:\n1. *{name:p1}* بـ{price:p1}، {stock:p1}\n2. *{name:p2}* بـ{price:p2}، {stock:p2}",
    ),
    (
        Arabic,
        About::Two,
        "ابي كرسي للبيت",
        "اختيار حلو للبيت! تفضل:\n1. *{name:p1}* – السعر {price:p1}، {stock:p1}\n2. *{name:p2}* – السعر {price:p2}، {stock:p2}\nوش تحب من الألوان؟",
    ),
    (
        Arabic,
        About::One,
        "كم سعر KX 110",
        "*{name:p1}* ({sku:p1}) سعره {price:p1}، {stock:p1}. كم حبة تحتاج؟",
    ),
    (
        Arabic,
        About::One,
        "كم سعر KX 110",
        "تفضل تفاصيل *{name:p1}*:\nالسعر: *{price:p1}*\nالتوفر: {stock:p1}\nالمقاس: {size:p1}\n{about:p1}",
    ),
    (
        Arabic,
        About::One,
        "كم سعر KX 110",
        "حياك! سعر *{name:p1}* هو {price:p1} بدون الضريبة، و{stock:p1}. كم تحتاج؟",
    ),
    (
        Arabic,
        About::One,
        "عندكم KX 110",
        "هلا فيك! *{name:p1}* كرسي شبك عملي للمكتب. السعر {price:p1} والتوفر: {stock:p1}",
    ),
    (
        Arabic,
        About::Line,
        "ابي 5 من KX 110",
        "*{name:p1}* ({sku:p1})\n{quantity:t1} × {price:p1} = *{total:t1}*\nالتوفر: {cover:t1}",
    ),
    (
        Arabic,
        About::Line,
        "ابي 5 من KX 110",
        "تفضل: *{name:p1}*، العدد {quantity:t1} حبات بسعر {price:p1} للحبة، والمجموع {total:t1}. التوفر: {cover:t1}",
    ),
];

#[test]
fn honest_drafts_pass() {
    let shop = Shop::open();
    let wrong: Vec<String> = DRAFTS
        .iter()
        .filter_map(|(language, about, customer, draft)| {
            let turn = match about {
                About::Two => shop.two(customer),
                About::One => shop.one(customer),
                About::Line => shop.line(customer),
            };
            let objections = turn.check(*language, draft).err()?;
            Some(format!("{draft}\n    {objections:?}"))
        })
        .collect();
    none_wrong(&wrong);
}

#[test]
fn content_may_be_said_with_warm_words_around_it() {
    let shop = Shop::open();
    let article = |key: &str, customer: &str| {
        shop.turn(vec![Contribution::Article { key: key.to_owned() }], None, customer)
    };
    let mut wrong = Vec::new();
    for (key, language, customer, draft) in [
        (
            "delivery",
            English,
            "do you deliver to Al Ain",
            "Thank you for asking! We deliver with our own trucks. Items in our Dubai warehouse are ready within days, custom pieces depend on the design. Which area is it for, and which items? Then the team confirms date and cost.",
        ),
        (
            "hours",
            English,
            "when are you open",
            "Hello! The team works Monday to Friday, 10:00–20:00 (Dubai time). You can write to me at any hour.",
        ),
        (
            "vat",
            English,
            "vat?",
            "Our prices are without VAT. 5 % VAT is added, and a quotation shows both. Happy to help!",
        ),
        (
            "warranty",
            English,
            "warranty?",
            "Yes, there is a warranty; how long depends on the product. Which one do you mean?",
        ),
        (
            "installation",
            Arabic,
            "فيه تركيب",
            "حياك الله! نعم نقدر نوصل ونركب، والفريق يأكد لك التكلفة مع الطلب. كم قطعة تقريباً؟",
        ),
    ] {
        if let Err(objections) = article(key, customer).check(language, draft) {
            wrong.push(format!("{draft}\n    {objections:?}"));
        }
    }
    none_wrong(&wrong);
}
