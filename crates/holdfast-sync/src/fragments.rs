//! Bodies that are too long for one envelope: split on the way out, joined on the way in.
//! Fragments of one body follow each other in their chain; anything else is a broken group.

use holdfast_crypto::record::RECORD_BODY_BYTES_MAX;
use holdfast_wire::{Group, Header, Kind};
use zeroize::Zeroizing;

/// The longest body, in bytes: 4 MiB.
pub const BODY_BYTES_MAX: usize = 4 * 1_048_576;

/// What goes into one record.
#[derive(Clone, Copy)]
pub(crate) struct Part<'a> {
    pub(crate) kind: Kind,
    pub(crate) group: Option<Group>,
    pub(crate) body: &'a [u8],
}

/// The parts in which a body is sealed; one when it fits, `None` when it is too long.
pub(crate) fn split(kind: Kind, body: &[u8]) -> Option<Vec<Part<'_>>> {
    if body.len() <= RECORD_BODY_BYTES_MAX {
        return Some(vec![Part {
            kind,
            group: None,
            body,
        }]);
    }
    if body.len() > BODY_BYTES_MAX {
        return None;
    }
    let parts = body.chunks(RECORD_BODY_BYTES_MAX);
    let count = u16::try_from(parts.len()).ok()?;
    let part = |(index, body)| {
        let group = Some(Group { kind, index, count });
        Part {
            kind: Kind::FRAGMENT,
            group,
            body,
        }
    };
    Some((0..count).zip(parts).map(part).collect())
}

/// The fragments of one device that wait for the rest of their group.
#[derive(Debug, Default)]
pub(crate) struct Joint {
    group: Option<Group>,
    body: Zeroizing<Vec<u8>>,
}

/// What a record turned out to be.
pub(crate) enum Joined {
    /// A whole body.
    Whole(Kind, Zeroizing<Vec<u8>>),
    /// A part; more will come.
    Part,
    /// It does not fit what came before.
    Broken,
}

impl Joint {
    /// Takes the next record of the chain.
    pub(crate) fn take(&mut self, header: &Header, body: Zeroizing<Vec<u8>>) -> Joined {
        let Some(group) = header.group else {
            let torn = self.group.take().is_some();
            self.body = Zeroizing::default();
            return if torn {
                Joined::Broken
            } else {
                Joined::Whole(header.kind, body)
            };
        };
        if !self.fits(group) || self.body.len() + body.len() > BODY_BYTES_MAX {
            *self = Self::default();
            return Joined::Broken;
        }
        self.body.extend_from_slice(&body);
        if group.index + 1 < group.count {
            self.group = Some(group);
            return Joined::Part;
        }
        let whole = core::mem::take(self);
        Joined::Whole(group.kind, whole.body)
    }

    fn fits(&self, group: Group) -> bool {
        match self.group {
            None => group.index == 0,
            Some(before) => {
                let same = (before.kind, before.count) == (group.kind, group.count);
                same && before.index + 1 == group.index
            }
        }
    }
}

#[cfg(test)]
mod tests;
