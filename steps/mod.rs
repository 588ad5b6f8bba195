//! The step definitions: one call each. What they mean is decided in `src/engine` and `src/rules`.

mod given;
mod then;
mod when;
mod world;

pub(crate) use world::World;
