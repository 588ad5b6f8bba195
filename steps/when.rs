//! What is done: any experiment, by its own words.

use cucumber::when;

use super::World;

#[when(regex = "^(.+)$")]
async fn perform(world: &mut World, act: String) -> Result<(), String> {
    world.perform(&act).await
}
