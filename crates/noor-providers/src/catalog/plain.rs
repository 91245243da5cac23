//! The shop's words made plain: no markup, no entities.
//!
//! Owns spelling only; never changes what is said.

/// A text without tags, comments, scripts and entities, blanks in a row made one. A text that has
/// none of them stays as it was written, line breaks and all.
pub(super) fn plain(text: &str) -> String {
    if !text.contains(['<', '&']) {
        return text.trim().to_owned();
    }
    let bare = without_tags(text);
    // What was escaped twice, as exports of exports are, is still no word.
    let bare = htmlize::unescape(&bare);
    let bare = if bare.contains("</") { without_tags(&bare) } else { bare.into_owned() };
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn without_tags(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        bare.push_str(before);
        let tag = after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        if !tag {
            bare.push('<');
            rest = after;
            continue;
        }
        bare.push(' ');
        rest = if after.starts_with("!--") {
            after.split_once("-->").map_or("", |(_, behind)| behind)
        } else if let Some((tag, behind)) = after.split_once('>') {
            behind_hidden(tag, behind)
        } else {
            // A tag that never ends takes nothing with it.
            bare.pop();
            bare.push('<');
            bare.push_str(after);
            ""
        };
    }
    bare.push_str(rest);
    bare
}

/// What follows a tag: the content of a script or a style is for no reader.
fn behind_hidden<'t>(tag: &str, behind: &'t str) -> &'t str {
    let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let hidden = ["script", "style"].iter().find(|it| name.eq_ignore_ascii_case(it));
    let Some(hidden) = hidden else { return behind };
    let end = format!("</{hidden}");
    let end = behind.to_ascii_lowercase().find(&end);
    let closing = end.and_then(|at| behind.get(at..)).and_then(|it| it.split_once('>'));
    closing.map_or("", |(_, behind)| behind)
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn markup_goes_and_words_stay() {
        let table = [
            ("<p>Solid&nbsp;<b>oak</b> top</p>", "Solid oak top"),
            ("width < 120 cm", "width < 120 cm"),
            ("a < b <br/> c", "a < b c"),
            ("Tea &amp; coffee", "Tea & coffee"),
            ("Tea & coffee", "Tea & coffee"),
            ("&amp;lt;", "&lt;"),
            ("90&deg; corner &mdash; 2&#x27;", "90° corner — 2'"),
            (
                "Nice <script>alert(1 < 2)</script>mesh<STYLE type=x>p{}</STYLE> seat",
                "Nice mesh seat",
            ),
            ("oak <!-- <b>hidden</b> --> top", "oak top"),
            ("&lt;p&gt;Oak&lt;/p&gt;", "Oak"),
            ("never <script>closed", "never"),
            ("  two\n lines ", "two\n lines"),
            ("  two\n<br>lines ", "two lines"),
            ("<unclosed", "<unclosed"),
            ("كرسي <b>أسود</b>", "كرسي أسود"),
        ];
        for (written, read) in table {
            assert_eq!(plain(written), read, "{written}");
        }
    }
}
