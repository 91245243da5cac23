//! Prints a quotation.

use std::collections::{BTreeSet, HashMap};

use chrono::{Datelike as _, Timelike as _};
use noor_core::language::Language;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Bytes, Datetime, Smart};
use typst::text::{Lang, Locale};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::quotation::QuotePaper;
use crate::sheet::sheet;
use crate::template::{PaperError, Place, Template, complaint, file_id};
use crate::text::Press;
use crate::world::Desk;

/// The file that the template reads its quotation from.
const SHEET: &str = "paper.json";
/// For how many quotations Typst keeps what it worked out: the template's own part serves the next
/// one, and nothing of a customer stays for long.
const KEPT_FOR: usize = 2;

/// A printed quotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file: PDF/A-2, so with everything in it that is needed to show it.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// Characters of names and texts that no font of the template has; the paper lacks them. A font
    /// that has them can be put beside the others.
    pub left_out: BTreeSet<char>,
}

/// Prints a quotation. The same one gives the same bytes.
///
/// Takes a core for some tens of milliseconds: call it where blocking is allowed. A picture that
/// cannot be read is left out.
///
/// # Errors
///
/// [`PaperError::Template`] with file, line and message if the template has a mistake. What customers
/// and catalogues write cannot cause one.
pub fn render(paper: &QuotePaper, template: &Template) -> Result<Pdf, PaperError> {
    let words = template.words.get(paper.voice.language);
    let mut press = Press::new(&template.fonts);
    let (sheet, pictures) = sheet(paper, words, &mut press);
    let json = serde_json::to_vec(&sheet).map_err(|problem| nowhere(&problem.to_string()))?;
    let files: HashMap<_, _> = pictures
        .into_iter()
        .chain([(SHEET.to_owned(), json)])
        .filter_map(|(name, content)| Some((file_id(&name)?, Bytes::new(content))))
        .collect();
    let desk = Desk { template, files };
    let printed = || {
        let told = |complaints: &[SourceDiagnostic]| complaint(&desk, complaints);
        let document = typst::compile::<PagedDocument>(&desk).output;
        let mut document = document.map_err(|complaints| told(&complaints))?;
        let info = document.info_mut();
        info.title = Some(sheet.title.as_str().into());
        info.author = vec![paper.shop.name.as_str().into()];
        info.keywords = vec![sheet.verification.as_str().into()];
        info.date = Smart::Auto;
        let language = match paper.voice.language {
            Language::English => Lang::ENGLISH,
            Language::Arabic => Lang::ARABIC,
        };
        info.locale = Smart::Custom(Locale::new(language, None));
        let bytes = typst_pdf::pdf(&document, &options(paper, &sheet.verification)?);
        let bytes = bytes.map_err(|complaints| told(&complaints))?;
        Ok((bytes, document.pages().len()))
    };
    let printed = printed();
    comemo::evict(KEPT_FOR);
    let (bytes, pages) = printed?;
    Ok(Pdf { bytes, pages, left_out: press.left_out() })
}

fn options(paper: &QuotePaper, code: &str) -> Result<PdfOptions, PaperError> {
    let standards =
        PdfStandards::new(&[PdfStandard::A_2a]).map_err(|problem| nowhere(problem.message()))?;
    Ok(PdfOptions {
        ident: Smart::Custom(code.to_owned()),
        creator: Smart::Custom(Some("Noor".to_owned())),
        timestamp: timestamp(paper).map(Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    })
}

fn timestamp(paper: &QuotePaper) -> Option<Datetime> {
    let at = paper.made_at;
    let part = |part: u32| u8::try_from(part).ok();
    let (month, day) = (part(at.month())?, part(at.day())?);
    let (hour, minute, second) = (part(at.hour())?, part(at.minute())?, part(at.second())?);
    Datetime::from_ymd_hms(at.year(), month, day, hour, minute, second)
}

fn nowhere(message: &str) -> PaperError {
    PaperError::Template {
        place: Place { file: SHEET.to_owned(), line: None },
        message: message.to_owned(),
    }
}
