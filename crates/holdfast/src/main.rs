//! The one binary: the host, and the engine for researchers.
//! Only here the ports of the machine (time, randomness) are plugged in.

mod circumstances;
mod completions;
mod detect;
mod evaluate;
mod exit;
mod fit;
mod input;
mod machine;
mod misuse;
mod output;
mod partial;
mod segment;
mod serve;
mod simulate;
mod verify;

use clap::{CommandFactory, Parser, Subcommand};
use output::Voice;
use std::io::Write;
use std::process::ExitCode;

/// A place for the therapeutic alliance between two sessions.
#[derive(Parser)]
#[command(version, after_help = exit::HELP)]
struct Holdfast {
    #[command(subcommand)]
    command: Command,
    /// Say nothing but errors and results.
    #[arg(long, short, global = true)]
    quiet: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the app and the relay.
    Serve(serve::Serve),
    Detect(detect::Detect),
    Segment(segment::Segment),
    Simulate(simulate::Simulate),
    Fit(fit::Fit),
    Evaluate(evaluate::Evaluate),
    Verify(verify::Verify),
    Completions(completions::Completions),
    Manual(completions::Manual),
}

fn main() -> ExitCode {
    let Holdfast { command, quiet } = Holdfast::parse();
    let voice = if quiet { Voice::Quiet } else { Voice::Normal };
    let done = match command {
        Command::Serve(serve) => serve.run(machine::MachineClock, machine::MachineEntropy),
        Command::Detect(detect) => detect.run(voice),
        Command::Segment(segment) => segment.run(),
        Command::Simulate(simulate) => simulate.run(voice),
        Command::Fit(fit) => fit.run(voice),
        Command::Evaluate(evaluate) => evaluate.run(voice),
        Command::Verify(verify) => verify.run(voice),
        Command::Completions(completions) => completions.run(Holdfast::command()),
        Command::Manual(manual) => manual.run(Holdfast::command()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if exit::reader_left(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // When standard error is closed there is nobody left to tell.
            let _ = writeln!(std::io::stderr(), "holdfast: {}", exit::sentence(&error));
            exit::code(&error)
        }
    }
}
