//! Things that happen later. Invariant: a timer dies with the scope in which it was set.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::scope::keep;
use super::view::window;

/// Calls `act` once after `wait_ms`, if the current scope still lives.
pub(crate) fn after(wait_ms: i32, act: impl Fn() + 'static) {
    keep(Box::new(Timer::new(wait_ms, act)));
}

/// One call in the future; dropping it calls it off.
pub(crate) struct Timer {
    id: i32,
    _act: Closure<dyn Fn()>,
}

impl Timer {
    /// Calls `act` once after `wait_ms`.
    pub(crate) fn new(wait_ms: i32, act: impl Fn() + 'static) -> Self {
        Self::boxed(wait_ms, Box::new(act))
    }

    fn boxed(wait_ms: i32, act: Box<dyn Fn()>) -> Self {
        let act = Closure::wrap(act);
        let callback = act.as_ref().unchecked_ref();
        let id = window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(callback, wait_ms)
            .unwrap_or_default();
        Self { id, _act: act }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        window().clear_timeout_with_handle(self.id);
    }
}

/// Waits until what is on the screen now was painted.
pub(crate) async fn painted() {
    rest(FRAMES_MS).await;
}

/// Waits.
pub(crate) async fn rest(wait_ms: i32) {
    let soon = js_sys::Promise::new(&mut |done, _| {
        let _asked = window().set_timeout_with_callback_and_timeout_and_arguments_0(&done, wait_ms);
    });
    let _waited = wasm_bindgen_futures::JsFuture::from(soon).await;
}

/// Two frames of a slow phone.
const FRAMES_MS: i32 = 50;
