//! Noor on paper: a quotation as a PDF, in English and Arabic.
//!
//! Owns how a quotation looks, never what it says: every figure comes in computed, every word from
//! content. Nothing here reads a clock, a disk or a network, so the same quotation through the same
//! [`Template`] gives the same bytes.
//!
//! What a customer or a catalogue wrote reaches the page as values of a JSON file that the template
//! reads, never as a part of its source, so no name can become markup.

mod fingerprint;
mod page_text;
mod picture;
mod proof;
mod quotation;
mod reading;
mod render;
mod sheet;
mod template;
mod text;
mod words;
mod world;

pub use fingerprint::{Fingerprint, NotAVerificationCode, VerificationCode, fingerprint};
pub use page_text::page_texts;
pub use quotation::{
    Contact, Customer, Line, ListPrice, QuotePaper, Reduction, Shop, Sums, Variant,
};
pub use reading::verification_codes;
pub use render::{Pdf, render};
pub use template::{PaperError, Place, Template};
