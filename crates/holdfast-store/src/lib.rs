//! Durable ciphertext: one trait, three stores, one conformance suite.
