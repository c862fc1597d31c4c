//! Cases about reading and deleting envelopes.
//! Each is played on a fresh database.

use super::*;

pub(super) async fn the_largest_envelopes_come_back_byte_for_byte(bench: Bench) {
    let db = with_spaces(&bench).await;
    let padded = (256..holdfast_wire::ENVELOPE_BYTES_MAX - 88)
        .rev()
        .find(|len| holdfast_wire::padded_len(*len) == *len)
        .unwrap();
    let envelopes: Vec<_> = (0..3)
        .map(|number| envelope_of(SPACE, number, padded))
        .collect();
    let sent: Vec<_> = envelopes
        .iter()
        .map(|(_, e)| e.as_bytes().to_vec())
        .collect();
    append_one(
        &db,
        Append {
            space: SPACE,
            generation: 0,
            envelopes,
        },
    )
    .await;
    let rows = db.envelopes(SPACE, Position(0), ALL).await.unwrap();
    assert!(rows.into_iter().map(|(_, body)| body).eq(sent));
}

pub(super) async fn a_page_ends_at_its_count(bench: Bench) {
    let db = with_spaces(&bench).await;
    append_one(&db, to(SPACE, 0..5)).await;
    let page = Page {
        envelopes: 2,
        ..ALL
    };
    let rows = db.envelopes(SPACE, Position(1), page).await.unwrap();
    assert_eq!(rows.iter().map(|(at, _)| at.0).collect::<Vec<_>>(), [2, 3]);
}

pub(super) async fn a_page_ends_before_its_bytes_and_is_never_empty_when_something_is_there(
    bench: Bench,
) {
    let db = with_spaces(&bench).await;
    append_one(&db, to(SPACE, 0..5)).await;
    for (bytes, expect) in [(0, 1), (SMALL, 1), (2 * SMALL - 1, 1), (2 * SMALL, 2)] {
        let rows = db
            .envelopes(SPACE, Position(0), Page { bytes, ..ALL })
            .await
            .unwrap();
        assert_eq!(rows.len(), expect, "{bytes}");
    }
}

pub(super) async fn a_position_past_the_end_or_past_all_numbers_finds_nothing(bench: Bench) {
    let db = with_spaces(&bench).await;
    append_one(&db, to(SPACE, 0..2)).await;
    for after in [2, 3, i64::MAX as u64, u64::MAX] {
        assert_eq!(db.envelopes(SPACE, Position(after), ALL).await.unwrap(), []);
    }
}

pub(super) async fn positions_are_never_given_again(bench: Bench) {
    let db = with_spaces(&bench).await;
    append_one(&db, to(SPACE, 0..3)).await;
    let ids = (0..3).map(|number| envelope(SPACE, number).0).collect();
    assert_eq!(db.delete_envelopes(SPACE, 0, ids).await.unwrap(), Some(3));
    assert_eq!(append_one(&db, to(SPACE, 3..4)).await, stored(4, 1));
    assert_eq!(positions(&db, SPACE).await, [4]);
}

pub(super) async fn deleting_what_is_not_there_passes_over_it(bench: Bench) {
    let db = with_spaces(&bench).await;
    append_one(&db, to(SPACE, 0..2)).await;
    append_one(&db, to(OTHER, 5..6)).await;
    let ids = vec![
        envelope(OTHER, 5).0,
        envelope(SPACE, 1).0,
        envelope(SPACE, 1).0,
    ];
    assert_eq!(db.delete_envelopes(SPACE, 0, ids).await.unwrap(), Some(1));
    assert_eq!(
        db.delete_envelopes(SPACE, 0, vec![]).await.unwrap(),
        Some(0)
    );
    assert_eq!(
        positions(&db, OTHER).await,
        [1],
        "what is in another space stays"
    );
}

pub(super) async fn a_deleted_envelope_may_come_back_at_a_new_position(bench: Bench) {
    let db = with_spaces(&bench).await;
    append_one(&db, to(SPACE, 0..1)).await;
    db.delete_envelopes(SPACE, 0, vec![envelope(SPACE, 0).0])
        .await
        .unwrap();
    assert_eq!(append_one(&db, to(SPACE, 0..1)).await, stored(2, 1));
}

pub(super) async fn deleting_in_an_old_generation_does_nothing(bench: Bench) {
    let db = with_spaces(&bench).await;
    append_one(&db, to(SPACE, 0..1)).await;
    db.rotate(SPACE, 0, keys(2)).await.unwrap();
    let ids = vec![envelope(SPACE, 0).0];
    assert_eq!(db.delete_envelopes(SPACE, 0, ids).await.unwrap(), None);
    assert_eq!(positions(&db, SPACE).await, [1]);
}
