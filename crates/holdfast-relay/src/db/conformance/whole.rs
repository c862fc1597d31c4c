//! Cases about the database as a whole: closing, crowds, many rows.
//! Each is played on a fresh database.

use super::*;

pub(super) async fn everything_survives_closing_and_opening(bench: Bench) {
    let db = with_spaces(&bench).await;
    append_one(&db, to(SPACE, 0..3)).await;
    db.rotate(SPACE, 0, keys(2)).await.unwrap();
    db.delete_space(OTHER, 0).await.unwrap();
    db.put_mailbox(mail(b"one", 100), 9).await.unwrap();
    let db = bench.reopen(db).await;
    assert_eq!(positions(&db, SPACE).await, [1, 2, 3]);
    assert_eq!(db.space(SPACE).await.unwrap().unwrap().generation, 1);
    assert!(db.space(OTHER).await.unwrap().is_none());
    assert_eq!(db.mailbox(BOX, 100).await.unwrap().unwrap(), b"one");
    let renewed = Append {
        generation: 1,
        ..to(SPACE, 2..4)
    };
    assert_eq!(append_one(&db, renewed).await, stored(4, 1));
}

pub(super) async fn readers_and_the_writer_do_not_wait_for_each_other(bench: Bench) {
    let db = with_spaces(&bench).await;
    append_one(&db, to(SPACE, 0..50)).await;
    let writing: Vec<_> = (0..10_u32)
        .map(|batch| {
            let db = Arc::clone(&db);
            tokio::spawn(
                async move { append_one(&db, to(OTHER, batch * 20..batch * 20 + 20)).await },
            )
        })
        .collect();
    for _ in 0..20 {
        assert_eq!(positions(&db, SPACE).await.len(), 50);
    }
    let mut heads = BTreeSet::new();
    for written in writing {
        heads.insert(match written.await.unwrap() {
            Appended::Stored { head, .. } => head.0,
            other => panic!("{other:?}"),
        });
    }
    assert_eq!(heads, (1..=10).map(|batch| batch * 20).collect());
}

pub(super) async fn a_probe_changes_nothing(bench: Bench) {
    let db = with_spaces(&bench).await;
    db.probe().await.unwrap();
    assert_eq!(append_one(&db, to(SPACE, 0..1)).await, stored(1, 1));
    db.close().await;
    assert!(db.probe().await.is_err(), "a closed database is not ready");
}

pub(super) async fn five_thousand_envelopes_in_one_transaction_are_all_there(bench: Bench) {
    let db = with_spaces(&bench).await;
    let appends = (0..20)
        .map(|batch| to(SPACE, batch * 250..batch * 250 + 250))
        .collect();
    let verdicts = db.append(appends, WIDE).await.unwrap();
    assert_eq!(verdicts.last(), Some(&stored(5_000, 250)));
    assert_eq!(positions(&db, SPACE).await, (1..=5_000).collect::<Vec<_>>());
}
