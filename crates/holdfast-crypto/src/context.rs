//! Every purpose that a key or a hash can have, in one list.
//! Two purposes never share a context, so a key of one is useless for another.

use zeroize::Zeroize;

pub(crate) const DEVICE_ID: &str = "holdfast v1 device id";
pub(crate) const PERSON_ID: &str = "holdfast v1 person id";
pub(crate) const IDENTITY_SIGN: &str = "holdfast v1 identity signing key";
pub(crate) const DEVICE_SIGN: &str = "holdfast v1 device signing key";
pub(crate) const DEVICE_KEM: &str = "holdfast v1 device kem seed";
pub(crate) const MY_SPACE_ID: &str = "holdfast v1 my space id";
pub(crate) const MY_SPACE_KEY: &str = "holdfast v1 my space key epoch 0";
pub(crate) const LOCAL: &str = "holdfast v1 local values";
pub(crate) const RECORD_CIPHER: &str = "holdfast v1 record encryption";
pub(crate) const WRITE_TOKEN: &str = "holdfast v1 write token";
pub(crate) const ACCESS_SIGN: &str = "holdfast v1 access signing key";
pub(crate) const ITEM_CIPHER: &str = "holdfast v1 item encryption";
pub(crate) const ITEM_COMMITMENT: &str = "holdfast v1 item key commitment";
pub(crate) const SLOT_CIPHER: &str = "holdfast v1 slot encryption";
pub(crate) const SLOT_COMMITMENT: &str = "holdfast v1 slot key commitment";
pub(crate) const RECOVERY_SPACE_ID: &str = "holdfast v1 recovery space id";
pub(crate) const RECOVERY_SPACE_KEY: &str = "holdfast v1 recovery space key";
pub(crate) const RECOVERY_DEVICE: &str = "holdfast v1 recovery space writer";
pub(crate) const RECOVERY_SLOT: &str = "holdfast v1 recovery slot secret";
pub(crate) const PAIRING_MAILBOX: &str = "holdfast v1 pairing mailbox";
pub(crate) const PAIRING_CIPHER: &str = "holdfast v1 pairing message";
pub(crate) const PAIRING_TRANSCRIPT: &str = "holdfast v1 pairing transcript";
pub(crate) const CODE_MAILBOX: &str = "holdfast v1 pairing code mailbox";
pub(crate) const CODE_SECRET: &str = "holdfast v1 pairing code secret";
pub(crate) const CODE_CONFIRMATION: &str = "holdfast v1 pairing code confirmation";
pub(crate) const BOOKS: &str = "holdfast v1 books";

/// What an Ed25519 signature is about; the first bytes of every signed message.
pub(crate) const SIGN_RECORD: &[u8] = b"holdfast v1 record";
pub(crate) const SIGN_CERTIFICATE: &[u8] = b"holdfast v1 certificate";
pub(crate) const SIGN_CUT: &[u8] = b"holdfast v1 cut";
pub(crate) const SIGN_WRAP: &[u8] = b"holdfast v1 wrap";

/// BLAKE3 `derive_key(context)` of the parts, each behind its length (`u64 LE`), so that no two
/// lists of parts read the same.
pub(crate) fn derive(context: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key(context);
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    let out = *hasher.finalize().as_bytes();
    hasher.zeroize();
    out
}

/// The first 16 bytes of [`derive`].
pub(crate) fn derive_id(context: &str, parts: &[&[u8]]) -> [u8; 16] {
    let whole = derive(context, parts);
    let mut id = [0; 16];
    for (to, from) in id.iter_mut().zip(whole) {
        *to = from;
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cannot_be_shifted_into_each_other() {
        let joined = derive(BOOKS, &[b"ab"]);
        assert_ne!(joined, derive(BOOKS, &[b"a", b"b"]));
        assert_ne!(derive(BOOKS, &[b"ab", b""]), derive(BOOKS, &[b"", b"ab"]));
        assert_ne!(
            joined,
            derive(LOCAL, &[b"ab"]),
            "another purpose, another key"
        );
    }

    #[test]
    fn an_id_is_the_first_half() {
        let whole = derive(DEVICE_ID, &[b"x"]);
        assert_eq!(derive_id(DEVICE_ID, &[b"x"]), whole[..16]);
    }

    #[test]
    fn no_context_is_used_twice() {
        let source = include_str!("context.rs");
        let texts: Vec<_> = source
            .lines()
            .filter_map(|line| line.strip_prefix("pub(crate) const "))
            .filter_map(|line| line.split('"').nth(1))
            .collect();
        let unique: std::collections::BTreeSet<_> = texts.iter().collect();
        assert_eq!(unique.len(), texts.len());
        assert!(texts.len() > 25 && texts.iter().all(|text| text.starts_with("holdfast v1 ")));
    }
}
