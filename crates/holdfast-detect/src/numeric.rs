//! The few functions of analysis that the engine needs, in arithmetic that every machine shares.
//! Same bits natively and in WASM: no platform maths library, no fused operations.

mod few;

pub(crate) use few::Few;

/// e to the power of `x`, to 3e-12.
///
/// Outside -690..690 it answers as if at the nearer end: the engine never needs more.
#[inline(always)]
pub(crate) fn exp(x: f64) -> f64 {
    exp2(x * core::f64::consts::LOG2_E)
}

/// 2 to the power of `x`, to 3e-12; as [`Few::exp2`].
#[inline(always)]
pub(crate) fn exp2(x: f64) -> f64 {
    Few([x]).exp2().only()
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
        fn the_short_power_of_two_is_short_by_less_than_six_billionths(x in -990.0_f64..990.0) {
            let (short, long) = (Few([x]).exp2_short().only(), exp2(x));
            prop_assert!((short - long).abs() <= 6e-9 * long, "{x}");
        }

        #[test]
        fn numbers_side_by_side_get_the_bits_that_each_gets_alone(
            a in -500.0_f64..500.0, b in 1e-3_f64..1e3, c in -1.0_f64..1.0,
        ) {
            let alone = |x: f64| Few([x]).exp2().only();
            prop_assert_eq!(Few([a, b, c]).exp2(), Few([alone(a), alone(b), alone(c)]));
        }

        #[test]
        fn one_over_a_root_agrees_with_the_library(power in -600.0_f64..600.0) {
            let x = libm::exp(power);
            prop_assert!((Few([x]).inverse_root().only() * x.sqrt() - 1.0).abs() <= 4e-12, "{x}");
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
