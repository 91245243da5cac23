//! What a result must not break, whatever its grade.

use serde::Deserialize;

use super::judged::{Article, Price, Side};

/// What a perfect reader takes from a query. A product that breaks one is wrong.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Constraints {
    price_min: Option<f64>,
    price_max: Option<f64>,
    currency: Option<String>,
    category_any: Vec<String>,
    category_none: Vec<String>,
    colour_any: Vec<String>,
    colour_none: Vec<String>,
    series_any: Vec<String>,
    series_none: Vec<String>,
    text_any: Vec<String>,
    text_none: Vec<String>,
    min_width_cm: Option<f64>,
    max_width_cm: Option<f64>,
    min_depth_cm: Option<f64>,
    max_depth_cm: Option<f64>,
    min_height_cm: Option<f64>,
    max_height_cm: Option<f64>,
    in_stock: Option<bool>,
    sku_any: Vec<String>,
    sku_contains: Option<String>,
}

/// What became of the constraints of a query with one product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    /// All of them hold.
    Holds,
    /// None is broken, and one cannot be checked since the catalogue does not say.
    Unknown,
    /// One is broken.
    Broken,
}

impl Constraints {
    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        let lists = [
            &self.category_any,
            &self.category_none,
            &self.colour_any,
            &self.colour_none,
            &self.series_any,
            &self.series_none,
            &self.text_any,
            &self.text_none,
            &self.sku_any,
        ];
        let numbers = [
            self.price_min,
            self.price_max,
            self.min_width_cm,
            self.max_width_cm,
            self.min_depth_cm,
            self.max_depth_cm,
            self.min_height_cm,
            self.max_height_cm,
        ];
        lists.iter().all(|list| list.is_empty())
            && numbers.iter().all(Option::is_none)
            && self.in_stock.is_none()
            && self.sku_contains.is_none()
    }

    /// Looks at one product.
    pub(super) fn of(&self, article: &Article) -> Verdict {
        worst([self.price(article), self.words(article), self.sizes(article)])
    }

    fn price(&self, article: &Article) -> Verdict {
        let comparable = article.price.as_ref().filter(|price| {
            self.currency.as_ref().is_none_or(|currency| *currency == price.currency)
        });
        let amount = comparable.and_then(Price::amount);
        let there = article.stock.map(|stock| stock > 0);
        worst([
            limit(self.price_max, amount, |amount, most| amount <= most),
            limit(self.price_min, amount, |amount, least| amount >= least),
            asked(self.in_stock.is_some(), there.map(|there| Some(there) == self.in_stock)),
        ])
    }

    fn words(&self, article: &Article) -> Verdict {
        let any = |wanted: &[String], has: &[String]| has.iter().any(|it| wanted.contains(it));
        let folded =
            |list: &[String]| -> Vec<String> { list.iter().map(|it| it.to_lowercase()).collect() };
        let text = article.text();
        let says = |words: &[String]| folded(words).iter().any(|it| text.contains(it.as_str()));
        let series = article.series();
        let coloured = !article.colours.is_empty();
        // Plain birch is not black.
        let shaded = coloured || !article.materials.is_empty();
        let wanted = |list: &[String], holds: Option<bool>| asked(!list.is_empty(), holds);
        let colour = |list: &[String]| any(list, &article.colours);
        let part = self.sku_contains.as_deref();
        worst([
            wanted(&self.category_any, Some(any(&self.category_any, &article.categories))),
            wanted(&self.category_none, Some(!any(&self.category_none, &article.categories))),
            wanted(&self.colour_any, coloured.then(|| colour(&self.colour_any))),
            wanted(&self.colour_none, shaded.then(|| !colour(&self.colour_none))),
            wanted(&self.series_any, Some(any(&folded(&self.series_any), &series))),
            wanted(&self.series_none, Some(!any(&folded(&self.series_none), &series))),
            wanted(&self.text_any, Some(says(&self.text_any))),
            wanted(&self.text_none, Some(!says(&self.text_none))),
            wanted(&self.sku_any, Some(self.sku_any.contains(&article.sku))),
            asked(part.is_some(), part.map(|part| article.sku.contains(part))),
        ])
    }

    fn sizes(&self, article: &Article) -> Verdict {
        let longest = match (article.size(Side::Width), article.extends_to_cm) {
            (Some(width), Some(pulled_out)) => Some(width.max(pulled_out)),
            (width, pulled_out) => pulled_out.or(width),
        };
        let least = |least, has| limit(least, has, |has, least| has >= least);
        let most = |most, has| limit(most, has, |has, most| has <= most);
        worst([
            least(self.min_width_cm, longest),
            most(self.max_width_cm, article.size(Side::Width)),
            least(self.min_depth_cm, article.size(Side::Depth)),
            most(self.max_depth_cm, article.size(Side::Depth)),
            least(self.min_height_cm, article.size(Side::Height)),
            most(self.max_height_cm, article.size(Side::Height)),
        ])
    }
}

/// The verdict on one constraint: what was not asked for holds.
fn asked(asked: bool, holds: Option<bool>) -> Verdict {
    match holds {
        _ if !asked => Verdict::Holds,
        Some(true) => Verdict::Holds,
        Some(false) => Verdict::Broken,
        None => Verdict::Unknown,
    }
}

/// The verdict on a bound, if there is one.
fn limit(bound: Option<f64>, has: Option<f64>, holds: impl Fn(f64, f64) -> bool) -> Verdict {
    let verdict = bound.map(|bound| asked(true, has.map(|has| holds(has, bound))));
    verdict.unwrap_or(Verdict::Holds)
}

fn worst<const N: usize>(verdicts: [Verdict; N]) -> Verdict {
    verdicts.into_iter().max().unwrap_or(Verdict::Holds)
}
