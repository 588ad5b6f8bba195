//! Waivers: breaches that the judge, never the submission, accepts until a date.

use serde::{Deserialize, Serialize};

use crate::record::{Record, Status};

/// The file of waivers, TOML.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Waivers {
    #[serde(default)]
    pub(crate) waiver: Vec<Waiver>,
}

/// One accepted breach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Waiver {
    /// The rule's id.
    pub(crate) rule: String,
    /// Who answers for it.
    pub(crate) owner: String,
    /// Why it is acceptable.
    pub(crate) because: String,
    /// Last day, `2026-12-31`.
    pub(crate) until: String,
}

impl Waivers {
    /// Reads the file's text.
    ///
    /// # Errors
    /// The parser's message with line, or the waiver whose date or rule makes no sense.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let waivers: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        let form = time::macros::format_description!("[year]-[month]-[day]");
        for waiver in &waivers.waiver {
            if time::Date::parse(&waiver.until, &form).is_err() {
                return Err(format!(
                    "the waiver of {} ends on {:?}, which is no date",
                    waiver.rule, waiver.until
                ));
            }
            if crate::rules::find(&waiver.rule).is_none() {
                return Err(format!("{:?} is waived, but no rule has that id", waiver.rule));
            }
        }
        Ok(waivers)
    }

    /// Turns accepted breaches into `waived`. A waiver that is over changes nothing.
    ///
    /// Returns one sentence for each waiver of a judged rule that matches no breach: it hides nothing and must go.
    pub(crate) fn apply(&self, records: &mut [Record], today: &str) -> Vec<String> {
        let mut stale = Vec::new();
        for waiver in &self.waiver {
            let Some(record) =
                records.iter_mut().find(|record| record.rule.eq_ignore_ascii_case(&waiver.rule))
            else {
                continue;
            };
            match record.status {
                Status::Broken if waiver.until.as_str() >= today => {
                    record.status = Status::Waived;
                    record.why = Some(format!(
                        "accepted by {} until {}: {}",
                        waiver.owner, waiver.until, waiver.because
                    ));
                }
                Status::Broken => {
                    record.why = Some(format!("its waiver ended on {} ({})", waiver.until, waiver.owner));
                }
                Status::Met
                | Status::Warned
                | Status::Attested
                | Status::Waived
                | Status::NotApplicable
                | Status::Undecided
                | Status::NotRun => stale.push(format!(
                    "the waiver of {} matches nothing: the rule is {}; take it out",
                    waiver.rule,
                    record.status.word()
                )),
            }
        }
        stale
    }
}
