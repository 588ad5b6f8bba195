//! The result as one HTML page: no script, no font, no address; it opens with no network and prints well.

use askama::Template;

use crate::record::{Record, Run, Stated, Status};
use crate::rules::{TITLES, chapter};

/// Exhibits shown per rule; JSON has them all.
const SHOWN: usize = 40;
/// Characters shown of one exhibit.
const WIDEST: usize = 600;

#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{% if !run.left_out.is_empty() %}PARTIAL · {% endif %}{{ run.subject.name }} · {{ run.headline() }}</title>
<style>
:root{--ink:#1c2430;--dim:#5d6978;--line:#dde3ea;--red:#b3261e;--green:#1b7f4b;--amber:#9a6700;--paper:#fff;--soft:#f5f7fa}
@media(prefers-color-scheme:dark){:root{--ink:#e6eaf0;--dim:#9aa6b5;--line:#2e3846;--red:#ff8a80;--green:#6fd39c;--amber:#f2c14e;--paper:#12171e;--soft:#1a212b}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:62rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;margin:0}h2{font-size:1.15rem;border-bottom:1px solid var(--line);padding-bottom:.3rem;margin-top:2.2rem}
h3{font-size:1rem;margin:1.6rem 0 .3rem}a{color:inherit}
.dim{color:var(--dim)}.broken{color:var(--red)}.met,.attested{color:var(--green)}.warned,.waived,.not-proven,.not-run{color:var(--amber)}
.verdict{font-size:1.2rem;font-weight:600}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.25rem .6rem .25rem 0;vertical-align:top;border-bottom:1px solid var(--line)}
.map{display:flex;flex-wrap:wrap;gap:.25rem;margin:1rem 0}.map a{font:12px/1 ui-monospace,monospace;padding:.35rem .4rem;border-radius:.25rem;background:var(--soft);text-decoration:none;border-left:3px solid currentColor}
details{border-bottom:1px solid var(--line);padding:.35rem 0}summary{cursor:pointer}summary b{font-family:ui-monospace,monospace}
ul.e{list-style:none;margin:.3rem 0;padding:0}ul.e li{margin:.2rem 0;padding:.3rem .5rem;background:var(--soft);overflow-wrap:anywhere}
code{font:13px ui-monospace,monospace}pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:.2rem 0;font:13px ui-monospace,monospace}
.fix{margin:.3rem 0}.tag{font-size:.8rem}
</style></head><body>
<header>
<h1>{{ run.subject.name }}</h1>
<p class="dim">{% match run.subject.commit %}{% when Some with (c) %}commit <code>{{ c }}</code>{% when None %}no commit{% endmatch %} · {{ run.subject.files }} files · judged {{ run.started }} in {{ seconds }} s · seed {{ run.seed }}</p>
<p class="verdict {{ tone }}">{% if !run.left_out.is_empty() %}PARTIAL: {% endif %}{{ run.headline() }} <span class="dim">(exit {{ run.exit_code }})</span></p>
{% if !run.left_out.is_empty() %}<p>Left out: {{ run.left_out }}.</p>{% endif %}
<p>{% for (word, n) in counts %}<span class="{{ word }}">{{ n }} {{ word }}</span>{% if !loop.last %} · {% endif %}{% endfor %}</p>
</header>
{% if !run.faults.is_empty() %}<h2 class="broken">The harness</h2><ul>{% for fault in run.faults %}<li>{{ fault }}</li>{% endfor %}</ul>{% endif %}
<nav class="map" aria-label="statements">{% for chapter in chapters %}{% for block in chapter.blocks %}<a class="{{ block.class }}" href="#{{ block.id }}" title="{{ block.obligation }}: {{ block.word }}">{{ block.id }}</a>{% endfor %}{% endfor %}</nav>
{% if !roots.is_empty() %}<h2>To mend, the most telling first</h2>
{% for line in roots %}<h3 class="broken"><a href="#rule-{{ line.id }}">{{ line.id }}</a> {{ line.obligation }}{% if line.follows > 0 %} <span class="tag dim">{{ line.follows }} more follow from it</span>{% endif %}</h3>
<ul class="e">{% for (place, seen) in line.exhibits %}<li><code>{{ place }}</code> <span class="dim">{{ seen }}</span></li>{% endfor %}{% if line.more > 0 %}<li>and {{ line.more }} more in result.json</li>{% endif %}</ul><p class="fix"><b>To fix:</b> {{ line.remedy }}</p>
{% endfor %}{% endif %}
{% for chapter in chapters %}<h2>{{ chapter.title }}</h2>
{% for block in chapter.blocks %}<h3 id="{{ block.id }}"><span class="{{ block.class }}">{{ block.id }}</span> {{ block.obligation }} <span class="tag {{ block.class }}">{{ block.word }}</span></h3>
{% for line in block.lines %}<details id="rule-{{ line.id }}"{% if line.open %} open{% endif %}><summary><b class="{{ line.class }}">{{ line.id }}</b> {{ line.obligation }} <span class="tag {{ line.class }}">{{ line.word }}</span>{% if !line.cause.is_empty() %} <span class="tag dim">follows from <a href="#rule-{{ line.cause }}">{{ line.cause }}</a></span>{% endif %}</summary>
{% if !line.why.is_empty() %}<p>{{ line.why }}</p>{% endif %}<ul class="e">{% for (place, seen) in line.exhibits %}<li><code>{{ place }}</code> <span class="dim">{{ seen }}</span></li>{% endfor %}{% if line.more > 0 %}<li>and {{ line.more }} more in result.json</li>{% endif %}</ul>{% if !line.remedy.is_empty() %}<p class="fix"><b>To fix:</b> {{ line.remedy }}</p>{% endif %}<p class="tag dim">{{ line.scenario }}</p></details>
{% endfor %}{% if !block.also.is_empty() %}<p class="tag dim">also proven by {% for rule in block.also %}<a href="#rule-{{ rule }}">{{ rule }}</a> {% endfor %}</p>{% endif %}{% endfor %}{% endfor %}
<h2>How to check this again</h2>
<pre>conformance verify {{ run.id }}      # verdicts from the evidence bundle, without Docker or network
conformance judge PATH --seed {{ run.seed }}</pre>
<table><tr><th>tool</th><th>version</th></tr>{% for (tool, version) in run.tools %}<tr><td>{{ tool }}</td><td>{{ version }}</td></tr>{% endfor %}</table>
</body></html>
"##
)]
struct Page<'a> {
    run: &'a Run,
    seconds: String,
    tone: &'static str,
    counts: Vec<(&'static str, usize)>,
    roots: Vec<Line<'a>>,
    chapters: Vec<Chapter<'a>>,
}

struct Chapter<'a> {
    title: String,
    blocks: Vec<Block<'a>>,
}

/// One statement with the rules at home in it.
struct Block<'a> {
    id: &'a str,
    obligation: &'a str,
    class: String,
    word: &'static str,
    lines: Vec<Line<'a>>,
    also: Vec<&'a str>,
}

/// One rule; empty texts are not shown.
struct Line<'a> {
    id: &'a str,
    obligation: &'a str,
    class: String,
    word: &'static str,
    cause: &'a str,
    why: &'a str,
    exhibits: Vec<(String, String)>,
    more: usize,
    remedy: &'a str,
    scenario: String,
    open: bool,
    follows: usize,
}

/// The run as one page.
///
/// # Errors
/// What the template says; none is known.
pub(crate) fn html(run: &Run) -> Result<String, String> {
    let chapters = TITLES
        .iter()
        .map(|(id, title)| Chapter { title: format!("{id} · {title}"), blocks: blocks(run, id) })
        .filter(|chapter| !chapter.blocks.is_empty())
        .collect();
    let counts = Status::ALL.into_iter().map(|status| (status.word(), run.with(status).count()));
    let page = Page {
        run,
        seconds: format!("{}.{}", run.duration_ms / 1000, run.duration_ms % 1000 / 100),
        tone: match run.exit_code {
            0 => "met",
            3 => "warned",
            _ => "broken",
        },
        counts: counts.filter(|(_, n)| *n > 0).collect(),
        roots: run.roots().into_iter().map(|record| line(run, record)).collect(),
        chapters,
    };
    page.render().map_err(|error| error.to_string())
}

fn blocks<'a>(run: &'a Run, of: &str) -> Vec<Block<'a>> {
    let home = |record: &&Record, stated: &Stated| record.statements.first() == Some(&stated.id);
    run.statements
        .iter()
        .filter(|stated| chapter(&stated.id) == of)
        .map(|stated| {
            let own: Vec<&Record> = run.verdicts.iter().filter(|record| home(record, stated)).collect();
            let also = stated.rules.iter().filter(|id| own.iter().all(|record| record.rule != **id));
            Block {
                id: &stated.id,
                obligation: &stated.obligation,
                class: class(stated.status),
                word: stated.status.word(),
                also: also.map(String::as_str).collect(),
                lines: own.into_iter().map(|record| line(run, record)).collect(),
            }
        })
        .collect()
}

fn line<'a>(run: &Run, record: &'a Record) -> Line<'a> {
    let shown = record.evidence.iter().take(SHOWN);
    let wants_remedy = !matches!(record.status, Status::Met | Status::Attested | Status::NotApplicable);
    Line {
        id: &record.rule,
        obligation: &record.obligation,
        class: class(record.status),
        word: record.status.word(),
        cause: record.cause.as_deref().unwrap_or_default(),
        why: record.why.as_deref().unwrap_or_default(),
        exhibits: shown.map(|exhibit| (exhibit.place.to_string(), short(&exhibit.seen))).collect(),
        more: record.evidence.len().saturating_sub(SHOWN),
        remedy: if wants_remedy { &record.remedy } else { "" },
        scenario: record.scenario.as_ref().map(ToString::to_string).unwrap_or_default(),
        open: matches!(record.status, Status::Broken | Status::Undecided) && record.cause.is_none(),
        follows: run.consequences(&record.rule),
    }
}

fn class(status: Status) -> String {
    status.word().replace(' ', "-")
}

fn short(text: &str) -> String {
    let end = text.char_indices().nth(WIDEST).map_or(text.len(), |(at, _)| at);
    format!("{}{}", &text[..end], if end < text.len() { "…" } else { "" })
}
