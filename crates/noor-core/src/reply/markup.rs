//! A model's markup in WhatsApp's forms, before anybody judges its words.

/// Turns what models write as Markdown into what WhatsApp shows: `**bold**` and headings become bold,
/// `- ` and `* ` a dot, rules and fences go. Words stay as they are; what has no form there (tables,
/// links) stays too, and is refused. Linear in the text.
pub fn for_whatsapp(text: &str) -> String {
    let lines = text.trim().lines().filter(|line| !is_fence_or_rule(line));
    let lines: Vec<String> = lines.map(line_for_whatsapp).collect();
    lines.join("\n").trim().to_owned()
}

fn is_fence_or_rule(line: &str) -> bool {
    let line = line.trim();
    let rule =
        line.len() >= 3 && ["-", "*", "_", "="].iter().any(|it| line.replace(it, "").is_empty());
    rule || line.strip_prefix("```").is_some_and(|kind| kind.chars().all(char::is_alphanumeric))
}

fn line_for_whatsapp(line: &str) -> String {
    let bare = line.trim_start();
    let words = bare.trim_start_matches('#');
    let line = match words.strip_prefix(' ') {
        Some(heading) if words.len() < bare.len() => {
            format!("*{}*", heading.trim().trim_matches('*').trim_end_matches(':'))
        }
        _none => ["- ", "* ", "+ "]
            .iter()
            .find_map(|mark| bare.strip_prefix(mark))
            .map_or_else(|| line.trim_end().to_owned(), |item| format!("• {}", item.trim())),
    };
    line.replace("**", "*").replace("__", "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_becomes_what_whatsapp_shows() {
        let table = [
            ("**{name:p1}**: {price:p1}", "*{name:p1}*: {price:p1}"),
            ("## Our chairs:\n- **A**\n* B", "*Our chairs*\n• *A*\n• B"),
            ("# **Chairs**", "*Chairs*"),
            ("```markdown\nHello\n```", "Hello"),
            ("Hello\n\n---\n\nBye", "Hello\n\n\nBye"),
            ("1. *A*\n2. _B_", "1. *A*\n2. _B_"),
            ("*bold* and _slanted_", "*bold* and _slanted_"),
            ("- {stock:p1}\n#1 choice", "• {stock:p1}\n#1 choice"),
            ("__مرحبا__", "_مرحبا_"),
            ("", ""),
        ];
        for (written, shown) in table {
            assert_eq!(for_whatsapp(written), shown, "{written}");
        }
    }
}
