//! Who may speak in a space: identities that were compared in the room, or signed from there.
//! The relay is never asked, and a name that is not here vouches for nothing.

use holdfast_crypto::IdentityPublic;
use holdfast_order::Map;
use holdfast_wire::PersonId;

/// The pinned identities of a space.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Members {
    pinned: Map<PersonId, IdentityPublic>,
}

impl Members {
    /// Nobody.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Pins an identity. Pinned once, it stays.
    #[must_use]
    pub fn with(mut self, identity: IdentityPublic) -> Self {
        self.pin(identity);
        self
    }

    /// Pins an identity.
    pub fn pin(&mut self, identity: IdentityPublic) {
        self.pinned.insert(identity.id(), identity);
    }

    /// The pinned key of the person who claims `identity`; `None` for a stranger.
    #[must_use]
    pub fn find(&self, identity: &IdentityPublic) -> Option<&IdentityPublic> {
        self.pinned
            .get(&identity.id())
            .filter(|pinned| *pinned == identity)
    }
}

#[cfg(test)]
mod tests {
    use super::Members;
    use holdfast_crypto::IdentityPublic;

    #[test]
    fn only_the_pinned_key_is_found() {
        let members = Members::new().with(IdentityPublic([1; 32]));
        assert_eq!(
            members.find(&IdentityPublic([1; 32])),
            Some(&IdentityPublic([1; 32]))
        );
        assert_eq!(members.find(&IdentityPublic([2; 32])), None);
    }
}
