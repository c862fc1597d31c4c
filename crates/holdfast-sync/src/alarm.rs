//! Alarms: what the replica saw that no honest relay and no honest member does.
//! Each carries its evidence and a code that never changes; none of them changes the state.

use holdfast_wire::{DeviceId, EnvelopeId, Epoch, Head, PersonId, Position, Sequence, SpaceId};

/// Something is wrong. The record in question was set aside, is awaited, or (of two histories that
/// are both signed) was accepted; nothing was lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alarm {
    /// An envelope that was altered, forged or is no envelope; `reason` is the code of the refusal.
    Refused {
        /// The envelope, in quarantine.
        id: EnvelopeId,
        /// The code of the error that it met.
        reason: &'static str,
    },
    /// An envelope of another space was handed out for this one.
    Foreign {
        /// The envelope, in quarantine.
        id: EnvelopeId,
        /// The space that it names.
        space: SpaceId,
    },
    /// No key at hand opens it: a key may be on its way, or somebody without one wrote it.
    Locked {
        /// The envelope, in quarantine until a key comes.
        id: EnvelopeId,
    },
    /// A newer version of the app wrote it.
    Newer {
        /// The envelope, in quarantine until the app is newer.
        id: EnvelopeId,
        /// Its format version.
        version: u8,
    },
    /// A device that no pinned person vouches for.
    Stranger {
        /// The certificate, in quarantine.
        id: EnvelopeId,
        /// Who claims to vouch.
        person: PersonId,
    },
    /// Two records for one place in a chain, both signed by its device: two histories exist.
    Fork {
        /// Whose chain.
        device: DeviceId,
        /// The place.
        sequence: Sequence,
        /// The record that came first.
        first: EnvelopeId,
        /// The other one.
        second: EnvelopeId,
    },
    /// This device's own chain was written in two places: a copy of it is at work.
    Cloned {
        /// The place.
        sequence: Sequence,
        /// The record here.
        first: EnvelopeId,
        /// The record elsewhere.
        second: EnvelopeId,
    },
    /// This device wrote more than its store remembers: an older copy of the store was restored.
    OwnOlder {
        /// The next place that was free according to the store.
        have: Sequence,
        /// A place that others have seen filled.
        seen: Sequence,
    },
    /// A record exists, because somebody has seen it, and is not handed out.
    Withheld {
        /// How many records of the device are here.
        have: u64,
        /// The record that is missing, or the first one after the gap.
        missing: Head,
        /// Who has seen it.
        by: DeviceId,
    },
    /// The relay has less than it once had.
    RolledBack {
        /// The position that it once gave.
        seen: Position,
        /// Its head now.
        now: Position,
    },
    /// The relay said that it stored these, or handed them out, and has them no more. They are
    /// queued again.
    AckedLost {
        /// Records that are held here, chain by chain.
        ids: Vec<EnvelopeId>,
    },
    /// A record of a removed device, after its last one that counts.
    AfterCut {
        /// The envelope.
        id: EnvelopeId,
        /// The removed device.
        device: DeviceId,
        /// The place in its chain.
        sequence: Sequence,
    },
    /// A record in an older epoch than the one before it in its chain.
    EpochBack {
        /// The envelope, in quarantine.
        id: EnvelopeId,
        /// Its epoch.
        epoch: Epoch,
        /// The epoch of the chain.
        current: Epoch,
    },
    /// Fragments that do not fit together; they are kept as they are.
    BrokenGroup {
        /// The fragment that does not fit.
        id: EnvelopeId,
    },
    /// More was handed out that is no use than a space may keep; the rest was counted only.
    Flood {
        /// How many were not kept.
        count: u64,
    },
    /// The store has less than the saved frontier: it lost data, and asks the relay for it.
    StoreLost {
        /// The last record that was here.
        had: Head,
        /// How many records of that device are here now.
        found: u64,
    },
    /// This device was removed from the space.
    CutOff {
        /// Who removed it.
        by: PersonId,
    },
}

impl Alarm {
    /// The stable code, listed in docs/errors.md.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused { .. } => "HF-SYNC-01",
            Self::Foreign { .. } => "HF-SYNC-02",
            Self::Locked { .. } => "HF-SYNC-03",
            Self::Newer { .. } => "HF-SYNC-04",
            Self::Stranger { .. } => "HF-SYNC-05",
            Self::Fork { .. } => "HF-SYNC-06",
            Self::Cloned { .. } => "HF-SYNC-07",
            Self::OwnOlder { .. } => "HF-SYNC-08",
            Self::Withheld { .. } => "HF-SYNC-09",
            Self::RolledBack { .. } => "HF-SYNC-10",
            Self::AckedLost { .. } => "HF-SYNC-11",
            Self::AfterCut { .. } => "HF-SYNC-12",
            Self::EpochBack { .. } => "HF-SYNC-13",
            Self::BrokenGroup { .. } => "HF-SYNC-14",
            Self::Flood { .. } => "HF-SYNC-15",
            Self::StoreLost { .. } => "HF-SYNC-16",
            Self::CutOff { .. } => "HF-SYNC-17",
        }
    }
}
