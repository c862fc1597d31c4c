//! The detector on small series made by hand. Each case states what must follow.

use proptest::prelude::*;

use super::*;
use crate::bank::Bank;
use crate::finding::{Alpha, Side, State};
use crate::series::Series;

/// Bytes of state that one side may take.
const STATE_BYTES_MAX: usize = 2_500;

fn model() -> Arc<Model> {
    Arc::new(Model::new(Scale::seven_point(), &Population::seven_point()))
}

fn session(number: u32, client: Option<f64>, therapist: Option<f64>) -> Session {
    let score = |s: Option<f64>| s.map(|s| Scale::seven_point().score(s).expect("on the scale"));
    let weeks = if number == 1 { 0.0 } else { 1.0 };
    Session::new(number, weeks)
        .with_client(score(client))
        .with_therapist(score(therapist))
}

/// A steady therapy with a deep fall from session 11 to 14.
fn fall() -> Series {
    let mut series = Series::new(Scale::seven_point());
    for number in 1..=24 {
        let wave = f64::from(number % 3) * 0.15;
        let depth = if (11..15).contains(&number) { 1.8 } else { 0.0 };
        let pushed = series.push(session(number, Some(5.6 + wave - depth), Some(5.3 + wave)));
        assert!(pushed.is_ok());
    }
    series
}

#[test]
fn a_deep_fall_is_noticed_and_its_end_is_called_repaired() {
    let review = crate::review::review(&model(), &fall());
    let episode = review.episodes.first().expect("one episode");
    assert_eq!(review.episodes.len(), 1);
    assert_eq!(episode.onset, 11);
    assert!((11..=13).contains(&episode.noticed), "{episode:?}");
    assert_eq!(episode.side, Side::Client);
    assert_eq!(episode.repaired, Some(15));
}

#[test]
fn a_steady_line_is_quiet_and_its_evidence_stays_low() {
    let mut detector = Detector::of(model());
    for number in 1..=30 {
        let wave = f64::from(number % 3) * 0.2;
        let reading = detector.observe(&session(number, Some(5.3 + wave), None));
        assert_eq!(reading.state, State::Quiet, "session {number}");
        assert_eq!(reading.episode, None);
        assert!(reading.e_value < 20.0);
    }
}

#[test]
fn a_session_that_nobody_rated_is_quiet_and_has_no_score() {
    let mut detector = Detector::of(model());
    detector.observe(&session(1, Some(5.0), Some(5.0)));
    let reading = detector.observe(&session(2, None, None));
    assert_eq!((reading.state, reading.p), (State::Quiet, 1.0));
    assert_eq!((reading.bank, reading.dip), (None, None));
}

#[test]
fn the_state_of_a_side_fits_its_bytes() {
    assert!(size_of::<Bank>() <= STATE_BYTES_MAX);
    assert!(
        size_of::<Memory>() <= 2 * STATE_BYTES_MAX,
        "{}",
        size_of::<Memory>()
    );
    let mut detector = Detector::of(model());
    let side = postcard::to_allocvec(&detector.memory().dyad.client).expect("plain numbers");
    assert!(side.len() <= STATE_BYTES_MAX, "{}", side.len());
    for session in fall().sessions().iter().take(13) {
        detector.observe(session);
    }
    assert!(
        detector.memory().watch.open.is_some(),
        "the largest state is that of an open episode"
    );
    let bytes = postcard::to_allocvec(detector.memory()).expect("plain numbers");
    assert!(bytes.len() <= 2 * STATE_BYTES_MAX, "{}", bytes.len());
}

#[test]
fn a_state_that_was_kept_goes_on_as_if_nothing_had_happened() {
    let model = model();
    let mut through = Detector::of(Arc::clone(&model));
    let mut kept = Detector::of(Arc::clone(&model));
    for session in fall().sessions() {
        let bytes = postcard::to_allocvec(kept.memory()).expect("plain numbers");
        let memory = postcard::from_bytes(&bytes).expect("its own bytes");
        kept = Detector::resume(Arc::clone(&model), memory);
        assert_eq!(kept.observe(session), through.observe(session));
    }
}

#[test]
fn a_stricter_rate_never_opens_an_episode_earlier() {
    let noticed = |alpha| {
        let model = Model::new(Scale::seven_point(), &Population::seven_point());
        let review = crate::review::review(&Arc::new(model.with_alpha(alpha)), &fall());
        review.episodes.first().map(|episode| episode.noticed)
    };
    assert!(noticed(Alpha::Twenty) <= noticed(Alpha::Ten));
    assert!(noticed(Alpha::Ten) <= noticed(Alpha::Five));
}

fn check_side_by_side(therapies: &[Vec<Session>]) {
    let model = Model::new(Scale::seven_point(), &Population::seven_point());
    let model = Arc::new(model.with_alpha(Alpha::Twenty));
    let mut heard: Vec<Vec<Reading>> = therapies.iter().map(|_| Vec::new()).collect();
    observe_batch(&model, therapies, |therapy, reading| {
        heard[therapy].push(*reading)
    });
    for (sessions, heard) in therapies.iter().zip(heard) {
        let mut detector = Detector::of(Arc::clone(&model));
        let alone: Vec<Reading> = sessions.iter().map(|s| detector.observe(s)).collect();
        assert_eq!(alone, heard);
    }
}

#[test]
fn therapies_leave_nothing_behind_for_those_that_take_their_lanes() {
    let rated = |number| session(number, Some(5.5), Some(5.5));
    let mut therapies = vec![(1..=6).map(rated).collect(); crate::bank::LANES];
    // Only the therapist rates, and the episode stays open over a session that nobody rated.
    therapies.push(vec![session(1, None, Some(1.0)), session(2, None, None)]);
    // Nobody in the next group rates before the fourth session.
    let late = |number| session(number, (number > 3).then_some(4.0), None);
    therapies.extend(vec![(1..=6).map(late).collect(); 2 * crate::bank::LANES]);
    check_side_by_side(&therapies);
}

fn therapies() -> impl Strategy<Value = Vec<Vec<Session>>> {
    let rating = || prop::option::weighted(0.8, 1.0_f64..=7.0);
    let gap = prop_oneof![4 => Just(1.0), 1 => 0.0_f64..20.0];
    let silent = || prop::bool::weighted(0.2);
    let therapy = prop::collection::vec((rating(), rating(), gap), 0..50);
    let therapy = (therapy, silent(), silent()).prop_map(|(rows, no_client, no_therapist)| {
        let rows = (1_u32..).zip(rows);
        let session = |(number, (client, therapist, weeks)): (u32, (_, _, f64))| {
            let client = if no_client { None } else { client };
            let therapist = if no_therapist { None } else { therapist };
            Session {
                weeks,
                ..session(number, client, therapist)
            }
        };
        rows.map(session).collect()
    });
    prop::collection::vec(therapy, 0..20)
}

proptest! {
    #[test]
    fn many_therapies_side_by_side_read_as_each_alone(therapies in therapies()) {
        check_side_by_side(&therapies);
    }
}

proptest! {
    #[test]
    fn any_ratings_give_finite_readings(
        scores in prop::collection::vec(
            (prop::option::of(1.0_f64..=7.0), prop::option::of(1.0_f64..=7.0), 0.0_f64..60.0),
            1..60,
        )
    ) {
        let mut detector = Detector::of(model());
        for (number, (client, therapist, weeks)) in (1_u32..).zip(scores) {
            let reading = detector.observe(&Session { weeks, ..session(number, client, therapist) });
            prop_assert!((0.0..=1.0).contains(&reading.p));
            prop_assert!(reading.e_value.is_finite() && reading.e_value >= 0.0);
            prop_assert!(reading.bank.is_none_or(f64::is_finite));
            prop_assert!(reading.repair.is_none_or(f64::is_finite));
        }
    }
}
