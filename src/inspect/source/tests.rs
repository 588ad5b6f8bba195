//! What is read from sources, and what only looks like it.

use super::*;
use crate::facts::checkout::layout::{Role, Service};

fn source(files: &[(&str, &str)]) -> ServiceSource {
    let folder = tempfile::tempdir().unwrap();
    let mut tree = Tree::open(folder.path()).unwrap();
    for (path, text) in files {
        tree.write(path, text.as_bytes().to_vec());
    }
    let service = Service {
        name: "api".into(),
        role: Role::Backend,
        dockerfile: None,
        context: None,
        target: None,
        image: None,
        source: Some("api".into()),
        because: vec![],
    };
    read(&tree, &Layout { services: vec![service], ..Layout::default() }).services.remove(0)
}

fn python(text: &str) -> ServiceSource {
    source(&[("api/main.py", text)])
}

#[test]
fn a_local_package_named_mcp_is_not_the_sdk() {
    let main = "from mcp.server import FastMCP\nserver = FastMCP('x')\napp = server.streamable_http_app()\n";
    assert_eq!(python(main).mcp_transports[0].kind, "streamable-http");
    let own = source(&[
        ("api/main.py", main),
        ("api/mcp/server.py", "class FastMCP: pass\n"),
        ("api/mcp/__init__.py", ""),
    ]);
    assert!(own.mcp_transports.is_empty() && own.mcp_servers.is_empty());
    let local = source(&[
        ("api/agents/__init__.py", ""),
        ("api/x.py", "from agents import Agent\na = Agent(name='x')\n"),
    ]);
    assert!(local.agents.is_empty());
    assert_eq!(
        python("from agents import Agent, Runner\nr = Runner.run(Agent(name='x'), 'y')\n").agents.len(),
        1
    );
}

#[test]
fn variables_are_read_in_their_forms() {
    let text = "import os\nfrom pydantic_settings import BaseSettings\nA = os.getenv('A_URL', 'x')\nB = os.environ['B_KEY']\n\
        class Settings(BaseSettings):\n    database_url: str\n    port: int = 8000\n    jwt_secret: str = 'change-me-in-production'\n";
    let read = python(text);
    let seen: Vec<(&str, Option<bool>)> =
        read.variables.iter().map(|each| (each.name.as_str(), each.required)).collect();
    assert_eq!(
        seen,
        [
            ("A_URL", Some(false)),
            ("B_KEY", Some(true)),
            ("DATABASE_URL", Some(true)),
            ("PORT", Some(false)),
            ("JWT_SECRET", Some(false))
        ]
    );
    assert_eq!(read.default_keys.len(), 1);
    let script = source(&[(
        "api/x.ts",
        "const a = process.env.API_URL || 'http://localhost:3000';\nconst b = process.env.KEY!;\n",
    )]);
    assert_eq!(script.variables[0].default.as_deref(), Some("http://localhost:3000"));
    assert_eq!(script.variables[1].required, Some(true));
}

#[test]
fn state_is_a_container_that_requests_write_to() {
    assert_eq!(python("sessions = {}\ndef f(i):\n    sessions[i] = 1\n").sessions.len(), 1);
    assert_eq!(python("class S:\n    def __init__(self):\n        self.history = {}\n    def f(self, i):\n        self.history[i] = 1\nstore = S()\n").sessions.len(), 1);
    for harmless in [
        "sessions = {}\nprint(sessions)\n",
        "def f():\n    sessions = {}\n    sessions[1] = 2\n",
        "background_tasks = set()\ndef f(t):\n    background_tasks.add(t)\n",
        "TOOLS = {}\ndef f(i):\n    TOOLS[i] = 1\n",
    ] {
        assert!(python(harmless).sessions.is_empty(), "{harmless}");
    }
}

#[test]
fn files_and_databases_on_disk_are_found() {
    let read = python(
        "import sqlite3\nu = os.getenv('DATABASE_URL', 'sqlite:///./x.db')\nopen('data/todos.json', 'w').write('x')\n",
    );
    assert_eq!((read.sqlite.len(), read.file_writes.len()), (1, 1));
    let none = python("if url.startswith('sqlite:///'):\n    raise ValueError\nopen('/tmp/x', 'w')\n");
    assert!(none.sqlite.is_empty() && none.file_writes.is_empty());
}

#[test]
fn keys_made_at_random_are_those_of_the_process() {
    assert_eq!(
        python("SECRET_KEY = os.getenv('SECRET_KEY') or secrets.token_hex(32)\n").random_keys.len(),
        1
    );
    assert!(python("def f():\n    token = secrets.token_hex(32)\n").random_keys.is_empty());
    assert!(python("salt = secrets.token_bytes(16)\n").random_keys.is_empty());
}

#[test]
fn addresses_are_hard_coded_or_stand_in_for_a_variable() {
    let hard = python("client = AsyncOpenAI(base_url='https://openrouter.ai/api/v1')\n");
    assert!(!hard.addresses[0].configurable);
    let soft = python("base_url = os.getenv('OPENAI_BASE_URL', 'https://openrouter.ai/api/v1')\n");
    assert!(soft.addresses[0].configurable);
    assert!(python("origins = ['http://localhost:3000']\n").addresses.is_empty());
}

#[test]
fn routes_ports_and_cors_are_read() {
    let read = python(
        "@router.get('/health')\ndef h(): ...\napp.add_middleware(CORSMiddleware, allow_origins=['*'],\n allow_credentials=True)\nuvicorn.run(app, port=8000)\n",
    );
    assert_eq!((read.routes[0].method.as_str(), read.routes[0].path.as_str()), ("GET", "/health"));
    assert!(read.cors[0].any_origin && read.cors[0].credentials);
    assert_eq!(read.ports[0].port, 8000);
    let next = source(&[("api/src/app/api/health/route.ts", "export async function GET() {}\n")]);
    assert_eq!(next.routes[0].path, "/api/health");
}
