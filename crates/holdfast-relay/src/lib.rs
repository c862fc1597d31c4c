//! The blind relay: it keeps and forwards what it cannot read.
