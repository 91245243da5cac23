//! Splitting a long text into messages the channel takes.

use unicode_segmentation::UnicodeSegmentation;

/// Splits `text` into pieces of at most `limit` characters: between paragraphs where that works,
/// else between lines, sentences, words, and at the worst between letters as people see them.
///
/// Linear in the text. Nothing is lost but blanks at the seams.
pub fn split(text: &str, limit: usize) -> Vec<String> {
    let limit = limit.max(1);
    let mut pieces = Vec::new();
    let mut piece = String::new();
    let mut piece_len = 0;
    // Where the piece may end, best seam first: (bytes, characters) of what stands before it.
    let mut seams: [Option<(usize, usize)>; 4] = [None; 4];
    for grapheme in text.trim().graphemes(true) {
        let len = grapheme.chars().count();
        if piece_len + len > limit && piece_len > 0 {
            let half = limit / 2;
            let seam = seams.iter().flatten().find(|(_, chars)| *chars >= half).copied();
            let (bytes, _) = seam.unwrap_or((piece.len(), piece_len));
            let rest = piece.split_off(bytes);
            keep(&mut pieces, &piece);
            rest.trim_start().clone_into(&mut piece);
            piece_len = piece.chars().count();
            seams = [None; 4];
        }
        piece.push_str(grapheme);
        piece_len += len;
        if let Some(rank) = seam_after(&piece, grapheme)
            && let Some(seam) = seams.get_mut(rank)
        {
            *seam = Some((piece.len(), piece_len));
        }
    }
    keep(&mut pieces, &piece);
    pieces
}

/// How good a seam there is after `grapheme`: 0 a paragraph, 1 a line, 2 a sentence, 3 a word.
fn seam_after(piece: &str, grapheme: &str) -> Option<usize> {
    if piece.ends_with("\n\n") {
        Some(0)
    } else if grapheme.contains('\n') {
        Some(1)
    } else if grapheme == " " {
        let sentence = piece.trim_end().ends_with(['.', '!', '?', '؟', '…', ':', ';', '؛']);
        Some(if sentence { 2 } else { 3 })
    } else {
        None
    }
}

fn keep(pieces: &mut Vec<String>, piece: &str) {
    let piece = piece.trim();
    if !piece.is_empty() {
        pieces.push(piece.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_text_stays_whole() {
        assert_eq!(split(" hello ", 10), ["hello"]);
        assert!(split("  ", 10).is_empty());
    }

    #[test]
    fn paragraphs_lines_sentences_and_words_are_kept_together() {
        assert_eq!(split("one two\n\nthree four", 12), ["one two", "three four"]);
        assert_eq!(split("aaaa bbbb. cccc dddd", 12), ["aaaa bbbb.", "cccc dddd"]);
        assert_eq!(split("aaaa bbbb cccc", 10), ["aaaa bbbb", "cccc"]);
    }

    #[test]
    fn a_word_without_end_is_cut_between_letters_as_people_see_them() {
        let text = "👨‍👩‍👧".repeat(50);
        let pieces = split(&text, 12);
        assert_eq!(pieces.concat(), text);
        assert!(pieces.iter().all(|piece| piece.chars().count() <= 12));
    }

    #[test]
    fn sixty_four_kilobytes_without_a_blank_are_split_at_once() {
        let text = "ب".repeat(64 * 1024);
        let pieces = split(&text, 1000);
        assert_eq!(pieces.len(), 66);
        assert_eq!(pieces.concat(), text);
    }
}
