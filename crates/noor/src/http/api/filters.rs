//! What a search is asked for: a text, and filters that must hold whatever the text says.

use anyhow::Context as _;
use noor_core::money::Currency;
use noor_core::understanding::{Range, SizeWish, Wish};
use noor_store::products::{Facet, is_used};
use rust_decimal::Decimal;
use serde::Deserialize;
use utoipa::IntoParams;

use super::super::ApiError;
use crate::context::Context;

/// Longest text that is searched for, in characters.
const LONGEST: usize = 1_000;
/// Nobody pages further.
const FURTHEST: usize = 450;

/// What is searched for. Filters go before what the text says of the same trait; several values are
/// set apart by commas. Families, kinds, colours, materials and features have the shop's canonical
/// names, and one that the shop does not know is refused with those it does.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct SearchParams {
    /// What somebody would type, in English, Arabic or Arabizi: "black office chair under 400".
    #[serde(default)]
    #[param(example = "black office chair under 400")]
    pub(super) q: String,
    /// Families, one of which it is: `chair,sofa`.
    #[serde(default)]
    family: String,
    /// Kinds within them, one of which it is: `executive`.
    #[serde(default)]
    kind: String,
    /// Kinds that it is not.
    #[serde(default)]
    kind_not: String,
    /// Colours, one of which is on it.
    #[serde(default)]
    colour: String,
    /// Colours that are not on it.
    #[serde(default)]
    colour_not: String,
    /// Materials, one of which is in it.
    #[serde(default)]
    material: String,
    /// Materials that are not in it.
    #[serde(default)]
    material_not: String,
    /// Features, all of which it has: `armrests,wheels`.
    #[serde(default)]
    feature: String,
    /// Features that it does not have.
    #[serde(default)]
    feature_not: String,
    /// Lowest price without VAT.
    #[param(value_type = Option<String>)]
    price_min: Option<Decimal>,
    /// Highest price without VAT.
    #[param(value_type = Option<String>)]
    price_max: Option<Decimal>,
    /// The currency of these prices, if it is not the catalogue's own: `USD`.
    currency: Option<String>,
    /// Least width in millimetres, left to right or along the longest side.
    width_min_mm: Option<u32>,
    /// Greatest width in millimetres.
    width_max_mm: Option<u32>,
    /// Least depth in millimetres, front to back.
    depth_min_mm: Option<u32>,
    /// Greatest depth in millimetres.
    depth_max_mm: Option<u32>,
    /// Least height in millimetres.
    height_min_mm: Option<u32>,
    /// Greatest height in millimetres.
    height_max_mm: Option<u32>,
    /// People there is room for, at the least; a product for which nobody entered it is left out.
    people: Option<u32>,
    /// Only what is known to be in stock.
    #[serde(default)]
    in_stock: bool,
    /// How many products, 50 at the most.
    pub(super) limit: Option<usize>,
    /// How many of the best to leave out, 450 at the most: the next page.
    #[serde(default)]
    pub(super) offset: usize,
    /// Whether to count what was found by its traits.
    #[serde(default)]
    pub(super) facets: bool,
}

impl SearchParams {
    /// The filters.
    ///
    /// # Errors
    ///
    /// [`ApiError::Invalid`] for a text that is too long, a name that the shop does not know and limits
    /// between which there is nothing; it says which and what to write instead.
    pub(super) async fn wish(&self, context: &Context) -> Result<Wish, ApiError> {
        let length = self.q.chars().count();
        if length > LONGEST {
            let problem = format!("q has {length} characters; {LONGEST} are the most");
            return Err(ApiError::Invalid(problem));
        }
        let below = |price: Option<Decimal>| price.is_some_and(|price| price.is_sign_negative());
        if below(self.price_min) || below(self.price_max) {
            return Err(ApiError::Invalid("a price is 0 or more".to_owned()));
        }
        in_order("price", self.price_min, self.price_max)?;
        if self.offset > FURTHEST {
            let problem = format!("offset is {}; {FURTHEST} is the most", self.offset);
            return Err(ApiError::Invalid(problem));
        }
        let currency = self.currency.as_deref().map(Currency::parse).transpose();
        let currency = currency.map_err(|error| ApiError::Invalid(format!("currency: {error}")))?;
        let lexicon = &context.content.vocabulary.lexicon;
        let names = Names { context, facet: Facet::Family, known: lexicon.families().collect() };
        let families = names.in_list(&self.family).await?;
        let names = Names { context, facet: Facet::Kind, known: lexicon.kinds().collect() };
        let subtypes = names.in_list(&self.kind).await?;
        let subtypes_not = names.in_list(&self.kind_not).await?;
        let names = Names { context, facet: Facet::Colour, known: lexicon.colours().collect() };
        let colours = names.in_list(&self.colour).await?;
        let colours_not = names.in_list(&self.colour_not).await?;
        let names = Names { context, facet: Facet::Material, known: lexicon.materials().collect() };
        let materials = names.in_list(&self.material).await?;
        let materials_not = names.in_list(&self.material_not).await?;
        let names = Names { context, facet: Facet::Feature, known: lexicon.features().collect() };
        let features = names.in_list(&self.feature).await?;
        let features_not = names.in_list(&self.feature_not).await?;
        Ok(Wish {
            families,
            subtypes,
            subtypes_not,
            colours,
            colours_not,
            materials,
            materials_not,
            features,
            features_not,
            price_min: self.price_min,
            price_max: self.price_max,
            price_currency: currency,
            size: SizeWish {
                width: range("width", self.width_min_mm, self.width_max_mm)?,
                depth: range("depth", self.depth_min_mm, self.depth_max_mm)?,
                height: range("height", self.height_min_mm, self.height_max_mm)?,
            },
            people: self.people,
            in_stock: self.in_stock,
            ..Wish::default()
        })
    }
}

/// The names a trait can have.
struct Names<'c> {
    context: &'c Context,
    facet: Facet,
    /// Those of content; rows of the catalogue may bring more.
    known: Vec<&'c str>,
}

impl Names<'_> {
    /// The names in a list with commas, each of which has to be one of content or of a product.
    async fn in_list(&self, list: &str) -> Result<Vec<String>, ApiError> {
        let names = list.split(',').map(str::trim).filter(|name| !name.is_empty());
        let names: Vec<String> = names.map(str::to_owned).collect();
        for name in names.iter().filter(|name| !self.known.contains(&name.as_str())) {
            let used = is_used(&self.context.db, self.facet, name).await;
            if !used.context("ask whether a product has this trait")? {
                let (facet, known) = (self.facet.name(), self.known.join(", "));
                let problem = format!("there is no {facet} {name:?}; there are {known}");
                return Err(ApiError::Invalid(problem));
            }
        }
        Ok(names)
    }
}

fn range(side: &str, min: Option<u32>, max: Option<u32>) -> Result<Option<Range>, ApiError> {
    in_order(side, min, max)?;
    let is_asked = min.is_some() || max.is_some();
    Ok(is_asked.then_some(Range { min, max, near: None }))
}

fn in_order<T: PartialOrd + std::fmt::Display>(
    what: &str,
    min: Option<T>,
    max: Option<T>,
) -> Result<(), ApiError> {
    match min.zip(max).filter(|(min, max)| min > max) {
        None => Ok(()),
        Some((min, max)) => {
            let problem = format!(
                "the least {what}, {min}, is above the greatest, {max}: nothing can be between"
            );
            Err(ApiError::Invalid(problem))
        }
    }
}
