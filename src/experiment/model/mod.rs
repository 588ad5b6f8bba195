//! A model that needs no key and no network: speaks OpenAI's chat completions and responses, and does with the
//! tools it is offered what the harness's own words ask for. Every request is recorded.

mod asked;
mod decide;
mod serve;
mod wire;

pub(crate) use asked::Tool;
pub(crate) use decide::pick;
pub(crate) use serve::Model;
