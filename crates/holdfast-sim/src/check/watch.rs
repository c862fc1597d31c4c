//! The checkers that look on all the time, together: one look at one device.
//! Invariant: what a device shows is owed from then on; what it has just made is its own.

use std::collections::BTreeSet;

use holdfast_client::{Client, Ports};

use super::{Alarmed, Authentic, Broken, Confidential, NoLoss, Ordered};
use crate::disk::Disk;

/// What looks on in every world.
#[derive(Default)]
pub(crate) struct Watch {
    pub(crate) no_loss: NoLoss,
    pub(crate) authentic: Authentic,
    pub(crate) ordered: Ordered,
    pub(crate) confidential: Confidential,
    pub(crate) alarmed: Alarmed,
}

/// The device that is looked at.
pub(crate) struct Seen<'a, P: Ports> {
    pub(crate) at: usize,
    pub(crate) name: &'static str,
    pub(crate) app: &'a Client<P>,
    pub(crate) disk: &'a Disk,
}

impl Watch {
    /// Looks at what a device shows. `mark` tells how much it had sealed before an act of its own.
    /// Gives the codes of its alarms.
    pub(crate) fn look(
        &mut self,
        seen: &Seen<impl Ports>,
        mark: Option<usize>,
    ) -> Result<BTreeSet<&'static str>, Broken> {
        let Seen {
            at,
            name,
            app,
            disk,
        } = *seen;
        let Ok((me, mut new)) = app.read(|ledger| (ledger.me(), self.no_loss.observe(at, ledger)))
        else {
            return Ok(BTreeSet::new());
        };
        new.sort_by_key(|(_, change)| change.turn);
        let sealed = mark.map(|mark| disk.sealed_from(mark));
        for (origin, change) in &new {
            self.authentic.observe(change)?;
            if let Some(sealed) = sealed.as_ref().filter(|_| change.author == me) {
                self.no_loss.sealed_in(change.id, sealed);
                self.ordered.observe(at, *origin, change)?;
            }
        }
        let notices = app.alarms();
        self.alarmed.check(name, &notices)?;
        Ok(notices.iter().map(|notice| notice.code).collect())
    }
}
