//! Pairing: two people in a room, a code or a picture, and three words that both read aloud.
//! Invariant: nothing is shared before both said that the words match; a way out is always there;
//! nobody is brought in from a phone that was found open.

mod qr;

use std::cell::RefCell;
use std::rc::Rc;

use holdfast_client::{ClientError, PairingState, Presence, Roles};
use holdfast_model::id::RelationshipId;
use holdfast_model::relationship::{Kind, Role};
use holdfast_model::text::Line;

use crate::app::{App, spawn};
use crate::page::{again, person};
use crate::part::act::{Act, button, choice};
use crate::part::block::{card, heading, lead, own, quiet, title};
use crate::part::shell::Screen;
use crate::part::{field, undo};
use crate::route::Route;
use crate::trouble;
use crate::ui::{Signal, Timer, View, el, region, window};
use crate::words::{fill, words};

/// Where this page stands.
#[derive(Clone)]
enum Stage {
    Choose,
    Code(String),
    Link(String),
    Calling,
    Compare([&'static str; 3]),
    Confirmed,
    Stopped(String),
    Done(RelationshipId),
}

/// The page. Cheap to clone: clones are the same page.
#[derive(Clone)]
struct Meeting {
    app: App,
    /// None when a link has started the app: its lock was opened a moment ago.
    by: Option<Rc<Presence>>,
    roles: Signal<(Kind, Role)>,
    typed: Signal<String>,
    name: Signal<String>,
    stage: Signal<Stage>,
    next: Rc<RefCell<Option<Timer>>>,
}

/// The screen; with a link that was scanned it answers that at once.
pub(crate) fn screen(app: &App) -> Screen {
    let Some(link) = app.take_invitation() else {
        return again::ask(app, choosing);
    };
    let meeting = Meeting::new(app, None, Stage::Calling);
    meeting.call(move |client| async move { client.join(&link).await });
    meeting.screen()
}

fn choosing(app: &App, proven: &Rc<Presence>) -> Screen {
    Meeting::new(app, Some(Rc::clone(proven)), Stage::Choose).screen()
}

impl Meeting {
    fn new(app: &App, by: Option<Rc<Presence>>, stage: Stage) -> Self {
        Self {
            app: app.clone(),
            by,
            roles: Signal::new((Kind::Therapy, Role::Person)),
            typed: Signal::new(String::new()),
            name: Signal::new(String::new()),
            stage: Signal::new(stage),
            next: Rc::default(),
        }
    }

    fn screen(self) -> Screen {
        let drawn = self.clone();
        let body = region(&[&self.stage], move || drawn.views());
        Screen::new("", vec![title(words().pair.title), body]).back(move || {
            self.next.replace(None);
            if !matches!(self.stage.get(), Stage::Done(_)) {
                self.app.client().abandon_pairing();
            }
            self.app.go(Route::Us);
        })
    }

    fn views(&self) -> Vec<View> {
        let words = &words().pair;
        match self.stage.get() {
            Stage::Choose => self.by.iter().flat_map(|by| self.choose(by)).collect(),
            Stage::Code(code) => {
                let code = own(&code).attr("id", "code");
                vec![
                    lead(words.code_lead),
                    card(vec![code]),
                    status(words.waiting),
                ]
            }
            Stage::Link(link) => {
                let url = own(&link).class("break").attr("id", "link");
                let mut views = vec![lead(words.link_lead)];
                views.extend(qr::picture(&link, words.qr).map(|picture| card(vec![picture])));
                views.extend([
                    quiet(words.link_text),
                    card(vec![url]),
                    status(words.waiting),
                ]);
                views
            }
            Stage::Calling => vec![status(words.waiting)],
            Stage::Compare(three) => self.compare(three),
            Stage::Confirmed => vec![status(words.confirmed)],
            Stage::Stopped(why) => {
                let again = self.clone();
                let over = move || match again.by {
                    Some(_) => again.stage.set(Stage::Choose),
                    None => again.app.draw(),
                };
                vec![status(&why), button(Act::Plain, words.title, over)]
            }
            Stage::Done(id) => {
                let name = person::name(&self.app, id);
                let go = self.app.to(Route::Between(id));
                let does = match person::is_mine(&self.app, id) {
                    true => words.does_desk,
                    false => words.does,
                };
                let does = lead(&fill(does, &[&name]));
                vec![status(words.done), does, button(Act::Primary, &name, go)]
            }
        }
    }

    fn choose(&self, by: &Rc<Presence>) -> Vec<View> {
        let words = &words().pair;
        let roles = [
            ((Kind::Therapy, Role::Person), words.me),
            ((Kind::Therapy, Role::Therapist), words.therapist),
            ((Kind::Circle, Role::Person), words.circle),
        ];
        let [code, link, join] = [(); 3].map(|()| (self.clone(), Rc::clone(by)));
        let code = button(Act::Plain, words.show_code, move || {
            code.0.show_code(&code.1)
        });
        let link = button(Act::Plain, words.show_link, move || {
            link.0.show_link(&link.1)
        });
        let join = button(Act::Primary, words.join, move || {
            let (meeting, by) = join.clone();
            let code = meeting.typed.get();
            meeting.call(move |client| async move { client.join_by_code(&by, &code).await });
        });
        let typed = field::line(words.code_field, &self.typed);
        let mut views = vec![
            lead(words.lead),
            card(vec![heading(words.given), typed, join]),
            card(vec![
                heading(words.who),
                choice(words.who, &roles, &self.roles),
                code,
                link,
            ]),
            button(
                Act::Quiet,
                crate::words::words().tie.ties,
                self.app.to(Route::Ties),
            ),
        ];
        views.extend(again::without(&self.app, by));
        views
    }

    fn compare(&self, three: [&'static str; 3]) -> Vec<View> {
        let words = &words().pair;
        let [one, two, three] = three;
        let spoken = own(&format!("{one}  {two}  {three}")).attr("id", "three-words");
        let (yes, no) = (self.clone(), self.clone());
        let yes = button(Act::Primary, words.same, move || yes.confirm());
        let no = button(Act::Plain, words.other, move || {
            no.app.client().abandon_pairing();
            no.stop(crate::words::words().pair.stopped);
        });
        vec![
            heading(words.compare),
            card(vec![spoken]),
            lead(words.compare_lead),
            quiet(words.name),
            field::line(words.name_field, &self.name),
            yes,
            no,
        ]
    }

    fn roles(&self) -> Roles {
        let (kind, mine) = self.roles.get();
        Roles { kind, mine }
    }

    fn show_code(&self, by: &Rc<Presence>) {
        let (meeting, by, roles) = (self.clone(), Rc::clone(by), self.roles());
        spawn(async move {
            match meeting.app.client().invite_by_code(&by, roles).await {
                Ok(code) => meeting.wait_at(Stage::Code(code)),
                Err(error) => meeting.app.tell(&error),
            }
        });
    }

    fn show_link(&self, by: &Presence) {
        match self.app.client().invite(by, self.roles()) {
            Ok(fragment) => {
                let origin = window().location().origin().unwrap_or_default();
                self.wait_at(Stage::Link(format!("{origin}/{fragment}")));
            }
            Err(error) => self.app.tell(&error),
        }
    }

    fn confirm(&self) {
        let Ok(name) = Line::parse(&self.name.get()) else {
            undo::tell(words().pair.name_missing);
            return;
        };
        self.call(move |client| async move { client.confirm_words(name).await });
    }

    /// One step that leads to another stage, or says why not.
    fn call<F>(&self, act: impl FnOnce(crate::app::Holdfast) -> F + 'static)
    where
        F: Future<Output = Result<PairingState, ClientError>>,
    {
        let meeting = self.clone();
        spawn(async move {
            let outcome = act(meeting.app.client().clone()).await;
            meeting.arrived(outcome);
        });
    }

    fn arrived(&self, outcome: Result<PairingState, ClientError>) {
        match outcome {
            Ok(PairingState::Compare { words, .. }) => {
                // The words stand still while she reads them and types a name.
                self.next.replace(None);
                self.stage.set(Stage::Compare(words));
            }
            Ok(PairingState::Confirmed) => self.wait_at(Stage::Confirmed),
            Ok(PairingState::Done(id)) => {
                self.next.replace(None);
                self.stage.set(Stage::Done(id));
                self.app.sync();
            }
            Ok(PairingState::Waiting) if matches!(self.stage.get(), Stage::Choose) => {
                self.wait_at(Stage::Calling);
            }
            Ok(PairingState::Waiting) => self.look_again(),
            Ok(PairingState::None) => self.stop(words().pair.stopped),
            Err(ClientError::Transport(_)) => self.look_again(),
            Err(error) => self.stop(&trouble::sentence(&error)),
        }
    }

    fn wait_at(&self, stage: Stage) {
        self.stage.set(stage);
        self.look_again();
    }

    fn look_again(&self) {
        let meeting = self.clone();
        let timer = Timer::new(LOOK_MS, move || {
            meeting.call(|client| async move { client.pairing_step().await });
        });
        // The timer that runs now must outlive its own call.
        let before = self.next.replace(Some(timer));
        spawn(async move { drop(before) });
    }

    fn stop(&self, why: &str) {
        self.next.replace(None);
        self.stage.set(Stage::Stopped(why.to_owned()));
    }
}

fn status(text: &str) -> View {
    el("p").attr("role", "status").text(text)
}

/// How often the mailbox is looked at, in milliseconds.
const LOOK_MS: u32 = 1_000;
