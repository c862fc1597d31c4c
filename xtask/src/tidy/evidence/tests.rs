//! Each rule of the tables can fail, and says where.

use super::*;

fn known() -> Known {
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Known {
        root: crate::shell::root(),
        functions: set(&["a_gap_is_seen"]),
        titles: set(&["killed ${KILLS} times"]),
        commands: set(&["deny"]),
    }
}

/// The faults of a table with one row, whose last column is the tests.
fn faults(cell: &str) -> Vec<String> {
    let page = format!("| what | Test |\n|---|---|\n| a thing | {cell} |\n");
    let rows = page::rows(&page);
    assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [3]);
    known().faults(&rows[0])
}

#[test]
fn a_test_a_title_a_file_and_a_command_are_known() {
    for cell in [
        "sync `a_gap_is_seen`, `t::order::a_gap_is_seen`",
        "`killed ${KILLS} times` (e2e/kill)",
        "`xtask/src/main.rs`, `THREATS.md`",
        "`cargo xtask deny`",
        "none yet",
    ] {
        assert_eq!(faults(cell), [] as [&str; 0], "{cell}");
    }
}

#[test]
fn a_name_that_is_nowhere_and_an_empty_cell_are_found() {
    for cell in [
        "`a_gap_is_never_seen`",
        "`e2e/gone.mjs`",
        "`cargo xtask heal`",
    ] {
        assert!(faults(cell)[0].contains("is no test"), "{cell}");
    }
    assert_eq!(
        faults("")[0],
        "say which test holds this, or that none does"
    );
    assert!(faults("none yet | more")[0].contains("cells"));
}

#[test]
fn names_in_other_columns_are_not_tests() {
    let page = "| where | test |\n|---|---|\n| `driver.rs` | none yet |\n\n| a | b |\n|---|---|\n| `c` | `d` |\n";
    let rows = page::rows(page);
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| known().faults(row).is_empty()));
}

#[test]
fn test_functions_are_told_from_production_functions() {
    let names = |path: &str, mark: &str| {
        let text =
            format!("fn made() {{}}\n{mark}\nasync fn held(a: u8) {{}}\n// the fn of it (all)\n");
        let file = Source {
            path: path.into(),
            text,
        };
        functions(tests(&file)).collect::<Vec<_>>()
    };
    for mark in ["#[cfg(test)]\nmod tests {", "#[test]", "#[tokio::test]"] {
        assert_eq!(names("crates/a/src/b.rs", mark), ["held"], "{mark}");
    }
    assert_eq!(names("crates/a/tests/b.rs", ""), ["made", "held"]);
    assert_eq!(names("crates/a/src/b.rs", ""), [] as [&str; 0]);
}

#[test]
fn titles_are_read_as_they_are_written() {
    assert_eq!(title("test('it holds', async () => {").unwrap(), "it holds");
    assert_eq!(title("  test(`in ${theme}`, f);").unwrap(), "in ${theme}");
    assert_eq!(title("  await t.test('inside', f);").unwrap(), "inside");
    assert_eq!(title("// a test('not this')"), None);
    assert_eq!(title("  await t.test(name, f);"), None);
}

/// A whole table of the standard, with one row as given and `met` figures as given.
fn standard(first: &str, met: [&str; 3]) -> Vec<String> {
    let mut page = format!(
        "| rows by state | L1 | L2 | all |\n|---|---|---|---|\n| met | {} |\n| not met | 69 | 183 | 252 |\n\n\
         | id | level | state | test |\n|---|---|---|---|\n{first}\n",
        met.join(" | ")
    );
    for (level, count) in [("L1", 69), ("L2", 183)] {
        for number in 0..count {
            page.push_str(&format!(
                "| {level}.{number} | {level} | not met | none |\n"
            ));
        }
    }
    let faults = asvs::faults(&page::rows(&page)).into_iter();
    faults.map(|(_, what)| what).collect()
}

#[test]
fn a_summary_that_says_what_the_rows_say_is_true() {
    let row = "| V1 | L1 | met | `a_gap_is_seen` |";
    assert_eq!(standard(row, ["1", "0", "1"]), [] as [&str; 0]);
    assert!(standard(row, ["2", "0", "1"])[0].contains("met, L1: the rows say 1, here stands 2"));
}

#[test]
fn a_doubled_missing_untested_or_unknown_row_is_found() {
    let first = |row: &str| standard(row, ["0", "0", "0"]).remove(0);
    assert!(first("| L1.0 | L1 | not met | none |").contains("twice"));
    assert!(first("| V1 | L1 | perhaps | none |").contains("say one of"));
    assert!(first("| V1 | L1 | met | surely |").contains("without a test"));
    assert!(
        standard("| V1 | L2 | met | by reading |", ["0", "1", "1"])
            .iter()
            .any(|what| what.contains("69 rows of L1"))
    );
    assert!(
        standard("| V1 | L1 | host | none |", ["0", "0", "0"])
            .contains(&"the summary leaves rows out".to_owned())
    );
}
