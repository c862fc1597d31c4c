//! Words of mending: saying what felt off, both views of it, what was done and agreed, and the
//! question that the numbers ask.
//! Invariant: "mended" is never said for both by one; "nothing in the numbers" is all that a quiet
//! line says.

use super::catalogue;

catalogue! {
    /// Saying that something felt off.
    NoticeWords {
        title_desk: "A rupture, as I see it",
        many: "As many as fit, or none.",
        want: "What I want to do",
        say: "Say it to {0}",
        not_now: "Not now",
        show: "Show {0} this",
        will_see: "Exactly what {0} will see",
        for_good: "It cannot be taken back once {0} has it. Nobody reads it live. For tonight, use Hold.",
        rather_not: "Not this",
        empty: "Nothing is written yet. A word is enough.",
        shown: "On its way to {0}.",
        noticed: "Kept as it is. Only you.",
        must_not_kept: "Kept. Only you. Nobody will ask you to mend it.",
        help_hold: "Help for tonight: Hold",
    }
}

catalogue! {
    /// One snag, seen by both.
    MendWords {
        title: "Something felt off",
        title_desk: "A rupture",
        gone: "It is not here any more.",
        noticed: "Noticed {0}.",
        mine: "What you say",
        theirs: "What {0} says",
        theirs_none: "Nothing here from {0}.",
        no_words: "Without words.",
        you: "you",
        lies: "Where it lies: {0}",
        only_you: "Only you.",
        has: "{0} has this.",
        both: "Both of you say: {0}",
        one: "One of you says: {0}",
        both_mended: "Both of you say it is mended.",
        one_mended: "One of you says it is mended.",
        both_partly: "Both of you say it is mended in part.",
        one_partly: "One of you says it is mended in part.",
        differ: "Each of you sees its end in another way. Both stand.",
        open: "It is open.",
        state_noticed: "Noticed.",
        state_kept: "Kept.",
        state_offered: "Shown.",
        state_named: "Named.",
        state_exploring: "We are looking at it.",
        state_mended: "Mended, as I see it.",
        state_partly: "Mended in part, as I see it.",
        state_differ: "We see it in two ways. That may stand.",
        state_let_go: "Let go.",
        state_not: "Not mended.",
        state_reopened: "Open again.",
        may: "Where it stands for me",
        may_lead: "Any of these, at any time, or none. The other may say another.",
        to_kept: "Keep it to myself",
        to_offered: "Show it to {0}",
        to_named: "Name it",
        to_exploring: "Look at it together",
        to_mended: "Mended",
        to_partly: "Mended in part",
        to_differ: "Agree to differ",
        to_let_go: "Let it go",
        to_not: "Not mended",
        to_reopened: "Open it again",
        say: "Say it in other words",
        say_keep: "Keep it for me",
        said: "Your words are kept.",
        to_bag: "Bring it",
    }
}

catalogue! {
    /// What was done, and what was agreed.
    RepairWords {
        title: "Something that helps to mend",
        lead: "In any order. Tap what you did; {0} sees it too.",
        restore: "To get back to the work",
        explore: "To look at what happened",
        few: "A few words to it, if you like",
        explain: "I explained why",
        change: "We changed what we do, or what for",
        clear_up: "We cleared up a misunderstanding",
        invite: "I asked what was felt",
        own_part: "I said what my part was",
        say_mine: "I said what it was like for me",
        between: "We saw how it belongs to the two of us",
        elsewhere: "We saw where it comes from elsewhere",
        done: "What we did",
        done_none: "Nothing is noted yet. That is fine.",
        by_me: "You, {0}",
        by_them: "{0}, {1}",
        agree: "Agree on something",
        agree_words: "What we agree, in one or two sentences",
        agree_change: "What we agree, in other words",
        agree_on: "Look at it again on, if you like",
        agree_keep: "We agree on this",
        agree_shared: "{0} sees it too.",
        agreed: "What we agreed",
        look_again: "We look at it again {0}.",
        was_kept: "It was kept.",
        was_in_part: "It was kept in part.",
        was_not: "It was not kept.",
        kept: "Kept",
        in_part: "In part",
        not_kept: "Not kept",
        other_words: "Other words",
        two: "It was changed in two places. Both are here.",
        day_wrong: "That day does not exist. Please look again.",
    }
}

catalogue! {
    /// The question that the numbers ask.
    QuestionWords {
        title: "A question",
        lead: "It comes from your own notes. You know better than any number.",
        yes: "Yes, something",
        no: "No",
        not_now: "Not now",
        numbers: "The numbers behind it",
        means: "Before it, your notes were about {0} of 5; since then about {1}, over {2}.",
        session_one: "1 session",
        sessions: "{0} sessions",
        since: "It seems to begin with the session on {0}.",
        side_mine: "Only your own notes moved.",
        side_both: "Your notes and those of {0} moved.",
        item: "{0}: {1} before, {2} since",
        chance: "By chance alone, notes are as striking as this in {0} of 100 sessions.",
        chance_less: "By chance alone, notes are as striking as this in fewer than 1 of 100 sessions.",
        evidence: "As a bet, it stands {0} to 1 against chance.",
        evidence_even: "As a bet, it is about even.",
        wrong: "Where nothing is off in 30 sessions, such a question still comes in {0} of 100 therapies.",
        limit: "One hard session can hide from the numbers.",
        answered: "Thank you. The question is put away.",
        nothing: "Nothing in the numbers. If something felt off, it did.",
    }
}
