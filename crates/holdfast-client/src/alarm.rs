//! Alarms as she hears of them: what happened, and what she can do, in plain sentences.
//! A notice names no key and no device; the evidence stays in the store, for whoever looks into it.

use holdfast_model::id::RelationshipId;
use holdfast_sync::Alarm;

/// Something that she should know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The stable code of the alarm, for the log.
    pub code: &'static str,
    /// With whom, when it is about a shared space; `None` for her own.
    pub relationship: Option<RelationshipId>,
    /// What happened, as a sentence.
    pub what_happened: &'static str,
    /// What she can do, as a sentence.
    pub what_you_can_do: &'static str,
}

impl Notice {
    /// Words for an alarm; `None` for one that concerns only the log.
    pub(crate) fn new(alarm: &Alarm, relationship: Option<RelationshipId>) -> Option<Self> {
        let (what_happened, what_you_can_do) = words(alarm)?;
        Some(Self {
            code: alarm.code(),
            relationship,
            what_happened,
            what_you_can_do,
        })
    }
}

const fn words(alarm: &Alarm) -> Option<(&'static str, &'static str)> {
    Some(match alarm {
        Alarm::Refused { .. } | Alarm::Foreign { .. } | Alarm::BrokenGroup { .. } => (
            "Something arrived that was altered on the way. It was set aside, and nothing you have changed.",
            "You can go on. If it happens again, ask whoever runs your relay.",
        ),
        Alarm::Locked { .. } => (
            "Something arrived that this device cannot open: its key may be on the way, or it was altered. It was set aside.",
            "You can go on. It is asked for again, and opens by itself when the key comes.",
        ),
        Alarm::Newer { .. } => (
            "Something arrived that a newer Holdfast wrote.",
            "Update Holdfast on this device. Until then it is kept as it is.",
        ),
        Alarm::Stranger { .. } => (
            "A device that nobody of you two has vouched for tried to join. It was kept out.",
            "Tell each other when you meet or call.",
        ),
        Alarm::Fork { .. } | Alarm::Withheld { .. } | Alarm::RolledBack { .. } => (
            "The relay does not show everything, or not the same to both of you.",
            "What you have is safe here. Compare the six words when you meet or call.",
        ),
        Alarm::Cloned { .. } | Alarm::OwnOlder { .. } => (
            "A copy of this device's data seems to be in use somewhere else.",
            "Use only one of them. If you did not make a copy, set this device up anew with the 24 words.",
        ),
        Alarm::AckedLost { .. } => (
            "The relay had lost something that it said it kept. It was sent again.",
            "You need to do nothing. If it happens often, look for another relay.",
        ),
        Alarm::StoreLost { .. } => (
            "This device has lost something that it once had. It is being fetched again.",
            "Let it connect for a while. Write an export when you can.",
        ),
        Alarm::AfterCut { .. } | Alarm::EpochBack { .. } => (
            "A device that was removed tried to add something. It was not taken.",
            "You need to do nothing.",
        ),
        Alarm::CutOff { .. } => (
            "The other side has ended this connection. You keep what you had, and nothing more arrives.",
            "You can go on with everything that is yours.",
        ),
        Alarm::Flood { .. } => (
            "Very much arrived that is of no use. It was counted and not kept.",
            "Ask whoever runs your relay.",
        ),
    })
}
