//! PostgreSQL servers of our own, with credentials made for the run. They accept TLS always and demand it on
//! request, so that a submission that insists on either finds what it expects.

use std::net::IpAddr;
use std::time::Duration;

use futures::FutureExt;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use tokio_postgres::{Client, NoTls};

use super::environment::Address;
use super::network::Bridge;
use super::run::Running;
use super::{Lab, Patience, limits};
use crate::facts::checkout::layout::Role;
use crate::verdict::Undecided;

/// What a database demands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Connections with and without TLS.
    Any,
    /// Connections with TLS only.
    TlsOnly,
}

/// A running server with one empty database.
#[derive(Debug, Clone)]
pub(crate) struct Database {
    /// Its container.
    pub(crate) container: Running,
    /// What services are told.
    pub(crate) address: Address,
    authority: CertificateDer<'static>,
}

impl Database {
    /// The address that a server will have, for services that are started before it.
    pub(crate) fn planned(lab: &Lab) -> Address {
        let name = lab.name("database");
        Address {
            password: lab.random(&name)[..32].to_owned(),
            host: name,
            port: 5432,
            user: "judge".into(),
            name: format!("todo_{:04x}", lab.seed() & 0xffff),
            demands_tls: false,
        }
    }

    /// Starts a server and waits until it answers.
    ///
    /// # Errors
    /// Always ours: no image, no start.
    pub(crate) async fn start(
        lab: &Lab,
        kind: Kind,
        bridge: &Bridge,
        address: Address,
        aliases: Vec<String>,
    ) -> Result<Self, Undecided> {
        let image = image(lab).await?;
        let Address { host: name, user, password, name: base, .. } = &address;
        let environment = [("POSTGRES_USER", user), ("POSTGRES_PASSWORD", password), ("POSTGRES_DB", base)];
        let environment = environment.map(|(name, value)| (name.to_owned(), value.clone())).into();
        let container = super::run::helper(lab, name, &image, environment, bridge, aliases).await?;
        let (authority, certificate, key) = certificate(name, container.address)?;
        let mut database = Self { container, address, authority };
        let patience = Patience::new("our PostgreSQL to answer", limits::DATABASE_START);
        let client = patience.until(|| database.plain().boxed()).await?;
        database
            .take_certificate(&client, &certificate, &key, kind)
            .await
            .map_err(|error| Undecided::ours(format!("our PostgreSQL took no certificate: {error}")))?;
        database.address.demands_tls = kind == Kind::TlsOnly;
        Ok(database)
    }

    /// Writes the certificate through the server itself, which knows its own folder and user.
    async fn take_certificate(
        &self,
        client: &Client,
        certificate: &str,
        key: &str,
        kind: Kind,
    ) -> Result<(), tokio_postgres::Error> {
        let put = |file: &str, text: &str| {
            format!(
                "COPY (SELECT unnest(string_to_array($text${text}$text$, E'\\n'))) \
                 TO PROGRAM 'umask 077; cat > {file}.new && cat {file}.new > {file}; chmod 600 {file}'"
            )
        };
        client.batch_execute(&put("server.crt", certificate.trim())).await?;
        client.batch_execute(&put("server.key", key.trim())).await?;
        if kind == Kind::TlsOnly {
            let rules = "local all all trust\nhostssl all all all scram-sha-256";
            client.batch_execute(&put("pg_hba.conf", rules)).await?;
        }
        client.batch_execute("ALTER SYSTEM SET ssl = on").await?;
        client.batch_execute("SELECT pg_reload_conf()").await
    }

    async fn plain(&self) -> Result<Client, String> {
        let config = self.config(self.container.address);
        let (client, connection) = config.connect(NoTls).await.map_err(|error| spoken(&error))?;
        tokio::spawn(connection);
        Ok(client)
    }

    fn config(&self, host: IpAddr) -> tokio_postgres::Config {
        let mut config = tokio_postgres::Config::new();
        config
            .host(host.to_string())
            .port(self.address.port)
            .user(&self.address.user)
            .password(&self.address.password)
            .dbname(&self.address.name)
            .application_name("conformance")
            .connect_timeout(Duration::from_secs(5));
        config
    }

    /// Connects as the owner, with TLS.
    ///
    /// # Errors
    /// When the server does not answer: ours, unless an experiment stopped it.
    pub(crate) async fn connect(&self) -> Result<Client, Undecided> {
        let host = self.container.current_address().await?;
        let mut roots = rustls::RootCertStore::empty();
        let trust = roots.add(self.authority.clone());
        trust.map_err(|error| Undecided::ours(format!("our own certificate is refused: {error}")))?;
        let tls = rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        let mut config = self.config(host);
        config.ssl_mode(tokio_postgres::config::SslMode::Require);
        let connecting = config.connect(tokio_postgres_rustls::MakeRustlsConnect::new(tls));
        let (client, connection) = connecting
            .await
            .map_err(|error| Undecided::ours(format!("our PostgreSQL refuses us: {}", spoken(&error))))?;
        tokio::spawn(connection);
        Ok(client)
    }

    /// Its URL as the harness reaches it.
    pub(crate) fn url(&self) -> String {
        let Address { port, user, password, name, .. } = &self.address;
        format!("postgresql://{user}:{password}@{}:{port}/{name}", self.container.address)
    }

    /// How many connections come from an address.
    ///
    /// # Errors
    /// When the server does not answer.
    pub(crate) async fn connections_from(&self, address: IpAddr) -> Result<u64, Undecided> {
        let query = "SELECT count(*) FROM pg_stat_activity WHERE host(client_addr) = $1";
        let client = self.connect().await?;
        let row = client.query_one(query, &[&address.to_string()]).await;
        let row =
            row.map_err(|error| Undecided::ours(format!("connections not listed: {}", spoken(&error))))?;
        Ok(u64::try_from(row.get::<_, i64>(0)).unwrap_or_default())
    }

    /// Ends all connections but our own, as a restart of the server would; returns how many there were.
    ///
    /// # Errors
    /// When the server does not answer.
    pub(crate) async fn end_connections(&self) -> Result<u64, Undecided> {
        let client = self.connect().await?;
        let ended = client
            .execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                 WHERE datname = current_database() AND pid <> pg_backend_pid() \
                 AND application_name <> 'conformance'",
                &[],
            )
            .await;
        ended.map_err(|error| Undecided::ours(format!("connections could not be ended: {}", spoken(&error))))
    }
}

/// An error of the client with its cause, which its own text leaves out.
pub(crate) fn spoken(error: &tokio_postgres::Error) -> String {
    use std::error::Error;
    error.source().map_or_else(|| error.to_string(), |source| format!("{error}: {source}"))
}

/// The image to use: the submission's own choice where the engine has it, else any PostgreSQL that is here, else
/// the public one.
async fn image(lab: &Lab) -> Result<String, Undecided> {
    const PUBLIC: &str = "postgres:16-alpine";
    let engine = lab.engine();
    if let Ok(layout) = lab.layout() {
        let wanted: Vec<String> =
            layout.of(Role::Database).filter_map(|service| service.image.clone()).collect();
        for wanted in wanted {
            if engine.image(&wanted).await?.is_some() {
                return Ok(wanted);
            }
        }
    }
    let mut names = engine.image_names().await?;
    names.sort();
    let local = |name: &String| name.starts_with("postgres:") || name.contains("/postgres:");
    if let Some(name) = names.into_iter().rev().find(local) {
        return Ok(name);
    }
    lab.say(&format!("pulling {PUBLIC}"));
    engine.pull(PUBLIC).await.map(|()| PUBLIC.to_owned()).map_err(|why| Undecided::Ours {
        why: format!("there is no PostgreSQL image here, and {PUBLIC} could not be pulled: {why}"),
        next: Some("docker/setup.sh".into()),
    })
}

/// A certificate for one server: itself as authority, then certificate and key as PEM.
fn certificate(name: &str, address: IpAddr) -> Result<(CertificateDer<'static>, String, String), Undecided> {
    let failed =
        |error: &dyn std::fmt::Display| Undecided::ours(format!("no certificate could be made: {error}"));
    let made = rcgen::generate_simple_self_signed([name.to_owned(), address.to_string()])
        .map_err(|error| failed(&error))?;
    let pem = made.cert.pem();
    let der = CertificateDer::from_pem_slice(pem.as_bytes()).map_err(|error| failed(&error))?;
    Ok((der, pem, made.signing_key.serialize_pem()))
}
