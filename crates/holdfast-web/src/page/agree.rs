//! What the two agree, after a session or after a snag: the sentence, the day to look again,
//! whether it was kept. Invariant: a revision names every version that it builds on; two versions
//! are both shown.

use holdfast_client::ClientError;
use holdfast_model::What;
use holdfast_model::id::{AgreementId, ChangeId, RelationshipId, RuptureId};
use holdfast_model::repair::{Agreement, Kept};
use holdfast_model::scale::Few;
use holdfast_model::thing::{BASES_MAX, Revised};

use crate::app::App;
use crate::page::{person, typed};
use crate::part::act::{Act, button};
use crate::part::block::{card, fold, heading, note, own, quiet, wrap};
use crate::part::{field, undo};
use crate::ui::{Signal, View, region};
use crate::when;
use crate::words::{fill, words};

/// Between whom it is agreed, and after which snag, if after one.
#[derive(Clone, Copy)]
pub(crate) struct About {
    pub(crate) with: RelationshipId,
    pub(crate) snag: Option<RuptureId>,
}

/// An agreement as it stands.
#[derive(Clone)]
struct Agreed {
    id: AgreementId,
    heads: Vec<ChangeId>,
    content: Agreement,
    others: Vec<String>,
}

/// What is being agreed: new, or other words for one that stands.
#[derive(Clone)]
struct Form {
    words: Signal<String>,
    review: Signal<String>,
    anew: Signal<Option<Agreed>>,
}

/// The fields for a sentence, and what was agreed before.
pub(crate) fn parts(app: &App, about: About) -> [View; 2] {
    let form = Form {
        words: Signal::new(String::new()),
        review: Signal::new(String::new()),
        anew: Signal::new(None),
    };
    let fields = form.view(app, about);
    let (drawn, open) = (app.clone(), fields.clone());
    let list = region(&[app.news()], move || {
        let agreed = read(&drawn, about);
        let cards = agreed.iter().map(|one| view(&drawn, one, &form, &open));
        let head = (!agreed.is_empty()).then(|| heading(words().repair.agreed));
        head.into_iter().chain(cards).collect()
    });
    [fields, list]
}

/// The last first.
fn read(app: &App, about: About) -> Vec<Agreed> {
    app.read(|ledger| {
        let all = ledger.agreements(about.with).into_iter();
        let agreed = all.map(|(id, versions)| Agreed {
            id,
            heads: versions.heads(),
            content: versions.current().what.clone(),
            others: versions
                .others()
                .iter()
                .map(|v| v.what.words.as_str().to_owned())
                .collect(),
        });
        agreed
            .filter(|one| one.content.rupture == about.snag)
            .take(SHOWN)
            .collect()
    })
}

fn view(app: &App, agreed: &Agreed, form: &Form, fields: &View) -> View {
    let words = &words().repair;
    let mut parts = vec![own(agreed.content.words.as_str())];
    if !agreed.others.is_empty() {
        parts.push(note(words.two));
        parts.extend(agreed.others.iter().map(|other| own(other)));
    }
    let review = agreed.content.review.map(|day| when::date(day, app.now()));
    parts.extend(review.map(|day| quiet(&fill(words.look_again, &[&day]))));
    parts.extend(agreed.content.kept.map(|kept| quiet(kept_word(kept))));
    let answers = [
        (Kept::Kept, words.kept),
        (Kept::InPart, words.in_part),
        (Kept::NotKept, words.not_kept),
    ];
    let answers = answers
        .into_iter()
        .filter(|(kept, _)| agreed.content.kept != Some(*kept));
    let mut acts: Vec<_> = answers
        .map(|(kept, word)| answer(app, agreed, kept, word))
        .collect();
    let (form, agreed, fields) = (form.clone(), agreed.clone(), fields.clone());
    acts.push(button(Act::Small, words.other_words, move || {
        form.take_up(&agreed);
        fields.toggle("open", true);
    }));
    parts.push(wrap(acts));
    card(parts)
}

fn answer(app: &App, agreed: &Agreed, kept: Kept, word: &str) -> View {
    let (app, agreed) = (app.clone(), agreed.clone());
    button(Act::Small, word, move || {
        let content = Agreement {
            kept: Some(kept),
            ..agreed.content.clone()
        };
        revise(&app, agreed.id, agreed.heads.clone(), content, || {});
    })
}

impl Form {
    fn view(&self, app: &App, about: About) -> View {
        let sentences = &words().repair;
        let (form, kept) = (self.clone(), app.clone());
        let keep = button(Act::Plain, sentences.agree_keep, move || {
            form.keep(&kept, about);
        });
        let shown = self.anew.clone();
        let head = quiet(sentences.agree_change).live(&self.anew, move |view| {
            let anew = shown.with(Option::is_some);
            view.toggle("hidden", !anew);
        });
        let inside = vec![
            head,
            field::words(sentences.agree_words, &self.words),
            field::typed(sentences.agree_on, "date", &self.review),
            quiet(&fill(
                sentences.agree_shared,
                &[&person::name(app, about.with)],
            )),
            keep,
        ];
        fold(sentences.agree, inside)
    }

    fn take_up(&self, agreed: &Agreed) {
        self.words.set(agreed.content.words.as_str().to_owned());
        let review = agreed.content.review.map(|day| day.to_string());
        self.review.set(review.unwrap_or_default());
        self.anew.set(Some(agreed.clone()));
    }

    fn keep(&self, app: &App, about: About) {
        let Some(Some(said)) = typed::words(app, &self.words.get()) else {
            return;
        };
        let day = self.review.get();
        let review = typed::day(&day);
        if review.is_none() && !day.is_empty() {
            return undo::tell(words().repair.day_wrong);
        }
        let content = Agreement {
            relationship: about.with,
            rupture: about.snag,
            words: said,
            review,
            kept: None,
        };
        let (id, heads) = match self.anew.get() {
            Some(agreed) => (agreed.id, agreed.heads),
            None => match app.id(AgreementId::new) {
                Some(id) => (id, Vec::new()),
                None => return,
            },
        };
        let form = self.clone();
        revise(app, id, heads, content, move || form.clear());
    }

    fn clear(&self) {
        self.words.set(String::new());
        self.review.set(String::new());
        self.anew.set(None);
    }
}

/// Tells a version to the shared space; `then` comes only after it is kept.
fn revise(
    app: &App,
    id: AgreementId,
    mut heads: Vec<ChangeId>,
    content: Agreement,
    then: impl FnOnce() + 'static,
) {
    heads.truncate(BASES_MAX);
    let again = app.clone();
    app.attempt(async move {
        let with = content.relationship;
        let builds_on = Few::new(heads).map_err(ClientError::from)?;
        let revised = Revised {
            id,
            builds_on,
            content,
        };
        again
            .client()
            .record_shared(with, What::AgreementRevised(revised))
            .await?;
        then();
        again.sync();
        Ok(())
    });
}

const fn kept_word(kept: Kept) -> &'static str {
    let words = &words().repair;
    match kept {
        Kept::Kept => words.was_kept,
        Kept::InPart => words.was_in_part,
        Kept::NotKept => words.was_not,
    }
}

/// How many agreements a page shows; the others stay in the file of everything.
const SHOWN: usize = 8;
