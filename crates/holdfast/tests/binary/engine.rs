//! The commands for researchers from outside: what they print, and how they end.
//! Everything that is JSON is held against its schema in docs/schema.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

pub(crate) fn holdfast(args: &[&str], input: Option<&str>) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_holdfast"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A command that refuses its arguments does not read; that is not this test's trouble.
    let _ = stdin.write_all(input.unwrap_or_default().as_bytes());
    drop(stdin);
    child.wait_with_output().unwrap()
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

pub(crate) fn printed(args: &[&str], input: Option<&str>) -> String {
    let output = holdfast(args, input);
    assert!(
        output.status.success(),
        "{args:?}: {}",
        text(&output.stderr)
    );
    text(&output.stdout)
}

fn check_schema(name: &str, json: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schema");
    let schema = std::fs::read_to_string(folder.join(name)).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let json: Value = serde_json::from_str(json).unwrap();
    let errors = super::schema::troubles(&schema, &json);
    assert!(errors.is_empty(), "{name}: {errors:?}");
    json
}

fn simulated(folder: &Path, kind: &str) -> PathBuf {
    let file = folder.join(format!("{kind}.csv"));
    let path = file.to_str().unwrap();
    let args = [
        "simulate",
        "--kind",
        kind,
        "--depth",
        "3",
        "--clients",
        "12",
        "--out",
        path,
        "-q",
    ];
    printed(&args, None);
    file
}

#[test]
fn what_detect_writes_as_json_is_what_its_schema_says() {
    let folder = tempfile::tempdir().unwrap();
    let file = simulated(folder.path(), "v4");
    for rule in ["bank", "xmr", "cusum"] {
        let args = [
            "detect",
            file.to_str().unwrap(),
            "--format",
            "json",
            "--rule",
            rule,
        ];
        let json = check_schema("holdfast.detect-1.json", &printed(&args, None));
        assert_eq!(json["clients"].as_array().unwrap().len(), 12);
        assert_eq!(json["clients"][0]["sessions"].as_array().unwrap().len(), 30);
        let found = json["clients"].as_array().unwrap().iter();
        assert!(
            found
                .filter(|c| !c["episodes"].as_array().unwrap().is_empty())
                .count()
                > 0,
            "{rule}"
        );
    }
}

/// Twelve clients of twelve sessions, low and falling: far from the shipped population.
fn low_and_falling() -> String {
    let mut csv = "client,session,client_score\n".to_owned();
    for client in 0..12_u32 {
        for session in 1..=12_u32 {
            let noise = f64::from((client * 7 + session * 5) % 11) / 10.0 - 0.5;
            let score = 2.8 - f64::from(session) * 0.08 + noise + f64::from(client % 3) * 0.2;
            csv += &format!("c{client},{session},{score:.3}\n");
        }
    }
    csv
}

#[test]
fn detect_doubts_a_population_that_does_not_fit_and_not_the_one_that_was_fitted() {
    let folder = tempfile::tempdir().unwrap();
    let csv = low_and_falling();
    let json = |more: &[&str]| {
        let args = [&["detect", "-", "--format", "json"], more].concat();
        let output = holdfast(&args, Some(&csv));
        let json = check_schema("holdfast.detect-1.json", &text(&output.stdout));
        (json, text(&output.stderr))
    };
    let (shipped, said) = json(&[]);
    let doubts = shipped["doubts"].to_string();
    assert!(doubts.contains("the level at the start is"), "{doubts}");
    assert!(doubts.contains("holdfast fit"), "{doubts}");
    assert!(said.contains("do not look like"), "{said}");
    for format in ["table", "html"] {
        let shown = printed(&["detect", "-", "--format", format], Some(&csv));
        assert!(shown.contains("do not look like"), "{format}");
    }

    let own = folder.path().join("own.json");
    let own = own.to_str().unwrap();
    printed(&["fit", "-", "--out", own], Some(&csv));
    let written = std::fs::read_to_string(own).unwrap();
    let written = check_schema("holdfast.population-1.json", &written);
    assert_eq!(written["uncertainty"]["therapist"], Value::Null);
    let (fitted, _) = json(&["--population", own]);
    assert_eq!(fitted["doubts"], serde_json::json!([]));
    let rate = fitted["false_alarms"].as_str().unwrap();
    assert!(rate.contains("simulating this population"), "{rate}");

    let mut without: Value = serde_json::from_slice(&std::fs::read(own).unwrap()).unwrap();
    without["calibration"] = Value::Null;
    std::fs::write(own, without.to_string()).unwrap();
    let (bare, _) = json(&["--population", own]);
    let rate = bare["false_alarms"].as_str().unwrap();
    assert!(rate.contains("is not known to hold"), "{rate}");
}

#[test]
fn a_rule_of_the_literature_says_its_measured_false_alarms_in_every_format() {
    let csv = "client,session,client_score\nc1,1,5\nc1,2,5.5\n";
    let with = |format: &str| {
        let args = ["detect", "-", "--rule", "xmr", "--format", format];
        printed(&args, Some(csv))
    };
    let json: Value = serde_json::from_str(&with("json")).unwrap();
    let rate = json["false_alarm_rate"].as_f64().unwrap();
    assert!((0.19..0.25).contains(&rate), "{rate}");
    let percent = format!("{:.1} %", 100.0 * rate);
    for format in ["table", "html"] {
        let text = with(format);
        assert!(text.contains(&percent), "{format}: {percent}: {text}");
    }
    let rows = with("csv");
    let ends: Vec<&str> = rows
        .lines()
        .filter_map(|row| row.rsplit(',').next())
        .collect();
    assert_eq!(ends[0], "false_alarm_rate");
    assert!(
        ends[1..].iter().all(|end| *end == rate.to_string()),
        "{rows}"
    );
}

#[test]
fn evaluate_writes_what_its_schema_says_and_says_what_it_needs() {
    let rules = printed(&["evaluate", "rules", "--quick", "--json"], None);
    let json = check_schema("holdfast.evaluate-1.json", &rules);
    assert_eq!(json["size"], "quick");
    for verb in ["real", "tcpd"] {
        let output = holdfast(&["evaluate", verb], None);
        assert!(
            !output.status.success() && text(&output.stderr).contains("--data"),
            "{verb}"
        );
    }
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let skipped = printed(&["evaluate", "real", "--data", data], None);
    assert!(skipped.contains("Skipped"), "{skipped}");
}

#[test]
fn what_segment_writes_as_json_is_what_its_schema_says() {
    let mut csv = "day,score\n".to_owned();
    for day in 0..40 {
        let score = f64::from(day * 7 % 5) / 5.0 + if day < 23 { 0.0 } else { 5.0 };
        csv.push_str(&format!("d{day},{score}\n"));
    }
    for method in ["exact", "fpop", "binseg", "segneigh", "amoc", "pelt"] {
        let args = [
            "segment", "-", "--column", "score", "--method", method, "--format", "json",
        ];
        let json = check_schema("holdfast.segment-1.json", &printed(&args, Some(&csv)));
        assert_eq!(json["changes"].as_array().unwrap().len(), 1, "{method}");
        assert_eq!(json["changes"][0]["index"], 23);
        assert_eq!(json["changes"][0]["label"], "d23");
    }
}

#[test]
fn an_early_fall_is_found_by_the_bank_and_told_in_every_format() {
    let mut csv = "client,session,week,client_score,therapist_score\n".to_owned();
    for session in 1..=16 {
        let (a, b) = if (9..13).contains(&session) {
            (2.5, 3.0)
        } else {
            (5.6, 5.4)
        };
        let wobble = f64::from(session * 3 % 4) / 10.0;
        csv.push_str(&format!(
            "<c&1>,{session},{},{},{}\n",
            session - 1,
            a + wobble,
            b - wobble
        ));
    }
    let json = printed(&["detect", "-", "--format", "json"], Some(&csv));
    let json = check_schema("holdfast.detect-1.json", &json);
    let episode = &json["clients"][0]["episodes"][0];
    assert_eq!(
        (episode["onset"].as_u64(), episode["side"].as_str()),
        (Some(9), Some("both"))
    );
    let table = printed(&["detect", "-"], Some(&csv));
    assert!(
        table.contains("nothing in the numbers") && table.contains("Limits"),
        "{table}"
    );
    let rows = printed(&["detect", "-", "--format", "csv"], Some(&csv));
    assert_eq!(rows.lines().count(), 17);
    let page = printed(&["detect", "-", "--format", "html"], Some(&csv));
    assert!(page.contains("&lt;c&amp;1&gt;") && !page.contains("<c&1>"));
    assert!(
        !page.contains("http") && !page.contains("<script"),
        "the page loads nothing"
    );
}

#[test]
fn simulated_therapies_are_the_same_for_the_same_seed_and_the_truth_stands_beside_them() {
    let folder = tempfile::tempdir().unwrap();
    let file = simulated(folder.path(), "v2");
    let first = std::fs::read_to_string(&file).unwrap();
    assert_eq!(first.lines().count(), 1 + 12 * 30);
    let truth = std::fs::read_to_string(folder.path().join("v2.truth.csv")).unwrap();
    let row: Vec<&str> = truth.lines().nth(1).unwrap().split(',').collect();
    let [_, kind, depth, onset, last] = row[..] else {
        panic!("{truth}")
    };
    assert_eq!((kind, depth), ("V2", "3"));
    assert_eq!(
        onset.parse::<u32>().unwrap() + 1,
        last.parse::<u32>().unwrap()
    );
    let again = printed(
        &[
            "simulate",
            "--kind",
            "v2",
            "--depth",
            "3",
            "--clients",
            "12",
            "--quiet",
        ],
        None,
    );
    assert_eq!(first, again);
}

#[test]
fn a_population_that_fit_wrote_is_read_by_detect() {
    let folder = tempfile::tempdir().unwrap();
    let cohort = folder.path().join("cohort.csv");
    let cohort = cohort.to_str().unwrap();
    printed(&["simulate", "--clients", "60", "--out", cohort], None);
    let population = folder.path().join("population.json");
    let population = population.to_str().unwrap();
    printed(&["fit", cohort, "--out", population], None);
    let written = std::fs::read_to_string(population).unwrap();
    check_schema("holdfast.population-1.json", &written);
    let page = printed(&["detect", cohort, "--population", population], None);
    assert!(
        page.contains("Compared with: cohort.csv (60 therapies"),
        "{page}"
    );
}

#[test]
fn each_kind_of_trouble_has_its_own_exit_code() {
    let check = |args: &[&str], input: &str, expect: i32, says: &str| {
        let output = holdfast(args, Some(input));
        assert_eq!(output.status.code(), Some(expect), "{args:?}");
        assert!(
            text(&output.stderr).contains(says),
            "{}",
            text(&output.stderr)
        );
    };
    let good = "client,session,client_score\nc1,1,5\n";
    check(&["detect"], "", 2, "Usage");
    check(&["detect", "-", "--alpha", "0.07"], good, 2, "0.05");
    check(&["detect", "no-such-file.csv"], "", 3, "HF-LAB-03");
    check(
        &["detect", "-"],
        "client,session,client_score\nc1,1,8\n",
        4,
        "line 2, column 3",
    );
    check(
        &["detect", "-", "--min", "7", "--max", "1"],
        good,
        5,
        "HF-DETECT-01",
    );
    check(
        &["detect", "-", "--population", "Cargo.toml"],
        good,
        6,
        "HF-LAB-02",
    );
    check(&["fit", "-"], good, 7, "HF-LAB-01");
    check(
        &["segment", "-", "--column", "x"],
        good,
        4,
        "there is no column `x`",
    );
}

#[test]
fn quiet_says_nothing_beside_the_result() {
    let good = "client,session,client_score,note\nc1,1,5,x\n";
    let loud = holdfast(&["detect", "-"], Some(good));
    assert!(text(&loud.stderr).contains("not read: note"));
    assert!(
        holdfast(&["detect", "-", "--quiet"], Some(good))
            .stderr
            .is_empty()
    );
}

#[test]
fn completions_and_the_manual_name_every_command() {
    for shell in ["bash", "zsh", "fish"] {
        let script = printed(&["completions", shell], None);
        assert!(
            script.contains("segment") && script.contains("penalty"),
            "{shell}"
        );
    }
    let manual = printed(&["manual"], None);
    for command in ["detect", "segment", "simulate", "fit", "evaluate", "serve"] {
        assert!(
            manual.contains(&format!("holdfast\\-{command}")),
            "{command}"
        );
    }
}
