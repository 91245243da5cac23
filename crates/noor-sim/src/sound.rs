//! Voice notes without a voice: files that begin like a messenger's, each with words of its own.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// A sound in which `words` are said, as far as a transcriber here can tell: the first page of an
/// Ogg file with Opus in it, and then the words' hash instead of sound. Other words, other bytes.
pub fn voice_note(words: &str) -> Vec<u8> {
    // Page of one packet: version 0, first of its stream, position, stream, number, checksum (which
    // nobody here computes), one segment of 19 bytes.
    let mut file = b"OggS\x00\x02".to_vec();
    file.extend([0; 8 + 4 + 4 + 4]);
    file.extend([1, 19]);
    // One channel, 312 samples to skip, recorded at 16 kHz, no gain, one stream.
    file.extend(b"OpusHead\x01\x01\x38\x01\x80\x3e\x00\x00\x00\x00\x00");
    file.extend(Sha256::digest(words.as_bytes()));
    file
}

/// The SHA-256 of a file in hexadecimal digits.
pub fn hash_of(file: &[u8]) -> String {
    hexadecimal(&Sha256::digest(file))
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        write!(text, "{byte:02x}").ok();
        text
    })
}
