//! Two users at work: each answer beside the row that it speaks of.

use super::{Credential, Done, Payload, Rows, Session, Target, Todo};
use crate::facts::observed::{Access, Api, Cors, Deed, Listing, Row};

/// Uses the API as two users and as nobody.
///
/// # Errors
/// What kept us from looking, where that is ours.
pub(crate) async fn act(target: &Target) -> Result<Api, String> {
    let todo = Todo::open(target).await?;
    let rows = Rows::connect(&target.database).await?;
    let mut seen = Api {
        document: todo.routes.document.as_ref().map(|document| document.place.clone()),
        operations: todo.routes.document.as_ref().map_or(0, |document| document.operations.len()),
        routes: todo.routes.shown(),
        ..Api::default()
    };
    let one = todo.user("user A", &target.nonce("account a")).await;
    let two = todo.user("user B", &target.nonce("account b")).await;
    seen.attempts = todo.http.log();
    if let (Some(one), Some(two)) = (one, two) {
        seen.sign_in = Some(one.how.clone());
        seen.unproven = matches!(one.credential, Credential::Nothing | Credential::Header(..));
        Probe { todo: &todo, rows: &rows, target, one, two }.run(&mut seen).await?;
    }
    Ok(seen)
}

struct Probe<'a> {
    todo: &'a Todo,
    rows: &'a Rows,
    target: &'a Target,
    one: Session,
    two: Session,
}

impl Probe<'_> {
    async fn run(&self, seen: &mut Api) -> Result<(), String> {
        let text = format!("water the plants {}", self.target.nonce("task a"));
        let other = format!("call the plumber {}", self.target.nonce("task b"));
        seen.create = self.made(&text, &self.one).await?;
        seen.other = self.made(&other, &self.two).await?;
        self.lists(seen, &text, &other).await;
        let Some(id) = seen.create.answer.as_ref().and_then(super::tasks::item_id) else { return Ok(()) };
        let first = seen.create.after.clone();
        seen.read = self.deed(&text, first.as_ref(), self.todo.read(&self.one, &id).await).await?;
        self.changes(seen, &id, first).await?;
        self.strangers(seen).await?;
        self.other_origin(seen).await;
        Ok(())
    }

    async fn changes(&self, seen: &mut Api, id: &str, first: Option<Row>) -> Result<(), String> {
        let changed = format!("water the garden {}", self.target.nonce("changed"));
        let done = self.todo.update(&self.one, id, &changed, seen.read.answer.as_ref()).await;
        seen.update = self.deed(&changed, first.as_ref(), done).await?;
        let before = seen.update.after.clone().or(first);
        let current = seen.update.answer.clone().or_else(|| seen.read.answer.clone());
        let done = self.todo.complete(&self.one, id, current.as_ref()).await;
        seen.complete = self.deed(&changed, before.as_ref(), done).await?;
        let before = seen.complete.after.clone().or(before);
        seen.delete = self.deed(&changed, before.as_ref(), self.todo.delete(&self.one, id).await).await?;
        seen.after_delete = self.deed(&changed, before.as_ref(), self.todo.read(&self.one, id).await).await?;
        Ok(())
    }

    async fn made(&self, text: &str, by: &Session) -> Result<Deed, String> {
        let done = self.todo.create(by, text).await;
        let after = self.rows.task(text).await?;
        let mut answer = done.item.clone();
        if answer.is_none() && done.ok() {
            // Some only say that it is done; the task's id then stands in the list.
            let list = self.todo.list(by).await;
            let items = super::list_items(&serde_json::from_str(&list.body).unwrap_or_default());
            let holds = |item: &serde_json::Value| {
                item.as_object().is_some_and(|item| item.values().any(|value| value.as_str() == Some(text)))
            };
            answer = items.into_iter().find(holds);
        }
        Ok(Deed { text: text.into(), calls: done.calls, answer, before: None, after })
    }

    async fn deed(&self, text: &str, before: Option<&Row>, done: Done) -> Result<Deed, String> {
        let after = match before {
            Some(row) => self.rows.again(row).await?,
            None => self.rows.task(text).await?,
        };
        Ok(Deed { text: text.into(), calls: done.calls, answer: done.item, before: before.cloned(), after })
    }

    async fn lists(&self, seen: &mut Api, text: &str, other: &str) {
        for (by, own, foreign) in [(&self.one, text, other), (&self.two, other, text)] {
            let done = self.todo.list(by).await;
            let Some(call) = done.calls.last().cloned() else { continue };
            seen.lists.push(Listing {
                call,
                own: done.body.contains(own),
                foreign: done.body.contains(foreign),
            });
        }
    }

    /// Nobody, somebody with a forged token, and the other user reach for a task of the first user's: each for one
    /// of its own, so that what one of them destroys is still there for the next.
    async fn strangers(&self, seen: &mut Api) -> Result<(), String> {
        let mut strangers = vec![
            ("no-token", self.one.unsigned()),
            ("wrong-token", self.one.forged()),
            ("other-user", self.two.clone()),
        ];
        if self.todo.routes.create.first().is_some_and(|route| route.path.contains("user")) {
            // Where the path names the user, the other one may well write the owner's name there.
            strangers.push(("other-user", Session { user_id: self.one.user_id.clone(), ..self.two.clone() }));
        }
        for (at, (who, session)) in strangers.into_iter().enumerate() {
            let text = format!("pay the rent {}", self.target.nonce(&format!("prey {at}")));
            let made = self.made(&text, &self.one).await?;
            let Some(id) = made.answer.as_ref().and_then(super::tasks::item_id) else { continue };
            seen.access.extend(self.reach(who, &session, &made, &id).await?);
        }
        Ok(())
    }

    async fn reach(
        &self,
        who: &str,
        session: &Session,
        prey: &Deed,
        id: &str,
    ) -> Result<Vec<Access>, String> {
        let stolen = format!("taken over {}", self.target.nonce(who));
        let list = self.todo.list(session).await;
        let read = self.todo.read(session, id).await;
        let update = self.todo.update(session, id, &stolen, prey.answer.as_ref()).await;
        let delete = self.todo.delete(session, id).await;
        let now = match &prey.after {
            Some(row) => self.rows.again(row).await?,
            None => self.rows.task(&prey.text).await?,
        };
        let changed = prey.after.is_some() && now != prey.after;
        let mut seen = Vec::new();
        for (at, done) in [list, read, update, delete].into_iter().enumerate() {
            let Some(call) = done.calls.last().cloned() else { continue };
            // The other user's own list is that user's own business; what stands in it is not.
            let leaked = call.ok() && done.body.contains(&prey.text);
            if at == 0 && who == "other-user" && call.ok() && !leaked {
                continue;
            }
            let changed = changed && call.method != "GET" && call.ok();
            seen.push(Access { who: who.into(), leaked, changed, call });
        }
        Ok(seen)
    }

    async fn other_origin(&self, seen: &mut Api) {
        let Some(path) = seen.lists.first().map(|list| list.call.path.clone()) else { return };
        let origin = format!("https://{}.example", self.target.nonce("origin"));
        let asked: [(&str, &[(&str, &str)]); 2] = [
            ("GET", &[("origin", &origin)]),
            (
                "OPTIONS",
                &[
                    ("origin", &origin),
                    ("access-control-request-method", "POST"),
                    ("access-control-request-headers", "authorization"),
                ],
            ),
        ];
        for (method, headers) in asked {
            let answer = self.todo.http.send_with(method, &path, &self.one, &Payload::Nothing, headers).await;
            seen.cors.push(Cors {
                allow_origin: answer
                    .header("access-control-allow-origin")
                    .map(|allowed| allowed.replace(&origin, "the stranger's origin")),
                allow_credentials: answer.header("access-control-allow-credentials"),
                call: answer.call,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against a real application: `APP_BASE`, `APP_DATABASE` and, where tokens are made elsewhere, `APP_SECRET`.
    #[tokio::test]
    #[ignore = "needs a running application"]
    async fn a_running_application_is_used() {
        let read = |name: &str| std::env::var(name).unwrap_or_default();
        let target = Target {
            backend: read("APP_BASE"),
            database: read("APP_DATABASE"),
            environment: vec![("AUTH_SECRET".into(), read("APP_SECRET"))],
            seed: format!("{:?}", std::time::SystemTime::now()),
            ..Target::default()
        };
        let seen = act(&target).await.unwrap();
        println!("{}", serde_json::to_string_pretty(&seen).unwrap());
        assert!(seen.create.after.is_some());
    }
}
