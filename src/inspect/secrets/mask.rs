//! Masking: what may be shown of a credential, and the hash by which it is recognised elsewhere.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::facts::checkout::secret::Masked;

/// Key of the hashes of one run. Without it nobody can try guesses against a published hash.
#[derive(Clone)]
pub(crate) struct Key([u8; 32]);

impl Key {
    /// A key from the operating system's random source.
    pub(crate) fn random() -> Self {
        let mut bytes = [0; 32];
        let random = rustls::crypto::ring::default_provider().secure_random;
        if random.fill(&mut bytes).is_err() {
            // Two hashers of the standard library carry 128 bits each that the system chose for this process.
            for half in bytes.chunks_exact_mut(8) {
                let state = std::hash::RandomState::new();
                half.copy_from_slice(
                    &std::hash::BuildHasher::hash_one(&state, half.as_ptr() as usize).to_le_bytes(),
                );
            }
        }
        Self(bytes)
    }

    /// A fixed key, for tests that compare two scans.
    #[cfg(test)]
    pub(crate) fn fixed() -> Self {
        Self([7; 32])
    }

    /// What may be shown of this secret.
    pub(super) fn mask(&self, secret: &[u8]) -> Masked {
        let text = String::from_utf8_lossy(secret);
        let length = text.chars().count();
        // Two characters of a short password would give too much of it away.
        let starts = if length >= 8 { text.chars().take(2).collect() } else { String::new() };
        Masked { starts, length: u32::try_from(length).unwrap_or(u32::MAX), hash: self.hash(secret) }
    }

    fn hash(&self, secret: &[u8]) -> String {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return String::new() };
        mac.update(secret);
        hex(&mac.finalize().into_bytes()[..8])
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Key(…)")
    }
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_shows_two_characters_and_no_more() {
        let masked = Key::fixed().mask(b"abcdefghij");
        assert_eq!((masked.starts.as_str(), masked.length), ("ab", 10));
        assert_eq!(Key::fixed().mask(b"short").starts, "");
    }

    #[test]
    fn equal_secrets_have_equal_hashes_under_one_key_only() {
        assert_eq!(Key::fixed().mask(b"one-secret").hash, Key::fixed().mask(b"one-secret").hash);
        assert_ne!(Key::random().mask(b"one-secret").hash, Key::random().mask(b"one-secret").hash);
    }
}
