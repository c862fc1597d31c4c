//! Runs many worlds and says how they ended. Leaves 0 only when every checker held in all of them.
//! Invariant: the last line on standard output is the figures; a failing seed is shrunk and shown.
#![expect(
    clippy::print_stdout,
    reason = "a command-line tool speaks on standard output"
)]

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};

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
    let next = AtomicU64::new(arguments.seed);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let sum = std::thread::scope(|scope| {
        let run = || live_through(&arguments, &next);
        let runs: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
        let sums = runs
            .into_iter()
            .map(|run| run.join().unwrap_or_else(|_| Sum::broken_off()));
        sums.fold(Sum::default(), Sum::and)
    });
    println!("{}", sum.figures(arguments.steps));
    if sum.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Takes one seed after the other until there is none left.
fn live_through(arguments: &Arguments, next: &AtomicU64) -> Sum {
    let end = arguments.seed.saturating_add(arguments.worlds);
    let mut sum = Sum::default();
    loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= end {
            return sum;
        }
        let options = Options::of(seed, arguments.steps);
        let outcome = run(&options);
        if arguments.trace {
            println!("{}", outcome.trace);
        }
        if let Some(broken) = &outcome.broken {
            println!("FAILED {options}\n  {broken}\n{}", smaller(&options));
        }
        sum.add(&outcome);
    }
}

/// The same failure with as few steps as it needs.
fn smaller(options: &Options) -> String {
    let steps = shrink(options);
    let outcome = run_steps(options, &steps);
    let broken = outcome
        .broken
        .map_or(String::new(), |broken| broken.to_string());
    format!(
        "  needs only the steps {steps:?}:\n{}\n  {broken}",
        outcome.trace
    )
}

impl Sum {
    /// A thread that ended in a panic: a failure too.
    fn broken_off() -> Self {
        Self {
            failed: 1,
            ..Self::default()
        }
    }

    fn and(mut self, other: Self) -> Self {
        self.worlds += other.worlds;
        self.failed += other.failed;
        self.faults.extend(other.faults);
        self.attacks.extend(other.attacks);
        self.alarms.extend(other.alarms);
        self.hits += other.hits;
        self.kept += other.kept;
        self.requests += other.requests;
        self
    }

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
