//! Parts of the app that come when they are needed, and the screens for the time until then.
//! Invariant: a part that did not come changes nothing, and asking again tries again.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use wasm_split_helpers::SplitLoaderError;

use crate::part::act::{Act, button};
use crate::part::block::{lead, quiet, title};
use crate::part::shell::Screen;
use crate::words::words;

/// A future that was put into a box, so that it can stand behind a door.
pub(crate) type Wait<T> = Pin<Box<dyn Future<Output = T>>>;

/// A part that did not come: no connection, or the host has another version by now.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Away;

impl From<SplitLoaderError> for Away {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// A part of the app: its doors, once it is here. All clones are the same one.
pub(crate) struct Later<T: 'static> {
    load: fn() -> Wait<Result<&'static T, Away>>,
    here: Rc<Cell<Option<&'static T>>>,
}

impl<T> Clone for Later<T> {
    fn clone(&self) -> Self {
        Self {
            load: self.load,
            here: Rc::clone(&self.here),
        }
    }
}

impl<T> Later<T> {
    /// A part that `load` brings.
    pub(crate) fn new(load: fn() -> Wait<Result<&'static T, Away>>) -> Self {
        Self {
            load,
            here: Rc::default(),
        }
    }

    /// The part, if it is here already.
    pub(crate) fn here(&self) -> Option<&'static T> {
        self.here.get()
    }

    /// The part, as soon as it is here.
    pub(crate) async fn come(&self) -> Result<&'static T, Away> {
        let part = (self.load)().await?;
        self.here.set(Some(part));
        Ok(part)
    }
}

/// What stands on the screen while a part is on its way.
pub(crate) fn waiting() -> Screen {
    Screen::new("", vec![quiet(words().trouble.part_wait)])
}

/// What stands there when it did not come.
pub(crate) fn away(again: impl Fn() + 'static) -> Screen {
    let words = &words().trouble;
    let body = vec![title(words.part), lead(words.part_more)];
    Screen::new("", body).foot(vec![button(
        Act::Primary,
        crate::words::words().act.again,
        again,
    )])
}
