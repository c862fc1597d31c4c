//! The relay from outside: real HTTP over loopback, real files, one binary.

#[cfg(test)]
mod caller;
#[cfg(test)]
mod story;
