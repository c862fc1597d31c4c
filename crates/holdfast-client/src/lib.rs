//! The app without a face: ports, keyring, pairing, insight.
