//! The panel, as a browser sees it that keeps cookies and sends forms.

mod door;
mod keys;
mod tables;
pub(crate) mod visitor;
mod walk;
