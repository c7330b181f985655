//! PD012: connections that were closed while idle in the pool.

use super::{
    BiggerPool, Certainty, DiagnosisBody, Evidence, Pattern, commands,
    context::{DiagnosisContext, describe_error},
    relief,
};
use crate::{
    catalog,
    format::{list, number},
    read::ErrorClass,
};

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD012",
    name: "stale-connections",
    summary: "the pool hands out connections that the server, a proxy or a firewall has closed",
    bigger_pool: BiggerPool::Beside,
    source: "SQLAlchemy, Connection Pooling: Dealing with Disconnects",
    url: "https://docs.sqlalchemy.org/en/20/core/pooling.html#dealing-with-disconnects",
    relief: Some(relief::OPEN_NEW_CONNECTIONS),
    commands: &[commands::BY_STATE, commands::LIMITS],
    detect,
};

fn detect(context: &DiagnosisContext<'_>) -> Option<DiagnosisBody> {
    let error = context.error(ErrorClass::ConnectionClosed)?;
    let pool = &context.service().pool;
    let help = if pool.pre_ping {
        "pool_pre_ping is on, so the connections were closed while in use: look for a server that restarts or runs out of memory, \
         or a proxy with a limit shorter than the longest statement"
            .to_owned()
    } else {
        let limits = match context.scenario.database.idle_cut_s {
            Some(_) => String::new(),
            None => format!(", by default {}", known_cuts()),
        };
        "turn on pool_pre_ping: it tests a connection at each checkout and costs one round trip; set pool_recycle below \
         the idle limit of any proxy or firewall"
            .to_owned()
            + &limits
    };
    let mut evidence = vec![Evidence::new(Some(error.line), describe_error(error))];
    evidence.extend(context.scenario.database.idle_cut_s.and_then(|cut| cutting_networks(cut.get())));
    let fix = if pool.pre_ping { Vec::new() } else { vec![("services[0].pool.pre_ping", true.into())] };
    Some(DiagnosisBody {
        certainty: if pool.pre_ping { Certainty::Possible } else { Certainty::Likely },
        message: "the server, a proxy or a firewall closes connections that the pool keeps".to_owned(),
        help,
        evidence,
        more: "what closes them: see the server's log for a reason, and each proxy's idle limit",
        fix,
    })
}

/// "350 s of AWS NAT gateway and 240 s of Azure Load Balancer": each network of the catalog.
fn known_cuts() -> String {
    let cuts: Vec<String> = catalog::cuts().map(|(name, cut_s)| format!("{} s of {name}", number(cut_s))).collect();
    list(&cuts.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The networks of the catalog that cut idle connections after about the time that is given; None if there are none.
fn cutting_networks(idle_cut_s: f64) -> Option<Evidence> {
    let names: Vec<&str> = catalog::cutting_at(idle_cut_s).map(|network| network.name).collect();
    if names.is_empty() {
        return None;
    }
    let names = list(&names);
    let text = format!("database.idle_cut_s is {} s, near the default of {names}", number(idle_cut_s));
    Some(Evidence::new(None, text))
}

#[cfg(test)]
mod tests {
    use crate::diagnose::tests::check;

    #[test]
    fn diagnoses_stale_connections_and_suggests_pre_ping() {
        let found = check(
            "psycopg.OperationalError: server closed the connection unexpectedly\n",
            "",
            &["stale-connections likely"],
        );
        assert!(found[0].fix.is_some());
        assert!(found[0].help.contains("350 s of AWS NAT gateway"), "{}", found[0].help);
    }

    #[test]
    fn names_networks_that_cut_near_the_given_time() {
        let evidence = |idle_cut_s: u32| {
            let found = check(
                "psycopg.OperationalError: server closed the connection unexpectedly\n",
                &format!("[database]\nidle_cut_s = {idle_cut_s}\n"),
                &["stale-connections likely"],
            );
            found[0].evidence.iter().skip(1).map(|one| one.text.clone()).collect::<Vec<_>>()
        };
        let networks = "AWS Network Load Balancer and AWS NAT gateway";
        assert_eq!(evidence(350), [format!("database.idle_cut_s is 350 s, near the default of {networks}")]);
        assert_eq!(evidence(240), ["database.idle_cut_s is 240 s, near the default of Azure Load Balancer"]);
        assert_eq!(evidence(1000), Vec::<String>::new());
    }
}
