//! The smallest ground for screens: a value that can be watched, a scope that cleans up, a node.
//! Invariant: text of hers reaches the page only as a text node, never as markup.

#[cfg(target_arch = "wasm32")]
mod browser;
mod scope;
mod signal;
#[cfg(target_arch = "wasm32")]
mod timer;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(crate) use browser::{
    announce, ask_to_keep, chosen_file, download, flag, forget_all, has_promised, remember,
    remembered,
};
#[cfg(target_arch = "wasm32")]
pub(crate) use scope::{Scope, keep};
#[cfg(target_arch = "wasm32")]
pub(crate) use signal::{Signal, Watch};
#[cfg(target_arch = "wasm32")]
pub(crate) use timer::{Timer, after, painted, rest};
#[cfg(target_arch = "wasm32")]
pub(crate) use view::{View, document, el, listen, region, svg, window};
