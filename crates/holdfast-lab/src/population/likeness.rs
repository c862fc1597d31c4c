//! Do the therapies of a file look like those of the population that they are compared with?
//! Memory is constant; a difference is named only when it is large and beyond chance.

use holdfast_detect::{Course, Population, Score, Series, Session};

use super::{Moments, RATINGS_MIN, THERAPIES_MIN};

/// The wrong populations of the benchmark lie this far from the one that was fitted, and keep their
/// false alarms at 10 % or below; beyond, nobody has measured. Levels in standard deviations.
const LEVEL_APART_MAX: f64 = 1.0;
const GROWTH_APART_MAX: f64 = 1.2;
/// How many times larger or smaller the variation within persons may be.
const VARIATION_RATIO_MAX: f64 = 1.4;
/// By how much neighbouring ratings may be more alike.
const MEMORY_APART_MAX: f64 = 0.15;
/// A difference has to be this many standard errors beyond its limit.
const ERRORS: f64 = 2.0;

/// What is gathered while the therapies go by.
#[derive(Debug, Clone)]
pub(crate) struct Likeness {
    population: Population,
    client: Gathered,
    therapist: Gathered,
}

#[derive(Debug, Clone, Copy, Default)]
struct Gathered {
    level: Mean,
    growth: Mean,
    ln_sigma: Mean,
    lag_one: Mean,
    gap: Mean,
}

/// A running mean and variance (Welford 1962).
#[derive(Debug, Clone, Copy, Default)]
struct Mean {
    count: f64,
    mean: f64,
    squares: f64,
}

impl Mean {
    fn add(&mut self, value: f64) {
        self.count += 1.0;
        let off = value - self.mean;
        self.mean += off / self.count;
        self.squares += off * (value - self.mean);
    }

    fn error(&self) -> f64 {
        (self.squares / (self.count - 1.0) / self.count).sqrt()
    }
}

/// One way in which a side's ratings differ from the population's, both as numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Difference {
    what: What,
    here: f64,
    there: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Level,
    Growth,
    Variation,
    Memory,
}

impl Likeness {
    pub(crate) fn new(population: &Population) -> Self {
        Self {
            population: population.clone(),
            client: Gathered::default(),
            therapist: Gathered::default(),
        }
    }

    pub(crate) fn add(&mut self, series: &Series) {
        let scale = &self.population.scale;
        let turned =
            |score: Option<Score>| score.map(|score| series.scale().convert(score.value(), scale));
        let sessions = series.sessions();
        let scores = |of: fn(&Session) -> Option<Score>| -> Vec<Option<f64>> {
            sessions.iter().map(|session| turned(of(session))).collect()
        };
        let weeks = sessions.iter().skip(1).map(|session| session.weeks);
        let gap = weeks.sum::<f64>() / (sessions.len() as f64 - 1.0).max(1.0);
        self.client.add(&scores(|s| s.client.score), gap);
        self.therapist.add(&scores(|s| s.therapist.score), gap);
    }

    /// A sentence for each side that does not look like the population; none when too few
    /// therapies have enough ratings to say so.
    pub(crate) fn doubts(&self) -> Vec<String> {
        let sides = [
            (
                "the clients' ratings",
                &self.client,
                &self.population.client,
            ),
            (
                "the therapists' ratings",
                &self.therapist,
                &self.population.therapist,
            ),
        ];
        sides
            .into_iter()
            .filter_map(|(whose, gathered, course)| {
                let differences = gathered.differences(course);
                (!differences.is_empty()).then(|| sentence(whose, &differences))
            })
            .collect()
    }
}

impl Gathered {
    fn add(&mut self, scores: &[Option<f64>], gap: f64) {
        let Some(moments) = Moments::of_one(scores) else {
            return;
        };
        self.level.add(moments.level);
        self.growth.add(moments.growth);
        // Of a small sample the mean logarithm of a variance is too small by about one over its
        // degrees of freedom.
        let free = moments.count - 2.0;
        self.ln_sigma
            .add(0.5 * moments.variance.max(1e-6).ln() + 0.5 / free);
        self.lag_one.add(moments.lag_one + 2.0 / moments.count);
        self.gap.add(gap);
    }

    fn differences(&self, course: &Course) -> Vec<Difference> {
        if self.level.count < THERAPIES_MIN as f64 {
            return Vec::new();
        }
        let memory = course.share * course.phi.powf(self.gap.mean);
        let beyond = |what: What, here: Mean, there: f64, apart: f64| {
            let off = match what {
                // Ratings that are less alike than expected cost no false alarms.
                What::Memory => here.mean - there,
                What::Level | What::Growth | What::Variation => (here.mean - there).abs(),
            };
            (off - ERRORS * here.error() > apart).then_some(Difference {
                what,
                here: here.mean,
                there,
            })
        };
        let Course {
            level,
            level_sd,
            growth,
            growth_sd,
            ln_sigma,
            ..
        } = *course;
        let found = [
            beyond(What::Level, self.level, level, LEVEL_APART_MAX * level_sd),
            beyond(
                What::Growth,
                self.growth,
                growth,
                GROWTH_APART_MAX * growth_sd,
            ),
            beyond(
                What::Variation,
                self.ln_sigma,
                ln_sigma,
                VARIATION_RATIO_MAX.ln(),
            ),
            beyond(What::Memory, self.lag_one, memory, MEMORY_APART_MAX),
        ];
        found.into_iter().flatten().collect()
    }
}

fn sentence(whose: &str, differences: &[Difference]) -> String {
    let parts: Vec<String> = differences.iter().map(Difference::words).collect();
    format!("In {whose}, {}.", parts.join("; "))
}

impl Difference {
    fn words(&self) -> String {
        let Self { here, there, .. } = *self;
        match self.what {
            What::Level => format!("the level at the start is {here:.1} here and {there:.1} there"),
            What::Growth => {
                format!("the change over 30 sessions is {here:+.1} here and {there:+.1} there")
            }
            What::Variation => format!(
                "scores of one person vary by {:.2} here and by {:.2} there",
                here.exp(),
                there.exp()
            ),
            What::Memory => {
                format!("neighbouring scores correlate by {here:.2} here and by {there:.2} there")
            }
        }
    }
}

/// What to do about doubts, and how they were found.
pub(crate) fn advice() -> String {
    format!(
        "So the stated rate of false alarms does not hold here. Learn a population from these \
         therapies or from others like them (holdfast fit FILE --out POPULATION) and compare with \
         that (--population POPULATION). Looked at: therapies with {RATINGS_MIN} or more ratings."
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::{Design, Nature};
    use holdfast_detect::{Scale, Side};

    fn doubts(change: impl FnOnce(&mut Nature), count: usize) -> Vec<String> {
        let mut nature = Nature::v1();
        change(&mut nature);
        let mut likeness = Likeness::new(&Population::seven_point());
        let scale = Scale::seven_point();
        for therapy in Design::null(nature).draw(count, 5) {
            let mut series = Series::new(scale);
            for session in therapy.sessions(scale, Side::Both) {
                series.push(session).unwrap();
            }
            likeness.add(&series);
        }
        likeness.doubts()
    }

    #[test]
    fn therapies_like_the_population_raise_no_doubt() {
        assert_eq!(doubts(|_| (), 300), Vec::<String>::new());
    }

    #[test]
    fn each_way_of_being_different_is_named_with_both_numbers() {
        let low = doubts(|n| n.client.level.mean = 3.2, 100);
        assert!(
            low[0].starts_with("In the clients' ratings, the level at the start is 3."),
            "{low:?}"
        );
        assert!(low[0].contains("and 5.2 there"), "{low:?}");
        let falling = doubts(|n| n.client.growth.mean = -0.8, 100);
        assert!(
            falling[0].contains("the change over 30 sessions is -0."),
            "{falling:?}"
        );
        let restless = doubts(|n| n.therapist.ln_sigma.mean += 0.8, 100);
        assert!(
            restless[0].starts_with("In the therapists' ratings, scores of one person vary by")
        );
        let sticky = doubts(
            |n| {
                n.phi.mean = 0.9;
                n.phi_range = [0.0, 0.95];
                n.item_sd = 0.1;
            },
            100,
        );
        assert!(
            sticky
                .iter()
                .any(|said| said.contains("neighbouring scores correlate")),
            "{sticky:?}"
        );
    }

    #[test]
    fn nine_therapies_are_too_few_to_say_and_ten_are_enough() {
        let low = |count| doubts(|n| n.client.level.mean = 2.0, count);
        assert_eq!(low(THERAPIES_MIN - 1), Vec::<String>::new());
        assert_eq!(low(THERAPIES_MIN).len(), 1);
    }
}
