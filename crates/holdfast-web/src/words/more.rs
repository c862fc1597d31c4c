//! Words of More: the lock, the looks, the plan, parts, what leaves and what is erased.
//! Invariant: each says what it does, what it cannot do, and who sees it.

use super::catalogue;

catalogue! {
    /// The list of More and its pages.
    MoreWords {
        title: "More",
        lock: "Lock now",
        lock_more: "It also locks by itself.",
        lock_change: "Change the lock",
        lock_change_more: "Six words, your own, or none",
        timers: "Lock by itself",
        timers_more: "After {0} away, {1} without a touch",
        timers_away: "When I leave the page",
        timers_idle: "When nothing is touched",
        minute_1: "1 minute",
        minute_5: "5 minutes",
        minute_15: "15 minutes",
        minute_60: "1 hour",
        hide: "Hide",
        hide_more: "Shows a plain shopping list",
        hide_what: "Tap Hide, or press Escape twice. Your words go from the screen at once and the keys are wiped.",
        hide_out: "To come back: tap the words “Shopping list” three times.",
        hide_not: "Hide cannot clear the list of visited pages in your browser. It does not help against someone who knows your words, or a phone that is watched.",
        plan: "My plan",
        plan_more: "What Hold shows",
        parts: "Parts of me",
        parts_more: "Your words, your names",
        questions: "Questions",
        questions_more: "What a check-in asks",
        received: "What {0} has received",
        sheet: "Recovery sheet",
        sheet_more: "24 words for a new phone",
        looks: "Looks",
        looks_more: "Theme, size of text, hand",
        theme: "Theme",
        theme_auto: "As the phone",
        theme_day: "Day",
        theme_night: "Night",
        theme_dim: "Dim",
        size: "Size of text",
        size_normal: "Normal",
        size_large: "Large",
        size_larger: "Larger",
        hand: "Hand",
        hand_right: "Right",
        hand_left: "Left",
        icon: "Name and icon",
        icon_more: "How it looks on the phone",
        icon_note: "Choose before you put it on the home screen. A name that is there already stays until you remove it.",
        devices: "Devices",
        devices_more: "Bring everything to another phone",
        devices_lead: "On the new phone, open this page, choose “I have my 24 words already”, and type them.",
        kept_here: "On this device",
        kept_for_good: "The browser has promised to keep what is here, also when room is short.",
        kept_perhaps: "The browser has not promised to keep what is here. It may clear it when room is short. It helps to put the app on the home screen, and to make a file now and then.",
        relay: "Relay",
        relay_lead: "The relay carries sealed letters. It cannot read them.",
        relay_state: "Waiting to go out: {0}",
        relay_try: "Try now",
        relay_told: "There is something to know.",
        relay_quiet: "There is nothing that you should know.",
        relay_about: "About what you share with {0}.",
        relay_ok: "Everything has gone out.",
        take: "Take everything with me",
        take_more: "One file with all of it",
        take_lead: "The file holds everything that you wrote and got.",
        take_phrase: "Words for the file",
        take_sealed: "With words, the file is locked. Without, everyone who has it can read it.",
        take_go: "Make the file",
        update: "A new version is ready",
        update_more: "Take it now, or leave it for later",
        update_go: "Take it",
        about: "What this cannot do",
        about_more: "It is not an emergency service. Nobody reads this live. It does not heal, and it does not judge.",
    }
}

catalogue! {
    /// Erasing.
    EraseWords {
        row: "Erase this phone",
        row_more: "Everything here goes, for good",
        title: "Erase this phone",
        lead: "All that is kept here is destroyed. Your letters at the relay go too, unless another device of yours uses them. This cannot be undone.",
        theirs: "What you have handed over stays with the one who has it.",
        hold: "Type ERASE to go on",
        word: "ERASE",
        go: "Erase everything",
        gone: "This phone is empty, and your letters at the relay are gone.",
        gone_here: "This phone is empty. The relay was not reached: what lies there opens with the 24 words only.",
        gone_alone: "This phone is empty. Your other devices go on.",
    }
}

catalogue! {
    /// Parts.
    PartWords {
        title: "Parts of me",
        lead: "Your words, your names. Private until you say.",
        new: "Someone else is here",
        name: "Name",
        line: "One line about it",
        mark: "Mark",
        mark_none: "None",
        mark_sprout: "Sprout",
        mark_shield: "Shield",
        mark_moon: "Moon",
        know: "May others know?",
        know_nothing: "Nothing",
        know_exists: "That it exists",
        know_choose: "What I choose each time",
        helps: "What helps",
        avoid: "What to leave out",
        wants: "What it wants to be known. It stays here until you hand it over.",
        hidden: "Show it on Today",
        removed: "Part removed.",
        remove: "Remove this part",
        one_each: "One per line.",
    }
}

catalogue! {
    /// The plan and the people of Hold.
    PlanWords {
        title: "My plan",
        lead: "Hold shows this, in this order. Empty steps are left out. One thing per line.",
        notice: "What I notice first",
        steadies: "What steadies me, without anyone else",
        near: "Places and people I can be near, without saying why",
        tell: "Who I can tell",
        pros: "Professionals and services",
        safer: "Making the room safer, in my words",
        on: "What makes me want to hold on",
        people: "My people",
        people_lead: "Hold can call them with one tap.",
        person: "Name",
        call: "Number to call",
        text: "Number for texts",
        person_add: "Add a person",
        person_removed: "Removed from Hold.",
        keep: "Keep my plan",
        kept: "Your plan is kept.",
        open: "Hold without unlocking",
        open_more: "If on: anyone with this phone can open Hold and read what you tick here. If off: Hold shows only the lines.",
        look: "Look at it in Hold",
        country: "Country, for the lines",
        country_auto: "As the phone",
        two: "The plan was changed in two places. Both are here.",
    }
}

catalogue! {
    /// When something does not work.
    TroubleWords {
        full: "This phone has no room left. Your words are still in the field. Make some room, then try again.",
        disk: "The phone did not keep it. Your words are still in the field. Try again.",
        offline: "No connection. It waits here and goes out by itself.",
        refused: "The relay did not take it. It waits here.",
        closed: "This browser does not let the app keep anything.",
        private: "This browser may forget everything when it is closed. Take a file with you, or use another window.",
        pairing: "This code or link does not work. It stands one try. Nothing was shared. Make a new one.",
        keys: "The other phone is not the one that was shown. Nothing was shared. Meet or call.",
        stale: "What would leave has changed. Please look it over again.",
        other: "That did not work. Nothing is lost.",
        part: "This part of the app did not come.",
        part_more: "Nothing is lost. With a connection, try again. If it does not come then, close the app and open it again.",
        part_wait: "One moment.",
        words: "Please look at the words again: {0}.",
        code: "({0})",
    }
}
