//! What can be wrong with a file or a cohort.
//! Each variant has a stable code, listed in docs/errors.md, and says what the caller can change.

/// A cohort or a file that the laboratory refuses.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LabError {
    /// A population needs more therapies with enough ratings than there are.
    #[error("{usable} therapies with {ratings} or more ratings, at least {needed} are needed")]
    TooFew {
        /// How many therapies can be used.
        usable: usize,
        /// How many ratings a therapy needs to count.
        ratings: usize,
        /// How many such therapies are needed.
        needed: usize,
    },
    /// The numbers do not make a model.
    #[error(transparent)]
    Detect(#[from] holdfast_detect::DetectError),
}

impl LabError {
    /// The stable code of this error, as listed in docs/errors.md.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooFew { .. } => "HF-LAB-01",
            Self::Detect(error) => error.code(),
        }
    }
}
