//! The page in a headless Chromium: a person signs in, types a task and a chat message, and looks at the page.

mod assets;
mod page;

pub(crate) use assets::assets;

use std::path::Path;
use std::time::{Duration, Instant};

use chromiumoxide::Page;
use chromiumoxide::browser::{Browser as Chromium, BrowserConfig};
use chromiumoxide::cdp::browser_protocol::network::{EventLoadingFailed, EventResponseReceived};
use futures::StreamExt;

use self::page::{ADD, LOOK, Look, SEND, SIGN_IN, SIGN_UP};
use super::api::{Rows, Target};
use super::model::Model;
use crate::facts::observed::{Browser, Step, Typed};

/// Longest wait for something to appear on the page.
const PATIENCE: Duration = Duration::from_secs(12);
/// The whole visit ends within this time.
const VISIT: Duration = Duration::from_secs(150);

/// Programs that are Chromium, the usual first.
const PROGRAMS: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "chromium-headless-shell",
];

/// Where the page is opened and where its requests go.
#[derive(Debug, Clone, Default)]
pub(crate) struct Visit {
    /// What stands in the address bar.
    pub(crate) address: String,
    /// `MAP` rules: the names that the page uses, and the containers they mean here.
    pub(crate) hosts: Vec<String>,
}

/// The browser on this machine.
pub(crate) fn program() -> Option<std::path::PathBuf> {
    let named = std::env::var_os("CONFORMANCE_CHROMIUM").map(std::path::PathBuf::from);
    let folders: Vec<_> =
        std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    let inside = PROGRAMS
        .iter()
        .flat_map(|program| folders.iter().map(move |folder: &std::path::PathBuf| folder.join(program)));
    named.into_iter().chain(inside).find(|path| path.is_file())
}

/// Visits the page; pictures go into `pictures`.
///
/// # Errors
/// What kept us from looking, where that is ours.
pub(crate) async fn visit(
    target: &Target,
    model: &Model,
    visit: &Visit,
    pictures: Option<&Path>,
) -> Result<Browser, String> {
    let program = program().ok_or("there is no Chromium on this machine")?;
    let rows = Rows::connect(&target.database).await?;
    let profile = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut rules = visit.hosts.clone();
    // The page must not reach anything but the application.
    rules.push("MAP * ~NOTFOUND".into());
    let config = BrowserConfig::builder()
        .chrome_executable(program)
        .user_data_dir(profile.path())
        .no_sandbox()
        .window_size(1280, 1000)
        .launch_timeout(Duration::from_secs(30))
        .request_timeout(Duration::from_secs(20))
        // Names go without their dashes; the library writes those.
        .args(["disable-gpu", "no-first-run", "disable-component-update", "no-proxy-server"])
        .arg(("host-resolver-rules", rules.join(", ").as_str()))
        .build()?;
    let (mut chromium, mut handler) =
        Chromium::launch(config).await.map_err(|error| format!("Chromium does not start: {error}"))?;
    let events = tokio::spawn(async move { while handler.next().await.is_some() {} });
    let version = chromium.version().await.map(|version| version.product).unwrap_or_default();
    let seen = match chromium.new_page("about:blank").await {
        Ok(page) => {
            let person = Person { page: &page, rows: &rows, model, target, pictures, began: Instant::now() };
            let seen = tokio::time::timeout(VISIT, person.visit(&visit.address, version)).await;
            seen.unwrap_or_else(|_| Err(format!("the visit was not over after {} s", VISIT.as_secs())))
        }
        Err(error) => Err(format!("Chromium opens no page: {error}")),
    };
    if tokio::time::timeout(Duration::from_secs(5), chromium.close()).await.is_err() {
        let _ = chromium.kill().await;
    }
    let _ = tokio::time::timeout(Duration::from_secs(5), chromium.wait()).await;
    events.abort();
    seen
}

struct Person<'a> {
    page: &'a Page,
    rows: &'a Rows,
    model: &'a Model,
    target: &'a Target,
    pictures: Option<&'a Path>,
    began: Instant,
}

impl Person<'_> {
    async fn visit(&self, address: &str, program: String) -> Result<Browser, String> {
        let mut seen = Browser { program, address: address.into(), ..Browser::default() };
        let failed = self.listen().await?;
        if let Err(error) = self.page.goto(address).await {
            self.note(&mut seen, &format!("opening {address} failed: {error}"));
        }
        let look = self.until(|look| !look.fields.is_empty() || look.buttons.len() > 1).await;
        seen.first = look.text.chars().take(300).collect();
        seen.title = self.page.get_title().await.ok().flatten().unwrap_or_default();
        self.note(
            &mut seen,
            &format!("opened {}, {} fields, {} buttons", look.url, look.fields.len(), look.buttons.len()),
        );
        self.picture(&mut seen, "first").await;
        self.enter(&mut seen, look).await;
        self.picture(&mut seen, "entered").await;
        if seen.signed_in || seen.open {
            self.type_task(&mut seen).await?;
            self.say(&mut seen).await?;
            self.picture(&mut seen, "after").await;
        }
        seen.failed = failed.lock().map(|failed| failed.clone()).unwrap_or_default();
        Ok(seen)
    }

    /// Collects requests of the page that fail.
    async fn listen(&self) -> Result<std::sync::Arc<std::sync::Mutex<Vec<String>>>, String> {
        let failed = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        let mut answers =
            self.page.event_listener::<EventResponseReceived>().await.map_err(|error| error.to_string())?;
        let mut losses =
            self.page.event_listener::<EventLoadingFailed>().await.map_err(|error| error.to_string())?;
        let (one, two) = (std::sync::Arc::clone(&failed), std::sync::Arc::clone(&failed));
        let push = |list: &std::sync::Mutex<Vec<String>>, what: String| {
            if let Ok(mut list) = list.lock()
                && list.len() < 50
            {
                list.push(what);
            }
        };
        tokio::spawn(async move {
            while let Some(event) = answers.next().await {
                if event.response.status >= 500 {
                    push(&one, format!("{}: {}", event.response.url, event.response.status));
                }
            }
        });
        tokio::spawn(async move {
            while let Some(event) = losses.next().await {
                if event.canceled != Some(true) {
                    push(&two, format!("{:?}: {}", event.r#type, event.error_text));
                }
            }
        });
        Ok(failed)
    }

    /// Gets past the sign-in: signs up, else signs in with the account that was just made.
    async fn enter(&self, seen: &mut Browser, first: Look) {
        if first.password_form().is_none() && (first.task_field().is_some() || first.chat_field().is_some()) {
            seen.open = true;
            return;
        }
        let nonce = self.target.nonce("browser account");
        let (email, password) = (format!("{nonce}@example.com"), format!("Pw-{nonce}-9aZ!"));
        for words in [SIGN_UP, SIGN_IN] {
            if self.fill(seen, words, &email, &nonce, &password).await {
                let look = self.until(|look| look.password_form().is_none()).await;
                if look.password_form().is_none() {
                    seen.signed_in = true;
                    self.note(seen, &format!("is signed in, at {}", look.url));
                    return;
                }
                self.note(seen, &format!("the password is still asked for: {}", tail(&look.text)));
            }
        }
    }

    /// Finds the form, fills it in and sends it with a button that says one of the words.
    async fn fill(
        &self,
        seen: &mut Browser,
        words: &[&str],
        email: &str,
        user: &str,
        password: &str,
    ) -> bool {
        let mut look = self.look().await;
        let here = look.password_form();
        let fits = here.is_some_and(|form| {
            look.buttons
                .iter()
                .any(|button| button.form == form && words.iter().any(|word| button.text.contains(word)))
        });
        if !fits && let Some(link) = look.button(words, None) {
            self.note(seen, &format!("goes to {:?}", words[0]));
            self.click(link).await;
            look = self.until(|look| look.password_form().is_some()).await;
        }
        let Some(form) = look.password_form() else {
            self.note(seen, &format!("finds no form to {:?}: {}", words[0], tail(&look.text)));
            return false;
        };
        for (field, value) in look.credentials(form, email, user, password) {
            self.write(field, &value).await;
        }
        self.note(seen, &format!("fills the form in and sends it to {:?}", words[0]));
        match self.look().await.submit(words, form) {
            Some(button) => self.click(button).await,
            None => self.press_enter().await,
        }
        true
    }

    async fn type_task(&self, seen: &mut Browser) -> Result<(), String> {
        let text = format!("mend the fence {}", self.target.nonce("browser task"));
        let mut look = self.until(|look| look.task_field().is_some() || look.chat_field().is_some()).await;
        if look.task_field().is_none()
            && let Some(button) = look.button(ADD, None)
        {
            self.note(seen, "opens the form for a new task");
            self.click(button).await;
            look = self.until(|look| look.task_field().is_some()).await;
        }
        let Some(field) = look.task_field().cloned() else {
            self.note(seen, &format!("finds no field for a task: {}", tail(&look.text)));
            return Ok(());
        };
        self.note(seen, &format!("types a task into {:?}", field.label));
        self.write(field.at, &text).await;
        match self.look().await.submit(ADD, field.form) {
            Some(button) => self.click(button).await,
            None => self.press_enter().await,
        }
        let look = self.until(|look| look.text.contains(&text)).await;
        let shown = look.text.contains(&text);
        let row = self.rows.task(&text).await?;
        seen.task = Some(Typed { at: self.at(), said: text.clone(), text, shown, row, answered: false });
        Ok(())
    }

    async fn say(&self, seen: &mut Browser) -> Result<(), String> {
        let text = format!("feed the cat {}", self.target.nonce("browser chat"));
        let said = format!("Please add \"{text}\" to my list of tasks.");
        let mut look = self.look().await;
        if look.chat_field().is_none()
            && let Some(link) = look.button(&["chat", "assistant"], None)
        {
            self.note(seen, "opens the chat");
            self.click(link).await;
            look = self.until(|look| look.chat_field().is_some()).await;
        }
        let Some(field) = look.chat_field().cloned() else {
            self.note(seen, &format!("finds no field for a message: {}", tail(&look.text)));
            return Ok(());
        };
        let before = self.model.count();
        self.note(seen, &format!("says something in {:?}", field.label));
        self.write(field.at, &said).await;
        match self.look().await.submit(SEND, field.form) {
            Some(button) => self.click(button).await,
            None => self.press_enter().await,
        }
        let mark = |asked: &Model| {
            let own = asked
                .since(before)
                .into_iter()
                .rev()
                .find(|request| request.said.iter().any(|said| said.contains(&text)));
            own.and_then(|request| request.text)
                .and_then(|text| text.split([' ', '.']).nth(1).map(str::to_owned))
        };
        let answered = |look: &Look| mark(self.model).is_some_and(|mark| look.text.contains(&mark));
        let look = self.until(answered).await;
        let answered = answered(&look);
        let row = self.rows.task(&text).await?;
        let shown = look.text.contains(&text);
        seen.chat = Some(Typed { at: self.at(), said, text, shown, row, answered });
        Ok(())
    }

    async fn look(&self) -> Look {
        let looked = self.page.evaluate(LOOK).await;
        looked.ok().and_then(|value| value.into_value().ok()).unwrap_or_default()
    }

    /// The page when the wish has come true and held for a moment, or as it is when patience ends.
    async fn until(&self, wish: impl Fn(&Look) -> bool) -> Look {
        let end = Instant::now() + PATIENCE;
        let mut held = 0;
        loop {
            let look = self.look().await;
            held = if wish(&look) { held + 1 } else { 0 };
            if held > 1 || Instant::now() > end {
                return look;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    async fn click(&self, at: u32) {
        if let Ok(element) = self.page.find_element(format!("[data-conformance='{at}']")).await
            && element.click().await.is_err()
        {
            let _ = self
                .page
                .evaluate(format!("document.querySelector(\"[data-conformance='{at}']\").click()"))
                .await;
        }
    }

    async fn write(&self, at: u32, text: &str) {
        if let Ok(element) = self.page.find_element(format!("[data-conformance='{at}']")).await {
            let _ = element.click().await;
            let _ = element.type_str(text).await;
        }
    }

    async fn press_enter(&self) {
        if let Ok(element) = self.page.find_element(":focus").await {
            let _ = element.press_key("Enter").await;
        }
    }

    async fn picture(&self, seen: &mut Browser, name: &str) {
        let Some(folder) = self.pictures else { return };
        let file = format!("page-{name}.png");
        let params = chromiumoxide::page::ScreenshotParams::builder().build();
        if self.page.save_screenshot(params, folder.join(&file)).await.is_ok() {
            seen.pictures.push(file);
        }
    }

    fn at(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn note(&self, seen: &mut Browser, what: &str) {
        seen.steps.push(Step { at: self.at(), what: what.chars().take(300).collect() });
    }
}

/// The start of a page's text, on one line.
fn tail(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(160).collect()
}
