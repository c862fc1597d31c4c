//! Small things of the browser that are neither a node nor a timer.
//! Invariant: what is remembered here is looks and the list of the cover, never a word of hers.

use holdfast_client::FILE_BYTES_MAX;
use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Event, HtmlElement, Storage, Url};

use super::view::{View, el, window};

/// Remembers a look.
pub(crate) fn remember(name: &str, value: &str) {
    if let Some(storage) = storage() {
        let _kept = storage.set_item(name, value);
    }
}

/// A remembered look.
pub(crate) fn remembered(name: &str) -> Option<String> {
    storage()?.get_item(name).ok().flatten()
}

/// Forgets all looks.
pub(crate) fn forget_all() {
    if let Some(storage) = storage() {
        let _gone = storage.clear();
    }
}

/// Tells the small scripts around the app.
pub(crate) fn announce(name: &str) {
    if let Ok(event) = Event::new(name) {
        let _told = window().dispatch_event(&event);
    }
}

/// Whether a small script around the app has raised a flag.
pub(crate) fn flag(name: &str) -> bool {
    let value = Reflect::get(&window(), &format!("holdfast_{name}").into());
    value.is_ok_and(|value| value.is_truthy())
}

/// Gives a file to the browser to keep.
pub(crate) fn download(name: &str, bytes: &[u8]) {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let Ok(blob) = Blob::new_with_u8_array_sequence(&parts) else {
        return;
    };
    let Ok(address) = Url::create_object_url_with_blob(&blob) else {
        return;
    };
    let link = el("a").attr("href", &address).attr("download", name);
    if let Some(link) = link.element().dyn_ref::<HtmlElement>() {
        link.click();
    }
    let _freed = Url::revoke_object_url(&address);
}

/// The bytes of the file that was chosen in a field; no more of them than an import reads.
pub(crate) async fn chosen_file(field: &View) -> Option<Vec<u8>> {
    let files = Reflect::get(field.element(), &"files".into()).ok()?;
    let file: Blob = Reflect::get_u32(&files, 0).ok()?.dyn_into().ok()?;
    let file = file
        .slice_with_f64_and_f64(0.0, FILE_BYTES_MAX as f64 + 1.0)
        .ok()?;
    let bytes = JsFuture::from(file.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&bytes).to_vec())
}

/// Asks the browser to promise that it keeps what is here.
pub(crate) fn ask_to_keep() {
    let _asked = window().navigator().storage().persist();
}

/// Whether the browser has promised to keep what is here, also when room is short.
pub(crate) async fn has_promised() -> bool {
    match window().navigator().storage().persisted() {
        Ok(promise) => JsFuture::from(promise)
            .await
            .is_ok_and(|says| says.is_truthy()),
        Err(_) => false,
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}
