//! What lives as long as a piece of screen lives: closures and watchers.
//! Invariant: dropping a scope frees everything that was kept while it was the current one.

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

/// The life of one piece of the screen. Cheap to clone; the last handle ends it.
#[derive(Clone, Default)]
pub(crate) struct Scope(Rc<RefCell<Vec<Box<dyn Any>>>>);

impl Scope {
    /// Runs `build` with this scope as the current one.
    pub(crate) fn run<T>(&self, build: impl FnOnce() -> T) -> T {
        CURRENT.with(|stack| stack.borrow_mut().push(self.clone()));
        let built = build();
        CURRENT.with(|stack| stack.borrow_mut().pop());
        built
    }
}

/// Keeps a value alive as long as the current scope; outside of any, as long as the app.
pub(crate) fn keep(value: Box<dyn Any>) {
    let scope = CURRENT.with(|stack| stack.borrow().last().cloned());
    scope
        .unwrap_or_else(|| ROOT.with(Scope::clone))
        .0
        .borrow_mut()
        .push(value);
}

thread_local! {
    static CURRENT: RefCell<Vec<Scope>> = const { RefCell::new(Vec::new()) };
    static ROOT: Scope = Scope::default();
}
