//! What the connections mean beyond their number: how many instances fit, the server's memory and its cores, and how much
//! more the advised pools bear.

use super::{Shown, services::name_among_others};
use poolwise::{
    Plan,
    advise::Headroom,
    format::{count, number},
};

impl Shown<'_> {
    /// The sentences, as far as they are known.
    pub(super) fn facts(&self) -> Vec<String> {
        let plan = self.plan;
        if !self.is_service_given() {
            return Vec::new();
        }
        [self.instances(), pooler(plan), memory(plan), self.cores(), self.bears()].into_iter().flatten().collect()
    }

    /// "About 12 connections are busy on average; 4 cores serve 4 to 9 at once."
    fn cores(&self) -> Option<String> {
        let load = &self.plan.database;
        let [from, to] = load.knee?;
        if self.has_no_traffic() {
            return None;
        }
        let cores = self.fleet.document.scenario.database.cores.map_or(0, |cores| u64::from(cores.get()));
        Some(format!(
            "About {} connections are busy on average; {} {from} to {to} at once.",
            number(load.busy_mean.current),
            if cores == 1 { "1 core serves".to_owned() } else { format!("{cores} cores serve") },
        ))
    }

    /// "Deploys included: up to 3 instances fit; with the advised pools up to 16 instances fit."
    fn instances(&self) -> Option<String> {
        let line = self.plan.budget.services.get(self.fleet.shown)?;
        line.fitting_instances.current.or(line.fitting_instances.advised)?;
        let name = name_among_others(&self.fleet.document.scenario, self.fleet.shown);
        let whose = name.map_or_else(|| "Deploys included".to_owned(), |name| format!("{name}, deploys included"));
        Some(format!("{whose}: {}.", line.fitting_instances.describe()))
    }

    /// "The advised pools meet the targets up to 1.7 times the traffic, or holds 1.6 times as long."
    fn bears(&self) -> Option<String> {
        let service = self.service()?;
        let Headroom { traffic, hold, .. } = service.advised.headroom.filter(|_| service.feasible)?;
        let name = name_among_others(&self.fleet.document.scenario, self.fleet.shown);
        let whose = name.map_or_else(String::new, |name| format!(" of {name}"));
        Some(format!(
            "The advised pools{whose} meet the targets up to {} times the traffic, or holds {} times as long.",
            number(traffic),
            number(hold)
        ))
    }
}

fn pooler(plan: &Plan) -> Option<String> {
    let budget = plan.budget.pooler.as_ref()?;
    let clients =
        budget.current.clients.at_scale.map_or_else(|| "any number".to_owned(), |clients| clients.to_string());
    let servers = match (budget.current.servers, budget.advised.servers) {
        (now, then) if now == then => count(now, "connection"),
        (now, then) => format!("{} ({then} as advised)", count(now, "connection")),
    };
    Some(format!(
        "The pooler gets {clients} of the {} clients that it accepts, and opens {servers} to the server.",
        budget.accepts
    ))
}

/// "At their peak the connections take 300 to 1500 MiB of the server's memory, 48 to 240 as advised."
fn memory(plan: &Plan) -> Option<String> {
    let range = |[least, most]: [f64; 2]| format!("{} to {}", number(least), number(most));
    let memory = &plan.budget.memory;
    match (memory.current_mib.map(range), memory.advised_mib.map(range)) {
        (Some(now), Some(then)) if now == then => {
            Some(format!("At their peak they take {now} MiB of the server's memory, and work_mem on top."))
        }
        (Some(now), Some(then)) => Some(format!(
            "At their peak they take {now} MiB of the server's memory ({then} as advised), and work_mem on top."
        )),
        (None, Some(then)) => {
            Some(format!("As advised they take {then} MiB of the server's memory, and work_mem on top."))
        }
        _ => None,
    }
}
