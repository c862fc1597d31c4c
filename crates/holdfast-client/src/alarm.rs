//! Alarms as she hears of them: what happened, and what she can do, in plain sentences.
//! A notice names no key and no device; the evidence stays in the store, for whoever looks into it.

use holdfast_model::id::{ID_BYTES, RelationshipId};
use holdfast_model::time::Instant;
use holdfast_sync::Alarm;

use crate::json::{hex, unhex};

/// Something that she should know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The stable code of the alarm, for the log.
    pub code: &'static str,
    /// With whom, when it is about a shared space; `None` for her own.
    pub relationship: Option<RelationshipId>,
    /// When it was last noticed.
    pub noticed: Instant,
    /// What happened, as a sentence.
    pub what_happened: &'static str,
    /// What she can do, as a sentence.
    pub what_you_can_do: &'static str,
}

impl Notice {
    /// Words for an alarm; `None` for one that concerns only the log.
    pub(crate) fn new(
        alarm: &Alarm,
        relationship: Option<RelationshipId>,
        noticed: Instant,
    ) -> Option<Self> {
        Self::of(alarm.code(), relationship, noticed)
    }

    fn of(code: &str, relationship: Option<RelationshipId>, noticed: Instant) -> Option<Self> {
        let row = |(codes, happened, can_do): &(&[&'static str], _, _)| {
            let known = codes.iter().find(|known| **known == code)?;
            Some((*known, *happened, *can_do))
        };
        let (code, what_happened, what_you_can_do) = WORDS.iter().find_map(row)?;
        Some(Self {
            code,
            relationship,
            noticed,
            what_happened,
            what_you_can_do,
        })
    }

    /// Whether both tell of the same thing, perhaps at different times.
    pub(crate) fn is_again(&self, other: &Self) -> bool {
        (self.code, self.relationship) == (other.code, other.relationship)
    }

    /// The line of the list that is kept: `<code> <milliseconds> <zone in minutes> <id in hex>`.
    pub(crate) fn line(&self) -> String {
        let id = self.relationship.map(|id| hex(id.as_bytes()));
        let (at, id) = (self.noticed, id.unwrap_or_default());
        format!("{} {} {} {id}\n", self.code, at.unix_ms(), at.zone_min())
    }

    /// Reads what [`Notice::line`] wrote; `None` for anything else.
    pub(crate) fn read(line: &str) -> Option<Self> {
        let [code, at, zone, id] = line.split(' ').collect::<Vec<_>>().try_into().ok()?;
        let noticed = Instant::new(at.parse().ok()?, zone.parse().ok()?).ok()?;
        let relationship = match id {
            "" => None,
            id => Some(<[u8; ID_BYTES]>::try_from(unhex(id)?).ok()?),
        };
        Self::of(code, relationship.map(RelationshipId::new), noticed)
    }
}

/// The alarms that she hears of: their codes, what happened, and what she can do.
const WORDS: [(&[&str], &str, &str); 11] = [
    (
        &["HF-SYNC-01", "HF-SYNC-02", "HF-SYNC-14"],
        "Something arrived that was altered on the way. It was set aside, and nothing you have changed.",
        "You can go on. If it happens again, ask whoever runs your relay.",
    ),
    (
        &["HF-SYNC-03"],
        "Something arrived that this device cannot open: its key may be on the way, or it was altered. It was set aside.",
        "You can go on. It is asked for again, and opens by itself when the key comes.",
    ),
    (
        &["HF-SYNC-04"],
        "Something arrived that a newer Holdfast wrote.",
        "Update Holdfast on this device. Until then it is kept as it is.",
    ),
    (
        &["HF-SYNC-05"],
        "A device that nobody of you two has vouched for tried to join. It was kept out.",
        "Tell each other when you meet or call.",
    ),
    (
        &["HF-SYNC-06", "HF-SYNC-09", "HF-SYNC-10"],
        "The relay does not show everything, or not the same to both of you.",
        "What you have is safe here. Compare the six words when you meet or call.",
    ),
    (
        &["HF-SYNC-07", "HF-SYNC-08"],
        "A copy of this device's data seems to be in use somewhere else.",
        "Use only one of them. If you did not make a copy, set this device up anew with the 24 words.",
    ),
    (
        &["HF-SYNC-11"],
        "The relay had lost something that it said it kept. It was sent again.",
        "You need to do nothing. If it happens often, look for another relay.",
    ),
    (
        &["HF-SYNC-16"],
        "This device has lost something that it once had. It is being fetched again.",
        "Let it connect for a while. Write an export when you can.",
    ),
    (
        &["HF-SYNC-12", "HF-SYNC-13"],
        "A device that was removed tried to add something. It was not taken.",
        "You need to do nothing.",
    ),
    (
        &["HF-SYNC-17"],
        "The other side has ended this connection. You keep what you had, and nothing more arrives.",
        "You can go on with everything that is yours.",
    ),
    (
        &["HF-SYNC-15"],
        "Very much arrived that is of no use. It was counted and not kept.",
        "Ask whoever runs your relay.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_alarm_has_words_and_its_line_reads_back() {
        let at = Instant::new(1_788_000_000_123, -330).unwrap();
        for code in WORDS.iter().flat_map(|(codes, _, _)| *codes) {
            for about in [None, Some(RelationshipId::new([7; ID_BYTES]))] {
                let notice = Notice::of(code, about, at).unwrap();
                assert_eq!(
                    Notice::read(notice.line().trim_end_matches('\n')),
                    Some(notice)
                );
            }
        }
        assert_eq!(Notice::of("HF-SYNC-18", None, at), None);
    }

    #[test]
    fn a_line_of_anything_else_is_no_notice() {
        for line in [
            "",
            "HF-SYNC-01",
            "HF-SYNC-01 1 0",
            "HF-SYNC-01 x 0 ",
            "HF-SYNC-01 1 0 0g",
            "HF-SYNC-99 1 0 ",
        ] {
            assert_eq!(Notice::read(line), None, "{line:?}");
        }
    }
}
