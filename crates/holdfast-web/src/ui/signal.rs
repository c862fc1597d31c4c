//! A value on the screen, and those who want to hear when it changes.
//! Invariant: a watcher is called after the new value is in place, and never while it is borrowed.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use super::scope::keep;

/// A shared value that can be watched. Cheap to clone.
pub(crate) struct Signal<T>(Rc<State<T>>);

struct State<T> {
    value: RefCell<T>,
    watchers: RefCell<Vec<Weak<dyn Fn()>>>,
}

/// Something that says when it has changed.
pub(crate) trait Watch {
    /// Calls `watcher` at each change, as long as someone holds it.
    fn watch(&self, watcher: &Rc<dyn Fn()>);

    /// Calls `watcher` at each change, as long as the current scope lives.
    fn watch_here(&self, watcher: impl Fn() + 'static)
    where
        Self: Sized,
    {
        let watcher: Rc<dyn Fn()> = Rc::new(watcher);
        self.watch(&watcher);
        keep(Box::new(watcher));
    }
}

impl<T> Watch for Signal<T> {
    fn watch(&self, watcher: &Rc<dyn Fn()>) {
        self.0.watchers.borrow_mut().push(Rc::downgrade(watcher));
    }
}

impl<T: 'static> Signal<T> {
    /// A new value that nobody watches yet.
    pub(crate) fn new(value: T) -> Self {
        Self(Rc::new(State {
            value: RefCell::new(value),
            watchers: RefCell::default(),
        }))
    }

    /// Looks at the value.
    pub(crate) fn with<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        look(&self.0.value.borrow())
    }

    /// Puts a new value in place and tells everyone.
    pub(crate) fn set(&self, value: T) {
        self.update(|held| *held = value);
    }

    /// Puts a new value in place and tells nobody: for what the screen itself already shows.
    pub(crate) fn set_quietly(&self, value: T) {
        *self.0.value.borrow_mut() = value;
    }

    /// Changes the value in place and tells everyone.
    pub(crate) fn update(&self, change: impl FnOnce(&mut T)) {
        change(&mut self.0.value.borrow_mut());
        let mut heard = Vec::new();
        self.0.watchers.borrow_mut().retain(|weak| {
            weak.upgrade().is_some_and(|watcher| {
                heard.push(watcher);
                true
            })
        });
        for watcher in heard {
            watcher();
        }
    }
}

impl<T: Clone + 'static> Signal<T> {
    /// A copy of the value.
    pub(crate) fn get(&self) -> T {
        self.0.value.borrow().clone()
    }
}

impl<T> Clone for Signal<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::ui::scope::Scope;

    #[test]
    fn a_watcher_hears_each_change_until_its_scope_ends() {
        let signal = Signal::new(1);
        let heard = Rc::new(Cell::new(0));
        let scope = Scope::default();
        let (inside, told) = (signal.clone(), Rc::clone(&heard));
        scope.run(|| signal.watch_here(move || told.set(told.get() + inside.get())));
        signal.set(5);
        signal.update(|n| *n += 1);
        assert_eq!(heard.get(), 11);
        drop(scope);
        signal.set(100);
        assert_eq!(heard.get(), 11);
    }

    #[test]
    fn a_watcher_may_change_the_value_again() {
        let signal = Signal::new(0);
        let inside = signal.clone();
        signal.watch_here(move || {
            if inside.get() < 3 {
                inside.update(|n| *n += 1);
            }
        });
        signal.set(1);
        assert_eq!(signal.get(), 3);
    }
}
