//! How many texts go into one request.

/// Characters in one request. OpenAI takes 300,000 tokens; a token of Arabic is about one character.
const MOST_CHARACTERS: usize = 64_000;

/// Cuts `texts` into runs of at most `most` texts, and of no more characters than a request may have
/// when each text counts `longest` at the most. A text is never alone for being long: that is what
/// `longest` is for.
pub(super) fn split(texts: &[String], most: usize, longest: usize) -> Vec<&[String]> {
    let mut batches = Vec::new();
    let (mut start, mut characters) = (0, 0);
    for (at, text) in texts.iter().enumerate() {
        let more = text.chars().count().min(longest);
        if at > start && (at - start >= most || characters + more > MOST_CHARACTERS) {
            batches.extend(texts.get(start..at));
            (start, characters) = (at, 0);
        }
        characters += more;
    }
    batches.extend(texts.get(start..).filter(|rest| !rest.is_empty()));
    batches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(texts: &[String], most: usize, longest: usize) -> Vec<usize> {
        let batches = split(texts, most, longest);
        assert_eq!(batches.concat(), texts, "nothing is lost, and the order stays");
        batches.iter().map(|batch| batch.len()).collect()
    }

    #[test]
    fn a_request_is_bounded_by_count_and_by_characters() {
        let short = vec!["ك".to_owned(); 70];
        assert_eq!(sizes(&short, 32, 6_000), [32, 32, 6]);
        assert_eq!(sizes(&short, 70, 6_000), [70]);
        assert_eq!(sizes(&short, 1, 6_000), [1; 70]);
        let long = vec!["ك".repeat(30_000); 5];
        assert_eq!(sizes(&long, 32, 30_000), [2, 2, 1]);
        assert_eq!(sizes(&long, 32, 6_000), [5], "each is cut first");
        assert_eq!(sizes(&long, 32, 100_000), [2, 2, 1]);
        assert_eq!(sizes(&[], 32, 6_000), [0; 0]);
    }
}
