//! The checkers: what must hold in every world, whatever goes wrong in it.
//! Invariant: a checker only looks; each has a test that shows that it can fail.

mod alarmed;
mod authentic;
mod confidential;
mod converged;
mod no_loss;
mod ordered;
mod watch;

use std::fmt;

pub(crate) use alarmed::Alarmed;
pub(crate) use authentic::Authentic;
pub(crate) use confidential::{Confidential, MARK};
pub(crate) use converged::Converged;
pub(crate) use no_loss::NoLoss;
pub(crate) use ordered::Ordered;
pub(crate) use watch::{Seen, Watch};

/// A promise that did not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The checker that found it.
    pub checker: &'static str,
    /// What it found.
    pub what: String,
}

impl Broken {
    pub(crate) fn new(checker: &'static str, what: impl Into<String>) -> Self {
        Self {
            checker,
            what: what.into(),
        }
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.checker, self.what)
    }
}

impl std::error::Error for Broken {}
