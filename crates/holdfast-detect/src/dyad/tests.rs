//! The engine against the numpy reference, on the same simulated ratings.
//! Scores per session agree to 1e-6 for the client bank, the dyad bank and the innovation.

use serde::Deserialize;

use super::*;
use crate::population::Course;

#[derive(Deserialize)]
struct Reference {
    client: Course,
    therapist: Course,
    therapies: Vec<Therapy>,
}

#[derive(Deserialize)]
struct Therapy {
    weeks: Vec<f64>,
    client: Vec<Option<f64>>,
    therapist: Vec<Option<f64>>,
    client_bank: Vec<Option<f64>>,
    dyad: Vec<Option<f64>>,
    innovation: Vec<Option<f64>>,
}

/// The constants of the reference.
const REFERENCE: Expectation = Expectation {
    client: Depth {
        mean: 1.5,
        sd: 0.75,
    },
    therapist: Depth { mean: 1.0, sd: 0.6 },
    seen: 0.6,
    caution: Caution(1.0),
    weights: [1.0; SIGNATURES],
};

fn reference() -> (Nulls, Vec<Therapy>) {
    let read: Reference = serde_json::from_str(include_str!("reference.json")).expect("valid");
    let mut population = Population::seven_point();
    (population.client, population.therapist) = (read.client, read.therapist);
    (Nulls::new(&population, REFERENCE), read.therapies)
}

fn check(got: Option<f64>, expected: Option<f64>, session: usize) {
    match (got, expected) {
        (Some(got), Some(expected)) => {
            assert!(
                (got - expected).abs() < 1e-6,
                "session {session}: {got}, not {expected}"
            );
        }
        (got, expected) => assert_eq!(got, expected, "session {session}"),
    }
}

#[test]
fn the_client_bank_agrees_with_the_reference() {
    let (nulls, therapies) = reference();
    for therapy in therapies {
        let mut dyad = Dyad::new(&nulls);
        for (i, weeks) in therapy.weeks.iter().enumerate() {
            let at = Moment::new(i as u32, *weeks);
            let joint = dyad.observe(&nulls, at, therapy.client[i], None);
            check(joint.score(), therapy.client_bank[i], i);
            check(joint.client.innovation, therapy.innovation[i], i);
        }
    }
}

#[test]
fn the_dyad_bank_agrees_with_the_reference() {
    let (nulls, therapies) = reference();
    for therapy in therapies {
        let mut dyad = Dyad::new(&nulls);
        for (i, weeks) in therapy.weeks.iter().enumerate() {
            let at = Moment::new(i as u32, *weeks);
            let joint = dyad.observe(&nulls, at, therapy.client[i], therapy.therapist[i]);
            check(joint.score(), therapy.dyad[i], i);
        }
    }
}

#[test]
fn a_side_that_is_silent_leaves_the_other_alone() {
    let (nulls, therapies) = reference();
    let mut dyad = Dyad::new(&nulls);
    for (i, weeks) in therapies[0].weeks.iter().enumerate() {
        let at = Moment::new(i as u32, *weeks);
        let joint = dyad.observe(&nulls, at, therapies[0].client[i], None);
        for (both, alone) in joint.factors.iter().zip(joint.client.factors) {
            assert!((both - alone).abs() <= 1e-12 * alone, "session {i}");
        }
    }
}
