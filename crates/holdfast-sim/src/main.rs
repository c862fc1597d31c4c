//! Runs many worlds and says how they ended. Leaves 0 only when every checker held in all of them.
//! Invariant: the last line on standard output is the figures; a failing seed is shrunk and shown.
#![expect(
    clippy::print_stdout,
    reason = "a command-line tool speaks on standard output"
)]

mod tally;

use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};

use clap::Parser;
use tally::{Sum, Tally, TcpSum};

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
    /// The steps of each world, or of each device when over TCP.
    #[arg(long, default_value_t = 300)]
    steps: usize,
    /// Rounds of so many worlds, each on its own seeds; a line after each.
    #[arg(long, default_value_t = 1)]
    rounds: u64,
    /// Worlds over simulated TCP, with the real relay on its database.
    #[arg(long)]
    turmoil: bool,
    /// Print the trace of every world.
    #[arg(long)]
    trace: bool,
}

fn main() -> ExitCode {
    let mut arguments = Arguments::parse();
    for _ in 0..arguments.rounds {
        let all_held = if arguments.turmoil {
            live::<TcpSum>(&arguments)
        } else {
            live::<Sum>(&arguments)
        };
        if !all_held {
            return ExitCode::FAILURE;
        }
        arguments.seed = arguments.seed.saturating_add(arguments.worlds);
    }
    ExitCode::SUCCESS
}

/// Shares the seeds out among the cores. Gives whether every checker held.
fn live<T: Tally>(arguments: &Arguments) -> bool {
    let next = AtomicU64::new(arguments.seed);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut sum = std::thread::scope(|scope| {
        let run = || live_through::<T>(arguments, &next);
        let runs: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
        let sums = runs
            .into_iter()
            .map(|run| run.join().unwrap_or_else(|_| T::broken_off()));
        sums.fold(T::default(), T::and)
    });
    println!("{}", sum.figures(arguments.steps));
    sum.counts().failed == 0
}

/// Takes one seed after the other until there is none left.
fn live_through<T: Tally>(arguments: &Arguments, next: &AtomicU64) -> T {
    let end = arguments.seed.saturating_add(arguments.worlds);
    let mut sum = T::default();
    loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= end {
            return sum;
        }
        let (trace, failure) = sum.live(seed, arguments.steps);
        if arguments.trace {
            println!("{trace}");
        }
        if let Some(failure) = failure {
            println!("FAILED {failure}");
        }
    }
}
