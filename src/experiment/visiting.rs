//! The acts in which the frontend is looked at: the page in a browser, and the files it is made of.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::Experiment;
use super::browser::{self, Visit};
use super::lab::{Application, Lab};
use crate::facts::observed::{Assets, Browser};
use crate::inspect::tree::Tree;
use crate::verdict::Undecided;

/// A person and a browser.
pub(super) static BROWSER: Experiment = Experiment {
    id: "browser",
    act: "a person uses the page in a browser",
    disturbs: false,
    run: |lab| {
        Box::pin(async move {
            let seen = use_page(lab).await;
            lab.observe(|observed| observed.browser = seen.into());
        })
    },
};

/// The files of the page.
pub(super) static ASSETS: Experiment = Experiment {
    id: "assets",
    act: "every file of the page is asked for, and asked for again",
    disturbs: false,
    run: |lab| {
        Box::pin(async move {
            let seen = ask_for_files(lab).await;
            lab.observe(|observed| observed.assets = seen.into());
        })
    },
};

async fn ask_for_files(lab: &Lab) -> Result<Assets, Undecided> {
    let application = lab.application().await?;
    let (frontend, backend) = (application.frontend()?, application.backend()?);
    lab.say("asking for the files of the page");
    browser::assets(&frontend.base, &backend.base).await.map_err(Undecided::ours)
}

async fn use_page(lab: &Lab) -> Result<Browser, Undecided> {
    let application = lab.application().await?;
    let visit = names(lab, &application)?;
    if browser::program().is_none() {
        return Err(Undecided::Ours {
            why: "there is no Chromium on this machine".into(),
            next: Some("docker/setup.sh, or apt-get install chromium".into()),
        });
    }
    lab.say("using the page in a browser");
    browser::visit(&application.target()?, &application.model, &visit, None).await.map_err(Undecided::ours)
}

/// Under which names a person's browser would reach the containers: those of the deployment on the person's own
/// machine, and those that services use among themselves.
fn names(lab: &Lab, application: &Application) -> Result<Visit, Undecided> {
    let published = published(lab);
    let (frontend, backend) = (application.frontend()?, application.backend()?);
    let port = |base: &str| base.rsplit(':').next().and_then(|port| port.parse::<u16>().ok()).unwrap_or(80);
    let (front, back) = (port(&frontend.base), port(&backend.base));
    let outside = |inner: u16| published.iter().find(|(_, to)| *to == inner).map(|(from, _)| *from);
    let here = outside(front).unwrap_or(front);
    let mut ports = BTreeSet::from([back, 8000]);
    ports.extend(outside(back).filter(|_| front != back));
    ports.remove(&here);
    let (front_ip, back_ip) = (frontend.container.address, backend.container.address);
    let mut hosts = Vec::new();
    for name in ["localhost", "127.0.0.1"] {
        hosts.push(format!("MAP {name}:{here} {front_ip}:{front}"));
        hosts.extend(ports.iter().map(|port| format!("MAP {name}:{port} {back_ip}:{back}")));
    }
    for member in &application.members {
        hosts.push(format!("MAP {} {}", member.container.service, member.container.address));
    }
    Ok(Visit { address: format!("http://localhost:{here}/"), hosts })
}

/// The ports that the compose files publish: outside and inside.
fn published(lab: &Lab) -> Vec<(u16, u16)> {
    static PORT: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r#"["'\s\[:](?:[0-9.]+:)?(?:\$\{[A-Za-z_]+:?-)?([0-9]{2,5})\}?:([0-9]{2,5})["'\s\],]"#)
            .ok()
    });
    let (Some(pattern), Ok(tree)) = (&*PORT, Tree::open(lab.root())) else { return Vec::new() };
    let chosen = lab.layout().ok().and_then(|layout| layout.compose.clone());
    let Some(Ok(text)) = chosen.map(|file| tree.text(&file)) else { return Vec::new() };
    let number = |text: &str| text.parse::<u16>().ok();
    pattern.captures_iter(&text).filter_map(|found| Some((number(&found[1])?, number(&found[2])?))).collect()
}
