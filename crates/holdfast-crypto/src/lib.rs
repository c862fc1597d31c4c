//! Seal, open, sign, unlock and pair: the only crate that sees key bytes.
