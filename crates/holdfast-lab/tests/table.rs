//! Reads good and broken tables through the public door.
//! Each broken file has one expected message; a file that is read must give known numbers.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fmt::Write as _;
use std::io::Cursor;
use std::path::Path;

use proptest::prelude::*;

use holdfast_detect::Scale;
use holdfast_lab::LabError;
use holdfast_lab::table::{Options, Repeats, Source, Therapies, Therapy, read_column};

fn read(source: Source) -> Result<Vec<Therapy>, LabError> {
    Therapies::open(source, Options::new(Scale::seven_point()))?.collect()
}

fn text(csv: &str) -> Vec<Therapy> {
    read(Source::Text(csv.as_bytes().to_vec())).unwrap()
}

fn client_scores(therapy: &Therapy) -> Vec<Option<f64>> {
    therapy
        .series
        .sessions()
        .iter()
        .map(|s| s.client.score.map(|score| score.value()))
        .collect()
}

#[test]
fn several_lines_for_a_session_are_refused_unless_their_mean_is_asked_for() {
    let csv = "client,session,client_score,therapist_score\n\
               a,1,2,5\na,1,4,\na,1,,\na,2,,3\n";
    let read = |repeats| -> Result<Vec<Therapy>, LabError> {
        let mut options = Options::new(Scale::seven_point());
        options.repeats = repeats;
        Therapies::open(Source::Text(csv.as_bytes().to_vec()), options)?.collect()
    };
    let refused = read(Repeats::Refuse).unwrap_err().to_string();
    assert!(refused.contains("line 3"), "{refused}");
    let therapies = read(Repeats::Mean).unwrap();
    assert_eq!(client_scores(&therapies[0]), [Some(3.0), None]);
    let sessions = therapies[0].series.sessions();
    let by_therapist = sessions
        .iter()
        .map(|s| s.therapist.score.map(|s| s.value()));
    assert!(by_therapist.eq([Some(5.0), Some(3.0)]));
}

#[test]
fn every_broken_file_says_line_column_and_what_to_do() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert!(files.len() >= 40, "{}", files.len());
    let mut report = String::new();
    for file in files {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let from_file = read(Source::File(file.clone()));
        let bytes = std::fs::read(&file).unwrap();
        let from_stream = read(Source::Stream(Box::new(Cursor::new(bytes))));
        let Err(error) = from_file else {
            panic!("{name} was read")
        };
        assert_eq!(
            error.to_string(),
            from_stream.unwrap_err().to_string(),
            "{name}"
        );
        assert!(matches!(error, LabError::Table { .. }), "{name}: {error:?}");
        writeln!(report, "{name}\n  {} {error}", error.code()).unwrap();
    }
    insta::assert_snapshot!(report);
}

#[test]
fn byte_order_mark_crlf_semicolons_decimal_commas_blank_lines_and_spaces_are_read() {
    let plain = text("client,session,week,client_score\nc1,1,0,4.5\nc1,2,1,NA\nc1,3,2,5\n");
    let odd = text(
        "\u{feff}client;session;week;client_score\r\nc1; 1;0;4,5\r\n\r\n;;;\r\n\
         c1;2;1;\r\nc1;3;2;5\r\n",
    );
    let tabs = text("client\tsession\tweek\tclient_score\nc1\t1\t0\t4.5\nc1\t2\t1\t\nc1\t3\t2\t5");
    assert_eq!(plain, odd);
    assert_eq!(plain, tabs);
    assert_eq!(client_scores(&plain[0]), [Some(4.5), None, Some(5.0)]);
}

#[test]
fn clients_and_sessions_in_any_order_give_the_same_therapies() {
    let sorted =
        "client,session,date,client_score\na,1,2026-01-05,5\na,2,2026-01-19,4\nb,1,2026-01-06,6\n";
    let mixed =
        "client,session,date,client_score\na,2,2026-01-19,4\nb,1,2026-01-06,6\na,1,2026-01-05,5\n";
    assert_eq!(text(sorted), text(mixed));
    let gaps: Vec<f64> = text(mixed)[0]
        .series
        .sessions()
        .iter()
        .map(|s| s.weeks)
        .collect();
    assert_eq!(gaps, [0.0, 2.0]);
}

#[test]
fn a_long_table_gives_the_mean_of_the_items_for_each_rater_and_phase() {
    let mut csv = "client,session,week,rater,phase,item,value\n".to_owned();
    for (item, value) in [(1, "4"), (2, "5"), (3, ""), (10, "6")] {
        writeln!(csv, "c1,1,0,client,end,{item},{value}").unwrap();
    }
    csv.push_str("c1,1,0,client,start,1,3\nc1,1,0,therapist,end,1,2\nc1,1,0,therapist,end,2,4\n");
    csv.push_str("c1,1,0,therapist,end,3,3\n");
    let therapy = &text(&csv)[0];
    let session = &therapy.series.sessions()[0];
    assert_eq!(session.client.score.map(|s| s.value()), Some(5.0));
    assert_eq!(
        session.client.items,
        [Some(4.0), Some(5.0), None, Some(6.0), None, None]
    );
    assert_eq!(session.therapist.score.map(|s| s.value()), Some(3.0));
    // One of six items is too little to stand for their mean.
    assert_eq!(session.client.start, None);
}

#[test]
fn the_longest_client_name_is_read_and_one_byte_more_is_not() {
    let csv = |n: usize| format!("client,session,client_score\n{},1,5\n", "c".repeat(n));
    assert_eq!(text(&csv(200)).len(), 1);
    assert!(read(Source::Text(csv(201).into_bytes())).is_err());
}

#[test]
fn a_stream_too_long_to_hold_is_read_in_order_and_refused_out_of_order() {
    let stream = |last: &str| {
        let csv = format!("client,session,client_score\nc1,1,5\nc2,1,5\nc10,1,5\n{last},1,5\n");
        let options = |held| Options {
            held_bytes_max: held,
            ..Options::new(Scale::seven_point())
        };
        let read = |held| {
            let stream = Source::Stream(Box::new(Cursor::new(csv.clone())));
            let therapies = Therapies::open(stream, options(held)).unwrap();
            therapies
                .collect::<Result<Vec<_>, _>>()
                .map(|all| all.len())
        };
        (read(csv.len() as u64), read(csv.len() as u64 + 1))
    };
    let (long, short) = stream("c11");
    assert_eq!((long.unwrap(), short.unwrap()), (4, 4));
    let (long, short) = stream("b");
    assert_eq!((long.unwrap_err().code(), short.unwrap()), ("HF-LAB-24", 4));
}

#[test]
fn after_an_error_nothing_more_comes() {
    let csv = b"client,session,client_score\na,1,5\nb,1,5\nc,1,x\nd,1,5\n".to_vec();
    let options = Options::new(Scale::seven_point());
    let read: Vec<bool> = Therapies::open(Source::Text(csv), options)
        .unwrap()
        .map(|therapy| therapy.is_ok())
        .collect();
    assert_eq!(read, [true, false]);
}

#[test]
fn renamed_columns_are_found_and_a_renamed_column_that_is_absent_is_refused() {
    let mut options = Options::new(Scale::new(0.0, 27.0, 9).unwrap());
    options.names.rename("client", "patient").unwrap();
    options.names.rename("client_score", "sum").unwrap();
    let csv = |score: &str| format!("patient,session,{score},site\np1,1,21,3\n").into_bytes();
    let therapies = Therapies::open(Source::Text(csv("sum")), options.clone()).unwrap();
    assert_eq!(therapies.columns_ignored(), ["site"]);
    assert!(therapies.time_is_assumed());
    assert!(Therapies::open(Source::Text(csv("total")), options).is_err());
    assert!(
        Options::new(Scale::seven_point())
            .names
            .rename("patient", "x")
            .is_err()
    );
}

#[test]
fn a_column_keeps_index_and_label_of_each_value() {
    let csv = "date,steps,note\n2026-01-01,4,a\n2026-01-02,,b\n2026-01-03,7.5,c\n";
    let column = read_column(Cursor::new(csv), "steps").unwrap();
    assert_eq!(column.values, [4.0, 7.5]);
    assert_eq!(column.indices, [0, 2]);
    assert_eq!(column.labels, ["2026-01-01", "2026-01-03"]);
    assert_eq!(
        read_column(Cursor::new(csv), "stepz").unwrap_err().code(),
        "HF-LAB-12"
    );
    assert_eq!(
        read_column(Cursor::new(csv), "note").unwrap_err().code(),
        "HF-LAB-16"
    );
}

/// Bytes that are nearly a table: cells that are good, odd or broken, between any separators.
fn nearly_a_table() -> impl Strategy<Value = Vec<u8>> {
    let cell = prop_oneof![
        4 => "[a-c]|[0-9]{1,2}|[1-7]\\.[0-9]",
        1 => Just("client".to_owned()),
        1 => Just("2026-01-05".to_owned()),
        1 => "\\PC{0,4}",
        1 => Just("\"".to_owned()),
    ];
    let line = prop::collection::vec(cell, 2..6).prop_map(|cells| cells.join(","));
    let lines = prop::collection::vec(line, 0..8);
    let noise = prop::collection::vec(any::<u8>(), 0..4);
    (lines, noise, 0..200usize).prop_map(|(lines, noise, at)| {
        let header = "client,session,client_score".to_owned();
        let text = [vec![header], lines].concat().join("\n");
        let mut bytes = text.into_bytes();
        let at = at.min(bytes.len());
        bytes.splice(at..at, noise);
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_bytes_are_read_or_refused_and_alike_from_text_and_stream(bytes in nearly_a_table()) {
        let from_text = read(Source::Text(bytes.clone())).map_err(|e| e.to_string());
        let stream = Source::Stream(Box::new(Cursor::new(bytes)));
        let from_stream = read(stream).map_err(|e| e.to_string());
        prop_assert_eq!(&from_text, &from_stream);
        for session in from_text.iter().flatten().flat_map(|therapy| therapy.series.sessions()) {
            prop_assert!(session.client.score.is_none_or(|s| (1.0..=7.0).contains(&s.value())));
        }
    }
}
