//! Parts of her: her names for voices in her. Invariant: private until she says; never averaged.

use holdfast_client::Kept;
use holdfast_model::What;
use holdfast_model::id::PartId;
use holdfast_model::part::{Mark, MayKnow, PART_LINES_MAX, Part, Place, Voice};
use holdfast_model::scale::Few;
use holdfast_model::text::{Line, Words};
use holdfast_model::thing::{Revised, Thing};

use crate::app::App;
use crate::icon::Icon;
use crate::part::act::{Act, button, button_with, choice, switch};
use crate::part::block::{card, heading, lead, quiet, stack, title};
use crate::part::field;
use crate::part::shell::Screen;
use crate::part::undo;
use crate::route::Route;
use crate::ui::{Signal, View, el};
use crate::words::words;

/// The parts that Today and Write offer, as voices with their names.
pub(crate) fn offered(app: &App) -> Vec<(Voice, String)> {
    app.read(|ledger| {
        let parts = ledger
            .parts()
            .into_iter()
            .map(|(id, versions)| (id, versions.current().what));
        let shown = parts.filter(|(_, part)| part.place == Place::Everywhere);
        shown
            .map(|(id, part)| (Voice::Part(id), part.name.as_str().to_owned()))
            .collect()
    })
}

/// The list.
pub(crate) fn screen(app: &App) -> Screen {
    let words = &words().part;
    let parts = app.read(|ledger| {
        let parts = ledger.parts().into_iter();
        parts
            .map(|(id, versions)| (id, versions.current().what.clone()))
            .collect::<Vec<_>>()
    });
    let cards = parts.into_iter().map(|(id, part)| {
        let line = part.line.as_ref().map(Line::as_str).unwrap_or_default();
        let text = el("span").child(el("b").text(part.name.as_str()));
        let text = text.child(el("small").text(line));
        let card = el("button").attr("type", "button").class("line row");
        el("li").child(
            card.child(icon(part.mark).view())
                .child(text)
                .tap(app.to(Route::Part(id))),
        )
    });
    let back = app.clone();
    let body = vec![
        title(words.title),
        lead(words.lead),
        crate::part::block::list(cards.collect()),
    ];
    Screen::new("", body)
        .back(move || back.go(Route::More))
        .foot(vec![button_with(
            Act::Plain,
            Icon::Plus,
            words.new,
            app.to(Route::PartNew),
        )])
}

/// One part, or a new one.
pub(crate) fn part(app: &App, id: Option<PartId>) -> Screen {
    let known = app.read(|ledger| Some(ledger.part(id?)?.current().what.clone()));
    let form = Form::of(known.as_ref());
    let words = &words().part;
    let mut body = vec![title(if id.is_some() { words.title } else { words.new })];
    body.extend(form.fields());
    if let Some(id) = id {
        let app = app.clone();
        body.push(button(Act::Quiet, words.remove, move || remove(&app, id)));
    }
    let (back, keep) = (app.clone(), app.clone());
    Screen::new("", body)
        .back(move || back.go(Route::Parts))
        .foot(vec![button(
            Act::Primary,
            crate::words::words().act.keep,
            move || form.keep(&keep, id),
        )])
}

struct Form {
    name: Signal<String>,
    line: Signal<String>,
    mark: Signal<Mark>,
    know: Signal<MayKnow>,
    helps: Signal<String>,
    avoid: Signal<String>,
    wants: Signal<String>,
    shown: Signal<bool>,
}

impl Form {
    fn of(part: Option<&Part>) -> Self {
        let text = |text: Option<&str>| Signal::new(text.unwrap_or_default().to_owned());
        let lines = |lines: Option<&[Line]>| {
            let lines = lines.unwrap_or_default().iter().map(Line::as_str);
            Signal::new(lines.collect::<Vec<_>>().join("\n"))
        };
        Self {
            name: text(part.map(|part| part.name.as_str())),
            line: text(part.and_then(|part| part.line.as_ref()).map(Line::as_str)),
            mark: Signal::new(part.map(|part| part.mark).unwrap_or_default()),
            know: Signal::new(part.map(|part| part.may_know).unwrap_or_default()),
            helps: lines(part.map(|part| &*part.helps)),
            avoid: lines(part.map(|part| &*part.avoid)),
            wants: text(
                part.and_then(|part| part.wants_known.as_ref())
                    .map(Words::as_str),
            ),
            shown: Signal::new(part.is_none_or(|part| part.place == Place::Everywhere)),
        }
    }

    fn fields(&self) -> Vec<View> {
        let words = &words().part;
        let marks = [
            (Mark::None, words.mark_none),
            (Mark::Sprout, words.mark_sprout),
            (Mark::Shield, words.mark_shield),
            (Mark::Moon, words.mark_moon),
        ];
        let know = [
            (MayKnow::Nothing, words.know_nothing),
            (MayKnow::ThatItExists, words.know_exists),
            (MayKnow::WhatIChoose, words.know_choose),
        ];
        let states = [
            crate::words::words().today.off,
            crate::words::words().today.on,
        ];
        vec![
            field::line(words.name, &self.name),
            field::line(words.line, &self.line),
            stack(vec![
                heading(words.mark),
                choice(words.mark, &marks, &self.mark),
            ]),
            stack(vec![
                heading(words.know),
                choice(words.know, &know, &self.know),
            ]),
            field::words(words.helps, &self.helps),
            field::words(words.avoid, &self.avoid),
            quiet(words.one_each),
            field::words(words.wants, &self.wants),
            card(vec![switch(words.hidden, &self.shown, states)]),
        ]
    }

    fn part(&self) -> Result<Part, holdfast_model::ModelError> {
        let place = if self.shown.get() {
            Place::Everywhere
        } else {
            Place::HiddenFromToday
        };
        Ok(Part {
            name: Line::parse(&self.name.get())?,
            line: optional(&self.line.get(), Line::parse)?,
            mark: self.mark.get(),
            may_know: self.know.get(),
            place,
            helps: lines(&self.helps.get())?,
            avoid: lines(&self.avoid.get())?,
            wants_known: optional(&self.wants.get(), Words::parse)?,
        })
    }

    fn keep(&self, app: &App, id: Option<PartId>) {
        let content = match self.part() {
            Ok(part) => part,
            Err(error) => return app.tell(&error.into()),
        };
        let Some(id) = id.or_else(|| app.id(PartId::new)) else {
            return;
        };
        let heads = app
            .read(|ledger| ledger.part(id).map(|part| part.heads()))
            .unwrap_or_default();
        let Ok(builds_on) = Few::new(heads) else {
            return;
        };
        let revised = Revised {
            id,
            builds_on,
            content,
        };
        app.record(What::PartRevised(revised), |app, _: Kept| {
            app.go(Route::Parts)
        });
    }
}

fn remove(app: &App, id: PartId) {
    app.record(What::Removed(Thing::Part(id)), move |app, _| {
        app.go(Route::Parts);
        let again = app.clone();
        undo::offer(words().part.removed, move || {
            again.record(What::Restored(Thing::Part(id)), |app, _| app.draw());
        });
    });
}

/// A text that may be left empty.
pub(crate) fn optional<T>(
    text: &str,
    parse: impl Fn(&str) -> Result<T, holdfast_model::ModelError>,
) -> Result<Option<T>, holdfast_model::ModelError> {
    if text.trim().is_empty() {
        Ok(None)
    } else {
        parse(text).map(Some)
    }
}

fn lines(text: &str) -> Result<Few<Line, PART_LINES_MAX>, holdfast_model::ModelError> {
    let lines = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(Line::parse);
    Few::new(lines.collect::<Result<Vec<_>, _>>()?)
}

const fn icon(mark: Mark) -> Icon {
    match mark {
        Mark::None => Icon::Person,
        Mark::Sprout => Icon::Sprout,
        Mark::Shield => Icon::Shield,
        Mark::Moon => Icon::Moon,
    }
}
