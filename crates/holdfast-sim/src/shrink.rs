//! Running a world, and making a failing one smaller by leaving steps out.
//! Invariant: a smaller world fails in the same checker as the one that it comes from.

use crate::check::Broken;
use crate::options::Options;
use crate::world::{Figures, World};

/// How a world ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The promise that did not hold, if one did not.
    pub broken: Option<Broken>,
    /// What was met.
    pub figures: Figures,
    /// One line for each step.
    pub trace: String,
}

/// Runs a world with all its steps.
#[must_use]
pub fn run(options: &Options) -> Outcome {
    let steps: Vec<u64> = (0..options.steps as u64).collect();
    run_steps(options, &steps)
}

/// Runs a world with some of its steps.
#[must_use]
pub fn run_steps(options: &Options, steps: &[u64]) -> Outcome {
    let mut world = match World::build(options.clone()) {
        Ok(world) => world,
        Err(broken) => {
            return Outcome {
                broken: Some(broken),
                figures: Figures::default(),
                trace: options.to_string(),
            };
        }
    };
    let lived = steps.iter().try_for_each(|number| world.step(*number));
    let broken = lived.and_then(|()| world.heal()).err();
    let (figures, trace) = world.finish();
    Outcome {
        broken,
        figures,
        trace,
    }
}

/// Leaves out what is not needed for the failure: halves first, then smaller parts, then single
/// steps. Gives the steps that are left; all of them when the world does not fail.
#[must_use]
pub fn shrink(options: &Options) -> Vec<u64> {
    let mut steps: Vec<u64> = (0..options.steps as u64).collect();
    let Some(first) = run_steps(options, &steps).broken else {
        return steps;
    };
    let mut part = steps.len().div_ceil(2);
    while part > 0 {
        let mut at = 0;
        while at < steps.len() {
            let end = (at + part).min(steps.len());
            let kept = steps.iter().take(at).chain(steps.iter().skip(end));
            let fewer: Vec<u64> = kept.copied().collect();
            let still = run_steps(options, &fewer).broken;
            if still.is_some_and(|broken| broken.checker == first.checker) {
                steps = fewer;
            } else {
                at = end;
            }
        }
        part /= 2;
    }
    steps
}
