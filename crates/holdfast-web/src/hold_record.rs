//! What Hold may show without unlocking: one small record under the device's own safe.
//! Invariant: it exists only while she has turned it on, and holds her plan and people, nothing
//! else.

use holdfast_model::Ledger;
use holdfast_model::plan::{Contact, PlanLine, SafetyPlan, Step, Way};
use holdfast_model::settings::{HoldPart, HoldWhenLocked, Word};

/// The record as hold.js reads it; `None` while she has it turned off.
pub(crate) fn record(ledger: &Ledger) -> Option<String> {
    let settings = ledger.settings();
    if settings.hold_when_locked == HoldWhenLocked::Closed {
        return None;
    }
    let shows = |part| settings.hold_shows.contains(&part);
    let plan = ledger
        .plan()
        .map(|versions| versions.current().what.clone())
        .unwrap_or_default();
    let steps = Step::ALL.map(|step| {
        let lines = lines(&plan, step).filter(|_| shows(HoldPart::Step(step)));
        array(lines.map(text))
    });
    let reasons = plan.hold_on.iter().filter(|_| shows(HoldPart::HoldOn));
    let people = ledger
        .people()
        .into_iter()
        .filter(|_| shows(HoldPart::People));
    let mut fields = vec![
        "\"v\":1".to_owned(),
        format!("\"steps\":{}", array(steps)),
        format!(
            "\"reasons\":{}",
            array(reasons.map(|words| text(words.as_str())))
        ),
        format!(
            "\"people\":{}",
            array(people.map(|(_, contact)| person(contact)))
        ),
    ];
    let name = settings
        .words
        .get(&Word::Hold)
        .map(|word| text(word.as_str()));
    fields.extend(name.map(|name| format!("\"name\":{name}")));
    let country = settings
        .country
        .as_ref()
        .map(|country| text(country.as_str()));
    fields.extend(country.map(|country| format!("\"country\":{country}")));
    Some(format!("{{{}}}", fields.join(",")))
}

fn lines(plan: &SafetyPlan, step: Step) -> impl Iterator<Item = &str> {
    let lines: &[PlanLine] = plan
        .steps
        .get(&step)
        .map(|lines| &**lines)
        .unwrap_or_default();
    lines.iter().map(|line| line.words.as_str())
}

fn person(contact: &Contact) -> String {
    let mut fields = vec![format!("\"name\":{}", text(contact.name.as_str()))];
    for way in contact.ways.iter() {
        match way {
            Way::Call(number) => fields.push(format!("\"call\":{}", text(number.as_str()))),
            Way::Text(number) => fields.push(format!("\"text\":{}", text(number.as_str()))),
            // Never dialled as voice; Hold lists such services by country.
            Way::Chat(_) | Way::DeafFriendly(_) => {}
        }
    }
    format!("{{{}}}", fields.join(","))
}

fn array(items: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", items.into_iter().collect::<Vec<_>>().join(","))
}

/// A JSON string (RFC 8259, 7).
fn text(words: &str) -> String {
    let mut json = String::from('"');
    for letter in words.chars() {
        match letter {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            control if control < ' ' => json.push_str(&format!("\\u{:04x}", u32::from(control))),
            plain => json.push(plain),
        }
    }
    json.push('"');
    json
}

#[cfg(test)]
mod tests {
    use holdfast_model::id::AuthorId;

    use super::*;

    #[test]
    fn nothing_is_there_until_she_turns_it_on() {
        assert_eq!(record(&Ledger::new(AuthorId::new([1; 16]))), None);
    }

    #[test]
    fn words_of_any_kind_stay_words() {
        assert_eq!(text("a \"b\" \\ \n é"), "\"a \\\"b\\\" \\\\ \\u000a é\"");
    }
}
