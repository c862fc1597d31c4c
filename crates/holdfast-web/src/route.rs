//! Where she is in the app, kept in the browser's history and never in the address.
//! Invariant: a route says a place and random ids, no word of hers; what it does not know is Today.

use std::fmt;

use holdfast_model::id::{PartId, RelationshipId, RuptureId, SessionId, WritingId};
use holdfast_model::instrument::Phase;

/// A place in the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Route {
    #[default]
    Today,
    Questions,
    /// A new page.
    Write,
    Page(WritingId),
    Pages,
    Us,
    Pair,
    Between(RelationshipId),
    Bag(RelationshipId),
    Preview(RelationshipId),
    Sent(RelationshipId),
    SessionNew(RelationshipId),
    Session(SessionId),
    Prepare(SessionId),
    Note(SessionId, Phase),
    SnagNew(RelationshipId),
    Hours(RelationshipId),
    PrivateNote(RelationshipId),
    Snag(RuptureId),
    More,
    LockChange,
    Timers,
    HideHelp,
    Plan,
    Parts,
    PartNew,
    Part(PartId),
    Sheet,
    Looks,
    Name,
    Devices,
    Relay,
    Ties,
    Tie(RelationshipId),
    Ending(RelationshipId),
    Received(RelationshipId),
    Take,
    Import,
    Erase,
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page(id) => write!(f, "page:{id}"),
            Self::Between(id) => write!(f, "between:{id}"),
            Self::Bag(id) => write!(f, "bag:{id}"),
            Self::Preview(id) => write!(f, "preview:{id}"),
            Self::Sent(id) => write!(f, "sent:{id}"),
            Self::SessionNew(id) => write!(f, "session-new:{id}"),
            Self::Session(id) => write!(f, "session:{id}"),
            Self::Prepare(id) => write!(f, "prepare:{id}"),
            Self::Note(id, Phase::Start) => write!(f, "start:{id}"),
            Self::Note(id, Phase::End) => write!(f, "end:{id}"),
            Self::SnagNew(id) => write!(f, "snag-new:{id}"),
            Self::Hours(id) => write!(f, "hours:{id}"),
            Self::PrivateNote(id) => write!(f, "private:{id}"),
            Self::Snag(id) => write!(f, "snag:{id}"),
            Self::Tie(id) => write!(f, "tie:{id}"),
            Self::Ending(id) => write!(f, "ending:{id}"),
            Self::Received(id) => write!(f, "received:{id}"),
            Self::Part(id) => write!(f, "part:{id}"),
            plain => f.write_str(plain.word()),
        }
    }
}

impl Route {
    /// The route that a name from the history stands for.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        if let Some((word, id)) = name.split_once(':') {
            return Self::with_id(word, id);
        }
        Self::PLAIN.into_iter().find(|route| route.word() == name)
    }

    /// Which of the five places it belongs to.
    pub(crate) const fn place(self) -> &'static str {
        match self {
            Self::Today | Self::Questions => "today",
            Self::Write | Self::Page(_) | Self::Pages => "write",
            Self::Us
            | Self::Pair
            | Self::Between(_)
            | Self::Bag(_)
            | Self::Preview(_)
            | Self::Sent(_)
            | Self::SessionNew(_)
            | Self::Session(_)
            | Self::Prepare(_)
            | Self::Note(..)
            | Self::SnagNew(_)
            | Self::Hours(_)
            | Self::PrivateNote(_)
            | Self::Snag(_) => "us",
            _ => "more",
        }
    }

    fn with_id(word: &str, id: &str) -> Option<Self> {
        let session = |phase| Some(Self::Note(id.parse().ok()?, phase));
        match word {
            "page" => id.parse().ok().map(Self::Page),
            "between" => id.parse().ok().map(Self::Between),
            "bag" => id.parse().ok().map(Self::Bag),
            "preview" => id.parse().ok().map(Self::Preview),
            "sent" => id.parse().ok().map(Self::Sent),
            "session-new" => id.parse().ok().map(Self::SessionNew),
            "session" => id.parse().ok().map(Self::Session),
            "prepare" => id.parse().ok().map(Self::Prepare),
            "start" => session(Phase::Start),
            "end" => session(Phase::End),
            "snag-new" => id.parse().ok().map(Self::SnagNew),
            "hours" => id.parse().ok().map(Self::Hours),
            "private" => id.parse().ok().map(Self::PrivateNote),
            "snag" => id.parse().ok().map(Self::Snag),
            "tie" => id.parse().ok().map(Self::Tie),
            "ending" => id.parse().ok().map(Self::Ending),
            "received" => id.parse().ok().map(Self::Received),
            "part" => id.parse().ok().map(Self::Part),
            _ => None,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Questions => "questions",
            Self::Write => "write",
            Self::Pages => "pages",
            Self::Us => "us",
            Self::Pair => "pair",
            Self::More => "more",
            Self::LockChange => "lock",
            Self::Timers => "timers",
            Self::HideHelp => "hide",
            Self::Plan => "plan",
            Self::Parts => "parts",
            Self::PartNew => "part-new",
            Self::Sheet => "sheet",
            Self::Looks => "looks",
            Self::Name => "name",
            Self::Devices => "devices",
            Self::Relay => "relay",
            Self::Ties => "ties",
            Self::Take => "take",
            Self::Import => "import",
            Self::Erase => "erase",
            _ => "today",
        }
    }

    const PLAIN: [Self; 22] = [
        Self::Today,
        Self::Questions,
        Self::Write,
        Self::Pages,
        Self::Us,
        Self::Pair,
        Self::More,
        Self::LockChange,
        Self::Timers,
        Self::HideHelp,
        Self::Plan,
        Self::Parts,
        Self::PartNew,
        Self::Sheet,
        Self::Looks,
        Self::Name,
        Self::Devices,
        Self::Relay,
        Self::Ties,
        Self::Take,
        Self::Import,
        Self::Erase,
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_reads_back_its_own_name() {
        let id = SessionId::new([7; 16]);
        let with = RelationshipId::new([8; 16]);
        let with_ids = [
            Route::Session(id),
            Route::Prepare(id),
            Route::Note(id, Phase::Start),
            Route::Note(id, Phase::End),
            Route::Tie(with),
            Route::Ending(with),
            Route::Received(with),
        ];
        for route in Route::PLAIN.into_iter().chain(with_ids) {
            assert_eq!(Route::parse(&route.to_string()), Some(route));
        }
    }

    #[test]
    fn a_name_that_is_no_place_is_refused() {
        for name in ["", "nowhere", "page:", "page:12", "today:00"] {
            assert_eq!(Route::parse(name), None, "{name}");
        }
    }
}
