//! Copies: exactly what would leave, made from the bag before anything leaves.
//! Invariant: a copy holds what she chose and no id of her own space; a part of which nothing may
//! be known is never named, and a thing without anything to show makes no copy at all.

use holdfast_order::Map;

use super::fold::{Dated, Ledger};
use crate::bag::{BagItem, Naming, Picked};
use crate::check_in::{CheckIn, Field, Trust};
use crate::id::{ChangeId, PartId, RelationshipId};
use crate::note::{SessionNote, Showing};
use crate::part::{MayKnow, Voice};
use crate::plan::PlanLine;
use crate::rupture::RuptureView;
use crate::scale::{Few, Marks};
use crate::settings::Settings;
use crate::snapshot::{CHECK_INS_MAX, CheckInCopy, Label, Snapshot};
use crate::text::Line;
use crate::thing::{Links, Thing};
use crate::time::Day;

impl Ledger {
    /// The snapshot of one thing in the bag: what the preview shows and the handover carries.
    /// None when there is nothing to show, or nothing of this sort ever leaves so. At most
    /// [`CHECK_INS_MAX`] check-ins go in one item, the oldest first.
    #[must_use]
    pub fn copy(&self, item: &BagItem) -> Option<Snapshot> {
        let settings = self.settings();
        let reader = Reader {
            to: item.to,
            naming: item.naming,
            settings: &settings,
        };
        match &item.picked {
            Picked::Thing(thing) => self.copy_thing(*thing, reader),
            Picked::CheckIns {
                first,
                last,
                fields,
            } => {
                let fields: Vec<_> = fields.iter().copied().collect();
                self.copy_check_ins(*first, *last, &fields, reader)
            }
        }
    }

    /// Her view of a rupture as the other may see it: voices by name or not at all, and no link to
    /// anything but sessions. Words and wants go along; leave out beforehand what is to stay.
    #[must_use]
    pub fn view_to_show(&self, view: &RuptureView, naming: Naming) -> RuptureView {
        let named = view.intensity.iter().filter_map(|(voice, strength)| {
            let unnamed = *voice == Voice::NoOne;
            let by = self.name_of(voice, naming);
            (unnamed || by.is_some()).then(|| (by.map_or(Voice::NoOne, Voice::Named), *strength))
        });
        let sessions = view
            .links
            .iter()
            .copied()
            .filter(|link| matches!(link, Thing::Session(_)));
        RuptureView {
            intensity: Marks::new(named.collect::<Vec<_>>()).unwrap_or_default(),
            links: Links::new(sessions.collect()).unwrap_or_default(),
            ..view.clone()
        }
    }

    /// A note as the other may see it: by a name or by no one in particular.
    #[must_use]
    pub fn note_to_show(&self, note: &SessionNote, naming: Naming) -> SessionNote {
        let voice = self
            .name_of(&note.voice, naming)
            .map_or(Voice::NoOne, Voice::Named);
        SessionNote {
            voice,
            showing: Showing::Show,
            ..note.clone()
        }
    }

    fn copy_thing(&self, thing: Thing, reader: Reader<'_>) -> Option<Snapshot> {
        match thing {
            Thing::Writing(id) => {
                let writing = self.writing(id)?.current();
                let words = writing.what.words.clone()?;
                let by = self.name_of(&writing.what.voice, reader.naming);
                Some(Snapshot::Writing {
                    at: writing.at,
                    by,
                    words,
                })
            }
            Thing::CheckIn(id) => {
                let check_in = found(self.check_ins(), id)?;
                let copy = self.copy_check_in(check_in, &check_in.what.answered(), reader)?;
                Few::new(vec![copy]).ok().map(Snapshot::CheckIns)
            }
            Thing::Note(id) => {
                let sessions = self.sessions(reader.to).into_iter();
                let notes = sessions.flat_map(|now| self.notes(now.session.session).mine);
                let note = found(notes.collect(), id)?;
                Some(Snapshot::Note(self.note_to_show(note.what, reader.naming)))
            }
            Thing::Preparation(id) => self
                .session(id)?
                .preparation
                .cloned()
                .map(Snapshot::Preparation),
            Thing::Outside(id) => {
                let event = found(self.outside_events(), id)?.what;
                let words = event.words.clone();
                Some(Snapshot::Outside {
                    source: event.source,
                    day: event.day,
                    words,
                })
            }
            Thing::CopingTry(id) => {
                let coping = found(self.coping_tries(), id)?.what;
                Some(Snapshot::CopingTry {
                    tried: coping.tried.clone(),
                    after: coping.after,
                })
            }
            Thing::Part(id) => self.copy_part(id),
            Thing::Plan => self.copy_plan(),
            Thing::Rupture(id) => {
                let episode = self.rupture(id)?;
                let view = episode.private.or(episode.mine)?.told.what;
                Some(Snapshot::Rupture(self.view_to_show(view, reader.naming)))
            }
            Thing::Session(_)
            | Thing::Breach(_)
            | Thing::RepairStep(_)
            | Thing::Agreement(_)
            | Thing::Contact(_)
            | Thing::Relationship(_)
            | Thing::Finding(_) => None,
        }
    }

    fn copy_part(&self, id: PartId) -> Option<Snapshot> {
        let part = self.part(id)?.current().what;
        let copy = Snapshot::Part {
            name: part.name.clone(),
            wants_known: part.wants_known.clone(),
        };
        (part.may_know != MayKnow::Nothing).then_some(copy)
    }

    fn copy_plan(&self) -> Option<Snapshot> {
        let plan = self.plan()?.current().what;
        let bare = |line: &PlanLine| PlanLine {
            contact: None,
            ..line.clone()
        };
        let bare = |lines: &[PlanLine]| Few::new(lines.iter().map(bare).collect()).ok();
        let walk = plan
            .walk()
            .filter_map(|(step, lines)| Some((step, bare(lines)?)));
        let steps: Map<_, _> = walk.collect();
        (!steps.is_empty()).then_some(Snapshot::Plan(steps))
    }

    fn copy_check_ins(
        &self,
        first: Day,
        last: Day,
        fields: &[Field],
        reader: Reader<'_>,
    ) -> Option<Snapshot> {
        let all = self.check_ins().into_iter();
        let days = all.filter(|check_in| (first..=last).contains(&check_in.at.day()));
        let copies: Vec<_> = days
            .filter_map(|check_in| self.copy_check_in(check_in, fields, reader))
            .take(CHECK_INS_MAX)
            .collect();
        Few::new(copies)
            .ok()
            .filter(|copies| !copies.is_empty())
            .map(Snapshot::CheckIns)
    }

    fn copy_check_in(
        &self,
        check_in: Dated<'_, CheckIn>,
        fields: &[Field],
        reader: Reader<'_>,
    ) -> Option<CheckInCopy> {
        let marked = |field: &Field| {
            let place = check_in.what.mark(*field)?;
            Some((label(*field, reader)?, place))
        };
        let marks: Vec<_> = fields.iter().filter_map(marked).collect();
        let chosen = |field| fields.contains(&field);
        let not_wanting_to_live = check_in
            .what
            .not_wanting_to_live
            .filter(|_| chosen(Field::NotWantingToLive));
        let words = check_in.what.words.clone().filter(|_| chosen(Field::Words));
        let empty = marks.is_empty() && not_wanting_to_live.is_none() && words.is_none();
        let by = self.name_of(&check_in.what.voice, reader.naming);
        let marks = Few::new(marks).ok()?;
        (!empty).then_some(CheckInCopy {
            at: check_in.at,
            by,
            marks,
            not_wanting_to_live,
            words,
        })
    }

    /// The name that may stand beside what leaves.
    fn name_of(&self, voice: &Voice, naming: Naming) -> Option<Line> {
        let name = match voice {
            Voice::NoOne => None,
            Voice::Named(name) => Some(name.clone()),
            Voice::Part(id) => {
                let part = self.part(*id)?.current().what;
                (part.may_know != MayKnow::Nothing).then(|| part.name.clone())
            }
        };
        name.filter(|_| naming == Naming::ByName)
    }
}

/// For whom a copy is made, and whether parts are named in it.
#[derive(Clone, Copy)]
struct Reader<'l> {
    to: RelationshipId,
    naming: Naming,
    settings: &'l Settings,
}

/// What a scale asked, in words that the reader can read alone. None for what concerns a third.
fn label(field: Field, reader: Reader<'_>) -> Option<Label> {
    let Settings { own, pulls, .. } = reader.settings;
    let own = |question| own.get(&question).map(|own| own.asks.clone());
    match field {
        Field::Body => Some(Label::Body),
        Field::FarAway => Some(Label::FarAway),
        Field::SafeEnough => Some(Label::SafeEnough),
        Field::Trust(Trust::Someone(whom)) => (whom == reader.to).then_some(Label::TrustInYou),
        Field::Trust(Trust::Room) => Some(Label::TrustInRoom),
        Field::Trust(Trust::World) => Some(Label::TrustInWorld),
        Field::Trust(Trust::Myself) => Some(Label::TrustInMyself),
        Field::Trust(Trust::Own(address)) => own(address).map(Label::TrustIn),
        Field::Closeness(whom) => (whom == reader.to).then_some(Label::ClosenessToYou),
        Field::Pull(pull) => pulls.get(&pull).cloned().map(Label::Pull),
        Field::Own(question) => own(question).map(Label::Own),
        Field::NotWantingToLive | Field::Words => None,
    }
}

fn found<'l, T>(records: Vec<Dated<'l, T>>, id: ChangeId) -> Option<Dated<'l, T>> {
    records.into_iter().find(|record| record.id == id)
}
