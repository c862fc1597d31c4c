//! The formats of v1, made from seeds: the same inputs give the same bytes on every platform.
//! What is pinned is also opened again, as a later version will have to.

use super::SeededEntropy;
use super::pinned::{Topic, pinned};
use crate::pairing::{Code, CodeAttempt, CodeSide, CodeStep, Invitation};
use crate::pairing::{PairingSecret, PairingStep, Transcript};
use crate::record::{SealInput, decrypt, seal};
use crate::slot::{
    PassphraseCost, make_device_slot, make_passphrase_slot, make_words_slot, open_device_slot,
    open_passphrase_slot, open_words_slot,
};
use crate::words::{RecoveryWords, make_passphrase, six_words, three_words};
use crate::{Certificate, CertificateClaim, CryptoError, Cut, CutClaim};
use crate::{DeviceKeys, DeviceSeed, Entropy, ItemKey, RootKey, SpaceKey, unwrap, wrap};
use holdfast_wire::{
    DeviceId, Envelope, EnvelopeId, Epoch, Head, Header, Kind, Sequence, SpaceId, WireError,
};
use std::collections::BTreeMap;

/// Every topic, from the seeds below.
pub(super) fn make() -> Result<BTreeMap<&'static str, Topic>, CryptoError> {
    Ok(BTreeMap::from([
        ("envelope", envelope()?),
        ("keys", keys()?),
        ("membership", membership()?),
        ("pairing", pairing()?),
        ("slots", slots()?),
    ]))
}

/// Opens what is pinned, from the pinned bytes alone.
pub(super) fn check_opening() -> Result<(), CryptoError> {
    let (root, device) = (root()?, device(3)?);
    let key = root.my_space();
    let envelope = Envelope::parse(read("envelope", "envelope")?)?;
    let opened = decrypt(&envelope, [&key])?.verify(device.public())?;
    if opened.body() != BODY {
        return Err(CryptoError::Altered);
    }
    let claim = CertificateClaim::decode(&read("membership", "certificate")?)?;
    claim.verify(space(), root.identity().public())?;
    let cut = CutClaim::decode(&read("membership", "cut")?)?;
    let cut = cut.verify(space(), root.identity().public())?;
    cut.key_for(&device, device.public())?;
    let wrapped = read("membership", "wrap")?;
    unwrap(&wrapped, &device, device.public(), space(), Epoch(1))?;
    open_passphrase_slot(&read("slots", "passphrase_slot")?, PASSPHRASE)?;
    open_words_slot(&read("slots", "words_slot")?, &words()?)?;
    open_device_slot(&read("slots", "device_slot")?, &[3; 32])?;
    words()?.open_root(&Envelope::parse(read("slots", "recovery_envelope")?)?)?;
    secret()?.open(PairingStep::Offer, &read("pairing", "offer")?)?;
    ItemKey::from_release([4; 32]).open(&[5; 16], &read("keys", "item")?)?;
    SpaceKey::from_keyring(&read("keys", "keyring_entry")?)?;
    Ok(())
}

fn envelope() -> Result<Topic, CryptoError> {
    let (root, device) = (root()?, device(3)?);
    let key = root.my_space();
    let header = Header {
        epoch: Epoch(0),
        device: device.id(),
        sequence: Sequence(300),
        previous: EnvelopeId::from_bytes([1; 32]),
        heads: vec![head()],
        kind: Kind::CHANGE,
        group: None,
    };
    let input = SealInput {
        key: &key,
        device: &device,
        header: &header,
        body: BODY,
    };
    let envelope = seal(&input, &mut seed(1))?;
    Ok(topic([
        ("body", hex::encode(BODY)),
        ("device", device.id().to_string()),
        ("envelope", hex::encode(envelope.as_bytes())),
        ("header", hex::encode(header.encode()?)),
        ("id", envelope.id().to_string()),
        ("nonce", hex::encode(envelope.nonce())),
        ("space", envelope.space().to_string()),
        ("write_proof", hex::encode(envelope.proof())),
    ]))
}

fn keys() -> Result<Topic, CryptoError> {
    let (root, device) = (root()?, device(3)?);
    let my_space = root.my_space();
    let item = ItemKey::from_release([4; 32]).seal(&[5; 16], BODY, &mut seed(2))?;
    let books = six_words(space(), &[head()]);
    Ok(topic([
        ("access_public", hex::encode(my_space.access().public().0)),
        (
            "access_signature",
            hex::encode(my_space.access().sign_session("challenge").0),
        ),
        ("books_six_words", books.join(" ")),
        ("device_id", device.id().to_string()),
        (
            "device_kem_public",
            hex::encode(device.public().kem.as_slice()),
        ),
        ("device_verify", hex::encode(device.public().verify)),
        ("identity", hex::encode(root.identity().public().0)),
        ("item", hex::encode(item)),
        (
            "keyring_entry",
            hex::encode(&*my_space.expose_for_keyring()?),
        ),
        (
            "local_value",
            hex::encode(root.seal_local("device", &[6; 32], &mut seed(3))?),
        ),
        ("my_space", my_space.space().to_string()),
        (
            "passphrase_words",
            make_passphrase(&mut seed(4))?.to_string(),
        ),
        ("person_id", root.identity().id().to_string()),
        (
            "write_token",
            hex::encode(my_space.write_token().expose_for_relay()),
        ),
    ]))
}

fn membership() -> Result<Topic, CryptoError> {
    let (root, device) = (root()?, device(3)?);
    let certificate = Certificate::issue(&root.identity(), space(), device.public())?;
    let next = SpaceKey::make(space(), Epoch(1), &mut seed(5))?;
    let wrapped = wrap(&next, &device, device.public(), &mut seed(6))?;
    let wraps = vec![(device.id(), wrapped.clone())];
    let cut = Cut::issue(&root.identity(), space(), head(), Epoch(1), wraps)?;
    Ok(topic([
        ("certificate", hex::encode(certificate.encode()?)),
        ("cut", hex::encode(cut.encode()?)),
        ("wrap", hex::encode(wrapped)),
    ]))
}

fn pairing() -> Result<Topic, CryptoError> {
    let secret = secret()?;
    let offer = secret.seal(PairingStep::Offer, b"offer", &mut seed(7))?;
    let (relay, device) = ("https://relay.example", device(3)?.id());
    let link = Invitation::make(relay, root()?.identity().public(), device, &mut seed(8))?;
    let mut transcript = Transcript::default();
    transcript.add(PairingStep::Offer, b"offer");
    transcript.add(PairingStep::Answer, b"answer");
    let code = Code::make(&mut seed(9))?;
    let (inviter, hello) = CodeAttempt::start(&code, CodeSide::Inviter, &mut seed(10))?;
    let (joiner, answer) = CodeAttempt::start(&code, CodeSide::Joiner, &mut seed(11))?;
    let (inviter, joiner) = (inviter.finish(&answer)?, joiner.finish(&hello)?);
    let proofs = [inviter.confirmation(), joiner.confirmation()];
    let agreed = inviter.confirm(&proofs[1])?;
    Ok(topic([
        ("code", code.expose_for_screen().to_string()),
        ("code_confirmation_inviter", hex::encode(proofs[0])),
        ("code_confirmation_joiner", hex::encode(proofs[1])),
        ("code_hello_inviter", hex::encode(hello)),
        ("code_hello_joiner", hex::encode(answer)),
        (
            "code_mailbox",
            code.mailbox(CodeStep::InviterHello).to_string(),
        ),
        (
            "code_offer_mailbox",
            agreed.mailbox(PairingStep::Offer).to_string(),
        ),
        ("invitation", link.expose_for_link().to_string()),
        ("offer", hex::encode(offer)),
        (
            "offer_mailbox",
            secret.mailbox(PairingStep::Offer).to_string(),
        ),
        ("three_words", three_words(&transcript).join(" ")),
    ]))
}

fn slots() -> Result<Topic, CryptoError> {
    let (root, words) = (root()?, words()?);
    let passphrase = make_passphrase_slot(&root, PASSPHRASE, PassphraseCost::FLOOR, &mut seed(12))?;
    Ok(topic([
        (
            "device_slot",
            hex::encode(make_device_slot(&root, &[3; 32], &mut seed(13))?),
        ),
        ("passphrase", PASSPHRASE.to_owned()),
        ("passphrase_slot", hex::encode(passphrase)),
        (
            "recovery_envelope",
            hex::encode(words.seal_root(&root, &mut seed(14))?.as_bytes()),
        ),
        ("recovery_space", words.space().space().to_string()),
        ("recovery_words", words.expose_for_paper().to_string()),
        (
            "words_slot",
            hex::encode(make_words_slot(&root, &words, &mut seed(15))?),
        ),
    ]))
}

fn topic<const N: usize>(values: [(&str, String); N]) -> Topic {
    values
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}

fn read(topic: &str, key: &str) -> Result<Vec<u8>, CryptoError> {
    let text = pinned(topic, key).ok_or(WireError::Malformed)?;
    hex::decode(text).map_err(|_| WireError::NotHex.into())
}

fn seed(number: u64) -> SeededEntropy {
    SeededEntropy::new(1_000 + number)
}

fn root() -> Result<RootKey, CryptoError> {
    RootKey::make(&mut seed(100))
}

fn words() -> Result<RecoveryWords, CryptoError> {
    RecoveryWords::make(&mut seed(101))
}

fn secret() -> Result<PairingSecret, CryptoError> {
    PairingSecret::make(&mut seed(102))
}

fn device(number: u64) -> Result<DeviceKeys, CryptoError> {
    let mut bytes = [0; 32];
    seed(200 + number).fill(&mut bytes)?;
    Ok(DeviceSeed::from_store(bytes).keys(space()))
}

fn head() -> Head {
    let (device, id) = (
        DeviceId::from_bytes([7; 16]),
        EnvelopeId::from_bytes([8; 32]),
    );
    Head {
        device,
        sequence: Sequence(41),
        id,
    }
}

const fn space() -> SpaceId {
    SpaceId::from_bytes([9; 16])
}

const BODY: &[u8] = b"words of a night";
const PASSPHRASE: &str = "six words of a night";
