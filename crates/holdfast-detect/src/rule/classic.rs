//! The rules of the literature under one name each, with the thresholds that were published.
//! A rule is measured as its authors wrote it; what it costs in false alarms is shown beside it.

use super::bocpd::Prior;
use super::{Rule, bocpd, chart, difference, regression, self_starting};

/// A published way to find a rupture in session scores.
///
/// Scores are means of items on the scale of the instrument, higher = better.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Classic {
    /// Fall since the session before (Strauss et al. 2006).
    Drop,
    /// Fall below the mean of the last three scores.
    DropFromMean,
    /// Fall below the best score so far in standard errors of a difference: the reliable change
    /// index of Jacobson and Truax (1991), whose threshold is 1.96.
    ReliableChange {
        /// Standard error of a difference, in points of the scale.
        standard_error: f64,
    },
    /// Residual from a line through the past sessions (after Stiles et al. 2004).
    Regression,
    /// Individuals chart: below the mean of the past in sigmas from moving ranges (Shewhart).
    Xmr,
    /// The same with limits from the whole therapy, as it is usually drawn afterwards.
    XmrOffline,
    /// Below the lower quartile of the past, in quartile distances (Tukey 1977).
    Tukey,
    /// Self-starting exponentially weighted mean, weight .4 (Hawkins 1987; Roberts 1959).
    Ewma,
    /// Self-starting cumulative sum, allowance .75 (Hawkins 1987).
    Cusum,
    /// Bayesian online change point (Adams and MacKay 2007): log odds that the level fell in the
    /// last four sessions, with a prior that knows little about the scale.
    Bocpd,
    /// The same with the level, growth and spread of a population as its prior.
    BocpdPopulation {
        /// Mean score of the first session.
        level: f64,
        /// Mean growth over thirty sessions.
        growth: f64,
        /// Variance of the person's level about it.
        level_variance: f64,
        /// Typical SD within a person.
        within_sd: f64,
    },
    /// Sudden loss: the three criteria of Tang and DeRubeis (1999) turned round. Reaches 1 where
    /// all three hold. Needs the sessions after, so it can only be read backwards.
    SuddenLoss {
        /// The smallest fall that counts, in points of the scale.
        reliable_drop: f64,
    },
}

impl Classic {
    /// The rules that need nothing but the scores, and judge each session by the past alone.
    pub const ONLINE: [Self; 8] = [
        Self::Drop,
        Self::DropFromMean,
        Self::Regression,
        Self::Xmr,
        Self::Tukey,
        Self::Ewma,
        Self::Cusum,
        Self::Bocpd,
    ];

    /// Whether a session's score depends on sessions after it.
    #[must_use]
    pub fn reads_backwards(self) -> bool {
        matches!(self, Self::XmrOffline | Self::SuddenLoss { .. })
    }
}

impl Rule for Classic {
    fn name(&self) -> &str {
        match self {
            Self::Drop => "drop",
            Self::DropFromMean => "drop3",
            Self::ReliableChange { .. } => "rci",
            Self::Regression => "regression",
            Self::Xmr => "xmr",
            Self::XmrOffline => "xmr-offline",
            Self::Tukey => "tukey",
            Self::Ewma => "ewma",
            Self::Cusum => "cusum",
            Self::Bocpd => "bocpd",
            Self::BocpdPopulation { .. } => "bocpd-population",
            Self::SuddenLoss { .. } => "sudden-loss",
        }
    }

    fn score(&self, scores: &[Option<f64>], _weeks: &[f64]) -> Vec<Option<f64>> {
        match *self {
            Self::Drop => difference::drop(scores),
            Self::DropFromMean => difference::drop_from_mean(scores),
            Self::ReliableChange { standard_error } => {
                difference::drop_from_best(scores, standard_error)
            }
            Self::Regression => regression::residuals(scores),
            Self::Xmr => chart::xmr(scores),
            Self::XmrOffline => chart::xmr_offline(scores),
            Self::Tukey => chart::tukey(scores),
            Self::Ewma => self_starting::ewma(scores),
            Self::Cusum => self_starting::cusum(scores),
            Self::Bocpd => bocpd::log_odds(scores, Prior::FLAT, (0.0, 0.0)),
            Self::BocpdPopulation {
                level,
                growth,
                level_variance,
                within_sd,
            } => {
                let prior = Prior::population(level_variance, within_sd);
                bocpd::log_odds(scores, prior, (level, growth))
            }
            Self::SuddenLoss { reliable_drop } => difference::sudden_loss(scores, reliable_drop),
        }
    }
}

/// A rule with the threshold under which the literature uses it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Published {
    /// How tables name it.
    pub label: &'static str,
    /// The rule.
    pub rule: Classic,
    /// An alarm is a score of at least this.
    pub threshold: f64,
}

impl Published {
    /// The rules as published, for a population with these SDs of a score: within a person about
    /// their own line, of the change from one session to the next, and over everything.
    #[must_use]
    pub fn all(within_sd: f64, change_sd: f64, total_sd: f64) -> Vec<Self> {
        let rci = Classic::ReliableChange {
            standard_error: std::f64::consts::SQRT_2 * within_sd,
        };
        let loss = Classic::SuddenLoss {
            reliable_drop: 1.96 * within_sd,
        };
        let row = |label, rule, threshold| Self {
            label,
            rule,
            threshold,
        };
        vec![
            row("drop of 1 SD within persons", Classic::Drop, within_sd),
            row("drop of 1 SD of changes", Classic::Drop, change_sd),
            row("drop of 1 SD of all scores", Classic::Drop, total_sd),
            row(
                "drop of 2 SD within persons",
                Classic::Drop,
                2.0 * within_sd,
            ),
            row("drop of 2 SD of changes", Classic::Drop, 2.0 * change_sd),
            row("reliable change, 1.96", rci, 1.96),
            row("XmR, 3 sigma", Classic::Xmr, 3.0),
            row("XmR, 2 sigma", Classic::Xmr, 2.0),
            row("XmR afterwards, 3 sigma", Classic::XmrOffline, 3.0),
            row("XmR afterwards, 2 sigma", Classic::XmrOffline, 2.0),
            row("Tukey, 1.5 quartile distances", Classic::Tukey, 1.5),
            row("Tukey, 3 quartile distances", Classic::Tukey, 3.0),
            row("sudden loss, three criteria", loss, 1.0),
        ]
    }
}
