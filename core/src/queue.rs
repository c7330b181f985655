//! Closed forms of queueing theory for a pool: servers are connections, customers are requests that ask for one.
//!
//! Everywhere: the offered load `a` is rate × hold in erlangs (mean busy connections if nobody ever waited),
//! utilization is a / servers, and time is in the unit of the hold that is given.

mod admission;
mod churn;
mod erlang;
mod fixed_holds;
mod matrix;
mod patience;
mod sizing;
mod two_kinds;

pub use admission::Admission;
pub(crate) use churn::churn_beside;
pub use churn::{Churn, churn, most_ever_busy};
pub use erlang::{Waiting, erlang_b, erlang_c};
pub use fixed_holds::fixed_holds_wait;
pub use patience::{Arrivals, Patience};
pub use sizing::{
    servers_for, servers_for_blocking, servers_for_utilization, servers_for_wait, servers_for_wait_probability,
};
pub use two_kinds::TwoKinds;
