//! Makes calibration tables: what the detector's statistics do in therapies without a rupture.
//! The tables depend only on the population, the design and the seed.

use std::sync::Arc;

use holdfast_detect::{
    Alpha, Calibration, Detector, KNOTS, LENGTHS, Model, Population, Reading, Scale, Session, Side,
    TAILS, Table, observe_batch,
};
use rayon::prelude::*;

use crate::simulate::{Design, Kind, Nature, SideNature, Simulated, Spread};

mod fitted;

pub use fitted::{FITTED_NULLS, calibrate_fitted};

/// The ways of rating, in the order of the fields of [`Calibration`].
const SIDES: [Side; 3] = [Side::Both, Side::Client, Side::Therapist];
/// The series of draws behind the shipped tables.
const SHIPPED_SEED: u64 = 0x53_48_49_50;
/// Log odds that nothing reaches: an episode stays open while it is measured.
const NEVER: f64 = 1e9;
/// Sessions after the alarm in which a false repair counts.
const REPAIR_SESSIONS: usize = 6;
/// From this session on neighbouring sessions are alike enough to be pooled.
const POOL_FROM: usize = 12;

/// Both statistics of one session.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    bank: Option<f64>,
    dip: Option<f64>,
}

/// Tables for `population`, from therapies without ruptures (`nulls`) and therapies of the same
/// nature with a rupture that stays open (`opens`, of the kind step).
#[must_use]
pub fn calibrate(population: &Population, nulls: &[Simulated], opens: &[Simulated]) -> Calibration {
    let [both, client, therapist] = SIDES.map(|side| table(&all_seen(population, nulls, side)));
    let calibration = Calibration {
        both,
        client,
        therapist,
    };
    let watched = Population {
        calibration: Some(calibration.clone()),
        ..population.clone()
    };
    let [both, client, therapist] = SIDES.map(|side| Table {
        repair: repair(&watched, opens, side),
        ..calibration.table(side).clone()
    });
    Calibration {
        both,
        client,
        therapist,
    }
}

/// Rupture-free therapies behind the shipped tables.
const SHIPPED_NULLS: usize = 10_000;
/// Open ruptures behind the thresholds of repair.
const SHIPPED_OPENS: usize = 6_000;
/// Their length in sessions.
const SHIPPED_SESSIONS: usize = 60;
/// How much wider the shipped populations spread than the simulator's.
const SHIPPED_WIDTH: f64 = 1.15;

/// The tables that are shipped with the engine: the name of each file, and its bytes.
#[must_use]
pub fn shipped() -> [(&'static str, Vec<u8>); 2] {
    [
        ("seven_point.table", seven_point()),
        ("session_note.table", session_note()),
    ]
}

fn seven_point() -> Vec<u8> {
    make(&Population::seven_point(), Nature::v1())
}

fn session_note() -> Vec<u8> {
    make(&Population::session_note(), Nature::session_note())
}

fn make(population: &Population, nature: Nature) -> Vec<u8> {
    let null = Design {
        sessions: SHIPPED_SESSIONS,
        ..Design::null(widened(nature))
    };
    let nulls = null.draw(SHIPPED_NULLS, SHIPPED_SEED);
    let short = Design {
        sessions: 30,
        ..null
    };
    let opens = opens(&short, SHIPPED_OPENS, SHIPPED_SEED + 1);
    calibrate(population, &nulls, &opens).pack()
}

fn widened(nature: Nature) -> Nature {
    let wide = |spread: Spread| Spread {
        sd: SHIPPED_WIDTH * spread.sd,
        ..spread
    };
    let side = |side: SideNature| SideNature {
        level: wide(side.level),
        ln_sigma: wide(side.ln_sigma),
        ..side
    };
    Nature {
        client: side(nature.client),
        therapist: side(nature.therapist),
        ..nature
    }
}

/// The open ruptures that repair is calibrated with: steps of three depths.
#[must_use]
pub fn opens(design: &Design, count: usize, seed: u64) -> Vec<Simulated> {
    let depths = [1.5, 2.0, 2.5];
    let draw = |depth| {
        design
            .clone()
            .with(Kind::Step, depth)
            .draw(count / depths.len(), seed)
    };
    depths.into_iter().flat_map(draw).collect()
}

impl Simulated {
    /// The sessions as the detector takes them, as rated by `side`.
    pub fn sessions(&self, scale: Scale, side: Side) -> impl Iterator<Item = Session> + '_ {
        let rated = move |scores: &[Option<f64>], s: usize| {
            scores
                .get(s)
                .copied()
                .flatten()
                .and_then(|score| scale.score(score).ok())
        };
        self.weeks.iter().enumerate().map(move |(s, weeks)| {
            let session = Session::new(s as u32 + 1, *weeks);
            match side {
                Side::Both => session
                    .with_client(rated(&self.client, s))
                    .with_therapist(rated(&self.therapist, s)),
                Side::Client => session.with_client(rated(&self.client, s)),
                Side::Therapist => session.with_therapist(rated(&self.therapist, s)),
            }
        })
    }
}

fn all_seen(population: &Population, nulls: &[Simulated], side: Side) -> Vec<Vec<Seen>> {
    let model = Model::new(population.scale, population);
    let seen = |therapies: &[Simulated]| {
        observed(&model, therapies, side, |reading| Seen {
            bank: reading.bank,
            dip: reading.dip,
        })
    };
    nulls.par_chunks(TOGETHER).flat_map_iter(seen).collect()
}

/// Therapies that are judged at once: enough to fill all lanes, few enough for all cores.
pub(crate) const TOGETHER: usize = 64;

/// What the detector says at each session of each therapy, as `side` rated it.
pub(crate) fn observed<T>(
    model: &Model,
    therapies: &[Simulated],
    side: Side,
    mut take: impl FnMut(&Reading) -> T,
) -> Vec<Vec<T>> {
    let sessions = |therapy: &Simulated| therapy.sessions(model.scale(), side).collect();
    let sessions: Vec<Vec<Session>> = therapies.iter().map(sessions).collect();
    let mut all: Vec<Vec<T>> = therapies.iter().map(|_| Vec::new()).collect();
    observe_batch(model, &sessions, |therapy, reading| {
        if let Some(of) = all.get_mut(therapy) {
            of.push(take(reading));
        }
    });
    all
}

fn table(seen: &[Vec<Seen>]) -> Table {
    let sessions = seen.iter().map(Vec::len).max().unwrap_or_default();
    let rows = |value: fn(&Seen) -> Option<f64>| -> Vec<_> {
        KNOTS
            .par_iter()
            .map(|knot| row(seen, usize::from(*knot).min(sessions), value))
            .collect()
    };
    let mut table = Table {
        bank: rows(|s| s.bank),
        dip: rows(|s| s.dip),
        thresholds: Vec::new(),
        repair: [NEVER; 2],
    };
    table.thresholds = LENGTHS
        .iter()
        .map(|length| thresholds(&table, seen, *length))
        .collect();
    table
}

/// The quantiles of a statistic at session `knot` (1 for the first) and its neighbours.
fn row(seen: &[Vec<Seen>], knot: usize, value: fn(&Seen) -> Option<f64>) -> [f64; TAILS.len()] {
    let reach = if knot >= POOL_FROM { knot / 6 } else { 0 };
    let (first, last) = (knot.saturating_sub(1 + reach), knot + reach);
    let near = |therapy: &Vec<Seen>| {
        let window = therapy.iter().take(last).skip(first);
        window.filter_map(value).collect::<Vec<_>>()
    };
    let mut values: Vec<f64> = seen.iter().flat_map(near).collect();
    values.sort_unstable_by(f64::total_cmp);
    let mut below = f64::NEG_INFINITY;
    TAILS.map(|p| {
        let found = quantile(&values, 1.0 - p);
        // Ties (a first session has few possible scores) still have to rise.
        below = found.max(below);
        below
    })
}

/// The p-values that alarm in 5, 10 and 20 % of therapies of `length` sessions.
fn thresholds(table: &Table, seen: &[Vec<Seen>], length: u16) -> [f64; 3] {
    let sessions = seen.iter().map(Vec::len).max().unwrap_or_default();
    let known = usize::from(length).min(sessions);
    // A longer therapy than any that was simulated has its rate spread over more sessions.
    let beyond = known as f64 / f64::from(length);
    let least = |therapy: &Vec<Seen>| {
        let p = |(s, seen): (u32, &Seen)| table.tails(s, seen.bank, seen.dip).p();
        (1_u32..)
            .zip(therapy.iter().take(known))
            .map(p)
            .fold(1.0, f64::min)
    };
    let mut least: Vec<f64> = seen.par_iter().map(least).collect();
    least.sort_unstable_by(f64::total_cmp);
    Alpha::ALL.map(|alpha| (quantile(&least, alpha.rate()) * beyond).clamp(1e-9, 0.999))
}

/// Log odds that an open rupture reaches within six sessions in 10 and in 20 % of cases.
fn repair(population: &Population, opens: &[Simulated], side: Side) -> [f64; 2] {
    let model = Arc::new(Model::new(population.scale, population).with_alpha(Alpha::Twenty));
    let mut greatest: Vec<f64> = opens
        .par_iter()
        .filter_map(|therapy| greatest_odds(&model, therapy, side))
        .collect();
    greatest.sort_unstable_by(f64::total_cmp);
    [0.9, 0.8].map(|share| quantile(&greatest, share))
}

/// The greatest odds of a false repair, when the rupture was noticed in time.
fn greatest_odds(model: &Arc<Model>, therapy: &Simulated, side: Side) -> Option<f64> {
    const NOTICED_WITHIN: usize = 5;
    let mut detector = Detector::of(Arc::clone(model));
    let mut noticed = None;
    let mut greatest = f64::NEG_INFINITY;
    for (s, session) in therapy.sessions(model.scale(), side).enumerate() {
        let reading = detector.observe(&session);
        match (noticed, reading.repair) {
            (None, _) if reading.episode.is_some() => noticed = Some(s),
            (Some(at), Some(odds)) if s <= at + REPAIR_SESSIONS => greatest = greatest.max(odds),
            _ => {}
        }
    }
    let in_time = therapy.onset..therapy.onset + NOTICED_WITHIN;
    let noticed = noticed.filter(|at| in_time.contains(at))?;
    (noticed + REPAIR_SESSIONS < therapy.weeks.len()).then_some(greatest)
}

/// The value that a share `q` of the sorted values does not exceed.
pub(crate) fn quantile(sorted: &[f64], q: f64) -> f64 {
    let last = sorted.len().saturating_sub(1) as f64;
    let at = q * last;
    let value = |i: f64| sorted.get(i as usize).copied().unwrap_or_default();
    let (low, high) = (value(at.floor()), value(at.ceil()));
    low + (high - low) * (at - at.floor())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One of the two; `cargo xtask calibrate --check` makes both.
    #[test]
    fn the_shipped_table_of_the_session_note_is_made_again_by_calibration() {
        let (made, committed) = (session_note(), Calibration::session_note().pack());
        assert_eq!(made.len(), committed.len());
        // Another platform's logarithm may round a thousandth the other way.
        let (made, _) = made.as_chunks::<2>();
        let (committed, _) = committed.as_chunks::<2>();
        let apart = made.iter().zip(committed).map(|(made, committed)| {
            i16::from_le_bytes(*made).abs_diff(i16::from_le_bytes(*committed))
        });
        assert!(
            apart.max() <= Some(2),
            "the tables have to be made again: cargo xtask calibrate"
        );
    }

    #[test]
    fn a_quantile_lies_between_its_neighbours() {
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.5), 2.0);
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.75), 3.0);
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 1.0), 4.0);
    }
}
