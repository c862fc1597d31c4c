//! Ids, canonical bytes, the envelope, the relay protocol and its problem codes.
