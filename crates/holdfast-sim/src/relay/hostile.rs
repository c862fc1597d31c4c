//! What a relay does on purpose. It holds the write token of each space, and no other key.
//! Invariant: an attack counts as played only when it has changed what somebody gets.

use holdfast_client::Response;
use holdfast_wire::protocol::{ProblemCode, Pushed};
use holdfast_wire::{BATCH_ENVELOPES_MAX, ENVELOPE_BYTES_MAX, Envelope, Position, SpaceId};

use super::route::problem;
use super::{Relay, Shelf};
use crate::dice::Dice;
use crate::fault::Attack;

type Page = Vec<(Position, Vec<u8>)>;

impl Relay {
    /// An answer that has nothing to do with what was asked.
    pub(super) fn lying_answer(&mut self) -> Option<Response> {
        if self.armed != Some(Attack::LyingAnswer) {
            return None;
        }
        self.played(Attack::LyingAnswer);
        let nonsense = |status| Response {
            status,
            body: b"<html>come back later".to_vec(),
        };
        Some(match self.dice.below(8) {
            0 => nonsense(200),
            1 => nonsense(502),
            2 => problem(ProblemCode::NotFound),
            3 => problem(ProblemCode::LoginRefused),
            4 => problem(ProblemCode::SessionNeeded),
            5 => problem(ProblemCode::QuotaReached),
            6 => problem(ProblemCode::ProofRefused),
            _ => problem(ProblemCode::Conflict),
        })
    }

    /// What it does with a push instead of keeping it; `None` when it keeps it.
    pub(super) fn play_on_push(
        &mut self,
        caller: usize,
        space: SpaceId,
        envelopes: &[Envelope],
    ) -> Option<Pushed> {
        let armed = self.armed?;
        let shelf = self.shelves.get_mut(&space)?;
        let there = shelf.log.len();
        match armed {
            Attack::WrongAck if !envelopes.is_empty() => {
                self.played(armed);
                Some(pushed(there + envelopes.len(), envelopes.len()))
            }
            Attack::LyingHead => {
                let heads = [0, there / 2, there + 1_000];
                let head = self.dice.pick(&heads).copied().unwrap_or(0);
                self.played(armed);
                Some(pushed(head, 0)).filter(|_| envelopes.is_empty())
            }
            Attack::Fork if !envelopes.is_empty() => {
                // Kept, and hidden from another caller.
                for envelope in envelopes {
                    shelf.keep(envelope.as_bytes().to_vec());
                }
                for kept in shelf.log.iter_mut().skip(there) {
                    kept.hidden_from = Some((caller + 1) % CALLERS);
                }
                self.played(armed);
                None
            }
            _ => None,
        }
    }

    /// What it does to a page before it hands it out.
    pub(super) fn play_on_pull(
        &mut self,
        _caller: usize,
        space: SpaceId,
        after: u64,
        page: &mut Page,
    ) {
        let Some(armed) = self.armed.filter(|armed| !armed.is_of_a_push()) else {
            return;
        };
        let others = self.others(space);
        let Some(shelf) = self.shelves.get_mut(&space) else {
            return;
        };
        let before = page.clone();
        match armed {
            Attack::Freeze => shelf.freeze(after, page),
            Attack::RollBack => shelf.roll_back(page, &mut self.dice),
            Attack::Flood => shelf.flood(page, BATCH_ENVELOPES_MAX, &mut self.dice),
            Attack::Ghost => shelf.flood(page, page.len() + 1, &mut self.dice),
            Attack::Splice => shelf.splice(page, &mut self.dice),
            Attack::Replay => shelf.replay(page, &mut self.dice),
            Attack::SwapSpaces => swap_spaces(page, &others, &mut self.dice),
            _ => alter(armed, page, &mut self.dice),
        }
        if *page != before {
            self.played(armed);
        }
    }

    /// Some envelopes of other spaces.
    fn others(&self, space: SpaceId) -> Vec<Vec<u8>> {
        let shelves = self.shelves.iter().filter(|(other, _)| **other != space);
        let newest = shelves.filter_map(|(_, shelf)| shelf.log.last());
        newest.map(|kept| kept.bytes.clone()).collect()
    }

    fn played(&mut self, attack: Attack) {
        self.armed = None;
        self.hit.push(attack);
    }
}

impl Shelf {
    /// From here on nothing newer is shown to anybody.
    fn freeze(&mut self, after: u64, page: &mut Page) {
        if !page.is_empty() && self.frozen_at.is_none() {
            self.frozen_at = usize::try_from(after).ok();
            page.clear();
        }
    }

    /// Forgets the newest, for good.
    fn roll_back(&mut self, page: &mut Page, dice: &mut Dice) {
        let Some(lost) = self.log.len().checked_sub(1) else {
            return;
        };
        let keep = self.log.len() - 1 - dice.below(lost.min(8));
        for kept in self.log.split_off(keep) {
            self.ids.remove(&kept.id);
            page.retain(|(_, bytes)| *bytes != kept.bytes);
        }
        // Whoever was here before has more than it says that there is.
        page.truncate(keep);
        if page.is_empty() {
            page.extend(
                self.log
                    .last()
                    .map(|kept| (Position(1), kept.bytes.clone())),
            );
        }
    }

    /// Envelopes that pass the write proof and open for nobody, up to so many in all.
    fn flood(&self, page: &mut Page, until: usize, dice: &mut Dice) {
        let Some((space, token)) = self.space().zip(self.tokens.first()) else {
            return;
        };
        let last = page.last().map_or(after_all(&self.log), |(last, _)| *last);
        while page.len() < until.min(BATCH_ENVELOPES_MAX) {
            let number = dice.number().to_le_bytes();
            let mut nonce = [0; 24];
            for (byte, drawn) in nonce.iter_mut().zip(number) {
                *byte = drawn;
            }
            let Ok(tiny) = Envelope::assemble(space, token, nonce, &[7; TINY_BYTES]) else {
                return;
            };
            page.push((last, tiny.into_bytes()));
        }
    }

    /// The nonce of one envelope around the ciphertext of another, proven anew.
    fn splice(&self, page: &mut Page, dice: &mut Dice) {
        let (Some(token), at) = (self.tokens.first(), dice.below(page.len())) else {
            return;
        };
        let other = dice.pick(&self.log).map(|kept| kept.bytes.clone());
        let other = other.and_then(|bytes| Envelope::parse(bytes).ok());
        let Some((_, bytes)) = page.get_mut(at) else {
            return;
        };
        let spliced = Envelope::parse(bytes.clone()).ok().zip(other);
        let spliced = spliced.and_then(|(one, other)| {
            Envelope::assemble(one.space(), token, *one.nonce(), other.ciphertext()).ok()
        });
        if let Some(spliced) = spliced {
            *bytes = spliced.into_bytes();
        }
    }

    /// What was handed out long ago, once more.
    fn replay(&self, page: &mut Page, dice: &mut Dice) {
        let last = page.last().map_or(Position(0), |(last, _)| *last);
        for _ in 0..3 {
            let old = dice.pick(&self.log).map(|kept| kept.bytes.clone());
            page.extend(old.map(|bytes| (last, bytes)));
        }
    }

    fn space(&self) -> Option<SpaceId> {
        let first = self.log.first()?;
        Some(Envelope::parse(first.bytes.clone()).ok()?.space())
    }
}

/// The place behind the last one.
fn after_all(log: &[super::Kept]) -> Position {
    Position(log.len() as u64 + 1)
}

/// What needs nothing but the page.
fn alter(attack: Attack, page: &mut Page, dice: &mut Dice) {
    let (at, other) = (dice.below(page.len()), dice.below(page.len()));
    match attack {
        Attack::Gap if !page.is_empty() => {
            page.remove(at);
        }
        Attack::Shuffle => {
            let bytes: Vec<_> = page.iter().rev().map(|(_, bytes)| bytes.clone()).collect();
            for ((_, place), bytes) in page.iter_mut().zip(bytes) {
                *place = bytes;
            }
        }
        Attack::SwapDevices => {
            let stranger = page.get(other).map(|(_, bytes)| bytes.clone());
            if let (Some((_, bytes)), Some(stranger)) = (page.get_mut(at), stranger) {
                *bytes = stranger;
            }
        }
        Attack::TwoBodies => {
            let mut twin = page.get(at).cloned();
            if let Some((_, bytes)) = &mut twin {
                flip(bytes, dice);
            }
            page.extend(twin);
            page.sort_by_key(|(position, _)| *position);
        }
        Attack::Relabel => {
            page.iter_mut().for_each(|(position, _)| position.0 ^= 1);
            if let Some((_, bytes)) = page.get_mut(at) {
                bytes
                    .iter_mut()
                    .skip(NONCE_AT)
                    .take(24)
                    .for_each(|byte| *byte ^= 0x55);
            }
        }
        _ => {
            if let Some((_, bytes)) = page.get_mut(at) {
                alter_one(attack, bytes, dice);
            }
        }
    }
}

fn alter_one(attack: Attack, bytes: &mut Vec<u8>, dice: &mut Dice) {
    match attack {
        Attack::Flip => flip(bytes, dice),
        Attack::Truncate => bytes.truncate(dice.below(bytes.len())),
        Attack::Extend => bytes.extend(vec![0; 1 + dice.below(64)]),
        Attack::Oversize => bytes.resize(ENVELOPE_BYTES_MAX + 1 + dice.below(1_000), 7),
        Attack::OtherVersion => {
            if let Some(version) = bytes.first_mut() {
                *version = dice.pick(&[0, 2, 255]).copied().unwrap_or(0);
            }
        }
        _ => {}
    }
}

fn flip(bytes: &mut [u8], dice: &mut Dice) {
    let (at, bit) = (dice.below(bytes.len()), dice.below(8));
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 1 << bit;
    }
}

fn swap_spaces(page: &mut Page, others: &[Vec<u8>], dice: &mut Dice) {
    let at = dice.below(page.len());
    if let (Some((_, bytes)), Some(other)) = (page.get_mut(at), dice.pick(others)) {
        bytes.clone_from(other);
    }
}

fn pushed(head: usize, stored: usize) -> Pushed {
    Pushed {
        head: Position(head as u64),
        stored: u32::try_from(stored).unwrap_or(u32::MAX),
    }
}

/// Ciphertext of the shortest record: 256 padded bytes and a tag.
const TINY_BYTES: usize = 272;
/// Version, space and proof stand before the nonce.
const NONCE_AT: usize = 1 + 16 + 32;
/// A fork is shown to one of so many callers.
const CALLERS: usize = 4;
