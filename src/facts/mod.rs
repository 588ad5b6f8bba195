//! What was seen: plain, located, serialisable data. No I/O.
//!
//! Everything a rule may know stands here and goes into the evidence bundle, so that `verify` can recompute each
//! verdict from the bundle alone. `checkout` is read from the files and the history, `observed` from the
//! containers that were run, `cluster` from a cluster.

mod place;
mod seen;

pub mod checkout;
pub mod cluster;
pub mod date;
pub mod observed;

pub use checkout::Checkout;
pub use cluster::Cluster;
pub use observed::Observed;
pub use place::Place;
pub use seen::{Cause, Seen};

use serde::{Deserialize, Serialize};

/// All facts of one run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// Read from the files and the history.
    pub checkout: Checkout,
    /// Seen in the containers that were run.
    pub observed: Observed,
    /// Seen in a cluster.
    pub cluster: Seen<Cluster>,
}
