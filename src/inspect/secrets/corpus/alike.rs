//! What only looks like a credential.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Generator, Sample};
use crate::inspect::secrets::plant::{ALNUM, HEX};

pub(super) static SEEN: &[Generator] = &[
    ("local url", |dice| {
        let (user, port) = (*dice.pick(&["user", "postgres", "todo", "root"]), 1000 + dice.below(9000));
        Sample::new("README.md", format!("DATABASE_URL=postgresql://{user}:password@localhost:{port}/todo\n"))
    }),
    ("placeholder key", |dice| {
        let text = *dice.pick(&[
            "your-key-here",
            "sk-your-openai-key",
            "<YOUR_API_KEY>",
            "xxxxxxxxxxxxxxxxxxxxxxxx",
            "sk-proj-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "changeme",
            "replace-with-your-key",
        ]);
        Sample::new(".env.example", format!("OPENAI_API_KEY={text}\n"))
    }),
    ("reference", |dice| {
        let text = *dice.pick(&[
            "${DB_PASSWORD}",
            "$DB_PASSWORD",
            "{{ .Values.db.password }}",
            "$(DB_PASSWORD)",
            "${DB_PASSWORD:?set it}",
            "%(DB_PASSWORD)s",
        ]);
        Sample::new(
            "compose.yaml",
            format!("      POSTGRES_PASSWORD: {text}\n      DB_PASSWORD: \"{text}\"\n"),
        )
    }),
    ("guessable password", |dice| {
        let text = *dice.pick(&[
            "postgres",
            "todo_password",
            "secret",
            "admin123",
            "P@ssw0rd",
            "mysecretpassword",
            "SuperSecret123!",
            "todo_pass_2024",
        ]);
        Sample::new("compose.yaml", format!("      POSTGRES_PASSWORD: {text}\n"))
    }),
    ("digest", |dice| {
        let (hash, name) = (dice.text(HEX, 64), *dice.pick(&["sha256", "integrity", "digest", "checksum"]));
        Sample::new("lock.json", format!("{{\"{name}\": \"{hash}\", \"secret\": \"sha256:{hash}\"}}"))
    }),
    ("lock file", |dice| {
        let hash = STANDARD.encode(dice.text(ALNUM, 64));
        Sample::new(
            "package-lock.json",
            format!("\"integrity\": \"sha512-{hash}\",\n\"js-tokens\": \"^4.0.0\",\n"),
        )
    }),
    ("python lock", |dice| {
        Sample::new(
            "requirements.lock",
            format!("keyring==25.{} \\\n    --hash=sha256:{}\n", dice.below(9), dice.text(HEX, 64)),
        )
    }),
    ("uuid", |dice| {
        let mut part = |length| dice.text(HEX, length);
        let id = [part(8), part(4), part(4), part(4), part(12)].join("-");
        Sample::new("seed.json", format!("{{\"client_secret_id\": \"{id}\", \"token\": \"{id}\"}}"))
    }),
    ("code that handles passwords", |dice| {
        let name = *dice.pick(&["password", "new_password", "user_password", "token", "secret"]);
        Sample::new(
            "auth.py",
            format!(
                "def login({name}: str) -> str:\n    hashed = hash_{name}({name})\n    {name} = form.{name}.data\n    return verify({name}=user.{name}_hash2)\n"
            ),
        )
    }),
    ("form in typescript", |dice| {
        let name = *dice.pick(&["password", "confirmPassword", "accessToken"]);
        Sample::new(
            "form.tsx",
            format!(
                "const [{name}, set] = useState<string>('');\n<Input type=\"password\" name=\"{name}\" placeholder=\"Enter {name}\" />\nconst s = {{ {name}: z.string().min(8, \"Password must be at least 8 characters\") }};\n"
            ),
        )
    }),
    ("test user", |dice| {
        let text =
            *dice.pick(&["TestPass123!", "SecurePass123!", "password123", "Passw0rd!", "testpassword"]);
        Sample::new(
            "tests/test_auth.py",
            format!(
                "client.post(\"/login\", json={{\"email\": \"a@example.com\", \"password\": \"{text}\"}})\n"
            ),
        )
    }),
    ("documentation jwt", |dice| {
        let claims = format!(
            "{{\"sub\":\"1234567890\",\"name\":\"John Doe\",\"iat\":{}}}",
            1_516_239_022 + dice.below(9)
        );
        let part = |text: &str| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text);
        let token = format!(
            "{}.{}.{}",
            part("{\"alg\":\"HS256\",\"typ\":\"JWT\"}"),
            part(&claims),
            dice.text(ALNUM, 43)
        );
        Sample::new("docs/api.md", format!("Authorization: Bearer {token}\n"))
    }),
    ("session of an hour", |dice| {
        let from = 1_700_000_000 + dice.below(1_000_000);
        let claims = format!("{{\"sub\":\"7d1f\",\"iat\":{from},\"exp\":{}}}", from + 3600);
        let part = |text: &str| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text);
        let token = format!("{}.{}.{}", part("{\"alg\":\"HS256\"}"), part(&claims), dice.text(ALNUM, 43));
        Sample::new("docs/api.md", format!("\"access_token\": \"{token}\"\n"))
    }),
    ("base64 of a placeholder", |dice| {
        let text = *dice.pick(&[
            "your-secret-key",
            "changeme",
            "postgres",
            "placeholder",
            "postgres://user:password@localhost/db",
        ]);
        Sample::new("secret.yaml", format!("kind: Secret\ndata:\n  jwt-secret: {}\n", STANDARD.encode(text)))
    }),
    ("secret reference in a chart", |dice| {
        let name = *dice.pick(&["todo-secrets", "postgres-credentials", "backend-secret-v2"]);
        Sample::new(
            "deployment.yaml",
            format!(
                "secretKeyRef:\n  name: {name}\n  key: database-url\nimagePullSecrets:\n- name: {name}\n"
            ),
        )
    }),
    ("numbers of tokens", |dice| {
        Sample::new(
            "agent.py",
            format!(
                "max_tokens={}\nTOKEN_EXPIRE_MINUTES = {}\npassword_min_length: int = 12\n",
                dice.below(9000),
                dice.below(90)
            ),
        )
    }),
    ("password hash", |dice| {
        let hash = dice.text(ALNUM, 53);
        Sample::new(
            "seed.sql",
            format!(
                "INSERT INTO users VALUES ('a@example.com', '$2b$12${hash}');\nhashed_password: $2b$12${hash}\n"
            ),
        )
    }),
    ("public key", |dice| {
        let body = dice.text(ALNUM, 64);
        Sample::new(
            "key.pub",
            format!(
                "-----BEGIN PUBLIC KEY-----\n{body}\n{body}\n-----END PUBLIC KEY-----\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{}\n",
                dice.text(ALNUM, 43)
            ),
        )
    }),
    ("minified script", |dice| {
        let id = dice.text("abcdefghijklmnop", 6);
        Sample::new(
            "app.min.js",
            format!(
                "function {id}(e){{return e.token=t.token,e.key||(e.key=n),e.password=r.password,{id}}}var secretKey={id};"
            ),
        )
    }),
    ("wrong checksum", |dice| {
        Sample::new(
            "README.md",
            format!("export GITHUB_TOKEN={}{}000000\n", ["gh", "p_"].concat(), dice.text(ALNUM, 30)),
        )
    }),
    ("prose about passwords", |dice| {
        let text = *dice.pick(&[
            "must be hashed with argon2",
            "is required",
            "is read from the environment",
            "should be rotated every 90 days",
        ]);
        Sample::new(
            "docs/security.md",
            format!("The password {text}. Secret: {text}\n- **API key**: {text}\n| Token | {text} |\n"),
        )
    }),
    ("commit ids", |dice| {
        let id = dice.text(HEX, 40);
        Sample::new(
            "history.md",
            format!("commit {id}\ncache_key: {id}\netag = \"{id}\"\nuses: actions/checkout@{id}\n"),
        )
    }),
    ("css and svg", |dice| {
        let path = dice.text("0123456789", 40);
        Sample::new(
            "icon.svg",
            format!(
                "<path d=\"M{path}l-8.5 3.2c-1.1.9z\" data-token=\"primary\"/>\n.token.key {{ color: #{} }}\n",
                dice.text(HEX, 6)
            ),
        )
    }),
    ("helm values", |dice| {
        let name = *dice.pick(&["todo-db", "backend-auth", "release-postgresql"]);
        Sample::new(
            "values.yaml",
            format!(
                "auth:\n  existingSecret: {name}\n  secretKeys:\n    adminPasswordKey: postgres-password\n    userPasswordKey: password\n  username: todo\n"
            ),
        )
    }),
    ("published example", |dice| {
        let id = ["AKIA", "IOSFODNN7", "EXAMPLE"].concat();
        Sample::new(
            "docs/aws.md",
            format!("aws_access_key_id = {id}\nregion = us-east-{}\n", dice.below(2) + 1),
        )
    }),
    ("image data", |dice| {
        let body =
            STANDARD.encode((0..300).map(|_| u8::try_from(dice.below(256)).unwrap()).collect::<Vec<u8>>());
        Sample::new("page.html", format!("<img src=\"data:image/png;base64,{body}\">\n"))
    }),
    ("openapi", |dice| {
        Sample::new(
            "openapi.json",
            format!(
                "{{\"tokenUrl\": \"/auth/token{}\", \"password\": {{\"type\": \"string\", \"title\": \"Password\"}}, \"token_type\": \"bearer\"}}",
                dice.below(9)
            ),
        )
    }),
    ("environment of a workflow", |dice| {
        let name = *dice.pick(&["OPENAI_API_KEY", "DATABASE_PASSWORD", "JWT_SECRET"]);
        Sample::new(
            ".github/workflows/ci.yml",
            format!("env:\n  {name}: ${{{{ secrets.{name} }}}}\n  POSTGRES_PASSWORD: postgres\n"),
        )
    }),
    ("translations", |dice| {
        let text = *dice.pick(&["Passwort", "Mot de passe", "Contraseña", "Forgot password?"]);
        Sample::new(
            "de.json",
            format!(
                "{{\"password\": \"{text}\", \"auth.token\": \"Token\", \"reset_password\": \"{text}\"}}"
            ),
        )
    }),
    ("generated by a command", |dice| {
        let command = *dice.pick(&[
            "$(openssl rand -hex 32)",
            "`openssl rand -base64 32`",
            "$(kubectl get secret db -o jsonpath='{.data.password}')",
        ]);
        Sample::new("setup.sh", format!("export JWT_SECRET={command}\nPGPASSWORD=\"{command}\" psql\n"))
    }),
    ("token classes of a lexer", |dice| {
        Sample::new(
            "lexer.py",
            format!(
                "token = Token('NAME{}', value)\nself.token = next(tokens)\nkey = lambda t: t.token_type2\n",
                dice.below(9)
            ),
        )
    }),
    ("config map keys", |dice| {
        Sample::new(
            "configmap.yaml",
            format!(
                "data:\n  TOKEN_TTL: \"{}\"\n  PASSWORD_POLICY: strong\n  SECRET_PROVIDER: vault\n  AUTH_PUBLIC_KEY_PATH: /keys/pub.pem\n",
                dice.below(9000)
            ),
        )
    }),
    ("example host", |dice| {
        Sample::new(
            "README.md",
            format!(
                "mongodb://app:{}@db.example.com/todo and https://user:pass@host/path\n",
                dice.text(ALNUM, 10)
            ),
        )
    }),
];
