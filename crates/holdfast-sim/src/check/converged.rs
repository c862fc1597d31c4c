//! Converged: once the faults are healed, all devices of a person say the same, and both sides of
//! a relationship have the same of each other, with the same six words.

use std::collections::BTreeMap;

use holdfast_model::id::ChangeId;
use holdfast_model::{Change, Ledger, Origin};

use super::Broken;

/// What one device says at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Converged {
    device: &'static str,
    all: BTreeMap<ChangeId, (Origin, Change)>,
    books: Option<[String; 6]>,
}

impl Converged {
    pub(crate) fn new(device: &'static str, ledger: &Ledger, books: Option<[String; 6]>) -> Self {
        let changes = ledger.changes();
        let all = changes.map(|(origin, change)| (change.id, (origin, change.clone())));
        Self {
            device,
            all: all.collect(),
            books,
        }
    }

    /// Two devices of one person.
    pub(crate) fn check_same_person(&self, other: &Self) -> Result<(), Broken> {
        self.check_maps(other, &self.all, &other.all)
    }

    /// Devices of the two sides of a relationship.
    pub(crate) fn check_other_side(&self, other: &Self) -> Result<(), Broken> {
        if self.books != other.books {
            let what = format!("{} and {} read other words", self.device, other.device);
            return Err(Broken::new("Converged", what));
        }
        self.check_shared(other)
    }

    /// What the two sides have of each other, whatever their words.
    pub(crate) fn check_shared(&self, other: &Self) -> Result<(), Broken> {
        self.check_maps(other, &self.shared(), &other.shared())
    }

    fn shared(&self) -> BTreeMap<ChangeId, (Origin, Change)> {
        let shared = self
            .all
            .iter()
            .filter(|(_, (origin, _))| *origin != Origin::Mine);
        shared.map(|(id, said)| (*id, said.clone())).collect()
    }

    fn check_maps(
        &self,
        other: &Self,
        mine: &BTreeMap<ChangeId, (Origin, Change)>,
        theirs: &BTreeMap<ChangeId, (Origin, Change)>,
    ) -> Result<(), Broken> {
        if mine == theirs {
            return Ok(());
        }
        let lacks = |from: &BTreeMap<_, _>, in_: &BTreeMap<_, _>| {
            in_.keys().filter(|id| !from.contains_key(*id)).count()
        };
        let what = format!(
            "{} lacks {} of {}, which lacks {}",
            self.device,
            lacks(mine, theirs),
            other.device,
            lacks(theirs, mine)
        );
        Err(Broken::new("Converged", what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use holdfast_model::What;
    use holdfast_model::check_in::CheckIn;
    use holdfast_model::id::AuthorId;
    use holdfast_model::time::Instant;

    fn says(count: u8, books: &str) -> Converged {
        let mut ledger = Ledger::new(AuthorId::new([1; 16]));
        for number in 0..count {
            let what = What::CheckedIn(CheckIn::default());
            let id = ChangeId::new([number; 16]);
            let change = ledger.next(Origin::Mine, id, Instant::EPOCH, what);
            ledger.insert(Origin::Mine, change);
        }
        let books = std::array::from_fn(|_| books.to_owned());
        Converged::new("one", &ledger, Some(books))
    }

    #[test]
    fn a_device_that_lacks_something_is_found() {
        assert_eq!(says(2, "a").check_same_person(&says(2, "a")), Ok(()));
        let error = says(1, "a").check_same_person(&says(2, "a")).unwrap_err();
        assert!(error.what.contains("lacks 1"), "{error}");
    }

    #[test]
    fn other_words_are_found() {
        assert_eq!(says(2, "a").check_other_side(&says(3, "a")), Ok(()));
        assert!(says(2, "a").check_other_side(&says(2, "b")).is_err());
    }
}
