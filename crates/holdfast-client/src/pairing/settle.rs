//! The end of a pairing: the shared space begins on this device, with both identities pinned.
//! What is kept here is kept before the key leaves, so no key is ever given for a space forgotten.

use std::rc::Rc;

use holdfast_crypto::pairing::PairingStep;
use holdfast_crypto::{IdentityPublic, SpaceKey, unwrap, wrap};
use holdfast_model::What;
use holdfast_model::id::RelationshipId;
use holdfast_model::relationship::{Mode, Relationship};
use holdfast_model::text::Line;
use holdfast_model::thing::Revised;

use super::letter::Letter;
use super::message::Welcome;
use super::stage::{Met, Step};
use crate::error::ClientError;
use crate::inner::Inner;
use crate::keyring::{Entry, Secret, Shared, relationship_of};
use crate::ports::Ports;

impl<P: Ports> Inner<P> {
    /// Inviter: begins the relationship here and wraps the key for the device that was compared.
    pub(super) async fn give_key(
        &self,
        met: &Met,
        key: &Rc<SpaceKey>,
        relay: &str,
        name: &Line,
    ) -> Result<Step, ClientError> {
        let mut entropy = self.ports.entropy();
        let wrapped = self.with(|open| {
            let device = open.seed.keys(key.space());
            wrap(key, &device, &met.answer.device, &mut entropy)
        })??;
        let welcome = Welcome { wrapped };
        let letter = Letter::seal(&met.secret, PairingStep::Welcome, &welcome, &mut entropy)?;
        let relationship = self
            .begin_relationship(met, key, met.answer.identity, relay, name)
            .await?;
        Ok(Step::Welcoming(letter, relationship))
    }

    /// Joiner: takes the key and begins the relationship here.
    pub(super) async fn take_key(
        &self,
        met: &Met,
        welcome: &Welcome,
        relay: &str,
        name: &Line,
    ) -> Result<Step, ClientError> {
        let (space, epoch) = (met.offer.space, met.offer.epoch);
        let key = self.with(|open| {
            let device = open.seed.keys(space);
            unwrap(&welcome.wrapped, &device, &met.offer.device, space, epoch)
        })?;
        let key = key.map_err(|_| ClientError::KeysDiffer)?;
        let relationship = self
            .begin_relationship(met, &key, met.offer.identity, relay, name)
            .await?;
        Ok(Step::Done(relationship))
    }

    /// The relationship begins: its key into the keyring, its name into her own space.
    async fn begin_relationship(
        &self,
        met: &Met,
        key: &SpaceKey,
        peer: IdentityPublic,
        relay: &str,
        name: &Line,
    ) -> Result<RelationshipId, ClientError> {
        let relationship = relationship_of(key.space());
        let roles = met.roles();
        let shared = Shared {
            key: Secret::new(&key.expose_for_keyring()?),
            peer,
            relay: relay.to_owned(),
        };
        self.keep_entry(Entry::Shared(shared)).await?;
        let kept = Relationship {
            name: name.clone(),
            kind: roles.kind,
            my_role: roles.mine,
            rhythm: None,
            mode: Mode::default(),
        };
        self.record(What::RelationshipRevised(Revised::first(
            relationship,
            kept,
        )))
        .await?;
        Ok(relationship)
    }
}
