//! Many therapies at once: a lane each, so that one instruction serves several.
//! Every reading is the one that a `Detector` of its own would give, to the last bit.

#![expect(
    clippy::indexing_slicing,
    reason = "lanes < LANES, the length of every array"
)]

use super::model::Model;
use super::watch::{Raters, Reading, Said, Watch};
use crate::bank::{LANES, Moment};
use crate::dyad::{Asked, DyadLanes};
use crate::finding::Side;
use crate::series::Session;

/// Judges the sessions of many therapies and tells each reading to `hear`, with the place of its
/// therapy in `therapies`; those of one therapy come in order.
///
/// Several times as fast as a [`Detector`](crate::Detector) for each, most so where neighbours are
/// of the same length; the readings are the same.
pub fn observe_batch<T: AsRef<[Session]>>(
    model: &Model,
    therapies: &[T],
    mut hear: impl FnMut(usize, &Reading),
) {
    let fresh = DyadLanes::new(&model.nulls);
    let mut group = Group {
        model,
        dyads: fresh.clone(),
        watches: Default::default(),
        places: Vec::new(),
    };
    for (first, therapies) in (0..).step_by(LANES).zip(therapies.chunks(LANES)) {
        group.dyads.clone_from(&fresh);
        group.begin(therapies);
        for index in 0..group.places.len() {
            group.observe(index);
            for (lane, therapy) in therapies.iter().enumerate() {
                if index < therapy.as_ref().len() {
                    hear(first + lane, &group.read(lane, index));
                }
            }
        }
    }
}

/// As many therapies as there are lanes.
struct Group<'a> {
    model: &'a Model,
    dyads: DyadLanes,
    watches: [Watch; LANES],
    /// The first session of each therapy, then the second, and so on.
    places: Vec<Place>,
}

/// One session of each therapy.
#[derive(Clone, Default)]
struct Place {
    asked: Asked,
    /// As the input numbers them.
    numbers: [u32; LANES],
}

impl Group<'_> {
    fn begin<T: AsRef<[Session]>>(&mut self, therapies: &[T]) {
        self.watches = Default::default();
        let longest = therapies.iter().map(|one| one.as_ref().len()).max();
        self.places.clear();
        self.places
            .resize(longest.unwrap_or_default(), Place::default());
        // One therapy after the other, so that memory is read in order.
        for (lane, therapy) in therapies.iter().enumerate() {
            let mut raters = Raters::default();
            for (index, (session, place)) in
                (0..).zip(therapy.as_ref().iter().zip(&mut self.places))
            {
                let at = Moment {
                    index,
                    slope: 0.0,
                    weeks: session.weeks,
                };
                let [own_keep, other_keep] = DyadLanes::keep(&self.model.nulls, at);
                let own = self.model.score(&session.client);
                let other = self.model.score(&session.therapist);
                place.asked.client.set(lane, own, own_keep);
                place.asked.therapist.set(lane, other, other_keep);
                raters.note(own, other);
                place.asked.speaks[raters.sides() as usize].0[lane] = 1.0;
                place.numbers[lane] = session.number;
            }
        }
    }

    fn observe(&mut self, index: usize) {
        let Place { asked, .. } = &mut self.places[index];
        let at = Moment::new(index as u32, 0.0);
        for (rows, (speaks, side)) in asked.rows.iter_mut().zip(asked.speaks.iter().zip(SIDES)) {
            if speaks.0 != [0.0; LANES] {
                *rows = Some(self.model.table(side).rows(at.index + 1));
            }
        }
        self.dyads.observe(&self.model.nulls, at, asked);
    }

    fn read(&mut self, lane: usize, index: usize) -> Reading {
        let (model, dyads, watch) = (self.model, &self.dyads, &mut self.watches[lane]);
        let [client, therapist] = dyads.innovations(lane);
        watch.note(self.places[index].numbers[lane], client, therapist);
        let dip = match watch.sides() {
            Side::Therapist => therapist,
            Side::Both | Side::Client => client,
        };
        let said = Said {
            bank: (client.is_some() || therapist.is_some()).then(|| dyads.score(lane)),
            dip: dip.map(|z| -z),
            tails: dyads.tails(lane),
            e_value: dyads.e_value(lane),
        };
        let joint = || dyads.joint(&model.nulls, lane);
        watch.read(model, &said, joint, |lag| dyads.pick_steps(lane, lag))
    }
}

/// In the order of their declaration.
const SIDES: [Side; 3] = [Side::Both, Side::Client, Side::Therapist];
