//! Line icons of our own, on a grid of 24. Invariant: an icon never stands without a word.

use crate::ui::{View, svg};

/// What an icon draws.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Icon {
    Back,
    Bag,
    Clock,
    Flag,
    Hand,
    Lock,
    Moon,
    Person,
    Phone,
    Plus,
    Shield,
    Sprout,
    Send,
}

impl Icon {
    /// The icon as a node; hidden from screen readers, for the word beside it says it all.
    pub(crate) fn view(self) -> View {
        let path = svg("path").attr("d", self.path());
        svg("svg")
            .attr("class", "i")
            .attr("viewBox", "0 0 24 24")
            .attr("aria-hidden", "true")
            .child(path)
    }

    const fn path(self) -> &'static str {
        match self {
            Self::Back => "M20 12H5M11 6l-6 6 6 6",
            Self::Bag => "M6 9h12v11H6zM9 9V7a3 3 0 0 1 6 0v2M9 14h6",
            Self::Clock => "M12 3a9 9 0 1 0 .1 0M12 7v5l3 2",
            Self::Flag => "M12 3a9 9 0 1 0 .1 0M12 8v5M12 16v.2",
            Self::Hand => {
                "M4 12h4l3-2h3.5a1.5 1.5 0 0 1 0 3H11M13 13h2l4-2.5a1.4 1.4 0 0 1 1.5 2.3L15 18H8H4"
            }
            Self::Lock => "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
            Self::Moon => "M19 14.5A8 8 0 0 1 9.5 5a8 8 0 1 0 9.5 9.5z",
            Self::Person => "M12 4a4 4 0 1 0 .1 0M5 20c0-4 3-6 7-6s7 2 7 6",
            Self::Phone => "M7 2.5h10v19H7zM11 18.5h2",
            Self::Plus => "M12 5v14M5 12h14",
            Self::Shield => "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6z",
            Self::Sprout => {
                "M12 21v-9M12 12c0-4 3-6 7-6 0 4-3 6-7 6zM12 14c0-3-2-5-6-5 0 3 2 5 6 5z"
            }
            Self::Send => "M4 12l16-8-5 16-3-7zM12 13l8-9",
        }
    }
}
