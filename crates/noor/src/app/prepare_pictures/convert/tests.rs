use image::codecs::gif::GifEncoder;
use image::{DynamicImage, Frame, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

use super::*;

/// A picture with a red left half and a green right one.
fn halves(width: u32, height: u32) -> RgbImage {
    let left = Rgb([220, 20, 20]);
    let right = Rgb([20, 200, 20]);
    RgbImage::from_fn(width, height, |x, _| if x < width / 2 { left } else { right })
}

fn encoded(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    picture.into().write_to(&mut file, format).unwrap();
    file.into_inner()
}

fn shown(converted: &Converted) -> RgbImage {
    let shown = image::load_from_memory_with_format(&converted.jpeg, ImageFormat::Jpeg).unwrap();
    assert_eq!((shown.width(), shown.height()), (converted.width, converted.height));
    shown.into_rgb8()
}

fn is_red(pixel: Rgb<u8>) -> bool {
    pixel.0[0] > 150 && pixel.0[1] < 100
}

/// A JPEG whose camera was held so.
fn held(orientation: u8, picture: RgbImage) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let file = encoded(picture, ImageFormat::Jpeg);
    [&[0xff, 0xd8, 0xff, 0xe1], &length[..], &exif, &file[2..]].concat()
}

fn problem(file: &[u8]) -> String {
    format!("{:#}", anyhow::Error::from(convert(file).unwrap_err()))
}

#[test]
fn every_still_kind_becomes_a_jpeg_of_its_size() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
        let converted = convert(&encoded(halves(64, 48), format)).unwrap();
        assert_eq!((converted.width, converted.height), (64, 48), "{format:?}");
        let shown = shown(&converted);
        assert!(is_red(*shown.get_pixel(8, 24)) && !is_red(*shown.get_pixel(56, 24)), "{format:?}");
    }
    // Sixteen bits a colour, and none at all.
    let deep = DynamicImage::ImageRgb8(halves(64, 48)).into_rgb16();
    assert!(convert(&encoded(deep, ImageFormat::Png)).is_ok());
    let grey = DynamicImage::ImageRgb8(halves(64, 48)).into_luma8();
    assert!(convert(&encoded(grey, ImageFormat::Jpeg)).is_ok());
}

#[test]
fn a_large_picture_keeps_its_shape_and_a_small_one_its_size() {
    let wide = convert(&encoded(halves(3200, 800), ImageFormat::Png)).unwrap();
    assert_eq!((wide.width, wide.height), (1600, 400));
    let tall = convert(&encoded(halves(1000, 2000), ImageFormat::Png)).unwrap();
    assert_eq!((tall.width, tall.height), (800, 1600));
    let just = convert(&encoded(halves(1600, 32), ImageFormat::Png)).unwrap();
    assert_eq!((just.width, just.height), (1600, 32));
}

#[test]
fn noise_of_the_largest_size_fits_the_gateway() {
    let mut state = 1_u32;
    let noise = RgbImage::from_fn(1600, 1600, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [a, b, c, _] = state.to_be_bytes();
        Rgb([a, b, c])
    });
    let converted = convert(&encoded(noise, ImageFormat::Png)).unwrap();
    assert!(converted.jpeg.len() <= LARGEST, "{}", converted.jpeg.len());
}

#[test]
fn a_picture_is_turned_as_its_camera_says() {
    // (orientation, size, a place that is red, a place that is green)
    let table = [
        (1, (64, 48), (8, 24), (56, 24)),
        (2, (64, 48), (56, 24), (8, 24)),
        (3, (64, 48), (56, 24), (8, 24)),
        (6, (48, 64), (24, 8), (24, 56)),
        (8, (48, 64), (24, 56), (24, 8)),
        (99, (64, 48), (8, 24), (56, 24)),
    ];
    for (orientation, size, red, green) in table {
        let converted = convert(&held(orientation, halves(64, 48))).unwrap();
        assert_eq!((converted.width, converted.height), size, "{orientation}");
        let shown = shown(&converted);
        assert!(is_red(*shown.get_pixel(red.0, red.1)), "{orientation}");
        assert!(!is_red(*shown.get_pixel(green.0, green.1)), "{orientation}");
        let exif = converted.jpeg.windows(4).any(|part| part == b"Exif");
        assert!(!exif, "what the camera knows stays here");
    }
}

#[test]
fn what_is_transparent_is_white() {
    let glass = RgbaImage::from_fn(64, 64, |x, _| Rgba([0, 0, 0, if x < 32 { 0 } else { 128 }]));
    let shown = shown(&convert(&encoded(glass, ImageFormat::Png)).unwrap());
    assert!(shown.get_pixel(8, 32).0.iter().all(|part| *part > 250));
    assert!(shown.get_pixel(56, 32).0.iter().all(|part| (120..=135).contains(part)));
}

#[test]
fn what_is_no_picture_is_told_from_its_bytes() {
    for (file, says) in [
        (&b""[..], "empty"),
        (b"<!DOCTYPE html><html>please sign in", "a page"),
        (b"\xef\xbb\xbf\n <HTML><body>404", "a page"),
        (b"<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "SVG"),
        (b"%PDF-1.7", "no known kind"),
        (b"BM\x46\0\0\0\0\0\0\0", "no known kind"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"\xff\xd8\xff\xe0", "only a part"),
        (b"GIF89a", "damaged"),
        (b"RIFF\0\0\0\0WEBP", "damaged"),
    ] {
        assert!(problem(file).contains(says), "{says}: {}", problem(file));
    }
}

#[test]
fn what_moves_is_no_picture() {
    let mut film = Vec::new();
    let frames = (0..2).map(|_| Frame::new(RgbaImage::new(64, 64)));
    GifEncoder::new(&mut film).encode_frames(frames).unwrap();
    assert!(problem(&film).contains("it moves"), "{}", problem(&film));
    // A PNG that says it has two frames: the chunk stands behind the header, which has 33 bytes.
    let still = encoded(halves(64, 64), ImageFormat::Png);
    let chunk = b"acTL\0\0\0\x02\0\0\0\0";
    let moving =
        [&still[..33], &[0, 0, 0, 8], chunk, &crc(chunk).to_be_bytes(), &still[33..]].concat();
    assert!(problem(&moving).contains("it moves"), "{}", problem(&moving));
}

/// The checksum of PNG.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 }
        })
    })
}

#[test]
fn a_bomb_is_refused_by_its_header() {
    let mut jpeg = encoded(halves(64, 64), ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0x13, 0x88, 0x1f, 0x40]);
    assert!(problem(&jpeg).contains("8000 x 5000"), "{}", problem(&jpeg));
    let mut png = encoded(halves(64, 64), ImageFormat::Png);
    png[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    let sum = crc(&png[12..29]).to_be_bytes();
    png[29..33].copy_from_slice(&sum);
    assert!(problem(&png).contains("65535 x 65535"), "{}", problem(&png));
    let pixel = encoded(halves(2, 2), ImageFormat::Gif);
    assert!(problem(&pixel).contains("the least"), "{}", problem(&pixel));
}

#[test]
fn half_a_picture_is_none_wherever_it_was_cut() {
    for file in [
        encoded(noisy(), ImageFormat::Jpeg),
        encoded(noisy(), ImageFormat::Png),
        encoded(noisy(), ImageFormat::Gif),
        encoded(noisy(), ImageFormat::WebP),
        held(6, noisy()),
    ] {
        assert!(convert(&file).is_ok());
        for part in (0..file.len() * 9 / 10).step_by(97) {
            assert!(convert(&file[..part]).is_err(), "{part} of {}", file.len());
        }
    }
}

#[test]
fn damage_anywhere_is_no_panic() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
        let file = encoded(noisy(), format);
        for place in (0..file.len()).step_by(53) {
            let mut damaged = file.clone();
            damaged[place] ^= 0xa5;
            if let Ok(converted) = convert(&damaged) {
                assert!(!converted.jpeg.is_empty());
            }
        }
    }
}

/// A picture that does not fit into a few bytes.
fn noisy() -> RgbImage {
    let part = |n: u32| u8::try_from(n % 256).unwrap();
    RgbImage::from_fn(64, 64, |x, y| Rgb([part(x * y * 7), part((x * 31) ^ (y * 17)), part(x + y)]))
}
