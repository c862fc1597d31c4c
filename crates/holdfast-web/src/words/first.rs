//! Words of the acts, of what is kept, of the first run and of the lock.
//! Invariant: short sentences, one idea each; no promise that the code does not keep.

use super::catalogue;

catalogue! {
    /// Words on buttons everywhere.
    ActWords {
        again: "Try again",
        back: "Back",
        bag: "To my bag",
        close: "Close",
        done: "Done",
        keep: "Keep",
        next: "Next",
        of_five: "of 5",
        remove: "Remove",
        show: "Show",
        skip: "Skip",
        undo: "Undo",
    }
}

catalogue! {
    /// What the line about keeping says.
    KeptWords {
        kept: "Kept on this phone",
        only_you: "Only you can see this",
        refused: "Not kept yet. Your words are still here. We try again.",
        shut: "Not kept. Your words are still here. Copy them.",
        waiting: "Keeping ...",
    }
}

catalogue! {
    /// The first run: three screens, each skippable.
    FirstWords {
        place_1: "1 of 3",
        place_2: "2 of 3",
        place_3: "3 of 3",
        title: "A place that holds.",
        lead: "Write when it hurts. Keep your plan close. Choose what to bring to therapy.",
        stays: "It stays on this phone",
        stays_more: "Locked with a key only you have. We cannot read it.",
        choose: "You choose what is shared",
        choose_more: "Nothing goes to your therapist until you hand it over.",
        nobody: "No one is watching live",
        nobody_more: "This is not an emergency service. Hold shows who to call.",
        start: "Start",
        help_now: "I need help right now",
        have_words: "I have my 24 words already",
        lock_title: "Pick a lock",
        lock_lead: "It keeps others out of what you write.",
        made: "Six words, made for you",
        made_more: "Strong. Write them down somewhere safe.",
        own: "My own words",
        own_more: "Four words or more are better than one.",
        no_lock: "Later",
        no_lock_more: "Until then anyone with this phone can read it.",
        made_title: "Your six words",
        made_lead: "You need them each time you open. Write them down now.",
        made_have: "I have them",
        made_other: "Six other words",
        own_title: "Your own words",
        own_field: "Words for the lock",
        own_short: "A little longer, please. Eight letters or more.",
        own_common: "Others would try these words first. Please take other ones.",
        name_title: "What should it be called on your phone?",
        name_lead: "This is the name under the icon, if you put it on the home screen.",
        name_notes: "Notes",
        name_anchor: "Anchor",
        name_holdfast: "Holdfast",
        home: "To put it there: open the menu of your browser and choose “Add to home screen”. Later is fine.",
        finish: "Go in",
        making: "Making your keys. This takes a moment.",
        sheet_title: "Your 24 words",
        sheet_lead: "If this phone breaks, these words bring back all that has reached the relay. Nobody else has them.",
        sheet_warn: "Who has these words can read everything. Paper in a safe place is best.",
        sheet_print: "Print",
        recover_title: "Bring it back",
        recover_lead: "Type your 24 words, with spaces between.",
        recover_field: "Your 24 words",
        recover_go: "Bring it back",
        recover_busy: "Looking for your slot at the relay.",
    }
}

catalogue! {
    /// The lock.
    LockWords {
        title: "Locked",
        field: "Words for the lock",
        open: "Open",
        opening: "Opening. This takes a moment, so that guessing takes others for ever.",
        wrong: "These words do not open it. Nothing is lost. Try again in your time.",
        by_time: "It locked by itself after a while.",
        by_you: "You locked it.",
        waiting: "What you just wrote waits here and is kept as soon as you open.",
        sheet: "I only have my 24 words",
        again: "Your lock, once more",
        again_lead: "So that nobody who finds your phone open can do this.",
        again_go: "Go on",
        gone: "I do not know them any more",
        gone_open: "This cannot be done without them. As long as it is open, you can read and copy all that you wrote.",
        gone_words: "Your 24 words on paper open it too. Tap Lock now, then “I only have my 24 words”.",
        none: "There is no lock yet. Anyone with this phone can do this.",
        pick: "Pick a lock",
    }
}
