//! What one scenario holds: the run it belongs to, and the statement whose `Rule:` block it stands in.

use std::sync::Arc;

use crate::engine::Session;

/// The state of one scenario.
#[derive(Default, cucumber::World)]
pub(crate) struct World {
    session: Option<Arc<Session>>,
    statement: String,
}

impl std::fmt::Debug for World {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("World").field("statement", &self.statement).finish_non_exhaustive()
    }
}

impl World {
    /// Puts the scenario into its run, below its statement.
    pub(crate) fn enter(&mut self, session: Arc<Session>, statement: &str) {
        self.session = Some(session);
        self.statement = statement.into();
    }

    pub(super) async fn perform(&self, act: &str) -> Result<(), String> {
        self.session()?.perform(act, &self.statement).await
    }

    pub(super) fn require(&self, obligation: &str) -> Result<(), String> {
        self.session()?.require(obligation, &self.statement)
    }

    fn session(&self) -> Result<&Arc<Session>, String> {
        self.session.as_ref().ok_or_else(|| "the scenario stands outside a run".into())
    }
}
