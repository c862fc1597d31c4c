//! `holdfast completions` and `holdfast manual`: the command line in the shell and in `man`.
//! Both are made from the same definitions as the parser, so they cannot say anything else.

use std::io::Write;

use anyhow::Result;
use clap::{Args, Command};
use clap_complete::Shell;

use crate::output::Output;

/// Print completions for a shell.
#[derive(Args)]
pub(crate) struct Completions {
    /// The shell.
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(&self, mut command: Command) -> Result<()> {
        let mut output = Output::open(None)?;
        let name = command.get_name().to_owned();
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut command, name, &mut text);
        output.write_all(&text)?;
        Ok(output.close()?)
    }
}

/// Print the manual page, each command after the other.
#[derive(Args)]
pub(crate) struct Manual {}

impl Manual {
    pub(crate) fn run(&self, mut command: Command) -> Result<()> {
        // Gives every command its full name, as `holdfast-detect`.
        command.build();
        let mut output = Output::open(None)?;
        clap_mangen::Man::new(command.clone()).render(&mut output)?;
        for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
            clap_mangen::Man::new(sub.clone()).render(&mut output)?;
        }
        Ok(output.close()?)
    }
}
