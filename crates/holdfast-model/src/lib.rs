//! What is said: records, changes, and the ledger that folds them.
