//! The budget of the first visit, measured by a real browser against the release that is shipped.
//! Invariant: a size beyond its budget is a failure; times are figures and never a gate.

use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::figure::{Figure, measured};
use crate::{browser, build, shell};

/// Measures sizes and starts in Chromium, and checks the sizes.
#[derive(Args)]
pub(crate) struct Budget {
    /// Take the release as it lies there, without building it.
    #[arg(long)]
    built: bool,
}

impl Budget {
    /// Measures, hands the figures to `keep`, and fails when a budget is broken.
    pub(crate) fn execute(self, keep: fn(&str, Vec<Figure>) -> Result<()>) -> Result<()> {
        if !self.built {
            build::Build::RELEASE.execute()?;
        }
        let figures = measure()?;
        for Figure { name, value, .. } in &figures {
            println!("{value:>10}  {name}");
        }
        keep("budget", figures.clone())?;
        let broken = broken(&figures);
        if broken.is_empty() {
            println!("budget: kept");
            return Ok(());
        }
        bail!("budget broken: {}", broken.join("; "))
    }
}

/// Opens the app and Hold in Chromium; the release must be built.
pub(crate) fn measure() -> Result<Vec<Figure>> {
    in_browser("e2e/budget.mjs", "cargo xtask budget", |_| {})
}

/// Runs a script that measures the release in Chromium.
pub(crate) fn in_browser(
    script: &str,
    said_as: &str,
    more: impl FnOnce(&mut Command),
) -> Result<Vec<Figure>> {
    browser::node_packages()?;
    let binary = shell::root().join("target/release/holdfast");
    let mut node = shell::program("node");
    node.arg(script)
        .env("HOLDFAST_BIN", binary)
        .env("CHROMIUM", browser::chromium()?);
    more(&mut node);
    measured(&mut node, said_as).context("could not measure the app")
}

/// The budgets that are broken, in words. A budget without its figure is broken too.
fn broken(figures: &[Figure]) -> Vec<String> {
    let over = |(name, most): &(&str, u64)| {
        let figure = figures.iter().find(|figure| figure.name == *name);
        match figure.and_then(|figure| figure.value.parse::<u64>().ok()) {
            Some(found) if found <= *most => None,
            Some(found) => Some(format!("{name}: {found}, and {most} is the most")),
            None => Some(format!("{name}: not measured")),
        }
    };
    BUDGETS.iter().filter_map(over).collect()
}

/// In bytes as they are transferred (decimal kilobytes), and in files.
const BUDGETS: [(&str, u64); 3] = [
    ("first visit, bytes transferred", 250_000),
    ("hold.html alone, bytes transferred", 30_000),
    ("hold.html alone, WASM files", 0),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(first: &str) -> Vec<Figure> {
        let figure = |name: &str, value: &str| Figure {
            name: name.into(),
            value: value.into(),
            command: String::new(),
        };
        vec![
            figure(BUDGETS[0].0, first),
            figure(BUDGETS[1].0, "30000"),
            figure(BUDGETS[2].0, "0"),
        ]
    }

    #[test]
    fn a_budget_is_kept_at_its_limit_and_broken_one_byte_past_it() {
        assert!(broken(&figures("250000")).is_empty());
        assert_eq!(broken(&figures("250001")).len(), 1);
    }

    #[test]
    fn what_was_not_measured_is_not_kept() {
        assert_eq!(broken(&figures("quick")).len(), 1);
        assert_eq!(broken(&[]).len(), BUDGETS.len());
    }
}
