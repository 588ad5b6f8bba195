//! A dump, the end of the database, its restoration, and the application on what came back.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::FutureExt;
use tokio_postgres::Client;

use super::{Slot, replicas, user};
use crate::experiment::Experiment;
use crate::experiment::api::Session;
use crate::experiment::lab::{Database, Kind, Lab};
use crate::facts::observed::state::{Backup, Table};
use crate::verdict::Undecided;

/// Time for each of the tools.
const TOOL: Duration = Duration::from_mins(1);
/// Tasks that are written before.
const TASKS: usize = 8;
/// Time in which the application must serve again.
const RECOVERY: usize = 40;

/// Backup and restore.
pub(in crate::experiment) static BACKUP: Experiment = Experiment {
    id: "backup",
    act: "the database is dumped, destroyed and restored",
    disturbs: false,
    run: |lab| {
        async move {
            let seen = backup(lab).await;
            lab.observe(|observed| observed.backup = seen.into());
        }
        .boxed()
    },
};

async fn backup(lab: &Lab) -> Result<Backup, Undecided> {
    let application = lab.application().await?;
    lab.say("backing up and restoring");
    let database = lab.database(Kind::Any, &application.bridge).await?;
    let slots = replicas(lab, &application, &database, 1).await?;
    let session = user(&slots[0].todo(), lab, "backup").await?;
    let seen = restored(&database, &slots[0], &session, &lab.random("backup text")[..12]).await;
    let _ = slots[0].container.remove().await;
    let _ = database.container.remove().await;
    seen
}

async fn restored(
    database: &Database,
    slot: &Slot,
    session: &Session,
    word: &str,
) -> Result<Backup, Undecided> {
    let mut ids = Vec::new();
    for number in 0..TASKS {
        ids.extend(slot.todo().create(session, &format!("kept {word} {number}")).await.id());
    }
    let mut seen = Backup::default();
    let client = database.connect().await?;
    (seen.before, seen.sequences_before) = contents(&client).await?;
    drop(client);
    let name = &database.address.name;
    let script = format!(
        "set -e; export PGPASSWORD=\"$POSTGRES_PASSWORD\"; db='{name}'; on='-h 127.0.0.1 -U '\"$POSTGRES_USER\"; \
         pg_dump $on -Fc -f /tmp/backup.dump \"$db\"; \
         psql $on -d postgres -v ON_ERROR_STOP=1 -q -c \"DROP DATABASE \\\"$db\\\" WITH (FORCE)\" \
           -c \"CREATE DATABASE \\\"$db\\\"\"; \
         pg_restore $on -d \"$db\" --exit-on-error /tmp/backup.dump"
    );
    let ran = database.container.exec(&["sh", "-c", &script], TOOL).await?;
    if ran.code != Some(0) {
        return Err(Undecided::ours(format!(
            "dump and restore did not run: {}",
            ran.output.chars().take(300).collect::<String>()
        )));
    }
    let client = database.connect().await?;
    (seen.after, seen.sequences_after) = contents(&client).await?;
    for _ in 0..RECOVERY {
        let listed = slot.todo().list(session).await;
        seen.served =
            listed.ok() && (0..TASKS).all(|number| listed.body.contains(&format!("kept {word} {number}")));
        seen.words =
            listed.calls.last().map(ToString::to_string).unwrap_or_default().chars().take(200).collect();
        if seen.served {
            break;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    seen.writable = slot.todo().create(session, &format!("after {word}")).await.ok();
    Ok(seen)
}

/// Every table with its rows and its owner, and every sequence with its last value.
pub(super) async fn contents(
    client: &Client,
) -> Result<(BTreeMap<String, Table>, BTreeMap<String, i64>), Undecided> {
    let failed =
        |error: tokio_postgres::Error| Undecided::ours(format!("the contents cannot be read: {error}"));
    let query = "SELECT format('%I.%I', schemaname, tablename), tableowner::text FROM pg_tables \
         WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1 LIMIT 300";
    let mut tables = BTreeMap::new();
    for row in client.query(query, &[]).await.map_err(failed)? {
        let (name, owner): (String, String) = (row.get(0), row.get(1));
        let query = format!(
            "SELECT count(*), coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') FROM {name} t"
        );
        let found = client.query_one(&query, &[]).await.map_err(failed)?;
        tables.insert(name, Table { rows: found.get(0), digest: found.get(1), owner });
    }
    let query = "SELECT format('%I.%I', schemaname, sequencename), coalesce(last_value, 0) FROM pg_sequences LIMIT 300";
    let rows = client.query(query, &[]).await.map_err(failed)?;
    Ok((tables, rows.iter().map(|row| (row.get(0), row.get(1))).collect()))
}
