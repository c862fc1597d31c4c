//! The relay from outside: real HTTP over loopback, real files, one binary.

#[cfg(test)]
mod blind;
#[cfg(test)]
mod caller;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod story;
