//! Which names promise a credential: the last word is what the thing is, the words before say of what kind.

use crate::inspect::secrets::value::Role;
use crate::inspect::secrets::words::Words;

/// Texts by which names are found.
pub(super) static KEYWORDS: &[&str] =
    &["pass", "pwd", "secret", "token", "key", "cred", "_pw", "_pat", "auth", "identified by"];

/// What a name promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Promise {
    /// A credential.
    Of(Role),
    /// `user:password` in base64, as in a Docker configuration.
    BasicAuth,
}

/// Words after the thing itself that leave it what it is.
static SUFFIXES: Words = Words::new(
    "value val prod production dev development staging default env var str string base64 b64 encoded \
     data raw plain plaintext old new current previous live primary secondary test real fallback \
     local docker v",
);

/// Words that make the name one of something that is no credential.
static OTHERS: Words = Words::new(
    "reset forgot forgotten show hide toggle change update validate verify check hash hashed \
     encrypted invalid incorrect wrong weak public publishable pub max min num total count n csrf \
     xsrf next page pagination continuation primary foreign partition sort cache idempotency \
     translation i18n sealed external ssh no without has is require requires enable enabled disable \
     use row col column list index unique shortcut hot arrow object dict map react query mutation \
     storage eos bos pad unk mask sep cls special prompt completion input output site anon error \
     missing design color theme component hmac signature cipher tag label group registry topology \
     annotation selector lock sha checksum generate create get set delete make build decode encode \
     parse extract by from",
);

/// Words that make a key one that opens something.
static KEY_KINDS: Words = Words::new(
    "api apis access secret private auth signing sign encryption encrypt jwt master service account \
     session cookie admin app application openai openrouter gemini google groq cohere anthropic \
     claude mistral deepseek together huggingface hf stripe sendgrid twilio resend mailgun aws azure \
     gcp cloudflare supabase neon pinecone qdrant weaviate upstash sentry datadog newrelic rapidapi \
     serper tavily exa elevenlabs deepgram assemblyai replicate perplexity xai fireworks cerebras \
     langchain langsmith langfuse license webhook fernet django flask nextauth llm model ai rest \
     storage shared client server subscription deploy bot hash salt signature credential credentials \
     data role tls",
);

/// What a name such as `POSTGRES_PASSWORD` or `clientSecret` promises.
pub(super) fn promise(name: &[u8]) -> Option<Promise> {
    let name = std::str::from_utf8(name).ok()?;
    if name.len() > 80 {
        return None;
    }
    let words = split(name);
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    if matches!(words[..], ["auth"] | [.., "_auth"]) || name.ends_with("_auth") && words.len() <= 2 {
        return Some(Promise::BasicAuth);
    }
    while words.len() > 1 && words.last().is_some_and(|last| SUFFIXES.has(last) || is_number(last)) {
        words.pop();
    }
    let (last, before) = words.split_last()?;
    let role = role(last, before)?;
    let other = before.iter().any(|word| OTHERS.has(word) && !(role == Role::Key && KEY_KINDS.has(word)));
    (!other).then_some(Promise::Of(role))
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

fn role(last: &str, before: &[&str]) -> Option<Role> {
    const PASSWORDS: &[&str] =
        &["password", "passwd", "pwd", "passphrase", "passcode", "requirepass", "userpass"];
    const KEYS: &[&str] = &[
        "apikey",
        "secretkey",
        "privatekey",
        "accesskey",
        "authkey",
        "authtoken",
        "accesstoken",
        "refreshtoken",
        "bottoken",
        "pat",
        "apitoken",
        "signingkey",
        "encryptionkey",
        "masterkey",
        "sharedkey",
        "accountkey",
    ];
    let ends = |ending: &str| last.len() > ending.len() && last.ends_with(ending);
    if PASSWORDS.contains(&last) || PASSWORDS[..3].iter().any(|word| ends(word)) || ends("_pass") {
        let verbs = ["reset", "forgot", "show", "change", "update", "hash", "check", "verify"];
        return (!verbs.iter().any(|verb| last.starts_with(verb))).then_some(Role::Password);
    }
    match last {
        "pass" | "pw" if !before.is_empty() || last == "pass" => Some(Role::Password),
        "secret" | "secrets" | "credential" | "credentials" | "creds" => Some(Role::Secret),
        _ if ends("secret") => Some(Role::Secret),
        "token" | "tokens" => (last == "token").then_some(Role::Key),
        "key" => {
            let kind = before.last()?;
            let secret =
                before.iter().any(|word| matches!(*word, "secret" | "jwt" | "signing" | "encryption"));
            (secret || KEY_KINDS.has(kind)).then_some(if secret { Role::Secret } else { Role::Key })
        }
        "pat" => (!before.is_empty()).then_some(Role::Key),
        _ => KEYS.contains(&last).then_some(Role::Key),
    }
}

/// The words of a name in small letters: `dbPassword`, `DB_PASSWORD` and `db-password` are `db`, `password`.
fn split(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut previous = b'_';
    let bytes = name.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        if !byte.is_ascii_alphanumeric() {
            previous = b'_';
            continue;
        }
        let camel = byte.is_ascii_uppercase()
            && (previous.is_ascii_lowercase()
                || previous.is_ascii_uppercase() && bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase));
        if previous == b'_' || camel {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(char::from(byte.to_ascii_lowercase()));
        }
        previous = *byte;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_promise_a_credential_are_known() {
        for (name, expected) in [
            ("POSTGRES_PASSWORD", Some(Promise::Of(Role::Password))),
            ("spring.datasource.password", Some(Promise::Of(Role::Password))),
            ("PGPASSWORD", Some(Promise::Of(Role::Password))),
            ("clientSecret", Some(Promise::Of(Role::Secret))),
            ("BETTER_AUTH_SECRET", Some(Promise::Of(Role::Secret))),
            ("JWT_SECRET_KEY", Some(Promise::Of(Role::Secret))),
            ("GROQ_API_KEY", Some(Promise::Of(Role::Key))),
            ("accessToken", Some(Promise::Of(Role::Key))),
            ("auth", Some(Promise::BasicAuth)),
            ("token_type", None),
            ("max_tokens", None),
            ("resetPassword", None),
            ("public_key", None),
            ("primary_key", None),
            ("key", None),
            ("secretName", None),
            ("password_hash", None),
            ("monkey", None),
        ] {
            assert_eq!(promise(name.as_bytes()), expected, "{name}");
        }
    }
}
