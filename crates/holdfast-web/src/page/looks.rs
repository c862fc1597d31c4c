//! How it looks: theme, size, hand, name and icon. Invariant: looks are known before the first
//! paint,
//! so they also rest outside of the lock; nothing else does.

use holdfast_model::What;
use holdfast_model::settings::{Hand, Setting, TextSize, Theme};

use crate::app::App;
use crate::part::act::{choice, switch};
use crate::part::block::{card, heading, quiet, stack, title};
use crate::part::shell::Screen;
use crate::route::Route;
use crate::ui::{Signal, View, Watch, announce, remember, remembered};
use crate::words::words;

/// Theme, size of text, hand.
pub(crate) fn screen(app: &App) -> Screen {
    let words = &words().more;
    let settings = app
        .read(|ledger| Some(ledger.settings()))
        .unwrap_or_default();
    let theme = setting(app, settings.theme, |theme| {
        remember("theme", theme_name(theme));
        Setting::Theme(theme)
    });
    let size = setting(app, settings.text_size, |size| {
        remember("size", size_name(size));
        Setting::TextSize(size)
    });
    let left = Signal::new(settings.hand == Hand::Left);
    let (hand_app, now) = (app.clone(), left.clone());
    left.watch_here(move || {
        let hand = if now.get() { Hand::Left } else { Hand::Right };
        remember("hand", if now.get() { "left" } else { "right" });
        announce("look");
        hand_app.record(What::SettingSet(Setting::Hand(hand)), |_, _| {});
    });
    let themes = [
        (Theme::System, words.theme_auto),
        (Theme::Day, words.theme_day),
        (Theme::Night, words.theme_night),
        (Theme::Dim, words.theme_dim),
    ];
    let sizes = [
        (TextSize::Usual, words.size_normal),
        (TextSize::Large, words.size_large),
        (TextSize::Largest, words.size_larger),
    ];
    let body = vec![
        title(words.looks),
        card(vec![
            heading(words.theme),
            choice(words.theme, &themes, &theme),
        ]),
        card(vec![heading(words.size), choice(words.size, &sizes, &size)]),
        card(vec![switch(
            words.hand,
            &left,
            [words.hand_right, words.hand_left],
        )]),
    ];
    let back = app.clone();
    Screen::new("", body).back(move || back.go(Route::More))
}

/// Brings looks that she chose on another device into this browser.
pub(crate) fn apply(app: &App) {
    let Some(settings) = app.read(|ledger| Some(ledger.settings())) else {
        return;
    };
    if settings.theme != Theme::System {
        remember("theme", theme_name(settings.theme));
    }
    if settings.text_size != TextSize::Usual {
        remember("size", size_name(settings.text_size));
    }
    if settings.hand == Hand::Left {
        remember("hand", "left");
    }
    announce("look");
}

/// The name on the phone.
pub(crate) fn name(app: &App) -> Screen {
    let words = &words().more;
    let back = app.clone();
    let body = vec![
        title(words.icon),
        names(),
        quiet(words.icon_note),
        quiet(crate::words::words().first.home),
    ];
    Screen::new("", body).back(move || back.go(Route::More))
}

/// The three names.
pub(crate) fn names() -> View {
    let words = &words().first;
    let chosen = Signal::new(remembered("name").unwrap_or_else(|| "notes".to_owned()));
    let now = chosen.clone();
    chosen.watch_here(move || {
        remember("name", &now.get());
        announce("name");
    });
    let names = [
        ("notes".to_owned(), words.name_notes),
        ("anchor".to_owned(), words.name_anchor),
        ("holdfast".to_owned(), words.name_holdfast),
    ];
    stack(vec![choice(words.name_title, &names, &chosen)])
}

fn setting<T: Clone + 'static>(app: &App, now: T, set: fn(T) -> Setting) -> Signal<T> {
    let signal = Signal::new(now);
    let (app, value) = (app.clone(), signal.clone());
    signal.watch_here(move || {
        let setting = set(value.get());
        announce("look");
        app.record(What::SettingSet(setting), |_, _| {});
    });
    signal
}

const fn theme_name(theme: Theme) -> &'static str {
    match theme {
        Theme::System => "auto",
        Theme::Day => "day",
        Theme::Night => "night",
        Theme::Dim => "dim",
    }
}

const fn size_name(size: TextSize) -> &'static str {
    match size {
        TextSize::Usual => "normal",
        TextSize::Large => "large",
        TextSize::Largest => "larger",
    }
}
