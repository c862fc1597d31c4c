//! Something that must not happen in therapy: ways to help and to complain, and a record for her.
//! Invariant: it never becomes a snag, never leaves her own space, and nothing asks her to mend it.

use holdfast_model::What;
use holdfast_model::id::{RelationshipId, RuptureId};
use holdfast_model::outside::Breach;
use holdfast_model::thing::Thing;

use super::fields::Fields;
use crate::app::App;
use crate::page::typed;
use crate::part::act::{Act, button, link};
use crate::part::block::{fold, note, quiet};
use crate::part::undo;
use crate::route::Route;
use crate::ui::View;
use crate::words::words;

/// The one choice beside the others. What is typed above may be kept as this instead of a snag.
pub(super) fn offer(app: &App, of: (RelationshipId, RuptureId), fields: &Fields) -> View {
    let words = &words().snag;
    let (app, fields) = (app.clone(), fields.clone());
    let keep = button(Act::Plain, words.must_not_keep, move || {
        keep(&app, of, &fields)
    });
    let hold = link(
        Act::Plain,
        crate::words::words().notice.help_hold,
        "/hold.html",
    )
    .class("hb");
    let only = quiet(crate::words::words().mend.only_you);
    fold(
        words.must_not,
        vec![note(words.must_not_lead), hold, only, keep],
    )
}

fn keep(app: &App, (with, rupture): (RelationshipId, RuptureId), fields: &Fields) {
    let Some(said) = typed::words(app, &fields.text()) else {
        return;
    };
    let breach = Breach {
        relationship: Some(with),
        words: said,
    };
    app.record(What::BreachNoted(breach), move |app, kept| {
        app.nothing_to_keep();
        // Hiding the page in between has kept the words as a snag; that is what it is not.
        if app.read(|ledger| ledger.rupture(rupture).is_some()) {
            app.record(What::Removed(Thing::Rupture(rupture)), |_, _| {});
        }
        app.turn(Route::Us);
        let again = app.clone();
        undo::offer(words().notice.must_not_kept, move || {
            again.record(What::Removed(Thing::Breach(kept.id)), |_, _| {});
        });
    });
}
