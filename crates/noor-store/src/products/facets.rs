//! The traits that products are counted and filtered by.

use sqlx::PgPool;

/// A trait with names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Facet {
    /// What it is.
    Family,
    /// Its kind within the family.
    Kind,
    /// A colour on it.
    Colour,
    /// A material in it.
    Material,
    /// Something it has.
    Feature,
}

impl Facet {
    /// What the trait is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Family => "family",
            Self::Kind => "kind",
            Self::Colour => "colour",
            Self::Material => "material",
            Self::Feature => "feature",
        }
    }
}

/// Whether an offered product has this value. Rows may say their own, beside those of content.
///
/// # Errors
///
/// The database's own.
pub async fn is_used(db: &PgPool, facet: Facet, value: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from products
                           where active
                             and case $1 when 'family' then family = $2
                                         when 'kind' then subtype = $2
                                         when 'colour' then $2 = any(colours)
                                         when 'material' then $2 = any(materials)
                                         when 'feature' then $2 = any(features) end) as "is_used!""#,
        facet.name(),
        value,
    )
    .fetch_one(db)
    .await
}
