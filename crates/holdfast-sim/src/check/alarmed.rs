//! Alarmed: nobody is alarmed without a cause. That a cause alarms, the tests of the attacks show.

use std::collections::BTreeSet;

use holdfast_client::Notice;

use super::Broken;
use crate::fault::{Attack, Fault};

/// What has happened in this world that may alarm somebody.
#[derive(Default)]
pub(crate) struct Alarmed {
    causes: BTreeSet<&'static str>,
}

impl Alarmed {
    /// A fault happened.
    pub(crate) fn note_fault(&mut self, fault: Fault) {
        self.causes.extend(codes_of_fault(fault));
    }

    /// An attack was played.
    pub(crate) fn note_attack(&mut self, attack: Attack) {
        self.causes.extend(codes_of_attack(attack));
    }

    /// Whether each alarm has a cause.
    pub(crate) fn check(&self, device: &str, notices: &[Notice]) -> Result<(), Broken> {
        match notices
            .iter()
            .find(|notice| !self.causes.contains(notice.code))
        {
            Some(notice) => {
                let what = format!("{device} is alarmed by {} without a cause", notice.code);
                Err(Broken::new("Alarmed", what))
            }
            None => Ok(()),
        }
    }
}

/// What a fault may make a device say.
const fn codes_of_fault(fault: Fault) -> &'static [&'static str] {
    match fault {
        // Its chain may be in two places, or behind what others have seen.
        Fault::OlderSnapshot => &[FORK, CLONED, OWN_OLDER, WITHHELD, STORE_LOST],
        Fault::NewerFormat => &[NEWER],
        _ => &[],
    }
}

/// What an attack may make a device say. A record that was altered or left out leaves a gap too.
const fn codes_of_attack(attack: Attack) -> &'static [&'static str] {
    match attack {
        Attack::Replay | Attack::Shuffle => &[],
        Attack::RollBack | Attack::LyingHead | Attack::LyingAnswer => {
            &[WITHHELD, ROLLED_BACK, ACKED_LOST]
        }
        Attack::WrongAck => &[WITHHELD, ROLLED_BACK, ACKED_LOST],
        Attack::Gap | Attack::Freeze | Attack::Fork | Attack::SwapDevices => {
            &[WITHHELD, ROLLED_BACK, ACKED_LOST]
        }
        _ => &[
            REFUSED,
            FOREIGN,
            LOCKED,
            NEWER,
            WITHHELD,
            ROLLED_BACK,
            ACKED_LOST,
            FLOOD,
        ],
    }
}

const REFUSED: &str = "HF-SYNC-01";
const FOREIGN: &str = "HF-SYNC-02";
const LOCKED: &str = "HF-SYNC-03";
const NEWER: &str = "HF-SYNC-04";
const FORK: &str = "HF-SYNC-06";
const CLONED: &str = "HF-SYNC-07";
const OWN_OLDER: &str = "HF-SYNC-08";
const WITHHELD: &str = "HF-SYNC-09";
const ROLLED_BACK: &str = "HF-SYNC-10";
const ACKED_LOST: &str = "HF-SYNC-11";
const FLOOD: &str = "HF-SYNC-15";
const STORE_LOST: &str = "HF-SYNC-16";

#[cfg(test)]
mod tests {
    use holdfast_model::time::Instant;

    use super::*;

    fn notice(code: &'static str) -> Notice {
        Notice {
            code,
            relationship: None,
            noticed: Instant::new(0, 0).expect("in range"),
            what_happened: "",
            what_you_can_do: "",
        }
    }

    #[test]
    fn an_alarm_without_a_cause_is_found() {
        let mut alarmed = Alarmed::default();
        assert_eq!(alarmed.check("one", &[]), Ok(()));
        assert!(alarmed.check("one", &[notice(ACKED_LOST)]).is_err());
        alarmed.note_attack(Attack::WrongAck);
        assert_eq!(alarmed.check("one", &[notice(ACKED_LOST)]), Ok(()));
        assert!(alarmed.check("one", &[notice(CLONED)]).is_err());
    }
}
