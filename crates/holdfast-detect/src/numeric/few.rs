//! A few numbers that take every step of a calculation together, so that none waits for itself.
//! Each number gets the bits that it would get alone.

#![expect(
    clippy::indexing_slicing,
    reason = "places below N, the length of every array"
)]

use core::ops::{Add, Mul, Sub};

/// `N` numbers side by side. A processor finishes a step only several steps later; with a few
/// numbers at the same step it always has one to go on with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Few<const N: usize>(pub(crate) [f64; N]);

impl<const N: usize> Few<N> {
    /// `N` times the same number.
    #[inline(always)]
    pub(crate) fn all(number: f64) -> Self {
        Self([number; N])
    }

    /// What `step` makes of each.
    #[inline(always)]
    pub(crate) fn each(mut self, step: impl Fn(f64) -> f64) -> Self {
        for i in 0..N {
            self.0[i] = step(self.0[i]);
        }
        self
    }

    #[inline(always)]
    fn pairs(mut self, other: Self, step: impl Fn(f64, f64) -> f64) -> Self {
        for i in 0..N {
            self.0[i] = step(self.0[i], other.0[i]);
        }
        self
    }

    /// 2 to the power of each, to 3e-12, without branches so that loops over arrays vectorise.
    ///
    /// Outside -1000..1000 it answers as if at the nearer end.
    #[inline(always)]
    pub(crate) fn exp2(self) -> Self {
        const END: f64 = 1_000.0;
        let inside = |x: f64| {
            let x = if x > END { END } else { x };
            if x < -END { -END } else { x }
        };
        let (power, rest) = self.each(inside).split();
        power + power * (rest * rest.power_of_two())
    }

    /// 2 to the power of each, to 6e-9, which is more than a Bayes factor is ever read to; for
    /// numbers in -1000..1000, which nothing looks after.
    #[inline(always)]
    pub(crate) fn exp2_short(self) -> Self {
        let (power, x) = self.split();
        let x2 = x * x;
        let first = x * 0.240_226_507_605_681_26 + 0.693_147_188_026_228_8;
        let second = x * 0.009_618_082_557_277_852 + 0.055_503_571_142_190_78;
        let third = x * 0.000_154_531_629_451_206_9 + 0.001_339_086_336_467_123_4;
        power + power * (x * (first + x2 * (second + x2 * third)))
    }

    /// The power of two of the nearest integer, and the rest of each, in -1/2..1/2.
    #[inline(always)]
    fn split(self) -> (Self, Self) {
        /// Adding it rounds to an integer and leaves that integer, as an exponent, in the low bits.
        const ROUND: f64 = 6_755_399_441_055_744.0 + 1_023.0;
        let shifted = self + ROUND;
        let power = shifted.each(|x| f64::from_bits(x.to_bits() << 52));
        (power, self - (shifted - ROUND))
    }

    /// (2^x - 1) / x for x in -1/2..1/2, by interpolation at the roots of a Chebyshev polynomial;
    /// in pairs so that few terms wait for others.
    #[inline(always)]
    fn power_of_two(self) -> Self {
        let (x, x2) = (self, self * self);
        let first = x * 0.240_226_506_958_885_03 + 0.693_147_180_556_832_4;
        let second = x * 0.009_618_129_135_236_14 + 0.055_504_109_063_258_665;
        let third = x * 0.000_154_034_751_865_307_86 + 0.001_333_347_847_368_541_6;
        let fourth = x * 1.325_080_551_750_225e-6 + 1.530_370_071_136_569_3e-5;
        (first + x2 * second) + (x2 * x2) * (third + x2 * fourth)
    }

    /// One over the square root of each, a normal positive number, to 4e-12: a first guess from the
    /// bits (Lomont 2003), a step of Newton's method with constants that suit the guess (Kadlec
    /// 2010), and one of Householder's of order 4. None divides.
    #[inline(always)]
    pub(crate) fn inverse_root(self) -> Self {
        const GUESS: u64 = 0x5fe6_eb50_c7b5_37a9;
        let x = self;
        let y = x.each(|x| f64::from_bits(GUESS.wrapping_sub(x.to_bits() >> 1)));
        let y = y * ((x * 0.500_4) * (y * y)).each(|off| 1.501_2 - off);
        let off = (x * (y * y)).each(|near| 1.0 - near);
        y + (y * off) * (off * (off * 0.312_5 + 0.375) + 0.5)
    }
}

impl Few<1> {
    /// The one number.
    #[inline(always)]
    pub(crate) fn only(self) -> f64 {
        let [number] = self.0;
        number
    }
}

impl<const N: usize> Add for Few<N> {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.pairs(other, |a, b| a + b)
    }
}

impl<const N: usize> Sub for Few<N> {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.pairs(other, |a, b| a - b)
    }
}

impl<const N: usize> Mul for Few<N> {
    type Output = Self;

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self.pairs(other, |a, b| a * b)
    }
}

impl<const N: usize> Add<f64> for Few<N> {
    type Output = Self;

    #[inline(always)]
    fn add(self, number: f64) -> Self {
        self.each(|a| a + number)
    }
}

impl<const N: usize> Sub<f64> for Few<N> {
    type Output = Self;

    #[inline(always)]
    fn sub(self, number: f64) -> Self {
        self.each(|a| a - number)
    }
}

impl<const N: usize> Mul<f64> for Few<N> {
    type Output = Self;

    #[inline(always)]
    fn mul(self, number: f64) -> Self {
        self.each(|a| a * number)
    }
}
