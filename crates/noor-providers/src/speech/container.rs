//! What a sound file is, by its first bytes alone: its name and its claimed type are words of
//! whoever sent it.

/// How far into a file its kind is looked for.
const LOOKED_AT: usize = 512;

/// The kinds of sound files that are heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// Ogg with Opus, which voice notes are, or Vorbis.
    Ogg,
    /// MPEG layer 3.
    Mp3,
    /// MPEG-4.
    M4a,
    /// RIFF wave.
    Wav,
    /// Matroska for the web.
    Webm,
}

impl Container {
    /// The kind of a file that begins like this; `None` for everything else.
    pub fn of(file: &[u8]) -> Option<Self> {
        let start = file.get(..LOOKED_AT).unwrap_or(file);
        let has = |mark: &[u8]| start.windows(mark.len()).any(|window| window == mark);
        let kinds = [
            (Self::Ogg, start.starts_with(b"OggS") && (has(b"OpusHead") || has(b"\x01vorbis"))),
            (Self::Wav, start.starts_with(b"RIFF") && start.get(8..12) == Some(b"WAVE")),
            (Self::Webm, start.starts_with(b"\x1a\x45\xdf\xa3") && has(b"webm")),
            (Self::M4a, start.get(4..8) == Some(b"ftyp") && is_sound_brand(start.get(8..12))),
            (Self::Mp3, start.starts_with(b"ID3") || is_mp3_frame(start)),
        ];
        kinds.into_iter().find_map(|(kind, is_it)| is_it.then_some(kind))
    }

    /// The ending of a file's name that transcribers know the kind by.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Ogg => "ogg",
            Self::Mp3 => "mp3",
            Self::M4a => "m4a",
            Self::Wav => "wav",
            Self::Webm => "webm",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Ogg => "audio/ogg",
            Self::Mp3 => "audio/mpeg",
            Self::M4a => "audio/mp4",
            Self::Wav => "audio/wav",
            Self::Webm => "audio/webm",
        }
    }
}

/// Pictures come in the same boxes, under other brands.
fn is_sound_brand(brand: Option<&[u8]>) -> bool {
    let brands: [&[u8]; 7] = [b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"dash"];
    brand.is_some_and(|brand| brands.contains(&brand))
}

/// Eleven bits set, then a version, layer 3, a rate and a frequency that exist.
fn is_mp3_frame(start: &[u8]) -> bool {
    let &[0xff, second, third, ..] = start else { return false };
    let version = (second >> 3) & 0b11;
    let layer_3 = (second >> 1) & 0b11 == 0b01;
    let rate = third >> 4;
    let frequency = (third >> 2) & 0b11;
    second >= 0xe0 && version != 0b01 && layer_3 && !matches!(rate, 0 | 0b1111) && frequency != 0b11
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_first_bytes_say() {
        let mut ogg = b"OggS\0\x02".to_vec();
        ogg.extend([0; 20]);
        ogg.extend(b"\x01\x13OpusHead\x01\x01");
        let table: [(&[u8], Option<Container>); 15] = [
            (&ogg, Some(Container::Ogg)),
            (b"ID3\x04\0\0", Some(Container::Mp3)),
            (b"\xff\xfb\x90\x64\0", Some(Container::Mp3)),
            (b"\0\0\0\x1cftypM4A \0\0", Some(Container::M4a)),
            (b"RIFF\x24\0\0\0WAVEfmt ", Some(Container::Wav)),
            (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm", Some(Container::Webm)),
            (b"OggS\0\x02\0\0\0\0\x80theora", None),
            (b"\xff\xf1\x50\x80\0", None),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", None),
            (b"\0\0\0\x18ftypheic\0\0", None),
            (b"RIFF\x24\0\0\0WEBPVP8 ", None),
            (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska", None),
            (b"%PDF-1.7", None),
            (b"<html><body>gone</body></html>", None),
            (b"", None),
        ];
        for (file, kind) in table {
            assert_eq!(Container::of(file), kind, "{}", file.escape_ascii());
        }
    }
}
