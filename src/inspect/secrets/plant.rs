//! Synthetic credentials, assembled when a test runs, so that none stands in this repository.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use super::mask::hex;
use super::rules::shape::{Check, Part, Set, Token, base62, crc32};
use super::rules::tokens;

/// A generator of numbers that are the same for the same seed everywhere (splitmix64).
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.roll() % (limit.max(1) as u64)).unwrap_or(0)
    }

    pub(crate) fn pick<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[self.below(things.len())]
    }

    /// A text of an alphabet.
    pub(crate) fn text(&mut self, alphabet: &str, length: usize) -> String {
        let bytes = alphabet.as_bytes();
        (0..length).map(|_| char::from(*self.pick(bytes))).collect()
    }
}

pub(crate) const ALNUM: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
pub(crate) const HEX: &str = "0123456789abcdef";

/// A synthetic credential of a kind: one of the kinds of reports, or `password`, `secret`, `hex-secret`, `key`,
/// `aws-secret`, `user:password` (base64, as Docker keeps it), and any of them after `base64:`.
pub(crate) fn plant(kind: &str, seed: u64) -> String {
    if let Some(inner) = kind.strip_prefix("base64:") {
        return STANDARD.encode(plant(inner, seed));
    }
    let mut dice =
        Dice::new(seed ^ kind.bytes().fold(7, |sum: u64, byte| sum.wrapping_mul(31) ^ u64::from(byte)));
    let database = |scheme: &str, host: &str, dice: &mut Dice| {
        format!("{scheme}://todo_owner:{}@{host}/todo", password(dice))
    };
    match kind {
        "neon-url" => {
            let (host, word) = (dice.text("abcdefghijkmnpqrstuvwxyz23456789", 8), dice.text(ALNUM, 12));
            let head = ["postgresql://neondb_owner:", "npg", "_"].concat();
            format!("{head}{word}@ep-quiet-lake-{host}.us-east-2.aws.neon.tech/neondb?sslmode=require")
        }
        "postgres-url" => database("postgresql", "db.prod.internal.net:5432", &mut dice),
        "mysql-url" => database("mysql", "mysql.acme.io:3306", &mut dice),
        "mongodb-url" => database("mongodb+srv", "cluster0.ab1cd.mongodb.net", &mut dice),
        "redis-url" => database("rediss", "eu1-calm-cat-30112.upstash.io:6379", &mut dice),
        "amqp-url" => database("amqps", "rabbit.acme.io", &mut dice),
        "password" => password(&mut dice),
        "secret" => dice.text(&format!("{ALNUM}+/"), 43) + "=",
        "hex-secret" => dice.text(HEX, 64),
        "key" => dice.text(ALNUM, 40),
        "aws-secret" => dice.text(&format!("{ALNUM}+/"), 40),
        "user:password" => STANDARD.encode(format!("builder:{}", password(&mut dice))),
        "jwt" => jwt(&mut dice, "{\"iss\":\"todo\",\"role\":\"service\"}"),
        "supabase-key" => jwt(
            &mut dice,
            "{\"iss\":\"supabase\",\"role\":\"service_role\",\"iat\":1700000000,\"exp\":2015360000}",
        ),
        "kubernetes-token" => jwt(
            &mut dice,
            "{\"iss\":\"kubernetes/serviceaccount\",\"sub\":\"system:serviceaccount:todo:app\"}",
        ),
        "private-key" => private_key(&mut dice),
        _ => token(kind, &mut dice),
    }
}

/// Kinds that [`plant`] makes and the scanner must find wherever they stand, without a name before them.
pub(crate) fn kinds() -> Vec<&'static str> {
    let mut kinds: Vec<&str> = tokens::all().map(|token| token.kind).collect();
    kinds.extend(["neon-url", "postgres-url", "mysql-url", "mongodb-url", "redis-url", "amqp-url"]);
    kinds.extend(["jwt", "supabase-key", "kubernetes-token", "private-key"]);
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

fn password(dice: &mut Dice) -> String {
    let (mut text, length) = (dice.text(ALNUM, 3), 10 + dice.below(8));
    text.push(char::from(*dice.pick(b"0123456789")));
    text + &dice.text(ALNUM, length)
}

fn jwt(dice: &mut Dice, claims: &str) -> String {
    let header = URL_SAFE_NO_PAD.encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");
    format!("{header}.{}.{}", URL_SAFE_NO_PAD.encode(claims), dice.text(ALNUM, 43))
}

fn private_key(dice: &mut Dice) -> String {
    let label = ["RSA", "PRIVATE", "KEY"].join(" ");
    let lines: Vec<String> = (0..12).map(|_| dice.text(&format!("{ALNUM}+/"), 64)).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

fn token(kind: &str, dice: &mut Dice) -> String {
    let of_kind: Vec<&Token> = tokens::all().filter(|token| token.kind == kind).collect();
    if of_kind.is_empty() {
        return String::new();
    }
    let token = *dice.pick(&of_kind);
    let mut text = match kind {
        "terraform-token" => dice.text(ALNUM, 14),
        "azure-client-secret" => dice.text(ALNUM, 3),
        "telegram-token" => dice.text("123456789", 10),
        _ => String::new(),
    };
    for part in token.parts {
        match part {
            Part::Lit(literal) => text.push_str(literal),
            Part::Run(set, least, most) => {
                let length = least + dice.below((most - least).min(12) + 1);
                text.push_str(&dice.text(alphabet(*set), length));
            }
        }
    }
    with_checksum(token, text)
}

fn with_checksum(token: &Token, mut text: String) -> String {
    match token.check {
        Check::Random | Check::Alone => {}
        Check::Crc62 => {
            let start = text.find('_').map_or(0, |at| at + 1);
            text.truncate(text.len() - 6);
            let sum = base62(crc32(&text.as_bytes()[start..]));
            text.push_str(&String::from_utf8_lossy(&sum));
        }
        Check::CrcHex => {
            let cut = text.rfind('_').unwrap_or(0);
            let sum = hex(&crc32(&text.as_bytes()[..cut]).to_be_bytes());
            text.truncate(cut + 1);
            text.push_str(&sum);
        }
    }
    text
}

fn alphabet(set: Set) -> &'static str {
    match set {
        Set::Digit => "0123456789",
        Set::Hex => HEX,
        Set::Alnum | Set::Base64 | Set::Url | Set::Word | Set::Azure => ALNUM,
        Set::Lower => "abcdefghijklmnopqrstuvwxyz0123456789",
        Set::Upper => "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
        Set::Base32 => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
    }
}
