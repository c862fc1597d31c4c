//! Odd but legal input, as it comes from spreadsheets and from those who mean harm.
//! What is said of it is said in words, and never run by whoever reads the result.

use std::process::Command;

use super::engine::{holdfast, printed, text};

/// Thirteen sessions that end in a deep fall, so that an episode is found and told.
fn falling(client: &str) -> String {
    let mut csv = "client,session,client_score\n".to_owned();
    let quoted = client.replace('"', "\"\"");
    for session in 1..=13_u32 {
        let score = if session > 10 { 1.5 } else { 5.5 } + f64::from(session % 3) * 0.2;
        csv += &format!("\"{quoted}\",{session},{score:.1}\n");
    }
    csv
}

fn detected(format: &str, csv: &str) -> String {
    printed(&["detect", "-", "--format", format, "--quiet"], Some(csv))
}

#[test]
fn a_hostile_client_name_stays_words_on_the_page() {
    let hostile = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>&";
    let page = detected("html", &falling(hostile));
    assert!(page.contains("&lt;script&gt;alert(1)"), "the name is shown");
    for markup in ["<script", "<img", "onerror='"] {
        assert!(!page.contains(markup), "{markup} stands in the page");
    }
}

#[test]
fn a_client_name_is_no_formula_in_a_table() {
    for name in ["=HYPERLINK(1)", "+cmd", "-2+3", "@SUM(A1)"] {
        let table = detected("csv", &falling(name));
        let line = table.lines().nth(1).unwrap();
        assert!(line.starts_with(&format!("'{name},")), "{line}");
    }
}

#[test]
fn marks_of_other_systems_change_nothing() {
    let plain = detected("json", &falling("c1"));
    let windows = format!("\u{feff}{}", falling("c1").replace('\n', "\r\n"));
    let commas = falling("c1").replace(',', ";").replace('.', ",");
    let tabs = falling("c1").replace(',', "\t");
    for odd in [windows, commas, tabs] {
        assert_eq!(detected("json", &odd), plain, "{odd}");
    }
}

#[test]
fn a_reader_that_has_had_enough_is_no_trouble() {
    let many: String = (0..4_000).map(|i| format!("c{i:04},1,5.0\n")).collect();
    let csv = format!("client,session,client_score\n{many}");
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_holdfast"))
        .args(["detect", "-", "--format", "csv", "--quiet"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    // Nobody reads what it writes.
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    let _ = std::io::Write::write_all(&mut stdin, csv.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let said = text(&output.stderr);
    assert!(!said.contains("panicked"), "{said}");
}

#[test]
fn ratings_that_never_move_and_therapies_of_one_session_are_judged() {
    let csv = "client,session,client_score\none,1,4\n".to_owned()
        + &(1..=60).map(|s| format!("top,{s},7\n")).collect::<String>();
    let output = holdfast(&["detect", "-", "--format", "csv"], Some(&csv));
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout).lines().count(), 62);
}

#[test]
fn ratings_are_never_written_over_by_what_is_said_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ratings.csv");
    let path = file.to_str().unwrap();
    let csv = falling("c1");
    std::fs::write(&file, &csv).unwrap();
    let roundabout = folder.path().join(".").join("ratings.csv");
    for args in [
        vec!["detect", path, "--out", path],
        vec!["detect", path, "--out", roundabout.to_str().unwrap()],
        vec!["fit", path, "--out", path],
        vec!["segment", path, "--column", "client_score", "--out", path],
    ] {
        let output = holdfast(&args, None);
        assert_ne!(output.status.code(), Some(0), "{args:?}");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), csv, "{args:?}");
    }
    let output = holdfast(&["detect", path, "--out", path], None);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("give it another name"));
}

#[test]
fn half_a_file_does_not_stay_when_the_work_ends_in_trouble() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("report.csv");
    let broken = falling("c1") + "c2,1,99\n";
    let args = [
        "detect",
        "-",
        "--format",
        "csv",
        "--out",
        out.to_str().unwrap(),
    ];
    let output = holdfast(&args, Some(&broken));
    assert_eq!(output.status.code(), Some(4), "{}", text(&output.stderr));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn half_a_file_does_not_stay_when_the_interrupt_key_is_pressed() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("drawn.csv");
    let args = ["simulate", "--quiet", "--clients", "1000000000", "--out"];
    let mut child = Command::new(env!("CARGO_BIN_EXE_holdfast"))
        .args(args)
        .arg(&out)
        .spawn()
        .unwrap();
    while !folder.path().join("drawn.truth.csv.part").exists() {
        assert_eq!(child.try_wait().unwrap(), None);
        std::thread::yield_now();
    }
    let pressed = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(pressed.unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_folder_in_place_of_a_table_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let output = holdfast(&["detect", path], None);
    assert_eq!(output.status.code(), Some(3));
    assert!(
        text(&output.stderr).contains(path),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn a_number_that_cannot_be_is_a_matter_of_the_command_line() {
    let one = Some("client,session,client_score\nc1,1,5\n");
    for args in [
        vec![
            "segment",
            "-",
            "--column",
            "client_score",
            "--penalty",
            "nan",
        ],
        vec!["simulate", "--n", "0"],
        vec!["simulate", "--clients", "0"],
        vec!["evaluate", "tcpd"],
        vec!["detect", "-", "--columns", "client"],
    ] {
        assert_eq!(holdfast(&args, one).status.code(), Some(2), "{args:?}");
    }
}
