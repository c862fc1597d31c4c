//! What the engine says to its caller: a state per session, and episodes with a beginning and an
//! end.
//! Nothing here names a person, a risk or a diagnosis.

use serde::{Deserialize, Serialize};

/// The false-alarm rate that a therapy of 30 sessions without any rupture is allowed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Alpha {
    /// One therapy in twenty.
    #[default]
    Five,
    /// One therapy in ten.
    Ten,
    /// One therapy in five.
    Twenty,
}

impl Alpha {
    /// All three, strictest first.
    pub const ALL: [Self; 3] = [Self::Five, Self::Ten, Self::Twenty];

    /// The rate as a share of therapies.
    #[must_use]
    pub fn rate(self) -> f64 {
        match self {
            Self::Five => 0.05,
            Self::Ten => 0.10,
            Self::Twenty => 0.20,
        }
    }
}

/// What the numbers of a session say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Nothing in the numbers.
    #[default]
    Quiet,
    /// Beyond the 20 % threshold.
    Watch,
    /// Beyond the 5 % threshold.
    Likely,
}

/// Which side's numbers moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Both sides moved together.
    Both,
    /// Only the person's ratings moved.
    Client,
    /// Only the therapist's ratings moved.
    Therapist,
}

/// A rupture in the numbers: where it seems to begin, where it was noticed, where it mended.
///
/// All are session numbers of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Episode {
    /// The session in which it most probably began.
    pub onset: u32,
    /// The session after which it was noticed.
    pub noticed: u32,
    /// Whose numbers moved.
    pub side: Side,
    /// The first session that is back on the line; `None` while it is open.
    pub repaired: Option<u32>,
}
