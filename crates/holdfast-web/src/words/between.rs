//! Words of Us: sessions, the line and snags. Invariant: "rupture" is never said here.

use super::catalogue;

catalogue! {
    /// The overview of a relationship.
    UsWords {
        title: "Us",
        between: "Between us",
        nobody: "Nobody is here yet.",
        nobody_lead: "You can use everything alone. When you want, bring someone in: in the room, with a link or a spoken code.",
        pair: "Bring someone in",
        sessions: "Sessions",
        session_new: "Add a session",
        snag: "Snag",
        snags: "Snags",
        felt_off: "Something felt off",
        felt_off_short: "Felt off",
        bag: "My bag",
        bag_one: "1 thing. Still on this phone.",
        bag_many: "{0} things. Still on this phone.",
        sent: "Handed over",
        hours: "Reads: {0}. Nobody watches live.",
        hours_none: "Nobody watches live. Reading hours are not set yet.",
        away: "{0} is away: {1}",
        tie: "How we share",
        tie_more: "Receipts, what was received, ending",
    }
}

catalogue! {
    /// Sessions and their notes.
    SessionWords {
        title: "Session",
        when: "Day",
        at: "Time",
        minutes: "Minutes",
        plan: "Keep the date",
        planned: "Planned",
        was_planned: "It was planned.",
        held: "It took place",
        cancelled: "It did not take place",
        cancelled_me: "I called it off",
        cancelled_them: "{0} called it off",
        cancelled_outside: "Something outside",
        before: "Before the session",
        after: "After the session",
        before_lead: "A minute, or skip.",
        after_lead: "Two minutes, or skip.",
        start: "At the start",
        end: "At the end",
        tension: "Was there tension?",
        tension_none: "None",
        tension_some: "Some",
        tension_strong: "Strong",
        resolved: "Is it resolved?",
        resolved_not: "Not",
        resolved_partly: "Partly",
        resolved_fully: "Fully",
        words: "One thing to keep",
        keep: "Keep",
        show: "Show {0}",
        show_both: "Show when both have rated",
        who: "Who may see this note",
        only_me: "Only me",
        rated: "You rated this.",
        theirs: "{0} rated this.",
        only_you: "Only you.",
        on_its_way: "On its way to {0}.",
        until_both: "Only you, until both have rated.",
        has: "{0} has this.",
    }
}

catalogue! {
    /// The line over the sessions.
    LineWords {
        safe: "safe",
        low: "not",
        mine: "You",
        summary_none: "No notes yet.",
        summary_one: "One note, on {0}.",
        summary_flat: "{0} sessions. The last is about where the first was.",
        summary_higher: "{0} sessions. The last is higher than the first.",
        summary_lower: "{0} sessions. The last is lower than the first.",
        snags_one: "1 snag.",
        snags_one_mended: "1 snag, mended.",
        snags: "{0} snags, {1} mended.",
        list: "Read it as a list",
        col_when: "When",
        col_mark: "Mark",
        snag: "snag",
        mended: "mended",
    }
}

catalogue! {
    /// Something felt off.
    SnagWords {
        title: "Something felt off",
        lead: "Nothing is sent. You can keep this for ever.",
        what: "What happened, in your words",
        needed: "What I needed",
        lies: "Where does it lie?",
        between: "Between us",
        mine: "With me",
        yours: "With {0}",
        outside: "Nobody: the air",
        unsure: "Not sure",
        keep: "Keep it",
        bring: "Bring it",
        kept: "Kept. Only you.",
        must_not: "This must not happen in therapy",
        must_not_lead: "Then it is not yours to mend. You can ask for help outside: someone you trust, a second therapist, the body that oversees the profession in your country, or the police. Hold has lines for tonight.",
        must_not_keep: "Keep it for me",
    }
}
