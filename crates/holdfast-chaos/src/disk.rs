//! A disk on which only what was flushed is certain.
//!
//! Invariant: an image holds every flushed byte; of the rest it holds what chance decides, sector
//! by
//! sector, and names of files only up to a chance point in the order of their changes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::dice::Dice;
use crate::recording::Event;

/// The files as they would be found after a cut right now, certain and uncertain apart.
#[derive(Clone, Debug, Default)]
pub(crate) struct Disk {
    files: Vec<File>,
    /// Which file is behind a name for the running program.
    live: BTreeMap<String, usize>,
    /// Which file is behind a name for certain.
    durable: BTreeMap<String, usize>,
    /// Changes of names since the folder was flushed.
    renamed: Vec<Naming>,
}

#[derive(Clone, Debug, Default)]
struct File {
    durable: Vec<u8>,
    pending: Vec<Change>,
}

#[derive(Clone, Debug)]
enum Change {
    Write { offset: usize, data: Vec<u8> },
    Truncate(usize),
}

#[derive(Clone, Debug)]
enum Naming {
    Set(String, usize),
    Remove(String),
}

/// What becomes of what was not flushed.
#[derive(Clone, Copy)]
enum Fate {
    Lost,
    Kept,
    /// Whole changes, by chance.
    Mixed,
    /// Single sectors, by chance.
    Torn,
}

impl Disk {
    pub(crate) fn apply(&mut self, event: &Event, dice: &mut Dice) {
        match event {
            Event::Create(path) => self.create(path),
            Event::Write { path, offset, data } => {
                let write = Change::Write {
                    offset: *offset as usize,
                    data: data.clone(),
                };
                self.change(path, write);
            }
            Event::Truncate { path, len } => self.change(path, Change::Truncate(*len as usize)),
            Event::Flush(path) => self.in_file(path, File::flush),
            // As on Linux: a flush that failed forgets what it could not write.
            Event::FlushFailed(path) => self.in_file(path, |file| {
                let fate = fate(dice);
                file.durable = file.after_cut(fate, dice);
                file.pending.clear();
            }),
            Event::FlushFolder => self.flush_folder(),
            Event::Unlink(path) => {
                self.live.remove(path);
                self.renamed.push(Naming::Remove(path.clone()));
            }
            Event::Rename { from, to } => {
                if let Some(file) = self.live.remove(from) {
                    self.live.insert(to.clone(), file);
                    self.renamed.push(Naming::Set(to.clone(), file));
                    self.renamed.push(Naming::Remove(from.clone()));
                }
            }
            Event::Said(_) | Event::Struck => {}
        }
    }

    /// Writes what a power cut might leave into a folder.
    pub(crate) fn image(&self, folder: &Path, dice: &mut Dice) -> Result<()> {
        let fate = fate(dice);
        let survived = match fate {
            Fate::Lost => 0,
            Fate::Kept => self.renamed.len(),
            Fate::Mixed | Fate::Torn => dice.below(self.renamed.len() + 1),
        };
        let mut names = self.durable.clone();
        for naming in self.renamed.iter().take(survived) {
            naming.apply(&mut names);
        }
        for (name, file) in names {
            // Shared memory is no file on a disk; a cut may leave anything under its name.
            let bytes = match self.files.get(file) {
                Some(_) if name.ends_with("-shm") => noise(dice),
                Some(file) => file.after_cut(fate, dice),
                None => continue,
            };
            fs::write(folder.join(name), bytes)?;
        }
        Ok(())
    }

    fn create(&mut self, path: &str) {
        let file = self.files.len();
        self.files.push(File::default());
        self.live.insert(path.to_owned(), file);
        self.renamed.push(Naming::Set(path.to_owned(), file));
    }

    fn change(&mut self, path: &str, change: Change) {
        self.in_file(path, |file| file.pending.push(change));
    }

    fn in_file(&mut self, path: &str, work: impl FnOnce(&mut File)) {
        if let Some(file) = self
            .live
            .get(path)
            .and_then(|file| self.files.get_mut(*file))
        {
            work(file);
        }
    }

    fn flush_folder(&mut self) {
        for naming in self.renamed.drain(..) {
            naming.apply(&mut self.durable);
        }
    }
}

impl File {
    fn flush(&mut self) {
        for change in self.pending.drain(..) {
            change.apply(&mut self.durable);
        }
    }

    fn after_cut(&self, fate: Fate, dice: &mut Dice) -> Vec<u8> {
        let mut bytes = self.durable.clone();
        for change in &self.pending {
            match fate {
                Fate::Lost => {}
                Fate::Kept => change.apply(&mut bytes),
                Fate::Mixed if dice.one_in(2) => change.apply(&mut bytes),
                Fate::Mixed => {}
                Fate::Torn => change.tear(&mut bytes, dice),
            }
        }
        bytes
    }
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Write { offset, data } => write(bytes, *offset, data),
            Self::Truncate(len) => bytes.resize(*len, 0),
        }
    }

    /// Applies single sectors of it.
    fn tear(&self, bytes: &mut Vec<u8>, dice: &mut Dice) {
        match self {
            Self::Write { offset, data } => {
                let mut at = *offset;
                let mut rest = data.as_slice();
                while !rest.is_empty() {
                    let len = rest.len().min(SECTOR_BYTES - at % SECTOR_BYTES);
                    let (sector, after) = rest.split_at(len);
                    if dice.one_in(2) {
                        write(bytes, at, sector);
                    }
                    at += len;
                    rest = after;
                }
            }
            Self::Truncate(_) if dice.one_in(2) => self.apply(bytes),
            Self::Truncate(_) => {}
        }
    }
}

impl Naming {
    fn apply(&self, names: &mut BTreeMap<String, usize>) {
        match self {
            Self::Set(name, file) => names.insert(name.clone(), *file),
            Self::Remove(name) => names.remove(name),
        };
    }
}

fn fate(dice: &mut Dice) -> Fate {
    match dice.below(6) {
        0 => Fate::Lost,
        1 => Fate::Kept,
        2 | 3 => Fate::Mixed,
        _ => Fate::Torn,
    }
}

fn write(bytes: &mut Vec<u8>, offset: usize, data: &[u8]) {
    let end = offset + data.len();
    if bytes.len() < end {
        bytes.resize(end, 0);
    }
    if let Some(place) = bytes.get_mut(offset..end) {
        place.copy_from_slice(data);
    }
}

fn noise(dice: &mut Dice) -> Vec<u8> {
    (0..NOISE_WORDS)
        .flat_map(|_| dice.roll().to_le_bytes())
        .collect()
}

/// What a disk writes whole or not at all.
const SECTOR_BYTES: usize = 512;

/// 32 KiB, the size of SQLite's shared memory.
const NOISE_WORDS: usize = 4_096;

#[cfg(test)]
mod tests;
