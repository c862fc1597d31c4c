//! The pieces that screens are made of. Invariant: a piece knows words and looks, never the client.

pub(crate) mod act;
pub(crate) mod block;
pub(crate) mod copy;
pub(crate) mod field;
pub(crate) mod five;
pub(crate) mod kept;
pub(crate) mod picker;
pub(crate) mod shell;
pub(crate) mod undo;
