//! The smallest PDF that a reader opens: one page with one line.

use std::fmt::Write as _;

/// A page that shows `line`; of characters that are not ASCII a question mark.
pub(super) fn page(line: &str) -> Vec<u8> {
    let shown = line.replace(['(', ')', '\\'], " ").replace(|c: char| !c.is_ascii(), "?");
    let content = format!("BT /F1 18 Tf 72 760 Td ({shown}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut file = "%PDF-1.4\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (at, object) in objects.iter().enumerate() {
        // Writing to a string cannot fail.
        writeln!(table, "{:010} 00000 n ", file.len()).ok();
        writeln!(file, "{} 0 obj\n{object}\nendobj", at + 1).ok();
    }
    let start = file.len();
    let size = objects.len() + 1;
    write!(file, "{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n")
        .ok();
    file.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::page;

    #[test]
    fn the_table_points_at_the_objects() {
        let file = String::from_utf8(page("Fr-00001 (draft) \u{645}")).unwrap();
        assert!(file.starts_with("%PDF-1.4\n") && file.ends_with("%%EOF\n"));
        assert!(file.contains("(Fr-00001  draft  ?) Tj"));
        let (_, table) = file.split_once("xref\n0 6\n").unwrap();
        for (at, entry) in table.lines().skip(1).take(5).enumerate() {
            let offset: usize = entry.split(' ').next().unwrap().parse().unwrap();
            let object = file.get(offset..).unwrap();
            assert!(object.starts_with(&format!("{} 0 obj", at + 1)), "{entry}");
        }
    }
}
