//! Makes a user of the application, in whichever way it knows users.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::http::{Answer, Http, Payload};
use super::routes::{Route, plain};
use super::schema::{instance, properties};
use super::session::{Credential, Session};
use super::{Todo, jwt};

/// So many routes are tried for one step of signing in.
const TRIES: usize = 18;

impl Todo {
    /// A user with an account of its own; `label` is the `by` of the calls, `nonce` makes the account unique.
    /// `None` where no way was found: the log of calls tells what was tried.
    pub(crate) async fn user(&self, label: &str, nonce: &str) -> Option<Session> {
        let draft = Session { by: label.into(), account: account(nonce), ..Session::default() };
        let services: Vec<&Http> = [Some(&self.http), self.frontend.as_ref()].into_iter().flatten().collect();
        for http in services {
            if let Some(session) = self.by_account(http, &draft).await {
                return Some(session);
            }
        }
        self.by_secret(&draft).await.or(self.by_name(&draft).await)
    }

    async fn by_account(&self, http: &Http, draft: &Session) -> Option<Session> {
        let mut draft = draft.clone();
        let mut signed_up = false;
        for route in self.routes.sign_up.iter().take(TRIES) {
            let Some(answer) = self.post_account(http, route, &draft).await else { continue };
            signed_up = true;
            draft.user_id = user_id(&answer.json()).or(draft.user_id);
            if let Some(session) = self.accepted(http, &draft, &answer, route).await {
                return Some(session);
            }
            break;
        }
        if !signed_up {
            return None;
        }
        for route in self.routes.sign_in.iter().take(TRIES) {
            if let Some(answer) = self.post_account(http, route, &draft).await
                && let Some(session) = self.accepted(http, &draft, &answer, route).await
            {
                return Some(session);
            }
        }
        None
    }

    /// Sends the account in the forms that the route may take; the first success.
    async fn post_account(&self, http: &Http, route: &Route, draft: &Session) -> Option<Answer> {
        for payload in self.account_payloads(route, draft) {
            let origin = [("origin", http.base())];
            let answer = http.send_with(&route.method, &route.path, draft, &payload, &origin).await;
            if answer.ok() && !answer.is_page() {
                return Some(answer);
            }
            if matches!(answer.status(), 0 | 404 | 405) {
                return None;
            }
        }
        None
    }

    fn account_payloads(&self, route: &Route, draft: &Session) -> Vec<Payload> {
        let field = |name: &str| account_field(&draft.account, name);
        let form = |user: &str| {
            let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
            let password = draft.account.get("password").map_or("", String::as_str);
            Payload::Form(vec![
                pair("grant_type", "password"),
                pair("username", user),
                pair("password", password),
            ])
        };
        let (email, name) = (&draft.account["email"], &draft.account["username"]);
        match &route.body {
            Some(_) if route.form => vec![form(email), form(name)],
            Some(schema) => {
                let root = self.root();
                let choose = |property: &str, _: &Value| field(property).map(Value::String);
                let mut bodies = vec![Payload::Json(instance(schema, root, &choose))];
                // A field called `username` often means the e-mail address.
                if properties(schema, root).iter().any(|(name, ..)| plain(name) == "username") {
                    let choose = |property: &str, schema: &Value| match plain(property).as_str() {
                        "username" => Some(json!(email)),
                        _ => choose(property, schema),
                    };
                    bodies.push(Payload::Json(instance(schema, root, &choose)));
                }
                bodies
            }
            None => {
                let body = json!({"email": email, "username": name, "name": name, "password": draft.account["password"]});
                vec![Payload::Json(body), form(email), form(name)]
            }
        }
    }

    /// The first credential of an answer with which the list of tasks opens.
    async fn accepted(
        &self,
        http: &Http,
        draft: &Session,
        answer: &Answer,
        route: &Route,
    ) -> Option<Session> {
        for (credential, what) in self.credentials(http, answer).await {
            let mut session = draft.clone();
            if let Credential::Bearer(token) = &credential {
                session.user_id = session.user_id.or_else(|| jwt::claims(token).as_ref().and_then(user_id));
            }
            session.user_id = user_id(&answer.json()).or(session.user_id);
            session.credential = credential;
            session.how = format!("{what} of {} {}", route.method, route.path);
            self.ask_who(&mut session).await;
            if self.opens(&session).await {
                return Some(session);
            }
        }
        None
    }

    async fn credentials(&self, http: &Http, answer: &Answer) -> Vec<(Credential, &'static str)> {
        let mut found = Vec::new();
        if let Some(token) = token(&answer.json()).or_else(|| answer.header("set-auth-token")) {
            found.push((Credential::Bearer(token), "bearer token"));
        }
        let cookies: Vec<String> = answer
            .headers
            .get_all("set-cookie")
            .iter()
            .filter_map(|value| value.to_str().ok()?.split(';').next().map(Into::into))
            .collect();
        if !cookies.is_empty() {
            let cookie = Credential::Cookie(cookies.join("; "));
            let session = Session { by: "user".into(), credential: cookie.clone(), ..Session::default() };
            // Better Auth keeps a session in a cookie and hands out a signed token for other services.
            let issued = http.get("/api/auth/token", &session).await;
            if let Some(token) = token(&issued.json()).filter(|_| issued.ok()) {
                found.push((Credential::Bearer(token), "token for the cookie"));
            }
            found.push((cookie, "cookie"));
        }
        found
    }

    async fn ask_who(&self, session: &mut Session) {
        if session.user_id.is_some() {
            return;
        }
        for route in self.routes.me.iter().take(2) {
            let answer = self.http.get(&route.path, session).await;
            if let Some(id) = user_id(&answer.json()).filter(|_| answer.ok()) {
                session.user_id = Some(id);
                return;
            }
        }
    }

    async fn by_secret(&self, draft: &Session) -> Option<Session> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let user = uuid(&draft.account["username"]);
        for (name, secret) in &self.secrets {
            let Some(token) = jwt::mint(secret, &user, &draft.account["email"], now) else { continue };
            let session = Session {
                credential: Credential::Bearer(token),
                user_id: Some(user.clone()),
                how: format!("token signed with {name}"),
                ..draft.clone()
            };
            if self.opens(&session).await {
                return Some(session);
            }
        }
        None
    }

    async fn by_name(&self, draft: &Session) -> Option<Session> {
        let user = uuid(&draft.account["username"]);
        let mut names: Vec<String> = self
            .routes
            .create
            .iter()
            .flat_map(|route| &route.required)
            .filter(|(place, name, _)| place == "header" && plain(name).contains("user"))
            .map(|(_, name, _)| name.clone())
            .collect();
        names.push("X-User-Id".into());
        let headers = names.into_iter().map(|name| {
            let how = format!("header {name} without any proof");
            (Credential::Header(name, user.clone()), how)
        });
        let ways = std::iter::once((Credential::Nothing, "nothing at all".to_owned())).chain(headers);
        let ways: Vec<(Credential, String)> = ways.collect();
        for (credential, how) in ways {
            let session = Session { credential, how, user_id: Some(user.clone()), ..draft.clone() };
            if self.opens(&session).await {
                return Some(session);
            }
        }
        None
    }

    /// Whether the list of tasks opens for this user.
    async fn opens(&self, session: &Session) -> bool {
        for route in self.routes.list.iter().take(TRIES) {
            let answer = self.ask(route, session, None, &Payload::Nothing).await;
            if answer.ok() && !answer.is_page() {
                return true;
            }
        }
        false
    }
}

fn account(nonce: &str) -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        ("email", format!("{nonce}@example.com")),
        ("username", nonce.to_owned()),
        // Long, with every kind of character that a policy may ask for.
        ("password", format!("Pw-{nonce}-9aZ!")),
        ("name", "Robin Example".to_owned()),
    ])
}

fn account_field(account: &BTreeMap<&'static str, String>, property: &str) -> Option<String> {
    let known = match plain(property).as_str() {
        "email" | "emailaddress" | "mail" => "email",
        "username" | "login" | "user" | "handle" | "userid" => "username",
        name if name.contains("password") || name == "pwd" => "password",
        "name" | "fullname" | "displayname" | "firstname" | "lastname" => "name",
        _ => return None,
    };
    account.get(known).cloned()
}

/// A version-4 identifier made of the nonce, the same for the same nonce.
pub(crate) fn uuid(nonce: &str) -> String {
    use sha2::{Digest, Sha256};
    let digits = Sha256::digest(nonce.as_bytes());
    let hash = digits.iter().take(16).fold(0u128, |number, byte| number << 8 | u128::from(*byte));
    let hash = format!("{hash:032x}");
    format!("{}-{}-4{}-a{}-{}", &hash[..8], &hash[8..12], &hash[13..16], &hash[17..20], &hash[20..32])
}

/// The token in an answer, by the names that are in use.
pub(crate) fn token(answer: &Value) -> Option<String> {
    let names = ["accesstoken", "token", "jwt", "idtoken", "authtoken", "sessiontoken", "access", "bearer"];
    names.iter().find_map(|name| search(answer, name, 4)).and_then(|value| match value {
        Value::String(text) if text.len() > 8 => Some(text.clone()),
        Value::Object(_) => token(value),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
    })
}

/// The user's id in an answer or in claims.
pub(crate) fn user_id(answer: &Value) -> Option<String> {
    let inner = ["user", "data", "account"].iter().find_map(|name| answer.get(*name)).and_then(user_id);
    inner.or_else(|| {
        ["userid", "id", "sub", "uid"].iter().find_map(|name| match search(answer, name, 1)? {
            Value::String(text) if !text.is_empty() => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::String(_) | Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        })
    })
}

fn search<'a>(value: &'a Value, name: &str, depth: usize) -> Option<&'a Value> {
    let object = value.as_object().filter(|_| depth > 0)?;
    let here = object.iter().find(|(key, _)| plain(key) == name).map(|(_, value)| value);
    here.or_else(|| object.values().find_map(|value| search(value, name, depth - 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_ids_are_found_under_their_many_names() {
        let deep = json!({"data": {"session": {"access_token": "abcdefghijk"}, "user": {"id": 7}}});
        assert_eq!(token(&deep).as_deref(), Some("abcdefghijk"));
        assert_eq!(user_id(&deep).as_deref(), Some("7"));
        assert_eq!(token(&json!({"token_type": "bearer"})), None);
        assert_eq!(user_id(&json!({"sub": "u-1", "exp": 5})).as_deref(), Some("u-1"));
    }

    #[test]
    fn an_identifier_of_a_nonce_is_a_uuid() {
        assert_eq!(uuid("a").len(), 36);
        assert_eq!(uuid("a"), uuid("a"));
    }
}
