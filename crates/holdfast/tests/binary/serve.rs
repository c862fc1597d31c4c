//! `holdfast serve` as a host starts it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A running binary, ended with its handle.
struct Served {
    child: Child,
    address: String,
}

impl Served {
    fn start(home: &Path, arguments: &[&str]) -> Self {
        let mut child = holdfast(home, arguments).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line.trim().strip_prefix("Holdfast is at http://");
        let address = address
            .unwrap_or_else(|| panic!("said {line:?}"))
            .to_owned();
        Self { child, address }
    }

    fn ask(&self, path: &str, headers: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let head = format!("GET {path} HTTP/1.1\r\nhost: here\r\nconnection: close\r\n");
        write!(stream, "{head}{headers}\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn end(mut self) -> i32 {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status().unwrap();
        self.child.wait().unwrap().code().unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn holdfast(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_holdfast"));
    command
        .arg("serve")
        .args(arguments)
        .env("XDG_DATA_HOME", home)
        .env("HOME", home);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

#[test]
fn it_says_where_it_is_answers_there_and_ends_when_asked() {
    let home = tempfile::tempdir().unwrap();
    let served = Served::start(home.path(), &["--listen", "127.0.0.1:0"]);
    assert!(served.ask("/healthz", "").starts_with("HTTP/1.1 200"));
    assert!(served.ask("/readyz", "").contains("ready"));
    assert!(
        served
            .ask("/v1/nothing", "")
            .contains("application/problem+json")
    );
    assert!(
        served
            .ask("/metrics", "")
            .contains("content-security-policy"),
        "not on this port"
    );
    let folder = home.path().join("holdfast");
    assert!(folder.join("relay.sqlite").is_file());
    let mode = folder.metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "the data folder is for this user alone");
    assert_eq!(served.end(), 0);
}

#[test]
fn every_answer_of_the_app_carries_the_guards() {
    let home = tempfile::tempdir().unwrap();
    let served = Served::start(home.path(), &["--listen", "127.0.0.1:0"]);
    for path in ["/", "/today", "/nothing.js"] {
        let answer = served.ask(path, "");
        for line in [
            "content-security-policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
             style-src 'self'; font-src 'self'; connect-src 'self'; img-src 'self' data:; \
             worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'\r\n",
            "cross-origin-opener-policy: same-origin\r\n",
            "cross-origin-resource-policy: same-origin\r\n",
            "x-content-type-options: nosniff\r\n",
            "referrer-policy: no-referrer\r\n",
            "permissions-policy: ",
        ] {
            assert!(answer.contains(line), "{line:?} not in\n{answer}");
        }
    }
}

#[test]
fn metrics_are_on_their_own_port_only() {
    let home = tempfile::tempdir().unwrap();
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let arguments = [
        "--listen",
        "127.0.0.1:0",
        "--metrics-listen",
        &free.to_string(),
    ];
    let mut served = Served::start(home.path(), &arguments);
    served.ask("/healthz", "");
    served.address = free.to_string();
    let answer = served.ask("/metrics", "");
    assert!(
        answer.contains("holdfast_requests_total{route=\"/healthz\""),
        "{answer}"
    );
}

#[test]
fn a_log_for_machines_is_one_object_a_line() {
    let home = tempfile::tempdir().unwrap();
    let arguments = ["--listen", "127.0.0.1:0", "--log", "info"];
    let json = [&arguments[..], &["--log-format", "json"]].concat();
    let mut served = Served::start(home.path(), &json);
    served.ask("/healthz", "");
    let mut log = served.child.stderr.take().unwrap();
    assert_eq!(served.end(), 0);
    let mut told = String::new();
    log.read_to_string(&mut told).unwrap();
    let lines: Vec<serde_json::Value> = told
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}")))
        .collect();
    let answered = lines
        .iter()
        .find(|line| line["fields"]["route"] == "/healthz");
    let answered = answered.unwrap_or_else(|| panic!("{told}"));
    assert_eq!(answered["fields"]["status"], 200);
    assert!(answered["timestamp"].is_null(), "no times: {answered}");
}

#[test]
fn what_is_in_the_way_is_said_in_one_sentence() {
    let home = tempfile::tempdir().unwrap();
    let check = |arguments: &[&str], expect: &str| {
        let ended = holdfast(home.path(), arguments).output().unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        assert!(!ended.status.success() && said.contains(expect), "{said}");
        assert!(ended.stdout.is_empty());
    };
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    check(
        &["--listen", &taken.local_addr().unwrap().to_string()],
        "is taken",
    );
    let nowhere = home.path().join("no/such/folder/relay.sqlite");
    check(
        &["--listen", "127.0.0.1:0", "--db", nowhere.to_str().unwrap()],
        "choose another file",
    );
    let letter = home.path().join("letter.txt");
    std::fs::write(
        &letter,
        "this is no database, and long enough to be looked at ".repeat(20),
    )
    .unwrap();
    check(
        &["--listen", "127.0.0.1:0", "--db", letter.to_str().unwrap()],
        "no database of Holdfast",
    );
}
