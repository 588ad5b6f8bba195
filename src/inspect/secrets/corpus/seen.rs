//! Credentials as submissions leak them; looked at while tuning.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Generator, Sample};
use crate::inspect::secrets::plant::{ALNUM, HEX, plant};

pub(super) static CREDENTIALS: &[Generator] = &[
    ("neon url in markdown prose", |dice| {
        let url = plant("neon-url", dice.roll());
        Sample::new(
            "specs/database/plan.md",
            format!("## Connection\n\nThe backend connects to Neon with {url}, see below.\n"),
        )
    }),
    ("neon url in an env file", |dice| {
        Sample::new(
            ".env.example",
            format!("# database\nDATABASE_URL='{}'\nDEBUG=true\n", plant("neon-url", dice.roll())),
        )
    }),
    ("asyncpg url in compose", |dice| {
        let url = plant("neon-url", dice.roll()).replacen("postgresql", "postgresql+asyncpg", 1);
        Sample::new(
            "docker-compose.yml",
            format!("services:\n  backend:\n    environment:\n      - DATABASE_URL={url}\n"),
        )
    }),
    ("agent settings", |dice| {
        let key = plant("openai-key", dice.roll());
        Sample::new(
            ".claude/settings.local.json",
            format!(
                "{{\n  \"permissions\": {{\n    \"allow\": [\"Bash(export OPENAI_API_KEY=\\\"{key}\\\")\"]\n  }}\n}}\n"
            ),
        )
    }),
    ("model key in a script", |dice| {
        let kind = *dice.pick(&["gemini-key", "groq-key", "openrouter-key", "anthropic-key", "openai-key"]);
        Sample::new(
            "scripts/deploy.sh",
            format!("#!/bin/bash\nhelm upgrade todo ./chart --set apiKey={}\n", plant(kind, dice.roll())),
        )
    }),
    ("cohere key by its name", |dice| {
        Sample::new("backend/.env", format!("COHERE_API_KEY={}\n", plant("key", dice.roll())))
    }),
    ("auth secret in an env file", |dice| {
        Sample::new("frontend/.env.local", format!("BETTER_AUTH_SECRET={}\n", plant("secret", dice.roll())))
    }),
    ("auth secret in typescript", |dice| {
        let secret = plant("hex-secret", dice.roll());
        Sample::new(
            "lib/auth.ts",
            format!(
                "export const auth = betterAuth({{\n  secret: process.env.BETTER_AUTH_SECRET || \"{secret}\",\n}});\n"
            ),
        )
    }),
    ("jwt secret as a default in python", |dice| {
        Sample::new(
            "app/config.py",
            format!("JWT_SECRET = os.getenv(\"JWT_SECRET\", \"{}\")\n", plant("secret", dice.roll())),
        )
    }),
    ("typed setting in python", |dice| {
        Sample::new(
            "app/settings.py",
            format!("class Settings:\n    secret_key: str = \"{}\"\n", plant("hex-secret", dice.roll())),
        )
    }),
    ("kubernetes secret data", |dice| {
        let password = STANDARD.encode(plant("password", dice.roll()));
        Sample::new(
            "k8s/secret.yaml",
            format!("apiVersion: v1\nkind: Secret\ndata:\n  POSTGRES_PASSWORD: {password}\n"),
        )
    }),
    ("kubernetes secret url", |dice| {
        let url = STANDARD.encode(plant("neon-url", dice.roll()));
        Sample::new("k8s/secret.yaml", format!("kind: Secret\ndata:\n  database-url: {url}\n"))
    }),
    ("kubernetes string data", |dice| {
        Sample::new(
            "k8s/secret.yaml",
            format!("kind: Secret\nstringData:\n  jwt-secret: \"{}\"\n", plant("secret", dice.roll())),
        )
    }),
    ("pod env pair", |dice| {
        Sample::new(
            "k8s/pod.yaml",
            format!("    env:\n    - name: DB_PASSWORD\n      value: {}\n", plant("password", dice.roll())),
        )
    }),
    ("password of a person in compose", |dice| {
        let name = *dice.pick(&["Hamza", "Bushra", "Karachi", "Zainab", "Falcon"]);
        Sample::new(
            "compose.yaml",
            format!("    environment:\n      POSTGRES_PASSWORD: {name}@{}\n", dice.text("123456789", 4)),
        )
    }),
    ("terraform default", |dice| {
        let password = plant("password", dice.roll());
        Sample::new(
            "main.tf",
            format!("variable \"db_password\" {{\n  type    = string\n  default = \"{password}\"\n}}\n"),
        )
    }),
    ("dockerfile env", |dice| {
        Sample::new(
            "Dockerfile",
            format!("FROM python:3.13\nENV OPENAI_API_KEY {}\n", plant("key", dice.roll())),
        )
    }),
    ("private key", |dice| Sample::new("certs/server.pem", plant("private-key", dice.roll()))),
    ("private key in json", |dice| {
        let key = plant("private-key", dice.roll()).replace('\n', "\\n");
        Sample::new(
            "service-account.json",
            format!("{{\"type\": \"service_account\", \"private_key\": \"{key}\"}}"),
        )
    }),
    ("github token in a remote", |dice| {
        Sample::new(
            "notes.md",
            format!("git clone https://{}@github.com/me/todo.git\n", plant("github-token", dice.roll())),
        )
    }),
    ("docker configuration", |dice| {
        let auth = plant("user:password", dice.roll());
        Sample::new(
            ".docker/config.json",
            format!("{{\"auths\": {{\"ghcr.io\": {{\"auth\": \"{auth}\"}}}}}}"),
        )
    }),
    ("npmrc", |dice| {
        Sample::new(".npmrc", format!("//npm.example.com/:_authToken={}\n", plant("npm-token", dice.roll())))
    }),
    ("netrc", |dice| {
        Sample::new(
            ".netrc",
            format!("machine api.acme.io\n  login deploy\n  password {}\n", plant("password", dice.roll())),
        )
    }),
    ("markdown table", |dice| {
        Sample::new(
            "README.md",
            format!("| Name | Value |\n|---|---|\n| DB_PASSWORD | {} |\n", plant("password", dice.roll())),
        )
    }),
    ("utf-16 notes", |dice| {
        let text = format!("DATABASE_URL={}\r\n", plant("neon-url", dice.roll()));
        let wide: Vec<u8> =
            [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        Sample::new("notes.txt", wide)
    }),
    ("notebook", |dice| {
        let key = plant("openai-key", dice.roll());
        Sample::new(
            "demo.ipynb",
            format!("{{\"cells\": [{{\"source\": [\"client = OpenAI(api_key=\\\"{key}\\\")\\n\"]}}]}}"),
        )
    }),
    ("sql", |dice| {
        Sample::new(
            "init.sql",
            format!("CREATE USER todo WITH PASSWORD '{}';\n", plant("password", dice.roll())),
        )
    }),
    ("java properties", |dice| {
        Sample::new(
            "application.properties",
            format!("spring.datasource.password={}\n", plant("password", dice.roll())),
        )
    }),
    ("shell flag", |dice| {
        Sample::new(
            "deploy.sh",
            format!("docker login -u me --password {} registry.acme.io\n", plant("password", dice.roll())),
        )
    }),
    ("compose fallback", |dice| {
        Sample::new(
            "compose.yaml",
            format!("      POSTGRES_PASSWORD: ${{POSTGRES_PASSWORD:-{}}}\n", plant("password", dice.roll())),
        )
    }),
    ("hex secret in toml", |dice| {
        Sample::new("config.toml", format!("[auth]\nsigning_key = \"{}\"\n", dice.text(HEX, 48)))
    }),
    ("bearer in curl", |dice| {
        Sample::new(
            "docs/api.md",
            format!("curl -H \"Authorization: Bearer {}\" https://api.acme.io\n", dice.text(ALNUM, 40)),
        )
    }),
    ("aws pair", |dice| {
        let (id, secret) = (plant("aws-access-key-id", dice.roll()), plant("aws-secret", dice.roll()));
        Sample::new(
            "credentials",
            format!("[default]\naws_access_key_id = {id}\naws_secret_access_key = {secret}\n"),
        )
    }),
];
