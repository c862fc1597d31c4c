//! Words of what ties two people: receipts, the books, what left, and the end.
//! Invariant: it is said who keeps what, and no reason is asked for.

use super::catalogue;

catalogue! {
    /// The ties, and ending one.
    TieWords {
        ties: "People here",
        ties_more: "Receipts, what was received, ending",
        another: "Someone new. What is yours goes with you.",
        received_more: "Exactly what left, and when",
        receipts: "Say what I have opened",
        receipts_more: "It is told only if both of you turn it on.",
        receipts_both: "Both of you have it on. Each sees what the other has opened.",
        receipts_mine: "You have it on, {0} has not. Nothing is told.",
        receipts_theirs: "{0} has it on, you have not. Nothing is told.",
        receipts_none: "Nothing is told.",
        books: "Do our books match?",
        books_more: "Read these six words to each other when you meet. If they are the same, nobody has left anything out.",
        ended: "Ended {0}.",
        ended_more: "You keep what you had. Nothing more arrives from {0}, and nothing more leaves.",
        look_back: "Look back",
        end: "End this with {0}",
        end_more: "Or go on with someone else",
        end_lead: "You can end this at any time. You need no reason.",
        end_mine: "What is yours stays yours",
        end_mine_more: "Every page, check-in and note, the line, and what {0} gave you stay on this phone.",
        end_theirs: "What {0} has stays there",
        end_theirs_more: "{0} keeps what you handed over. What waits and has not left stays here.",
        end_keys: "The keys are changed",
        end_keys_more: "From then on nothing of {0} is taken in, and {0} can read nothing new. The relay still holds the old sealed letters. It cannot read them.",
        end_back: "Take something back first",
        end_back_more: "Until it is opened",
        end_file: "Take everything with me",
        end_file_more: "One file with all of it",
        end_another: "Go on with someone else",
        end_another_more: "Bring them in now, or later",
        end_final: "The end cannot be undone. You can meet again by bringing each other in anew.",
        end_go: "End it",
        end_done: "It has ended. You keep what you had.",
    }
}

catalogue! {
    /// Before a session.
    PrepareWords {
        row: "Before the session: what matters",
        row_more: "Private. A line is enough.",
        title: "Before the session",
        matters: "What matters most",
        afraid: "What I am afraid to say",
        private: "Only you. To bring it, put it in your bag.",
        bag: "In your bag: {0}. {1} has not received them.",
        bag_none: "Your bag is empty. {0} has not received anything of this.",
        look: "Look into my bag",
        enough: "Nothing here has to be filled in.",
        empty: "Nothing is written yet. A word is enough.",
    }
}

catalogue! {
    /// Bringing in a file.
    ImportWords {
        row: "Bring a file in",
        row_more: "One that “Take everything with me” has made",
        fresh: "I have a file from before",
        title: "Bring a file in",
        lead: "What is in the file and not yet here is added. Nothing that is here is changed.",
        file: "The file",
        phrase: "Words of the file",
        phrase_more: "Leave this empty if the file has no words.",
        go: "Bring it in",
        busy: "Reading the file. This takes a moment.",
        none: "Choose a file first.",
        refused: "This is not a file of this app, or the words are others. Nothing here has changed.",
        large: "This file is larger than any that this app makes. Nothing here has changed.",
        full: "This phone has no room left. What was here is safe. Make some room, then bring the file in again.",
        new: "Added: {0}.",
        nothing_new: "Nothing in it is new.",
        known: "Here already: {0}.",
        damaged: "The file is damaged. Places that could not be read: {0}. All else was saved.",
        all_damaged: "The file is damaged, and nothing in it could be read. Nothing here has changed.",
    }
}

catalogue! {
    /// What left.
    LeftWords {
        none: "Nothing has left for {0}.",
        lead: "This is everything that has left for {0}.",
        handed: "Handed over",
        see: "See it",
        sealed: "Sealed. It opens only with you.",
        exists: "Only that it exists.",
        notes: "Notes on sessions that you showed",
        snags: "What felt off, as you showed it",
        both: "Both of you also have the dates of your sessions, what you noted as done, and what you agreed. {0} sees no name and no word beyond that.",
    }
}
