//! The shape of a credential that names itself: fixed text and runs of an alphabet, matched without backtracking.

/// An alphabet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Set {
    /// `0-9`
    Digit,
    /// `0-9a-f`
    Hex,
    /// `0-9a-zA-Z`
    Alnum,
    /// `0-9a-z`
    Lower,
    /// `0-9A-Z`
    Upper,
    /// `A-Z2-7`
    Base32,
    /// `0-9a-zA-Z_-`
    Url,
    /// `0-9a-zA-Z_`
    Word,
    /// `0-9a-zA-Z+/`
    Base64,
    /// `0-9a-zA-Z_.~-`
    Azure,
}

impl Set {
    /// Whether the byte belongs to it.
    pub(crate) fn has(self, byte: u8) -> bool {
        match self {
            Self::Digit => byte.is_ascii_digit(),
            Self::Hex => byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'),
            Self::Alnum => byte.is_ascii_alphanumeric(),
            Self::Lower => byte.is_ascii_digit() || byte.is_ascii_lowercase(),
            Self::Upper => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
            Self::Base32 => byte.is_ascii_uppercase() || matches!(byte, b'2'..=b'7'),
            Self::Url => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'),
            Self::Word => byte.is_ascii_alphanumeric() || byte == b'_',
            Self::Base64 => byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'),
            Self::Azure => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'~'),
        }
    }
}

/// One part of a shape.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part {
    /// Exactly this text.
    Lit(&'static str),
    /// A run of the alphabet, as long as it goes; its length must lie between the two.
    Run(Set, usize, usize),
}

/// A credential that names itself.
#[derive(Debug)]
pub(crate) struct Token {
    /// Kind in reports.
    pub(crate) kind: &'static str,
    /// Its parts; the first is a literal, by which candidates are found.
    pub(crate) parts: &'static [Part],
    /// What else must hold.
    pub(crate) check: Check,
}

/// What else must hold of a credential that names itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Check {
    /// Nothing but randomness.
    Random,
    /// The last six characters are the CRC-32 of what stands before them, in base 62.
    Crc62,
    /// The last eight characters are the CRC-32 of what stands before them, in hexadecimal.
    CrcHex,
    /// Nothing stands directly before it: the prefix is too short to be its own proof.
    Alone,
}

impl Token {
    /// The text by which candidates are found.
    pub(crate) fn prefix(&self) -> &'static str {
        match self.parts.first() {
            Some(Part::Lit(text)) => text,
            Some(Part::Run(..)) | None => "",
        }
    }

    /// Length of the match at the start of `text`.
    pub(crate) fn length(&self, text: &[u8]) -> Option<usize> {
        let mut at = 0;
        for part in self.parts {
            let rest = text.get(at..)?;
            match part {
                Part::Lit(literal) => {
                    rest.starts_with(literal.as_bytes()).then_some(())?;
                    at += literal.len();
                }
                Part::Run(set, least, most) => {
                    let run = rest.iter().take(most + 1).take_while(|byte| set.has(**byte)).count();
                    (*least..=*most).contains(&run).then_some(())?;
                    at += run;
                }
            }
        }
        Some(at)
    }

    /// Whether the checksum fits, or there is none.
    pub(crate) fn checksum_fits(&self, token: &[u8]) -> bool {
        match self.check {
            Check::Random | Check::Alone => true,
            Check::Crc62 => {
                let Some(underscore) = token.iter().position(|byte| *byte == b'_') else { return false };
                let body = &token[underscore + 1..];
                body.len() > 6 && body[body.len() - 6..] == base62(crc32(&body[..body.len() - 6]))
            }
            Check::CrcHex => {
                let Some(cut) = token.iter().rposition(|byte| *byte == b'_') else { return false };
                format!("{:08x}", crc32(&token[..cut])).as_bytes() == &token[cut + 1..]
            }
        }
    }
}

/// CRC-32 as in zip and PNG.
pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

/// A number as six digits in base 62, most significant first, digits before letters, capitals first.
pub(crate) fn base62(mut number: u32) -> [u8; 6] {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut out = [b'0'; 6];
    for slot in out.iter_mut().rev() {
        *slot = DIGITS[(number % 62) as usize];
        number /= 62;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_one_of_zip() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(&base62(61), b"00000z");
    }

    #[test]
    fn a_run_longer_than_allowed_is_no_match() {
        let token = Token {
            kind: "x",
            parts: &[Part::Lit("ab_"), Part::Run(Set::Digit, 2, 3)],
            check: Check::Random,
        };
        assert_eq!(token.length(b"ab_123"), Some(6));
        assert_eq!(token.length(b"ab_1"), None);
        assert_eq!(token.length(b"ab_1234"), None);
    }
}
