//! `api`: schemathesis asks a running relay whatever its own description allows, and more.
//! Invariant: a server error or an answer that is not described fails; nothing is left running.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use clap::Args;
use serde_json::Value;

use crate::{apt, shell};

/// How much to ask.
#[derive(Args)]
pub(crate) struct Api {
    /// Examples for each operation; each is a request or more.
    #[arg(long, default_value_t = EXAMPLES)]
    examples: u32,
}

impl Api {
    pub(crate) fn execute(self) -> Result<()> {
        println!("{}", ask(self.examples)?.said());
        Ok(())
    }
}

/// The same with each change, of the relay that the unit tests have built.
pub(crate) fn each_change() -> Result<()> {
    println!("{}", ask_the_built_one(EXAMPLES)?.said());
    Ok(())
}

/// Builds the relay and asks so much of it; an answer that is not described is an error.
pub(crate) fn ask(examples: u32) -> Result<Verdict> {
    shell::run(shell::cargo().args(["build", "--quiet", "--package", "holdfast"]))?;
    ask_the_built_one(examples)
}

fn ask_the_built_one(examples: u32) -> Result<Verdict> {
    let tool = schemathesis()?;
    let folder = shell::root().join("target/api");
    fs::create_dir_all(&folder)?;
    let report = folder.join("report.json");
    if report.exists() {
        fs::remove_file(&report)?;
    }
    let relay = Running::start(&folder)?;
    let mut asking = shell::program(&tool.to_string_lossy());
    asking.current_dir(&folder);
    asking.env("RELAY", &relay.address);
    asking.env("SCHEMATHESIS_HOOKS", "hooks");
    asking.env("PYTHONPATH", shell::root().join("xtask/api"));
    asking.env("PYTHONDONTWRITEBYTECODE", "1");
    asking.env("PYTHONHASHSEED", "0");
    let described = format!("{}/openapi.json", relay.address);
    asking.args(["run", "--no-color", &described]);
    // A live stream has no end to wait for; it has tests of its own.
    asking.args(["--exclude-path", "/v1/spaces/{id}/live"]);
    asking.args(["--continue-on-failure", "--request-timeout", "20"]);
    asking.args(["--max-examples", &examples.to_string()]);
    asking.args(["--checks", CHECKS]);
    asking.args(THE_SAME_EACH_TIME);
    asking.args(["--report", "json", "--report-json-path"]);
    let answered = shell::run(asking.arg(&report));
    let told = fs::read(&report).context("schemathesis broke off without a report")?;
    let verdict =
        Verdict::of(&serde_json::from_slice(&told)?).context("a report of another form")?;
    answered.with_context(|| verdict.said())?;
    ensure!(verdict.is_good(), "{}", verdict.said());
    Ok(verdict)
}

/// What schemathesis found, of its own report.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    requests: u64,
    /// Those of them that broke a check or brought no answer.
    bad: u64,
    operations: u64,
    /// Whether all phases came to their end.
    is_whole: bool,
}

impl Verdict {
    fn of(report: &Value) -> Option<Self> {
        let cases = report.get("test_cases")?;
        let count = |name: &str| cases.get(name)?.as_u64();
        Some(Self {
            requests: count("generated")?,
            bad: count("with_failures")? + count("errored")? + count("without_checks")?,
            operations: report.get("operations")?.get("tested")?.as_u64()?,
            is_whole: report.get("complete")?.as_bool()?,
        })
    }

    fn is_good(&self) -> bool {
        self.is_whole && self.bad == 0 && self.operations >= OPERATIONS && self.requests > 0
    }

    /// One line.
    pub(crate) fn said(&self) -> String {
        let Self {
            requests,
            bad,
            operations,
            ..
        } = self;
        let verdict = match (self.is_good(), self.is_whole) {
            (true, _) => "0 server errors, 0 undocumented answers",
            (false, true) => "not as the relay describes itself",
            (false, false) => "broken off",
        };
        let good = requests - bad;
        format!("{good} of {requests} requests to {operations} operations passed: {verdict}")
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
                fs::remove_file(file)?;
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
    let home = shell::root().join("target/tools").join(PACKAGES[0]);
    let tool = home.join("bin/schemathesis");
    if !tool.exists() {
        apt::ensure("python3", "python3", "schemathesis is written in it")?;
        if environment(&home).is_err() {
            // Debian's Python makes none without a package of its own.
            apt::install("python3-venv").context("this needs Python 3 with venv")?;
            environment(&home)?;
        }
        let mut pip = shell::program(&home.join("bin/pip").to_string_lossy());
        pip.args(["install", "--quiet", "--disable-pip-version-check"]);
        shell::run(pip.args(PACKAGES)).context("pip could not install schemathesis")?;
    }
    Ok(tool)
}

fn environment(home: &Path) -> Result<()> {
    let mut python = shell::program("python3");
    shell::run(python.args(["-m", "venv", "--clear"]).arg(home))
}

/// With each change.
const EXAMPLES: u32 = 50;
/// All that are described, less the live stream.
const OPERATIONS: u64 = 12;
/// Pinned: another version makes up other requests.
const PACKAGES: [&str; 4] = [
    "schemathesis==4.32.5",
    "hypothesis==6.170.15",
    "cryptography==50.0.2",
    "requests==2.34.2",
];
/// The same chances each time, nothing remembered, and no verdict by the speed of the machine.
const THE_SAME_EACH_TIME: [&str; 6] = [
    "--seed",
    "7",
    "--generation-database",
    "none",
    "--suppress-health-check",
    "too_slow",
];
/// No server error, and nothing that is not described.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_headers_conformance,response_schema_conformance,\
                      unsupported_method,allow_header_conformance";

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn report(generated: u64, with_failures: u64, complete: bool) -> Value {
        json!({
            "complete": complete,
            "operations": { "total": 13, "tested": 12 },
            "test_cases": {
                "generated": generated,
                "with_failures": with_failures,
                "errored": 0,
                "without_checks": 0,
            },
        })
    }

    #[test]
    fn only_a_whole_run_without_a_failure_is_good() {
        let good = |report| Verdict::of(&report).unwrap().is_good();
        assert!(good(report(1_102, 0, true)));
        assert!(!good(report(1_102, 1, true)));
        assert!(!good(report(1_102, 0, false)));
        assert!(!good(report(0, 0, true)));
        assert_eq!(Verdict::of(&json!({})), None);
    }

    #[test]
    fn the_verdict_is_one_line() {
        let said = Verdict::of(&report(10, 3, true)).unwrap().said();
        assert_eq!(
            said,
            "7 of 10 requests to 12 operations passed: not as the relay describes itself"
        );
    }
}
