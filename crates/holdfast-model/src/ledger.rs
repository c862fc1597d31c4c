//! The ledger: what the screens show, folded from a set of changes.
//! Invariant: the same set gives the same ledger, whatever the order and however often.

mod carry;
mod copy;
mod facts;
mod fold;
mod line;
mod meet;
mod mend;
mod night;
mod topic;
mod versions;

pub use carry::HandoverSeen;
pub use facts::{Giver, ItemSeen};
pub use fold::{Dated, Ledger, Origin};
pub use line::{Point, Rating, Series, SeriesOf, Side};
pub use meet::{Notes, RelationshipNow, SessionNow};
pub use mend::{Episode, View};
pub use night::{AgreedAct, DELETED_KEPT_DAYS, RemovedThing};
pub use versions::Versions;

#[cfg(test)]
mod tests;
