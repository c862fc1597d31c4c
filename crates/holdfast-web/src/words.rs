//! The catalogue: every word that the app says, in one place and one language at a time.
//! Invariant: one word for one thing (docs/glossary.md); a second language is a second constant,
//! and the compiler finds what it forgot.

mod bag;
mod between;
mod desk;
mod first;
mod meet;
mod mend;
mod more;
mod tie;
mod today;

pub(crate) use bag::BagWords;
pub(crate) use between::{LineWords, SessionWords, SnagWords, UsWords};
pub(crate) use desk::{CopyWords, DeskWords};
pub(crate) use first::{ActWords, FirstWords, KeptWords, LockWords};
pub(crate) use meet::{NoteWords, PairWords};
pub(crate) use mend::{MendWords, NoticeWords, QuestionWords, RepairWords};
pub(crate) use more::{EraseWords, MoreWords, PartWords, PlanWords, TroubleWords};
pub(crate) use tie::{ImportWords, LeftWords, PrepareWords, TieWords};
pub(crate) use today::{TodayWords, WhenWords, WriteWords};

/// Declares a group of words and its English.
macro_rules! catalogue {
    ($(#[$doc:meta])+ $name:ident { $($key:ident: $text:expr,)+ }) => {
        $(#[$doc])+
        pub(crate) struct $name { $(pub(crate) $key: &'static str,)+ }

        impl $name {
            /// English.
            pub(crate) const EN: Self = Self { $($key: $text,)+ };
        }
    };
}
use catalogue;

/// All the words of one language.
pub(crate) struct Words {
    pub(crate) act: ActWords,
    pub(crate) bag: BagWords,
    pub(crate) copy: CopyWords,
    pub(crate) desk: DeskWords,
    pub(crate) erase: EraseWords,
    pub(crate) first: FirstWords,
    pub(crate) kept: KeptWords,
    pub(crate) line: LineWords,
    pub(crate) lock: LockWords,
    pub(crate) import: ImportWords,
    pub(crate) left: LeftWords,
    pub(crate) mend: MendWords,
    pub(crate) more: MoreWords,
    pub(crate) note: NoteWords,
    pub(crate) pair: PairWords,
    pub(crate) notice: NoticeWords,
    pub(crate) part: PartWords,
    pub(crate) plan: PlanWords,
    pub(crate) prepare: PrepareWords,
    pub(crate) question: QuestionWords,
    pub(crate) repair: RepairWords,
    pub(crate) session: SessionWords,
    pub(crate) snag: SnagWords,
    pub(crate) tie: TieWords,
    pub(crate) today: TodayWords,
    pub(crate) trouble: TroubleWords,
    pub(crate) us: UsWords,
    pub(crate) when: WhenWords,
    pub(crate) write: WriteWords,
}

static EN: Words = Words {
    act: ActWords::EN,
    bag: BagWords::EN,
    copy: CopyWords::EN,
    desk: DeskWords::EN,
    erase: EraseWords::EN,
    first: FirstWords::EN,
    kept: KeptWords::EN,
    line: LineWords::EN,
    lock: LockWords::EN,
    import: ImportWords::EN,
    left: LeftWords::EN,
    mend: MendWords::EN,
    more: MoreWords::EN,
    note: NoteWords::EN,
    pair: PairWords::EN,
    notice: NoticeWords::EN,
    part: PartWords::EN,
    plan: PlanWords::EN,
    prepare: PrepareWords::EN,
    question: QuestionWords::EN,
    repair: RepairWords::EN,
    session: SessionWords::EN,
    snag: SnagWords::EN,
    tie: TieWords::EN,
    today: TodayWords::EN,
    trouble: TroubleWords::EN,
    us: UsWords::EN,
    when: WhenWords::EN,
    write: WriteWords::EN,
};

/// The words of the language in use.
pub(crate) const fn words() -> &'static Words {
    &EN
}

/// Puts values into the places `{0}`, `{1}` ... of a sentence. Initials bring their own full stop.
pub(crate) fn fill(sentence: &str, values: &[&str]) -> String {
    let mut filled = sentence.to_owned();
    for (at, value) in values.iter().enumerate() {
        let place = format!("{{{at}}}");
        if value.ends_with('.') {
            filled = filled.replace(&format!("{place}."), value);
        }
        filled = filled.replace(&place, value);
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_takes_its_values_in_any_order() {
        assert_eq!(fill("{1} and {0}", &["a", "b"]), "b and a");
        assert_eq!(fill("nothing", &["a"]), "nothing");
        assert_eq!(
            fill("{0} says nothing to {0}.", &["R."]),
            "R. says nothing to R."
        );
    }
}
