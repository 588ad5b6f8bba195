//! Credentials that name themselves, by the formats their issuers publish.

use super::shape::Check::{Alone, Crc62, CrcHex, Random};
use super::shape::Part::{self, Lit, Run};
use super::shape::Set::{Alnum, Azure, Base32, Base64, Digit, Hex, Lower, Upper, Url, Word};
use super::shape::{Check, Token};

const fn token(kind: &'static str, parts: &'static [Part], check: Check) -> Token {
    Token { kind, parts, check }
}

/// Keys of language models and what is built around them.
static MODELS: &[Token] = &[
    token("openai-key", &[Lit("sk-proj-"), Run(Url, 40, 220)], Random),
    token("openai-key", &[Lit("sk-svcacct-"), Run(Url, 40, 220)], Random),
    token("openai-key", &[Lit("sk-admin-"), Run(Url, 40, 220)], Random),
    token("openai-key", &[Lit("sk-"), Run(Alnum, 48, 51)], Alone),
    token("model-key", &[Lit("sk-"), Run(Alnum, 30, 47)], Alone),
    token("anthropic-key", &[Lit("sk-ant-"), Run(Url, 60, 140)], Random),
    token("openrouter-key", &[Lit("sk-or-v1-"), Run(Hex, 64, 64)], Random),
    token("langfuse-key", &[Lit("sk-lf-"), Run(Url, 36, 36)], Random),
    token("gemini-key", &[Lit("AIza"), Run(Url, 35, 35)], Alone),
    token("gemini-key", &[Lit("AQ.Ab"), Run(Url, 40, 80)], Alone),
    token("groq-key", &[Lit("gsk_"), Run(Alnum, 48, 56)], Alone),
    token("huggingface-token", &[Lit("hf_"), Run(Alnum, 34, 40)], Alone),
    token("replicate-token", &[Lit("r8_"), Run(Alnum, 37, 40)], Alone),
    token("perplexity-key", &[Lit("pplx-"), Run(Alnum, 48, 56)], Random),
    token("xai-key", &[Lit("xai-"), Run(Alnum, 70, 90)], Alone),
    token("cerebras-key", &[Lit("csk-"), Run(Lower, 40, 56)], Alone),
    token("fireworks-key", &[Lit("fw_"), Run(Alnum, 22, 30)], Alone),
    token("nvidia-key", &[Lit("nvapi-"), Run(Url, 60, 70)], Random),
    token("voyage-key", &[Lit("pa-"), Run(Url, 43, 43)], Alone),
    token("together-key", &[Lit("tgp_v1_"), Run(Url, 43, 43)], Random),
    token(
        "langsmith-key",
        &[Lit("lsv2_"), Run(Lower, 2, 2), Lit("_"), Run(Hex, 32, 32), Lit("_"), Run(Hex, 10, 10)],
        Random,
    ),
    token("tavily-key", &[Lit("tvly-"), Run(Url, 32, 44)], Random),
    token("elevenlabs-key", &[Lit("sk_"), Run(Hex, 48, 48)], Alone),
    token("pinecone-key", &[Lit("pcsk_"), Run(Word, 60, 80)], Random),
    token("aws-bedrock-key", &[Lit("ABSK"), Run(Base64, 100, 140)], Alone),
];

/// Code hosts, registries and package indexes.
static FORGES: &[Token] = &[
    token("github-token", &[Lit("ghp_"), Run(Alnum, 36, 36)], Crc62),
    token("github-token", &[Lit("gho_"), Run(Alnum, 36, 36)], Crc62),
    token("github-token", &[Lit("ghu_"), Run(Alnum, 36, 36)], Crc62),
    token("github-token", &[Lit("ghs_"), Run(Alnum, 36, 36)], Crc62),
    token("github-token", &[Lit("ghr_"), Run(Alnum, 36, 76)], Crc62),
    token("github-token", &[Lit("github_pat_"), Run(Alnum, 22, 22), Lit("_"), Run(Alnum, 59, 59)], Random),
    token("npm-token", &[Lit("npm_"), Run(Alnum, 36, 36)], Crc62),
    token("gitlab-token", &[Lit("glpat-"), Run(Url, 20, 64)], Random),
    token("gitlab-token", &[Lit("gldt-"), Run(Url, 20, 40)], Random),
    token("gitlab-token", &[Lit("glrt-"), Run(Url, 20, 40)], Random),
    token("gitlab-token", &[Lit("glptt-"), Run(Hex, 40, 40)], Random),
    token("pypi-token", &[Lit("pypi-AgEIcHlwaS5vcmc"), Run(Url, 50, 250)], Random),
    token("docker-token", &[Lit("dckr_pat_"), Run(Url, 27, 36)], Random),
    token("docker-token", &[Lit("dckr_oat_"), Run(Url, 32, 36)], Random),
    token("rubygems-key", &[Lit("rubygems_"), Run(Hex, 48, 48)], Random),
    token("crates-token", &[Lit("cio"), Run(Alnum, 32, 32)], Alone),
    token("atlassian-token", &[Lit("ATATT3"), Run(Url, 150, 260)], Random),
    token("bitbucket-token", &[Lit("ATBB"), Run(Alnum, 32, 32)], Alone),
];

/// Clouds, databases and hosting.
static CLOUDS: &[Token] = &[
    token("aws-access-key-id", &[Lit("AKIA"), Run(Base32, 16, 16)], Alone),
    token("aws-access-key-id", &[Lit("ASIA"), Run(Base32, 16, 16)], Alone),
    token("google-oauth-secret", &[Lit("GOCSPX-"), Run(Url, 28, 28)], Random),
    token("google-oauth-token", &[Lit("ya29."), Run(Url, 50, 300)], Alone),
    token("azure-storage-key", &[Lit("AccountKey="), Run(Base64, 86, 86), Lit("==")], Random),
    token("azure-client-secret", &[Lit("8Q~"), Run(Azure, 34, 34)], Random),
    token("digitalocean-token", &[Lit("dop_v1_"), Run(Hex, 64, 64)], Random),
    token("digitalocean-token", &[Lit("doo_v1_"), Run(Hex, 64, 64)], Random),
    token("neon-password", &[Lit("npg_"), Run(Alnum, 12, 16)], Alone),
    token("neon-api-key", &[Lit("napi_"), Run(Lower, 60, 68)], Alone),
    token("supabase-token", &[Lit("sbp_"), Run(Hex, 40, 40)], Alone),
    token("supabase-secret", &[Lit("sb_secret_"), Run(Url, 31, 48)], Random),
    token("planetscale-password", &[Lit("pscale_pw_"), Run(Azure, 32, 64)], Random),
    token("planetscale-token", &[Lit("pscale_tkn_"), Run(Azure, 32, 64)], Random),
    token("vault-token", &[Lit("hvs."), Run(Url, 24, 200)], Alone),
    token("vault-token", &[Lit("hvb."), Run(Url, 100, 300)], Alone),
    token("terraform-token", &[Lit(".atlasv1."), Run(Url, 60, 70)], Random),
    token("heroku-key", &[Lit("HRKU-"), Run(Url, 36, 80)], Alone),
    token("fly-token", &[Lit("fm2_"), Run(Base64, 100, 900)], Alone),
    token("netlify-token", &[Lit("nfp_"), Run(Alnum, 36, 40)], Alone),
    token("render-key", &[Lit("rnd_"), Run(Alnum, 28, 32)], Alone),
    token("vercel-key", &[Lit("vck_"), Run(Alnum, 50, 60)], Alone),
    token("databricks-token", &[Lit("dapi"), Run(Hex, 32, 32)], Alone),
    token("tailscale-key", &[Lit("tskey-"), Run(Url, 30, 80)], Random),
    token("age-key", &[Lit("AGE-SECRET-KEY-1"), Run(Upper, 58, 58)], Random),
    token("doppler-token", &[Lit("dp.pt."), Run(Alnum, 40, 44)], Alone),
    token("onepassword-token", &[Lit("ops_eyJ"), Run(Url, 100, 2000)], Random),
];

/// Messages, mail, money, telemetry and the rest.
static SERVICES: &[Token] = &[
    token(
        "slack-token",
        &[Lit("xoxb-"), Run(Digit, 9, 14), Lit("-"), Run(Digit, 9, 14), Lit("-"), Run(Alnum, 20, 36)],
        Random,
    ),
    token("slack-token", &[Lit("xoxp-"), Run(Url, 40, 120)], Random),
    token("slack-token", &[Lit("xoxa-"), Run(Url, 40, 120)], Random),
    token("slack-token", &[Lit("xapp-1-"), Run(Url, 60, 130)], Random),
    token(
        "slack-webhook",
        &[
            Lit("hooks.slack.com/services/T"),
            Run(Upper, 8, 12),
            Lit("/B"),
            Run(Upper, 8, 12),
            Lit("/"),
            Run(Alnum, 22, 26),
        ],
        Random,
    ),
    token(
        "discord-webhook",
        &[Lit("discord.com/api/webhooks/"), Run(Digit, 17, 20), Lit("/"), Run(Url, 60, 72)],
        Random,
    ),
    token("stripe-key", &[Lit("sk_live_"), Run(Alnum, 24, 120)], Random),
    token("stripe-key", &[Lit("rk_live_"), Run(Alnum, 24, 120)], Random),
    token("stripe-key", &[Lit("sk_test_"), Run(Alnum, 24, 120)], Random),
    token("stripe-key", &[Lit("rk_test_"), Run(Alnum, 24, 120)], Random),
    token("webhook-secret", &[Lit("whsec_"), Run(Base64, 32, 64)], Random),
    token("sendgrid-key", &[Lit("SG."), Run(Url, 22, 22), Lit("."), Run(Url, 43, 43)], Alone),
    token("mailgun-key", &[Lit("key-"), Run(Hex, 32, 32)], Alone),
    token("resend-key", &[Lit("re_"), Run(Alnum, 8, 8), Lit("_"), Run(Alnum, 24, 24)], Alone),
    token("twilio-key", &[Lit("SK"), Run(Hex, 32, 32)], Alone),
    token("telegram-token", &[Lit(":AA"), Run(Url, 33, 33)], Random),
    token("sentry-token", &[Lit("sntryu_"), Run(Hex, 64, 64)], Random),
    token("sentry-token", &[Lit("sntrys_"), Run(Base64, 60, 300)], Random),
    token("grafana-token", &[Lit("glsa_"), Run(Alnum, 32, 32), Lit("_"), Run(Hex, 8, 8)], CrcHex),
    token("grafana-token", &[Lit("glc_eyJ"), Run(Base64, 40, 400)], Random),
    token("newrelic-key", &[Lit("NRAK-"), Run(Upper, 27, 27)], Alone),
    token("postman-key", &[Lit("PMAK-"), Run(Hex, 24, 24), Lit("-"), Run(Hex, 34, 34)], Random),
    token("linear-key", &[Lit("lin_api_"), Run(Alnum, 40, 40)], Random),
    token("notion-token", &[Lit("ntn_"), Run(Alnum, 44, 48)], Alone),
    token("figma-token", &[Lit("figd_"), Run(Url, 40, 44)], Random),
    token("shopify-token", &[Lit("shpat_"), Run(Hex, 32, 32)], Random),
    token("square-token", &[Lit("sq0csp-"), Run(Url, 43, 43)], Random),
];

/// All of them.
pub(crate) fn all() -> impl Iterator<Item = &'static Token> {
    [MODELS, FORGES, CLOUDS, SERVICES].into_iter().flatten()
}
