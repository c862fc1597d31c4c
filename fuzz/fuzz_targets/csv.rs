//! Any bytes as a table: read or refused, never a panic, and a stream that is never held gives the
//! same therapies or says that its clients are not in order.
//! A therapy that is read has sessions in order and scores on the scale.
#![no_main]

use std::io::Cursor;

use holdfast_detect::Scale;
use holdfast_lab::LabError;
use holdfast_lab::table::{Options, Source, Therapies, Therapy, read_column};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let options = Options::new(Scale::seven_point());
    let read = |source, options| -> Result<Vec<Therapy>, LabError> {
        Therapies::open(source, options)?.collect()
    };
    let text = read(Source::Text(bytes.to_vec()), options.clone());
    // Most bytes are no table, and a reader is dear to build: only tables are read again.
    if let Ok(therapies) = &text {
        let stream = Source::Stream(Box::new(Cursor::new(bytes.to_vec())));
        match read(stream, Options { held_bytes_max: 0, ..options }) {
            Ok(streamed) => assert_eq!(*therapies, streamed),
            Err(error) => assert_eq!(error.code(), "HF-LAB-24", "{error}"),
        }
    }
    for therapy in text.iter().flatten() {
        let sessions = therapy.series.sessions();
        assert!(sessions.windows(2).all(|pair| pair[0].number < pair[1].number));
        for score in sessions.iter().filter_map(|session| session.client.score) {
            assert!((1.0..=7.0).contains(&score.value()));
        }
    }
    if bytes.starts_with(b"value") {
        let _ = read_column(Cursor::new(bytes), "value");
    }
});
