//! The patterns by which sources are read.

use std::sync::LazyLock;

use regex::{Captures, Match, Regex};

/// A pattern that is compiled when it is first used.
pub(super) struct Pattern(LazyLock<Option<Regex>>);

impl Pattern {
    /// The first hit.
    pub(super) fn find<'t>(&self, text: &'t str) -> Option<Match<'t>> {
        self.0.as_ref()?.find(text)
    }

    /// Whether there is a hit.
    pub(super) fn is_in(&self, text: &str) -> bool {
        self.0.as_ref().is_some_and(|pattern| pattern.is_match(text))
    }

    /// All hits with their groups.
    pub(super) fn all<'s, 't: 's>(&'s self, text: &'t str) -> impl Iterator<Item = Captures<'t>> + 's {
        self.0.iter().flat_map(move |pattern| pattern.captures_iter(text))
    }

    /// The groups of the first hit.
    pub(super) fn groups<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.0.as_ref()?.captures(text)
    }
}

macro_rules! patterns {
    ($($name:ident = $text:literal;)*) => {
        $(pub(super) static $name: Pattern = Pattern(LazyLock::new(|| Regex::new($text).ok()));)*
        #[cfg(test)]
        #[test]
        fn every_pattern_compiles() {
            $(assert!($name.0.is_some(), stringify!($name));)*
        }
    };
}

patterns! {
    IMPORT = r"^(?:from\s+([A-Za-z_][\w.]*)\s+import\b|import\s+([A-Za-z_][\w.]*(?:\s+as\s+\w+)?(?:\s*,\s*[A-Za-z_][\w.]*(?:\s+as\s+\w+)?)*))";
    SCRIPT_IMPORT = r#"(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)["']([^"'\n]+)["']"#;

    MCP_SERVER = r"\b(FastMCP|MCPServer|McpServer|FastApiMCP|Server)\s*\(";
    MCP_HTTP = r#"(?x) streamable_http_app\s*\( | \.http_app\s*\( | StreamableHTTPSessionManager\s*\( | StreamableHTTPServerTransport\b
        | StreamableHttpTransport\b | \.mount_http\s*\( | transport\s*[=:]\s*["'](?:streamable-http|streamable_http|http)["'] | run_streamable_http_async "#;
    MCP_SSE = r#"\bsse_app\s*\(|SseServerTransport\s*\(|SSEServerTransport\b|\.mount_sse\s*\(|transport\s*[=:]\s*["']sse["']|run_sse_async"#;
    MCP_STDIO = r#"\bstdio_server\s*\(|StdioServerTransport\b|transport\s*[=:]\s*["']stdio["']|run_stdio_async"#;
    MCP_RUN = r"\b(\w*mcp\w*|server|app)\.run\s*\(\s*\)";
    AGENT = r"\b(Agent|SandboxAgent|RealtimeAgent)\s*(?:\[\w+\])?\s*\(|\bRunner\s*\.\s*run\w*\s*\(|\bnew\s+(Agent|Runner)\s*\(|\bAgent\.create\s*\(";

    GETENV = r#"(?x) (?:os\.getenv | os\.environ\.get | \benviron\.get | \bgetenv | \benv\.get | \bconfig | \benv(?:\.(?:str|int|bool|list))? )
        \s*\(\s*["']([A-Z][A-Z0-9_]+)["']\s*(?:,\s*(?:default\s*=\s*)?([^\n]*))?"#;
    ENVIRON = r#"\b(?:os\.environ|environ|env)\[\s*["']([A-Z][A-Z0-9_]+)["']\s*\]"#;
    ENV_HELPER = r#"\b\w+\(\s*(?:env|environ|os\.environ)\s*,\s*["']([A-Z][A-Z0-9_]+)["']"#;
    PROCESS_ENV = r#"(?:process\.env|import\.meta\.env|Deno\.env)(?:\.|\[["']|\.get\(["'])([A-Z][A-Z0-9_]+)["')\]]*(!)?\s*(?:(?:\|\||\?\?)\s*([^\n;,)]*))?"#;
    SETTINGS = r"^class\s+\w+\s*\(\s*[\w., =]*BaseSettings";
    FIELD = r"^([A-Za-z_]\w*)\s*:\s*([^=\n]+?)\s*(?:=\s*((?s).*))?$";
    ALIAS = r#"(?:alias|validation_alias|env)\s*=\s*(?:AliasChoices\()?\s*["'](\w+)["']"#;
    PREFIX = r#"env_prefix\s*=\s*["'](\w*)["']"#;
    LITERAL = r#"^\s*[rfb]?["']([^"'\n]*)["']"#;
    NAMED_LITERAL = r#"^(?:export\s+)?(?:const\s+|let\s+|var\s+)?([A-Za-z_]\w*)\s*(?::\s*[\w\[\]| ]+)?=\s*(?:Path\(\s*)?["']([^"'\n]+)["']"#;

    CONTAINER = r"^(?:export\s+)?(?:const\s+|let\s+|var\s+)?([A-Za-z_]\w*)\s*(?::\s*[^=\n]+?)?\s*=\s*(?:\{\}|\[\]|dict\(\)|list\(\)|set\(\)|(?:collections\.)?(?:defaultdict|OrderedDict|deque)\(|(?:TTLCache|LRUCache)\(|new\s+(?:Map|Set)\b|\{\s*\})";
    CONTAINER_FIELD = r"\bself\.(\w+)\s*(?::\s*[^=\n]+?)?\s*=\s*(?:\{\}|\[\]|dict\(\)|list\(\)|(?:collections\.)?defaultdict\()";
    CLASS = r"^(?:export\s+)?class\s+(\w+)";
    MEMORY_SESSION = r"\b(?:InMemorySaver|MemorySaver|InMemorySession|InMemoryStore|InMemoryChatMessageHistory|ConversationBufferMemory|InMemorySessionService|MemoryStore)\s*\(";
    SQLITE = r#"sqlite(?:\+\w+)?:(?://|:memory:)|\bsqlite3\.connect\s*\(|\baiosqlite\.connect\s*\(|\bSQLiteSession\s*\(|new\s+Database\s*\(\s*["'][^"']+\.(?:db|sqlite)|provider\s*=\s*"sqlite""#;
    SQLITE_TEST = r"startswith\s*\(|startsWith\s*\(|\bin\s+\w+_url|==|!=|\.replace\s*\(|includes\s*\(|not supported|raise\s|throw\s";
    WRITE = r#"(?x) \bopen\s*\([^\n]*,\s*(?:mode\s*=\s*)?["'](?:w|a|x|wb|ab|w\+|a\+|wt|at)["'] | \.write_text\s*\( | \.write_bytes\s*\(
        | \b(?:Rotating|TimedRotating|Watched)?FileHandler\s*\( | \bwriteFile(?:Sync)?\s*\( | \bappendFile(?:Sync)?\s*\( | \bcreateWriteStream\s*\( | \bmulter\s*\(\s*\{\s*dest "#;
    QUOTED = r#"["']([^"'\n]*)["']"#;
    WORD = r"\b[A-Za-z_]\w*\b";
    RANDOM = r"\b(?:secrets\.token_\w+|os\.urandom|uuid\.?uuid4|uuid4|Fernet\.generate_key|get_random_secret_key|randomBytes|randomUUID)\s*\(?";
    KEY_NAME = r"(?i)\b(\w*(?:secret|jwt|signing|private)\w*|\w*auth_?key\w*|encryption_?key)\b";
    KEY_LITERAL = r#"(?i)^\s*(?:export\s+)?(?:const\s+|let\s+|var\s+|self\.)?(\w*(?:secret|jwt|signing)\w*)\s*(?::\s*[\w\[\]| .]+)?=\s*[rb]?["']([^"'\n]{3,})["']"#;
    URL = r#"\b(https?|wss?)://([A-Za-z0-9.-]+)(:\d+)?(/[^\s"'`)<>]*)?"#;
    CALLS_URL = r"(?i)base_?url|api_?url|endpoint|fetch\s*\(|axios|httpx\.|requests\.|api_?base|backend_?url|\burl\s*[=:]|host\s*=";
    NO_ADDRESS = r"(?i)origin|cors|allowed_hosts|referer|schema|xmlns|swagger|docs_url|license|console\.log|print\(|logger\.|log\.|href\s*=|example";
    PORT_IN_CODE = r"(?:\buvicorn\.(?:run|Config)\s*\([^)]*?\bport\s*=\s*|\.listen\s*\(\s*|\bapp\.run\s*\([^)]*?\bport\s*=\s*)([^\n,)]*(?:\([^\n)]*\))*)";
    CORS_PYTHON = r#"allow_origins\s*=\s*(\[\s*["']\*["']\s*\]|["']\*["'])"#;
    CORS_PYTHON_ANY = r"allow_origins\s*=|allow_origin_regex\s*=";
    CORS_CREDENTIALS = r"(?:allow_credentials\s*=\s*True|credentials\s*:\s*true)";
    CORS_SCRIPT = r"\bcors\s*\(([^;]{0,600})";
    ROUTE = r#"@(?:\w+\.)+(get|post|put|patch|delete|head|options|route|api_route|websocket)\s*\(\s*(?:path\s*=\s*)?[rf]?["']([^"'\n]*)["']"#;
    PREFIX_OF_ROUTER = r#"(?:APIRouter|include_router|Blueprint|register_blueprint)\s*\([^)]*?(?:url_)?prefix\s*=\s*f?["'](/[^"'\n]*)["']"#;
    ROUTE_CALL = r#"\b(?:Route|Mount|add_api_route|add_route|add_url_rule|mount)\s*\(\s*["']([^"'\n]*)["']"#;
    ROUTE_SCRIPT = r#"\b(?:app|router|server|fastify|api|r)\.(get|post|put|patch|delete|head|options|all|use)\s*\(\s*["'`](/[^"'`\n]*)["'`]"#;
    CONFIG_FILE = r#"(?:\bopen\s*\(|\.read\s*\(|readFileSync\s*\(|Path\s*\()\s*["']([^"'\n]*(?:config|settings|secrets?|credentials)[^"'\n]*\.(?:json|ya?ml|toml|ini|cfg))["']"#;
    DATABASE = r"\bcreate_(?:async_)?engine\s*\(|\basyncpg\.(?:connect|create_pool)\s*\(|\bpsycopg2?\.connect\s*\(|\bAsyncConnectionPool\s*\(|new\s+Pool\s*\(|new\s+PrismaClient\s*\(|\bdrizzle\s*\(|\bneon\s*\(|new\s+Sequelize\s*\(";

}
