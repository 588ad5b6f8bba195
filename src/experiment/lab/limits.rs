//! How much of everything a run allows, in one place.

use std::time::Duration;

/// Experiments with containers of their own that run at the same time.
pub(crate) const TURNS: usize = 2;
/// Memory of one container, in bytes, where the experiment sets none.
pub(crate) const MEMORY: i64 = 1024 * 1024 * 1024;
/// Processes and threads of one container.
pub(crate) const PROCESSES: i64 = 512;
/// Processor time of one container, in billionths of a core.
pub(crate) const NANO_CPUS: i64 = 2_000_000_000;
/// Log bytes that the engine keeps of one container.
pub(crate) const LOG_FILE: &str = "16m";
/// Log bytes that are read of one container.
pub(crate) const LOG_READ: usize = 8 * 1024 * 1024;
/// Memory of a build step, in bytes; the engine's interface takes no more.
pub(crate) const BUILD_MEMORY: i32 = i32::MAX;
/// Time that one image may take to build.
pub(crate) const BUILD_TIME: Duration = Duration::from_mins(10);
/// Log bytes after which a build is stopped.
pub(crate) const BUILD_LOG: usize = 64 * 1024 * 1024;
/// Log bytes of a build that are kept, from its end.
pub(crate) const BUILD_TAIL: usize = 6 * 1024;
/// Bytes of one build context.
pub(crate) const CONTEXT: u64 = 512 * 1024 * 1024;
/// Time until a service listens.
pub(crate) const START: Duration = Duration::from_mins(1);
/// Time until a database answers.
pub(crate) const DATABASE_START: Duration = Duration::from_mins(1);
/// Time for one call of the engine.
pub(crate) const ENGINE_CALL: Duration = Duration::from_mins(1);
/// Time for one command inside a container.
pub(crate) const EXEC: Duration = Duration::from_secs(30);
/// Time for removing everything at the end.
pub(crate) const CLOSE: Duration = Duration::from_secs(50);
/// Free bytes that the engine's folder must have before a run starts.
pub(crate) const FREE_DISK: u64 = 3 * 1024 * 1024 * 1024;
