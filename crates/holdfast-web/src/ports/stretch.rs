//! Stretching a passphrase in a worker, on the same module, so that the page never freezes.
//! Invariant: what a worker cannot do, the page does itself; the result is the same bytes.

use holdfast_crypto::slot::{Stretch, Stretched};
use js_sys::{Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use zeroize::Zeroizing;

/// Asks the worker (boot.js starts it); `None` when there is none, or it gave nothing.
pub(crate) async fn elsewhere(task: Stretch, passphrase: &str) -> Option<Stretched> {
    let start = Reflect::get(&js_sys::global(), &"holdfast_stretch".into()).ok()?;
    let task = Uint8Array::from(&task.to_bytes()[..]);
    let start: Function = start.dyn_into().ok()?;
    let asked = start.call2(&JsValue::NULL, &task, &passphrase.into());
    let given: Promise = asked.ok()?.dyn_into().ok()?;
    let bytes: Uint8Array = JsFuture::from(given).await.ok()?.dyn_into().ok()?;
    let here = Zeroizing::new(bytes.to_vec());
    bytes.fill(0, 0, bytes.length());
    Stretched::from_worker(&here).ok()
}

/// What the worker does; it runs nothing else of the app.
#[expect(unreachable_pub, reason = "the worker calls it from JavaScript")]
#[wasm_bindgen]
pub fn stretch(task: &[u8], passphrase: &str) -> Option<Vec<u8>> {
    let task = Stretch::from_bytes(task).ok()?;
    let stretched = task.run(passphrase).ok()?;
    Some(stretched.expose_for_worker().to_vec())
}
