//! The planner against a model of the tables, so that it is tested where there is no browser.

use super::*;
use crate::testing::{id, put, queue, sealed, set_aside, space};

#[test]
fn a_new_envelope_takes_the_next_number() {
    let known = Known {
        last: 6,
        ..Known::default()
    };
    let batch = Batch::new().with(put(space(1), 1));
    let writes = plan(&batch, &known).unwrap();
    let bytes = sealed(1);
    let expected = vec![
        Write::Put(Table::Envelopes, place(space(1), 7), Content::Bytes(&bytes)),
        Write::Put(Table::Held, name(space(1), id(1)), Content::Text(digits(7))),
        Write::Put(Table::Counter, LAST.into(), Content::Text(digits(7))),
    ];
    assert_eq!(writes, expected);
}

#[test]
fn what_is_held_is_not_written_again() {
    let known = Known {
        last: 3,
        numbers: [((Table::Held, name(space(1), id(1))), 3)].into(),
        bytes: [(name(space(1), id(1)), sealed(1))].into(),
    };
    assert_eq!(
        plan(&Batch::new().with(put(space(1), 1)), &known),
        Ok(vec![])
    );
    let other = Op::PutEnvelope {
        space: space(1),
        id: id(1),
        bytes: sealed(2),
    };
    assert_eq!(
        plan(&Batch::new().with(other), &known),
        Err(StoreError::Conflict)
    );
}

#[test]
fn a_name_without_bytes_is_damage() {
    let numbers = [((Table::Held, name(space(1), id(1))), 3)].into();
    let known = Known {
        last: 3,
        numbers,
        ..Known::default()
    };
    let planned = plan(&Batch::new().with(put(space(1), 1)), &known).map(|writes| writes.len());
    assert!(
        matches!(planned, Err(StoreError::Corrupt(_))),
        "{planned:?}"
    );
}

#[test]
fn every_name_that_a_plan_looks_up_was_asked_for() {
    let batch = Batch::new()
        .with(put(space(1), 1))
        .with(queue(space(1), 1))
        .with(Op::Unqueue {
            space: space(1),
            id: id(2),
        })
        .with(set_aside(space(1), 3))
        .with(Op::Release {
            space: space(1),
            id: id(4),
        });
    let name = |number| name(space(1), id(number));
    let expected = Set::from([
        (Table::Held, name(1)),
        (Table::Held, name(2)),
        (Table::Waiting, name(1)),
        (Table::Waiting, name(2)),
        (Table::Aside, name(3)),
        (Table::Aside, name(4)),
    ]);
    assert_eq!(questions(&batch), expected);
}

#[test]
fn an_erased_space_forgets_what_was_known_of_it() {
    let known = Known {
        last: 3,
        numbers: [((Table::Held, name(space(1), id(1))), 3)].into(),
        bytes: [(name(space(1), id(1)), sealed(1))].into(),
    };
    let batch = Batch::new()
        .with(Op::EraseSpace { space: space(1) })
        .with(queue(space(1), 1));
    assert_eq!(plan(&batch, &known), Err(StoreError::NotHeld));
    let batch = Batch::new().with(Op::EraseAll).with(queue(space(1), 1));
    assert_eq!(plan(&batch, &known), Err(StoreError::NotHeld));
}

#[test]
fn the_last_word_on_each_key_is_what_must_be_read_back() {
    let put = |table, key: &str, word: &str| {
        Write::Put(table, key.to_owned(), Content::Text(word.to_owned()))
    };
    let writes = [
        put(Table::Values, "a", "first"),
        put(Table::Values, "a", "last"),
        put(Table::Values, "b", "gone"),
        Write::Delete(Table::Values, "b".to_owned()),
        put(Table::Held, "c", "in the range"),
        put(Table::Held, "d", "after it"),
        Write::DeleteRange(Table::Held, "c".to_owned(), "d".to_owned()),
        put(Table::Outbox, "e", "cleared"),
        Write::Clear(Table::Outbox),
    ];
    let words = last_words(&writes);
    let word = |table, key: &'static str| words.get(&(table, key)).copied();
    let (last, after) = (
        Content::Text("last".into()),
        Content::Text("after it".into()),
    );
    assert_eq!(word(Table::Values, "a"), Some(Some(&last)));
    assert_eq!(word(Table::Values, "b"), Some(None));
    assert_eq!(word(Table::Held, "d"), Some(Some(&after)));
    assert_eq!(
        words.len(),
        3,
        "nothing is said of what was cleared with others"
    );
}
