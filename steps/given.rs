//! What is there. The engine has seen to it before the first scenario; the words fix the tier of what may follow.

use cucumber::given;

use super::World;

#[given(regex = "^the submission's checkout$")]
fn checkout(_: &mut World) {}

#[given(regex = "^the submission's images$")]
fn images(_: &mut World) {}

#[given(regex = "^the submission at work$")]
fn at_work(_: &mut World) {}

#[given(regex = "^the submission on a cluster$")]
fn on_a_cluster(_: &mut World) {}
