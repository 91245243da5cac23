//! What stands on the pages of a PDF, as text.

use hayro_interpret::font::Glyph;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache,
    InterpreterSettings, Paint, PathDrawMode, SoftMask, TransformExt as _, interpret_page,
};
use hayro_syntax::Pdf;
use hayro_syntax::page::Page;
use kurbo::{Affine, BezPath, Point};

/// Signs whose feet are this near, in points, stand in one line.
const SAME_LINE: f64 = 3.5;
/// A gap of this part of a sign's height is a space.
const SPACE: f64 = 0.18;
/// A gap of this many heights is the gap between two columns.
const COLUMN: f64 = 1.2;
/// What is written between two columns.
const BETWEEN_COLUMNS: &str = "  ";

/// The text of each page: a line a row, top to bottom, in the order it is read; columns are two spaces
/// apart, and marks above and below letters are left out. Good for checks and for finding something, not
/// for a reader.
///
/// Nothing for a file that is no PDF, or one with a password.
pub fn page_texts(pdf: &[u8]) -> Vec<String> {
    Pdf::new(pdf.to_vec()).map(|pdf| texts_of(&pdf)).unwrap_or_default()
}

pub(crate) fn texts_of(pdf: &Pdf) -> Vec<String> {
    pdf.pages().iter().map(text_of).collect()
}

fn text_of(page: &Page<'_>) -> String {
    let mut signs = Signs::default();
    let mut context = Context::new(
        page.initial_transform(true).to_kurbo(),
        kurbo::Rect::new(0.0, 0.0, f64::MAX, f64::MAX),
        &InterpreterCache::new(),
        page.xref(),
        InterpreterSettings::default(),
    );
    interpret_page(page, &mut context, &mut signs);
    let mut signs = signs.0;
    signs.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut lines: Vec<Vec<Sign>> = Vec::new();
    for sign in signs {
        match lines
            .last_mut()
            .filter(|line| line.first().is_some_and(|it| sign.y - it.y < SAME_LINE))
        {
            Some(line) => line.push(sign),
            None => lines.push(vec![sign]),
        }
    }
    let signs = || lines.iter().flatten();
    let from_right = signs().filter(|sign| is_arabic(&sign.text)).count() * 2 > signs().count();
    let lines: Vec<String> = lines
        .into_iter()
        .map(|line| read(line, from_right))
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n")
}

/// A sign at its place.
#[derive(Debug)]
struct Sign {
    x: f64,
    end: f64,
    y: f64,
    height: f64,
    text: String,
}

/// The signs of a line as they are read, on a page that is read from the right or from the left.
fn read(mut signs: Vec<Sign>, page_from_right: bool) -> String {
    signs.sort_by(|a, b| a.x.total_cmp(&b.x));
    let mut columns: Vec<Vec<String>> = vec![Vec::new()];
    let mut end = None;
    for sign in signs {
        let gap = end.map_or(0.0, |end| (sign.x - end) / sign.height);
        if gap > COLUMN {
            columns.push(Vec::new());
        }
        if let Some(column) = columns.last_mut() {
            if gap > SPACE && gap <= COLUMN {
                column.push(" ".to_owned());
            }
            column.push(sign.text);
        }
        end = Some(sign.end);
    }
    if page_from_right {
        columns.reverse();
    }
    let columns = columns.into_iter().map(|column| {
        let arabic = column.iter().any(|part| is_arabic(part));
        if arabic { from_the_right(column).concat() } else { column.concat() }
    });
    columns.collect::<Vec<_>>().join(BETWEEN_COLUMNS).trim().to_owned()
}

/// Turns a column that is read from the right: what runs from left to right in it stays as it is.
fn from_the_right(parts: Vec<String>) -> Vec<String> {
    let mut line: Vec<String> = Vec::new();
    let mut run: Vec<String> = Vec::new();
    for part in parts.into_iter().rev() {
        let neutral = !part.chars().any(char::is_alphanumeric);
        if is_arabic(&part) {
            settle(&mut line, &mut run);
            line.push(part);
        } else if run.is_empty() && neutral {
            line.push(part);
        } else {
            run.push(part);
        }
    }
    settle(&mut line, &mut run);
    line
}

/// Ends a run that was gathered from its end; what is neutral at its edge belongs to the line.
fn settle(line: &mut Vec<String>, run: &mut Vec<String>) {
    let last = run.iter().rposition(|part| part.chars().any(char::is_alphanumeric));
    let edge = run.split_off(last.map_or(0, |last| last + 1));
    line.extend(run.drain(..).rev());
    line.extend(edge);
}

/// Whether a text has an Arabic letter; digits run from left to right in both kinds of text.
fn is_arabic(text: &str) -> bool {
    text.chars().any(|c| {
        let in_block =
            matches!(c, '\u{600}'..='\u{6ff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}');
        in_block && c.is_alphabetic()
    })
}

/// Gathers signs instead of drawing them.
#[derive(Debug, Default)]
struct Signs(Vec<Sign>);

impl<'a> Device<'a> for Signs {
    fn draw_glyph(
        &mut self,
        glyph: &Glyph<'a>,
        transform: Affine,
        glyph_transform: Affine,
        _: &Paint<'a>,
        _: &GlyphDrawMode,
    ) {
        let text = match glyph.as_unicode() {
            Some(BfString::Char(c)) => c.to_string(),
            Some(BfString::String(text)) => text,
            None => return,
        };
        let advance = match glyph {
            // A mark above or below a letter stands on no line.
            Glyph::Outline(outline) if outline.advance_width() == Some(0.0) => return,
            Glyph::Outline(outline) => outline.advance_width().unwrap_or_default(),
            Glyph::Type3(_) => 0.0,
        };
        let placed = transform * glyph_transform;
        let start = placed * Point::ORIGIN;
        let end = placed * Point::new(f64::from(advance), 0.0);
        let top = placed * Point::new(0.0, 1000.0);
        let height = (top - start).hypot();
        if height > 0.0 && !text.trim().is_empty() {
            self.0.push(Sign { x: start.x, end: end.x, y: start.y, height, text });
        }
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'a>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'a>, _: &PathDrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: Affine) {}
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
