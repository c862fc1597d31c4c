//! The disk keeps what was flushed and may lose everything else.

use std::collections::BTreeSet;

use tempfile::TempDir;

use super::*;

fn write(offset: u64, byte: u8) -> Event {
    Event::Write {
        path: "f".into(),
        offset,
        data: vec![byte; 1_024],
    }
}

/// All the contents of `f` (none when there is no such file) that 300 cuts leave.
fn outcomes(events: &[Event]) -> BTreeSet<Option<Vec<u8>>> {
    let mut disk = Disk::default();
    let mut dice = Dice::new(1);
    for event in events {
        disk.apply(event, &mut dice);
    }
    let cuts = (0..300).map(|seed| {
        let folder = TempDir::new().unwrap();
        disk.image(folder.path(), &mut Dice::new(seed)).unwrap();
        fs::read(folder.path().join("f")).ok()
    });
    cuts.collect()
}

const CREATE: fn() -> Event = || Event::Create("f".into());
const FLUSH: fn() -> Event = || Event::Flush("f".into());

#[test]
fn what_was_flushed_is_certain() {
    let found = outcomes(&[CREATE(), write(0, 7), FLUSH(), Event::FlushFolder]);
    assert_eq!(found, [Some(vec![7; 1_024])].into());
}

#[test]
fn a_name_is_certain_only_when_its_folder_was_flushed() {
    let found = outcomes(&[CREATE(), write(0, 7), FLUSH()]);
    assert_eq!(found, [None, Some(vec![7; 1_024])].into());
}

#[test]
fn what_was_not_flushed_is_kept_lost_or_torn() {
    let found = outcomes(&[
        CREATE(),
        write(0, 7),
        FLUSH(),
        Event::FlushFolder,
        write(0, 9),
    ]);
    let torn = |a, b| Some([[a; 512], [b; 512]].concat());
    assert_eq!(
        found,
        [torn(7, 7), torn(9, 9), torn(7, 9), torn(9, 7)].into()
    );
}

#[test]
fn a_failed_flush_forgets_for_good() {
    let events = [
        CREATE(),
        Event::FlushFolder,
        write(0, 7),
        Event::FlushFailed("f".into()),
        FLUSH(),
    ];
    // Whatever chance decided at the failure, the later flush changes nothing.
    assert_eq!(outcomes(&events).len(), 1);
}

#[test]
fn an_unlink_may_be_undone() {
    let events = [
        CREATE(),
        write(0, 7),
        FLUSH(),
        Event::FlushFolder,
        Event::Unlink("f".into()),
    ];
    assert_eq!(outcomes(&events), [None, Some(vec![7; 1_024])].into());
}
