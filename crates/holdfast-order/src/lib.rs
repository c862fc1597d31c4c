//! Sorting and keeping in order, compiled once for all types.
//!
//! The standard library's stable sort and its trees are made for speed and are compiled anew for
//! each type: five to fifteen kilobytes every time, half a megabyte in the app that a phone loads.
//! These cost a few hundred bytes for each type. [`Map`] and [`Set`] are sorted rows: right for the
//! small tables of a record or a screen, wrong for ten thousand random keys.
//!
//! This crate knows nothing of what it orders.
//!
//! ```
//! use holdfast_order::{Map, Set, sort_by_key};
//!
//! let mut words = ["tide", "air", "stone"];
//! sort_by_key(&mut words, |word| word.len());
//! assert_eq!(words, ["air", "tide", "stone"]);
//!
//! let places: Map<_, _> = [("stone", 3), ("air", 1)].into();
//! assert_eq!(places.keys().collect::<Vec<_>>(), [&"air", &"stone"]);
//! assert!(Set::from([2, 1, 2]).iter().eq(&[1, 2]));
//! ```

mod map;
mod set;
mod sort;

pub use map::Map;
pub use set::Set;
pub use sort::{find, sort_by, sort_by_key};
