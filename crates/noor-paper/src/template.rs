//! How quotations look: the template, its words and its fonts, read once.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use noor_core::language::Language;
use typst::diag::SourceDiagnostic;
use typst::foundations::Bytes;
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World, WorldExt as _};

use crate::proof;
use crate::render::render;
use crate::words::{BothWords, Words};

/// The template's source.
const MAIN: &str = "quotation.typ";

/// How quotations look. Making one parses fonts, so keep it; it is shared among threads.
pub struct Template {
    pub(crate) library: LazyHash<Library>,
    pub(crate) book: LazyHash<FontBook>,
    pub(crate) fonts: Vec<Font>,
    pub(crate) main: FileId,
    pub(crate) sources: HashMap<FileId, Source>,
    pub(crate) files: HashMap<FileId, Bytes>,
    pub(crate) words: BothWords,
}

/// Why there is no paper: each names a file of the shop's documents.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// A file that is needed is not there.
    #[error("{file} is missing")]
    Missing {
        /// Which.
        file: String,
    },
    /// A file is not text.
    #[error("{file} is not UTF-8 text")]
    NotText {
        /// Which.
        file: String,
    },
    /// Words that are not of the expected shape.
    #[error("{file}")]
    Words {
        /// Which file.
        file: String,
        /// What is wrong, with its line.
        source: Box<toml::de::Error>,
    },
    /// A label stands in one language only.
    #[error("{file}: the label `{label}` is missing, which the other language has")]
    Label {
        /// Where it is missing.
        file: String,
        /// Which.
        label: String,
    },
    /// A font that cannot be read.
    #[error("{file} is not a font: put TTF or OTF files there")]
    Font {
        /// Which.
        file: String,
    },
    /// No font at all.
    #[error("fonts/ has no font: put a TTF or OTF file there")]
    NoFont,
    /// The template has a mistake.
    #[error("{place}: {message}")]
    Template {
        /// Where.
        place: Place,
        /// What is wrong, and what may help.
        message: String,
    },
}

/// A place in a file of the shop's documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The line and the column, from 1; `None` if the mistake is in no particular one.
    pub line: Option<(usize, usize)>,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some((line, column)) => write!(f, "{}:{line}:{column}", self.file),
            None => f.write_str(&self.file),
        }
    }
}

impl std::fmt::Debug for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Template").field("fonts", &self.fonts.len()).finish_non_exhaustive()
    }
}

impl Template {
    /// Reads a template from its files, by their names within the folder of documents:
    /// `quotation.typ`, `quotation.en.toml`, `quotation.ar.toml`, fonts in `fonts/`, and whatever the
    /// source imports or shows. Other kinds of files are harmless.
    ///
    /// # Errors
    ///
    /// [`PaperError`] names the first file that is missing or wrong, and where. What only shows when a
    /// quotation is printed is told by [`Self::proof`].
    pub fn read(documents: &BTreeMap<String, Vec<u8>>) -> Result<Self, PaperError> {
        let words = BothWords {
            english: words(documents, Language::English)?,
            arabic: words(documents, Language::Arabic)?,
        };
        for (label, language) in [
            (words.english.label_missing_in(&words.arabic), Language::Arabic),
            (words.arabic.label_missing_in(&words.english), Language::English),
        ] {
            if let Some(label) = label {
                let label = label.to_owned();
                return Err(PaperError::Label { file: words_file(language), label });
            }
        }
        let mut fonts = Vec::new();
        let mut sources = HashMap::new();
        let mut files = HashMap::new();
        for (name, content) in documents {
            let Some(id) = file_id(name) else { continue };
            let bytes = Bytes::new(content.clone());
            let extension = Path::new(name).extension().and_then(|it| it.to_str());
            match extension.unwrap_or_default() {
                "ttf" | "otf" | "ttc" => {
                    let before = fonts.len();
                    fonts.extend(Font::iter(bytes));
                    if fonts.len() == before {
                        return Err(PaperError::Font { file: name.clone() });
                    }
                }
                "typ" => {
                    sources.insert(id, Source::new(id, text(documents, name)?.to_owned()));
                    files.insert(id, bytes);
                }
                _ => {
                    files.insert(id, bytes);
                }
            }
        }
        if fonts.is_empty() {
            return Err(PaperError::NoFont);
        }
        let missing = || PaperError::Missing { file: MAIN.to_owned() };
        let main = file_id(MAIN).filter(|id| sources.contains_key(id)).ok_or_else(missing)?;
        Ok(Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            main,
            sources,
            files,
            words,
        })
    }

    /// A label of content, for what the caller words; `None` if there is none.
    pub fn label(&self, language: Language, key: &str) -> Option<&str> {
        self.words.get(language).labels.get(key).map(String::as_str)
    }

    /// Prints made-up quotations in both languages, with and without all that may be absent, so that a
    /// mistake is told before a customer waits for a quotation.
    ///
    /// # Errors
    ///
    /// [`PaperError::Template`] with file, line and message.
    pub fn proof(&self) -> Result<(), PaperError> {
        for language in [Language::English, Language::Arabic] {
            render(&proof::full(language), self)?;
            render(&proof::bare(language), self)?;
        }
        Ok(())
    }
}

/// A name among the documents as Typst knows it; `None` for one that leads out of the folder.
pub(crate) fn file_id(name: &str) -> Option<FileId> {
    let path = VirtualPath::new(name).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// The first of Typst's complaints, with its place.
pub(crate) fn complaint(world: &dyn World, complaints: &[SourceDiagnostic]) -> PaperError {
    let mut place = Place { file: MAIN.to_owned(), line: None };
    let Some(first) = complaints.first() else {
        let message = "the template could not be printed".to_owned();
        return PaperError::Template { place, message };
    };
    if let Some(id) = first.span.id() {
        id.vpath().get_without_slash().clone_into(&mut place.file);
        place.line = world.range(first.span).and_then(|range| {
            let (line, column) = world.source(id).ok()?.lines().byte_to_line_column(range.start)?;
            Some((line + 1, column + 1))
        });
    }
    let mut message = first.message.to_string();
    for hint in &first.hints {
        message.push_str("; ");
        message.push_str(&hint.v);
    }
    PaperError::Template { place, message }
}

fn words_file(language: Language) -> String {
    format!("quotation.{language}.toml")
}

fn words(documents: &BTreeMap<String, Vec<u8>>, language: Language) -> Result<Words, PaperError> {
    let file = words_file(language);
    toml::from_str(text(documents, &file)?)
        .map_err(|source| PaperError::Words { file, source: Box::new(source) })
}

fn text<'a>(documents: &'a BTreeMap<String, Vec<u8>>, file: &str) -> Result<&'a str, PaperError> {
    let missing = || PaperError::Missing { file: file.to_owned() };
    let bytes = documents.get(file).ok_or_else(missing)?;
    std::str::from_utf8(bytes).map_err(|_| PaperError::NotText { file: file.to_owned() })
}
