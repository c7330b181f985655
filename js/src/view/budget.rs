//! The connections against the limit, to scale.

use super::Shown;
use poolwise::{
    budget::{BudgetLine, Totals},
    units::as_f64,
};
use poolwise_view::{Bar, Budget, Part, PartKind};

/// More parts than this would be slivers: one part then stands for all.
const MAX_PARTS: u64 = 24;

/// From this share of the width on, the limit's words end there instead of beginning.
const RIGHT_PART: f64 = 0.7;

/// How many connections are as wide as the whole picture.
#[derive(Clone, Copy)]
struct Scale(u64);

impl Scale {
    fn percent(self, connections: u64) -> String {
        format!("{:.3}%", self.share(connections) * 100.0)
    }

    fn share(self, connections: u64) -> f64 {
        as_f64(connections) / as_f64(self.0)
    }
}

impl Shown<'_> {
    pub(super) fn budget(&self) -> Budget {
        let budget = &self.plan.budget;
        let scenario = &self.fleet.document.scenario;
        let max = u64::from(scenario.database.max_connections.get());
        // Room for the larger of both, so that what is over stays in the picture.
        let largest = [budget.current.at_scale, budget.advised.at_scale].into_iter().flatten().max().unwrap_or(0);
        let raised = (budget.advised_usable != budget.usable).then_some(budget.advised_usable);
        let scale = Scale(max.max(largest).max(budget.advised_usable).max(1));
        let others = u64::from(scenario.database.other_clients.get());
        let bar = |name: &'static str, totals: Totals, usable: u64, of: fn(&BudgetLine) -> Totals| {
            Connections { name, totals, others, at_rest: self.at_rest(totals, others, of) }.bar(usable, scale)
        };
        let current = bar("current", budget.current, budget.usable, |line| line.current);
        let is_changed = budget.current != budget.advised || raised.is_some();
        let advised = is_changed.then(|| bar("advised", budget.advised, budget.advised_usable, |line| line.advised));
        let reserved = max.saturating_sub(budget.usable);
        let limit = raised.unwrap_or(budget.usable);
        Budget {
            bars: [current].into_iter().chain(advised).collect(),
            reserved: [scale.percent(budget.usable), scale.percent(reserved)],
            limits: [budget.usable].into_iter().chain(raised).map(|limit| scale.percent(limit)).collect(),
            limit: match raised {
                Some(raised) => format!("{raised} usable as advised"),
                None => format!("{} usable", budget.usable),
            },
            limit_at: scale.percent(limit),
            is_limit_right: scale.share(limit) >= RIGHT_PART,
            legend: legend(max, reserved, budget.usable, raised, others, budget.current) + &self.shares(),
            facts: self.facts(),
        }
    }

    /// What the connections at rest consist of: the services, or the instances of a single one.
    fn at_rest(&self, totals: Totals, others: u64, of: fn(&BudgetLine) -> Totals) -> Vec<(PartKind, u64, String)> {
        let lines = &self.plan.budget.services;
        let Some(at_rest) = totals.at_rest else { return Vec::new() };
        if let [line] = lines.as_slice() {
            return instances(u64::from(line.instances), at_rest.saturating_sub(others));
        }
        let kinds = [PartKind::Instance, PartKind::OtherService].into_iter().cycle();
        let part = |(kind, line): (PartKind, &BudgetLine)| {
            let connections = of(line).at_rest.unwrap_or(0);
            (kind, connections, format!("{}: {connections}", line.name))
        };
        let mut parts: Vec<_> = kinds.zip(lines.iter().filter(|line| !line.pooled)).map(part).collect();
        let pooled = at_rest.saturating_sub(others + parts.iter().map(|(_, own, _)| own).sum::<u64>());
        parts.push((PartKind::Instance, pooled, format!("through the pooler: {pooled}")));
        parts
    }

    /// " From the left: api 80, worker 40." where there are several services.
    fn shares(&self) -> String {
        let lines = &self.plan.budget.services;
        let share = |line: &BudgetLine| {
            let connections = line.current.at_rest.map_or_else(|| "no limit".to_owned(), |n| n.to_string());
            format!("{} {connections}", line.name)
        };
        if lines.len() < 2 {
            return String::new();
        }
        format!(" From the left: {}.", lines.iter().map(share).collect::<Vec<_>>().join(", "))
    }
}

/// The instances of a service, which has so many connections at rest.
fn instances(instances: u64, connections: u64) -> Vec<(PartKind, u64, String)> {
    let count = if instances <= MAX_PARTS { instances.max(1) } else { 1 };
    let one = |index: u64| {
        // Whole connections: where each part ends less where it starts.
        let own = connections * (index + 1) / count - connections * index / count;
        (PartKind::Instance, own, format!("instance {}: {own}", index + 1))
    };
    (0..count).map(one).collect()
}

fn legend(max: u64, reserved: u64, usable: u64, raised: Option<u64>, others: u64, current: Totals) -> String {
    let raised = raised.map_or_else(String::new, |raised| format!("As advised {raised}. "));
    let scaled =
        if current.at_scale == current.at_deploy { "" } else { " Faint: as many instances as autoscaling may start." };
    let others = if others > 0 { format!(" Grey: {others} of other clients.") } else { String::new() };
    format!(
        "{max} max_connections − {reserved} reserved = {usable} usable. {raised}\
         Solid: at rest. Hatched: the surge of a deploy.{scaled}{others}"
    )
}

/// The connections of a setup.
struct Connections {
    name: &'static str,
    totals: Totals,
    others: u64,
    /// What they consist of at rest.
    at_rest: Vec<(PartKind, u64, String)>,
}

impl Connections {
    fn bar(self, usable: u64, scale: Scale) -> Bar {
        let Self { name, totals, others, at_rest: parts } = self;
        let Totals { at_rest: Some(at_rest), at_deploy: Some(at_deploy), at_scale: Some(at_scale) } = totals else {
            return unbounded(name);
        };
        let plain = |kind, connections| (kind, connections, String::new());
        let all = [plain(PartKind::Others, others)]
            .into_iter()
            .chain(parts)
            .chain([plain(PartKind::Surge, at_deploy - at_rest), plain(PartKind::Scaled, at_scale - at_deploy)]);
        let mut from = 0;
        let parts = all.filter(|(_, connections, _)| *connections > 0).map(|(kind, connections, title)| {
            let part = Part { kind, from: scale.percent(from), width: scale.percent(connections), title };
            from += connections;
            part
        });
        let parts = parts.collect();
        let scaled = if at_scale > at_deploy { format!(", {at_scale} autoscaled") } else { String::new() };
        Bar {
            name: name.to_owned(),
            summary: format!(
                "{name}: {at_rest} connections at rest, {at_deploy} during a deploy{scaled}, {usable} usable"
            ),
            parts,
            total: if at_scale > at_rest { format!("{at_rest} → {at_scale}") } else { at_rest.to_string() },
            is_over: at_scale > usable,
        }
    }
}

fn unbounded(name: &str) -> Bar {
    let part = Part {
        kind: PartKind::Unbounded,
        from: "0%".to_owned(),
        width: "100%".to_owned(),
        title: "no limit".to_owned(),
    };
    Bar {
        name: name.to_owned(),
        summary: format!("{name}: no limit"),
        parts: vec![part],
        total: "no limit".to_owned(),
        is_over: true,
    }
}
