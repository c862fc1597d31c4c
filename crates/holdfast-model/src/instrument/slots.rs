//! Instruments of others, as slots: counts, ranges, scoring and rights, without a single item.
//! Invariant: no wording of an item stands here or anywhere in this repository.

use super::definition::{Asked, Counts, Direction, Instrument, Item, Licence, Scoring, Validity};

pub(super) static SLOTS: &[Instrument] = &[
    slot("wai-sr", "WAI-SR", &numbered::<12>(1, 5), Scoring::Sum)
        .alliance("rights with the Society for Psychotherapy Research; ask for a release"),
    slot(
        "srs",
        "SRS 3.0",
        &numbered::<4>(0, 100),
        Scoring::SumOfTenths,
    )
    .alliance("licensed by its authors; no electronic copy without a contract"),
    slot("ors", "ORS", &numbered::<4>(0, 100), Scoring::SumOfTenths)
        .alliance("licensed by its authors; no electronic copy without a contract"),
    slot("arm-5", "ARM-5", &numbered::<5>(1, 7), Scoring::Mean)
        .alliance("said to be free to use; get the authors' word in writing"),
    slot("phq-9", "PHQ-9", &numbered::<9>(0, 3), Scoring::Sum)
        .distress("free to use without permission")
        .offering_hold_at(9),
    slot("phq-4", "PHQ-4", &numbered::<4>(0, 3), Scoring::Sum)
        .distress("free to use without permission"),
    slot("gad-7", "GAD-7", &numbered::<7>(0, 3), Scoring::Sum)
        .distress("free to use without permission"),
    slot("pcl-5", "PCL-5", &numbered::<20>(0, 4), Scoring::Sum)
        .distress("work of the US government"),
    slot("core-10", "CORE-10", &numbered::<10>(0, 4), Scoring::Sum)
        .distress("CC BY-ND 4.0: word for word only")
        .needing(9),
    slot("ede-qs", "EDE-QS", &numbered::<12>(0, 3), Scoring::Sum)
        .distress("derived from a form that is free for non-commercial research; ask its authors"),
    slot("des-b", "DES-B", &numbered::<8>(0, 4), Scoring::Sum)
        .distress("copying for one's own patients is allowed; ask for more"),
    slot(
        "c-ssrs",
        "C-SSRS screener",
        &numbered::<6>(0, 1),
        Scoring::None,
    )
    .distress("run by a trained clinician only, under its owner's terms; never a sum"),
];

const fn slot(
    name: &'static str,
    title: &'static str,
    items: &'static [Item],
    scoring: Scoring,
) -> Instrument {
    Instrument {
        name,
        title,
        version: 1,
        items,
        scoring,
        answered_min: items.len(),
        direction: Direction::HigherIsMore,
        validity: Validity::Published,
        licence: Licence::Own,
        hold_item: None,
    }
}

impl Instrument {
    const fn alliance(self, note: &'static str) -> Self {
        Self {
            licence: Licence::Slot { note },
            direction: Direction::HigherIsMore,
            ..self
        }
    }

    const fn distress(self, note: &'static str) -> Self {
        Self {
            licence: Licence::Slot { note },
            direction: Direction::HigherIsHarder,
            ..self
        }
    }

    const fn needing(self, answered_min: usize) -> Self {
        Self {
            answered_min,
            ..self
        }
    }

    const fn offering_hold_at(self, item: u16) -> Self {
        Self {
            hold_item: Some(item),
            ..self
        }
    }
}

#[expect(
    clippy::indexing_slicing,
    reason = "runs at compile time, where a slip is an error"
)]
const fn numbered<const N: usize>(low: u16, high: u16) -> [Item; N] {
    let first = Item {
        number: 1,
        key: "",
        low,
        high,
        asked: Asked::AtBothEnds,
        counts: Counts::InScore,
    };
    let mut items = [first; N];
    let mut index = 0;
    while index < N {
        items[index].number = index as u16 + 1;
        index += 1;
    }
    items
}

#[cfg(test)]
mod tests {
    use crate::instrument::{Instrument, Licence, Phase};

    fn score(name: &str, value: u16, answered: u16) -> Option<f64> {
        let slot = Instrument::all().find(|slot| slot.name == name).unwrap();
        let answers = (1..=answered).map(|item| (item, value));
        slot.score(&slot.answers(Phase::Start, answers).unwrap())
            .map(|score| score.value)
    }

    #[test]
    fn every_slot_has_the_range_of_its_form() {
        let ranges = [
            ("wai-sr", 12.0, 60.0),
            ("srs", 0.0, 40.0),
            ("ors", 0.0, 40.0),
            ("arm-5", 1.0, 7.0),
            ("phq-9", 0.0, 27.0),
            ("phq-4", 0.0, 12.0),
            ("gad-7", 0.0, 21.0),
            ("pcl-5", 0.0, 80.0),
            ("core-10", 0.0, 40.0),
            ("ede-qs", 0.0, 36.0),
            ("des-b", 0.0, 32.0),
        ];
        for (name, low, high) in ranges {
            let slot = Instrument::all().find(|slot| slot.name == name).unwrap();
            assert_eq!(slot.range(), (low, high), "{name}");
            let all = slot.items.len() as u16;
            assert_eq!(score(name, slot.items[0].high, all), Some(high), "{name}");
        }
    }

    #[test]
    fn a_missing_answer_is_forgiven_only_where_the_rule_says_so() {
        assert_eq!(score("phq-9", 1, 8), None);
        assert_eq!(
            score("core-10", 2, 9),
            Some(20.0),
            "one missing item is pro-rated"
        );
        assert_eq!(score("core-10", 2, 8), None);
    }

    #[test]
    fn the_clinicians_screener_is_never_summed() {
        assert_eq!(score("c-ssrs", 1, 6), None);
    }

    #[test]
    fn no_slot_ships_a_word_and_none_claims_to_be_ours() {
        for slot in Instrument::all().skip(1) {
            assert!(
                slot.items.iter().all(|item| item.key.is_empty()),
                "{}",
                slot.name
            );
            assert!(
                matches!(slot.licence, Licence::Slot { .. }),
                "{}",
                slot.name
            );
        }
    }
}
