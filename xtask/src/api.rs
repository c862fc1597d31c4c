//! `api`: schemathesis asks a running relay whatever its own description allows, and more.
//! Invariant: a server error or an answer that is not described fails; nothing is left running.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};
use clap::Args;

use crate::shell;

/// How much to ask.
#[derive(Args)]
pub(crate) struct Api {
    /// Examples for each operation.
    #[arg(long, default_value_t = 50)]
    examples: u32,
}

impl Api {
    pub(crate) fn execute(self) -> Result<()> {
        let tool = schemathesis()?;
        shell::run(shell::cargo().args(["build", "--quiet", "--package", "holdfast"]))?;
        let folder = shell::root().join("target/api");
        std::fs::create_dir_all(&folder)?;
        let relay = Running::start(&folder)?;
        let mut asking = shell::program(&tool.to_string_lossy());
        asking.current_dir(&folder);
        asking.env("RELAY", &relay.address);
        asking.env("SCHEMATHESIS_HOOKS", "hooks");
        asking.env("PYTHONPATH", shell::root().join("xtask/api"));
        asking.env("PYTHONDONTWRITEBYTECODE", "1");
        asking.args(["run", &format!("{}/openapi.json", relay.address)]);
        // A live stream has no end to wait for; it has tests of its own.
        asking.args(["--exclude-path", "/v1/spaces/{id}/live"]);
        asking.args(["--continue-on-failure", "--request-timeout", "20"]);
        asking.args(["--max-examples", &self.examples.to_string()]);
        asking.args(["--checks", CHECKS]);
        shell::run(&mut asking).context("the relay does not answer as it says it does")
    }
}

/// A relay of this build on a free port, with an empty database; ended with its handle.
struct Running {
    child: Child,
    address: String,
}

impl Running {
    fn start(folder: &Path) -> Result<Self> {
        let database = folder.join("relay.sqlite");
        for beside in ["", "-wal", "-shm"] {
            let file = format!("{}{beside}", database.display());
            if Path::new(&file).exists() {
                std::fs::remove_file(file)?;
            }
        }
        let mut serve = Command::new(shell::root().join("target/debug/holdfast"));
        serve.args(["serve", "--listen", "127.0.0.1:0", "--behind-proxy", "--db"]);
        let mut child = serve.arg(database).stdout(Stdio::piped()).spawn()?;
        let out = child.stdout.take().context("a relay that says nothing")?;
        let mut running = Self {
            child,
            address: String::new(),
        };
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        let address = line.trim().strip_prefix("Holdfast is at ");
        address
            .context("the relay did not start")?
            .clone_into(&mut running.address);
        Ok(running)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// schemathesis in a virtual environment of its own below target/, installed once.
fn schemathesis() -> Result<PathBuf> {
    let home = shell::root().join("target/tools/schemathesis");
    let tool = home.join("bin/schemathesis");
    if !tool.exists() {
        let mut make = shell::program("python3");
        shell::run(make.args(["-m", "venv"]).arg(&home))
            .context("this needs Python 3 with venv")?;
        let mut pip = shell::program(&home.join("bin/pip").to_string_lossy());
        shell::run(pip.args(["install", "--quiet"]).args(PACKAGES))
            .context("pip could not install schemathesis")?;
    }
    Ok(tool)
}

const PACKAGES: [&str; 3] = ["schemathesis==4.32.5", "cryptography", "requests"];
/// No server error, and nothing that is not described.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_headers_conformance,response_schema_conformance,\
                      unsupported_method,allow_header_conformance";
