//! Words of Today, of Write and of days. Invariant: nothing is called good, bad or normal.

use super::catalogue;

catalogue! {
    /// The check-in.
    TodayWords {
        title: "How is it, right now?",
        lead: "Skip anything. One tap is enough.",
        body: "Body",
        body_low: "shut down",
        body_high: "keyed up",
        far: "Far away",
        far_low: "here",
        far_high: "far away",
        safe: "Safe enough",
        safe_low: "no",
        safe_high: "yes",
        trust_in: "Trust in {0}",
        trust_room: "Trust in the room",
        trust_world: "Trust in the world outside",
        trust_self: "Trust in myself",
        trust_low: "little",
        trust_high: "a lot",
        close_to: "Close to {0}",
        close_low: "far",
        close_high: "close",
        pull_low: "quiet",
        pull_high: "loud",
        live: "Thoughts of not wanting to live",
        live_yes: "Yes",
        live_no: "No",
        live_unsure: "Not sure",
        live_hold: "Hold is here, with your plan and your people. Nobody else is told.",
        live_go: "Go to Hold",
        live_worse: "This question makes it worse",
        worse_done: "The question is gone.",
        who: "Who is speaking",
        no_one: "No one in particular",
        line: "A few words",
        more: "More questions",
        choose: "Choose what is asked",
        save: "Keep on this phone",
        saved: "Kept. Only you.",
        empty: "That is fine.",
        write: "Write a line",
        again: "Another check-in",
        session: "Session {0}",
        bag_none: "Your bag is empty. Nobody sees anything.",
        bag_some: "{0} in your bag. Nothing has been handed over.",
        settings: "Questions",
        settings_lead: "Only what you turn on is asked.",
        on: "On",
        off: "Off",
        pulls: "Pulls",
        pulls_lead: "Your own words for what pulls at you. Only how loud, never more.",
        pull_new: "A pull, in your words",
        own: "My own questions",
        own_new: "My question",
        own_low: "What 1 means",
        own_high: "What 5 means",
        add: "Add",
        live_why: "Off at first. If on, it is asked at each check-in. Any answer but “no” shows Hold to you. Nobody else is told. Some turn this on together with their therapist.",
    }
}

catalogue! {
    /// Writing.
    WriteWords {
        label: "Your words",
        stems: "A beginning",
        stem_1: "What I could not say was ",
        stem_2: "Part of me wants ",
        stem_3: "Right now my body ",
        new: "New page",
        all: "My pages",
        older: "Older pages",
        none: "Nothing here yet. That is fine.",
        versions: "{0} versions",
        versions_two: "This page was changed in two places. Both are here.",
        version_this: "Go on with this one",
        deleted: "Page removed.",
        remove: "Remove this page",
        untitled: "An empty page",
        part_title: "Who is writing",
    }
}

catalogue! {
    /// Days and times in words.
    WhenWords {
        at: "at {0}",
        on: "on {0}",
        night: "night",
        morning: "morning",
        afternoon: "afternoon",
        evening: "evening",
        monday: "Monday",
        tuesday: "Tuesday",
        wednesday: "Wednesday",
        thursday: "Thursday",
        friday: "Friday",
        saturday: "Saturday",
        sunday: "Sunday",
        months: "January,February,March,April,May,June,July,August,September,October,November,December",
    }
}
