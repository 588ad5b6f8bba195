//! Written after the rules were tuned on the other half, and not looked at while tuning.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use super::{Generator, Sample};
use crate::inspect::secrets::plant::{ALNUM, HEX, plant};

pub(super) static CREDENTIALS: &[Generator] = &[
    ("prompt history", |dice| {
        let key = plant("gemini-key", dice.roll());
        Sample::new(
            "history/prompts/012.md",
            format!("User: my gemini key is {key}, please wire it up\n\nAssistant: done.\n"),
        )
    }),
    ("windows shell", |dice| {
        Sample::new(
            "run.ps1",
            format!("$env:DB_PASSWORD = \"{}\"\r\nnpm start\r\n", plant("password", dice.roll())),
        )
    }),
    ("batch file", |dice| {
        Sample::new("run.bat", format!("set POSTGRES_PASSWORD={}\r\n", plant("password", dice.roll())))
    }),
    ("go constant", |dice| {
        Sample::new("main.go", format!("const apiKey = \"{}\"\n", plant("key", dice.roll())))
    }),
    ("java field", |dice| {
        let secret = plant("secret", dice.roll());
        Sample::new("Jwt.java", format!("    private static final String JWT_SECRET = \"{secret}\";\n"))
    }),
    ("csharp connection string", |dice| {
        let word = plant("password", dice.roll());
        Sample::new(
            "appsettings.json",
            format!(
                "{{\"ConnectionStrings\": {{\"Db\": \"Server=db.acme.io;Database=todo;User Id=sa;Password={word};\"}}}}"
            ),
        )
    }),
    ("libpq words", |dice| {
        let word = plant("password", dice.roll());
        Sample::new(
            "db.py",
            format!("conn = psycopg.connect(\"host=db.acme.io dbname=todo user=app password={word}\")\n"),
        )
    }),
    ("python dictionary", |dice| {
        Sample::new(
            "conf.py",
            format!(
                "DATABASES = {{'default': {{'USER': 'app', 'PASSWORD': '{}'}}}}\n",
                plant("password", dice.roll())
            ),
        )
    }),
    ("ruby hash", |dice| {
        Sample::new(
            "config.rb",
            format!("config = {{ :secret_key => '{}' }}\n", plant("hex-secret", dice.roll())),
        )
    }),
    ("php define", |dice| {
        Sample::new(
            "wp-config.php",
            format!("define('DB_PASSWORD', '{}');\n", plant("password", dice.roll())),
        )
    }),
    ("xml element", |dice| {
        Sample::new(
            "settings.xml",
            format!(
                "<server><username>ci</username><password>{}</password></server>\n",
                plant("password", dice.roll())
            ),
        )
    }),
    ("helm values", |dice| {
        Sample::new(
            "charts/todo/values.yaml",
            format!("secrets:\n  geminiApiKey: \"{}\"\n", plant("gemini-key", dice.roll())),
        )
    }),
    ("helm argument", |dice| {
        Sample::new(
            "Makefile",
            format!(
                "deploy:\n\thelm install todo . --set auth.password={}\n",
                plant("password", dice.roll())
            ),
        )
    }),
    ("kubectl literal", |dice| {
        let word = plant("password", dice.roll());
        Sample::new(
            "docs/deploy.md",
            format!("kubectl create secret generic db --from-literal=POSTGRES_PASSWORD={word}\n"),
        )
    }),
    ("kubeconfig token", |dice| {
        Sample::new(
            "kubeconfig",
            format!("users:\n- name: me\n  user:\n    token: {}\n", plant("kubernetes-token", dice.roll())),
        )
    }),
    ("kubeconfig key", |dice| {
        let key = STANDARD.encode(plant("private-key", dice.roll()));
        Sample::new("config", format!("users:\n- user:\n    client-key-data: {key}\n"))
    }),
    ("url with a percent sign", |dice| {
        let word = plant("password", dice.roll());
        Sample::new(
            ".env",
            format!("DATABASE_URL=postgresql://app:{word}%40{}@db.acme.io:5432/todo\n", dice.below(99)),
        )
    }),
    ("url in a service of compose", |dice| {
        Sample::new("compose.yaml", format!("      REDIS_URL: {}\n", plant("redis-url", dice.roll())))
    }),
    ("chat webhook", |dice| {
        Sample::new("alert.yaml", format!("api_url: https://{}\n", plant("slack-webhook", dice.roll())))
    }),
    ("trailing comment", |dice| {
        Sample::new(".env", format!("NEXTAUTH_SECRET={} # rotate me\n", plant("secret", dice.roll())))
    }),
    ("comment in code", |dice| {
        Sample::new("main.py", format!("# admin password: {}\nimport os\n", plant("password", dice.roll())))
    }),
    ("bold in markdown", |dice| {
        Sample::new(
            "NOTES.md",
            format!("- **Password**: `{}`\n- **User**: admin\n", plant("password", dice.roll())),
        )
    }),
    ("dotnet user secret", |dice| {
        Sample::new(
            "secrets.json",
            format!("{{\n  \"Auth:ClientSecret\": \"{}\"\n}}\n", plant("key", dice.roll())),
        )
    }),
    ("mail settings", |dice| {
        Sample::new(
            "application.yml",
            format!("spring:\n  mail:\n    password: '{}'\n", plant("password", dice.roll())),
        )
    }),
    ("url-encoded callback", |dice| {
        let url = plant("postgres-url", dice.roll());
        let text = percent_encoding::utf8_percent_encode(&url, percent_encoding::NON_ALPHANUMERIC);
        Sample::new("log.txt", format!("GET /connect?dsn={text} 200\n"))
    }),
    ("base64 twice", |dice| {
        let inner = STANDARD.encode(plant("neon-url", dice.roll()));
        Sample::new("values.yaml", format!("blob: {}\n", STANDARD.encode(inner)))
    }),
    ("curl with user", |dice| {
        Sample::new(
            "README.md",
            format!("curl https://admin:{}@jenkins.acme.io/job/build\n", plant("password", dice.roll())),
        )
    }),
    ("basic header", |dice| {
        Sample::new(
            "api.http",
            format!(
                "GET https://api.acme.io\nAuthorization: Basic {}\n",
                plant("user:password", dice.roll())
            ),
        )
    }),
    ("typescript fallback", |dice| {
        let secret = plant("secret", dice.roll());
        Sample::new("auth.ts", format!("const secret = process.env.JWT_SECRET ?? '{secret}';\n"))
    }),
    ("vite define", |dice| {
        Sample::new(
            ".env.production",
            format!("VITE_OPENROUTER_API_KEY=\"{}\"\n", plant("openrouter-key", dice.roll())),
        )
    }),
    ("password of a person in sql", |dice| {
        let name = *dice.pick(&["Lahore", "Sadia", "Monsoon", "Tariq"]);
        Sample::new(
            "init.sql",
            format!("ALTER ROLE todo WITH LOGIN PASSWORD '{name}#{}';\n", dice.text("123456789", 4)),
        )
    }),
    ("argument of a workflow", |dice| {
        Sample::new(
            ".github/workflows/ci.yml",
            format!("      env:\n        COHERE_API_KEY: {}\n", plant("key", dice.roll())),
        )
    }),
    ("tuple list", |dice| {
        let word = plant("password", dice.roll());
        Sample::new(
            "pod.json",
            format!("{{\"env\": [{{\"name\": \"REDIS_PASSWORD\", \"value\": \"{word}\"}}]}}"),
        )
    }),
    ("dockerfile label and arg", |dice| {
        Sample::new("Dockerfile", format!("ARG NPM_TOKEN={}\nRUN npm ci\n", plant("npm-token", dice.roll())))
    }),
    ("mongo shell", |dice| {
        Sample::new("seed.js", format!("db = connect('{}');\n", plant("mongodb-url", dice.roll())))
    }),
];

pub(super) static ALIKE: &[Generator] = &[
    ("env of an example", |dice| {
        let text = *dice.pick(&[
            "",
            "\"\"",
            "...",
            "<password>",
            "put-your-password-here",
            "REPLACE_ME",
            "enter_password",
            "sk-...",
            "todo",
            "none",
        ]);
        Sample::new(".env.sample", format!("DB_PASSWORD={text}\nGROQ_API_KEY={text}\nJWT_SECRET={text}\n"))
    }),
    ("terraform reference", |dice| {
        let name = *dice.pick(&["db_password", "api_token", "client_secret"]);
        Sample::new(
            "main.tf",
            format!(
                "password = var.{name}\nvariable \"{name}\" {{\n  type = string\n  sensitive = true\n}}\n"
            ),
        )
    }),
    ("secret store", |dice| {
        let key = *dice.pick(&["prod/db", "todo/api-key", "kv/data/todo"]);
        Sample::new(
            "external.yaml",
            format!(
                "remoteRef:\n  key: {key}\n  property: password\nsecretStoreRef:\n  name: vault-backend\npassword: vault:{key}#password\n"
            ),
        )
    }),
    ("go code", |dice| {
        let name = *dice.pick(&["Password", "Token", "Secret"]);
        Sample::new(
            "user.go",
            format!(
                "type User struct {{\n\t{name} string `json:\"{name}\"`\n}}\nu.{name} = req.{name}\nif u.{name} == \"\" {{ return ErrMissing{name} }}\n"
            ),
        )
    }),
    ("rust code", |dice| {
        Sample::new(
            "lib.rs",
            format!(
                "let token = tokens.next()?;\nlet key: &str = &self.keys[{}];\npub struct Password(String);\nsecret: Option<SecretString>,\n",
                dice.below(9)
            ),
        )
    }),
    ("sql schema", |dice| {
        Sample::new(
            "schema.sql",
            format!(
                "CREATE TABLE users (password VARCHAR({}), reset_token TEXT, api_key UUID DEFAULT gen_random_uuid());\n",
                dice.below(255)
            ),
        )
    }),
    ("pod spec", |dice| {
        let name = *dice.pick(&["database-url", "POSTGRES_PASSWORD", "openai-api-key"]);
        Sample::new(
            "deploy.yaml",
            format!(
                "- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: todo-secret\n      key: {name}\n"
            ),
        )
    }),
    ("compose secret", |dice| {
        let name = *dice.pick(&["db_password", "jwt_secret"]);
        Sample::new(
            "compose.yaml",
            format!(
                "environment:\n  POSTGRES_PASSWORD_FILE: /run/secrets/{name}\nsecrets:\n  {name}:\n    file: ./{name}.txt\n"
            ),
        )
    }),
    ("chart template", |dice| {
        let name = *dice.pick(&["postgresPassword", "jwtSecret", "apiKey"]);
        Sample::new(
            "templates/secret.yaml",
            format!(
                "data:\n  {name}: {{{{ .Values.{name} | b64enc | quote }}}}\n  {name}2: {{{{ required \"{name} is required\" .Values.{name} }}}}\n"
            ),
        )
    }),
    ("shell reading", |dice| {
        let name = *dice.pick(&["PASSWORD", "TOKEN"]);
        Sample::new(
            "setup.sh",
            format!(
                "read -rsp \"{name}: \" {name}\nexport DB_{name}=\"${name}\"\nif [ -z \"${{API_KEY:-}}\" ]; then echo missing; fi\n"
            ),
        )
    }),
    ("react props", |dice| {
        let name = *dice.pick(&["accessToken", "apiKey", "sessionSecret"]);
        Sample::new(
            "app.tsx",
            format!(
                "<Provider {name}={{{name}}} key={{item.id}} />\nconst {{ {name} }} = useAuth();\nheaders: {{ Authorization: `Bearer ${{{name}}}` }}\n"
            ),
        )
    }),
    ("npm lock", |dice| {
        let hash = STANDARD.encode(dice.text(ALNUM, 48));
        Sample::new(
            "yarn.lock",
            format!(
                "js-tokens@^4.0.0:\n  version \"4.0.0\"\n  resolved \"https://registry.yarnpkg.com/js-tokens/-/js-tokens-4.0.0.tgz#{}\"\n  integrity sha384-{hash}\n",
                dice.text(HEX, 40)
            ),
        )
    }),
    ("image digest", |dice| {
        Sample::new(
            "values.yaml",
            format!("image: acme/todo@sha256:{}\nimagePullSecret: regcred\n", dice.text(HEX, 64)),
        )
    }),
    ("certificate", |dice| {
        let line = "MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ";
        Sample::new(
            "ca.crt",
            format!(
                "-----BEGIN CERTIFICATE-----\n{}\n{}\n-----END CERTIFICATE-----\n",
                line,
                dice.text(ALNUM, 64)
            ),
        )
    }),
    ("encoded placeholder", |dice| {
        let text = *dice.pick(&["change-me-in-production", "your-api-key-here", "password123", "todouser"]);
        Sample::new(
            "secret.yaml",
            format!("data:\n  password: {}\n  api-key: {}\n", STANDARD.encode(text), STANDARD.encode(text)),
        )
    }),
    ("cloud documentation", |dice| {
        let secret = ["wJalrXUtnFEMI/K7MDENG/", "bPxRfiCYEXAMPLEKEY"].concat();
        Sample::new(
            "docs/cloud.md",
            format!("AWS_SECRET_ACCESS_KEY={secret}\nAWS_REGION=eu-west-{}\n", dice.below(3)),
        )
    }),
    ("dotenv with guessable values", |dice| {
        let text = *dice.pick(&[
            "postgres",
            "postgres123",
            "todo_user_password",
            "dev-secret-key",
            "super-secret-jwt-key",
            "my_secret_key_123",
            "root",
        ]);
        Sample::new(
            ".env.example",
            format!(
                "POSTGRES_PASSWORD={text}\nJWT_SECRET={text}\nDATABASE_URL=postgresql://postgres:{text}@db:5432/todo\n"
            ),
        )
    }),
    ("login form in html", |dice| {
        Sample::new(
            "login.html",
            format!(
                "<label for=password>Password</label><input id=\"password\" type=\"password\" autocomplete=\"current-password\" data-n=\"{}\">\n",
                dice.below(99)
            ),
        )
    }),
    ("error messages", |dice| {
        let text = *dice.pick(&["invalid_password", "token_expired", "secret_missing"]);
        Sample::new(
            "errors.py",
            format!(
                "ERRORS = {{\"password\": \"{text}\", \"token\": \"{text}\"}}\nraise AuthError(token=\"{text}\")\n"
            ),
        )
    }),
    ("test of a client", |dice| {
        let text = *dice.pick(&["test-secret", "fake-token-123", "s3cret!", "Abc12345!", "Hunter22!"]);
        Sample::new(
            "backend/tests/conftest.py",
            format!(
                "TOKEN = \"{text}\"\nuser = User(password=\"{text}\")\nsettings.jwt_secret = \"{text}\"\n"
            ),
        )
    }),
    ("language model vocabulary", |dice| {
        Sample::new(
            "tokenizer.json",
            format!(
                "{{\"pad_token\": \"<pad>\", \"eos_token\": \"</s>\", \"token_{}\": \"Ġkey\", \"unk_token\": \"<unk>\"}}",
                dice.below(99)
            ),
        )
    }),
    ("source map", |dice| {
        let words = dice.text("ACEGIKMOQSUWY,;", 300);
        Sample::new(
            "app.js.map",
            format!("{{\"version\":3,\"mappings\":\"{words}\",\"names\":[\"token\",\"password\",\"key\"]}}"),
        )
    }),
    ("commit message", |dice| {
        Sample::new(
            "CHANGELOG.md",
            format!(
                "- {} Remove password from logs, token: never log it\n- fix secret: use env\n",
                dice.text(HEX, 40)
            ),
        )
    }),
    ("session in a log", |dice| {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let from = 1_710_000_000 + dice.below(999);
        let claims = format!("{{\"sub\":\"42\",\"iat\":{from},\"exp\":{}}}", from + 86_400);
        Sample::new(
            "log.txt",
            format!("token={}.{}.{}\n", part("{\"alg\":\"RS256\"}"), part(&claims), dice.text(ALNUM, 43)),
        )
    }),
    ("public keys of services", |dice| {
        Sample::new(
            "config.js",
            format!(
                "export const stripe = \"pk_live_{}\";\nexport const publicKey = \"{}\";\n",
                dice.text(ALNUM, 24),
                dice.text(ALNUM, 43)
            ),
        )
    }),
    ("swagger example", |dice| {
        let text = *dice.pick(&["string", "mypassword", "Str0ngP@ssword", "secret"]);
        Sample::new(
            "openapi.yaml",
            format!(
                "password:\n  type: string\n  example: {text}\n  minLength: 8\nexample: {{password: {text}}}\n"
            ),
        )
    }),
    ("keyboard shortcuts", |dice| {
        Sample::new(
            "keys.ts",
            format!(
                "const key = \"ArrowDown\";\nconst hotkey = \"ctrl+{}\";\nqueryKey: ['tokens', {}]\n",
                dice.below(9),
                dice.below(9)
            ),
        )
    }),
    ("local redis and rabbit", |dice| {
        let port = dice.below(60_000);
        Sample::new(
            "README.md",
            format!(
                "redis://:password@localhost:{port}/0\namqp://guest:guest@rabbitmq:5672/\nmysql://root:root@127.0.0.1:{port}/x\n"
            ),
        )
    }),
    ("bicep and azure names", |dice| {
        Sample::new(
            "main.bicep",
            format!(
                "param adminPassword string\nsecretName: 'todo-{}'\nkeyVaultName: 'kv-todo'\n",
                dice.below(99)
            ),
        )
    }),
    ("migration id", |dice| {
        Sample::new(
            "0001.py",
            format!(
                "revision = '{}'\ndown_revision = '{}'\ntoken_version = sa.Column()\n",
                dice.text(HEX, 12),
                dice.text(HEX, 12)
            ),
        )
    }),
    ("rate limits", |dice| {
        Sample::new(
            "limits.py",
            format!(
                "TOKENS_PER_MINUTE = {}\ntoken_budget: int = {}\nAPI_KEY_HEADER = \"X-API-Key\"\nPASSWORD_RESET_URL = \"/reset\"\n",
                dice.below(99_999),
                dice.below(99)
            ),
        )
    }),
    ("markdown of variables", |dice| {
        let text = *dice.pick(&[
            "Required. Secret for signing tokens",
            "see `.env`",
            "generated at install",
            "from the vault",
        ]);
        Sample::new(
            "README.md",
            format!(
                "| Variable | Description |\n|---|---|\n| JWT_SECRET | {text} |\n| `DB_PASSWORD` | {text} |\n"
            ),
        )
    }),
    ("minikube addresses", |dice| {
        Sample::new(
            "notes.md",
            format!(
                "kubectl get secret db -o jsonpath='{{.data.password}}' | base64 -d\ncurl http://192.168.49.2:{}/token\n",
                30_000 + dice.below(2_000)
            ),
        )
    }),
    ("html entities and css", |dice| {
        Sample::new(
            "x.css",
            format!(
                ".token.password::after {{ content: \"{}\"; }}\n--key-color: #{};\n",
                dice.below(99),
                dice.text(HEX, 6)
            ),
        )
    }),
];
