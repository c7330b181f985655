//! The steps of a slider.

/// How a slider runs through its range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SliderScale {
    /// Every whole number from the first to the last.
    Even(f64, f64),
    /// Zero, then ten steps a decade from the first to the last: 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10.
    Decades(f64, f64),
    /// [`SliderScale::Decades`] without what is no whole number.
    WholeDecades(f64, f64),
}

const MANTISSAS: [f64; 10] = [1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0];

impl SliderScale {
    /// All steps, ascending.
    #[must_use]
    pub fn steps(self) -> Vec<f64> {
        match self {
            Self::Even(first, last) => {
                std::iter::successors(Some(first), |x| Some(x + 1.0)).take_while(|x| *x <= last).collect()
            }
            Self::Decades(first, last) => decades(first, last).collect(),
            Self::WholeDecades(first, last) => decades(first, last).filter(|x| x.fract() == 0.0).collect(),
        }
    }

    /// The index of the step nearest to `value`, clamped to the ends.
    ///
    /// ```
    /// use poolwise_js::slider::SliderScale;
    /// let scale = SliderScale::Decades(1.0, 1000.0);
    /// assert_eq!(scale.steps()[scale.nearest(118.0)], 120.0);
    /// assert_eq!(scale.steps()[scale.nearest(1e9)], 1000.0);
    /// ```
    #[must_use]
    pub fn nearest(self, value: f64) -> usize {
        let distance = |step: &f64| (step - value).abs();
        let steps = self.steps();
        let nearest = steps.iter().enumerate().min_by(|(_, a), (_, b)| distance(a).total_cmp(&distance(b)));
        nearest.map_or(0, |(index, _)| index)
    }
}

fn decades(first: f64, last: f64) -> impl Iterator<Item = f64> {
    let powers = std::iter::successors(Some(first), |x| Some(x * 10.0)).take_while(move |x| *x <= last);
    let steps = powers.flat_map(|power| {
        // Rounded, so that 0.1 × 1.2 shows as 0.12.
        MANTISSAS.iter().map(move |mantissa| (mantissa * power * 1e6).round() / 1e6)
    });
    std::iter::once(0.0).chain(steps.filter(move |x| *x <= last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_ascend_and_are_found_again() {
        for scale in
            [SliderScale::Even(0.0, 40.0), SliderScale::Decades(0.1, 10_000.0), SliderScale::WholeDecades(1.0, 5000.0)]
        {
            let steps = scale.steps();
            assert!(steps.windows(2).all(|pair| pair[0] < pair[1]), "{scale:?}: {steps:?}");
            for (index, step) in steps.iter().enumerate() {
                assert_eq!(scale.nearest(*step), index, "{scale:?} {step}");
            }
        }
    }
}
