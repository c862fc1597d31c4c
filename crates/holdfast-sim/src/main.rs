//! Runs many worlds and says how they ended. Leaves 0 only when every checker held in all of them.
//! Invariant: the last line on standard output is the figures; a failing seed is shrunk and shown.
#![expect(
    clippy::print_stdout,
    reason = "a command-line tool speaks on standard output"
)]

use std::collections::BTreeSet;
use std::process::ExitCode;

use clap::Parser;
use holdfast_sim::{Attack, Fault, Options, Outcome, run, run_steps, shrink};

/// Live through worlds, each from its own seed.
#[derive(Parser)]
#[command(name = "cargo xtask sim")]
struct Arguments {
    /// The first seed.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// How many seeds, one after the other.
    #[arg(long, default_value_t = 500)]
    worlds: u64,
    /// The steps of each world.
    #[arg(long, default_value_t = 300)]
    steps: usize,
    /// Print the trace of every world.
    #[arg(long)]
    trace: bool,
}

/// What all worlds met together.
#[derive(Default)]
struct Sum {
    worlds: u64,
    failed: u64,
    faults: BTreeSet<Fault>,
    attacks: BTreeSet<Attack>,
    alarms: BTreeSet<&'static str>,
    hits: usize,
    kept: usize,
    requests: u64,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut sum = Sum::default();
    for seed in (arguments.seed..).take(usize::try_from(arguments.worlds).unwrap_or(usize::MAX)) {
        let options = Options::of(seed, arguments.steps);
        let outcome = run(&options);
        if arguments.trace {
            println!("{}", outcome.trace);
        }
        if let Some(broken) = &outcome.broken {
            println!("FAILED {options}\n  {broken}");
            show_smaller(&options);
        }
        sum.add(&outcome);
    }
    println!("{}", sum.figures(arguments.steps));
    if sum.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The same failure with as few steps as it needs.
fn show_smaller(options: &Options) {
    let steps = shrink(options);
    let smaller = run_steps(options, &steps);
    println!("  needs only the steps {steps:?}:\n{}", smaller.trace);
    if let Some(broken) = smaller.broken {
        println!("  {broken}");
    }
}

impl Sum {
    fn add(&mut self, outcome: &Outcome) {
        let figures = &outcome.figures;
        self.worlds += 1;
        self.failed += u64::from(outcome.broken.is_some());
        self.faults.extend(&figures.faults);
        self.attacks.extend(&figures.attacks);
        self.alarms.extend(&figures.alarms);
        self.hits += figures.hits;
        self.kept += figures.kept;
        self.requests += figures.requests;
    }

    fn figures(&self, steps: usize) -> String {
        format!(
            "{} worlds of {steps} steps, {} failed; fault kinds hit {}/{}, attacks played {}/{}, \
             alarms raised {}; {} times something went wrong, {} changes kept, {} requests",
            self.worlds,
            self.failed,
            self.faults.len(),
            Fault::ALL.len(),
            self.attacks.len(),
            Attack::ALL.len(),
            self.alarms.len(),
            self.hits,
            self.kept,
            self.requests
        )
    }
}
