//! Waiting: every wait has a name, a limit and, when it gives up, the last thing seen.

use std::fmt;
use std::time::{Duration, Instant};

use crate::verdict::Undecided;

/// One named, bounded wait.
#[derive(Debug, Clone)]
pub(crate) struct Patience {
    what: String,
    limit: Duration,
    pause: Duration,
}

/// A wait that ended without what was waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GaveUp {
    /// What was waited for.
    pub(crate) what: String,
    /// How long.
    pub(crate) elapsed: Duration,
    /// How often was looked.
    pub(crate) tries: u32,
    /// What the last look showed.
    pub(crate) last: String,
}

impl Patience {
    /// Waits for `what` at most `limit`, looking every quarter of a second.
    pub(crate) fn new(what: impl Into<String>, limit: Duration) -> Self {
        Self { what: what.into(), limit, pause: Duration::from_millis(250) }
    }

    /// Looks until a look succeeds. A look that itself hangs is cut off at the limit.
    ///
    /// # Errors
    /// [`GaveUp`] with the last mismatch.
    pub(crate) async fn until<T, Look, Looking>(&self, mut look: Look) -> Result<T, GaveUp>
    where
        Look: FnMut() -> Looking,
        Looking: Future<Output = Result<T, String>>,
    {
        let began = Instant::now();
        let mut last = String::from("nothing was seen yet");
        let mut tries = 0;
        while began.elapsed() < self.limit {
            tries += 1;
            let left = self.limit.saturating_sub(began.elapsed());
            match tokio::time::timeout(left, look()).await {
                Ok(Ok(value)) => return Ok(value),
                Ok(Err(mismatch)) => last = mismatch,
                Err(_) => break,
            }
            tokio::time::sleep(self.pause.min(self.limit.saturating_sub(began.elapsed()))).await;
        }
        Err(GaveUp { what: self.what.clone(), elapsed: began.elapsed(), tries, last })
    }
}

impl fmt::Display for GaveUp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "waited {:.1} s for {} ({} tries), last seen: {}",
            self.elapsed.as_secs_f64(),
            self.what,
            self.tries,
            self.last
        )
    }
}

impl From<GaveUp> for Undecided {
    fn from(gave_up: GaveUp) -> Self {
        Self::ours(gave_up.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn giving_up_tells_the_last_mismatch() {
        let patience = Patience {
            pause: Duration::from_millis(5),
            ..Patience::new("a miracle", Duration::from_millis(30))
        };
        let gave_up = patience.until(|| async { Err::<(), _>("still none".into()) }).await.unwrap_err();
        assert!(gave_up.tries > 1);
        assert!(gave_up.to_string().contains("a miracle") && gave_up.to_string().contains("still none"));
    }

    #[tokio::test]
    async fn a_look_that_hangs_is_cut_off() {
        let patience = Patience::new("nothing", Duration::from_millis(20));
        let gave_up = patience.until(std::future::pending::<Result<(), String>>).await.unwrap_err();
        assert_eq!(gave_up.tries, 1);
    }
}
