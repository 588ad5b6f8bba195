//! The one place that asks what time it is; everything else has it passed in.

use std::time::SystemTime;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;

/// A moment, for names, reports and the end of waivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment(OffsetDateTime);

impl Moment {
    /// The present.
    pub(crate) fn now() -> Self {
        Self(SystemTime::now().into())
    }

    /// RFC 3339 in UTC, to the second.
    pub(crate) fn rfc3339(self) -> String {
        self.0.replace_nanosecond(0).unwrap_or(self.0).format(&Rfc3339).unwrap_or_default()
    }

    /// `20260131-235959`, for names.
    pub(crate) fn compact(self) -> String {
        let form = format_description!("[year][month][day]-[hour][minute][second]");
        self.0.format(&form).unwrap_or_default()
    }

    /// `2026-01-31`.
    pub(crate) fn date(self) -> String {
        self.0.format(&format_description!("[year]-[month]-[day]")).unwrap_or_default()
    }

    /// Nanoseconds since 1970, for a seed that nobody chose.
    pub(crate) fn nanoseconds(self) -> u64 {
        u64::try_from(self.0.unix_timestamp_nanos() & i128::from(u64::MAX)).unwrap_or_default()
    }
}
