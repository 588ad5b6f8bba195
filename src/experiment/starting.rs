//! Starts the services: all together, each alone with its database late, and each without each of its variables.

use std::time::Duration;

use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt, TryStreamExt};

use super::lab::environment::{Class, classify};
use super::lab::{Application, Database, Kind, Lab, Running, Variation};
use super::replica::{Clock, Replica, ports, services, settle, start};
use super::{Experiment, Payload};
use crate::facts::checkout::layout::{Role, Service};
use crate::facts::observed::{Alone, Call, Member, Spell, Trial};
use crate::verdict::Undecided;

pub(super) static TOGETHER: Experiment = Experiment {
    id: "application",
    act: "the whole application is started",
    disturbs: false,
    run: |lab| {
        async move {
            let members = together(lab).await;
            lab.observe(|observed| observed.members = members.into());
        }
        .boxed()
    },
};

pub(super) static ALONE: Experiment = Experiment {
    id: "alone",
    act: "each service is started alone, and what it needs comes late",
    disturbs: false,
    run: |lab| {
        async move {
            let alone = alone(lab).await;
            lab.observe(|observed| observed.alone = alone.into());
        }
        .boxed()
    },
};

pub(super) static TRIALS: Experiment = Experiment {
    id: "variables",
    act: "each service is started without each of its variables",
    disturbs: false,
    run: |lab| {
        async move {
            let trials = trials(lab).await;
            lab.observe(|observed| observed.trials = trials.into());
        }
        .boxed()
    },
};

async fn together(lab: &Lab) -> Result<Vec<Member>, Undecided> {
    let application = lab.application().await?;
    let mut members = Vec::new();
    for member in &application.members {
        let http = super::api::Http::new(&member.base).map_err(Undecided::ours)?;
        let answer = http.send("GET", "/", &super::api::Session::nobody(), &Payload::Nothing).await;
        let sockets = member.container.sockets().await?;
        members.push(Member {
            service: member.container.service.clone(),
            role: member.role,
            sockets: sockets.iter().map(ToString::to_string).collect(),
            ports: ports(&member.listens),
            media: answer.header("content-type").unwrap_or_default(),
            answer: Call { seen: super::api::quote(&answer.body), ..answer.call },
        });
    }
    Ok(members)
}

async fn alone(lab: &Lab) -> Result<Vec<Alone>, Undecided> {
    lab.images().await;
    let _turn = lab.turn().await?;
    let all = services(lab)?;
    let backend = all.iter().copied().find(|service| service.role == Role::Backend);
    let mut runs: Vec<BoxFuture<'_, Result<Alone, Undecided>>> = Vec::new();
    for service in all {
        runs.push(one_alone(lab, service, backend).boxed());
    }
    futures::stream::iter(runs).buffered(2).try_collect().await
}

/// One service in a network of its own: first nothing else is there, then what it needs comes.
async fn one_alone(lab: &Lab, service: &Service, backend: Option<&Service>) -> Result<Alone, Undecided> {
    let clock = Clock::start();
    let network = lab.network(&format!("alone-{}", service.name)).await?;
    let planned = Database::planned(lab);
    let told = service.role != Role::Frontend;
    let neighbour = backend.filter(|_| service.role == Role::Frontend);
    let variation = Variation {
        purpose: "alone".into(),
        network: Some(network.clone()),
        database: Some(planned.clone()).filter(|_| told),
        // Nothing answers there: a service that only starts must not need its model.
        model: Some(format!("http://{}:9/v1", network.gateway)),
        backend: neighbour.map(|backend| format!("http://{}:8080", backend.name)),
        ..Variation::default()
    };
    let container = lab.start(&service.name, variation.clone()).await?;
    let alone = watch_alone(&container, clock).await;
    let restart = super::lab::application::restarts(lab, &service.name);
    let late = if told {
        let database = Database::start(lab, Kind::Any, &network, planned, Vec::new()).await?;
        let mut spell = settle(&container, Some(&database), restart, clock).await;
        use_lazily(lab, service, &container, &database, &mut spell).await;
        let _ = database.container.remove().await;
        Some(spell)
    } else if let Some(backend) = neighbour {
        let other = Variation { purpose: "late".into(), aliases: vec![backend.name.clone()], ..variation };
        let other = lab.start(&backend.name, other).await?;
        let spell = settle(&container, None, restart, clock).await;
        let _ = other.remove().await;
        Some(spell)
    } else {
        None
    };
    let _ = container.remove().await;
    Ok(Alone { service: service.name.clone(), role: service.role, alone, late })
}

/// A service may connect only when it is asked for something: then it is asked.
async fn use_lazily(
    lab: &Lab,
    service: &Service,
    container: &Running,
    database: &Database,
    spell: &mut Spell,
) {
    let (Some(&port), Some(0), Role::Backend) = (spell.listens.first(), spell.connections, service.role)
    else {
        return;
    };
    let Ok(application) = lab.application().await else { return };
    let base = format!("http://{}", std::net::SocketAddr::new(container.address, port));
    if let Ok(todo) = application.todo().await
        && let Ok(todo) = todo.at(&base)
    {
        let work = super::replica::work(&todo, &lab.random("alone")[..12]).await;
        let now = database.connections_from(container.address).await.ok();
        // A row it wrote needs no second proof.
        spell.connections = if work.done { now.map(|count| count.max(1)) } else { now };
    }
}

/// At least six seconds of a service without its neighbours; more, where it has neither ended nor said anything.
async fn watch_alone(container: &Running, clock: Clock) -> Spell {
    let began = clock.ms();
    loop {
        let exit = container.ended(Duration::from_millis(500)).await;
        let open = container.sockets().await.unwrap_or_default();
        let open: Vec<_> = open.into_iter().filter(|socket| !socket.ip().is_loopback()).collect();
        let words = container.last_words().await;
        let lasted_ms = clock.ms() - began;
        let told = exit.is_some() || !open.is_empty() || !words.is_empty();
        if (lasted_ms >= 6_000 && told) || lasted_ms >= 30_000 {
            return Spell { at: began, lasted_ms, exit, listens: ports(&open), words, ..Spell::default() };
        }
    }
}

/// So many variables of one service are taken away, one at a time.
const MOST_VARIABLES: usize = 16;

async fn trials(lab: &Lab) -> Result<Vec<Trial>, Undecided> {
    lab.images().await;
    let _turn = lab.turn().await?;
    let clock = Clock::start();
    let application = lab.application().await?;
    let mut wanted = Vec::new();
    for service in services(lab)? {
        let Some(member) = application.members.iter().find(|member| member.container.service == service.name)
        else {
            continue;
        };
        let names = member.container.environment.keys();
        let mut names: Vec<String> = names.filter(|name| is_read(lab, service, name)).cloned().collect();
        // What matters most first, should there be more than the limit.
        names.sort_by_key(|name| !is_vital(name));
        names.truncate(MOST_VARIABLES);
        wanted.push((service, None));
        wanted.extend(names.into_iter().map(|name| (service, Some(name))));
    }
    let mut runs: Vec<BoxFuture<'_, Result<Trial, Undecided>>> = Vec::new();
    for (service, without) in wanted {
        runs.push(trial(lab, &application, service, without, clock).boxed());
    }
    futures::stream::iter(runs).buffered(2).try_collect().await
}

async fn trial(
    lab: &Lab,
    application: &Application,
    service: &Service,
    without: Option<String>,
    clock: Clock,
) -> Result<Trial, Undecided> {
    let mut variation = super::replica::beside(application, "variable", &application.database);
    variation.unset.extend(without.clone());
    if service.role == Role::Frontend {
        variation.database = None;
    }
    let started = start(lab, &service.name, variation, Duration::from_secs(50), clock).await?;
    let Replica { container, mut spell, .. } = started;
    if spell.up() {
        // It may listen first and look at its configuration then.
        spell.exit = container.ended(Duration::from_secs(2)).await;
    }
    let logs = container.logs().await;
    let named = without.as_deref().is_some_and(|name| names_variable(&logs, name));
    if spell.words.is_empty() && named {
        spell.words = container.last_words().await;
    }
    let _ = container.remove().await;
    let vital = without.as_deref().is_some_and(is_vital);
    Ok(Trial { service: service.name.clone(), without, vital, spell, named })
}

/// Whether a log names a variable, as such or as a settings class shows it.
fn names_variable(log: &str, name: &str) -> bool {
    log.to_ascii_lowercase().contains(&name.to_ascii_lowercase())
}

/// Whether a service cannot rightly do without the variable: what signs tokens, and where its data lies.
fn is_vital(name: &str) -> bool {
    match classify(name, "") {
        Class::DatabaseUrl => true,
        Class::Secret => {
            ["SECRET", "JWT", "SIGNING"].iter().any(|word| name.to_ascii_uppercase().contains(word))
        }
        Class::DatabaseHost
        | Class::DatabasePort
        | Class::DatabaseUser
        | Class::DatabasePassword
        | Class::DatabaseName
        | Class::ModelUrl
        | Class::ModelKey
        | Class::BackendUrl
        | Class::Other => false,
    }
}

/// Whether a service reads a variable, as far as its sources tell; what is only passed along is no requirement.
fn is_read(lab: &Lab, service: &Service, name: &str) -> bool {
    super::lab::application::reads(lab, &service.name, name).unwrap_or(service.role == Role::Backend)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_and_a_signing_key_are_vital_and_a_model_is_not() {
        assert!(is_vital("DATABASE_URL") && is_vital("BETTER_AUTH_SECRET") && is_vital("JWT_SECRET_KEY"));
        assert!(!is_vital("OPENAI_API_KEY") && !is_vital("LOG_LEVEL") && !is_vital("SMTP_PASSWORD"));
    }

    #[test]
    fn a_variable_is_named_in_any_case() {
        assert!(names_variable("Field required: database_url", "DATABASE_URL"));
        assert!(!names_variable("boom", "DATABASE_URL"));
    }
}
