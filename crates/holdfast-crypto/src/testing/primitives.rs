//! Known answers for every primitive, from the RFCs and papers that define them.
//! The calls are the ones that the formats make, so an updated library cannot change them silently.

use super::pinned::Topic;
use crate::aead;
use crate::identity::verify_strict;
use argon2::{Algorithm, Argon2, AssociatedData, ParamsBuilder, Version};
use core::convert::Infallible;
use ed25519_dalek::{Signer, SigningKey};
use hpke::kem::XWing;
use hpke::rand_core::{TryCryptoRng, TryRng};
use hpke::{Deserializable, Kem, Serializable};
use rand_core_06::{CryptoRng, RngCore};
use spake2::{Ed25519Group, Identity, Password, Spake2};
use std::collections::BTreeMap;

type Check = fn(&Topic) -> Option<bool>;

/// Every published vector has a check and every check a vector.
pub(super) fn check(published: &BTreeMap<String, Topic>) -> Result<usize, String> {
    let checks: [(&str, Check); 9] = [
        ("argon2id", argon2id),
        ("bip39-1", bip39),
        ("bip39-2", bip39),
        ("blake3", blake3_modes),
        ("ed25519-1", ed25519),
        ("ed25519-2", ed25519),
        ("spake2", spake2),
        ("x-wing", x_wing),
        ("xchacha20-poly1305", xchacha),
    ];
    for (name, check) in checks {
        let topic = published
            .get(name)
            .ok_or_else(|| format!("{name} is not published"))?;
        if check(topic) != Some(true) {
            return Err(format!("{name} does not give the published answer"));
        }
    }
    if published.len() == checks.len() {
        Ok(checks.len())
    } else {
        Err("a vector is not checked".into())
    }
}

fn hex_of(topic: &Topic, key: &str) -> Option<Vec<u8>> {
    hex::decode(topic.get(key)?).ok()
}

fn array<const N: usize>(topic: &Topic, key: &str) -> Option<[u8; N]> {
    hex_of(topic, key)?.try_into().ok()
}

fn xchacha(topic: &Topic) -> Option<bool> {
    let (key, nonce) = (array(topic, "key")?, array(topic, "nonce")?);
    let (aad, plain) = (hex_of(topic, "aad")?, hex_of(topic, "plaintext")?);
    let sealed = aead::encrypt(&key, &nonce, &aad, &plain).ok()?;
    let opened = aead::decrypt(&key, &nonce, &aad, &sealed).ok()?;
    Some(sealed == hex_of(topic, "ciphertext")? && *opened == plain)
}

fn ed25519(topic: &Topic) -> Option<bool> {
    let key = SigningKey::from_bytes(&array(topic, "secret")?);
    let (message, signature) = (hex_of(topic, "message")?, array(topic, "signature")?);
    let public = array(topic, "public")?;
    let same = key.verifying_key().to_bytes() == public;
    let signed = key.sign(&message).to_bytes() == signature;
    Some(same && signed && verify_strict(&public, &message, &signature).is_ok())
}

fn blake3_modes(topic: &Topic) -> Option<bool> {
    let hash = *blake3::hash(b"").as_bytes() == array(topic, "hash")?;
    let keyed = *blake3::keyed_hash(&array(topic, "key")?, b"").as_bytes();
    let derived = blake3::derive_key(topic.get("context")?, b"");
    let known = keyed == array(topic, "keyed_hash")? && derived == array(topic, "derive_key")?;
    Some(hash && known)
}

fn argon2id(topic: &Topic) -> Option<bool> {
    let number = |key: &str| topic.get(key)?.parse::<u32>().ok();
    let params = ParamsBuilder::new()
        .m_cost(number("memory_kib")?)
        .t_cost(number("passes")?)
        .p_cost(number("lanes")?)
        .data(AssociatedData::new(&hex_of(topic, "data")?).ok()?)
        .build()
        .ok()?;
    let secret = hex_of(topic, "secret")?;
    let argon =
        Argon2::new_with_secret(&secret, Algorithm::Argon2id, Version::V0x13, params).ok()?;
    let mut tag = [0; 32];
    let (password, salt) = (hex_of(topic, "password")?, hex_of(topic, "salt")?);
    argon.hash_password_into(&password, &salt, &mut tag).ok()?;
    Some(tag == array(topic, "tag")?)
}

fn x_wing(topic: &Topic) -> Option<bool> {
    let secret = <XWing as Kem>::PrivateKey::from_bytes(&hex_of(topic, "seed")?).ok()?;
    let public = XWing::sk_to_pk(&secret);
    let mut fixed = Fixed(hex_of(topic, "encapsulation_seed")?);
    let (shared, ciphertext) = XWing::encap_with_rng(&public, None, &mut fixed).ok()?;
    let opened = XWing::decap(&secret, None, &ciphertext).ok()?;
    let expect = hex_of(topic, "shared_secret")?;
    let keys = public.to_bytes().to_vec() == hex_of(topic, "public")?;
    let sent = ciphertext.to_bytes().to_vec() == hex_of(topic, "ciphertext")?;
    Some(keys && sent && shared.0.to_vec() == expect && opened.0.to_vec() == expect)
}

fn spake2(topic: &Topic) -> Option<bool> {
    let password = Password::new(hex_of(topic, "password")?);
    let [a, b] = [hex_of(topic, "id_a")?, hex_of(topic, "id_b")?].map(|id| Identity::new(&id));
    let scalar = |key| Some(Fixed([hex_of(topic, key)?, vec![0; 32]].concat()));
    let (first, to_b) =
        Spake2::<Ed25519Group>::start_a_with_rng(&password, &a, &b, scalar("scalar_a")?);
    let (second, to_a) =
        Spake2::<Ed25519Group>::start_b_with_rng(&password, &a, &b, scalar("scalar_b")?);
    let sent = to_b == hex_of(topic, "message_a")? && to_a == hex_of(topic, "message_b")?;
    let keys = [first.finish(&to_a).ok()?, second.finish(&to_b).ok()?];
    let expect = hex_of(topic, "key")?;
    Some(sent && keys.iter().all(|key| *key == expect))
}

fn bip39(topic: &Topic) -> Option<bool> {
    let mnemonic = ::bip39::Mnemonic::from_entropy(&hex_of(topic, "entropy")?).ok()?;
    let words = topic.get("words")?;
    let read = crate::words::RecoveryWords::parse(words).ok()?;
    let back = read.expose_for_paper();
    Some(mnemonic.to_string() == *words && *back == *words)
}

/// Hands out given bytes, and zeros when they are used up: published vectors name their randomness.
struct Fixed(Vec<u8>);

impl Fixed {
    fn hand_out(&mut self, bytes: &mut [u8]) {
        let rest = self.0.split_off(bytes.len().min(self.0.len()));
        for (to, from) in bytes.iter_mut().zip(core::mem::replace(&mut self.0, rest)) {
            *to = from;
        }
    }

    fn array<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.hand_out(&mut bytes);
        bytes
    }
}

impl TryRng for Fixed {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes(self.array()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_le_bytes(self.array()))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.hand_out(bytes);
        Ok(())
    }
}

impl TryCryptoRng for Fixed {}

impl RngCore for Fixed {
    fn next_u32(&mut self) -> u32 {
        u32::from_le_bytes(self.array())
    }

    fn next_u64(&mut self) -> u64 {
        u64::from_le_bytes(self.array())
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.hand_out(bytes);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core_06::Error> {
        self.hand_out(bytes);
        Ok(())
    }
}

impl CryptoRng for Fixed {}
