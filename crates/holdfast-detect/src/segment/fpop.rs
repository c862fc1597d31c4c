//! Optimal partitioning by functional pruning (Maidstone et al. 2017), levels only.
//! Exact: for every level it knows which start of the running segment is cheapest.

use super::sums::running;

/// Cuts a scaled series at `price` per segment.
///
/// Memory is linear; time is linear in practice, because few starts stay best for any level.
pub(super) fn cuts(y: &[f64], price: f64) -> Vec<usize> {
    let sums = running(y.iter().copied());
    let mut last = Vec::with_capacity(y.len() + 1);
    last.push(0);
    let mut tiling = Tiling::over(y);
    let mut square = 0.0;
    for (end, (value, &sum)) in y.iter().zip(sums.iter().skip(1)).enumerate() {
        square += value * value;
        let now = Now {
            end: (end + 1) as f64,
            sum,
            square,
        };
        let (best, from) = tiling.best(&now);
        last.push(from);
        tiling.admit(end + 1, best + price, &now);
    }
    let mut found = Vec::new();
    let mut end = last.last().copied().unwrap_or(0);
    while end > 0 {
        found.push(end);
        end = last.get(end).copied().unwrap_or(0);
    }
    found.reverse();
    found
}

/// The running sums up to a position.
struct Now {
    end: f64,
    sum: f64,
    square: f64,
}

/// A start of the running segment, with what its cost at any level needs.
///
/// Cost at level `m` now: `offset + square + (end - at) m^2 - 2 m (sum_now - sum)`.
#[derive(Clone, Copy)]
struct Start {
    at: f64,
    /// Cost of the best partition before it, less the squares before it.
    offset: f64,
    sum: f64,
    index: usize,
}

/// One tile: for levels up to `high` (from the tile before) this start is the cheapest.
#[derive(Clone, Copy)]
struct Tile {
    high: f64,
    start: Start,
}

/// The possible levels, lowest to highest, tiled by their cheapest starts.
struct Tiling {
    tiles: Vec<Tile>,
    next: Vec<Tile>,
    low: f64,
}

impl Tiling {
    fn over(y: &[f64]) -> Self {
        let start = Start {
            at: 0.0,
            offset: 0.0,
            sum: 0.0,
            index: 0,
        };
        let lowest = y.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = y.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Self {
            tiles: vec![Tile {
                high: highest + MARGIN,
                start,
            }],
            next: Vec::new(),
            low: lowest - MARGIN,
        }
    }

    /// The least cost over all levels, and the start that has it.
    fn best(&self, now: &Now) -> (f64, usize) {
        let (mut best, mut from) = (f64::INFINITY, 0);
        for tile in &self.tiles {
            let cost = tile.start.least(now);
            if cost < best {
                (best, from) = (cost, tile.start.index);
            }
        }
        (best + now.square, from)
    }

    /// Gives a new start, of the same cost at every level, the levels where it is cheaper.
    fn admit(&mut self, index: usize, cost: f64, now: &Now) {
        let new = Start {
            at: now.end,
            offset: cost - now.square,
            sum: now.sum,
            index,
        };
        self.next.clear();
        let mut low = self.low;
        for tile in &self.tiles {
            let (keep_low, keep_high) = tile.start.cheaper_than(new.offset, now, low, tile.high);
            if keep_low < keep_high {
                if keep_low > low {
                    push(
                        &mut self.next,
                        Tile {
                            high: keep_low,
                            start: new,
                        },
                    );
                }
                push(
                    &mut self.next,
                    Tile {
                        high: keep_high,
                        start: tile.start,
                    },
                );
                if keep_high < tile.high {
                    push(
                        &mut self.next,
                        Tile {
                            high: tile.high,
                            start: new,
                        },
                    );
                }
            } else {
                push(
                    &mut self.next,
                    Tile {
                        high: tile.high,
                        start: new,
                    },
                );
            }
            low = tile.high;
        }
        std::mem::swap(&mut self.tiles, &mut self.next);
    }
}

impl Start {
    /// Least cost over all levels, less the squares up to now.
    fn least(&self, now: &Now) -> f64 {
        let sum = now.sum - self.sum;
        self.offset - sum * sum / (now.end - self.at)
    }

    /// The part of `low..high` where this start costs less than the constant `level_cost`.
    ///
    /// The cost is a parabola, so the part is one stretch. Its ends are asked first: most tiles
    /// are won or lost as a whole, and then no root is drawn.
    fn cheaper_than(&self, level_cost: f64, now: &Now, low: f64, high: f64) -> (f64, f64) {
        let length = now.end - self.at;
        let sum = now.sum - self.sum;
        let excess = self.offset - level_cost;
        let below = |level: f64| excess + level * (length * level - 2.0 * sum) < 0.0;
        let (low_below, high_below) = (below(low), below(high));
        if low_below && high_below {
            return (low, high);
        }
        let reach = sum * sum - length * excess;
        if reach <= 0.0 {
            return (high, high);
        }
        let (middle, half) = (sum / length, reach.sqrt() / length);
        let keep_low = if low_below {
            low
        } else {
            (middle - half).max(low)
        };
        let keep_high = if high_below {
            high
        } else {
            (middle + half).min(high)
        };
        (keep_low, keep_high)
    }
}

/// Adds a tile, or widens the last one if it has the same start.
fn push(tiles: &mut Vec<Tile>, tile: Tile) {
    match tiles.last_mut() {
        Some(last) if last.start.index == tile.start.index => last.high = tile.high,
        _ => tiles.push(tile),
    }
}

/// The range of levels is a little wider than the values, so that no tile starts without width.
const MARGIN: f64 = 1.0;
