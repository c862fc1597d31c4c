//! Words of pairing, and of the notes around a session.
//! Invariant: pairing says what it does and what it does not.

use super::catalogue;

catalogue! {
    /// Pairing.
    PairWords {
        title: "Bring someone in",
        lead: "Best in the room, together. It works alone too: come back any time.",
        who: "Who are you here?",
        me: "I come for myself",
        therapist: "I am the therapist",
        circle: "I bring a friend in",
        show_code: "Show a code",
        show_link: "Show a picture to scan",
        given: "I was given a code",
        code_field: "The code: a number and three words",
        join: "Join",
        code_lead: "Read this aloud. It stands one try, for ten minutes.",
        link_lead: "Let the other phone's camera read this. It stands for ten minutes.",
        link_text: "Or send this link in a way that only you two read:",
        waiting: "Waiting for the other.",
        compare: "Read these three words to each other",
        compare_lead: "Only if all three are the same, nobody is between you.",
        name: "What do you call each other? The name stays with you.",
        name_field: "Name or initials",
        name_missing: "A name, please. Initials are enough.",
        same: "They match",
        other: "They do not match",
        stopped: "Stopped. Nothing was shared. Meet or call, and begin anew.",
        confirmed: "Good. Waiting for the other to say the same.",
        does: "{0} can now receive what you hand over, and cannot look.",
        does_desk: "You can now receive what {0} hands over, and cannot look at anything else.",
        done: "You two are here.",
        qr: "A code for the camera of the other phone",
    }
}

catalogue! {
    /// A note at the start or the end of a session.
    NoteWords {
        low: "no",
        high: "yes",
        nothing: "That is fine. Nothing was kept.",
        date_wrong: "This day or time cannot be read. Please look again.",
        did: "What became of it?",
    }
}
