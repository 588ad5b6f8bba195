//! Who a request comes from.

use std::collections::BTreeMap;

use reqwest::RequestBuilder;

/// How a request proves whose it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Credential {
    /// Not at all.
    #[default]
    Nothing,
    /// `Authorization: Bearer`.
    Bearer(String),
    /// The cookies of a sign-in.
    Cookie(String),
    /// A header that simply names the user, such as `X-User-Id`.
    Header(String, String),
}

/// One user of the application, or nobody.
#[derive(Debug, Clone, Default)]
pub(crate) struct Session {
    /// `user A`, `nobody`, …: the `by` of a call.
    pub(crate) by: String,
    /// How the user is recognised.
    pub(crate) credential: Credential,
    /// The user's id where it is known; goes into `{user_id}` of a path.
    pub(crate) user_id: Option<String>,
    /// What was signed up with, by the plain name of the field.
    pub(crate) account: BTreeMap<&'static str, String>,
    /// How this was obtained, for people.
    pub(crate) how: String,
}

impl Session {
    /// Nobody in particular.
    pub(crate) fn nobody() -> Self {
        Self { by: "nobody".into(), ..Self::default() }
    }

    /// The same user with a credential that nobody issued.
    pub(crate) fn forged(&self) -> Self {
        let wrong = |text: &str| format!("{}x{}", text.chars().take(8).collect::<String>(), "0".repeat(24));
        let credential = match &self.credential {
            Credential::Nothing | Credential::Bearer(_) | Credential::Header(..) => Credential::Bearer(
                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".into(),
            ),
            Credential::Cookie(cookies) => Credential::Cookie(
                cookies
                    .split("; ")
                    .map(|pair| {
                        pair.split_once('=').map_or_else(
                            || pair.to_owned(),
                            |(name, value)| format!("{name}={}", wrong(value)),
                        )
                    })
                    .collect::<Vec<_>>()
                    .join("; "),
            ),
        };
        Self { by: "a wrong token".into(), credential, ..self.clone() }
    }

    /// The same path values, without a credential.
    pub(crate) fn unsigned(&self) -> Self {
        Self { by: "nobody".into(), credential: Credential::Nothing, ..self.clone() }
    }

    pub(crate) fn sign(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.credential {
            Credential::Nothing => request,
            Credential::Bearer(token) => request.header("authorization", format!("Bearer {token}")),
            Credential::Cookie(cookies) => request.header("cookie", cookies),
            Credential::Header(name, value) => request.header(name, value),
        }
    }
}
