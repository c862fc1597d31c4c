//! The invitation: what a QR code or link carries. It stands in the fragment of the link, which no
//! browser sends anywhere, and holds full keys, so nothing has to be looked up.

use super::message::PairingSecret;
use crate::{CryptoError, Entropy, IdentityPublic};
use base64ct::{Base64UrlUnpadded, Encoding};
use holdfast_wire::DeviceId;
use zeroize::Zeroizing;

/// The longest fragment, in characters.
pub const INVITATION_CHARS_MAX: usize = 300;
/// The longest address of a relay, in ASCII characters.
pub const RELAY_CHARS_MAX: usize = 128;

/// An invitation by one device of one person, good for one pairing.
#[derive(Debug)]
pub struct Invitation {
    /// The relay's address, as the inviter reaches it.
    pub relay: String,
    /// The secret of this pairing.
    pub secret: PairingSecret,
    /// The identity of the inviter: pinned by scanning.
    pub inviter: IdentityPublic,
    /// The fingerprint of the inviting device in the space.
    pub device: DeviceId,
}

impl Invitation {
    /// Draws a new pairing secret.
    ///
    /// # Errors
    /// `Invitation` when the address is too long or not plain ASCII, `Entropy`.
    pub fn make(
        relay: &str,
        inviter: &IdentityPublic,
        device: DeviceId,
        entropy: &mut dyn Entropy,
    ) -> Result<Self, CryptoError> {
        if !is_address(relay) {
            return Err(CryptoError::Invitation);
        }
        let secret = PairingSecret::make(entropy)?;
        Ok(Self {
            relay: relay.to_owned(),
            secret,
            inviter: *inviter,
            device,
        })
    }

    /// The fragment `#p=` and base64url of `version(1) | secret(32) | identity(32) | device(16) |
    /// relay`.
    #[must_use]
    pub fn expose_for_link(&self) -> Zeroizing<String> {
        let parts: [&[u8]; 5] = [
            &[INVITATION_VERSION],
            self.secret.expose_for_link(),
            &self.inviter.0,
            self.device.as_bytes(),
            self.relay.as_bytes(),
        ];
        let bytes = Zeroizing::new(parts.concat());
        Zeroizing::new(format!(
            "{PREFIX}{}",
            Base64UrlUnpadded::encode_string(&bytes)
        ))
    }

    /// Reads a link or its fragment.
    ///
    /// # Errors
    /// `Invitation` when it is cut off, too long, altered or something else.
    pub fn parse(link: &str) -> Result<Self, CryptoError> {
        Self::read(link).ok_or(CryptoError::Invitation)
    }

    fn read(link: &str) -> Option<Self> {
        let (_, text) = link.trim().split_once(PREFIX)?;
        if text.len() + PREFIX.len() > INVITATION_CHARS_MAX {
            return None;
        }
        let bytes = Zeroizing::new(Base64UrlUnpadded::decode_vec(text).ok()?);
        let (version, rest) = bytes.split_first()?;
        if *version != INVITATION_VERSION {
            return None;
        }
        let (secret, rest) = rest.split_first_chunk()?;
        let (inviter, rest) = rest.split_first_chunk()?;
        let (device, relay) = rest.split_first_chunk()?;
        let relay = core::str::from_utf8(relay)
            .ok()
            .filter(|relay| is_address(relay))?;
        Some(Self {
            relay: relay.to_owned(),
            secret: PairingSecret::from_bytes(*secret),
            inviter: IdentityPublic(*inviter),
            device: DeviceId::from_bytes(*device),
        })
    }
}

fn is_address(relay: &str) -> bool {
    let web = relay.starts_with("https://") || relay.starts_with("http://");
    web && relay.len() <= RELAY_CHARS_MAX && relay.bytes().all(|byte| byte.is_ascii_graphic())
}

const INVITATION_VERSION: u8 = 1;
const PREFIX: &str = "#p=";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::SeededEntropy;
    use proptest::prelude::*;

    fn make(relay: &str) -> Result<Invitation, CryptoError> {
        let device = DeviceId::from_bytes([3; 16]);
        Invitation::make(
            relay,
            &IdentityPublic([2; 32]),
            device,
            &mut SeededEntropy::new(1),
        )
    }

    #[test]
    fn a_link_reads_back_with_or_without_its_address() {
        let made = make("https://relay.example").unwrap();
        let fragment = made.expose_for_link();
        for link in [
            fragment.to_string(),
            format!(" https://app.example/{} ", *fragment),
        ] {
            let read = Invitation::parse(&link).unwrap();
            assert_eq!((&read.relay, read.inviter), (&made.relay, made.inviter));
            assert_eq!(read.device, made.device);
            assert_eq!(read.secret.expose_for_link(), made.secret.expose_for_link());
        }
    }

    #[test]
    fn an_address_of_128_characters_fits_and_one_more_does_not() {
        let address = |len: usize| format!("https://{}", "a".repeat(len - 8));
        let longest = make(&address(RELAY_CHARS_MAX)).unwrap().expose_for_link();
        assert!(longest.len() <= INVITATION_CHARS_MAX, "{}", longest.len());
        assert!(Invitation::parse(&longest).is_ok());
        assert_eq!(
            make(&address(RELAY_CHARS_MAX + 1)).err(),
            Some(CryptoError::Invitation)
        );
    }

    #[test]
    fn what_is_not_a_web_address_is_refused() {
        for relay in [
            "",
            "ftp://x",
            "https://a b",
            "https://\u{e9}",
            "javascript:0",
        ] {
            assert_eq!(make(relay).err(), Some(CryptoError::Invitation), "{relay}");
        }
    }

    #[test]
    fn cut_off_or_foreign_links_are_refused() {
        let link = make("https://relay.example").unwrap().expose_for_link();
        for len in 0..link.len() - 1 {
            let read = Invitation::parse(&link.chars().take(len).collect::<String>());
            let kept = read.map(|read| read.relay == "https://relay.example");
            assert!(kept != Ok(true), "{len} characters");
        }
        assert!(Invitation::parse(&link.replace("#p=", "#q=")).is_err());
        assert!(Invitation::parse(&format!("{}*", *link)).is_err());
        assert!(Invitation::parse(&format!("#p={}", "A".repeat(298))).is_err());
    }

    #[test]
    fn another_version_is_refused() {
        let bytes = [&[2][..], &[0; 80], b"https://a"].concat();
        let link = format!("#p={}", Base64UrlUnpadded::encode_string(&bytes));
        assert_eq!(
            Invitation::parse(&link).err(),
            Some(CryptoError::Invitation)
        );
        let bytes = [&[1][..], &[0; 80], b"https://a"].concat();
        let link = format!("#p={}", Base64UrlUnpadded::encode_string(&bytes));
        assert!(Invitation::parse(&link).is_ok());
    }

    #[test]
    fn debug_text_shows_no_secret() {
        assert!(format!("{:?}", make("https://a").unwrap()).contains("PairingSecret(..)"));
    }

    proptest! {
        #[test]
        fn any_text_is_an_invitation_of_the_same_text_or_refused(text in "[A-Za-z0-9_-]{0,300}") {
            let link = format!("#p={text}");
            if let Ok(read) = Invitation::parse(&link) {
                let again = read.expose_for_link();
                prop_assert_eq!(again.as_str(), link.as_str());
            }
        }
    }
}
