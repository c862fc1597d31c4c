//! Sessions: a date for both, what became of it, and the ways to its notes.
//! Invariant: a session is known to both; what each thinks of it is theirs until it is shown.

use holdfast_model::What;
use holdfast_model::id::{RelationshipId, SessionId};
use holdfast_model::instrument::Phase;
use holdfast_model::note::{SessionNote, Showing};
use holdfast_model::relationship::Role;
use holdfast_model::session::{CancelledBy, Minutes, Session, State};
use holdfast_model::time::Instant;

use crate::app::App;
use crate::page::{agree, person, question, us};
use crate::part::act::{Act, button, pair, row};
use crate::part::block::{card, heading, lead, list, quiet, title};
use crate::part::copy;
use crate::part::shell::Screen;
use crate::part::{field, undo};
use crate::route::Route;
use crate::ui::{Signal, View, region};
use crate::when;
use crate::words::{fill, words};

/// A new session.
pub(crate) fn new(app: &App, with: RelationshipId) -> Screen {
    let words = &words().session;
    let day = Signal::new(String::new());
    let time = Signal::new("16:00".to_owned());
    let minutes = Signal::new("50".to_owned());
    let body = vec![
        title(words.title),
        field::typed(words.when, "date", &day),
        field::typed(words.at, "time", &time),
        field::typed(words.minutes, "number", &minutes),
    ];
    let asked = app.clone();
    let keep = button(Act::Primary, words.plan, move || {
        let Some(session) = asked.id(SessionId::new) else {
            return;
        };
        match planned(session, with, &day.get(), &time.get(), &minutes.get()) {
            Some(session) => set(&asked, session, Route::Between(with)),
            None => undo::tell(crate::words::words().note.date_wrong),
        }
    });
    Screen::new("", body)
        .back(app.to(Route::Between(with)))
        .foot(vec![keep])
}

/// One session.
pub(crate) fn screen(app: &App, id: SessionId) -> Screen {
    let words = &words().session;
    let Some(session) = app.read(|ledger| ledger.session(id).map(|now| now.session.clone())) else {
        return us::screen(app);
    };
    let with = session.relationship;
    let state = super::between::state_word(&session, app.now());
    let mut body = vec![
        title(&when::date_and_clock(session.starts, app.now())),
        lead(state),
    ];
    if session.state == State::Planned && !person::is_mine(app, with) {
        let prepare = &crate::words::words().prepare;
        let way = row(prepare.row, prepare.row_more, app.to(Route::Prepare(id)));
        body.push(list(vec![way]));
    }
    let followed = app.clone();
    body.push(region(&[app.news()], move || {
        let mut parts = notes(&followed, id, with);
        // A question comes only to the one who rated; a quiet line says nothing here.
        parts.extend(question::card(&followed, with));
        parts
    }));
    body.push(became(app, &session));
    body.extend(agree::parts(app, agree::About { with, snag: None }));
    let note = |phase| app.to(Route::Note(id, phase));
    // One act is the first: the start until it has begun, then the end.
    let has_begun = session.starts.unix_ms() <= app.now().unix_ms();
    let (start, end) = match has_begun {
        true => (Act::Plain, Act::Primary),
        false => (Act::Primary, Act::Plain),
    };
    Screen::new(words.title, body)
        .back(app.to(Route::Between(with)))
        .foot(vec![pair(
            button(start, words.start, note(Phase::Start)),
            button(end, words.end, note(Phase::End)),
        )])
}

fn became(app: &App, session: &Session) -> View {
    let words = &words().session;
    let name = person::name(app, session.relationship);
    let roles = app.read(|ledger| {
        let now = ledger.relationship(session.relationship)?;
        Some((now.kept().my_role, now.kept().their_role()))
    });
    let (mine, theirs) = roles.unwrap_or((Role::Person, Role::Therapist));
    let states = [
        (words.held.to_owned(), State::Held),
        (
            words.cancelled_me.to_owned(),
            State::Cancelled(CancelledBy::Role(mine)),
        ),
        (
            fill(words.cancelled_them, &[&name]),
            State::Cancelled(CancelledBy::Role(theirs)),
        ),
        (
            words.cancelled_outside.to_owned(),
            State::Cancelled(CancelledBy::Outside),
        ),
    ];
    let buttons = states.into_iter().map(|(word, state)| {
        let (app, session) = (
            app.clone(),
            Session {
                state,
                ..session.clone()
            },
        );
        button(Act::Plain, &word, move || {
            set(&app, session.clone(), Route::Session(session.session));
        })
    });
    let head = heading(crate::words::words().note.did);
    card(std::iter::once(head).chain(buttons).collect())
}

/// What both have written about it, as far as she may see it.
fn notes(app: &App, id: SessionId, with: RelationshipId) -> Vec<View> {
    let words = &words().session;
    let name = person::name(app, with);
    app.read(|ledger| {
        let notes = ledger.notes(id);
        let mine = |note: &SessionNote| {
            let shown = notes.shown.iter().any(|one| one.what.phase == note.phase);
            let has = match note.showing {
                _ if shown => fill(words.has, &[&name]),
                Showing::Keep => words.only_you.to_owned(),
                Showing::Show => fill(words.on_its_way, &[&name]),
                Showing::WhenBothHaveRated => words.until_both.to_owned(),
            };
            note_card(note, words.rated, &has)
        };
        let theirs = fill(words.theirs, &[&name]);
        let own = notes.mine.iter().map(|note| mine(note.what));
        let shown = notes.theirs.iter();
        own.chain(shown.map(|note| note_card(note.what, &theirs, "")))
            .collect::<Vec<_>>()
    })
}

fn note_card(note: &SessionNote, whose: &str, has: &str) -> View {
    let mut parts = vec![heading(whose)];
    parts.extend(copy::note(note));
    parts.extend((!has.is_empty()).then(|| quiet(has)));
    card(parts)
}

fn set(app: &App, session: Session, then: Route) {
    let app = app.clone();
    app.clone().attempt(async move {
        let with = session.relationship;
        app.client()
            .record_shared(with, What::SessionSet(session))
            .await?;
        app.turn(then);
        Ok(())
    });
}

fn planned(
    session: SessionId,
    relationship: RelationshipId,
    day: &str,
    time: &str,
    minutes: &str,
) -> Option<Session> {
    let starts = instant(day, time)?;
    let minutes = Minutes::try_from(minutes.parse::<u16>().ok()?).ok()?;
    Some(Session {
        session,
        relationship,
        starts,
        minutes,
        state: State::Planned,
    })
}

/// A day and a time of this device's zone, as its calendar reads them.
fn instant(day: &str, time: &str) -> Option<Instant> {
    let date = js_sys::Date::new(&format!("{day}T{time}").into());
    let unix_ms = date.get_time();
    if !unix_ms.is_finite() || unix_ms < 0.0 {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked above: finite and not negative; zones are a few hundred minutes"
    )]
    let (unix_ms, zone_min) = (unix_ms as u64, -date.get_timezone_offset() as i16);
    Instant::new(unix_ms, zone_min).ok()
}
