//! Changes the ground under the application: a database with TLS only, an empty one, one whose connections all
//! end, one that restarts; and all containers of the backend replaced.

use std::time::Duration;

use futures::FutureExt;

use super::Experiment;
use super::api::{Rows, Todo};
use super::lab::postgres::spoken;
use super::lab::{Application, Database, Kind, Lab};
use super::replica::{Clock, Replica, Work, beside, start, until_listed, work};
use crate::facts::observed::{Attempt, Call, Empty, Kept, Recovery, Session, Storage};
use crate::verdict::Undecided;

pub(super) static EXPERIMENT: Experiment = Experiment {
    id: "storage",
    act: "the database is secured, emptied, cut off and restarted, and every container is replaced",
    disturbs: false,
    run: |lab| {
        async move {
            let seen = storage(lab).await;
            lab.observe(|observed| observed.storage = seen.into());
        }
        .boxed()
    },
};

/// What the parts of this experiment share.
struct Ground<'a> {
    lab: &'a Lab,
    application: std::sync::Arc<Application>,
    service: String,
    clock: Clock,
}

async fn storage(lab: &Lab) -> Result<Storage, Undecided> {
    lab.images().await;
    let _turn = lab.turn().await?;
    let application = lab.application().await?;
    let service = application.backend()?.container.service.clone();
    application.todo().await?;
    let ground = Ground { lab, application, service, clock: Clock::start() };
    let (tls, rest) = futures::join!(ground.tls().boxed(), ground.rest().boxed());
    let mut seen = rest?;
    seen.tls = tls.into();
    Ok(seen)
}

impl Ground<'_> {
    async fn database(&self, kind: Kind) -> Result<Database, Undecided> {
        self.lab.database(kind, &self.application.bridge).await
    }

    async fn backend(&self, database: &Database) -> Result<Replica, Undecided> {
        let variation = beside(&self.application, "storage", database);
        start(self.lab, &self.service, variation, Duration::from_secs(45), self.clock).await
    }

    async fn todo(&self, replica: &Replica) -> Result<Option<Todo>, Undecided> {
        let Some(base) = &replica.base else { return Ok(None) };
        self.application.todo().await?.at(base).map(Some).map_err(Undecided::ours)
    }

    /// A user at work on a replica; nothing where it never listened.
    async fn work(&self, replica: &Replica, nonce: &str) -> Result<Work, Undecided> {
        match self.todo(replica).await? {
            Some(todo) => Ok(work(&todo, &self.lab.random(nonce)[..12]).await),
            None => Ok(Work::default()),
        }
    }

    /// What came of it, and whether the row is there.
    async fn attempt(&self, replica: &Replica, work: &Work, database: &Database) -> Attempt {
        let mut spell = replica.spell.clone();
        if !work.done && spell.words.is_empty() {
            spell.words = replica.container.last_words().await;
        }
        let stored = stored(database, &work.text).await;
        Attempt { spell, calls: work.calls.clone(), stored }
    }

    async fn tls(&self) -> Result<Attempt, Undecided> {
        let database = self.database(Kind::TlsOnly).await?;
        let replica = self.backend(&database).await?;
        let work = self.work(&replica, "tls").await?;
        let attempt = self.attempt(&replica, &work, &database).await;
        let _ = replica.container.remove().await;
        let _ = database.container.remove().await;
        Ok(attempt)
    }

    /// Everything that one database and its data go through, in order.
    async fn rest(&self) -> Result<Storage, Undecided> {
        let mut seen = Storage::default();
        let database = self.database(Kind::Any).await?;
        let mut replica = self.backend(&database).await?;
        let work = self.work(&replica, "storage").await?;
        let Some(made) = work.calls.first().cloned().filter(|_| work.done) else {
            let attempt = self.attempt(&replica, &work, &database).await;
            seen.empty = crate::facts::Seen::Known(Empty { attempt, ..Empty::default() });
            return Ok(seen);
        };
        seen.sessions = self.sessions(&replica, &work, &database).await.into();
        seen.ended = self.ended(&replica, &work, &database).await.into();
        seen.restarted = self.restarted(&replica, &work, &database).await.into();
        let _ = replica.container.remove().await;
        replica = self.backend(&database).await?;
        seen.replaced = self.replaced(&replica, &work, made).await.into();
        let _ = replica.container.remove().await;
        seen.empty = self.empty(&work).await.into();
        let _ = database.container.remove().await;
        Ok(seen)
    }

    async fn sessions(
        &self,
        replica: &Replica,
        work: &Work,
        database: &Database,
    ) -> Result<Vec<Session>, Undecided> {
        const QUERY: &str = "SELECT coalesce(application_name, ''), count(*) FROM pg_stat_activity \
                             WHERE host(client_addr) = $1 GROUP BY 1 ORDER BY 1";
        let client = database.connect().await?;
        let address = replica.container.address.to_string();
        let mut rows = client.query(QUERY, &[&address]).await;
        // A service may close its connections after each request: look while it answers some.
        if let (Some(todo), Some(session)) = (self.todo(replica).await?, &work.session) {
            for _ in 0..8 {
                if !matches!(&rows, Ok(found) if found.is_empty()) {
                    break;
                }
                let asked =
                    futures::future::join3(todo.list(session), todo.list(session), todo.list(session));
                let parameters: [&(dyn tokio_postgres::types::ToSql + Sync); 1] = [&address];
                let looked = client.query(QUERY, &parameters);
                rows = futures::future::join(asked, looked).await.1;
            }
        }
        let rows = rows.map_err(|error| Undecided::ours(spoken(&error)))?;
        let session = |row: &tokio_postgres::Row| Session {
            application: row.get(0),
            service: self.service.clone(),
            count: u64::try_from(row.get::<_, i64>(1)).unwrap_or_default(),
        };
        Ok(rows.iter().map(session).collect())
    }

    async fn ended(
        &self,
        replica: &Replica,
        work: &Work,
        database: &Database,
    ) -> Result<Recovery, Undecided> {
        let ended = database.end_connections().await?;
        let at = self.clock.ms();
        // The ends of the connections must have arrived, or the request would race them.
        tokio::time::sleep(Duration::from_millis(300)).await;
        self.recovery(replica, work, at, Some(ended), Duration::from_secs(30)).await
    }

    async fn restarted(
        &self,
        replica: &Replica,
        work: &Work,
        database: &Database,
    ) -> Result<Recovery, Undecided> {
        let at = self.clock.ms();
        database.container.stop(10).await?;
        tokio::time::sleep(Duration::from_secs(2)).await;
        database.container.start().await?;
        self.recovery(replica, work, at, None, Duration::from_mins(1)).await
    }

    async fn recovery(
        &self,
        replica: &Replica,
        work: &Work,
        at: u64,
        ended: Option<u64>,
        limit: Duration,
    ) -> Result<Recovery, Undecided> {
        let over = self.clock.ms();
        let (Some(todo), Some(session)) = (self.todo(replica).await?, &work.session) else {
            return Err(Undecided::ours("no user works at this replica"));
        };
        let (mut calls, back) = until_listed(&todo, session, limit).await;
        let back_ms = back.then(|| self.clock.ms() - over);
        keep_ends(&mut calls);
        Ok(Recovery { at, ended, calls, back_ms, unaided: replica.container.is_up().await })
    }

    async fn replaced(&self, replica: &Replica, work: &Work, made: Call) -> Result<Kept, Undecided> {
        let (Some(todo), Some(session)) = (self.todo(replica).await?, &work.session) else {
            return Ok(Kept { made, ..Kept::default() });
        };
        let (calls, _) = until_listed(&todo, session, Duration::from_secs(15)).await;
        let listed = todo.list(session).await;
        let found = listed.body.contains(&work.text);
        let asked = listed.calls.last().or(calls.last()).cloned().unwrap_or_default();
        Ok(Kept { made, asked, found })
    }

    async fn empty(&self, old: &Work) -> Result<Empty, Undecided> {
        let database = self.database(Kind::Any).await?;
        let replica = self.backend(&database).await?;
        let mut seen = Empty::default();
        let work = self.work(&replica, "empty").await?;
        seen.attempt = self.attempt(&replica, &work, &database).await;
        if let (Some(todo), Some(session)) = (self.todo(&replica).await?, &old.session) {
            let listed = todo.list(session).await;
            seen.stale = listed.body.contains(&old.text);
            seen.looked = listed.calls.last().cloned();
        }
        if let Ok(rows) = Rows::connect(&database.url()).await {
            seen.tables = rows.tables().await.unwrap_or_default();
        }
        let _ = replica.container.remove().await;
        let _ = database.container.remove().await;
        Ok(seen)
    }
}

async fn stored(database: &Database, text: &str) -> bool {
    if text.is_empty() {
        return false;
    }
    match Rows::connect(&database.url()).await {
        Ok(rows) => rows.task(text).await.is_ok_and(|row| row.is_some()),
        // A server that demands TLS is asked through our own client.
        Err(_) => tasks_by_tls(database, text).await.unwrap_or(false),
    }
}

/// Whether any table holds the text, asked over TLS.
async fn tasks_by_tls(database: &Database, text: &str) -> Option<bool> {
    let client = database.connect().await.ok()?;
    let tables = client
        .query(
            "SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables \
             WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')",
            &[],
        )
        .await
        .ok()?;
    for table in tables {
        let query =
            format!("SELECT count(*) FROM {} t WHERE strpos(t::text, $1) > 0", table.get::<_, String>(0));
        if client.query_one(&query, &[&text]).await.ok()?.get::<_, i64>(0) > 0 {
            return Some(true);
        }
    }
    Some(false)
}

/// The first five requests and the last; what lies between says the same.
fn keep_ends(calls: &mut Vec<Call>) {
    if calls.len() > 6 {
        let last = calls.pop();
        calls.truncate(5);
        calls.extend(last);
    }
}
