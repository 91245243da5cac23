//! A QR code as a picture inside a page.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};

/// White modules around the code; readers want four.
const MARGIN: i32 = 4;

/// An `<svg>` of a text: black on white whatever the theme, since readers want it so.
///
/// # Errors
///
/// When the text is too long for any code.
pub(super) fn svg(text: &str) -> anyhow::Result<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium)?;
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        for x in 0..size {
            if code.get_module(x, y) {
                write!(path, "M{},{}h1v1h-1z", x + MARGIN, y + MARGIN)?;
            }
        }
    }
    let whole = size + 2 * MARGIN;
    Ok(format!(
        "<svg class=\"qr\" viewBox=\"0 0 {whole} {whole}\" role=\"img\" aria-hidden=\"true\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0,0h{whole}v{whole}H0z\"/>\
         <path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_code_is_a_square_of_its_text() {
        let svg = super::svg("otpauth://totp/Shop:sara?secret=ABC").unwrap();
        assert!(svg.starts_with("<svg") && svg.ends_with("</svg>"));
        assert!(!svg.contains("style="), "the policy would refuse it");
    }
}
