//! Random lives of a database beside a model of maps: after each step both say the same.
//! The model knows nothing of transactions; the database must look as if it did not either.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
enum Step {
    Create(u8),
    Append(u8, u64, Vec<u32>),
    Rotate(u8, u64),
    DeleteEnvelopes(u8, u64, Vec<u32>),
    DeleteSpace(u8, u64),
    Reopen,
}

/// What the database should hold of one space.
#[derive(Default)]
struct Known {
    generation: u64,
    head: u64,
    rows: BTreeMap<u64, u32>,
}

impl Known {
    fn append(&mut self, numbers: &[u32]) -> Appended {
        let mut fresh: Vec<u32> = Vec::new();
        for number in numbers {
            if !self.rows.values().any(|known| known == number) && !fresh.contains(number) {
                fresh.push(*number);
            }
        }
        if !fresh.is_empty() && self.rows.len() + fresh.len() > 6 {
            return Appended::OverQuota;
        }
        for number in &fresh {
            self.head += 1;
            self.rows.insert(self.head, *number);
        }
        stored(self.head, u32::try_from(fresh.len()).unwrap())
    }
}

fn step() -> impl Strategy<Value = Step> {
    let (space, generation) = (0..2_u8, 0..3_u64);
    let numbers = prop::collection::vec(0..8_u32, 0..5);
    prop_oneof![
        2 => space.clone().prop_map(Step::Create),
        8 => (space.clone(), generation.clone(), numbers.clone())
            .prop_map(|(space, generation, numbers)| Step::Append(space, generation, numbers)),
        1 => (space.clone(), generation.clone()).prop_map(|(s, g)| Step::Rotate(s, g)),
        2 => (space.clone(), generation.clone(), numbers)
            .prop_map(|(space, generation, numbers)| {
                Step::DeleteEnvelopes(space, generation, numbers)
            }),
        1 => (space, generation).prop_map(|(s, g)| Step::DeleteSpace(s, g)),
        1 => Just(Step::Reopen),
    ]
}

fn id(space: u8) -> SpaceId {
    SpaceId::from_bytes([space; 16])
}

/// A database and what it should hold.
struct Life<'a> {
    bench: &'a Bench,
    db: Arc<dyn Db>,
    model: BTreeMap<u8, Known>,
}

impl Life<'_> {
    async fn play(bench: &Bench, steps: Vec<Step>) {
        let mut life = Life {
            bench,
            db: bench.open().await,
            model: BTreeMap::new(),
        };
        for step in steps {
            life.take(step).await;
            compare(&life.db, &life.model).await;
        }
        life.db.close().await;
    }

    async fn take(&mut self, step: Step) {
        match step {
            Step::Create(space) => self.create(space).await,
            Step::Append(space, generation, numbers) => {
                self.append(space, generation, numbers).await;
            }
            Step::Rotate(space, generation) => {
                let known = self.known(space, generation);
                let expect = known.map(|known| known.generation += 1).is_some();
                let rotated = self
                    .db
                    .rotate(id(space), generation, keys(7))
                    .await
                    .unwrap();
                assert_eq!(rotated, expect);
            }
            Step::DeleteEnvelopes(space, generation, numbers) => {
                self.delete(space, generation, &numbers).await;
            }
            Step::DeleteSpace(space, generation) => {
                let is_there = self.known(space, generation).is_some();
                if is_there {
                    self.model.remove(&space);
                }
                let gone = self.db.delete_space(id(space), generation).await.unwrap();
                assert_eq!(gone, is_there);
            }
            Step::Reopen => self.db = self.bench.reopen(Arc::clone(&self.db)).await,
        }
    }

    async fn create(&mut self, space: u8) {
        let expect = match self.model.get(&space) {
            None => Written::New,
            Some(known) if known.generation == 0 => Written::Same,
            Some(_) => Written::Differs,
        };
        self.model.entry(space).or_default();
        assert_eq!(
            self.db.create_space(id(space), keys(1)).await.unwrap(),
            expect
        );
    }

    async fn append(&mut self, space: u8, generation: u64, numbers: Vec<u32>) {
        let known = self.known(space, generation);
        let expect = known.map_or(Appended::Outdated, |known| known.append(&numbers));
        let append = Append {
            generation,
            ..to(id(space), numbers)
        };
        let quota = Quota {
            bytes: 1 << 40,
            envelopes: 6,
        };
        assert_eq!(self.db.append(vec![append], quota).await.unwrap(), [expect]);
    }

    async fn delete(&mut self, space: u8, generation: u64, numbers: &[u32]) {
        let expect = self.known(space, generation).map(|known| {
            let before = known.rows.len();
            known.rows.retain(|_, number| !numbers.contains(number));
            u64::try_from(before - known.rows.len()).unwrap()
        });
        let ids = numbers
            .iter()
            .map(|number| envelope(id(space), *number).0)
            .collect();
        let gone = self
            .db
            .delete_envelopes(id(space), generation, ids)
            .await
            .unwrap();
        assert_eq!(gone, expect);
    }

    fn known(&mut self, space: u8, generation: u64) -> Option<&mut Known> {
        self.model
            .get_mut(&space)
            .filter(|known| known.generation == generation)
    }
}

async fn compare(db: &Arc<dyn Db>, model: &BTreeMap<u8, Known>) {
    for space in 0..2 {
        let found = db
            .space(id(space))
            .await
            .unwrap()
            .map(|s| (s.generation, s.head.0));
        assert_eq!(
            found,
            model
                .get(&space)
                .map(|known| (known.generation, known.head))
        );
        let rows = db.envelopes(id(space), Position(0), ALL).await.unwrap();
        let expect = model.get(&space).into_iter().flat_map(|known| &known.rows);
        assert!(rows.into_iter().eq(expect.map(|(position, number)| {
            (
                Position(*position),
                envelope(id(space), *number).1.into_bytes(),
            )
        })));
    }
}

/// Few with each change; as many as the environment says in a long run.
fn config() -> ProptestConfig {
    let usual = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    if std::env::var_os("PROPTEST_CASES").is_some() {
        usual
    } else {
        ProptestConfig { cases: 16, ..usual }
    }
}

/// Random lives, each on a fresh database of one engine.
pub(super) fn lives(bench: fn() -> Bench) {
    proptest!(config(), |(steps in prop::collection::vec(step(), 1..50))| {
        tokio::runtime::Runtime::new().unwrap().block_on(Life::play(&bench(), steps));
    });
}
