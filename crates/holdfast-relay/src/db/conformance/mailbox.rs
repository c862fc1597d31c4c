//! Cases about mailboxes: written once, gone in time, bounded in number.
//! Each is played on a fresh database.

use super::*;

pub(super) fn mail(body: &[u8], now_min: u64) -> Mail {
    Mail {
        id: BOX,
        body: body.to_vec(),
        now_min,
        until_min: now_min + 10,
    }
}

pub(super) async fn a_mailbox_is_written_once(bench: Bench) {
    let db = bench.open().await;
    assert_eq!(db.mailbox(BOX, 100).await.unwrap(), None);
    for (body, expect) in [
        (b"one", Written::New),
        (b"one", Written::Same),
        (b"two", Written::Differs),
    ] {
        let mailed = db.put_mailbox(mail(body, 100), 9).await.unwrap();
        assert_eq!(mailed, Mailed::Written(expect));
    }
    assert_eq!(db.mailbox(BOX, 100).await.unwrap().unwrap(), b"one");
    assert_eq!(
        db.mailbox(BOX, 100).await.unwrap().unwrap(),
        b"one",
        "reading takes nothing"
    );
}

pub(super) async fn a_mailbox_is_empty_from_its_last_minute_on(bench: Bench) {
    let db = bench.open().await;
    db.put_mailbox(mail(b"one", 100), 9).await.unwrap();
    assert!(db.mailbox(BOX, 109).await.unwrap().is_some());
    assert!(db.mailbox(BOX, 110).await.unwrap().is_none());
}

pub(super) async fn an_expired_mailbox_may_be_filled_anew(bench: Bench) {
    let db = bench.open().await;
    db.put_mailbox(mail(b"one", 100), 9).await.unwrap();
    let early = db.put_mailbox(mail(b"two", 109), 9).await.unwrap();
    assert_eq!(early, Mailed::Written(Written::Differs));
    let later = db.put_mailbox(mail(b"two", 110), 9).await.unwrap();
    assert_eq!(later, Mailed::Written(Written::New));
    assert_eq!(db.mailbox(BOX, 111).await.unwrap().unwrap(), b"two");
}

pub(super) async fn mailboxes_are_bounded_and_the_expired_make_room(bench: Bench) {
    let db = bench.open().await;
    let put = |number: u8, now_min| {
        let mail = Mail {
            id: MailboxId::from_bytes([number; 32]),
            ..mail(b"m", now_min)
        };
        db.put_mailbox(mail, 2)
    };
    let new = Mailed::Written(Written::New);
    assert_eq!(put(1, 100).await.unwrap(), new);
    assert_eq!(put(2, 101).await.unwrap(), new);
    assert_eq!(put(3, 109).await.unwrap(), Mailed::AllInUse);
    assert_eq!(put(1, 109).await.unwrap(), Mailed::Written(Written::Same));
    assert_eq!(put(3, 110).await.unwrap(), new);
}
