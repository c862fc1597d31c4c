//! What the app must say, what it must never say, and what it must never ask a browser for.
//! Invariant: a promise of the hazard log that can be read in a text is read here.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::Finding;
use crate::pack;

const APP: &str = "crates/holdfast-web";

/// Where a person must be told what not to rely on.
const SAID: [(&str, &str); 9] = [
    ("static/hold.html", "not an emergency service"),
    ("static/hold.html", "Nobody reads this live"),
    ("static/hold.html", "Check a number before you need it"),
    ("src/words/first.rs", "not an emergency service"),
    ("src/words/first.rs", "watching live"),
    ("src/words/first.rs", "anyone with this phone can read it"),
    ("src/words/bag.rs", "Nobody reads this live"),
    ("src/words/more.rs", "someone who knows your words"),
    ("src/words/more.rs", "everyone who has it can read it"),
];

/// Beginnings of words that no screen shows.
const NEVER_SAID: [(&str, &str); 18] = [
    ("streak", COUNTS),
    ("badge", COUNTS),
    ("missed", COUNTS),
    ("days since", COUNTS),
    ("a year ago", "old pages do not come back by themselves"),
    ("well done", PRAISE),
    ("great job", PRAISE),
    ("you've got this", PRAISE),
    ("proud", PRAISE),
    ("risk", JUDGES),
    ("sever", JUDGES),
    ("diagnos", JUDGES),
    ("relapse", JUDGES),
    ("complian", JUDGES),
    ("calor", BODIES),
    ("weigh", BODIES),
    ("bmi", BODIES),
    ("zero knowledge", "whoever serves the app could know"),
];

const COUNTS: &str = "nothing is counted against her";
const PRAISE: &str = "she is not graded, and praise is a grade";
const JUDGES: &str = "nothing here judges a person";
const BODIES: &str = "no numbers about bodies or food, not even their names";

/// Names of what is never asked of a browser, anywhere in the app.
const NEVER_ASKED: [(&str, &str); 6] = [
    ("Notification", "what lights up is seen by others"),
    ("AppBadge", "what lights up is seen by others"),
    ("vibrate", "nothing moves or sounds by itself"),
    ("sendBeacon", "nothing is told behind her back"),
    ("innerHTML", "words are written as text, never as markup"),
    (
        ".cookie",
        "no cookie, so nothing to steal and nothing to forge",
    ),
];

/// Finds broken promises.
pub(super) fn check(root: &Path) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for (name, sentence) in SAID {
        let path = Path::new(APP).join(name);
        if !fs::read_to_string(root.join(&path))?.contains(sentence) {
            let what = format!("\"{sentence}\" must stand here (docs/safety/hazards.md)");
            findings.push(Finding::new(path, 1, what));
        }
    }
    for path in app(root)? {
        let text = fs::read_to_string(root.join(&path))?;
        for (at, line) in text.lines().enumerate() {
            for what in broken(&path, line) {
                findings.push(Finding::new(&path, at + 1, what));
            }
        }
    }
    Ok(findings)
}

/// The files of the app that a person or a browser reads as text.
fn app(root: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for file in pack::files(&root.join(APP))? {
        let ending = file.extension().and_then(|ending| ending.to_str());
        if matches!(ending, Some("rs" | "html" | "js" | "json" | "webmanifest")) {
            paths.push(file.strip_prefix(root)?.to_path_buf());
        }
    }
    Ok(paths)
}

/// What a line breaks. Words are looked for where words stand: in the catalogue and the pages.
fn broken(path: &Path, line: &str) -> Vec<String> {
    let place = path.to_string_lossy();
    let is_comment = line.trim_start().starts_with("//");
    let speaks = !is_comment && (place.contains("/words") || place.contains("/static/"));
    let said = line.to_lowercase();
    let words = NEVER_SAID
        .iter()
        .filter(|(stem, _)| speaks && begins_a_word(&said, stem));
    let asked = NEVER_ASKED
        .iter()
        .filter(|(name, _)| !is_comment && line.contains(name));
    words
        .chain(asked)
        .map(|(never, why)| format!("\"{never}\": {why}"))
        .collect()
}

fn begins_a_word(text: &str, stem: &str) -> bool {
    text.match_indices(stem).any(|(at, _)| {
        text.get(..at)
            .and_then(|before| before.chars().next_back())
            .is_none_or(|before| !before.is_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, line: &str) -> usize {
        broken(Path::new(path), line).len()
    }

    #[test]
    fn praise_counts_and_judgements_are_found_where_words_stand() {
        let words = "crates/holdfast-web/src/words/today.rs";
        assert_eq!(
            check(words, "    done: \"Well done! Your streak is long.\","),
            2
        );
        assert_eq!(check(words, "    low: \"High risk\","), 1);
        assert_eq!(check(words, "    kept: \"Kept. Only you.\","), 0);
        assert_eq!(check(words, "    // no streaks are counted"), 0);
        assert_eq!(check(words, "    asterisk: \"*\","), 0, "inside of a word");
        assert_eq!(
            check("crates/holdfast-web/src/guard.rs", "let missed = 1;"),
            0
        );
    }

    #[test]
    fn asking_for_notifications_is_found_everywhere() {
        for path in ["src/guard.rs", "static/boot.js"] {
            let path = format!("crates/holdfast-web/{path}");
            assert_eq!(
                check(&path, "Notification.requestPermission()"),
                1,
                "{path}"
            );
        }
    }

    #[test]
    fn the_app_says_what_not_to_rely_on_and_nothing_that_it_must_not() {
        let found = super::check(&crate::shell::root()).unwrap();
        assert_eq!(found, []);
    }
}
