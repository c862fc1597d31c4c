//! The relay on a workbench: loaded, killed, audited and described, by other programs.
//! Every command runs a real relay on loopback; none is part of the product.
//!
//! - `load DB`: records a second, singly and in batches, and a cold sync. One line of JSON each.
//! - `append DB`: pushes for ever and prints `ack <envelope id>` after each durable answer.
//! - `audit DB`: reads such lines and looks for each; ends with 1 when one is lost.
//! - `host DB`: one space with a session, for a tester of the API; ends with standard input.

#![expect(clippy::print_stdout, reason = "a workbench prints its figures")]

mod caller;
mod crash;
mod host;
mod load;

use std::process::ExitCode;

type Outcome = Result<ExitCode, Box<dyn std::error::Error + Send + Sync>>;

fn main() -> Outcome {
    let mut arguments = std::env::args().skip(1);
    let (command, database) = (arguments.next(), arguments.next());
    let Some(database) = database.map(std::path::PathBuf::from) else {
        return Err("say load, append, audit or host, and a database file".into());
    };
    let runtime = tokio::runtime::Runtime::new()?;
    match command.as_deref() {
        Some("load") => runtime.block_on(load::run(&database)),
        Some("append") => runtime.block_on(crash::append(&database)),
        Some("audit") => runtime.block_on(crash::audit(&database)),
        Some("host") => runtime.block_on(host::run(&database)),
        _ => Err("say load, append, audit or host, and a database file".into()),
    }
}
