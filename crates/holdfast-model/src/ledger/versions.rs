//! Versions of a document: what stands now, and all that it was made from.
//! Invariant: there is always a current version, and no version is ever dropped.

use holdfast_order::Set;

use super::fold::Dated;
use crate::id::ChangeId;
use crate::thing::Revised;
use crate::time::Instant;

/// All versions of one document.
#[derive(Debug, Clone)]
pub struct Versions<'l, T> {
    current: Dated<'l, T>,
    others: Vec<Dated<'l, T>>,
    history: Vec<Dated<'l, T>>,
}

impl<'l, T> Versions<'l, T> {
    /// Reads the versions of one document, told in order. None when there is none.
    pub(super) fn of<I>(told: Vec<Dated<'l, Revised<I, T>>>) -> Option<Self> {
        let bases: Set<ChangeId> = told
            .iter()
            .flat_map(|version| version.what.builds_on.iter().copied())
            .collect();
        let history: Vec<_> = told.iter().map(content).collect();
        let mut heads: Vec<_> = history
            .iter()
            .filter(|version| !bases.contains(&version.id))
            .copied()
            .collect();
        // Only versions that name each other in a circle leave no head; then the last one stands.
        let current = heads.pop().or_else(|| history.last().copied())?;
        Some(Self {
            current,
            others: heads,
            history,
        })
    }

    /// The version that stands; the last told, when several do.
    #[must_use]
    pub const fn current(&self) -> Dated<'l, T> {
        self.current
    }

    /// Other versions that stand beside it: made from the same one, on two devices.
    #[must_use]
    pub fn others(&self) -> &[Dated<'l, T>] {
        &self.others
    }

    /// Every version, from the first.
    #[must_use]
    pub fn history(&self) -> &[Dated<'l, T>] {
        &self.history
    }

    /// When the first version was told.
    #[must_use]
    pub fn since(&self) -> Instant {
        self.history
            .first()
            .map_or(self.current.at, |first| first.at)
    }

    /// What a revision names to build on all that stands.
    #[must_use]
    pub fn heads(&self) -> Vec<ChangeId> {
        self.others
            .iter()
            .chain([&self.current])
            .map(|version| version.id)
            .collect()
    }
}

fn content<'l, I, T>(version: &Dated<'l, Revised<I, T>>) -> Dated<'l, T> {
    let Dated {
        id,
        at,
        author,
        origin,
        what,
    } = *version;
    Dated {
        id,
        at,
        author,
        origin,
        what: &what.content,
    }
}
