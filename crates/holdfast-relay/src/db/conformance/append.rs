//! Cases about appending: positions, verdicts, quotas, and the same thing sent again.
//! Each is played on a fresh database.

use super::*;

pub(super) async fn appending_gives_positions_from_one_upwards(bench: Bench) {
    let db = with_spaces(&bench).await;
    assert_eq!(append_one(&db, to(SPACE, 0..3)).await, stored(3, 3));
    assert_eq!(append_one(&db, to(SPACE, 3..5)).await, stored(5, 2));
    assert_eq!(positions(&db, SPACE).await, [1, 2, 3, 4, 5]);
    assert_eq!(db.space(SPACE).await.unwrap().unwrap().head, Position(5));
}

pub(super) async fn appending_the_same_again_stores_nothing(bench: Bench) {
    let db = with_spaces(&bench).await;
    append_one(&db, to(SPACE, 0..3)).await;
    assert_eq!(append_one(&db, to(SPACE, 0..3)).await, stored(3, 0));
    assert_eq!(append_one(&db, to(SPACE, 2..4)).await, stored(4, 1));
    assert_eq!(positions(&db, SPACE).await, [1, 2, 3, 4]);
}

pub(super) async fn a_batch_that_names_an_envelope_twice_stores_it_once(bench: Bench) {
    let db = with_spaces(&bench).await;
    assert_eq!(append_one(&db, to(SPACE, [4, 4, 5, 4])).await, stored(2, 2));
    assert_eq!(positions(&db, SPACE).await, [1, 2]);
}

pub(super) async fn two_appends_of_one_transaction_do_not_store_the_same_twice(bench: Bench) {
    let db = with_spaces(&bench).await;
    let verdicts = db
        .append(vec![to(SPACE, 0..2), to(SPACE, 1..3)], WIDE)
        .await
        .unwrap();
    assert_eq!(verdicts, [stored(2, 2), stored(3, 1)]);
    assert_eq!(positions(&db, SPACE).await, [1, 2, 3]);
}

pub(super) async fn an_empty_append_tells_the_head(bench: Bench) {
    let db = with_spaces(&bench).await;
    assert_eq!(append_one(&db, to(SPACE, [])).await, stored(0, 0));
    append_one(&db, to(SPACE, 0..2)).await;
    assert_eq!(append_one(&db, to(SPACE, [])).await, stored(2, 0));
    assert_eq!(db.append(vec![], WIDE).await.unwrap(), []);
}

pub(super) async fn spaces_count_for_themselves(bench: Bench) {
    let db = with_spaces(&bench).await;
    let appends = vec![to(SPACE, 0..2), to(OTHER, 0..1), to(SPACE, 2..3)];
    let verdicts = db.append(appends, WIDE).await.unwrap();
    assert_eq!(verdicts, [stored(2, 2), stored(1, 1), stored(3, 1)]);
    assert_eq!(positions(&db, OTHER).await, [1]);
}

pub(super) async fn one_envelope_id_in_two_spaces_is_two_envelopes(bench: Bench) {
    let db = with_spaces(&bench).await;
    append_one(&db, to(SPACE, 0..1)).await;
    let same = Append {
        space: OTHER,
        ..to(SPACE, 0..1)
    };
    assert_eq!(append_one(&db, same).await, stored(1, 1));
}

pub(super) async fn verdicts_stand_in_the_order_of_the_appends(bench: Bench) {
    let db = with_spaces(&bench).await;
    let tight = Quota {
        bytes: 1 << 40,
        envelopes: 2,
    };
    let outdated = Append {
        generation: 9,
        ..to(OTHER, 0..1)
    };
    let appends = vec![to(SPACE, 0..3), outdated, to(OTHER, 0..2), to(SPACE, 0..1)];
    let verdicts = db.append(appends, tight).await.unwrap();
    let expect = [
        Appended::OverQuota,
        Appended::Outdated,
        stored(2, 2),
        stored(1, 1),
    ];
    assert_eq!(verdicts, expect);
}

pub(super) async fn an_append_to_no_space_is_outdated_and_the_others_are_stored(bench: Bench) {
    let db = with_spaces(&bench).await;
    let nowhere = SpaceId::from_bytes([9; 16]);
    let verdicts = db
        .append(vec![to(nowhere, 0..1), to(SPACE, 0..1)], WIDE)
        .await
        .unwrap();
    assert_eq!(verdicts, [Appended::Outdated, stored(1, 1)]);
    assert_eq!(positions(&db, nowhere).await, [0; 0]);
}

pub(super) async fn an_append_of_an_old_generation_is_outdated(bench: Bench) {
    let db = with_spaces(&bench).await;
    assert!(db.rotate(SPACE, 0, keys(2)).await.unwrap());
    assert_eq!(append_one(&db, to(SPACE, 0..1)).await, Appended::Outdated);
    let renewed = Append {
        generation: 1,
        ..to(SPACE, 0..1)
    };
    assert_eq!(append_one(&db, renewed).await, stored(1, 1));
}

pub(super) async fn the_byte_quota_holds_at_it_and_one_past_it(bench: Bench) {
    let db = with_spaces(&bench).await;
    let of = |bytes: usize| Quota {
        bytes: bytes as u64,
        envelopes: 1 << 40,
    };
    let verdicts = db
        .append(vec![to(SPACE, 0..2)], of(2 * SMALL - 1))
        .await
        .unwrap();
    assert_eq!(verdicts, [Appended::OverQuota]);
    let verdicts = db
        .append(vec![to(SPACE, 0..2)], of(2 * SMALL))
        .await
        .unwrap();
    assert_eq!(verdicts, [stored(2, 2)]);
    let verdicts = db
        .append(vec![to(SPACE, 2..3)], of(3 * SMALL - 1))
        .await
        .unwrap();
    assert_eq!(verdicts, [Appended::OverQuota]);
}

pub(super) async fn the_envelope_quota_holds_at_it_and_one_past_it(bench: Bench) {
    let db = with_spaces(&bench).await;
    let three = Quota {
        bytes: 1 << 40,
        envelopes: 3,
    };
    let appends = vec![to(SPACE, 0..4), to(SPACE, 0..3), to(SPACE, 3..4)];
    let verdicts = db.append(appends, three).await.unwrap();
    assert_eq!(
        verdicts,
        [Appended::OverQuota, stored(3, 3), Appended::OverQuota]
    );
    assert_eq!(
        positions(&db, SPACE).await,
        [1, 2, 3],
        "all of a batch or none"
    );
}

pub(super) async fn what_is_stored_already_costs_no_quota(bench: Bench) {
    let db = with_spaces(&bench).await;
    let two = Quota {
        bytes: 2 * SMALL as u64,
        envelopes: 2,
    };
    let appends = vec![to(SPACE, 0..2), to(SPACE, [1, 0, 1])];
    assert_eq!(
        db.append(appends, two).await.unwrap(),
        [stored(2, 2), stored(2, 0)]
    );
    assert_eq!(
        db.append(vec![to(SPACE, 0..2)], two).await.unwrap(),
        [stored(2, 0)]
    );
}

pub(super) async fn deleting_gives_quota_back(bench: Bench) {
    let db = with_spaces(&bench).await;
    let two = Quota {
        bytes: 2 * SMALL as u64,
        envelopes: 2,
    };
    db.append(vec![to(SPACE, 0..2)], two).await.unwrap();
    let ids = vec![envelope(SPACE, 0).0];
    assert_eq!(db.delete_envelopes(SPACE, 0, ids).await.unwrap(), Some(1));
    assert_eq!(
        db.append(vec![to(SPACE, 2..3)], two).await.unwrap(),
        [stored(3, 1)]
    );
    assert_eq!(
        db.append(vec![to(SPACE, 3..4)], two).await.unwrap(),
        [Appended::OverQuota]
    );
}
