//! A small map: a row of pairs in the order of their keys. Reads like a slice of pairs.
//! Invariant: keys ascend and none stands twice, so equal maps have equal rows and equal bytes.

use std::cmp::Ordering;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::sort::find;

/// A map of a few things. Putting in at random costs time in the square of its length.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Map<K, V>(Vec<(K, V)>);

impl<K, V> Map<K, V> {
    /// An empty map.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The keys, ascending.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> + Clone + ExactSizeIterator {
        self.0.iter().map(|(key, _)| key)
    }

    /// The values, in the order of their keys.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> + Clone + ExactSizeIterator {
        self.0.iter().map(|(_, value)| value)
    }

    /// Keys and values, the values to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&K, &mut V)> {
        self.0.iter_mut().map(|(key, value)| (&*key, value))
    }

    /// The values, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.0.iter_mut().map(|(_, value)| value)
    }

    /// The values alone, in the order of their keys.
    pub fn into_values(self) -> impl DoubleEndedIterator<Item = V> + ExactSizeIterator {
        self.0.into_iter().map(|(_, value)| value)
    }

    /// Keeps the pairs for which `keep` says so.
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
        self.0.retain_mut(|(key, value)| keep(key, value));
    }
}

impl<K: Ord, V> Map<K, V> {
    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<&V> {
        let at = self.place(key).ok()?;
        self.0.get(at).map(|(_, value)| value)
    }

    /// The value of a key, to be changed.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let at = self.place(key).ok()?;
        self.0.get_mut(at).map(|(_, value)| value)
    }

    /// Whether the key is there.
    #[must_use]
    pub fn contains_key(&self, key: &K) -> bool {
        self.place(key).is_ok()
    }

    /// Puts a value in place and gives back the one that stood there.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.place(&key) {
            Ok(at) => {
                let held = self.0.get_mut(at)?;
                Some(std::mem::replace(&mut held.1, value))
            }
            Err(at) => {
                self.0.insert(at, (key, value));
                None
            }
        }
    }

    /// Puts a value in place unless one stands there, and says whether it did.
    pub fn insert_new(&mut self, key: K, value: V) -> bool {
        let place = self.place(&key);
        place.is_err_and(|at| {
            self.0.insert(at, (key, value));
            true
        })
    }

    /// Takes a key and its value out.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        let at = self.place(key).ok()?;
        Some(self.0.remove(at).1)
    }

    /// Changes the value of a key, which is made first when it is not there.
    pub fn update<R>(&mut self, key: K, change: impl FnOnce(&mut V) -> R) -> R
    where
        V: Default,
    {
        let at = match self.place(&key) {
            Ok(at) => at,
            Err(at) => {
                self.0.insert(at, (key, V::default()));
                at
            }
        };
        match self.0.get_mut(at) {
            Some((_, value)) => change(value),
            None => change(&mut V::default()),
        }
    }

    /// Where a key stands, or where it would.
    fn place(&self, key: &K) -> Result<usize, usize> {
        find(self.0.len(), &|at| {
            self.0
                .get(at)
                .map_or(Ordering::Greater, |(held, _)| held.cmp(key))
        })
    }
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K, V> Deref for Map<K, V> {
    type Target = [(K, V)];

    fn deref(&self) -> &[(K, V)] {
        &self.0
    }
}

impl<K: Ord, V> Extend<(K, V)> for Map<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, pairs: I) {
        for (key, value) in pairs {
            self.insert(key, value);
        }
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut map = Self::new();
        map.extend(pairs);
        map
    }
}

impl<K: Ord, V, const N: usize> From<[(K, V); N]> for Map<K, V> {
    fn from(pairs: [(K, V); N]) -> Self {
        pairs.into_iter().collect()
    }
}

impl<K, V> IntoIterator for Map<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'m, K, V> IntoIterator for &'m Map<K, V> {
    type Item = &'m (K, V);
    type IntoIter = std::slice::Iter<'m, (K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for Map<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map()
            .entries(self.0.iter().map(|(key, value)| (key, value)))
            .finish()
    }
}

/// The bytes are those of the standard library's map.
impl<K: Serialize, V: Serialize> Serialize for Map<K, V> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

/// Keys that do not ascend are refused: nobody of ours writes them, and sorting them would let a
/// stranger's megabyte cost minutes.
impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Deserialize<'de> for Map<K, V> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Pairs(PhantomData))
    }
}

struct Pairs<K, V>(PhantomData<(K, V)>);

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Visitor<'de> for Pairs<K, V> {
    type Value = Map<K, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("pairs whose keys ascend")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Self::Value, A::Error> {
        let mut row: Vec<(K, V)> = Vec::new();
        while let Some((key, value)) = pairs.next_entry()? {
            if row.last().is_some_and(|(last, _)| *last >= key) {
                return Err(A::Error::custom("keys do not ascend"));
            }
            row.push((key, value));
        }
        Ok(Map(row))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_keeps_what_the_standard_library_keeps(pairs: Vec<(u8, u16)>, gone: Vec<u8>) {
            let mut ours: Map<_, _> = pairs.iter().copied().collect();
            let mut theirs: BTreeMap<_, _> = pairs.iter().copied().collect();
            for key in gone {
                prop_assert_eq!(ours.get(&key), theirs.get(&key));
                prop_assert_eq!(ours.remove(&key), theirs.remove(&key));
            }
            prop_assert!(ours.keys().eq(theirs.keys()) && ours.values().eq(theirs.values()));
        }

        #[test]
        fn its_bytes_are_those_of_the_standard_library(pairs: Vec<(u8, u16)>) {
            let ours: Map<_, _> = pairs.iter().copied().collect();
            let theirs: BTreeMap<_, _> = pairs.into_iter().collect();
            let bytes = postcard::to_allocvec(&theirs).unwrap();
            prop_assert_eq!(&postcard::to_allocvec(&ours).unwrap(), &bytes);
            prop_assert_eq!(postcard::from_bytes::<Map<u8, u16>>(&bytes).unwrap(), ours);
        }
    }

    #[test]
    fn a_value_is_made_where_it_is_missing() {
        let mut map = Map::new();
        map.update(7, |count: &mut u8| *count += 1);
        map.update(7, |count| *count += 1);
        assert_eq!(map, Map::from([(7, 2)]));
        assert_eq!(map.insert(7, 5), Some(2));
        assert!(!map.insert_new(7, 6) && map.insert_new(8, 6));
    }

    #[test]
    fn keys_that_do_not_ascend_are_refused() {
        let read = |bytes: &[u8]| postcard::from_bytes::<Map<u8, u8>>(bytes).is_ok();
        assert!(read(&[2, 1, 0, 2, 0]));
        assert!(!read(&[2, 2, 0, 1, 0]));
        assert!(!read(&[2, 1, 0, 1, 0]));
    }
}
