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

    /// What every sort of world counts.
    fn counts(&mut self) -> &mut Counts;

    /// A thread that ended in a panic: a failure too.
    fn broken_off() -> Self {
        let mut sum = Self::default();
        sum.counts().failed = 1;
        sum
    }

    /// The last line.
    fn figures(&self, steps: usize) -> String;
}

/// What is counted in worlds of any sort.
#[derive(Default)]
pub(crate) struct Counts {
    worlds: u64,
    pub(crate) failed: u64,
    hits: usize,
    kept: usize,
    requests: u64,
}

impl Counts {
    fn add(&mut self, other: &Self) {
        self.worlds += other.worlds;
        self.failed += other.failed;
        self.hits += other.hits;
        self.kept += other.kept;
        self.requests += other.requests;
    }
}

/// Worlds with a hostile relay in memory.
#[derive(Default)]
pub(crate) struct Sum {
    counts: Counts,
    faults: BTreeSet<Fault>,
    attacks: BTreeSet<Attack>,
    alarms: BTreeSet<&'static str>,
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
        self.counts.add(&other.counts);
        self.faults.extend(other.faults);
        self.attacks.extend(other.attacks);
        self.alarms.extend(other.alarms);
        self
    }

    fn counts(&mut self) -> &mut Counts {
        &mut self.counts
    }

    fn figures(&self, steps: usize) -> String {
        format!(
            "{} worlds of {steps} steps, {} failed; fault kinds hit {}/{}, attacks played {}/{}, \
             alarms raised {}; {} times something went wrong, {} changes kept, {} requests",
            self.counts.worlds,
            self.counts.failed,
            self.faults.len(),
            Fault::ALL.len(),
            self.attacks.len(),
            Attack::ALL.len(),
            self.alarms.len(),
            self.counts.hits,
            self.counts.kept,
            self.counts.requests
        )
    }
}

impl Sum {
    fn add(&mut self, outcome: &Outcome) {
        let figures = &outcome.figures;
        self.counts.add(&Counts {
            worlds: 1,
            failed: u64::from(outcome.broken.is_some()),
            hits: figures.hits,
            kept: figures.kept,
            requests: figures.requests,
        });
        self.faults.extend(&figures.faults);
        self.attacks.extend(&figures.attacks);
        self.alarms.extend(&figures.alarms);
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
    counts: Counts,
    felt: BTreeSet<tcp::Trouble>,
    lasted_ms: u64,
}

impl Tally for TcpSum {
    fn live(&mut self, seed: u64, steps: usize) -> (String, Option<String>) {
        let options = tcp::Options::of(seed, steps);
        let outcome = tcp::run(&options);
        self.counts.add(&Counts {
            worlds: 1,
            failed: u64::from(outcome.broken.is_some()),
            hits: outcome.hits,
            kept: outcome.kept,
            requests: outcome.requests,
        });
        self.felt.extend(&outcome.felt);
        self.lasted_ms += outcome.lasted_ms;
        let broken = outcome.broken;
        let failure = broken.map(|broken| format!("{options}\n  {broken}\n{}", outcome.trace));
        (outcome.trace, failure)
    }

    fn and(mut self, other: Self) -> Self {
        self.counts.add(&other.counts);
        self.felt.extend(other.felt);
        self.lasted_ms += other.lasted_ms;
        self
    }

    fn counts(&mut self) -> &mut Counts {
        &mut self.counts
    }

    fn figures(&self, steps: usize) -> String {
        format!(
            "{} worlds over TCP of {steps} steps a device, {} failed; kinds of trouble felt {}/{}; \
             {} troubles felt, {} changes kept, {} requests, {} simulated hours",
            self.counts.worlds,
            self.counts.failed,
            self.felt.len(),
            tcp::Trouble::ALL.len(),
            self.counts.hits,
            self.counts.kept,
            self.counts.requests,
            self.lasted_ms / 3_600_000
        )
    }
}
