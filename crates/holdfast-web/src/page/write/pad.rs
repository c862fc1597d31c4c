//! The pad: a field whose every batch of keystrokes goes to the disk within a third of a second.
//! Invariant: a batch is first kept as the draft of this device, sealed; a version of the page
//! follows when she rests or leaves, and only then is the draft let go.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use holdfast_client::ClientError;
use holdfast_model::What;
use holdfast_model::id::{ID_BYTES, WritingId};
use holdfast_model::part::Voice;
use holdfast_model::scale::Few;
use holdfast_model::text::Words;
use holdfast_model::thing::{Links, Revised};
use holdfast_model::time::Instant;
use holdfast_model::writing::Writing;
use holdfast_store::StoreError;

use super::{Page, text_of, versions_line};
use crate::app::{App, Holdfast, spawn};
use crate::part::kept::Keeping;
use crate::route::Route;
use crate::ui::{Signal, Timer, View, el};
use crate::words::words;

/// One page being written. Cheap to clone: clones are the same page.
#[derive(Clone)]
pub(super) struct Pad {
    pub(super) app: App,
    pub(super) id: WritingId,
    pub(super) voice: Signal<Voice>,
    pub(super) about: Links,
    pub(super) keeping: Signal<Keeping>,
    pub(super) at: Option<Instant>,
    pub(super) others: Rc<Vec<(Instant, String)>>,
    pub(super) versions: String,
    field: View,
    work: Rc<Work>,
}

#[derive(Default)]
struct Work {
    /// When the first keystroke came that is not on the disk yet.
    waits_since: Cell<Option<f64>>,
    /// Whether something is being kept right now.
    busy: Cell<bool>,
    /// What the last version says, so that an equal one is not recorded again.
    recorded: RefCell<Option<(String, Voice)>>,
    soon: RefCell<Option<Timer>>,
    rest: RefCell<Option<Timer>>,
}

impl Pad {
    pub(super) fn new(app: &App, id: WritingId, page: Page) -> Self {
        let field = el("textarea").class("pad").attr("id", "pad");
        let field = field
            .attr("aria-label", words().write.label)
            .attr("autocapitalize", "sentences");
        field.set_value(&page.text);
        let pad = Self {
            app: app.clone(),
            id,
            voice: Signal::new(page.voice.clone()),
            about: page.about.clone(),
            keeping: Signal::new(Keeping::Nothing),
            at: page.at,
            others: Rc::new(page.others),
            versions: versions_line(page.versions),
            field,
            work: Rc::default(),
        };
        if page.at.is_some() {
            pad.work.recorded.replace(Some((page.text, page.voice)));
        } else if !page.text.is_empty() {
            pad.touched(); // typed before the app was ready
        }
        let leaving = pad.clone();
        app.on_leave(Rc::new(move || {
            let pad = leaving.clone();
            Box::pin(async move { pad.settle().await })
        }));
        pad
    }

    /// The field itself.
    pub(super) fn field(&self) -> View {
        let pad = self.clone();
        self.field.clone().on("input", move |_| pad.touched())
    }

    /// Puts the beginning of a sentence where the words end.
    pub(super) fn begin_with(&self, stem: &str) {
        let before = self.field.value();
        let gap = if before.is_empty() || before.ends_with(['\n', ' ']) {
            ""
        } else {
            "\n"
        };
        self.replace(&format!("{before}{gap}{stem}"));
    }

    /// Puts other words in place of these; the others stay in the history.
    pub(super) fn replace(&self, text: &str) {
        self.field.set_value(text);
        self.field.focus();
        self.touched();
    }

    /// Something was typed: to the disk at the next pause, or after most of a second without one.
    pub(super) fn touched(&self) {
        let now = js_sys::Date::now();
        let since = self.work.waits_since.get().unwrap_or(now);
        self.work.waits_since.set(Some(since));
        self.keeping.set(Keeping::Waiting);
        self.app.rename(Route::Page(self.id));
        let pad = self.clone();
        let wait = if now - since >= LONGEST_MS {
            0
        } else {
            PAUSE_MS
        };
        let soon = Timer::new(wait, move || spawn(async move { pad.keep_draft().await }));
        self.work.soon.replace(Some(soon));
        let app = self.app.clone();
        let rest = Timer::new(REST_MS, move || app.flush());
        self.work.rest.replace(Some(rest));
    }

    async fn keep_draft(&self) {
        if self.work.busy.replace(true) {
            return; // the one at work looks again when it is done
        }
        while self.work.waits_since.take().is_some() {
            let text = self.field.value();
            let draft = [self.id.as_bytes().as_slice(), text.as_bytes()].concat();
            let kept = self.app.client().keep_draft(DRAFT, &draft).await;
            self.show(kept);
        }
        self.work.busy.set(false);
    }

    /// Records a version if there is something new in it, then lets the draft go.
    async fn settle(&self) -> bool {
        self.work.soon.replace(None);
        self.work.rest.replace(None);
        let (text, voice) = (self.field.value(), self.voice.get());
        let same = self
            .work
            .recorded
            .borrow()
            .as_ref()
            .is_some_and(|last| *last == (text.clone(), voice.clone()));
        let nothing = self.work.recorded.borrow().is_none() && text.trim().is_empty();
        if same || nothing {
            return true;
        }
        self.work.waits_since.set(None);
        let kept = record(
            self.app.client(),
            self.id,
            &text,
            (voice.clone(), self.about.clone()),
        )
        .await;
        let is_kept = kept.is_ok();
        if is_kept {
            self.work.recorded.replace(Some((text, voice)));
        }
        self.show(kept);
        is_kept
    }

    fn show(&self, kept: Result<(), ClientError>) {
        let keeping = match kept {
            Ok(()) if self.work.waits_since.get().is_none() => Keeping::Kept,
            Ok(()) => Keeping::Waiting,
            Err(error @ ClientError::Store(StoreError::Closed)) => {
                self.app.tell(&error);
                Keeping::Shut
            }
            Err(error) => {
                self.app.tell(&error);
                let pad = self.clone();
                self.work
                    .soon
                    .replace(Some(Timer::new(RETRY_MS, move || pad.touched())));
                Keeping::Refused
            }
        };
        self.keeping.set(keeping);
    }
}

/// Turns a draft that was left behind (the power went, the tab was closed) into a version.
pub(crate) async fn recover(client: &Holdfast) {
    let Ok(Some(draft)) = client.draft(DRAFT).await else {
        return;
    };
    let Some((id, text)) = draft.split_first_chunk::<ID_BYTES>() else {
        return;
    };
    let (id, text) = (
        WritingId::new(*id),
        String::from_utf8_lossy(text).into_owned(),
    );
    let context = client
        .read(|ledger| {
            let versions = ledger.writing(id)?;
            let now = versions.current().what;
            Some((now.voice.clone(), now.about.clone()))
        })
        .ok()
        .flatten()
        .unwrap_or_default();
    let same = client.read(|ledger| {
        ledger
            .writing(id)
            .is_some_and(|versions| text_of(versions.current().what) == text)
    });
    if !same.is_ok_and(|same| same) {
        let _kept = record(client, id, &text, context).await;
    }
}

async fn record(
    client: &Holdfast,
    id: WritingId,
    text: &str,
    (voice, about): (Voice, Links),
) -> Result<(), ClientError> {
    let builds_on = client.read(|ledger| ledger.writing(id).map(|versions| versions.heads()))?;
    let mut builds_on = builds_on.unwrap_or_default();
    builds_on.truncate(holdfast_model::thing::BASES_MAX);
    let words = if text.trim().is_empty() {
        None
    } else {
        Some(Words::parse(text)?)
    };
    let content = Writing {
        voice,
        words,
        to: None,
        about,
    };
    let revised = Revised {
        id,
        builds_on: Few::new(builds_on)?,
        content,
    };
    client.record(What::WritingRevised(revised)).await?;
    client.drop_draft(DRAFT).await
}

/// The name of the draft; there is one, for there is one pad.
const DRAFT: &str = "page";
/// A pause this long ends a batch of keystrokes, in milliseconds.
const PAUSE_MS: u32 = 200;
/// Who never pauses is kept after this long, in milliseconds.
const LONGEST_MS: f64 = 600.0;
/// After this long without a keystroke a version is recorded, in milliseconds.
const REST_MS: u32 = 15_000;
/// After a refusal, the next try, in milliseconds.
const RETRY_MS: u32 = 4_000;
