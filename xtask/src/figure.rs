//! One figure, and the commands that print figures.
//! Invariant: a command that printed no figure has failed.

use std::process::Command;

use anyhow::{Result, bail};

use crate::shell;

/// One number, as words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) command: String,
}

/// Runs a command that prints `FIGURE` lines.
pub(crate) fn measured(command: &mut Command, said_as: &str) -> Result<Vec<Figure>> {
    let text = shell::output(command)?;
    let figures: Vec<Figure> = text
        .lines()
        .filter_map(|line| parse(line, said_as))
        .collect();
    if figures.is_empty() {
        bail!("{said_as} printed no figure");
    }
    Ok(figures)
}

fn parse(line: &str, command: &str) -> Option<Figure> {
    let (name, value) = line.strip_prefix("FIGURE\t")?.split_once('\t')?;
    Some(Figure {
        name: name.into(),
        value: value.trim().into(),
        command: command.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_a_line_with_its_mark() {
        let figure = parse("FIGURE\tcold sync\t41 ms", "x").unwrap();
        assert_eq!(
            (figure.name.as_str(), figure.value.as_str()),
            ("cold sync", "41 ms")
        );
        assert_eq!(parse("cold sync\t41 ms", "x"), None);
    }
}
