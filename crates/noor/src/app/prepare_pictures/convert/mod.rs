//! A picture as every messenger takes it: upright, without what its file says beside it, not larger
//! than a phone shows, and a JPEG.

use std::io::Cursor;

use image::codecs::gif::GifDecoder;
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::imageops::FilterType;
use image::{
    AnimationDecoder, DynamicImage, ImageDecoder, ImageError, ImageFormat, Limits, RgbImage,
};

/// Longest side of what is sent, in pixels.
const LONGEST_SIDE: u32 = 1600;
/// Shortest side of a picture that shows anything: what is smaller counts visitors of a page.
const SHORTEST_SIDE: u32 = 32;
/// Most pixels that are decoded: those of a good camera, and no more memory than they take.
const MOST_PIXELS: u64 = 25_000_000;
/// Most memory that a decoder may ask for, in bytes.
const MEMORY: u64 = 256 << 20;
/// Largest picture that WhatsApp takes, in bytes; the gateway's own limit is twice that.
const LARGEST: usize = 5 << 20;
/// Tried one after the other, until the picture is small enough.
const QUALITIES: [u8; 4] = [85, 75, 60, 40];

/// A picture that is ready.
#[derive(Debug)]
pub(super) struct Converted {
    /// Pixels from left to right.
    pub(super) width: u32,
    /// Pixels from top to bottom.
    pub(super) height: u32,
    /// The picture.
    pub(super) jpeg: Vec<u8>,
}

/// Why a file cannot be shown.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoPicture {
    #[error("the file is empty")]
    Empty,
    #[error("it is a page and no picture; does the address need a login?")]
    Page,
    #[error("it is an SVG drawing, which messengers do not show; a JPEG or PNG is needed")]
    Drawing,
    #[error("it is of no known kind; a JPEG, PNG, WebP or GIF is needed")]
    Unknown,
    #[error("it moves; a still picture is needed")]
    Animated,
    #[error("it has {width} x {height} pixels; {MOST_PIXELS} in all are the most")]
    TooManyPixels { width: u32, height: u32 },
    #[error("it has {width} x {height} pixels; {SHORTEST_SIDE} on each side are the least")]
    TooSmall { width: u32, height: u32 },
    #[error("only a part of it arrived")]
    Cut,
    #[error("it is damaged")]
    Damaged(#[from] ImageError),
    #[error("it does not fit into {LARGEST} bytes")]
    TooLarge,
}

/// Makes a file ready, whatever its sender called it.
///
/// # Errors
///
/// [`NoPicture`], for people.
pub(super) fn convert(file: &[u8]) -> Result<Converted, NoPicture> {
    let picture = still(file)?;
    let picture = match picture.width().max(picture.height()) {
        ..=LONGEST_SIDE => picture,
        _ => picture.resize(LONGEST_SIDE, LONGEST_SIDE, FilterType::CatmullRom),
    };
    let picture = on_white(picture);
    for quality in QUALITIES {
        let mut jpeg = Vec::new();
        JpegEncoder::new_with_quality(&mut jpeg, quality).encode_image(&picture)?;
        if jpeg.len() <= LARGEST {
            let (width, height) = picture.dimensions();
            return Ok(Converted { width, height, jpeg });
        }
    }
    Err(NoPicture::TooLarge)
}

/// The one picture in a file, upright.
fn still(file: &[u8]) -> Result<DynamicImage, NoPicture> {
    let bytes = Cursor::new(file);
    match image::guess_format(file) {
        Ok(ImageFormat::Jpeg) if !is_whole_jpeg(file) => Err(NoPicture::Cut),
        Ok(ImageFormat::Jpeg) => upright(JpegDecoder::new(bytes)?),
        Ok(ImageFormat::Png) => {
            let decoder = PngDecoder::with_limits(bytes, limits())?;
            if decoder.is_apng()? { Err(NoPicture::Animated) } else { upright(decoder) }
        }
        Ok(ImageFormat::WebP) => {
            let decoder = WebPDecoder::new(bytes)?;
            if decoder.has_animation() { Err(NoPicture::Animated) } else { upright(decoder) }
        }
        Ok(ImageFormat::Gif) => only_frame(GifDecoder::new(bytes)?),
        Ok(_) | Err(_) => Err(no_picture(file)),
    }
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY);
    limits
}

/// A sane decoder with limits set, before it decodes anything.
fn limited<D: ImageDecoder>(mut decoder: D) -> Result<D, NoPicture> {
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(NoPicture::TooManyPixels { width, height });
    }
    if width.min(height) < SHORTEST_SIDE {
        return Err(NoPicture::TooSmall { width, height });
    }
    decoder.set_limits(limits())?;
    Ok(decoder)
}

fn upright(decoder: impl ImageDecoder) -> Result<DynamicImage, NoPicture> {
    let mut decoder = limited(decoder)?;
    // A file that says nonsense about its orientation is taken as it lies.
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn only_frame(decoder: GifDecoder<Cursor<&[u8]>>) -> Result<DynamicImage, NoPicture> {
    let mut frames = limited(decoder)?.into_frames();
    let frame = frames.next().ok_or(NoPicture::Cut)??;
    match frames.next() {
        Some(Ok(_)) => Err(NoPicture::Animated),
        Some(Err(problem)) => Err(problem.into()),
        None => Ok(DynamicImage::ImageRgba8(frame.into_buffer())),
    }
}

/// Whether a JPEG goes on to its end: decoders fill what is missing with grey. Neither mark can stand
/// inside the picture's data, and a small picture within the file comes before it.
fn is_whole_jpeg(file: &[u8]) -> bool {
    const DATA: [u8; 2] = [0xff, 0xda];
    const END: [u8; 2] = [0xff, 0xd9];
    let data = file.windows(2).rposition(|pair| pair == DATA);
    let data = data.and_then(|at| file.get(at..)).unwrap_or_default();
    data.windows(2).any(|pair| pair == END)
}

/// What a file is that is no picture.
fn no_picture(file: &[u8]) -> NoPicture {
    let start: Vec<u8> = file.iter().take(1024).map(u8::to_ascii_lowercase).collect();
    let has = |mark: &[u8]| start.windows(mark.len()).any(|part| part == mark);
    if file.is_empty() {
        NoPicture::Empty
    } else if has(b"<svg") {
        NoPicture::Drawing
    } else if has(b"<html") || has(b"<!doctype") {
        NoPicture::Page
    } else {
        NoPicture::Unknown
    }
}

/// What is transparent shows the white of paper.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [colour @ .., alpha] = picture.get_pixel(x, y).0;
        let alpha = u16::from(alpha);
        image::Rgb(colour.map(|part| {
            let mixed = (u16::from(part) * alpha + 255 * (255 - alpha) + 127) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        }))
    })
}

#[cfg(test)]
mod tests;
