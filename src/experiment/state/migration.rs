//! One migration down and up again by the submission's own command, with data in the tables.

use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;

use super::backup::contents;
use super::{replicas, user};
use crate::experiment::Experiment;
use crate::experiment::lab::{Application, Database, Kind, Lab, Variation};
use crate::facts::checkout::document::Line;
use crate::facts::checkout::layout::Role;
use crate::facts::observed::state::{Migration, Ran};
use crate::verdict::Undecided;

/// Time for one run of the command.
const TIME: Duration = Duration::from_mins(1);
/// Tasks that are written before.
const TASKS: usize = 5;

/// Down and up.
pub(in crate::experiment) static MIGRATION: Experiment = Experiment {
    id: "migration",
    act: "the last migration is taken back and made again",
    disturbs: false,
    run: |lab| {
        async move {
            let seen = migration(lab).await;
            lab.observe(|observed| observed.migration = seen.into());
        }
        .boxed()
    },
};

/// A way down and the way up again.
struct Way {
    service: String,
    down: Vec<String>,
    up: Vec<String>,
    at: Line,
}

async fn migration(lab: &Lab) -> Result<Migration, Undecided> {
    let application = lab.application().await?;
    let Some(way) = way(lab) else { return Ok(Migration::default()) };
    lab.say("taking a migration back");
    let database = lab.database(Kind::Any, &application.bridge).await?;
    let slots = replicas(lab, &application, &database, 1).await?;
    let session = user(&slots[0].todo(), lab, "migration").await?;
    let word = lab.random("migration text")[..12].to_string();
    for number in 0..TASKS {
        slots[0].todo().create(&session, &format!("kept {word} {number}")).await;
    }
    let mut seen = Migration { at: Some(way.at.clone()), ..Migration::default() };
    seen.before = contents(&database.connect().await?).await?.0;
    seen.down = run(lab, &application, &database, &way.service, &way.down).await?;
    if seen.down.code == Some(0) {
        seen.between = contents(&database.connect().await?).await?.0;
        seen.up = run(lab, &application, &database, &way.service, &way.up).await?;
    }
    seen.after = contents(&database.connect().await?).await?.0;
    let listed = slots[0].todo().list(&session).await;
    seen.served =
        listed.ok() && (0..TASKS).all(|number| listed.body.contains(&format!("kept {word} {number}")));
    let _ = slots[0].container.remove().await;
    let _ = database.container.remove().await;
    Ok(seen)
}

async fn run(
    lab: &Lab,
    application: &Application,
    database: &Database,
    service: &str,
    command: &[String],
) -> Result<Ran, Undecided> {
    let variation = Variation {
        purpose: "migration".into(),
        network: Some(Arc::clone(&application.bridge)),
        database: Some(database.address.clone()),
        model: Some(format!("http://{}/v1", application.model.address())),
        command: Some(command.to_vec()),
        ..Variation::default()
    };
    let container = lab.start(service, variation).await?;
    let code = container.ended(TIME).await;
    let words = container.last_words().await;
    let _ = container.remove().await;
    Ok(Ran { command: command.join(" "), code, words: crate::inspect::redact::secret_free(&words) })
}

/// The way that a guide shows, else the way of the tool that the sources use.
fn way(lab: &Lab) -> Option<Way> {
    let layout = lab.layout().ok()?;
    let backend = layout.of(Role::Backend).next()?.name.clone();
    let documents = lab.checkout().documents.known();
    let shown = documents.into_iter().flat_map(|documents| &documents.commands);
    for command in shown {
        let names: Vec<&str> = layout.services.iter().map(|service| service.name.as_str()).collect();
        if let Some((service, down)) = in_container(&command.at.text, &names)
            && let Some(up) = turned(&down)
        {
            return Some(Way { service, down, up, at: command.at.clone() });
        }
    }
    let tree = crate::inspect::tree::Tree::open(lab.root()).ok()?;
    let file = tree.files().find(|file| file.ends_with("alembic.ini"))?.to_string();
    let words = |text: &str| text.split(' ').map(str::to_string).collect::<Vec<String>>();
    Some(Way {
        service: backend,
        down: words("alembic downgrade -1"),
        up: words("alembic upgrade head"),
        at: Line { file, line: 0, text: "migrations by alembic".into() },
    })
}

/// The service and its command in `docker compose run|exec [options] SERVICE COMMAND…`.
fn in_container(typed: &str, services: &[&str]) -> Option<(String, Vec<String>)> {
    let words: Vec<&str> = typed.split_whitespace().collect();
    let compose = words.iter().any(|word| ["compose", "docker-compose"].contains(word));
    let verb = words.iter().position(|word| ["run", "exec"].contains(word))?;
    let at = verb + words[verb..].iter().position(|word| services.contains(word))?;
    let command: Vec<String> =
        words[at + 1..].iter().map(|word| word.trim_matches('"').to_string()).collect();
    (compose && !command.is_empty()).then(|| (words[at].to_string(), command))
}

/// The command that goes up where the given one goes down.
fn turned(down: &[String]) -> Option<Vec<String>> {
    let mut turned = false;
    let mut up: Vec<String> = Vec::new();
    for word in down {
        let other = match word.as_str() {
            "down" | "migrate:down" => Some(word.replace("down", "up")),
            "downgrade" => Some("upgrade".into()),
            "-1" if turned => Some("head".into()),
            "revert" => Some("run".into()),
            _ => None,
        };
        turned |= other.is_some();
        up.push(other.unwrap_or_else(|| word.clone()));
    }
    turned.then_some(up)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_down_is_found_and_turned() {
        let services = ["api", "web"];
        let found = in_container("docker compose run --rm api alembic downgrade -1", &services).unwrap();
        assert_eq!((found.0.as_str(), found.1.join(" ").as_str()), ("api", "alembic downgrade -1"));
        assert_eq!(turned(&found.1).unwrap().join(" "), "alembic upgrade head");
        let (_, down) = in_container("docker compose run --rm api -m app.schema down", &services).unwrap();
        assert_eq!(turned(&down).unwrap().join(" "), "-m app.schema up");
        assert_eq!(in_container("docker compose down", &services), None);
        assert!(turned(&["pytest".to_string()]).is_none());
    }
}
