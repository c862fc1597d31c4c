//! The possible levels of the running segment, tiled by the start that makes each cheapest.
//! The tiles cover every level of the series without a gap, lowest level first.
//!
//! All costs are less the squares so far, which every start has in common. A step mostly takes
//! levels away from both ends and leaves the middle as it is, so the tiles lie in the middle of a
//! buffer that has room on both sides.

#![expect(
    clippy::indexing_slicing,
    reason = "first < end <= tiles.len(): the tiling is never empty and `make_room` keeps it inside"
)]

/// The range of levels is a little wider than the values, so that no tile starts without width.
const MARGIN: f64 = 1.0;
/// Room for this many tiles at the beginning; about five are in use with a price of 2 ln n.
const ROOM: usize = 64;

/// The running sum up to a position.
#[derive(Default)]
pub(super) struct Now {
    end: f64,
    sum: f64,
}

impl Now {
    pub(super) fn advance(&mut self, value: f64) {
        self.end += 1.0;
        self.sum += value;
    }
}

/// One tile: for levels up to `high` (from the tile before) this start is the cheapest.
///
/// Its cost at level `m` is `offset + length m^2 - 2 m sum`, over the values since `at`.
#[derive(Clone, Copy, Default)]
struct Tile {
    high: f64,
    at: f64,
    offset: f64,
    /// Sum of the values before `at`.
    before: f64,
    /// The level where it is cheapest now, what it costs there, and one over its length.
    middle: f64,
    least: f64,
    per_value: f64,
    /// What it costs now at `high`.
    edge: f64,
}

/// The tiles `first..end`.
pub(super) struct Tiling {
    tiles: Vec<Tile>,
    first: usize,
    end: usize,
    low: f64,
    high: f64,
    /// Where the tiling is made anew when a step cuts into its middle.
    anew: Vec<Tile>,
}

impl Tiling {
    pub(super) fn over(y: &[f64]) -> Self {
        let lowest = y.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = y.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut tiles = vec![Tile::default(); ROOM];
        let high = highest + MARGIN;
        tiles[ROOM / 2].high = high;
        Self {
            tiles,
            first: ROOM / 2,
            end: ROOM / 2 + 1,
            low: lowest - MARGIN,
            high,
            anew: Vec::new(),
        }
    }

    /// The least cost over all levels, and the start that has it.
    #[inline]
    pub(super) fn best(&mut self, now: &Now) -> (f64, usize) {
        let (mut best, mut from) = (f64::INFINITY, 0.0);
        for tile in &mut self.tiles[self.first..self.end] {
            let length = now.end - tile.at;
            let sum = now.sum - tile.before;
            tile.per_value = 1.0 / length;
            tile.middle = sum * tile.per_value;
            tile.least = tile.offset - sum * tile.middle;
            tile.edge = tile.offset + tile.high * (length * tile.high - 2.0 * sum);
            let is_better = tile.least < best;
            best = if is_better { tile.least } else { best };
            from = if is_better { tile.at } else { from };
        }
        (best, from as usize)
    }

    /// Gives a start at `now`, of the same `cost` at every level, the levels where it is cheaper.
    /// Follows on [`Self::best`].
    #[inline]
    pub(super) fn admit(&mut self, cost: f64, now: &Now) {
        self.make_room();
        let new = Tile {
            at: now.end,
            offset: cost,
            before: now.sum,
            ..Tile::default()
        };
        let Some((left, from_level)) = self.lowest_kept(cost, now) else {
            self.tiles[self.first] = Tile {
                high: self.high,
                ..new
            };
            self.end = self.first + 1;
            return;
        };
        let (right, to_level) = self.highest_kept(cost, left);
        let middle = &self.tiles[left..right];
        if middle.iter().any(|tile| tile.edge >= cost) {
            self.rebuild(new);
            return;
        }
        self.first = left;
        self.end = right + 1;
        if let Some(level) = from_level {
            self.first = left - 1;
            self.tiles[left - 1] = Tile { high: level, ..new };
        }
        if let Some(level) = to_level {
            self.tiles[right].high = level;
            self.end = right + 2;
            self.tiles[right + 1] = Tile {
                high: self.high,
                ..new
            };
        }
    }

    /// The lowest tile that stays, and the level from which on it does unless it is its lowest;
    /// `None` when none stays.
    #[inline]
    fn lowest_kept(&self, cost: f64, now: &Now) -> Option<(usize, Option<f64>)> {
        let mut low = self.low;
        let lowest = &self.tiles[self.first];
        if lowest.at_level(low, now) < cost {
            return Some((self.first, None));
        }
        for (i, tile) in (self.first..).zip(&self.tiles[self.first..self.end]) {
            if tile.edge < cost || tile.dips_below(cost, low) {
                let level = tile.middle - tile.reach(cost);
                return Some((i, Some(level.max(low))));
            }
            low = tile.high;
        }
        None
    }

    /// The highest tile that stays, not before `left`, and the level up to which it does unless it
    /// is its highest.
    #[inline]
    fn highest_kept(&self, cost: f64, left: usize) -> (usize, Option<f64>) {
        let highest = self.end - 1;
        if self.tiles[highest].edge < cost {
            return (highest, None);
        }
        let mut right = highest;
        while right > left {
            let low = &self.tiles[right - 1];
            if low.edge < cost || self.tiles[right].dips_below(cost, low.high) {
                break;
            }
            right -= 1;
        }
        let tile = &self.tiles[right];
        (right, Some((tile.middle + tile.reach(cost)).min(tile.high)))
    }

    /// The general step: the new start may also take levels in the middle.
    #[cold]
    fn rebuild(&mut self, new: Tile) {
        let cost = new.offset;
        self.anew.clear();
        let mut low = self.low;
        for tile in &self.tiles[self.first..self.end] {
            let reach = tile.reach(cost);
            let from = (tile.middle - reach).max(low);
            let to = (tile.middle + reach).min(tile.high);
            if tile.least < cost && from < to {
                if from > low {
                    push(&mut self.anew, Tile { high: from, ..new });
                }
                push(&mut self.anew, Tile { high: to, ..*tile });
                if to < tile.high {
                    let high = tile.high;
                    push(&mut self.anew, Tile { high, ..new });
                }
            } else {
                let high = tile.high;
                push(&mut self.anew, Tile { high, ..new });
            }
            low = tile.high;
        }
        let count = self.anew.len();
        if count + 2 > self.tiles.len() {
            self.tiles.resize(2 * count + ROOM, Tile::default());
        }
        self.first = (self.tiles.len() - count) / 2;
        self.end = self.first + count;
        self.tiles[self.first..self.end].copy_from_slice(&self.anew);
    }

    /// Room for one more tile at either end.
    #[inline]
    fn make_room(&mut self) {
        if self.first > 0 && self.end < self.tiles.len() {
            return;
        }
        let count = self.end - self.first;
        if 2 * count > self.tiles.len() {
            self.tiles.resize(4 * count, Tile::default());
        }
        let first = (self.tiles.len() - count) / 2;
        self.tiles.copy_within(self.first..self.end, first);
        (self.first, self.end) = (first, first + count);
    }
}

impl Tile {
    fn at_level(&self, level: f64, now: &Now) -> f64 {
        let (length, sum) = (now.end - self.at, now.sum - self.before);
        self.offset + level * (length * level - 2.0 * sum)
    }

    /// Whether it costs less than `cost` somewhere inside, above `low`, though not at its ends.
    fn dips_below(&self, cost: f64, low: f64) -> bool {
        self.least < cost && self.middle > low && self.middle < self.high
    }

    /// How far from its middle it costs `cost`; zero where it never is as cheap.
    fn reach(&self, cost: f64) -> f64 {
        ((cost - self.least) * self.per_value).max(0.0).sqrt()
    }
}

/// Adds a tile, or widens the last one if it has the same start.
fn push(tiles: &mut Vec<Tile>, tile: Tile) {
    match tiles.last_mut() {
        Some(last) if last.at == tile.at => last.high = tile.high,
        _ => tiles.push(tile),
    }
}
