//! Pictures as large as paper needs them.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{DynamicImage, ImageDecoder as _, ImageReader, ImageResult, Limits, RgbImage};

/// The longest side of a product's picture, in pixels: 300 a printed inch at the width of its column.
const PICTURE_SIDE: u32 = 320;
/// The longest side of a logo, in pixels.
const LOGO_SIDE: u32 = 1_000;
/// The longest side that is decoded, in pixels.
const MOST_SIDE: u32 = 12_000;
/// The most memory that decoding one picture may take, in bytes.
const MEMORY: u64 = 256 << 20;
const QUALITY: u8 = 88;

/// A product's picture as a small JPEG on white; `None` for what is no picture.
pub(crate) fn of_product(file: &[u8]) -> Option<Vec<u8>> {
    let picture = on_white(&decoded(file, PICTURE_SIDE).ok()?);
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&picture).ok()?;
    Some(jpeg)
}

/// A logo as a PNG, which keeps what is transparent; `None` for what is no picture.
pub(crate) fn of_shop(file: &[u8]) -> Option<Vec<u8>> {
    let logo = decoded(file, LOGO_SIDE).ok()?;
    let mut png = Vec::new();
    logo.to_rgba8().write_with_encoder(PngEncoder::new(&mut png)).ok()?;
    Some(png)
}

/// The picture in a file, upright and not longer than `side`.
fn decoded(file: &[u8], side: u32) -> ImageResult<DynamicImage> {
    let mut reader = ImageReader::new(Cursor::new(file)).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    // A file that says nonsense about its orientation is taken as it lies.
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    if picture.width().max(picture.height()) > side {
        picture = picture.thumbnail(side, side);
    }
    Ok(picture)
}

/// What is transparent shows the white of paper.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let picture = picture.to_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [colour @ .., alpha] = picture.get_pixel(x, y).0;
        let alpha = u16::from(alpha);
        image::Rgb(colour.map(|part| {
            let mixed = (u16::from(part) * alpha + 255 * (255 - alpha) + 127) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        }))
    })
}
