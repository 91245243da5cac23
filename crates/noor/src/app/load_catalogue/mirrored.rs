//! A product with what it does not say itself but its words do, ready for the mirror.

use noor_core::lexicon::{Lexicon, printed_size};
use noor_core::normalise::{fold, tokens};
use noor_core::product::{Product, SizeMm};
use noor_core::sku;
use noor_core::sound::sound;
use noor_store::products::Mirrored;

/// A product with what it does not say itself but its words do.
pub(super) fn mirrored(mut product: Product, lexicon: &Lexicon) -> Mirrored {
    let derived = unsaid(&product);
    let name = product.name.en.clone().or_else(|| product.name.ar.clone()).unwrap_or_default();
    let described = &product.description;
    let description = described.en.clone().or_else(|| described.ar.clone()).unwrap_or_default();
    let name = named_best(&product, name, lexicon);
    // A category only tells where a row is kept: a bracket stands among the shelves, is none of their
    // kinds, and comes after them.
    let says_itself =
        product.family.is_some() || lexicon.family_of(&name, &description, &[]).is_some();
    if let Some(family) = product.family.take() {
        let (family, kind) =
            lexicon.placed(&family, product.subtype.as_deref(), &name, &description);
        (product.family, product.subtype) = (Some(family), kind);
    } else if let Some((family, kind)) = lexicon.family_of(&name, &description, &product.categories)
    {
        product.family = Some(family);
        product.subtype = product.subtype.or_else(|| kind.filter(|_| says_itself));
    }
    let described = both(&product);
    if let (Some(family), None) = (&product.family, &product.subtype) {
        product.subtype = lexicon.kind_by_lying(family, &described, product.size);
    }
    // What one lies on prints how much room there is for that, and not how wide it is itself.
    let lain_on = product.family.as_ref().is_some_and(|family| lexicon.is_lain_on(family));
    if product.size == SizeMm::default() && !lain_on {
        product.size = printed_size(&described).unwrap_or_default();
    }
    product.colours =
        in_words_of_content(&product.colours, &described, |text| lexicon.colours_in(text));
    product.materials =
        in_words_of_content(&product.materials, &described, |text| lexicon.materials_in(text));
    // A "walnut" desk that is filed under melamine is found by either.
    for named in lexicon.materials_in(&names(&product)) {
        if !product.materials.contains(&named) {
            product.materials.push(named);
        }
    }
    let features = features_of(&product, lexicon);
    let name_sounds = tokens(&names(&product)).iter().filter_map(|word| sound(word)).collect();
    Mirrored {
        features,
        name_sounds,
        sku_key: sku::key(&product.sku),
        words: words(&product, says_itself),
        folded_name: fold(&names(&product)),
        says_itself,
        page: None,
        derived,
        product,
    }
}

/// The fields that a row leaves to its words.
fn unsaid(product: &Product) -> Vec<&'static str> {
    let left = [
        ("family", product.family.is_none()),
        ("subtype", product.subtype.is_none()),
        ("colours", product.colours.is_empty()),
        ("materials", product.materials.is_empty()),
        ("features", true),
        ("width_mm", product.size == SizeMm::default()),
        ("depth_mm", product.size == SizeMm::default()),
        ("height_mm", product.size == SizeMm::default()),
    ];
    left.into_iter().filter(|(_, unsaid)| *unsaid).map(|(field, _)| field).collect()
}

/// What a product has or is made for, under the lexicon's keys: as its words, its own table and its
/// categories say.
pub(in crate::app) fn features_of(product: &Product, lexicon: &Lexicon) -> Vec<String> {
    let description = product.description.en.as_deref().unwrap_or_default();
    let described = format!("{}. {}", both(product), equipment(product));
    let mut features = lexicon.features_of_row(&described, &product.categories);
    if let Some(family) = &product.family {
        features.extend(lexicon.included(family, description));
    }
    features
}

/// The name that says what a product is: an English "Nova 2000" does not where the Arabic one beside it
/// does.
fn named_best(product: &Product, name: String, lexicon: &Lexicon) -> String {
    let says = |name: &str| lexicon.family_of(name, "", &[]).is_some();
    let arabic = product.name.ar.clone().filter(|arabic| !says(&name) && says(arabic));
    arabic.unwrap_or(name)
}

/// Names and descriptions in both languages.
fn both(product: &Product) -> String {
    let texts = [&product.name, &product.description];
    let texts = texts.into_iter().flat_map(|text| text.en.iter().chain(&text.ar));
    texts.map(String::as_str).collect::<Vec<_>>().join(". ")
}

/// What a row's own table says it has: "Armrests: fixed", and not "Armrests: none".
fn equipment(product: &Product) -> String {
    const ABSENT: [&str; 5] = ["none", "no", "without", "-", "0"];
    let there = product.attributes.iter().filter(|(_, value)| {
        let value = fold(value);
        !value.is_empty() && !ABSENT.contains(&value.as_str())
    });
    there.map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join(". ")
}

/// The traits a row gives, under the keys that `find` knows them by; those of its text where it gives
/// none. One that content has no word for stays as it is.
fn in_words_of_content(
    given: &[String],
    described: &str,
    find: impl Fn(&str) -> Vec<String>,
) -> Vec<String> {
    if given.is_empty() {
        return find(described);
    }
    let mut traits: Vec<String> = Vec::new();
    for word in given {
        let known = find(word);
        let known = if known.is_empty() { vec![fold(word)] } else { known };
        for key in known {
            if !traits.contains(&key) {
                traits.push(key);
            }
        }
    }
    traits
}

fn names(product: &Product) -> String {
    [product.name.en.as_deref(), product.name.ar.as_deref()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Folded words by weight: names and code; traits and categories; the descriptions.
fn words(product: &Product, says_itself: bool) -> [String; 3] {
    let family = product.family.as_deref().filter(|_| says_itself);
    let traits = [family, product.subtype.as_deref()]
        .into_iter()
        .flatten()
        .chain(product.colours.iter().map(String::as_str))
        .chain(product.materials.iter().map(String::as_str))
        .chain(product.categories.iter().map(String::as_str))
        .collect::<Vec<_>>()
        .join(" ");
    let descriptions = [product.description.en.as_deref(), product.description.ar.as_deref()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    [fold(&format!("{} {}", names(product), product.sku)), fold(&traits), fold(&descriptions)]
}
