//! The series of one metric, which differ in a label or two: what each says, and what they come to.

use super::sample::Sample;
use crate::read::secret;
use std::{borrow::Cow, collections::BTreeMap, ops::Range};

/// Labels that tell one pool or server from another, the better first where several do.
const TELLING: [&str; 9] =
    ["pool", "instance", "pod", "datname", "database", "server", "application_name", "service", "job"];

/// More labels in which the series of a metric differ than any metric has.
const MAX_DIFFERING_LABELS: usize = 16;

type Labels<'a> = Vec<(&'a str, Cow<'a, str>)>;

/// A series with its only value.
#[derive(Debug)]
pub(super) struct Series<'a> {
    pub(super) labels: Labels<'a>,
    pub(super) value: f64,
    pub(super) span: Range<usize>,
    /// Whether it has another value too, so that neither counts.
    is_disputed: bool,
}

/// What a sample is to those that came before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Added {
    New,
    Again,
    /// The same series has had another value; this is said once.
    Disputed,
}

/// All series of one name.
#[derive(Debug, Default)]
pub(super) struct Family<'a> {
    all: Vec<Series<'a>>,
    by_labels: BTreeMap<Labels<'a>, usize>,
}

impl<'a> Family<'a> {
    pub(super) fn add(&mut self, sample: Sample<'a>, value: f64, span: Range<usize>) -> Added {
        let existing = self.by_labels.get(&sample.labels).and_then(|index| self.all.get_mut(*index));
        if let Some(series) = existing {
            // Two bit patterns that are equal as text are equal as numbers, and so are 5 and 5.0.
            let is_same = series.value.total_cmp(&value).is_eq() || (series.value == 0.0 && value == 0.0);
            if is_same || series.is_disputed {
                return Added::Again;
            }
            series.is_disputed = true;
            return Added::Disputed;
        }
        self.by_labels.insert(sample.labels.clone(), self.all.len());
        self.all.push(Series { labels: sample.labels, value, span, is_disputed: false });
        Added::New
    }

    /// The series that count, in the order of the text.
    pub(super) fn all(&self) -> impl Iterator<Item = &Series<'a>> {
        self.all.iter().filter(|series| !series.is_disputed)
    }

    /// The value of the series with these labels.
    pub(super) fn with_labels(&self, labels: &Labels<'a>) -> Option<f64> {
        let series = self.by_labels.get(labels).and_then(|index| self.all.get(*index));
        series.filter(|series| !series.is_disputed).map(|series| series.value)
    }
}

/// The labels of which some series of a family has another value than the first, or none.
pub(super) fn differing<'s>(series: &[&'s Series<'_>]) -> Vec<&'s str> {
    let Some(first) = series.first() else { return Vec::new() };
    let mut labels: BTreeMap<&str, (usize, bool)> = BTreeMap::new();
    for one in series {
        for (label, value) in &one.labels {
            let (count, differs) = labels.entry(label).or_default();
            *count += 1;
            *differs |= get(first, label) != Some(value);
        }
    }
    let differ = labels.into_iter().filter(|(_, (count, differs))| *differs || *count < series.len());
    let mut differ: Vec<_> = differ.map(|(label, _)| label).collect();
    differ.sort_by_key(|label| TELLING.iter().position(|existing| existing == label).unwrap_or(TELLING.len()));
    // Each is looked for in every series.
    differ.truncate(MAX_DIFFERING_LABELS);
    // One label is enough where each series has its own value of it.
    let tells = |label: &str| {
        let values: std::collections::BTreeSet<_> = series.iter().map(|one| get(one, label)).collect();
        values.len() == series.len()
    };
    match differ.iter().find(|label| tells(label)) {
        Some(label) => vec![*label],
        None => differ,
    }
}

/// What tells a series from the others.
pub(super) fn owner(series: &Series<'_>, differing: &[&str]) -> Option<String> {
    let value = |label: &&str| {
        let value = get(series, label)?;
        Some(if secret::looks_secret(label, value) { secret::MASK } else { value.as_ref() })
    };
    let of = differing.iter().filter_map(value).take(4).collect::<Vec<&str>>().join(" ");
    Some(of).filter(|of| !of.is_empty())
}

pub(super) fn get<'s>(series: &'s Series<'_>, label: &str) -> Option<&'s Cow<'s, str>> {
    series.labels.iter().find(|(name, _)| *name == label).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::metrics::sample;

    #[test]
    fn names_series_by_differing_label() {
        let mut family = Family::default();
        for line in ["x{job=\"a\",pod=\"p1\"} 1", "x{job=\"a\",pod=\"p2\"} 2", "x{job=\"a\",pod=\"p2\"} 2.0"] {
            let sample = sample::parse(line).expect("a sample");
            let value = sample.value.parse().expect("a number");
            family.add(sample, value, 0..1);
        }
        let all: Vec<_> = family.all().collect();
        let labels = differing(&all);
        assert_eq!(labels, ["pod"]);
        assert_eq!(
            all.iter().map(|series| owner(series, &labels)).collect::<Vec<_>>(),
            [Some("p1".into()), Some("p2".into())]
        );
        let again = sample::parse("x{pod=\"p2\",job=\"a\"} 3").expect("a sample");
        assert_eq!(family.add(again, 3.0, 0..1), Added::Disputed);
        assert_eq!(family.all().count(), 1);
    }
}
