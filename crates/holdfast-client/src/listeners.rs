//! Who wants to hear that something changed, and what is told to them.
//! A listener may subscribe, read or drop itself while it is being told: no borrow is held.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

/// What a screen may want to draw anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The client was opened, locked or erased.
    Stage,
    /// The ledger has something new.
    Ledger,
    /// An alarm was added or put away.
    Alarm,
    /// The pairing took a step.
    Pairing,
    /// A relay told that something new waits there: a good moment to call `sync`.
    News,
}

type Callback = Rc<dyn Fn(Event)>;

/// The list of listeners.
#[derive(Default)]
pub(crate) struct Listeners {
    next: Cell<u64>,
    list: RefCell<Vec<(u64, Callback)>>,
}

impl Listeners {
    pub(crate) fn add(self: &Rc<Self>, callback: Callback) -> Subscription {
        let number = self.next.get();
        self.next.set(number.wrapping_add(1));
        self.list.borrow_mut().push((number, callback));
        Subscription {
            number,
            listeners: Rc::downgrade(self),
        }
    }

    pub(crate) fn tell(&self, event: Event) {
        let callbacks: Vec<Callback> = self
            .list
            .borrow()
            .iter()
            .map(|(_, callback)| Rc::clone(callback))
            .collect();
        for callback in callbacks {
            callback(event);
        }
    }
}

/// Keeps a listener listening; dropping it ends that.
#[must_use = "a dropped subscription hears nothing"]
pub struct Subscription {
    number: u64,
    listeners: Weak<Listeners>,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(listeners) = self.listeners.upgrade() {
            listeners
                .list
                .borrow_mut()
                .retain(|(number, _)| *number != self.number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_subscription_hears_nothing() {
        let listeners = Rc::new(Listeners::default());
        let heard = Rc::new(Cell::new(0));
        let ear = Rc::clone(&heard);
        let subscription = listeners.add(Rc::new(move |_| ear.set(ear.get() + 1)));
        listeners.tell(Event::Ledger);
        drop(subscription);
        listeners.tell(Event::Ledger);
        assert_eq!(heard.get(), 1);
    }

    #[test]
    fn a_listener_may_subscribe_while_it_is_told() {
        let listeners = Rc::new(Listeners::default());
        let kept: Rc<RefCell<Vec<Subscription>>> = Rc::default();
        let (again, more) = (Rc::clone(&listeners), Rc::clone(&kept));
        let _first = listeners.add(Rc::new(move |_| {
            let subscription = again.add(Rc::new(|_| {}));
            more.borrow_mut().push(subscription);
        }));
        listeners.tell(Event::Stage);
        assert_eq!(kept.borrow().len(), 1);
    }
}
