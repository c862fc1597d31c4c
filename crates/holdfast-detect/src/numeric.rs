//! The few functions of analysis that the engine needs, in arithmetic that every machine shares.
//! Same bits natively and in WASM: no platform maths library, no fused operations.

/// e to the power of `x`, to about 1e-12, without branches so that loops over arrays vectorise.
///
/// Outside -700..700 it answers as if at the nearer end: the engine never needs more.
#[inline(always)]
pub(crate) fn exp(x: f64) -> f64 {
    /// Adding it rounds to an integer and leaves that integer in the low bits.
    const ROUND: f64 = 6_755_399_441_055_744.0;
    const LN_2_HIGH: f64 = 0.693_147_180_369_123_8;
    const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    let x = x.clamp(-700.0, 700.0);
    let shifted = x * core::f64::consts::LOG2_E + ROUND;
    let whole = shifted - ROUND;
    let rest = (x - whole * LN_2_HIGH) - whole * LN_2_LOW;
    let power = f64::from_bits((shifted.to_bits() << 52).wrapping_add(1023 << 52));
    taylor(rest) * power
}

/// The first eleven terms of the series of e to the x, in pairs so that few wait for others.
#[inline(always)]
fn taylor(x: f64) -> f64 {
    let (x2, x4) = (x * x, (x * x) * (x * x));
    let low = (1.0 + x) + (1.0 / 2.0 + x * (1.0 / 6.0)) * x2;
    let middle = (1.0 / 24.0 + x * (1.0 / 120.0)) + (1.0 / 720.0 + x * (1.0 / 5_040.0)) * x2;
    let high = (1.0 / 40_320.0 + x * (1.0 / 362_880.0)) + (1.0 / 3_628_800.0) * x2;
    low + middle * x4 + high * (x4 * x4)
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

/// `base` to the power of a gap in weeks; whole weeks, which are nearly all, need no logarithm.
#[inline]
pub(crate) fn decay(base: f64, weeks: f64) -> f64 {
    const WHOLE_WEEKS_MAX: u32 = 8;
    let mut product = 1.0;
    let mut whole = 0.0;
    for _ in 0..=WHOLE_WEEKS_MAX {
        if weeks == whole {
            return product;
        }
        product *= base;
        whole += 1.0;
    }
    libm::pow(base, weeks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn exp_is_exact_at_zero_and_holds_at_its_ends() {
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(701.0), exp(700.0));
        assert_eq!(exp(-1e300), exp(-700.0));
        assert!(exp(700.0).is_finite() && exp(-700.0) > 0.0);
    }

    #[test]
    fn a_gap_of_nine_weeks_is_the_first_that_needs_a_power() {
        for weeks in [0.0, 1.0, 4.0, 8.0, 9.0, 2.5] {
            let expected = libm::pow(0.3, weeks);
            assert!((decay(0.3, weeks) - expected).abs() < 1e-15, "{weeks}");
        }
    }

    proptest! {
        #[test]
        fn exp_agrees_with_the_library(x in -690.0_f64..690.0) {
            let library = libm::exp(x);
            prop_assert!((exp(x) - library).abs() <= 2e-12 * library);
        }
    }
}
