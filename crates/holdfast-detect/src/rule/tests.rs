//! Holds every rule against the numpy reference on simulated therapies with missing scores,
//! and the rules that the reference lacks against hand-made ones.

use super::{Classic, Published, Rule};

fn reference() -> serde_json::Value {
    serde_json::from_str(include_str!("reference.json")).unwrap()
}

fn rows(value: &serde_json::Value) -> Vec<Vec<Option<f64>>> {
    serde_json::from_value(value.clone()).unwrap()
}

#[test]
fn every_rule_agrees_with_the_reference_to_one_millionth() {
    let reference = reference();
    let population = Classic::BocpdPopulation {
        level: 5.2,
        growth: 0.6,
        level_variance: 0.35 * 0.35 / 0.2,
        within_sd: 0.35,
    };
    for rule in Classic::ONLINE
        .into_iter()
        .chain([Classic::XmrOffline, population])
    {
        let expected = rows(&reference["rules"][rule.name()]);
        for (scores, expected) in rows(&reference["scores"]).iter().zip(expected) {
            let found = rule.score(scores, &[]);
            for (session, (found, expected)) in found.iter().zip(&expected).enumerate() {
                let near = match (found, expected) {
                    (Some(found), Some(expected)) => (found - expected).abs() < 1e-6,
                    (found, expected) => found == expected,
                };
                assert!(
                    near,
                    "{} session {session}: {found:?} {expected:?}",
                    rule.name()
                );
            }
        }
    }
}

#[test]
fn no_online_rule_looks_ahead() {
    let reference = reference();
    let scores = &rows(&reference["scores"])[0];
    for rule in Classic::ONLINE {
        let whole = rule.score(scores, &[]);
        let half = rule.score(&scores[..15], &[]);
        assert_eq!(whole[..15], half, "{}", rule.name());
        assert!(!rule.reads_backwards());
    }
}

#[test]
fn reliable_change_counts_from_the_best_score_so_far() {
    let scores = [Some(4.0), Some(5.0), None, Some(4.5), Some(4.0)];
    let rule = Classic::ReliableChange {
        standard_error: 0.5,
    };
    assert_eq!(
        rule.score(&scores, &[]),
        [None, Some(-2.0), None, Some(1.0), Some(2.0)]
    );
}

#[test]
fn a_sudden_loss_needs_all_three_criteria() {
    let rule = Classic::SuddenLoss { reliable_drop: 1.0 };
    let judge = |scores: &[f64]| {
        let scores: Vec<Option<f64>> = scores.iter().copied().map(Some).collect();
        rule.score(&scores, &[]).get(3).copied().flatten()
    };
    assert!(judge(&[6.0, 5.9, 6.1, 4.0, 4.1, 3.9]).unwrap() >= 1.0);
    // A fall of 1.2 is reliable and lasting, but no quarter of what was before.
    assert!(judge(&[6.0, 5.9, 6.1, 4.9, 4.9, 4.8]).unwrap() < 1.0);
    // It comes back at once, so the three after do not differ from the three before.
    assert!(judge(&[6.0, 5.9, 6.1, 4.0, 6.1, 5.9]).unwrap() < 1.0);
    // Nothing after it: nothing can be said.
    assert_eq!(judge(&[6.0, 5.9, 6.1, 4.0]), None);
}

#[test]
fn rules_say_nothing_about_an_empty_therapy_or_one_without_scores() {
    for row in Published::all(0.4, 0.5, 0.9) {
        assert!(row.rule.score(&[], &[]).is_empty());
        assert_eq!(row.rule.score(&[None, None, None], &[]), [None, None, None]);
        assert!(row.threshold > 0.0);
    }
}
