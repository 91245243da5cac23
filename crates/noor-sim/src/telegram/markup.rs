//! Telegram's HTML, read as its server reads it: few tags, each closed in order, few entities.

/// The tags without attributes.
const TAGS: [&str; 12] =
    ["b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "blockquote"];
const ENTITIES: [(&str, char); 4] = [("lt", '<'), ("gt", '>'), ("amp", '&'), ("quot", '"')];

/// The words without their markup.
///
/// # Errors
///
/// What Telegram would say.
pub(super) fn text_of(html: &str) -> Result<String, String> {
    let mut text = String::new();
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, marked) = rest.split_at(at);
        text.push_str(before);
        rest = if let Some(tag) = marked.strip_prefix('<') {
            let (tag, behind) = tag.split_once('>').ok_or("Unclosed start tag")?;
            match tag.strip_prefix('/') {
                Some(closed) if open.last() == Some(&closed) => {
                    open.pop();
                }
                Some(closed) => return Err(format!("Unexpected end tag \"{closed}\"")),
                None if TAGS.contains(&tag) => open.push(tag),
                None => return Err(format!("Unsupported start tag \"{tag}\"")),
            }
            behind
        } else {
            let entity = ENTITIES.iter().find_map(|(name, letter)| {
                let behind = marked.strip_prefix('&')?.strip_prefix(name)?.strip_prefix(';')?;
                Some((*letter, behind))
            });
            // What is no entity is read as it stands.
            let (letter, behind) = entity.unwrap_or_else(|| ('&', marked.trim_start_matches('&')));
            text.push(letter);
            behind
        };
    }
    text.push_str(rest);
    match open.last() {
        Some(tag) => Err(format!("Can't find end tag corresponding to start tag \"{tag}\"")),
        None => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::text_of;

    #[test]
    fn tags_are_few_and_closed_in_order() {
        assert_eq!(text_of("<b>5 &lt; 6</b> &amp; so on").unwrap(), "5 < 6 & so on");
        assert_eq!(text_of("a & b").unwrap(), "a & b");
        for wrong in ["5 < 6", "<p>a</p>", "<b><i>a</b></i>", "<b>a", "a</b>"] {
            assert!(text_of(wrong).is_err(), "{wrong}");
        }
    }
}
