//! Which characters a draft may use. Whatever can hide or disguise a word is not among them.

use super::{Case, Objection};

/// Everything that is no letter of the two scripts, no usual mark and no friendly face, unless the
/// plain draft has it.
pub(super) fn objections(case: &Case<'_>) -> Vec<Objection> {
    let plain: std::collections::HashSet<char> = case.rules.plain.words().chars().collect();
    let text = case.draft.words();
    let odd = text.chars().filter(|c| !is_usual(*c) && !plain.contains(c));
    odd.map(Objection::Symbol).collect()
}

/// A picture character without a meaning that could cost money: no check marks, price tags,
/// handshakes or digits.
pub(super) fn is_face(c: char) -> bool {
    matches!(
        c,
        '😀' | '😃'
            | '😄'
            | '😁'
            | '😊'
            | '🙂'
            | '☺'
            | '🤗'
            | '👋'
            | '🙏'
            | '✨'
            | '🌟'
            | '🌷'
            | '🌹'
            | '💐'
            | '🪑'
            | '🛋'
            | '💼'
            | '🏢'
            | '🖥'
            | '🤍'
            | '💙'
    )
}

fn is_usual(c: char) -> bool {
    let latin = c.is_ascii_alphanumeric() || matches!(c, '\u{C0}'..='\u{17F}') && c.is_alphabetic();
    let arabic = matches!(c, '\u{0621}'..='\u{063A}' | '\u{0640}'..='\u{0652}' | '\u{0660}'..='\u{0669}'
        | '\u{0670}' | 'گ' | 'چ' | 'پ' | 'ڤ' | 'ک' | 'ی');
    let mark = matches!(
        c,
        ' ' | '\n'
            | '\r'
            | '\u{A0}'
            | '.'
            | ','
            | ':'
            | ';'
            | '!'
            | '?'
            | '،'
            | '؛'
            | '؟'
            | '\''
            | '"'
            | '‘'
            | '’'
            | '“'
            | '”'
            | '«'
            | '»'
            | '('
            | ')'
            | '-'
            | '–'
            | '—'
            | '…'
            | '•'
            | '·'
            | '*'
            | '_'
            | '×'
            | '='
            | '\u{FE0F}'
    );
    latin || arabic || mark || is_face(c)
}
