//! The few functions of analysis that the engine needs, in arithmetic that every machine shares.
//! Same bits natively and in WASM: no platform maths library, no fused operations.

/// e to the power of `x`, to 3e-12.
///
/// Outside -690..690 it answers as if at the nearer end: the engine never needs more.
#[inline(always)]
pub(crate) fn exp(x: f64) -> f64 {
    exp2(x * core::f64::consts::LOG2_E)
}

/// 2 to the power of `x`, to 3e-12, without branches so that loops over arrays vectorise.
///
/// Outside -1000..1000 it answers as if at the nearer end.
#[inline(always)]
pub(crate) fn exp2(x: f64) -> f64 {
    const END: f64 = 1_000.0;
    let x = if x > END { END } else { x };
    exp2_inside(if x < -END { -END } else { x })
}

/// The same for `x` in -1000..1000, which nothing looks after.
#[inline(always)]
pub(crate) fn exp2_inside(x: f64) -> f64 {
    /// Adding it rounds to an integer and leaves that integer, as an exponent, in the low bits.
    const ROUND: f64 = 6_755_399_441_055_744.0 + 1_023.0;
    let shifted = x + ROUND;
    let rest = x - (shifted - ROUND);
    let power = f64::from_bits(shifted.to_bits() << 52);
    power + power * (rest * power_of_two(rest))
}

/// (2^x - 1) / x for x in -1/2..1/2, by interpolation at the roots of a Chebyshev polynomial; in
/// pairs so that few terms wait for others.
#[inline(always)]
fn power_of_two(x: f64) -> f64 {
    let x2 = x * x;
    let first = 0.693_147_180_556_832_4 + x * 0.240_226_506_958_885_03;
    let second = 0.055_504_109_063_258_665 + x * 0.009_618_129_135_236_14;
    let third = 0.001_333_347_847_368_541_6 + x * 0.000_154_034_751_865_307_86;
    let fourth = 1.530_370_071_136_569_3e-5 + x * 1.325_080_551_750_225e-6;
    (first + x2 * second) + (x2 * x2) * (third + x2 * fourth)
}

/// One over the square root of a normal positive number, to 4e-12: a first guess from the bits
/// (Lomont 2003), a step of Newton's method with constants that suit the guess (Kadlec 2010), and
/// one of Householder's of order 4. None divides.
#[inline(always)]
pub(crate) fn inverse_root(x: f64) -> f64 {
    const GUESS: u64 = 0x5fe6_eb50_c7b5_37a9;
    let y = f64::from_bits(GUESS.wrapping_sub(x.to_bits() >> 1));
    let y = y * (1.501_2 - (x * 0.500_4) * (y * y));
    let off = 1.0 - x * (y * y);
    y + (y * off) * (0.5 + off * (0.375 + off * 0.312_5))
}

/// Natural logarithm of a normal positive number, to 1e-14, without branches.
#[inline(always)]
pub(crate) fn ln_of_normal(x: f64) -> f64 {
    /// The bits of the root of one half: what lies above it is the exponent.
    const ROOT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
    /// Turns a small integer in the low bits into a number, when taken off again.
    const ROUND: f64 = 6_755_399_441_055_744.0;
    let from_root = x.to_bits().wrapping_sub(ROOT_HALF);
    // Two's complement in twelve bits: shifted up by 2048, so that no sign has to be carried down.
    let exponent = (from_root.wrapping_add(2_048 << 52)) >> 52;
    let mantissa = f64::from_bits(x.to_bits().wrapping_sub(from_root & (0xfff << 52)));
    let exponent = f64::from_bits(ROUND.to_bits() + exponent) - (ROUND + 2_048.0);
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let (z, z2) = (s * s, (s * s) * (s * s));
    let low = (1.0 / 3.0 + z * (1.0 / 5.0)) + z2 * (1.0 / 7.0 + z * (1.0 / 9.0));
    let high = (1.0 / 11.0 + z * (1.0 / 13.0)) + z2 * (1.0 / 15.0 + z * (1.0 / 17.0));
    let atanh = s + s * (z * (low + (z2 * z2) * high));
    exponent * core::f64::consts::LN_2 + 2.0 * atanh
}

/// Arithmetic over arrays that gains from wide vectors. `run` has to be `#[inline(always)]`, and so
/// has everything in it that should be wide.
pub(crate) trait Work {
    type Answer;

    fn run(self) -> Self::Answer;
}

/// Does `work` with the widest vectors that the processor has; every bit of the answer is the same.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(crate) fn vectorised<W: Work>(work: W) -> W::Answer {
    struct Wide<W>(W);

    impl<W: Work> pulp::NullaryFnOnce for Wide<W> {
        type Output = W::Answer;

        #[inline(always)]
        fn call(self) -> W::Answer {
            self.0.run()
        }
    }
    pulp::Arch::new().dispatch(Wide(work))
}

/// Elsewhere the vectors are those of the build.
#[cfg(not(target_arch = "x86_64"))]
pub(crate) fn vectorised<W: Work>(work: W) -> W::Answer {
    work.run()
}

/// Natural logarithm.
#[inline]
pub(crate) fn ln(x: f64) -> f64 {
    libm::log(x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn exp_is_exact_at_zero_and_holds_at_its_ends() {
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(701.0), exp(694.0));
        assert_eq!(exp(-1e300), exp(-694.0));
        assert!(exp(700.0).is_finite() && exp(-700.0) > 0.0);
    }

    proptest! {
        #[test]
        fn exp_agrees_with_the_library(x in -690.0_f64..690.0) {
            let library = libm::exp(x);
            prop_assert!((exp(x) - library).abs() <= 3e-12 * library);
        }

        #[test]
        fn one_over_a_root_agrees_with_the_library(power in -600.0_f64..600.0) {
            let x = libm::exp(power);
            prop_assert!((inverse_root(x) * x.sqrt() - 1.0).abs() <= 4e-12, "{x}");
        }

        #[test]
        fn the_logarithm_of_any_normal_number_agrees_with_the_library(
            x in prop::num::f64::POSITIVE | prop::num::f64::NORMAL
        ) {
            let x = x.abs().max(f64::MIN_POSITIVE);
            let library = libm::log(x);
            prop_assert!((ln_of_normal(x) - library).abs() <= 1e-14 * (1.0 + library.abs()), "{x}");
        }
    }
}
