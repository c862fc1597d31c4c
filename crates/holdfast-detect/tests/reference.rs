//! The engine against the numpy reference, on the same simulated ratings.
//! Scores per session agree to 1e-6 for the client bank, the dyad bank and the innovation.

#![expect(clippy::expect_used, reason = "helpers of tests may fail loudly")]
#![expect(
    clippy::indexing_slicing,
    reason = "vectors of one length by construction"
)]

use std::sync::Arc;

use holdfast_detect::{Course, Model, Population, Scale, Series, Session, review};
use serde::Deserialize;

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

const TOLERANCE: f64 = 1e-6;

fn reference() -> Reference {
    serde_json::from_str(include_str!("reference.json")).expect("the vector is valid JSON")
}

fn model(reference: &Reference) -> Arc<Model> {
    let mut population = Population::seven_point();
    (population.client, population.therapist) = (reference.client, reference.therapist);
    Arc::new(Model::new(Scale::seven_point(), &population))
}

fn series(therapy: &Therapy, therapist: &[Option<f64>]) -> Series {
    let scale = Scale::seven_point();
    let score = |s: Option<f64>| s.map(|s| scale.score(s).expect("on the scale"));
    let mut series = Series::new(scale);
    for (i, weeks) in therapy.weeks.iter().enumerate() {
        let session = Session::new(i as u32 + 1, *weeks)
            .with_client(score(therapy.client[i]))
            .with_therapist(score(therapist[i]));
        series.push(session).expect("in order");
    }
    series
}

fn agree(got: Option<f64>, expected: Option<f64>, what: &str) {
    match (got, expected) {
        (Some(got), Some(expected)) => {
            assert!(
                (got - expected).abs() < TOLERANCE,
                "{what}: {got}, not {expected}"
            );
        }
        (got, expected) => assert_eq!(got, expected, "{what}"),
    }
}

#[test]
fn the_client_bank_agrees_with_the_reference() {
    let reference = reference();
    let model = model(&reference);
    for (n, therapy) in reference.therapies.iter().enumerate() {
        let nobody = vec![None; therapy.weeks.len()];
        let readings = review(&model, &series(therapy, &nobody)).readings;
        for (i, reading) in readings.iter().enumerate() {
            agree(
                reading.bank,
                therapy.client_bank[i],
                &format!("bank of {n}, session {i}"),
            );
            let innovation = therapy.innovation[i].map(|z| -z);
            agree(reading.dip, innovation, &format!("dip of {n}, session {i}"));
        }
    }
}

#[test]
fn the_dyad_bank_agrees_with_the_reference() {
    let reference = reference();
    let model = model(&reference);
    for (n, therapy) in reference.therapies.iter().enumerate() {
        let readings = review(&model, &series(therapy, &therapy.therapist)).readings;
        for (i, reading) in readings.iter().enumerate() {
            agree(
                reading.bank,
                therapy.dyad[i],
                &format!("dyad of {n}, session {i}"),
            );
        }
    }
}
