//! What goes wrong in a world: every kind of fault, and every attack of a relay, by its name.
//! Invariant: each kind is in `ALL` once, so that a run can say which kinds it has met.

/// A fault that nobody intends: network, storage, time, process, version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A request is lost.
    Drop,
    /// A request arrives twice.
    Duplicate,
    /// A request arrives after later ones.
    Reorder,
    /// The answer takes longer than the caller waits.
    Delay,
    /// The connection stands and nothing comes.
    HalfOpen,
    /// No way to the relay for some time.
    Partition,
    /// The relay has committed, its answer is lost.
    LostAnswer,
    /// The answer is cut off.
    Truncated,
    /// The process ends before a commit.
    Kill,
    /// The power goes during a commit: it is kept whole or not at all.
    PowerCut,
    /// No room is left.
    Full,
    /// Writing fails.
    WriteFails,
    /// The disk fails while it answers: the batch may be kept.
    SyncFails,
    /// Less was written than was asked.
    ShortWrite,
    /// The browser has taken everything that this device kept.
    Evicted,
    /// An older copy of the device's data was put back.
    OlderSnapshot,
    /// The clock jumps ten years, forth or back.
    TenYears,
    /// The clock goes back some hours.
    Backwards,
    /// Summer time begins or ends.
    SummerTime,
    /// The device is in another zone.
    OtherZone,
    /// It is midnight.
    Midnight,
    /// The app is open twice on one device.
    TwoTabs,
    /// The tab is killed while it waits for the relay.
    TabKilled,
    /// A new version of the app is loaded in the middle of a sync.
    UpdateInSync,
    /// The device's safe refuses.
    SafeRefuses,
    /// A newer app writes a kind of change that this one does not know.
    UnknownKind,
    /// A newer app writes an envelope of a version that this one does not know.
    NewerFormat,
    /// The app is locked and opened again in the middle of everything.
    Locked,
}

impl Fault {
    /// Every kind.
    pub const ALL: [Self; 28] = [
        Self::Drop,
        Self::Duplicate,
        Self::Reorder,
        Self::Delay,
        Self::HalfOpen,
        Self::Partition,
        Self::LostAnswer,
        Self::Truncated,
        Self::Kill,
        Self::PowerCut,
        Self::Full,
        Self::WriteFails,
        Self::SyncFails,
        Self::ShortWrite,
        Self::Evicted,
        Self::OlderSnapshot,
        Self::TenYears,
        Self::Backwards,
        Self::SummerTime,
        Self::OtherZone,
        Self::Midnight,
        Self::TwoTabs,
        Self::TabKilled,
        Self::UpdateInSync,
        Self::SafeRefuses,
        Self::UnknownKind,
        Self::NewerFormat,
        Self::Locked,
    ];

    /// Whether it happens on the way to the relay.
    pub(crate) const fn is_of_the_road(self) -> bool {
        matches!(
            self,
            Self::Drop
                | Self::Duplicate
                | Self::Reorder
                | Self::Delay
                | Self::HalfOpen
                | Self::LostAnswer
                | Self::Truncated
                | Self::TabKilled
                | Self::UpdateInSync
        )
    }

    /// Whether it happens while something is committed.
    pub(crate) const fn is_of_the_disk(self) -> bool {
        matches!(
            self,
            Self::Kill
                | Self::PowerCut
                | Self::Full
                | Self::WriteFails
                | Self::SyncFails
                | Self::ShortWrite
        )
    }
}

/// What a relay does on purpose, as far as it works without a key of a member. The numbers are
/// those of THREATS.md.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attack {
    /// 2: one bit of an envelope.
    Flip,
    /// 3: an envelope is cut off.
    Truncate,
    /// 4: an envelope is longer.
    Extend,
    /// 5: what was handed out is handed out again.
    Replay,
    /// 6: another order.
    Shuffle,
    /// 7: one envelope of a chain is left out.
    Gap,
    /// 8: the newest are withheld from everybody, for some time.
    Freeze,
    /// 9: the space is set back to an older state.
    RollBack,
    /// 10: one device does not see what another has sent, for some time.
    Fork,
    /// 11: an envelope stands where that of another device stood.
    SwapDevices,
    /// 12: an envelope of another space.
    SwapSpaces,
    /// 13: positions and nonces are exchanged.
    Relabel,
    /// 14: another version byte.
    OtherVersion,
    /// 19: a record of a device that nobody knows, with a true write proof.
    Ghost,
    /// 22: the outside of one envelope around the inside of another, with a fresh write proof.
    Splice,
    /// 23: lengths that lie, envelopes past every limit.
    Oversize,
    /// 24: very many tiny envelopes, each with a true write proof.
    Flood,
    /// 25: two bodies for one place.
    TwoBodies,
    /// 26: said to be stored, and was not.
    WrongAck,
    /// Positions and heads beyond all that is there.
    LyingHead,
    /// Answers that no relay gives: "no such space", "log in again", "too much", nonsense.
    LyingAnswer,
}

impl Attack {
    /// Every kind.
    pub const ALL: [Self; 21] = [
        Self::Flip,
        Self::Truncate,
        Self::Extend,
        Self::Replay,
        Self::Shuffle,
        Self::Gap,
        Self::Freeze,
        Self::RollBack,
        Self::Fork,
        Self::SwapDevices,
        Self::SwapSpaces,
        Self::Relabel,
        Self::OtherVersion,
        Self::Ghost,
        Self::Splice,
        Self::Oversize,
        Self::Flood,
        Self::TwoBodies,
        Self::WrongAck,
        Self::LyingHead,
        Self::LyingAnswer,
    ];

    /// Whether it is played when something is pushed.
    pub(crate) const fn is_of_a_push(self) -> bool {
        matches!(self, Self::Fork | Self::LyingHead | Self::WrongAck)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_kind_stands_once_in_its_list() {
        assert_eq!(BTreeSet::from(Fault::ALL).len(), Fault::ALL.len());
        assert_eq!(BTreeSet::from(Attack::ALL).len(), Attack::ALL.len());
    }
}
