//! `holdfast serve`: the relay and the app on one port, the counts for the host on another.
//! What it says on standard output is one line with the address, once it answers there.

pub(crate) mod app;
mod place;

use anyhow::{Context, Result, anyhow};
use axum::Router;
use clap::{Args, ValueEnum};
use holdfast_relay::{
    AddressSource, Clock, Entropy, Relay, RelayConfig, RelayError, SessionsBefore,
};
use std::future::Future;
use std::io::{ErrorKind, Write};
use std::net::SocketAddr;
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// How to serve.
#[derive(Args)]
pub(crate) struct Serve {
    /// The address to serve on. Outside of this machine it needs a proxy with TLS before it.
    #[arg(long, default_value = "127.0.0.1:7117")]
    listen: SocketAddr,
    /// The database file; without it a file in your data folder.
    #[arg(long)]
    db: Option<PathBuf>,
    /// The address for /metrics (Prometheus); without it there are no metrics.
    #[arg(long)]
    metrics_listen: Option<SocketAddr>,
    /// Who wants to create a space must show this text.
    #[arg(long, env = "HOLDFAST_INVITE", hide_env_values = true)]
    invite: Option<String>,
    /// Take the caller's address from X-Forwarded-For, as a proxy on this machine writes it.
    #[arg(long)]
    behind_proxy: bool,
    /// End every session that was opened before: devices log in again, whoever stole one cannot.
    #[arg(long)]
    end_sessions: bool,
    /// What to tell on standard error: error, warn, info (one line a request) or debug.
    #[arg(long, default_value = "warn")]
    log: tracing_subscriber::filter::LevelFilter,
    /// How to tell it: lines for people, or one JSON object a line for machines.
    #[arg(long, default_value = "text")]
    log_format: LogFormat,
}

/// How the log is written.
#[derive(Clone, Copy, ValueEnum)]
enum LogFormat {
    Text,
    Json,
}

impl Serve {
    /// Serves until the process is asked to end, then ends in order.
    ///
    /// # Errors
    /// A sentence that says what is in the way and what to do about it.
    pub(crate) fn run(
        self,
        clock: impl Clock + 'static,
        entropy: impl Entropy + 'static,
    ) -> Result<()> {
        // No times: what a host's own log adds is the host's to decide.
        let log = tracing_subscriber::fmt().without_time().with_ansi(false);
        let log = log.with_writer(std::io::stderr).with_max_level(self.log);
        match self.log_format {
            LogFormat::Text => log.init(),
            LogFormat::Json => log.json().init(),
        }
        std::panic::set_hook(Box::new(tell_where));
        tokio::runtime::Runtime::new()
            .context("could not start")?
            .block_on(self.serve(Arc::new(clock), Arc::new(entropy)))
    }

    async fn serve(self, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Result<()> {
        let database = match &self.db {
            Some(path) => path.clone(),
            None => place::database()?,
        };
        let listener = listen(self.listen).await?;
        let metrics = match self.metrics_listen {
            Some(address) => Some(listen(address).await?),
            None => None,
        };
        let relay = Relay::open(self.config(&database), clock, entropy)
            .await
            .map_err(|error| refusal(&database, &error))?;
        if let Some(listener) = metrics {
            tokio::spawn(axum::serve(listener, relay.metrics_router()).into_future());
        }
        let stop = stopping()?;
        self.greet(listener.local_addr()?, &database)?;
        let routes: Router = relay.router().fallback(app::file);
        holdfast_relay::serve(listener, routes, relay, stop).await;
        Ok(())
    }

    fn config(&self, database: &Path) -> RelayConfig {
        let mut config = RelayConfig::new(database);
        config.invite = self.invite.clone();
        if self.behind_proxy {
            config.address = AddressSource::ForwardedFor;
        }
        if self.end_sessions {
            config.sessions = SessionsBefore::End;
        }
        config
    }

    fn greet(&self, address: SocketAddr, database: &Path) -> Result<()> {
        let mut out = std::io::stdout();
        writeln!(out, "Holdfast is at http://{address}").context("could not say where it is")?;
        out.flush()?;
        let place = database.display();
        self.note(&format!("It keeps its (unreadable) data in {place}"))?;
        if !app::is_embedded() {
            self.note("This build carries no app: `cargo xtask build` makes one that does")?;
        }
        if !address.ip().is_loopback() && !self.behind_proxy {
            self.note("Others can reach this address: put a proxy with TLS before it")?;
        }
        Ok(())
    }

    /// Says something beside the log, in the log's own shape.
    fn note(&self, said: &str) -> Result<()> {
        match self.log_format {
            LogFormat::Text => writeln!(std::io::stderr(), "{said}")?,
            LogFormat::Json => tracing::warn!("{said}"),
        }
        Ok(())
    }
}

/// Wrong code was met: where, but not with what, which may be something that nobody should read.
fn tell_where(met: &PanicHookInfo<'_>) {
    let place = met.location().map(ToString::to_string);
    tracing::error!(place, "wrong code was met");
}

async fn listen(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .map_err(|error| match error.kind() {
            ErrorKind::AddrInUse => anyhow!(
                "{address} is taken: perhaps Holdfast runs already; if not, choose another \
             address, as in --listen 127.0.0.1:7118"
            ),
            ErrorKind::PermissionDenied => {
                anyhow!("{address} needs more rights than this user has: choose a port above 1023")
            }
            ErrorKind::AddrNotAvailable => anyhow!("{address} is not an address of this machine"),
            _ => anyhow!("could not listen on {address}: {error}"),
        })
}

fn refusal(database: &Path, error: &RelayError) -> anyhow::Error {
    let (file, code) = (database.display(), error.code());
    match error {
        RelayError::StorageFull => {
            anyhow!("the disk with {file} is full: make room and start again ({code})")
        }
        RelayError::StorageCorrupt(_) => anyhow!(
            "{file} is damaged or is no database of Holdfast: put a backup in its place, or \
             choose another file by --db; the devices hold everything and send it again ({code})"
        ),
        RelayError::StorageUnavailable(detail) => anyhow!(
            "could not open or write {file}: check that its folder exists and is writable, or \
             choose another file by --db ({code}: {detail})"
        ),
        other => anyhow!("could not open the relay: {other} ({code})"),
    }
}

/// Ready when the process is asked to end, by a key or by the system.
fn stopping() -> Result<impl Future<Output = ()>> {
    let mut interrupt = signal(SignalKind::interrupt()).context("could not watch for signals")?;
    let mut terminate = signal(SignalKind::terminate()).context("could not watch for signals")?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(test)]
mod tests;
