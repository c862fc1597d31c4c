//! What the two of a pairing will be to each other. Invariant: turned twice, it is the same.

use holdfast_model::relationship::{Kind, Role};

/// What the two will be to each other, as one of them says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Roles {
    /// The kind of relationship.
    pub kind: Kind,
    /// The role of the one who says it.
    pub mine: Role,
}

impl Roles {
    /// The same, said by the other.
    #[must_use]
    pub const fn turned(self) -> Self {
        let mine = match (self.mine, self.kind) {
            (Role::Person, Kind::Circle) => Role::Supporter,
            (Role::Person, Kind::Therapy | Kind::OtherCare) => Role::Therapist,
            (Role::Therapist | Role::Supporter, _) => Role::Person,
        };
        Self {
            kind: self.kind,
            mine,
        }
    }
}
