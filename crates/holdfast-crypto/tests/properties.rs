//! What holds of everything that is sealed, whatever is in it, through the public doors.
//! What was sealed opens for whom it was sealed, and altered, moved or misnamed it does not.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use holdfast_crypto::pairing::{Code, CodeStep, Invitation, PairingSecret, PairingStep};
use holdfast_crypto::record::{SealInput, decrypt, seal};
use holdfast_crypto::slot::{make_device_slot, make_words_slot, open_device_slot, open_words_slot};
use holdfast_crypto::testing::SeededEntropy;
use holdfast_crypto::words::{RecoveryWords, six_words};
use holdfast_crypto::{DeviceKeys, DeviceSeed, ItemKey, RootKey, SpaceKey, unwrap, wrap};
use holdfast_wire::{
    DeviceId, EnvelopeId, Epoch, Head, Header, Kind, Sequence, SpaceId, padded_len,
};
use proptest::prelude::*;
use proptest::sample::Index;

const STEPS: [PairingStep; 4] = [
    PairingStep::Offer,
    PairingStep::Answer,
    PairingStep::Welcome,
    PairingStep::Receipt,
];

fn entropy(seed: u64) -> SeededEntropy {
    SeededEntropy::new(seed)
}

fn root(seed: u64) -> RootKey {
    RootKey::make(&mut entropy(seed)).unwrap()
}

fn device(seed: u8, space: SpaceId) -> DeviceKeys {
    DeviceSeed::from_store([seed; 32]).keys(space)
}

/// Two root keys are the same when everything that derives from them is.
fn same(a: &RootKey, b: &RootKey) -> bool {
    a.identity().public() == b.identity().public()
}

fn body(bytes_max: usize) -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..bytes_max)
}

fn flipped(bytes: &[u8], at: Index, mask: u8) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let at = at.index(bytes.len());
    *bytes.get_mut(at).unwrap() ^= mask;
    bytes
}

fn header(device: &DeviceKeys, sequence: u64) -> Header {
    let previous = if sequence == 0 { [0; 32] } else { [7; 32] };
    Header {
        epoch: Epoch(0),
        device: device.id(),
        sequence: Sequence(sequence),
        previous: EnvelopeId::from_bytes(previous),
        heads: vec![],
        kind: Kind::CHANGE,
        group: None,
    }
}

fn head() -> impl Strategy<Value = Head> {
    (0_u8..6, 0_u64..4, 0_u8..3).prop_map(|(device, sequence, id)| Head {
        device: DeviceId::from_bytes([device; 16]),
        sequence: Sequence(sequence),
        id: EnvelopeId::from_bytes([id; 32]),
    })
}

proptest! {
    #[test]
    fn the_length_of_an_envelope_tells_its_bucket_and_nothing_else(
        a in body(3_000), seeds in any::<[u64; 2]>(), sequence in 0_u64..100,
    ) {
        let key = root(1).my_space();
        let device = device(1, key.space());
        let (one, other) = (header(&device, 0), header(&device, sequence));
        let len = |header, body: &[u8], seed| {
            let input = SealInput { key: &key, device: &device, header, body };
            seal(&input, &mut entropy(seed)).unwrap().as_bytes().len()
        };
        let nothing = vec![0; a.len()];
        prop_assert_eq!(len(&one, &a, seeds[0]), len(&one, &nothing, seeds[1]));
        let inside = len(&other, &a, seeds[0]) - (1 + 16 + 32 + 24 + 16);
        prop_assert_eq!(padded_len(inside), inside);
    }

    #[test]
    fn a_record_opens_in_its_place_of_the_chain_and_in_its_space_only(
        body in body(200), sequence in 0_u64..1_000, seed in any::<u64>(),
    ) {
        let (mine, other) = (root(1).my_space(), root(2).my_space());
        let device = device(1, mine.space());
        let header = header(&device, sequence);
        let input = SealInput { key: &mine, device: &device, header: &header, body: &body };
        let envelope = seal(&input, &mut entropy(seed)).unwrap();
        let opened = decrypt(&envelope, [&other, &mine]).unwrap().verify(device.public()).unwrap();
        prop_assert_eq!(opened.header(), &header);
        prop_assert_eq!(opened.body(), body.as_slice());
        prop_assert!(decrypt(&envelope, [&other]).is_err());
        let stranger = self::device(2, mine.space());
        prop_assert!(decrypt(&envelope, [&mine]).unwrap().verify(stranger.public()).is_err());
    }

    #[test]
    fn any_recovery_words_read_back_and_other_words_never_read_as_the_same(
        seed in any::<u64>(), place in 0_usize..24, others in any::<u64>(),
    ) {
        let words = RecoveryWords::make(&mut entropy(seed)).unwrap();
        let text = words.expose_for_paper();
        let read = RecoveryWords::parse(&text).unwrap();
        prop_assert_eq!(&*read.expose_for_paper(), &*text);
        let others = RecoveryWords::make(&mut entropy(others)).unwrap().expose_for_paper();
        let mut list: Vec<_> = text.split(' ').collect();
        list[place] = others.split(' ').nth(place).unwrap();
        let changed = list.join(" ");
        if let Ok(read) = RecoveryWords::parse(&changed) {
            prop_assert_eq!(&*read.expose_for_paper(), &changed);
        }
    }

    #[test]
    fn a_slot_opens_by_its_own_secret_and_only_unaltered(
        seed in any::<u64>(), secret in any::<[u8; 32]>(), other in any::<[u8; 32]>(),
        at in any::<Index>(), mask in 1_u8..,
    ) {
        let slot = make_device_slot(&root(seed), &secret, &mut entropy(seed)).unwrap();
        prop_assert!(same(&open_device_slot(&slot, &secret).unwrap(), &root(seed)));
        prop_assert_eq!(open_device_slot(&slot, &other).is_ok(), other == secret);
        prop_assert!(open_device_slot(&flipped(&slot, at, mask), &secret).is_err());
    }

    #[test]
    fn a_slot_of_words_opens_by_its_words_and_by_no_others(seed in any::<u64>(), other in any::<u64>()) {
        let words = |seed| RecoveryWords::make(&mut entropy(seed)).unwrap();
        let slot = make_words_slot(&root(3), &words(seed), &mut entropy(4)).unwrap();
        prop_assert!(same(&open_words_slot(&slot, &words(seed)).unwrap(), &root(3)));
        prop_assert_eq!(open_words_slot(&slot, &words(other)).is_ok(), other == seed);
        prop_assert!(open_device_slot(&slot, &[0; 32]).is_err());
    }

    #[test]
    fn a_local_value_opens_under_its_own_name_and_only_unaltered(
        bytes in body(500), names in ("[a-z/]{1,12}", "[a-z/]{1,12}"), seed in any::<u64>(),
        at in any::<Index>(), mask in 1_u8..,
    ) {
        let sealed = root(1).seal_local(&names.0, &bytes, &mut entropy(seed)).unwrap();
        prop_assert_eq!(&*root(1).open_local(&names.0, &sealed).unwrap(), &bytes);
        prop_assert_eq!(root(1).open_local(&names.1, &sealed).is_ok(), names.0 == names.1);
        prop_assert!(root(1).open_local(&names.0, &flipped(&sealed, at, mask)).is_err());
        prop_assert!(root(2).open_local(&names.0, &sealed).is_err());
    }

    #[test]
    fn a_sealed_item_opens_as_itself_and_by_its_own_key(
        bytes in body(500), items in any::<[[u8; 16]; 2]>(), seed in any::<u64>(),
        at in any::<Index>(), mask in 1_u8..,
    ) {
        let key = ItemKey::make(&mut entropy(seed)).unwrap();
        let sealed = key.seal(&items[0], &bytes, &mut entropy(1)).unwrap();
        let released = ItemKey::from_release(*key.expose_for_release());
        prop_assert_eq!(&*released.open(&items[0], &sealed).unwrap(), &bytes);
        prop_assert_eq!(key.open(&items[1], &sealed).is_ok(), items[0] == items[1]);
        prop_assert!(key.open(&items[0], &flipped(&sealed, at, mask)).is_err());
    }

    #[test]
    fn a_message_of_a_pairing_opens_at_its_own_step_and_only_unaltered(
        message in body(800), step in 0_usize..4, other in 0_usize..4, seed in any::<u64>(),
        at in any::<Index>(), mask in 1_u8..,
    ) {
        let secret = PairingSecret::make(&mut entropy(seed)).unwrap();
        let bytes = secret.seal(STEPS[step], &message, &mut entropy(1)).unwrap();
        prop_assert_eq!(bytes.len(), 24 + padded_len(4 + message.len()) + 16);
        prop_assert_eq!(&*secret.open(STEPS[step], &bytes).unwrap(), &message);
        prop_assert_eq!(secret.open(STEPS[other], &bytes).is_ok(), step == other);
        prop_assert!(secret.open(STEPS[step], &flipped(&bytes, at, mask)).is_err());
    }

    #[test]
    fn a_code_reads_back_however_it_is_typed(
        seed in any::<u64>(), between in "[ .,\n\t_-]{1,3}", around in "[ \n]{0,2}", is_loud in any::<bool>(),
    ) {
        let code = Code::make(&mut entropy(seed)).unwrap();
        let shown = code.expose_for_screen();
        let mut typed = format!("{around}{}{around}", shown.replace('-', &between));
        if is_loud {
            typed = typed.to_uppercase();
        }
        let read = Code::parse(&typed).unwrap();
        prop_assert_eq!(&*read.expose_for_screen(), &*shown);
        prop_assert_eq!(read.mailbox(CodeStep::InviterHello), code.mailbox(CodeStep::InviterHello));
    }

    #[test]
    fn an_invitation_reads_back_from_its_link(seed in any::<u64>(), host in "[a-z]{1,20}(\\.[a-z]{2,5}){1,2}") {
        let relay = format!("https://{host}");
        let (inviter, device) = (root(seed).identity(), DeviceId::from_bytes([3; 16]));
        let made = Invitation::make(&relay, inviter.public(), device, &mut entropy(seed));
        let link = made.unwrap().expose_for_link();
        let read = Invitation::parse(&link).unwrap();
        prop_assert_eq!(&read.relay, &relay);
        prop_assert_eq!(&*read.expose_for_link(), &*link);
    }

    #[test]
    fn the_six_words_of_two_books_are_the_same_when_the_books_are(
        a in proptest::collection::vec(head(), 0..6), b in proptest::collection::vec(head(), 0..6),
        shuffled in any::<u64>(),
    ) {
        let words = |heads: &[Head]| six_words(SpaceId::ZERO, heads);
        let set = |heads: &[Head]| heads.iter().copied().collect::<std::collections::BTreeSet<_>>();
        let mut turned = a.clone();
        turned.rotate_left(usize::try_from(shuffled % 7).unwrap() % a.len().max(1));
        prop_assert_eq!(words(&a), words(&turned));
        prop_assert_eq!(words(&a) == words(&b), set(&a) == set(&b));
    }

    #[test]
    fn the_key_of_a_space_reads_back_from_the_keyring(
        seed in any::<u64>(), epoch in any::<u32>(), cut in any::<Index>(),
    ) {
        let key = SpaceKey::make(root(seed).my_space().space(), Epoch(epoch), &mut entropy(seed)).unwrap();
        let bytes = key.expose_for_keyring().unwrap();
        let read = SpaceKey::from_keyring(&bytes).unwrap();
        prop_assert_eq!((read.space(), read.epoch()), (key.space(), key.epoch()));
        prop_assert_eq!(read.write_token(), key.write_token());
        prop_assert!(SpaceKey::from_keyring(&bytes[..cut.index(bytes.len())]).is_err());
    }
}

proptest! {
    /// An X-Wing key pair and two encapsulations take some milliseconds without optimisation.
    #[test]
    fn a_wrapped_key_opens_for_its_recipient_from_its_sender_only(
        seed in any::<u64>(), epoch in any::<u32>(), at in any::<Index>(), mask in 1_u8..,
    ) {
        let space = root(1).my_space().space();
        let key = SpaceKey::make(space, Epoch(epoch), &mut entropy(seed)).unwrap();
        let [sender, recipient, third] = [1, 2, 3].map(|seed| device(seed, space));
        let bytes = wrap(&key, &sender, recipient.public(), &mut entropy(seed)).unwrap();
        let read = unwrap(&bytes, &recipient, sender.public(), space, Epoch(epoch)).unwrap();
        prop_assert_eq!(read.write_token(), key.write_token());
        prop_assert!(unwrap(&bytes, &third, sender.public(), space, Epoch(epoch)).is_err());
        prop_assert!(unwrap(&bytes, &recipient, third.public(), space, Epoch(epoch)).is_err());
        prop_assert!(unwrap(&bytes, &recipient, sender.public(), space, Epoch(!epoch)).is_err());
        let flipped = flipped(&bytes, at, mask);
        prop_assert!(unwrap(&flipped, &recipient, sender.public(), space, Epoch(epoch)).is_err());
    }
}
