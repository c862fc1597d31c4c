//! The binary from outside: what it prints, where it keeps, how it ends.

#[cfg(test)]
mod serve;
