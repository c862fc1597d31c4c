//! Showing a view of a snag to the other: first exactly what goes, then the one act that sends it.
//! Invariant: this is the only place from where a first view leaves her own space.

use holdfast_model::What;
use holdfast_model::bag::Naming;
use holdfast_model::rupture::RuptureView;
use holdfast_model::snapshot::Snapshot;

use crate::app::App;
use crate::part::act::{Act, button, pair};
use crate::part::block::{card, heading, quiet};
use crate::part::{copy, undo};
use crate::route::Route;
use crate::ui::View;
use crate::words::{fill, words};

/// The view as the other will see it, with the act that shows it. `back` takes the
/// question away.
pub(super) fn ask(app: &App, view: &RuptureView, name: &str, back: impl Fn() + 'static) -> View {
    let words = &words().notice;
    let shown = app.read(|ledger| Some(ledger.view_to_show(view, Naming::NoOne)));
    let Some(shown) = shown else {
        return card(Vec::new());
    };
    let mut parts = vec![heading(&fill(words.will_see, &[name]))];
    parts.extend(copy::copy(&Snapshot::Rupture(shown.clone())));
    parts.push(quiet(&fill(words.for_good, &[name])));
    let (app, to) = (app.clone(), name.to_owned());
    let label = fill(words.show, &[name]);
    let go = button(Act::Primary, &label, move || send(&app, shown.clone(), &to));
    parts.push(pair(go, button(Act::Plain, words.rather_not, back)));
    card(parts)
}

/// Shows a view to the other, then goes to the page of that snag.
fn send(app: &App, view: RuptureView, name: &str) {
    let (again, said) = (app.clone(), fill(words().notice.shown, &[name]));
    app.attempt(async move {
        let (with, rupture) = (view.relationship, view.rupture);
        again
            .client()
            .record_shared(with, What::RuptureSeen(view))
            .await?;
        again.nothing_to_keep();
        again.turn(Route::Snag(rupture));
        undo::tell(&said);
        again.sync();
        Ok(())
    });
}
