//! A finger on the glass: while it is down, nothing may be drawn anew below it.
//! Invariant: what came meanwhile is drawn soon after it is lifted; no tap is lost or goes astray.

use std::cell::Cell;
use std::rc::Rc;

use crate::ui::{listen, rest, window};

thread_local! {
    static DOWN: Cell<bool> = const { Cell::new(false) };
    static CAME: Cell<bool> = const { Cell::new(false) };
}

/// Something came. `true` while a finger is down: then what [`watch`] was given draws it later.
pub(crate) fn holds() -> bool {
    let is_down = DOWN.get();
    if is_down {
        CAME.set(true);
    }
    is_down
}

/// Watches the finger; `draw` is called when it was lifted and something came meanwhile.
pub(crate) fn watch(draw: impl Fn() + 'static) {
    let draw = Rc::new(draw);
    listen(&window(), "pointerdown", |_| DOWN.set(true));
    for kind in ["pointerup", "pointercancel", "blur"] {
        let draw = Rc::clone(&draw);
        listen(&window(), kind, move |_| {
            DOWN.set(false);
            let draw = Rc::clone(&draw);
            wasm_bindgen_futures::spawn_local(async move {
                rest(CLICK_MS).await;
                if !DOWN.get() && CAME.replace(false) {
                    draw();
                }
            });
        });
    }
}

/// The click follows the lifted finger within this time, in milliseconds.
const CLICK_MS: u32 = 60;
