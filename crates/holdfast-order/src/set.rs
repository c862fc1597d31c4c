//! A small set: a row of things in their order. Reads like a slice.
//! Invariant: things ascend and none stands twice, so equal sets have equal rows and equal bytes.

use std::cmp::Ordering;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::sort::find;

/// A set of a few things. Putting in at random costs time in the square of its length.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Set<T>(Vec<T>);

impl<T> Set<T> {
    /// An empty set.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }
}

impl<T: Ord> Set<T> {
    /// Whether a thing is in it.
    #[must_use]
    pub fn contains(&self, thing: &T) -> bool {
        self.place(thing).is_ok()
    }

    /// Puts a thing in and says whether it was new.
    pub fn insert(&mut self, thing: T) -> bool {
        match self.place(&thing) {
            Ok(_) => false,
            Err(at) => {
                self.0.insert(at, thing);
                true
            }
        }
    }

    /// Takes a thing out and says whether it was there.
    pub fn remove(&mut self, thing: &T) -> bool {
        let at = self.place(thing);
        at.is_ok_and(|at| {
            self.0.remove(at);
            true
        })
    }

    /// Where a thing stands, or where it would.
    fn place(&self, thing: &T) -> Result<usize, usize> {
        find(self.0.len(), &|at| {
            self.0
                .get(at)
                .map_or(Ordering::Greater, |held| held.cmp(thing))
        })
    }
}

impl<T> Default for Set<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Deref for Set<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T: Ord> Extend<T> for Set<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, things: I) {
        for thing in things {
            self.insert(thing);
        }
    }
}

impl<T: Ord> FromIterator<T> for Set<T> {
    fn from_iter<I: IntoIterator<Item = T>>(things: I) -> Self {
        let mut set = Self::new();
        set.extend(things);
        set
    }
}

impl<T: Ord, const N: usize> From<[T; N]> for Set<T> {
    fn from(things: [T; N]) -> Self {
        things.into_iter().collect()
    }
}

impl<T> IntoIterator for Set<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'s, T> IntoIterator for &'s Set<T> {
    type Item = &'s T;
    type IntoIter = std::slice::Iter<'s, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T: fmt::Debug> fmt::Debug for Set<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(&self.0).finish()
    }
}

/// The bytes are those of the standard library's set.
impl<T: Serialize> Serialize for Set<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(&self.0)
    }
}

/// Things that do not ascend are refused, as in a [`Map`](crate::Map).
impl<'de, T: Deserialize<'de> + Ord> Deserialize<'de> for Set<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_seq(Things(PhantomData))
    }
}

struct Things<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de> + Ord> Visitor<'de> for Things<T> {
    type Value = Set<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("things that ascend")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut things: A) -> Result<Self::Value, A::Error> {
        let mut row: Vec<T> = Vec::new();
        while let Some(thing) = things.next_element()? {
            if row.last().is_some_and(|last| *last >= thing) {
                return Err(A::Error::custom("things do not ascend"));
            }
            row.push(thing);
        }
        Ok(Set(row))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_keeps_what_the_standard_library_keeps(things: Vec<u8>, gone: Vec<u8>) {
            let mut ours = Set::new();
            let mut theirs = BTreeSet::new();
            for thing in things {
                prop_assert_eq!(ours.insert(thing), theirs.insert(thing));
            }
            for thing in gone {
                prop_assert_eq!(ours.contains(&thing), theirs.contains(&thing));
                prop_assert_eq!(ours.remove(&thing), theirs.remove(&thing));
            }
            prop_assert!(ours.iter().eq(&theirs));
            let bytes = postcard::to_allocvec(&theirs).unwrap();
            prop_assert_eq!(&postcard::to_allocvec(&ours).unwrap(), &bytes);
            prop_assert_eq!(postcard::from_bytes::<Set<u8>>(&bytes).unwrap(), ours);
        }
    }

    #[test]
    fn things_that_do_not_ascend_are_refused() {
        let read = |bytes: &[u8]| postcard::from_bytes::<Set<u8>>(bytes).is_ok();
        assert!(read(&[2, 1, 2]) && !read(&[2, 2, 1]) && !read(&[2, 1, 1]));
    }
}
