//! Any bytes as a table: read or refused, never a panic, and the same answer from a stream.
//! A therapy that is read has sessions in order and scores on the scale.
#![no_main]

use std::io::Cursor;

use holdfast_detect::Scale;
use holdfast_lab::LabError;
use holdfast_lab::table::{Options, Source, Therapies, Therapy, read_column};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let read = |source| -> Result<Vec<Therapy>, LabError> {
        Therapies::open(source, Options::new(Scale::seven_point()))?.collect()
    };
    let text = read(Source::Text(bytes.to_vec()));
    let stream = read(Source::Stream(Box::new(Cursor::new(bytes.to_vec()))));
    match (&text, &stream) {
        (Ok(text), Ok(stream)) => assert_eq!(text, stream),
        (Err(text), Err(stream)) => assert_eq!(text.to_string(), stream.to_string()),
        (text, stream) => panic!("{text:?} {stream:?}"),
    }
    for therapy in text.iter().flatten() {
        let sessions = therapy.series.sessions();
        assert!(sessions.windows(2).all(|pair| pair[0].number < pair[1].number));
        for score in sessions.iter().filter_map(|session| session.client.score) {
            assert!((1.0..=7.0).contains(&score.value()));
        }
    }
    let _ = read_column(Cursor::new(bytes), "value");
});
