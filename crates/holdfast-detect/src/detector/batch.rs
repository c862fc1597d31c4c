//! Many therapies at once: a lane each, so that one instruction serves several.
//! Every reading is the one that a `Detector` of its own would give, to the last bit.

#![expect(
    clippy::indexing_slicing,
    reason = "lanes < LANES, the length of every array"
)]

use super::model::Model;
use super::watch::{Raters, Reading, Said, Watch};
use crate::bank::{LANES, Moment};
use crate::dyad::{Asked, DyadLanes, Hour};
use crate::evidence::Stakes;
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
    let mut group = Group {
        model,
        dyads: DyadLanes::new(&model.nulls),
        watches: Default::default(),
        raters: Default::default(),
    };
    let mut hours = Vec::new();
    for (first, therapies) in (0..).step_by(LANES).zip(therapies.chunks(LANES)) {
        let longest = therapies.iter().map(|one| one.as_ref().len()).max();
        for index in hours.len()..longest.unwrap_or_default() {
            hours.push(group.hour(index as u32));
        }
        group.begin();
        // Asked one session ahead: what has just been written number by number cannot be read as
        // a vector yet.
        let mut now = Asked::default();
        group.ask(0, therapies, &mut now);
        for (index, hour) in hours.iter().enumerate().take(longest.unwrap_or_default()) {
            let mut next = Asked::default();
            group.ask(index + 1, therapies, &mut next);
            group
                .dyads
                .observe((&model.nulls, model.bars()), hour, &now);
            now = next;
            for (lane, therapy) in therapies.iter().enumerate() {
                if let Some(session) = therapy.as_ref().get(index) {
                    hear(first + lane, &group.read(lane, session.number));
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
    /// Those who have rated, one session ahead.
    raters: [Raters; LANES],
}

impl Group<'_> {
    fn begin(&mut self) {
        self.dyads.begin(&self.model.nulls);
        self.watches = Default::default();
        self.raters = Default::default();
    }

    /// What session `index` of all therapies has in common.
    fn hour(&self, index: u32) -> Hour {
        let of = |side| self.model.table(side).lines(index + 1);
        Hour {
            at: Moment::new(index, 0.0),
            stakes: Stakes::at(index),
            lines: [of(Side::Both), of(Side::Client), of(Side::Therapist)],
        }
    }

    /// How session `index` of each therapy was rated.
    fn ask<T: AsRef<[Session]>>(&mut self, index: usize, therapies: &[T], asked: &mut Asked) {
        let model = self.model;
        for (lane, (therapy, raters)) in therapies.iter().zip(&mut self.raters).enumerate() {
            // A therapy that has ended stays in its lane, and nothing that it says is heard.
            let Some(session) = therapy.as_ref().get(index) else {
                continue;
            };
            let [own_keep, other_keep] = DyadLanes::keep(&model.nulls, session.weeks);
            let own = model.score(&session.client);
            let other = model.score(&session.therapist);
            asked.client.set(lane, own, own_keep);
            asked.therapist.set(lane, other, other_keep);
            raters.note(own, other);
            asked.speaks[raters.sides() as usize].0[lane] = 1.0;
        }
    }

    fn read(&mut self, lane: usize, number: u32) -> Reading {
        let (model, dyads, watch) = (self.model, &self.dyads, &mut self.watches[lane]);
        let [client, therapist] = dyads.innovations(lane);
        watch.note(number, client, therapist);
        let dip = match watch.sides() {
            Side::Therapist => therapist,
            Side::Both | Side::Client => client,
        };
        let said = Said {
            bank: (client.is_some() || therapist.is_some()).then(|| dyads.score(lane)),
            dip: dip.map(|z| -z),
            verdict: dyads.verdict(lane),
            e_value: dyads.e_value(lane),
        };
        let joint = || dyads.joint(&model.nulls, lane);
        watch.read(model, &said, joint, |lag| dyads.pick_steps(lane, lag))
    }
}
