//! The replica: events in, effects out; chains, frontier, outbox, alarms.
