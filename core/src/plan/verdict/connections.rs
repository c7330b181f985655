//! What the headline says of the connections to the server.

use super::{Case, Headline, Status};
use crate::{
    budget::Totals,
    format::{count, grouped},
    scenario::{PoolClass, Service},
};

/// With less than a tenth of the budget to spare, one more instance may not fit.
const MIN_SPARE_DIVISOR: u64 = 10;

impl Case<'_> {
    pub(super) fn unbounded(&self) -> Option<Headline> {
        let unlimited =
            |service: &&Service| service.pool.class == PoolClass::QueuePool && service.pool.capacity().is_none();
        if let Some(service) = self.outlook.scenario.services.iter().find(unlimited) {
            return Some((
                Status::Over,
                format!("Unbounded: a pool of {} may open any number of connections", service.name),
            ));
        }
        let Totals { at_rest, at_deploy, at_scale } = self.outlook.budget.current;
        let unknown = self.outlook.scenario.services.iter().find(|service| service.has_unknown_tasks());
        at_rest.zip(at_deploy).zip(at_scale).is_none().then(|| {
            let words = match unknown {
                Some(service) => format!("Unbounded: {} may open any number of connections", service.name),
                None => "Over budget by more connections than can be counted".to_owned(),
            };
            (Status::Over, words)
        })
    }

    /// Where other clients leave nothing, no pool is small enough.
    pub(super) fn other_clients(&self) -> Option<Headline> {
        let (others, usable) =
            (u64::from(self.outlook.scenario.database.other_clients.get()), self.outlook.budget.usable);
        (others > usable).then(|| {
            let words = format!(
                "Other clients alone take {}, and PostgreSQL admits {}",
                count(others, "connection"),
                grouped(usable)
            );
            (Status::Over, words)
        })
    }

    /// Once connections are refused, the same sentence reports the requests that time out.
    pub(super) fn over_budget(&self) -> Option<Headline> {
        let usable = self.outlook.budget.usable;
        let Totals { at_rest, at_deploy, at_scale } = self.outlook.budget.current;
        let [rest, deploy, scale] =
            [at_rest, at_deploy, at_scale].map(|taken| taken.unwrap_or(0).saturating_sub(usable));
        let over = |connections| count(connections, "connection");
        let words = match (rest, deploy, scale) {
            (1.., ..) if deploy > rest => format!("Over budget by {}, {} during a deploy", over(rest), grouped(deploy)),
            (1.., ..) => format!("Over budget by {}", over(rest)),
            (_, 1.., _) => format!("Over budget by {} during a deploy", over(deploy)),
            (_, _, 1..) => format!("Over budget by {} once scaled out", over(scale)),
            _ => return None,
        };
        let limit = self.outlook.scenario.database.max_connections;
        let assumed = if self.outlook.is_limit_assumed() && !self.outlook.given.is_unknown() {
            format!(", if max_connections is {limit}, the default")
        } else {
            String::new()
        };
        let also = self.timing_out(|_| true).map_or_else(String::new, |share| format!("; {share}"));
        Some((Status::Over, format!("{words}{assumed}{also}")))
    }

    pub(super) fn spare(&self) -> Headline {
        let (taken, usable) = (self.at_scale(), self.outlook.budget.usable);
        let spare = usable.saturating_sub(taken);
        if spare < usable / MIN_SPARE_DIVISOR {
            (Status::Tight, format!("Fits, with {} to spare", count(spare, "connection")))
        } else {
            (Status::Fits, format!("Fits: {} of {} connections", grouped(taken), self.usable()))
        }
    }

    /// "97", or "an assumed 97" where nobody gave `max_connections`.
    pub(super) fn usable(&self) -> String {
        let usable = grouped(self.outlook.budget.usable);
        if self.outlook.is_limit_assumed() { format!("an assumed {usable}") } else { usable }
    }

    pub(super) fn at_scale(&self) -> u64 {
        self.outlook.budget.current.at_scale.unwrap_or(u64::MAX)
    }
}
