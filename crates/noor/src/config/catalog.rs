//! `[catalog]`: where products come from.

use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use super::reader::{Choice, Reader};

/// `[catalog]`.
#[derive(Clone, Debug)]
pub struct CatalogSettings {
    /// Where the products come from.
    pub source: CatalogSource,
    /// How often to read it again.
    pub sync_every: Duration,
    /// How long a price may be told without asking again, where the catalogue can be asked.
    pub live_for: Duration,
    /// How long asking may take.
    pub deadline: Duration,
    /// How long the mirror's prices stand while the catalogue cannot be asked.
    pub believed_for: Duration,
    /// Whether pictures that are elsewhere are fetched, so that customers can be shown them.
    pub pictures: bool,
}

/// Where the products come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CatalogSource {
    /// Nowhere: what is in the database stays.
    None,
    /// A `.jsonl` or `.csv` file.
    File(PathBuf),
    /// A catalogue API of Treejar's shape.
    Treejar(Url),
}

impl CatalogSettings {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        let wish = from.choice("catalog.source");
        let path = from.text("catalog.path");
        let url = from.url("catalog.url", &["https", "http"]);
        let source = match (wish, path, url) {
            (Wish::File, Some(path), _) => CatalogSource::File(PathBuf::from(path)),
            (Wish::Treejar, _, Some(url)) => CatalogSource::Treejar(url),
            (Wish::File, None, _) => {
                let advice = "Write the path of a .jsonl or .csv file.";
                from.reject("catalog.path", "source file needs it.", advice);
                CatalogSource::None
            }
            (Wish::Treejar, _, None) => {
                let advice = "Write the address of the catalogue API.";
                from.reject("catalog.url", "source treejar needs it.", advice);
                CatalogSource::None
            }
            (Wish::None, _, _) => CatalogSource::None,
        };
        let (second, minute) = (Duration::from_secs(1), Duration::from_mins(1));
        let week = Duration::from_hours(7 * 24);
        Self {
            source,
            sync_every: from.duration("catalog.sync_every", minute..=week),
            live_for: from.duration("catalog.live_for", Duration::ZERO..=minute * 60 * 24),
            deadline: from.duration("catalog.deadline", second / 10..=second * 10),
            believed_for: from.duration("catalog.believed_for", minute..=week * 4),
            pictures: from.flag("catalog.pictures"),
        }
    }
}

#[derive(Clone, Copy)]
enum Wish {
    None,
    File,
    Treejar,
}

impl Choice for Wish {
    const NAMES: &'static [(&'static str, Self)] =
        &[("none", Self::None), ("file", Self::File), ("treejar", Self::Treejar)];
}
