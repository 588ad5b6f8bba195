//! What must hold: any rule, by its own words, or all that prove the statement elsewhere.

use cucumber::then;

use super::World;

#[then(regex = "^(.+)$")]
fn holds(world: &mut World, words: &[String]) -> Result<(), String> {
    world.require(&words.concat())
}
