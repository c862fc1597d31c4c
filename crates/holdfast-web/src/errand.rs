//! Errands to the relay: soon after something was kept, and at once when the relay tells of news.
//! Invariant: an errand that fails costs nothing; what waits goes with the next one.

use std::cell::{Cell, RefCell};

use holdfast_client::Stage;
use holdfast_model::id::RelationshipId;
use holdfast_order::Set;

use crate::app::{App, spawn};
use crate::ui::{Timer, document, rest};

/// The spaces that are listened to; her own is `None`.
type Heard = Set<Option<RelationshipId>>;

thread_local! {
    static AT_IT: Cell<Errand> = const { Cell::new(Errand::None) };
    static SOON: RefCell<Option<Timer>> = const { RefCell::new(None) };
    static HEARD: RefCell<Heard> = const { RefCell::new(Set::new()) };
    static ASKING: Cell<bool> = const { Cell::new(false) };
}

/// Sends and fetches what waits. While one errand is on its way, all that is asked for meanwhile
/// is one more after it.
pub(crate) fn run(app: &App) {
    if app.client().stage() != Stage::Open || AT_IT.replace(Errand::Again) != Errand::None {
        return;
    }
    let app = app.clone();
    spawn(async move {
        loop {
            AT_IT.set(Errand::Once);
            drop(app.client().sync().await);
            if AT_IT.get() == Errand::Once {
                return AT_IT.set(Errand::None);
            }
        }
    });
}

/// Whether an errand is on its way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Errand {
    None,
    Once,
    Again,
}

/// Sends what was kept, when she pauses.
pub(crate) fn soon(app: &App) {
    let app = app.clone();
    let timer = Timer::new(SOON_MS, move || app.sync());
    let before = SOON.with(|slot| slot.replace(Some(timer)));
    // The timer that runs now must outlive its own call.
    spawn(async move { drop(before) });
}

/// Listens to her own space and to the first few relationships, as long as it is open. A browser
/// keeps six connections to a host: the rest is asked for every half minute.
pub(crate) fn listen(app: &App) {
    let people = app.read(|ledger| {
        let all = ledger.relationships().into_iter();
        let open = all.filter(|now| now.ended.is_none());
        open.map(|now| Some(now.id)).collect::<Vec<_>>()
    });
    if people.len() >= STREAMS_MAX {
        ask_for_the_rest(app);
    }
    for to in std::iter::once(None).chain(people).take(STREAMS_MAX) {
        if HEARD.with(|heard| heard.borrow_mut().insert(to)) {
            let app = app.clone();
            spawn(async move {
                while app.client().stage() == Stage::Open {
                    let _ended = app.client().listen(to).await;
                    rest(AGAIN_MS).await;
                    if is_seen() {
                        app.sync();
                    }
                }
                HEARD.with(|heard| heard.borrow_mut().remove(&to));
            });
        }
    }
}

/// Asks for what no stream tells of, as long as it is open and looked at.
fn ask_for_the_rest(app: &App) {
    if ASKING.replace(true) {
        return;
    }
    let app = app.clone();
    spawn(async move {
        while app.client().stage() == Stage::Open {
            rest(ASK_MS).await;
            if is_seen() {
                app.sync();
            }
        }
        ASKING.set(false);
    });
}

fn is_seen() -> bool {
    document().visibility_state() == web_sys::VisibilityState::Visible
}

/// The most streams at once.
const STREAMS_MAX: usize = 3;
/// A pause this long sends what was kept, in milliseconds.
const SOON_MS: u32 = 400;
/// After a stream has ended, the next try, in milliseconds.
const AGAIN_MS: u32 = 4_000;
/// What no stream tells of is asked for this often, in milliseconds.
const ASK_MS: u32 = 30_000;
