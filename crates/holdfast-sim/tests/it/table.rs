//! The tables of attacks and faults name a test for each, and each knob that there is.

use std::collections::BTreeSet;
use std::path::Path;

use holdfast_sim::{Fault, tcp};

#[test]
fn every_attack_has_a_row_and_every_row_a_test_that_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let read = |path: &str| std::fs::read_to_string(root.join(path)).unwrap();
    let table = read("docs/safety/attacks.md");
    let tests = read("crates/holdfast-sim/src/attacks.rs");
    let mut numbers = BTreeSet::new();
    for row in table.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let Some(number) = cells.get(1).and_then(|cell| cell.parse::<u8>().ok()) else {
            continue;
        };
        numbers.insert(number);
        let name = cells.get(4).map_or("", |cell| cell.trim_matches('`'));
        let is_there = tests.contains(&format!("fn {name}("));
        assert!(
            is_there || name == "out of reach",
            "attack {number}: {name}"
        );
    }
    assert_eq!(numbers, (1..=28).collect());
}

#[test]
fn every_fault_has_a_row_and_every_knob_stands_in_one() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/safety/faults.md");
    let table = std::fs::read_to_string(page).unwrap();
    let rows = table.lines().filter(|line| line.starts_with("| "));
    let number = |row: &&str| row.split('|').nth(1)?.trim().parse::<u8>().ok();
    let numbers: BTreeSet<u8> = rows.clone().filter_map(|row| number(&row)).collect();
    assert_eq!(numbers, (1..=30).collect());
    let faults = Fault::ALL.iter().map(|fault| format!("`{fault:?}`"));
    let troubles = tcp::Trouble::ALL
        .iter()
        .map(|trouble| format!("`tcp::{trouble:?}`"));
    for knob in faults.chain(troubles) {
        assert!(table.contains(&knob), "{knob} stands in no row");
    }
}
