//! The binary from outside: what it prints, where it keeps, how it ends.

#[cfg(test)]
mod engine;
#[cfg(test)]
mod odd;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod serve;
