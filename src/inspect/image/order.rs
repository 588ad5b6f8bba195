//! How Debian and Alpine order versions.

use std::cmp::Ordering;

/// Debian's order: epoch, upstream version, revision; `~` sorts before everything, even the end.
pub(crate) fn debian(left: &str, right: &str) -> Ordering {
    let (left, right) = (split(left), split(right));
    left.0.cmp(&right.0).then_with(|| part(left.1, right.1)).then_with(|| part(left.2, right.2))
}

fn split(version: &str) -> (u64, &str, &str) {
    let version = version.trim();
    let (epoch, rest) = match version.split_once(':') {
        Some((epoch, rest)) => (epoch.parse().unwrap_or(0), rest),
        None => (0, version),
    };
    let (upstream, revision) = rest.rsplit_once('-').unwrap_or((rest, ""));
    (epoch, upstream, revision)
}

/// dpkg's `verrevcmp`: runs of non-digits and runs of digits take turns.
fn part(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left.as_bytes(), right.as_bytes());
    while !left.is_empty() || !right.is_empty() {
        loop {
            let (a, b) = (weight(left.first()), weight(right.first()));
            if a == 0 && b == 0 {
                break;
            }
            if a != b {
                return a.cmp(&b);
            }
            (left, right) = (&left[1..], &right[1..]);
        }
        let (a, b) = (digits(&mut left), digits(&mut right));
        let order = a.len().cmp(&b.len()).then_with(|| a.cmp(b));
        if order != Ordering::Equal {
            return order;
        }
    }
    Ordering::Equal
}

/// Letters before other characters, `~` before the end; a digit and the end weigh nothing.
fn weight(byte: Option<&u8>) -> i32 {
    match byte {
        None | Some(b'0'..=b'9') => 0,
        Some(b'~') => -1,
        Some(byte) if byte.is_ascii_alphabetic() => i32::from(*byte),
        Some(byte) => i32::from(*byte) + 256,
    }
}

/// The run of digits in front, without leading zeros.
fn digits<'a>(text: &mut &'a [u8]) -> &'a [u8] {
    let length = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (run, rest) = text.split_at(length);
    *text = rest;
    let zeros = run.iter().take_while(|byte| **byte == b'0').count();
    &run[zeros..]
}

/// Alpine's order: numbers, an optional letter, suffixes from `_alpha` to `_p`, and the revision `-r3`.
pub(crate) fn alpine(left: &str, right: &str) -> Ordering {
    let (left, right) = (Apk::of(left), Apk::of(right));
    left.numbers
        .cmp(&right.numbers)
        .then_with(|| left.letter.cmp(&right.letter))
        .then_with(|| suffixes(&left.suffixes, &right.suffixes))
        .then_with(|| left.revision.cmp(&right.revision))
}

struct Apk {
    numbers: Vec<u64>,
    letter: Option<char>,
    suffixes: Vec<(i8, u64)>,
    revision: u64,
}

impl Apk {
    fn of(version: &str) -> Self {
        let (rest, revision) = match version.trim().rsplit_once("-r") {
            Some((rest, number)) => (rest, number.parse().unwrap_or(0)),
            None => (version.trim(), 0),
        };
        let mut parts = rest.split('_');
        let main = parts.next().unwrap_or_default();
        let letter = main.chars().next_back().filter(char::is_ascii_alphabetic);
        let numbers = main
            .trim_end_matches(|it: char| it.is_ascii_alphabetic())
            .split('.')
            .map(|number| number.parse().unwrap_or(0))
            .collect();
        Self { numbers, letter, suffixes: parts.map(suffix).collect(), revision }
    }
}

fn suffix(text: &str) -> (i8, u64) {
    let name = text.trim_end_matches(|it: char| it.is_ascii_digit());
    let rank = match name {
        "alpha" => -4,
        "beta" => -3,
        "pre" => -2,
        "rc" => -1,
        "cvs" => 1,
        "svn" => 2,
        "git" => 3,
        "hg" => 4,
        "p" => 5,
        _ => 0,
    };
    (rank, text[name.len()..].parse().unwrap_or(0))
}

/// A missing suffix stands between `_rc` and `_p`.
fn suffixes(left: &[(i8, u64)], right: &[(i8, u64)]) -> Ordering {
    let most = left.len().max(right.len());
    let at = |list: &[(i8, u64)], index: usize| list.get(index).copied().unwrap_or((0, 0));
    (0..most)
        .map(|index| at(left, index).cmp(&at(right, index)))
        .find(|it| it.is_ne())
        .unwrap_or(Ordering::Equal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn debian_versions_stand_in_dpkgs_order() {
        let ordered = [
            "1.0~~",
            "1.0~~a",
            "1.0~",
            "1.0~rc1-1",
            "1.0",
            "1.0-1",
            "1.0-1+b1",
            "1.0-1+deb12u1",
            "1.0-2",
            "1.0a",
            "1.0+x",
            "1.0.1",
            "1.9",
            "1.10",
            "2.0",
            "1:0.1",
            "1:0.10",
            "2:0",
        ];
        for pair in ordered.windows(2) {
            assert_eq!(debian(pair[0], pair[1]), Ordering::Less, "{} < {}", pair[0], pair[1]);
            assert_eq!(debian(pair[1], pair[0]), Ordering::Greater);
        }
        assert_eq!(debian("1.01", "1.1"), Ordering::Equal);
        assert_eq!(debian("0:1.0-0", "1.0"), Ordering::Equal);
    }

    #[test]
    fn alpine_versions_stand_in_apks_order() {
        let ordered = [
            "1.0_alpha1",
            "1.0_beta",
            "1.0_rc1",
            "1.0_rc2",
            "1.0",
            "1.0-r1",
            "1.0_p1",
            "1.0a",
            "1.0b",
            "1.1",
            "1.10",
            "2.0-r0",
        ];
        for pair in ordered.windows(2) {
            assert_eq!(alpine(pair[0], pair[1]), Ordering::Less, "{} < {}", pair[0], pair[1]);
        }
    }

    proptest! {
        #[test]
        fn both_are_orders(a in "[0-9a-z.~:+_-]{0,12}", b in "[0-9a-z.~:+_-]{0,12}", c in "[0-9a-z.~:+_-]{0,12}") {
            for order in [debian as fn(&str, &str) -> Ordering, alpine] {
                prop_assert_eq!(order(&a, &a), Ordering::Equal);
                prop_assert_eq!(order(&a, &b), order(&b, &a).reverse());
                if order(&a, &b).is_le() && order(&b, &c).is_le() {
                    prop_assert!(order(&a, &c).is_le(), "{} {} {}", a, b, c);
                }
            }
        }
    }
}
