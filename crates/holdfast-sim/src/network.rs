//! The way between one device and the relay, which fails as networks fail.
//! Invariant: it never alters what it carries, but for cutting it off.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use holdfast_client::{Request, Response, Transport, TransportError};

use crate::fault::Fault;
use crate::relay::Relay;

/// A handle on the network of one device.
#[derive(Clone)]
pub(crate) struct Network(Rc<Inside>);

struct Inside {
    caller: usize,
    relay: Rc<RefCell<Relay>>,
    /// What happens to a request, after so many that go well.
    armed: Cell<Option<(usize, Fault)>>,
    hit: Cell<Option<Fault>>,
    is_parted: Cell<bool>,
    /// Answers that are held back wait until this rises.
    gate: Rc<Cell<u64>>,
    /// Requests that will arrive later.
    late: RefCell<Vec<Request>>,
    requests: Cell<u64>,
    #[cfg(test)]
    soil: crate::plant::Soil,
}

impl Network {
    pub(crate) fn new(caller: usize, relay: &Rc<RefCell<Relay>>) -> Self {
        Self(Rc::new(Inside {
            caller,
            relay: Rc::clone(relay),
            armed: Cell::default(),
            hit: Cell::default(),
            is_parted: Cell::default(),
            gate: Rc::default(),
            late: RefCell::default(),
            requests: Cell::default(),
            #[cfg(test)]
            soil: crate::plant::Soil::default(),
        }))
    }

    /// Lets a fault happen to a request, after `after` that go well.
    pub(crate) fn arm(&self, fault: Fault, after: usize) {
        self.0.armed.set(Some((after, fault)));
    }

    /// Takes back what was armed; gives the fault that happened since, if one did.
    pub(crate) fn disarm(&self) -> Option<Fault> {
        self.0.armed.set(None);
        self.0.hit.take()
    }

    /// Parts the device from the relay, or joins them again.
    pub(crate) fn part(&self, is_parted: bool) {
        self.0.is_parted.set(is_parted);
    }

    /// Lets everything go on that is held back; late requests arrive now.
    pub(crate) fn release(&self) {
        self.0.gate.set(self.0.gate.get() + 1);
        for request in self.0.late.take() {
            self.answer(&request);
        }
    }

    /// How many requests were made.
    pub(crate) fn requests(&self) -> u64 {
        self.0.requests.get()
    }

    #[cfg(test)]
    pub(crate) fn plant(&self, plant: crate::plant::Plant) {
        self.0.soil.plant(plant);
    }

    fn answer(&self, request: &Request) -> Response {
        self.0.relay.borrow_mut().answer(self.0.caller, request)
    }

    fn fault_now(&self) -> Option<Fault> {
        match self.0.armed.take() {
            Some((0, fault)) => {
                self.0.hit.set(Some(fault));
                Some(fault)
            }
            Some((after, fault)) => {
                self.0.armed.set(Some((after - 1, fault)));
                None
            }
            None => None,
        }
    }

    fn held_back(&self) -> HeldBack {
        HeldBack {
            gate: Rc::clone(&self.0.gate),
            since: self.0.gate.get(),
        }
    }
}

impl Transport for Network {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.0.requests.set(self.0.requests.get() + 1);
        if self.0.is_parted.get() {
            return Err(TransportError::Offline);
        }
        #[cfg(test)]
        let request = match self.0.soil.request(request) {
            Ok(request) => request,
            Err(answer) => return Ok(answer),
        };
        match self.fault_now() {
            Some(Fault::Drop) => Err(TransportError::Offline),
            Some(Fault::Duplicate) => {
                self.answer(&request);
                Ok(self.answer(&request))
            }
            Some(Fault::Reorder) => {
                self.0.late.borrow_mut().push(request);
                Err(TransportError::Offline)
            }
            Some(Fault::LostAnswer) => {
                self.answer(&request);
                Err(TransportError::Offline)
            }
            Some(Fault::Delay | Fault::TabKilled | Fault::UpdateInSync) => {
                let answer = self.answer(&request);
                self.held_back().await;
                Ok(answer)
            }
            Some(Fault::HalfOpen) => {
                self.held_back().await;
                Err(TransportError::Offline)
            }
            Some(Fault::Truncated) => {
                let mut answer = self.answer(&request);
                answer.body.truncate(answer.body.len() / 2);
                Ok(answer)
            }
            _ => Ok(self.answer(&request)),
        }
    }

    async fn live(&self, _: Request, _: Rc<dyn Fn(&str)>) -> Result<(), TransportError> {
        Err(TransportError::Offline)
    }
}

/// Waits until the world opens the gate.
struct HeldBack {
    gate: Rc<Cell<u64>>,
    since: u64,
}

impl Future for HeldBack {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if self.gate.get() > self.since {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }
}
