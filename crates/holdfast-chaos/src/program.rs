//! The program under test: how it is started, and what it says.
//!
//! Invariant: only whole lines count; a line that was cut by a kill was never said.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::chain::{Hash, Record};

/// Anything that appends and acknowledges.
#[derive(Clone, Debug)]
pub struct Program {
    file: PathBuf,
    /// Given before the verb and the folder.
    arguments: Vec<OsString>,
}

/// What was said of records, by number.
pub type Held = BTreeMap<u64, Hash>;

impl Program {
    /// A program by its file and what to say before `append FOLDER COUNT` or `held FOLDER`.
    pub fn new(
        file: impl Into<PathBuf>,
        arguments: impl IntoIterator<Item = impl Into<OsString>>,
    ) -> Self {
        let arguments = arguments.into_iter().map(Into::into).collect();
        Self {
            file: file.into(),
            arguments,
        }
    }

    /// One of the victims of this crate, played by this very program.
    ///
    /// # Errors
    /// When this program does not know where its own file is.
    pub fn own(victim: &str) -> Result<Self> {
        let file = std::env::current_exe().context("no file of this program")?;
        Ok(Self::new(file, ["victim", victim]))
    }

    /// The command that appends `count` records.
    pub fn append(&self, folder: &Path, count: u64) -> Command {
        let mut command = self.command("append", folder);
        command.arg(count.to_string());
        command
    }

    /// Everything that it finds in the folder.
    ///
    /// # Errors
    /// When it fails, or when what it finds is not the beginning of the chain.
    pub fn held(&self, folder: &Path) -> Result<Held> {
        let output = self
            .command("held", folder)
            .output()
            .context("could not start")?;
        let said = String::from_utf8_lossy(&output.stdout);
        if !output.status.success() {
            let error = String::from_utf8_lossy(&output.stderr);
            bail!("could not read what is held: {}", error.trim());
        }
        let held = said_of(&said, "held");
        check_chain(&held)?;
        Ok(held)
    }

    fn command(&self, verb: &str, folder: &Path) -> Command {
        let mut command = Command::new(&self.file);
        command.args(&self.arguments).arg(verb).arg(folder);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

/// Every whole line that begins with this word.
pub(crate) fn said_of(text: &str, word: &str) -> Held {
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    whole.lines().filter_map(|line| parse(line, word)).collect()
}

pub(crate) fn parse(line: &str, word: &str) -> Option<(u64, Hash)> {
    let mut parts = line.split(' ');
    if parts.next()? != word {
        return None;
    }
    let number = parts.next()?.parse().ok()?;
    let mut hash = Hash::default();
    hex::decode_to_slice(parts.next()?, &mut hash).ok()?;
    Some((number, hash))
}

/// How many of the acked are not held.
pub(crate) fn lost(acked: &Held, held: &Held) -> u64 {
    acked
        .iter()
        .filter(|(number, hash)| held.get(number) != Some(hash))
        .count() as u64
}

/// What is held must be the chain from its first record on, without a gap and with its own bytes.
fn check_chain(held: &Held) -> Result<()> {
    let mut record = Record::FIRST;
    for (number, hash) in held {
        record = record.next();
        ensure!(
            *number == record.number(),
            "record {} is missing",
            record.number()
        );
        ensure!(
            *hash == record.hash(),
            "record {number} is not as it was written"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_cut_by_a_kill_was_never_said() {
        let one = Record::FIRST.next();
        let text = format!("{}\n{}", one.acked(), one.next().acked());
        assert_eq!(said_of(&text, "acked"), Held::from([(1, one.hash())]));
        assert_eq!(said_of(&one.acked(), "acked"), Held::new());
    }

    #[test]
    fn a_gap_or_a_foreign_hash_is_noticed() {
        let one = Record::FIRST.next();
        let two = one.next();
        assert!(check_chain(&Held::from([(1, one.hash()), (2, two.hash())])).is_ok());
        assert!(check_chain(&Held::from([(2, two.hash())])).is_err());
        assert!(check_chain(&Held::from([(1, two.hash())])).is_err());
        let acked = Held::from([(1, one.hash()), (2, two.hash())]);
        assert_eq!(lost(&acked, &Held::from([(1, one.hash())])), 1);
    }
}
