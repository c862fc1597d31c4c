//! What many worlds met together, and how a failing one is shown.
//! Invariant: a world that broke is counted, whatever it broke by.

use std::collections::BTreeSet;

use holdfast_sim::{Attack, Fault, Options, Outcome, run, run_steps, shrink, tcp};

/// A sum over worlds of one sort.
pub(crate) trait Tally: Default + Send {
    /// Lives through the world of a seed. Gives its trace, and what failed if something did.
    fn live(&mut self, seed: u64, steps: usize) -> (String, Option<String>);

    /// Both together.
    fn and(self, other: Self) -> Self;

    /// A thread that ended in a panic: a failure too.
    fn broken_off() -> Self;

    fn failed(&self) -> u64;

    /// The last line.
    fn figures(&self, steps: usize) -> String;
}

/// Worlds with a hostile relay in memory.
#[derive(Default)]
pub(crate) struct Sum {
    worlds: u64,
    failed: u64,
    faults: BTreeSet<Fault>,
    attacks: BTreeSet<Attack>,
    alarms: BTreeSet<&'static str>,
    hits: usize,
    kept: usize,
    requests: u64,
}

impl Tally for Sum {
    fn live(&mut self, seed: u64, steps: usize) -> (String, Option<String>) {
        let options = Options::of(seed, steps);
        let outcome = run(&options);
        let broken = outcome.broken.as_ref();
        let failure = broken.map(|broken| format!("{options}\n  {broken}\n{}", smaller(&options)));
        self.add(&outcome);
        (outcome.trace, failure)
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

    fn broken_off() -> Self {
        Self {
            failed: 1,
            ..Self::default()
        }
    }

    fn failed(&self) -> u64 {
        self.failed
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

/// Worlds over simulated TCP.
#[derive(Default)]
pub(crate) struct TcpSum {
    worlds: u64,
    failed: u64,
    felt: BTreeSet<tcp::Trouble>,
    hits: usize,
    kept: usize,
    requests: u64,
    lasted_ms: u64,
}

impl Tally for TcpSum {
    fn live(&mut self, seed: u64, steps: usize) -> (String, Option<String>) {
        let options = tcp::Options::of(seed, steps);
        let outcome = tcp::run(&options);
        self.worlds += 1;
        self.failed += u64::from(outcome.broken.is_some());
        self.felt.extend(&outcome.felt);
        self.hits += outcome.hits;
        self.kept += outcome.kept;
        self.requests += outcome.requests;
        self.lasted_ms += outcome.lasted_ms;
        let broken = outcome.broken;
        let failure = broken.map(|broken| format!("{options}\n  {broken}\n{}", outcome.trace));
        (outcome.trace, failure)
    }

    fn and(mut self, other: Self) -> Self {
        self.worlds += other.worlds;
        self.failed += other.failed;
        self.felt.extend(other.felt);
        self.hits += other.hits;
        self.kept += other.kept;
        self.requests += other.requests;
        self.lasted_ms += other.lasted_ms;
        self
    }

    fn broken_off() -> Self {
        Self {
            failed: 1,
            ..Self::default()
        }
    }

    fn failed(&self) -> u64 {
        self.failed
    }

    fn figures(&self, steps: usize) -> String {
        format!(
            "{} worlds over TCP of {steps} steps a device, {} failed; kinds of trouble felt {}/{}; \
             {} troubles felt, {} changes kept, {} requests, {} simulated hours",
            self.worlds,
            self.failed,
            self.felt.len(),
            tcp::Trouble::ALL.len(),
            self.hits,
            self.kept,
            self.requests,
            self.lasted_ms / 3_600_000
        )
    }
}
