//! What frameworks call their pools' settings, and what these are by default.

mod knob;
mod names;
mod table;

pub use knob::{Amount, Knob};
pub use names::Names;
pub(super) use table::ALL;
pub(crate) use table::{BB8, HIKARICP, KNEX, NODE_POSTGRES, NPGSQL, PGXPOOL, PRISMA, RAILS, SEQUELIZE, SQLX};
