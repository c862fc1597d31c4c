//! The therapies of a file, one after the other.
//! A file whose clients are in order is read in constant memory; another is held as a whole.

use std::collections::{BTreeMap, VecDeque};
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

use super::header::{Layout, Time};
use super::order::Rising;
use super::row::Rows;
use super::therapy::{Entry, gather};
use super::{CLIENT_BYTES_MAX, Options, Therapy, flaw_at};
use crate::error::{Flaw, LabError};

/// Where a table comes from.
pub enum Source {
    /// A file, which can be read twice.
    File(PathBuf),
    /// Text in memory.
    Text(Vec<u8>),
    /// Something that can be read once, as standard input.
    Stream(Box<dyn Read + Send>),
}

/// Reads one therapy after the other.
pub struct Therapies {
    rows: Rows<Box<dyn Read + Send>>,
    layout: Layout,
    options: Options,
    columns_ignored: Vec<String>,
    waiting: Waiting,
    ended: Ended,
}

/// What was read and not yet given out.
enum Waiting {
    /// The client whose lines are being read; `Rising` where nobody looked ahead.
    One {
        client: Option<String>,
        entries: Vec<Entry>,
        rising: Option<Rising>,
    },
    /// Everything, because the clients are not in order.
    All(VecDeque<(String, Vec<Entry>)>),
}

#[derive(PartialEq, Eq)]
enum Ended {
    No,
    Yes,
}

impl Therapies {
    /// Opens a table and reads its header.
    ///
    /// A file, and a stream of less than `held_bytes_max`, is scanned once to see whether its
    /// clients are in order; if not, it is held in memory. A longer stream must be in order.
    ///
    /// # Errors
    /// Any flaw of the header, of the encoding, or of a file whose clients are not in order.
    pub fn open(source: Source, options: Options) -> Result<Self, LabError> {
        match source {
            Source::File(path) => {
                let open = || -> Result<Box<dyn Read + Send>, LabError> {
                    let file = open_file(&path).map_err(|source| LabError::File {
                        path: path.clone(),
                        source,
                    })?;
                    Ok(Box::new(file))
                };
                Self::scanned(open, options)
            }
            Source::Text(text) => {
                let text: std::sync::Arc<[u8]> = text.into();
                Self::scanned(|| Ok(Box::new(Cursor::new(text.clone()))), options)
            }
            Source::Stream(mut stream) => {
                let mut head = Vec::new();
                let limit = options.held_bytes_max;
                let read = stream.by_ref().take(limit).read_to_end(&mut head);
                read.map_err(|source| LabError::File {
                    path: "-".into(),
                    source,
                })?;
                if (head.len() as u64) < limit {
                    return Self::open(Source::Text(head), options);
                }
                let input = Box::new(Cursor::new(head).chain(stream));
                Self::started(input, options, Some(Rising::default()))
            }
        }
    }

    fn scanned(
        open: impl Fn() -> Result<Box<dyn Read + Send>, LabError>,
        options: Options,
    ) -> Result<Self, LabError> {
        let rising = clients_rise(open()?, &options)?;
        let mut therapies = Self::started(open()?, options, None)?;
        if !rising {
            therapies.hold_all()?;
        }
        Ok(therapies)
    }

    fn started(
        input: Box<dyn Read + Send>,
        options: Options,
        rising: Option<Rising>,
    ) -> Result<Self, LabError> {
        let rows = Rows::new(input)?;
        let header: Vec<&str> = rows.header.iter().collect();
        let layout = Layout::find(&header, &options.names)?;
        let columns_ignored = layout.ignored(&header);
        let waiting = Waiting::One {
            client: None,
            entries: Vec::new(),
            rising,
        };
        Ok(Self {
            rows,
            layout,
            options,
            columns_ignored,
            waiting,
            ended: Ended::No,
        })
    }

    /// The columns that are not read, for a word to the user.
    #[must_use]
    pub fn columns_ignored(&self) -> &[String] {
        &self.columns_ignored
    }

    /// Whether gaps are counted from session numbers, because there is no date and no week.
    #[must_use]
    pub fn time_is_assumed(&self) -> bool {
        matches!(self.layout.time, Time::Number)
    }

    fn hold_all(&mut self) -> Result<(), LabError> {
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        let mut all: VecDeque<(String, Vec<Entry>)> = VecDeque::new();
        while let Some((client, entry)) = self.read()? {
            match places.get(&client).and_then(|place| all.get_mut(*place)) {
                Some((_, entries)) => entries.push(entry),
                None => {
                    places.insert(client.clone(), all.len());
                    all.push_back((client, vec![entry]));
                }
            }
        }
        self.waiting = Waiting::All(all);
        Ok(())
    }

    /// The next line, as an entry of a client.
    fn read(&mut self) -> Result<Option<(String, Entry)>, LabError> {
        let Some(mut row) = self.rows.next()? else {
            return Ok(None);
        };
        let column = self.layout.client;
        let client = row.cell(column);
        if client.is_empty() {
            return Err(row.flaw(column, Flaw::Missing("client")));
        }
        if client.len() > CLIENT_BYTES_MAX {
            let what = "the client's name is too long";
            return Err(row.flaw(
                column,
                Flaw::Limit {
                    what,
                    limit: CLIENT_BYTES_MAX as u64,
                },
            ));
        }
        let client = client.to_owned();
        let entry = Entry::read(&mut row, &self.layout, &self.options.scale)?;
        Ok(Some((client, entry)))
    }

    /// The next client with all lines, or nothing at the end.
    fn take(&mut self) -> Result<Option<(String, Vec<Entry>)>, LabError> {
        if let Waiting::All(all) = &mut self.waiting {
            return Ok(all.pop_front());
        }
        while self.ended == Ended::No {
            let next = self.read()?;
            let Waiting::One {
                client,
                entries,
                rising,
            } = &mut self.waiting
            else {
                break;
            };
            let Some((name, entry)) = next else {
                self.ended = Ended::Yes;
                break;
            };
            if client.as_ref() == Some(&name) {
                entries.push(entry);
                continue;
            }
            if let Some(rising) = rising
                && !rising.holds_with(&name)
            {
                return Err(self.unsorted(name));
            }
            let done = client
                .replace(name)
                .map(|done| (done, std::mem::take(entries)));
            entries.push(entry);
            if done.is_some() {
                return Ok(done);
            }
        }
        let Waiting::One {
            client, entries, ..
        } = &mut self.waiting
        else {
            return Ok(None);
        };
        Ok(client
            .take()
            .map(|client| (client, std::mem::take(entries))))
    }

    fn unsorted(&self, client: String) -> LabError {
        flaw_at(self.rows.line(), self.layout.client, Flaw::Unsorted(client))
    }
}

impl Iterator for Therapies {
    type Item = Result<Therapy, LabError>;

    /// After an error nothing more comes.
    fn next(&mut self) -> Option<Self::Item> {
        let taken = self.take().and_then(|taken| {
            taken
                .map(|(client, entries)| gather(client, entries, &self.layout, &self.options))
                .transpose()
        });
        if taken.is_err() {
            self.ended = Ended::Yes;
            self.waiting = Waiting::All(VecDeque::new());
        }
        taken.transpose()
    }
}

/// Reads the names of the clients alone. Also refuses a table without lines.
fn clients_rise(input: Box<dyn Read + Send>, options: &Options) -> Result<bool, LabError> {
    let mut rows = Rows::new(input)?;
    let header: Vec<&str> = rows.header.iter().collect();
    let column = Layout::find(&header, &options.names)?.client;
    let mut rising = Rising::default();
    let mut last = None;
    while let Some(row) = rows.next()? {
        let client = row.cell(column);
        if last.as_deref() == Some(client) {
            continue;
        }
        if !rising.holds_with(client) {
            return Ok(false);
        }
        last = Some(client.to_owned());
    }
    if last.is_none() {
        let flaw = Flaw::Empty("there is a header and no line below it");
        return Err(flaw_at(1, 0, flaw));
    }
    Ok(true)
}

/// A folder opens like a file and is refused only when it is read, when nobody knows its name.
fn open_file(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    Ok(file)
}
