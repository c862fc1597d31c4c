//! The one binary: the host, and the engine for researchers.
//! Only here the ports of the machine (time, randomness) are plugged in.

mod machine;
mod serve;

use clap::{Parser, Subcommand};
use std::io::Write;
use std::process::ExitCode;

/// A place for the therapeutic alliance between two sessions.
#[derive(Parser)]
#[command(version)]
struct Holdfast {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the app and the relay.
    Serve(serve::Serve),
}

fn main() -> ExitCode {
    let done = match Holdfast::parse().command {
        Command::Serve(serve) => serve.run(machine::MachineClock, machine::MachineEntropy),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // When standard error is closed there is nobody left to tell.
            let _ = writeln!(std::io::stderr(), "holdfast: {error:#}");
            ExitCode::FAILURE
        }
    }
}
