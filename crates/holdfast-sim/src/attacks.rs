//! The 28 attacks, each over at least twenty seeds; docs/safety/attacks.md says what a person sees.
//! Pass means: nothing lost, nothing forged, nothing read, and an alarm where it can be seen.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use holdfast_client::{ClientError, LockChoice, PairingState, Roles};
use holdfast_crypto::slot::{PassphraseCost, make_passphrase_slot, open_passphrase_slot};
use holdfast_crypto::{CryptoError, RootKey};
use holdfast_model::What;
use holdfast_model::check_in::CheckIn;
use holdfast_model::relationship::{Kind, Receipts, Role};
use holdfast_model::text::Words;
use holdfast_wire::MailboxId;

use crate::check::MARK;
use crate::device::{App, Device};
use crate::dice::{Dice, SeededEntropy};
use crate::fault::Attack;
use crate::once::now;
use crate::options::Options;
use crate::relay::Relay;
use crate::shrink::run;

const SEEDS: u64 = 20;
const STEPS: usize = 60;

/// All checkers hold in every world in which only this is played; gives the alarms of all.
fn withstand(attack: Attack) -> BTreeSet<&'static str> {
    let (mut alarms, mut played) = (BTreeSet::new(), 0);
    for seed in 0..SEEDS {
        let options = Options::only(seed, STEPS, &[], &[attack]);
        let outcome = run(&options);
        assert_eq!(outcome.broken, None, "{options}\n{}", outcome.trace);
        alarms.extend(outcome.figures.alarms);
        played += outcome.figures.hits;
    }
    assert!(played > 20, "{attack:?} was played {played} times");
    alarms
}

fn alarms_with(attack: Attack, code: &str) {
    let alarms = withstand(attack);
    assert!(alarms.contains(code), "{attack:?}: {alarms:?}");
}

#[test]
fn attack_01_whatever_the_relay_reads_is_no_word_and_no_key() {
    for seed in 0..SEEDS {
        let outcome = run(&Options::only(seed, STEPS, &[], &[]));
        assert_eq!(outcome.broken, None, "{}", outcome.trace);
        assert_eq!(outcome.figures.alarms.len(), 0, "{}", outcome.trace);
    }
}

#[test]
fn attack_02_a_flipped_bit_is_set_aside() {
    alarms_with(Attack::Flip, "HF-SYNC-03");
}

#[test]
fn attack_03_a_cut_envelope_is_set_aside() {
    alarms_with(Attack::Truncate, "HF-SYNC-01");
}

#[test]
fn attack_04_a_longer_envelope_is_set_aside() {
    alarms_with(Attack::Extend, "HF-SYNC-01");
}

#[test]
fn attack_05_a_replay_changes_nothing_and_alarms_nobody() {
    assert_eq!(withstand(Attack::Replay), BTreeSet::new());
}

#[test]
fn attack_06_another_order_gives_the_same_state() {
    assert_eq!(withstand(Attack::Shuffle), BTreeSet::new());
}

#[test]
fn attack_07_a_gap_waits_until_it_is_filled() {
    withstand(Attack::Gap);
}

#[test]
fn attack_08_a_freeze_delays_and_takes_nothing() {
    withstand(Attack::Freeze);
}

#[test]
fn attack_09_a_relay_that_goes_back_is_noticed_and_gets_all_again() {
    alarms_with(Attack::RollBack, "HF-SYNC-10");
}

#[test]
fn attack_10_two_histories_become_one_when_the_devices_meet() {
    withstand(Attack::Fork);
}

#[test]
fn attack_11_an_envelope_in_the_place_of_another_is_only_itself() {
    withstand(Attack::SwapDevices);
}

#[test]
fn attack_12_an_envelope_of_another_space_is_set_aside() {
    alarms_with(Attack::SwapSpaces, "HF-SYNC-02");
}

#[test]
fn attack_13_a_relabelled_envelope_is_set_aside() {
    alarms_with(Attack::Relabel, "HF-SYNC-03");
}

#[test]
fn attack_14_another_version_is_kept_and_not_read() {
    alarms_with(Attack::OtherVersion, "HF-SYNC-04");
}

#[test]
fn attack_15_weaker_parameters_of_a_lock_are_refused() {
    let mut entropy = SeededEntropy::new(15, 0);
    let root = RootKey::make(&mut entropy).unwrap();
    let slot = make_passphrase_slot(&root, "six words", PassphraseCost::STANDARD, &mut entropy);
    let slot = slot.unwrap();
    // Version, lock, then the memory in KiB: 65,536 in three bytes.
    assert_eq!(slot[..5], [1, 0, 0x80, 0x80, 0x04]);
    for weaker in 0..SEEDS {
        let mut weak = slot.clone();
        // 16,384 and a little: the same three bytes, with the lowest ones free.
        let low = u8::try_from(weaker).unwrap();
        weak[2..5].copy_from_slice(&[0x80 | low, 0x80, 0x01]);
        let opened = open_passphrase_slot(&weak, "six words").err();
        assert_eq!(opened, Some(CryptoError::WeakParameters));
    }
}

/// Two who want to pair over a relay that does as it likes, and a third one.
struct Pairing {
    relay: Rc<RefCell<Relay>>,
    maya: App,
    her: App,
    mallory: App,
}

impl Pairing {
    fn new(seed: u64) -> Self {
        let relay = Rc::new(RefCell::new(Relay::new(seed)));
        let [maya, her, mallory] = [0, 1, 2].map(|number| begin(seed, number, &relay));
        Self {
            relay,
            maya,
            her,
            mallory,
        }
    }

    fn invite(&self, app: &App) -> String {
        let roles = Roles {
            kind: Kind::Therapy,
            mine: Role::Therapist,
        };
        let proven = now(app.prove("")).unwrap().unwrap();
        let link = app.invite(&proven, roles).unwrap();
        now(app.pairing_step()).unwrap().unwrap();
        format!("https://holdfast.example/{link}")
    }

    /// The one mailbox that was not there before.
    fn newest(&self, before: &BTreeSet<MailboxId>) -> MailboxId {
        let mut relay = self.relay.borrow_mut();
        let mut new = relay.mailboxes().keys().filter(|id| !before.contains(id));
        *new.next().unwrap()
    }

    fn all(&self) -> BTreeSet<MailboxId> {
        self.relay
            .borrow_mut()
            .mailboxes()
            .keys()
            .copied()
            .collect()
    }

    fn put(&self, mailbox: MailboxId, from: MailboxId) {
        let mut relay = self.relay.borrow_mut();
        let bytes = relay.mailboxes()[&from].clone();
        relay.mailboxes().insert(mailbox, bytes);
    }

    /// She follows the link, and it ends before any words are shown.
    fn ends(&self, link: &str) {
        let error = join(&self.her, link).unwrap();
        let is_hard = matches!(error, ClientError::PairingRefused | ClientError::KeysDiffer);
        assert!(is_hard, "{error}");
        self.nobody_is_paired();
    }

    fn nobody_is_paired(&self) {
        for app in [&self.maya, &self.her, &self.mallory] {
            assert_eq!(app.read(|ledger| ledger.relationships().len()).unwrap(), 0);
        }
    }
}

/// A device on which somebody has begun.
fn begin(seed: u64, number: usize, relay: &Rc<RefCell<Relay>>) -> App {
    let app = Device::new("device", 0, seed, number, relay).app().unwrap();
    now(app.begin(LockChoice::Later)).unwrap().unwrap();
    app
}

/// Joins and takes a few steps; the error that ends it, if one does.
fn join(app: &App, link: &str) -> Option<ClientError> {
    let mut outcome = now(app.join(link)).unwrap().map(|_| ());
    for _ in 0..4 {
        outcome = outcome.and_then(|()| now(app.pairing_step()).unwrap().map(|_| ()));
    }
    outcome.err()
}

#[test]
fn attack_16_another_key_in_a_pairing_ends_it() {
    for seed in 0..SEEDS {
        let pairing = Pairing::new(seed);
        let _mallorys = pairing.invite(&pairing.mallory);
        let (before, of_mallory) = (pairing.all(), pairing.newest(&BTreeSet::new()));
        let link = pairing.invite(&pairing.maya);
        pairing.put(pairing.newest(&before), of_mallory);
        pairing.ends(&link);
    }
}

#[test]
fn attack_17_an_old_message_of_a_pairing_ends_it() {
    for seed in 0..SEEDS {
        let pairing = Pairing::new(seed);
        let _old = pairing.invite(&pairing.maya);
        let (before, old) = (pairing.all(), pairing.newest(&BTreeSet::new()));
        pairing.maya.abandon_pairing();
        let link = pairing.invite(&pairing.maya);
        pairing.put(pairing.newest(&before), old);
        pairing.ends(&link);
    }
}

#[test]
fn attack_18_a_third_one_who_answers_first_is_seen_by_both() {
    for seed in 0..SEEDS {
        let pairing = Pairing::new(seed);
        let link = pairing.invite(&pairing.maya);
        assert!(
            join(&pairing.mallory, &link).is_none(),
            "the link was stolen"
        );
        let error = join(&pairing.her, &link).unwrap();
        assert!(matches!(error, ClientError::PairingRefused), "{error}");
        let state = now(pairing.maya.pairing_step()).unwrap().unwrap();
        assert!(
            matches!(state, PairingState::Compare { .. }),
            "nobody reads these words to her"
        );
        pairing.nobody_is_paired();
    }
}

#[test]
fn attack_19_a_device_that_nobody_knows_stays_outside() {
    alarms_with(Attack::Ghost, "HF-SYNC-01");
}

fn count(app: &App) -> usize {
    app.read(|ledger| ledger.len()).unwrap()
}

fn meet_at_the_relay(her: &App, maya: &App) {
    for app in [her, maya, her, maya] {
        now(app.sync()).unwrap().unwrap();
    }
}

fn is_told(app: &App, code: &str) -> bool {
    app.alarms().iter().any(|notice| notice.code == code)
}

/// She has ended it while Maya, who does not know yet, writes on; then both meet the relay.
fn after_the_end(seed: u64) -> (App, App, usize, usize) {
    let mut world = crate::world::World::build(Options::only(seed, 0, &[], &[])).unwrap();
    let (her, maya, with) = world.two();
    now(her.end_relationship(with)).unwrap().unwrap();
    let receipts = What::ReceiptsSet(Receipts::On);
    now(maya.record_shared(with, receipts)).unwrap().unwrap();
    now(maya.sync()).unwrap().unwrap();
    let hers = count(&her);
    meet_at_the_relay(&her, &maya);
    let mayas = count(&maya);
    now(her.record(What::CheckedIn(CheckIn::default())))
        .unwrap()
        .unwrap();
    let refused = now(maya.record_shared(with, What::ReceiptsSet(Receipts::Off))).unwrap();
    assert!(refused.is_err(), "after the cut nothing is added");
    meet_at_the_relay(&her, &maya);
    (her, maya, hers, mayas)
}

#[test]
fn attack_20_a_removed_device_adds_nothing() {
    for seed in 0..SEEDS {
        let (her, _, before, _) = after_the_end(seed);
        assert_eq!(count(&her), before + 1, "her own check-in alone");
        assert!(is_told(&her, "HF-SYNC-12"));
    }
}

#[test]
fn attack_21_a_removed_device_reads_nothing_new() {
    for seed in 0..SEEDS {
        let (_, maya, _, before) = after_the_end(seed);
        assert_eq!(count(&maya), before);
        assert!(is_told(&maya, "HF-SYNC-17"));
    }
}

#[test]
fn attack_22_the_outside_of_one_around_the_inside_of_another_is_set_aside() {
    alarms_with(Attack::Splice, "HF-SYNC-01");
}

#[test]
fn attack_23_what_is_too_long_is_refused_by_its_length() {
    withstand(Attack::Oversize);
}

#[test]
fn attack_24_a_flood_is_bounded_and_takes_nothing() {
    alarms_with(Attack::Flood, "HF-SYNC-15");
}

#[test]
fn attack_25_of_two_bodies_for_one_place_the_true_one_counts() {
    alarms_with(Attack::TwoBodies, "HF-SYNC-03");
}

#[test]
fn attack_26_a_wrong_ack_is_found_within_a_week() {
    alarms_with(Attack::WrongAck, "HF-SYNC-11");
}

#[test]
fn attack_27_check_ins_have_three_sizes() {
    let mut sizes = BTreeSet::new();
    for seed in 0..SEEDS {
        let relay = Rc::new(RefCell::new(Relay::new(seed)));
        let mut dice = Dice::new(seed, 27);
        let app = begin(seed, 0, &relay);
        now(app.sync()).unwrap().unwrap();
        let before: usize = relay.borrow().envelopes().count();
        for _ in 0..10 {
            let words = MARK.repeat(1 + dice.below(95));
            let check_in = CheckIn {
                words: Words::parse(&words).ok(),
                ..CheckIn::default()
            };
            now(app.record(What::CheckedIn(check_in))).unwrap().unwrap();
        }
        now(app.sync()).unwrap().unwrap();
        sizes.extend(relay.borrow().envelopes().skip(before).map(<[u8]>::len));
    }
    assert_eq!(sizes.len(), 3, "{sizes:?}");
}
