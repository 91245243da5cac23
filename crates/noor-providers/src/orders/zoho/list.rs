//! Lists of Zoho Inventory, page by page, whatever becomes of the filters.

use std::ops::ControlFlow;

use serde_json::Value;

use super::{ZohoOrders, unavailable};
use crate::error::ProviderError;
use crate::lenient;

const PER_PAGE: usize = 200;
/// More pages than this are too many to wait for, or a server that counts in circles.
const MOST_PAGES: usize = 50;

/// A list.
pub(super) struct List {
    pub(super) area: &'static str,
    pub(super) path: &'static str,
    /// The keys its rows may stand under.
    pub(super) keys: &'static [&'static str],
}

impl ZohoOrders {
    /// Shows `each` row of a list until it has seen enough.
    ///
    /// # Errors
    ///
    /// The vendor's, and unavailable if the list cannot be read to its end: then nobody knows what is
    /// not in it.
    pub(super) async fn walk(
        &self,
        list: &List,
        filter: &[(&'static str, String)],
        mut each: impl FnMut(&Value) -> ControlFlow<()> + Send,
    ) -> Result<(), ProviderError> {
        for page in 1..=MOST_PAGES {
            let mut query = filter.to_vec();
            query.push(("page", page.to_string()));
            query.push(("per_page", PER_PAGE.to_string()));
            let answer = self.get(list.area, list.path, query).await?;
            let rows = list.keys.iter().find_map(|key| answer[*key].as_array());
            let Some(rows) = rows else { return Err(unavailable("the list has no rows")) };
            if rows.iter().any(|row| each(row).is_break()) {
                return Ok(());
            }
            let context = &answer["page_context"];
            match lenient::flag(&context["has_more_page"]) {
                Some(false) => return Ok(()),
                Some(true) if rows.is_empty() => {
                    return Err(unavailable("a page is empty, and more are to follow"));
                }
                Some(true) => {}
                None => {
                    return Err(unavailable("the list does not say whether more pages follow"));
                }
            }
        }
        Err(unavailable(format!("the list has more than {MOST_PAGES} pages")))
    }
}
