//! The files that the page is made of, and how they are served.

use std::sync::LazyLock;

use regex::Regex;

use crate::experiment::api::{Answer, Http, Payload, Session};
use crate::facts::observed::{Asset, Assets};

/// So many files are looked at.
const FILES: usize = 24;

/// Reads the page of the frontend and each file it names; asks the backend for the same paths.
///
/// # Errors
/// When no HTTP client can be built, which is ours.
pub(crate) async fn assets(frontend: &str, backend: &str) -> Result<Assets, String> {
    let (front, back) = (Http::new(frontend)?, Http::new(backend)?);
    let nobody = Session::nobody();
    let page = front.send_with("GET", "/", &nobody, &Payload::Nothing, &[("accept", "text/html")]).await;
    let page = moved(&front, page, &nobody).await;
    let mut files = Vec::new();
    for path in named(&page.body).into_iter().take(FILES) {
        let answer = front
            .send_with("GET", &path, &nobody, &Payload::Nothing, &[("accept-encoding", "gzip, br")])
            .await;
        if !answer.ok() || answer.is_page() {
            continue;
        }
        let etag = answer.header("etag");
        let again = match &etag {
            None => None,
            Some(etag) => {
                let headers = [("if-none-match", etag.as_str()), ("accept-encoding", "gzip, br")];
                front.send_with("GET", &path, &nobody, &Payload::Nothing, &headers).await.call.status
            }
        };
        let there = back
            .send_with("GET", &path, &nobody, &Payload::Nothing, &[("accept-encoding", "gzip, br")])
            .await;
        let mut call = answer.call.clone();
        // A compressed body is nothing to look at.
        call.seen = answer.header("content-type").unwrap_or_default();
        files.push(Asset {
            bytes: length(&answer),
            kind: answer.header("content-type").unwrap_or_default(),
            hashed: is_hashed(&path),
            cache: answer.header("cache-control"),
            etag,
            encoding: answer.header("content-encoding"),
            again,
            at_backend: there.call.status,
            same_at_backend: there.ok() && there.body == answer.body,
            call,
        });
    }
    Ok(Assets { page: page.call, files })
}

/// What travelled: the header says it, and where it does not, the body as it was read.
fn length(answer: &Answer) -> u64 {
    let said = answer.header("content-length").and_then(|length| length.parse().ok());
    said.unwrap_or(answer.body.len() as u64)
}

/// A page may lie behind one redirect, such as `/` to `/login`.
async fn moved(front: &Http, page: Answer, nobody: &Session) -> Answer {
    match page.header("location").filter(|_| (300..400).contains(&page.status())) {
        Some(place) if place.starts_with('/') => front.get(&place, nobody).await,
        Some(_) | None => page,
    }
}

/// The files that a page names, once each.
fn named(page: &str) -> Vec<String> {
    static NAME: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r#"(?:src|href)\s*=\s*["']?([^"'\s>]+)"#).ok());
    let Some(name) = &*NAME else { return Vec::new() };
    let mut found: Vec<String> = Vec::new();
    for capture in name.captures_iter(page) {
        let path = capture[1].split('#').next().unwrap_or_default().replace("&amp;", "&");
        let bare = path.split('?').next().unwrap_or_default();
        let file = [".js", ".mjs", ".css", ".svg", ".png", ".ico", ".woff2", ".webp", ".jpg"]
            .iter()
            .any(|ending| bare.ends_with(ending));
        if !file || path.contains("//") || path.starts_with("data:") {
            continue;
        }
        let path = format!("/{}", path.trim_start_matches("./").trim_start_matches('/'));
        if !found.contains(&path) {
            found.push(path);
        }
    }
    found
}

/// Eight or more hexadecimal digits, or as many letters and digits of any kind with a digit among them, before the
/// ending: what bundlers write into a name.
fn is_hashed(path: &str) -> bool {
    let file = path.split('?').next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let mixed = |part: &str| {
        let (digit, letter) = (|c: char| c.is_ascii_digit(), |c: char| c.is_ascii_alphabetic());
        part.len() >= 8
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && part.contains(digit)
            && part.contains(letter)
            || part.len() >= 8 && part.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    // Hashes of Vite and esbuild may lack a digit, but are no words: mixed letters, or capitals only.
    let camel = |part: &str| {
        part.len() == 8 && part.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
            || part.len() == 8
                && part.chars().any(|c| c.is_ascii_uppercase())
                && part.chars().any(|c| c.is_ascii_lowercase())
    };
    stem.split(['-', '.'])
        .skip(usize::from(!path.contains("/_next/static/")))
        .any(|part| mixed(part) || camel(part))
        || path.contains("/_next/static/chunks/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_of_a_page_are_found_once() {
        let page = r#"<link rel=stylesheet href="./style-0a1b2c3d.css"><script src=main.js></script><script src="/main.js"></script>
            <a href="/about">x</a><script src="https://cdn.example/x.js"></script>"#;
        assert_eq!(named(page), ["/style-0a1b2c3d.css", "/main.js"]);
    }

    #[test]
    fn hashes_in_names_are_recognised() {
        for hashed in [
            "/a/main-0a1b2c3d.js",
            "/assets/index-BxK9dQ2f.js",
            "/main.4f3c2b1a9d.css",
            "/assets/index-DiwrgTda.css",
            "/assets/main-GMRFSXPC.js",
            "/_next/static/chunks/main-app.js",
        ] {
            assert!(is_hashed(hashed), "{hashed}");
        }
        for plain in ["/main.js", "/style.css", "/bootstrap-utilities.css", "/icon.svg"] {
            assert!(!is_hashed(plain), "{plain}");
        }
    }
}
