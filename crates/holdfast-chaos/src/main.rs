//! Kills, cuts and disturbs a store, and says what came out of it. Ends with an error when anything
//! acknowledged was lost, or when the tool could not have noticed.
//!
//! Invariant: the last line of a run is its figures; the same seed plays the same run.

mod figures;

use std::path::PathBuf;

use anyhow::{Result, ensure};
use clap::{Parser, Subcommand, ValueEnum};
use holdfast_chaos::fault::{self, Fault};
use holdfast_chaos::{Program, kill, power, victim};

#[derive(Parser)]
#[command(about = "Kills, power cuts and failing disks for the stores")]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// SIGKILL at random moments.
    Crash {
        #[command(flatten)]
        target: Target,
        /// How many kills.
        #[arg(long, default_value_t = 500)]
        cycles: u64,
    },
    /// Disks as a power cut might leave them.
    Powercut {
        #[command(flatten)]
        target: Target,
        /// How many images.
        #[arg(long, default_value_t = 500)]
        images: u64,
        /// For a store that is known to lose: fail unless a loss is found.
        #[arg(long)]
        expect_loss: bool,
    },
    /// Full disk, failing and short writes, failing flushes, each alone; then power cuts after
    /// them.
    Faults {
        #[command(flatten)]
        target: Target,
        /// How many runs of each kind.
        #[arg(long, default_value_t = 75)]
        cycles: u64,
        /// How many power cuts after each kind.
        #[arg(long, default_value_t = 50)]
        images: u64,
    },
    /// Everything once, as lines for the page of figures.
    Figures {
        /// How many kills.
        #[arg(long, default_value_t = 500)]
        cycles: u64,
        /// How many images.
        #[arg(long, default_value_t = 500)]
        images: u64,
        /// Where the chances begin.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// What is killed: not for people.
    #[command(hide = true)]
    Victim {
        store: Victim,
        #[command(subcommand)]
        verb: VictimVerb,
    },
}

#[derive(clap::Args)]
struct Target {
    /// Which store.
    #[arg(long, default_value = "sqlite")]
    store: Victim,
    /// Another program instead, with its first arguments; it must know `append FOLDER COUNT` and
    /// `held FOLDER`.
    #[arg(long, num_args = 1.., allow_hyphen_values = true)]
    program: Vec<String>,
    /// Where the chances begin.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Clone, Copy, ValueEnum)]
enum Victim {
    /// The native store.
    Sqlite,
    /// The native store with `synchronous=NORMAL`, which loses: for `--expect-loss`.
    SqliteNormal,
    /// The relay with its SQLite file.
    Relay,
}

#[derive(Subcommand)]
enum VictimVerb {
    Append { folder: PathBuf, count: u64 },
    Held { folder: PathBuf },
}

impl Target {
    fn program(&self) -> Result<Program> {
        match self.program.split_first() {
            Some((file, arguments)) => Ok(Program::new(file, arguments)),
            None => Program::own(self.store.name()),
        }
    }
}

impl Victim {
    fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::SqliteNormal => "sqlite-normal",
            Self::Relay => "relay",
        }
    }

    fn play(self, verb: VictimVerb) -> Result<()> {
        let open = match self {
            Self::Sqlite => victim::safe,
            Self::SqliteNormal => victim::losing,
            Self::Relay => return play_relay(verb),
        };
        match verb {
            VictimVerb::Append { folder, count } => victim::append(open, &folder, count),
            VictimVerb::Held { folder } => victim::held(open, &folder),
        }
    }
}

fn play_relay(verb: VictimVerb) -> Result<()> {
    match verb {
        VictimVerb::Append { folder, count } => victim::relay::append(&folder, count),
        VictimVerb::Held { folder } => victim::relay::held(&folder),
    }
}

fn main() -> Result<()> {
    match Arguments::parse().verb {
        Verb::Crash { target, cycles } => crash(&target, cycles),
        Verb::Powercut {
            target,
            images,
            expect_loss,
        } => powercut(&target, images, expect_loss),
        Verb::Faults {
            target,
            cycles,
            images,
        } => faults(&target, cycles, images),
        Verb::Figures {
            cycles,
            images,
            seed,
        } => figures::print(cycles, images, seed),
        Verb::Victim { store, verb } => store.play(verb),
    }
}

fn crash(target: &Target, cycles: u64) -> Result<()> {
    let report = kill::run(&target.program()?, cycles, target.seed)?;
    say(&format!("crash: {report}, seed {}", target.seed));
    ensure!(report.lost == 0, "acknowledged records were lost");
    ensure!(
        report.acked > 0,
        "nothing was acknowledged, so nothing was tried"
    );
    Ok(())
}

fn powercut(target: &Target, images: u64, expect_loss: bool) -> Result<()> {
    let report = power::run(&target.program()?, images, target.seed, None)?;
    say(&format!("powercut: {report}, seed {}", target.seed));
    ensure!(
        report.acked > 0,
        "nothing was acknowledged, so nothing was tried"
    );
    if expect_loss {
        ensure!(
            report.images_with_loss > 0,
            "a loss was expected and not noticed"
        );
    } else {
        ensure!(
            report.images_with_loss == 0,
            "acknowledged records were lost"
        );
    }
    Ok(())
}

fn faults(target: &Target, cycles: u64, images: u64) -> Result<()> {
    let program = target.program()?;
    for kind in Fault::ALL {
        let report = fault::run(&program, kind, cycles, target.seed)?;
        say(&format!("faults: {report}, seed {}", target.seed));
        report.check()?;
        let cut = power::run(&program, images, target.seed, Some(kind))?;
        say(&format!(
            "faults: {} then {cut}, seed {}",
            kind.name(),
            target.seed
        ));
        ensure!(cut.images_with_loss == 0, "acknowledged records were lost");
    }
    Ok(())
}

#[expect(
    clippy::print_stdout,
    reason = "the figures are what this program is for"
)]
fn say(line: &str) {
    println!("{line}");
}
