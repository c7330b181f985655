//! Parts of a network that cut connections on which nothing is sent for some time.

use super::{
    CatalogKind, Entry, Provenance,
    entry::Sets,
    fields::{Constant::Number, Fields},
};

const fn network(
    id: &'static str,
    name: &'static str,
    fields: Fields,
    source: &'static str,
    url: &'static str,
    notes: &'static [&'static str],
) -> Entry {
    Entry {
        id,
        name,
        kind: CatalogKind::Network,
        provenance: Provenance::Documented,
        dated: "2026-11",
        source,
        url,
        rule: "the default; a connection that idles longer is dead when it is used next",
        notes,
        sets: Sets::Fixed(fields),
        also: &[],
    }
}

const SILENT: &str = "It drops the connection silently: the pool notices at the next statement.";

pub(super) static ALL: [Entry; 5] = [
    network(
        "aws-nlb",
        "AWS Network Load Balancer",
        &[("database.idle_cut_s", Number(350.0))],
        "Elastic Load Balancing, Update the TCP idle timeout for your Network Load Balancer listener",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html",
        &[SILENT, "A TCP listener can be set from 60 to 6000 s; a TLS listener cannot be changed."],
    ),
    network(
        "aws-nat",
        "AWS NAT gateway",
        &[("database.idle_cut_s", Number(350.0))],
        "Amazon VPC User Guide, Troubleshoot NAT gateways",
        "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html",
        &[SILENT],
    ),
    network(
        "azure-lb",
        "Azure Load Balancer",
        &[("database.idle_cut_s", Number(240.0))],
        "Microsoft, Configure TCP reset and idle timeout for Azure Load Balancer",
        "https://learn.microsoft.com/en-us/azure/load-balancer/load-balancer-tcp-idle-timeout",
        &[SILENT, "A rule can be set from 4 to 100 minutes, and to send TCP resets."],
    ),
    network(
        "fly-proxy",
        "Fly proxy",
        &[("database.idle_cut_s", Number(600.0))],
        "Fly, Managed Postgres: Connect Your Client",
        "https://fly.io/docs/mpg/client-configuration/",
        &["Fly advises to recycle connections after 600 s and to close idle ones after 300 s."],
    ),
    network(
        "hyperdrive-idle",
        "Hyperdrive",
        &[("database.idle_cut_s", Number(600.0))],
        "Cloudflare, Hyperdrive: Limits",
        "https://developers.cloudflare.com/hyperdrive/platform/limits/",
        &[],
    ),
];

/// How far an idle time in a scenario may be from a network's limit to be that limit, as a part of it.
const MAX_DEVIATION: f64 = 0.05;

/// The networks that cut connections after about `idle_s` seconds.
pub(crate) fn cutting_at(idle_s: f64) -> impl Iterator<Item = &'static Entry> {
    ALL.iter().filter(move |entry| cut_s(entry).is_some_and(|cut_s| (idle_s - cut_s).abs() <= MAX_DEVIATION * cut_s))
}

/// Every network with the time after which it cuts idle connections, in seconds.
pub(crate) fn cuts() -> impl Iterator<Item = (&'static str, f64)> {
    ALL.iter().filter_map(|entry| Some((entry.name, cut_s(entry)?)))
}

/// When a network cuts an idle connection.
fn cut_s(entry: &Entry) -> Option<f64> {
    entry.choose(None).ok()?.value("database.idle_cut_s")?.as_f64()
}
