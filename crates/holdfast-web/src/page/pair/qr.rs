//! A QR code as one path, for the camera of the other phone.
//! Invariant: dark on light in every theme, with the quiet zone that cameras need.

use qrcodegen::{QrCode, QrCodeEcc};

use crate::ui::{View, svg};

/// The picture of a text; `None` when it is too long for any code.
pub(super) fn picture(text: &str, label: &str) -> Option<View> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let size = code.size();
    let mut path = String::new();
    for row in 0..size {
        for column in (0..size).filter(|column| code.get_module(*column, row)) {
            path.push_str(&format!("M{},{}h1v1h-1z", column + QUIET, row + QUIET));
        }
    }
    let side = size + 2 * QUIET;
    let ground = svg("rect")
        .attr("class", "qr-ground")
        .attr("width", "100%")
        .attr("height", "100%");
    let picture = svg("svg")
        .attr("class", "qr")
        .attr("viewBox", &format!("0 0 {side} {side}"))
        .attr("role", "img")
        .attr("aria-label", label);
    Some(
        picture
            .child(ground)
            .child(svg("path").attr("class", "qr-dark").attr("d", &path)),
    )
}

/// Modules of light around the code (ISO/IEC 18004).
const QUIET: i32 = 4;
