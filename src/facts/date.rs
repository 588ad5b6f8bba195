//! Days, without a clock: enough to read the dates that people write and to count the days between them.

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Days since 1970-01-01 of a date in the proleptic Gregorian calendar.
#[must_use]
pub fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// `YYYY-MM-DD` of seconds since 1970, in UTC.
#[must_use]
pub fn day_of(seconds: i64) -> String {
    let shifted = seconds.div_euclid(86_400).clamp(-700_000, 2_900_000) + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted - era * 146_097;
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    format!("{:04}-{month:02}-{day:02}", year + era * 400 + i64::from(month <= 2))
}

/// Days since 1970 of a `YYYY-MM-DD`.
#[must_use]
pub fn parse(iso: &str) -> Option<i64> {
    let mut parts = iso.split('-').map(str::parse::<i64>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    valid(year, month, day).then(|| days(year, month, day))
}

/// The first date in a text, as `YYYY-MM-DD`: `2026-02-01`, `2026/2/1`, `1 February 2026`, `Feb 1, 2026`,
/// `February 2026` (its first day), `01/02/2026` (day first unless that cannot be).
#[must_use]
pub fn find(text: &str) -> Option<String> {
    let words: Vec<&str> = text
        .split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '/' || c == '.'))
        .filter(|word| !word.is_empty())
        .collect();
    (0..words.len()).find_map(|at| numeric(words[at]).or_else(|| spelled(&words, at))).map(iso)
}

fn iso((year, month, day): (i64, i64, i64)) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

fn valid(year: i64, month: i64, day: i64) -> bool {
    (1970..=2200).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day)
}

fn numeric(word: &str) -> Option<(i64, i64, i64)> {
    let word = word.trim_end_matches('.').split('T').next()?;
    let parts: Vec<i64> = word.split(['-', '/', '.']).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [first, second, third] = parts[..] else { return None };
    [(first, second, third), (third, second, first), (third, first, second)]
        .into_iter()
        .find(|&(year, month, day)| valid(year, month, day))
}

fn spelled(words: &[&str], at: usize) -> Option<(i64, i64, i64)> {
    let month = month(words[at])?;
    let year = |word: Option<&&str>| word?.trim_matches('.').parse().ok().filter(|year| valid(*year, 1, 1));
    let day = |word: Option<&&str>| {
        let digits = word?.trim_end_matches(|c: char| c.is_alphabetic() || c == '.');
        digits.parse::<i64>().ok().filter(|day| (1..=31).contains(day))
    };
    let before = at.checked_sub(1).and_then(|before| day(words.get(before)));
    if let Some(year) = year(words.get(at + 1)) {
        return Some((year, month, before.unwrap_or(1)));
    }
    Some((year(words.get(at + 2))?, month, day(words.get(at + 1))?))
}

fn month(word: &str) -> Option<i64> {
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| word.starts_with(month))?;
    let full = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    full[at]
        .starts_with(&word)
        .then(|| i64::try_from(at + 1).ok())
        .flatten()
        .or((word == "sept").then_some(9))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_dates_that_people_write_are_read() {
        for (text, date) in [
            ("**Effective Date:** February 2026", "2026-02-01"),
            ("Ratified: 2026-01-31 | Last Amended", "2026-01-31"),
            ("1st March 2026", "2026-03-01"),
            ("signed on Sept. 9, 2025", "2025-09-09"),
            ("31/12/2025", "2025-12-31"),
            ("12/31/2025", "2025-12-31"),
            ("at 2026-02-03T10:00:00Z", "2026-02-03"),
        ] {
            assert_eq!(find(text).as_deref(), Some(date), "{text}");
        }
        assert_eq!(find("version 1.2.3, maybe 3 of 2026"), None);
    }

    proptest! {
        #[test]
        fn a_day_reads_back_as_itself(day in -100_000_i64..100_000) {
            let text = day_of(day * 86_400 + 5);
            let mut parts = text.rsplitn(3, '-').map(|part| part.parse::<i64>().unwrap());
            let (d, m, y) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
            prop_assert_eq!(days(y, m, d), day);
        }

        #[test]
        fn no_text_upsets_the_reader(text in ".{0,80}") {
            let _ = find(&text);
            let _ = parse(&text);
        }
    }
}
