//! Runs the features with cucumber and counts what it did, so that nothing it passes over stays unseen.

use std::sync::Arc;

use cucumber::event::{self, Event};
use cucumber::gherkin::Feature;
use cucumber::{Cucumber, World as _, Writer, runner};

use super::features::Embedded;
use super::session::Session;
use crate::steps::World;

/// Runs every scenario once. What the rules say goes to the session; what goes wrong with the suite is a fault.
pub(crate) async fn run(features: Vec<Feature>, session: &Arc<Session>) {
    let own = Arc::clone(session);
    let runner = runner::Basic::<World>::default()
        .steps(World::collection())
        .max_concurrent_scenarios(64)
        .before(move |_, block, _, world| {
            let statement = block.and_then(|block| block.tags.first()).cloned().unwrap_or_default();
            world.enter(Arc::clone(&own), &statement);
            Box::pin(async {})
        });
    let counter = Counter { session: Arc::clone(session) };
    // The default options are given, so that neither arguments nor CUCUMBER_FILTER_TAGS narrow the run.
    let _ = Cucumber::<World, _, (), _, _>::custom(Embedded(features), runner, counter)
        .with_default_cli()
        .run(())
        .await;
}

/// Counts scenarios and keeps every step that did not pass.
struct Counter {
    session: Arc<Session>,
}

impl Writer<World> for Counter {
    type Cli = cucumber::cli::Empty;

    async fn handle_event(
        &mut self,
        event: cucumber::parser::Result<Event<event::Cucumber<World>>>,
        _: &Self::Cli,
    ) {
        match event.map(|event| event.value) {
            Err(error) => self.session.fault(error.to_string()),
            Ok(event::Cucumber::ParsingFinished { scenarios, .. }) => {
                self.session.ledger().planned = scenarios;
            }
            Ok(event::Cucumber::Feature(
                feature,
                event::Feature::Rule(_, event::Rule::Scenario(scenario, happened))
                | event::Feature::Scenario(scenario, happened),
            )) => {
                let place = || {
                    let file =
                        feature.path.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
                    format!("{file}:{}", scenario.position.line)
                };
                self.scenario(&happened.event, place);
            }
            Ok(
                event::Cucumber::Started
                | event::Cucumber::Finished
                | event::Cucumber::Feature(
                    _,
                    event::Feature::Started
                    | event::Feature::Finished
                    | event::Feature::Rule(_, event::Rule::Started | event::Rule::Finished),
                ),
            ) => {}
        }
    }
}

impl Counter {
    fn scenario(&self, happened: &event::Scenario<World>, place: impl Fn() -> String) {
        use event::{Hook, Scenario, Step};
        match happened {
            Scenario::Finished => self.session.ledger().finished += 1,
            Scenario::Step(step, Step::Skipped) | Scenario::Background(step, Step::Skipped) => {
                self.session.fault(format!("{}: no step is defined for {:?}", place(), step.value));
            }
            Scenario::Step(step, Step::Failed(_, _, _, error))
            | Scenario::Background(step, Step::Failed(_, _, _, error)) => {
                self.session.fault(format!("{}: {:?}: {error}", place(), step.value));
            }
            Scenario::Hook(_, Hook::Failed(_, info)) => {
                let why = info.downcast_ref::<String>().map_or("it panicked", String::as_str);
                self.session.fault(format!("{}: the hook failed: {why}", place()));
            }
            Scenario::Started
            | Scenario::Log(_)
            | Scenario::Hook(_, Hook::Started | Hook::Passed)
            | Scenario::Step(_, Step::Started | Step::Passed(..))
            | Scenario::Background(_, Step::Started | Step::Passed(..)) => {}
        }
    }
}

/// The order of events does not matter to counts.
impl cucumber::writer::Normalized for Counter {}
