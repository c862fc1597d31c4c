//! What is hers alone: check-ins, writings, parts, plan, people, settings, what she removed.
//! Invariant: everything read here comes from her own space.

use holdfast_order::{Set, sort_by_key};

use super::fold::{Dated, Ledger, pick};
use super::topic::Topic;
use super::versions::Versions;
use crate::check_in::{Answer, CheckIn};
use crate::finding::FindingAnswer;
use crate::id::{ChangeId, ContactId, PartId, RelationshipId, WritingId};
use crate::outside::{Breach, CopingTry, OutsideEvent};
use crate::part::Part;
use crate::plan::{Contact, ContactKind, SafetyPlan};
use crate::safety_agreement::{Rule, SafetyAgreement, Trigger};
use crate::settings::Settings;
use crate::thing::{FindingKey, Thing};
use crate::time::Instant;
use crate::what::What;
use crate::writing::Writing;

impl Ledger {
    /// Her check-ins, oldest first.
    #[must_use]
    pub fn check_ins(&self) -> Vec<Dated<'_, CheckIn>> {
        self.by_time(pick!(self.told(Topic::CheckIns), CheckedIn), Thing::CheckIn)
    }

    /// What she tried, oldest first.
    #[must_use]
    pub fn coping_tries(&self) -> Vec<Dated<'_, CopingTry>> {
        self.by_time(
            pick!(self.told(Topic::CopingTries), CopingTried),
            Thing::CopingTry,
        )
    }

    /// What happened outside, noted by her or shared with her, oldest first.
    #[must_use]
    pub fn outside_events(&self) -> Vec<Dated<'_, OutsideEvent>> {
        self.by_time(
            pick!(self.told(Topic::Outside), OutsideNoted),
            Thing::Outside,
        )
    }

    /// What must not happen in therapy, oldest first.
    #[must_use]
    pub fn breaches(&self) -> Vec<Dated<'_, Breach>> {
        self.by_time(
            pick!(self.told(Topic::Breaches), BreachNoted),
            Thing::Breach,
        )
    }

    /// Her writings, the last touched first.
    #[must_use]
    pub fn writings(&self) -> Vec<(WritingId, Versions<'_, Writing>)> {
        let ids = self.ids::<WritingId>();
        let mut writings: Vec<_> = ids.filter_map(|id| Some((id, self.writing(id)?))).collect();
        sort_by_key(&mut writings, |(id, versions)| {
            std::cmp::Reverse((versions.current().at, *id))
        });
        writings
    }

    /// One writing, unless it was removed.
    #[must_use]
    pub fn writing(&self, id: WritingId) -> Option<Versions<'_, Writing>> {
        let told = pick!(self.told(Topic::Writing(id)), WritingRevised);
        self.unless_removed(Thing::Writing(id), Versions::of(told.collect()))
    }

    /// Her parts, in the order of their first naming. "No one in particular" is not among them.
    #[must_use]
    pub fn parts(&self) -> Vec<(PartId, Versions<'_, Part>)> {
        let ids = self.ids::<PartId>();
        let mut parts: Vec<_> = ids.filter_map(|id| Some((id, self.part(id)?))).collect();
        sort_by_key(&mut parts, |(id, versions)| (versions.since(), *id));
        parts
    }

    /// One part, unless it was removed.
    #[must_use]
    pub fn part(&self, id: PartId) -> Option<Versions<'_, Part>> {
        let told = pick!(self.told(Topic::Part(id)), PartRevised);
        self.unless_removed(Thing::Part(id), Versions::of(told.collect()))
    }

    /// Her safety plan.
    #[must_use]
    pub fn plan(&self) -> Option<Versions<'_, SafetyPlan>> {
        let told = pick!(self.told(Topic::Plan), PlanRevised);
        self.unless_removed(Thing::Plan, Versions::of(told.collect()))
    }

    /// The people whom Hold can call, professionals included, in the order of their noting.
    #[must_use]
    pub fn people(&self) -> Vec<(ContactId, &Contact)> {
        let contacts = self.contacts().into_iter();
        contacts
            .filter(|(_, contact)| !is_service(contact))
            .collect()
    }

    /// The services that Hold can call, in the order of their noting.
    #[must_use]
    pub fn services(&self) -> Vec<(ContactId, &Contact)> {
        self.contacts()
            .into_iter()
            .filter(|(_, contact)| is_service(contact))
            .collect()
    }

    /// One person or service, unless removed.
    #[must_use]
    pub fn contact(&self, id: ContactId) -> Option<Versions<'_, Contact>> {
        let told = pick!(self.told(Topic::Contact(id)), ContactRevised);
        self.unless_removed(Thing::Contact(id), Versions::of(told.collect()))
    }

    /// Her settings as they stand.
    #[must_use]
    pub fn settings(&self) -> Settings {
        pick!(self.told(Topic::Settings), SettingSet)
            .fold(Settings::default(), |settings, set| settings.with(set.what))
    }

    /// Her safety agreement with one person; none when there is none, or it was revoked.
    #[must_use]
    pub fn safety_agreement(&self, with: RelationshipId) -> Option<Dated<'_, SafetyAgreement>> {
        let last = pick!(self.told(Topic::SafetyAgreement(with)), SafetyAgreed).last();
        last.filter(|agreement| !agreement.what.rules.is_empty())
    }

    /// What an answer sets off by her own agreements, to be shown to her before it is done.
    /// Nothing, unless she agreed to it.
    #[must_use]
    pub fn agreed_acts(&self, answer: Answer) -> Vec<AgreedAct<'_>> {
        let Some(trigger) = Trigger::of(answer) else {
            return Vec::new();
        };
        let agreements = self
            .relationships()
            .into_iter()
            .filter(|relationship| relationship.ended.is_none())
            .filter_map(|relationship| self.safety_agreement(relationship.id));
        agreements
            .filter_map(|agreement| {
                let rule = agreement.what.rules.get(&trigger)?;
                Some(AgreedAct {
                    with: agreement.what.with,
                    rule,
                })
            })
            .collect()
    }

    /// Her last answer to one question of the detector.
    #[must_use]
    pub fn finding_answer(&self, finding: FindingKey) -> Option<Dated<'_, FindingAnswer>> {
        pick!(self.told(Topic::Finding(finding)), FindingAnswered).last()
    }

    /// What she removed less than [`DELETED_KEPT_DAYS`] ago and can bring back, the last first.
    #[must_use]
    pub fn removed(&self, now: Instant) -> Vec<RemovedThing> {
        let mut removed: Vec<_> = self
            .removals()
            .filter(|removed| !removed.is_past(now))
            .collect();
        sort_by_key(&mut removed, |removed| std::cmp::Reverse(removed.at));
        removed
    }

    /// The changes whose bytes may be destroyed: all that tell of a thing removed longer ago.
    #[must_use]
    pub fn forgotten(&self, now: Instant) -> Set<ChangeId> {
        let past = self.removals().filter(|removed| removed.is_past(now));
        past.flat_map(|removed| self.told_of(removed.thing))
            .collect()
    }

    /// When a thing was removed, if it was and has not come back.
    pub(super) fn removed_at(&self, thing: Thing) -> Option<Instant> {
        let last = self.told(Topic::Removal(thing)).next_back()?;
        matches!(last.change.what, What::Removed(_)).then_some(last.change.at)
    }

    fn removals(&self) -> impl Iterator<Item = RemovedThing> {
        let first = Topic::Removal(Thing::CheckIn(ChangeId::new([0; 16])));
        let last = Topic::Removal(Thing::Finding(FindingKey::LAST));
        self.between(first, last).filter_map(|topic| match topic {
            Topic::Removal(thing) => Some(RemovedThing {
                thing,
                at: self.removed_at(thing)?,
            }),
            _ => None,
        })
    }

    /// The changes in her own space that tell of one thing.
    fn told_of(&self, thing: Thing) -> Vec<ChangeId> {
        let whole = |topic| self.told(topic).map(|entry| entry.change.id).collect();
        match thing {
            Thing::CheckIn(id)
            | Thing::Note(id)
            | Thing::Outside(id)
            | Thing::Breach(id)
            | Thing::RepairStep(id)
            | Thing::CopingTry(id) => vec![id],
            Thing::Writing(id) => whole(Topic::Writing(id)),
            Thing::Part(id) => whole(Topic::Part(id)),
            Thing::Contact(id) => whole(Topic::Contact(id)),
            Thing::Plan => whole(Topic::Plan),
            Thing::Finding(key) => whole(Topic::Finding(key)),
            Thing::Agreement(id) => self.told_by_me(Topic::Agreement(id), |_| true),
            Thing::Rupture(id) => self.told_by_me(Topic::Rupture(id), |_| true),
            Thing::Session(id) => self.told_by_me(Topic::Session(id), is_session),
            Thing::Preparation(id) => self.told_by_me(Topic::Session(id), is_preparation),
            // Ended, never removed: what the two had stays.
            Thing::Relationship(_) => Vec::new(),
        }
    }

    fn told_by_me(&self, topic: Topic, of: fn(&What) -> bool) -> Vec<ChangeId> {
        let mine = self
            .told(topic)
            .filter(|entry| entry.is_mine() && of(&entry.change.what));
        mine.map(|entry| entry.change.id).collect()
    }

    fn contacts(&self) -> Vec<(ContactId, &Contact)> {
        let ids = self.ids::<ContactId>();
        let mut contacts: Vec<_> = ids.filter_map(|id| Some((id, self.contact(id)?))).collect();
        sort_by_key(&mut contacts, |(id, versions)| (versions.since(), *id));
        contacts
            .into_iter()
            .map(|(id, versions)| (id, versions.current().what))
            .collect()
    }

    fn unless_removed<T>(&self, thing: Thing, found: Option<T>) -> Option<T> {
        found.filter(|_| self.removed_at(thing).is_none())
    }

    fn by_time<'l, T>(
        &self,
        records: impl Iterator<Item = Dated<'l, T>>,
        thing: fn(ChangeId) -> Thing,
    ) -> Vec<Dated<'l, T>> {
        let mut records: Vec<_> = records
            .filter(|record| self.removed_at(thing(record.id)).is_none())
            .collect();
        sort_by_key(&mut records, |record| (record.at, record.id));
        records
    }
}

/// What an answer sets off by her own agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgreedAct<'l> {
    /// With whom she agreed it.
    pub with: RelationshipId,
    /// What is done, and with which fields.
    pub rule: &'l Rule,
}

/// A thing that she removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RemovedThing {
    /// Which.
    pub thing: Thing,
    /// When.
    pub at: Instant,
}

impl RemovedThing {
    fn is_past(&self, now: Instant) -> bool {
        now.unix_ms() >= self.at.unix_ms().saturating_add(DELETED_KEPT_DAYS * DAY_MS)
    }
}

const fn is_session(what: &What) -> bool {
    matches!(what, What::SessionSet(_))
}

const fn is_preparation(what: &What) -> bool {
    matches!(what, What::SessionPrepared(_))
}

fn is_service(contact: &Contact) -> bool {
    matches!(contact.kind, ContactKind::Service { .. })
}

/// How many days a removed thing can come back.
pub const DELETED_KEPT_DAYS: u64 = 30;
const DAY_MS: u64 = 86_400_000;
