//! Cases about spaces: made once, re-keyed in order, gone with all that was in them.
//! Each is played on a fresh database.

use super::*;

pub(super) async fn the_secret_is_the_first_one_until_it_is_replaced(bench: Bench) {
    let db = bench.open().await;
    assert_eq!(db.secret([5; 32]).await.unwrap(), [5; 32]);
    assert_eq!(db.secret([6; 32]).await.unwrap(), [5; 32]);
    let db = bench.reopen(db).await;
    assert_eq!(db.secret([7; 32]).await.unwrap(), [5; 32]);
    db.replace_secret([8; 32]).await.unwrap();
    assert_eq!(db.secret([9; 32]).await.unwrap(), [8; 32]);
}

pub(super) async fn a_replaced_secret_stays_and_touches_nothing_else(bench: Bench) {
    let db = with_spaces(&bench).await;
    append_one(&db, to(SPACE, 0..2)).await;
    db.replace_secret([8; 32]).await.unwrap();
    let db = bench.reopen(db).await;
    assert_eq!(db.secret([9; 32]).await.unwrap(), [8; 32]);
    assert_eq!(positions(&db, SPACE).await, [1, 2]);
    assert_eq!(db.space(SPACE).await.unwrap().unwrap().generation, 0);
}

pub(super) async fn a_space_is_made_once(bench: Bench) {
    let db = bench.open().await;
    assert_eq!(db.create_space(SPACE, keys(1)).await.unwrap(), Written::New);
    assert_eq!(
        db.create_space(SPACE, keys(1)).await.unwrap(),
        Written::Same
    );
}

pub(super) async fn a_space_that_exists_keeps_its_keys(bench: Bench) {
    let db = with_spaces(&bench).await;
    let half = SpaceKeys {
        access_key: AccessKey([1; 32]),
        write_token: keys(2).write_token,
    };
    for other in [keys(2), half] {
        assert_eq!(
            db.create_space(SPACE, other).await.unwrap(),
            Written::Differs
        );
    }
    assert_eq!(
        db.space(SPACE).await.unwrap().unwrap().access_key,
        AccessKey([1; 32])
    );
}

pub(super) async fn an_unknown_space_is_none(bench: Bench) {
    let db = bench.open().await;
    assert!(db.space(SPACE).await.unwrap().is_none());
    assert_eq!(positions(&db, SPACE).await, [0; 0]);
}

pub(super) async fn a_new_space_is_empty(bench: Bench) {
    let db = with_spaces(&bench).await;
    let space = db.space(SPACE).await.unwrap().unwrap();
    assert_eq!((space.generation, space.head), (0, Position(0)));
    assert_eq!(space.write_tokens, [WriteToken::from_bytes([1; 32])]);
}

pub(super) async fn rotating_replaces_the_key_and_adds_a_token(bench: Bench) {
    let db = with_spaces(&bench).await;
    assert!(db.rotate(SPACE, 0, keys(2)).await.unwrap());
    let space = db.space(SPACE).await.unwrap().unwrap();
    assert_eq!(
        (space.generation, space.access_key),
        (1, AccessKey([2; 32]))
    );
    assert_eq!(
        space.write_tokens,
        [2, 1].map(|n| WriteToken::from_bytes([n; 32]))
    );
}

pub(super) async fn rotating_from_an_old_generation_does_nothing(bench: Bench) {
    let db = with_spaces(&bench).await;
    assert!(db.rotate(SPACE, 0, keys(2)).await.unwrap());
    assert!(!db.rotate(SPACE, 0, keys(3)).await.unwrap());
    assert!(
        !db.rotate(SpaceId::from_bytes([9; 16]), 0, keys(3))
            .await
            .unwrap()
    );
    assert_eq!(
        db.space(SPACE).await.unwrap().unwrap().access_key,
        AccessKey([2; 32])
    );
}

pub(super) async fn only_the_newest_write_tokens_are_kept(bench: Bench) {
    let db = with_spaces(&bench).await;
    for generation in 0..10 {
        let number = u8::try_from(generation).unwrap() + 10;
        assert!(db.rotate(SPACE, generation, keys(number)).await.unwrap());
    }
    let space = db.space(SPACE).await.unwrap().unwrap();
    assert_eq!(space.write_tokens.len(), WRITE_TOKENS_MAX);
    assert_eq!(space.write_tokens[0], WriteToken::from_bytes([19; 32]));
    assert_eq!(space.write_tokens[7], WriteToken::from_bytes([12; 32]));
    assert_eq!(
        db.space(OTHER).await.unwrap().unwrap().write_tokens.len(),
        1
    );
}

pub(super) async fn deleting_a_space_takes_everything_with_it(bench: Bench) {
    let db = with_spaces(&bench).await;
    append_one(&db, to(SPACE, 0..3)).await;
    append_one(&db, to(OTHER, 0..1)).await;
    assert!(db.delete_space(SPACE, 0).await.unwrap());
    assert!(db.space(SPACE).await.unwrap().is_none());
    assert_eq!(positions(&db, SPACE).await, [0; 0]);
    assert_eq!(append_one(&db, to(SPACE, 0..1)).await, Appended::Outdated);
    assert_eq!(positions(&db, OTHER).await, [1]);
    assert!(!db.delete_space(SPACE, 0).await.unwrap());
}

pub(super) async fn deleting_a_space_of_an_old_generation_does_nothing(bench: Bench) {
    let db = with_spaces(&bench).await;
    db.rotate(SPACE, 0, keys(2)).await.unwrap();
    assert!(!db.delete_space(SPACE, 0).await.unwrap());
    assert!(db.delete_space(SPACE, 1).await.unwrap());
}

pub(super) async fn a_space_made_again_begins_anew(bench: Bench) {
    let db = with_spaces(&bench).await;
    append_one(&db, to(SPACE, 0..3)).await;
    db.rotate(SPACE, 0, keys(2)).await.unwrap();
    db.delete_space(SPACE, 1).await.unwrap();
    assert_eq!(db.create_space(SPACE, keys(5)).await.unwrap(), Written::New);
    let space = db.space(SPACE).await.unwrap().unwrap();
    assert_eq!(
        (space.generation, space.head, space.write_tokens.len()),
        (0, Position(0), 1)
    );
    assert_eq!(append_one(&db, to(SPACE, 0..1)).await, stored(1, 1));
}
