//! Builds the images, as a stranger would who has nothing but the checkout.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::Read;
use std::time::Instant;

use bollard::models::BuildInfo;
use bollard::query_parameters::{BuildImageOptionsBuilder, BuilderVersion};
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use futures::{FutureExt, Stream, StreamExt};

use super::context::{Context, pack};
use super::{Lab, limits, steps};
use crate::facts::checkout::layout::Service;
use crate::facts::{Cause, Place, Seen};
use crate::verdict::Undecided;

/// The rule that reports an image that does not build.
pub(crate) const BUILD_RULE: &str = "C8a";

/// One built image.
#[derive(Debug, Clone)]
pub(crate) struct Built {
    /// Its name at the engine, of this run only.
    pub(crate) image: String,
    /// Its content's id (`sha256:…`).
    pub(crate) id: String,
    /// Its size in bytes.
    pub(crate) size: u64,
    /// How long the build took.
    pub(crate) elapsed_ms: u64,
    /// What the build used: builder, size of the context, what was left out or taken away.
    pub(crate) used: Vec<String>,
}

/// Builds every service that has a Dockerfile, two at a time.
pub(crate) async fn all(lab: &Lab) -> BTreeMap<String, Seen<Built>> {
    let Ok(layout) = lab.layout() else { return BTreeMap::new() };
    let built: Vec<&Service> =
        layout.services.iter().filter(|service| service.dockerfile.is_some()).collect();
    let mut builds: Vec<BoxFuture<'_, (String, Seen<Built>)>> = Vec::new();
    for service in built {
        builds.push(named(lab, service).boxed());
    }
    futures::stream::iter(builds).buffer_unordered(2).collect().await
}

async fn named(lab: &Lab, service: &Service) -> (String, Seen<Built>) {
    (service.name.clone(), one(lab, service).await.into())
}

async fn one(lab: &Lab, service: &Service) -> Result<Built, Undecided> {
    lab.say(&format!("building {}", service.name));
    let began = Instant::now();
    let (root, copy) = (lab.root().to_path_buf(), service.clone());
    let context = tokio::task::spawn_blocking(move || pack(&root, &copy))
        .await
        .map_err(|error| Undecided::ours(error.to_string()))?
        .map_err(|error| {
            Undecided::ours(format!("the context of {} cannot be packed: {error}", service.name))
        })?;
    let image = format!("{}:run", lab.name(&service.name));
    lab.note("image", &image)?;
    let wanted = steps::needs_buildkit(&context.text);
    let mut used = vec![format!("{} files, {} left out by .dockerignore", context.files, context.left_out)];
    used.extend(wanted.iter().map(|what| format!("BuildKit, for {what}")));
    let text = context.text.clone();
    let mut log = Log::default();
    let outcome = {
        let stream = send(lab, service, &image, context, !wanted.is_empty());
        tokio::time::timeout(limits::BUILD_TIME.min(lab.left()), log.follow(lab, stream)).await
    };
    match outcome {
        Ok(Ok(())) => {}
        Ok(Err(words)) => return Err(failed(service, &text, &log, &words, !wanted.is_empty())),
        Err(_) => {
            return Err(Undecided::Ours {
                why: format!("{} was not built within {:?}", service.name, limits::BUILD_TIME),
                next: Some(format!("docker build {}", service.context.as_deref().unwrap_or("."))),
            });
        }
    }
    let made = lab.engine().image(&image).await?.ok_or_else(|| {
        Undecided::ours(format!("the build of {} ended well, but the engine has no such image", service.name))
    })?;
    let elapsed_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    lab.say(&format!("built {} in {:.1} s", service.name, began.elapsed().as_secs_f64()));
    Ok(Built {
        image,
        id: made.id.unwrap_or_default(),
        size: made.size.and_then(|size| u64::try_from(size).ok()).unwrap_or_default(),
        elapsed_ms,
        used,
    })
}

/// Sends the context; the stream is the build's log.
fn send<'a>(
    lab: &'a Lab,
    service: &Service,
    image: &str,
    context: Context,
    buildkit: bool,
) -> BoxStream<'a, Result<BuildInfo, bollard::errors::Error>> {
    let mut options = BuildImageOptionsBuilder::default()
        .dockerfile(&context.dockerfile)
        .t(image)
        .labels(&lab.labels())
        .buildargs(&proxies())
        .rm(true)
        .forcerm(true)
        .memory(limits::BUILD_MEMORY)
        .memswap(limits::BUILD_MEMORY);
    if let Some(target) = &service.target {
        options = options.target(target);
    }
    if buildkit {
        options = options.version(BuilderVersion::BuilderBuildKit).session(image);
    }
    let body = bollard::body_stream(chunks(context.archive));
    lab.engine().docker.build_image(options.build(), None, Some(body)).boxed()
}

/// The file in pieces, so that a large context never stands in memory.
fn chunks<B: From<Vec<u8>>>(file: File) -> impl Stream<Item = B> {
    futures::stream::unfold(file, |mut file| async move {
        let mut piece = Vec::with_capacity(256 * 1024);
        (&mut file).take(256 * 1024).read_to_end(&mut piece).ok().filter(|read| *read > 0)?;
        Some((B::from(piece), file))
    })
}

/// The machine's proxies, which the engine knows as predefined arguments: they reach no layer and no history.
fn proxies() -> HashMap<String, String> {
    let names = ["http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"];
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    // A proxy on this machine's own loopback address is none inside a build.
    let useful = |value: &String| !value.contains("127.0.0.1") && !value.contains("localhost");
    names.iter().filter_map(|name| Some(((*name).to_owned(), set(name).filter(useful)?))).collect()
}

/// What a build said, cut to its end, and the step it was at.
#[derive(Debug, Default)]
pub(crate) struct Log {
    tail: String,
    bytes: usize,
    step: Option<(usize, String)>,
    making: bool,
}

impl Log {
    /// Follows a build to its end.
    ///
    /// # Errors
    /// The build's own last words.
    async fn follow(
        &mut self,
        lab: &Lab,
        mut stream: BoxStream<'_, Result<BuildInfo, bollard::errors::Error>>,
    ) -> Result<(), String> {
        while let Some(part) = stream.next().await {
            let part = part.map_err(|error| error.to_string())?;
            if let Some(detail) = part.error_detail {
                return Err(detail.message.unwrap_or_else(|| "the build failed without a word".into()));
            }
            for line in said(&part).lines() {
                self.line(line);
                if let Some(id) = self.made(line) {
                    // Listed after it was made: its id is not known before. The last image's label finds the rest.
                    let _ = lab.note("step", &id);
                }
            }
            if self.bytes > limits::BUILD_LOG {
                return Err(format!("the build printed more than {} MiB", limits::BUILD_LOG >> 20));
            }
        }
        Ok(())
    }

    fn line(&mut self, line: &str) {
        self.bytes += line.len() + 1;
        if let Some((number, text)) = steps::announced(line) {
            self.step = Some((number, text.to_owned()));
        }
        self.tail.push_str(line.trim_end());
        self.tail.push('\n');
        if self.tail.len() > limits::BUILD_TAIL * 2 {
            let mut cut = self.tail.len() - limits::BUILD_TAIL;
            while !self.tail.is_char_boundary(cut) {
                cut += 1;
            }
            self.tail.drain(..cut);
        }
    }

    /// The id of an image step that this build made itself, not one it found in the engine's cache.
    fn made(&mut self, line: &str) -> Option<String> {
        let line = line.trim();
        if line.starts_with("Step ") {
            self.making = true;
        } else if line.ends_with("Using cache") {
            self.making = false;
        }
        let keyword =
            self.step.as_ref().map(|(_, text)| text.get(..4).unwrap_or_default().to_ascii_uppercase());
        let id = line.strip_prefix("---> ").filter(|id| id.len() == 12)?;
        let hexadecimal = id.chars().all(|c| c.is_ascii_hexdigit());
        (self.making && hexadecimal && keyword.is_some_and(|keyword| keyword != "FROM"))
            .then(|| id.to_owned())
    }
}

/// The printed part of one message of the engine.
fn said(part: &BuildInfo) -> String {
    use bollard::models::BuildInfoAux;
    let mut text = part.stream.clone().unwrap_or_default();
    match &part.aux {
        Some(BuildInfoAux::BuildKit(status)) => {
            for vertex in &status.vertexes {
                if vertex.started.is_some() && vertex.completed.is_none() {
                    text.push_str(&vertex.name);
                    text.push('\n');
                }
                if !vertex.error.is_empty() {
                    for part in [vertex.name.as_str(), ": ", vertex.error.as_str(), "\n"] {
                        text.push_str(part);
                    }
                }
            }
            for log in &status.logs {
                text.push_str(&String::from_utf8_lossy(&log.msg));
            }
        }
        Some(BuildInfoAux::Default(_)) | None => {}
    }
    text
}

/// Whose fault a failed build is, with the line and the build's last words.
fn failed(service: &Service, text: &str, log: &Log, words: &str, buildkit: bool) -> Undecided {
    let last: Vec<&str> = log.tail.lines().rev().filter(|line| !line.trim().is_empty()).take(12).collect();
    let spoken = format!("{words}\n{}", last.iter().rev().copied().collect::<Vec<_>>().join("\n"));
    let fault = steps::machine_fault(&spoken).or_else(|| {
        (buildkit && words.contains("session")).then_some("this engine's BuildKit could not be used")
    });
    if let Some(fault) = fault {
        return Undecided::Ours {
            why: format!("{} could not be built: {fault}: {}", service.name, brief(words)),
            next: Some("docker/setup.sh".into()),
        };
    }
    let instructions = steps::instructions(text);
    let step = log.step.as_ref().map(|(number, text)| (*number, text.as_str()));
    let found = steps::find(&instructions, step);
    let file = service.dockerfile.clone().unwrap_or_default();
    let place = Place::line(file, found.map_or(0, |one| one.line));
    let at = found.map(|one| format!("{}: ", brief(&one.text))).unwrap_or_default();
    let last: Vec<&str> = last.into_iter().take(4).collect();
    let said = last.into_iter().rev().collect::<Vec<_>>().join(" | ");
    let what = format!("{} does not build: {at}{} ({})", service.name, brief(words), brief(&said));
    Undecided::Prevented(Cause { rule: BUILD_RULE.into(), what, place })
}

fn brief(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(300) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service() -> Service {
        serde_json::from_value(serde_json::json!({
            "name": "api", "role": "backend", "dockerfile": "api/Dockerfile", "context": "api",
            "target": null, "image": null, "source": null, "because": [],
        }))
        .unwrap()
    }

    #[test]
    fn a_failing_line_is_named_with_the_builds_own_words() {
        let mut log = Log::default();
        log.line("Step 2/3 : COPY missing.lock ./");
        let text = "FROM a\n\nCOPY missing.lock ./\nRUN x\n";
        let Undecided::Prevented(cause) = failed(&service(), text, &log, "COPY failed: not found", false)
        else {
            panic!("it is the submission's fault");
        };
        assert_eq!(cause.place, Place::line("api/Dockerfile", 3));
        assert!(cause.what.contains("COPY failed"), "{}", cause.what);
    }

    #[test]
    fn a_base_that_cannot_be_fetched_is_not_the_submissions_fault() {
        let words = "Get \"https://example/v2/\": dial tcp: no such host";
        assert!(matches!(
            failed(&service(), "FROM a", &Log::default(), words, false),
            Undecided::Ours { .. }
        ));
    }

    #[test]
    fn only_steps_that_were_made_here_are_noted() {
        let mut log = Log::default();
        let mut made = Vec::new();
        for line in [
            "Step 1/3 : FROM a",
            " ---> aaaaaaaaaaaa",
            "Step 2/3 : RUN x",
            " ---> Using cache",
            " ---> bbbbbbbbbbbb",
            "Step 3/3 : RUN y",
            " ---> Running in dddddddddddd",
            "Removing intermediate container dddddddddddd",
            " ---> cccccccccccc",
        ] {
            log.line(line);
            made.extend(log.made(line));
        }
        assert_eq!(made, ["cccccccccccc"]);
    }

    #[test]
    fn an_endless_log_keeps_only_its_end() {
        let mut log = Log::default();
        for number in 0..100_000 {
            log.line(&format!("äöü {number}"));
        }
        assert!(log.tail.len() <= limits::BUILD_TAIL * 2 && log.tail.ends_with("99999\n"));
    }
}
