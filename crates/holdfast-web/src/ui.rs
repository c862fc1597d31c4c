//! The smallest ground for screens: a value that can be watched, a scope that cleans up, a node.
//! Invariant: text of hers reaches the page only as a text node, never as markup.

mod scope;
mod signal;
mod timer;
mod view;

pub(crate) use scope::{Scope, keep};
pub(crate) use signal::{Signal, Watch};
pub(crate) use timer::{Timer, after};
pub(crate) use view::{View, document, el, listen, region, svg, window};
