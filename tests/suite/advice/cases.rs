//! What is advised in single cases.

use super::*;

/// What a remedy of a kind changes, by closed form.
fn check_remedy(scenario: &str, kind: &str, change: &str) {
    let plan = plan_with(&Scenario::from_toml(scenario).expect("a scenario"), Predictor::ClosedForm);
    let remedy = plan.remedies.iter().find(|remedy| remedy.kind == kind).unwrap_or_else(|| panic!("{kind}: {plan:?}"));
    assert_eq!(remedy.change, change, "{scenario}");
}

fn check_no_remedy(scenario: &str, kind: &str) {
    let plan = plan_with(&Scenario::from_toml(scenario).expect("a scenario"), Predictor::ClosedForm);
    assert!(plan.remedies.iter().all(|remedy| remedy.kind != kind), "{scenario}: {:?}", plan.remedies);
}

/// Size and overflow as advised by closed form, whether that suffices, and words of the verdict's detail.
fn check_advice(scenario: &str, pool: (u32, i64), feasible: bool, detail: &str) {
    let plan = plan_with(&Scenario::from_toml(scenario).expect("a scenario"), Predictor::ClosedForm);
    let (service, words) = (&plan.services[0], &plan.verdict.detail);
    let advised = &service.advised.pool;
    assert_eq!(
        (advised.size.get(), advised.overflow.number(), service.feasible),
        (pool.0, pool.1, feasible),
        "{scenario}"
    );
    assert!(words.contains(detail), "{scenario}: {words}");
}

#[test]
fn pools_do_not_grow_onto_busy_cores() {
    let service = |pool: &str| {
        format!(
            "[[services]]\ninstances = 4\npool = {{ {pool} }}\n\
             traffic = [{{ rate_per_s = 600, hold_ms = {{ mean = 50 }} }}]"
        )
    };
    let check = |cores: &str, pool: &str, advised, feasible, detail: &str| {
        let scenario = format!("database = {{ {cores}max_connections = 200 }}\n{}", service(pool));
        check_advice(&scenario, advised, feasible, detail);
    };
    let default = "size = 5, overflow = 10";
    check("", default, (12, 4), true, "The advised pools take 64");
    check("cores = 16, ", default, (12, 4), true, "The advised pools take 64");
    check("cores = 2, ", default, (12, 3), true, "The advised pools take 60");
    let busy = "A larger pool would not help, since the traffic keeps 30 connections busy on average, and the server's 2 \
                cores serve 2 to 5 at once";
    check("cores = 2, ", "size = 5, overflow = 0", (5, 0), false, busy);
}

#[test]
fn a_large_headroom_asks_for_no_more_than_itself() {
    let headroom = |headroom: u32| {
        format!(
            "targets = {{ headroom = {headroom} }}\n[[services]]\ninstances = 3\nworkers = 2\n\
             pool = {{ size = 5, overflow = 5 }}\ntraffic = [{{ rate_per_s = 300, hold_ms = {{ mean = 40 }} }}]"
        )
    };
    check_advice(&headroom(3), (5, 5), true, "The pools keep their size");
}

#[test]
fn jobs_give_up_their_second_connection_before_web_services_lose_headroom() {
    let job = "[[services]]\nname = 'jobs'\nkind = 'job'\ninstances = 6\n\
               traffic = [{ rate_per_s = 1, hold_ms = { mean = 50 } }]";
    let web = "[[services]]\ntraffic = [{ rate_per_s = 60, hold_ms = { mean = 50 } }]";
    check_advice(&format!("database = {{ max_connections = 20 }}\n{web}\n{job}"), (7, 0), true, "take 13 and meet");
}

#[test]
fn pools_for_the_largest_fleet_say_what_they_do_to_the_present_one() {
    let traffic = "traffic = [{ rate_per_s = 300, hold_ms = { mean = 40 } }]";
    check_advice(
        &format!("[[services]]\ninstances = 2\nmax_instances = 40\n{traffic}"),
        (2, 0),
        false,
        "Pools that fit once scaled out are too small for the instances that run now: with the best of them, which take 4, \
         80 once scaled out, 66.7 % of the requests to app still time out",
    );
    check_advice(
        &format!(
            "[[services]]\ninstances = 80\nmax_instances = 90\npool = {{ size = 1, overflow = 0 }}\n{}",
            traffic.replace("300", "3000")
        ),
        (1, 0),
        false,
        "No pools that fit can carry the traffic",
    );
}

#[test]
fn a_target_that_no_pool_meets_does_not_take_the_whole_server() {
    let traffic = "traffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]";
    let check = |targets: &str, pool: &str, advised| {
        let scenario = format!("targets = {{ {targets} }}\n[[services]]\npool = {{ {pool} }}\n{traffic}");
        check_advice(&scenario, advised, false, "No pools that fit meet every target");
    };
    check("utilization_mean = 0", "size = 5", (10, 5));
    check("utilization_peak = 0", "size = 5", (10, 5));
    check("utilization_mean = 0", "size = 80, overflow = 17", (7, 1));
}

#[test]
fn other_clients_are_no_pools() {
    let traffic = "traffic = [{ rate_per_s = 30, hold_ms = { mean = 50 } }]";
    let check = |others: u32, pool, feasible, detail: &str| {
        let scenario = format!("database = {{ other_clients = {others} }}\n[[services]]\ninstances = 2\n{traffic}");
        check_advice(&scenario, pool, feasible, detail);
    };
    let too_many = "The advised pools take 30 and do not fit";
    check(120, (5, 10), false, &format!("{too_many}: other clients alone take more than the server admits"));
    check(97, (5, 10), false, &format!("{too_many} beside the other clients of this server"));
    check(80, (3, 0), true, "The advised pools take 6 and meet every target");
}

#[test]
fn a_service_without_a_pool_ruins_no_other() {
    check_advice(
        "[[services]]\ntraffic = [{ rate_per_s = 40, hold_ms = { mean = 30 } }]\n[[services]]\nname = 'n'\nworkers = 4\n\
         concurrency = 30\npool = { class = 'NullPool' }\ntraffic = [{ rate_per_s = 400, hold_ms = { mean = 50 } }]",
        (5, 10),
        false,
        "take 135 and do not fit: n opens a connection for each of its tasks",
    );
}

#[test]
fn a_healthy_pool_is_cut_no_more_than_it_takes() {
    let large = "instances = 5\npool = { size = 5, overflow = 10, pre_ping = true }\n\
                 traffic = [{ rate_per_s = 60, hold_ms = { mean = 50 } }]";
    let small = |overflow: u32| {
        format!(
            "[[services]]\n{large}\n[[services]]\nname = 'x'\npool = {{ size = 4, overflow = {overflow}, pre_ping = true }}\n\
             traffic = [{{ rate_per_s = 30, hold_ms = {{ mean = 50 }} }}]"
        )
    };
    check_advice(&small(3), (5, 10), true, "The pools keep their size");
    check_advice(&small(4), (5, 9), true, "The advised pools take 78 and meet every target");
}

#[test]
fn a_pooler_that_is_too_small_is_what_fails() {
    check_advice(
        "[pooler]\npool_mode = 'transaction'\nmax_client_conn = 5000\n[[services]]\ninstances = 40\nworkers = 2\n\
         traffic = [{ rate_per_s = 3000, hold_ms = { mean = 60 } }]",
        (5, 10),
        true,
        "% of the queries in the pooler still time out",
    );
}

/// With the settings of a remedy of this kind the plan meets every target, and advises the pools that the remedy sets.
fn check_remedy_suffices(scenario: &str, kind: &str) {
    let scenario = Scenario::from_toml(scenario).expect("a scenario");
    let remedies = plan(&scenario).remedies;
    let remedy = remedies.iter().find(|remedy| remedy.kind == kind).unwrap_or_else(|| panic!("{kind}: {remedies:?}"));
    let changed = with_settings(&scenario, &remedy.set);
    let then = plan(&changed);
    assert!(is_feasible(&then) && missed(&changed, &then).iter().all(Vec::is_empty), "{remedy:?}\n{then:?}");
    for (service, now) in changed.services.iter().zip(&then.services) {
        assert_eq!(service.pool, now.advised.pool, "{remedy:?}");
    }
}

#[test]
fn a_remedy_is_what_the_next_plan_advises() {
    check_remedy_suffices(
        "[[services]]\ninstances = 4\ntraffic = [{ open_streams = 100, hold_ms = { mean = 60000 } }]",
        "shorter-hold",
    );
    let burst = "[[services]]\ninstances = 10\nworkers = 2\nsurge = '25%'\n\
                 traffic = [{ rate_per_s = 200, hold_ms = { mean = 50 } }]\nburst = { factor = 4, every_s = 300, for_s = 30 }";
    check_remedy_suffices(burst, "fewer-workers");
    check_remedy_suffices(burst, "larger-max-connections");
}

#[test]
fn a_remedy_is_the_least_that_suffices() {
    // 25 would meet the targets, with nothing to spare.
    let busy = "pool = { size = 5, overflow = 5 }\ntraffic = [{ rate_per_s = 400, hold_ms = { mean = 20 } }]";
    check_remedy(
        &format!("[[services]]\ninstances = 4\nmax_instances = 60\nsurge = '25%'\n{busy}"),
        "fewer-autoscaled",
        "run at most 19 instances of app instead of 60",
    );
    // 60 pools of 5, with all of the headroom, are 300; that is 85 % of 353, and three more are reserved.
    check_remedy(
        &format!("[[services]]\ninstances = 4\nmax_instances = 60\n{busy}"),
        "larger-max-connections",
        "raise max_connections from 100 to 360",
    );
    check_remedy(
        "[[services]]\nname = 'chat'\ntraffic = [{ rate_per_s = 20, hold_ms = { mean = 15 } }, \
         { open_streams = 200, hold_ms = { mean = 60000 } }]",
        "return-before-streaming",
        "let the streams of chat return their connections before they begin",
    );
    let fleet = "instances = 20\nworkers = 2\ntraffic = [{ rate_per_s = 200, hold_ms = { mean = 20 } }]";
    check_remedy(
        &format!("[pooler]\npool_mode = 'transaction'\nmax_client_conn = 20\n[[services]]\n{fleet}"),
        "more-clients",
        "raise max_client_conn of the pooler from 20 to 600",
    );
    // Eight workers of which each can be busy all the time serve 160 per second.
    let sync = "instances = 2\nworkers = 4\nconcurrency = 1\nworker_class = 'sync'";
    let traffic = "traffic = [{ rate_per_s = 200, hold_ms = { mean = 50 } }]";
    check_remedy(
        &format!("[[services]]\n{sync}\n{traffic}"),
        "more-workers",
        "run 6 workers per instance of app instead of 4",
    );
    check_no_remedy(&format!("[[services]]\n{sync}\n{traffic}"), "more-tasks");
    // 37 usable connections are 9 for each of four pools, and 8 tasks that hold two cannot deadlock on 9.
    check_remedy(
        "database = { max_connections = 40 }\n[[services]]\ninstances = 2\nworkers = 2\nconcurrency = 40\n\
         checkouts_per_task = 2\ntraffic = [{ rate_per_s = 20, hold_ms = { mean = 50 } }]",
        "fewer-tasks",
        "run 8 tasks at once in a worker of app instead of 40",
    );
    let pooler =
        "[pooler]\npool_mode = 'transaction'\nmax_client_conn = 1000\ndefault_pool_size = 40\nmax_db_connections = 10";
    check_remedy(
        &format!(
            "{pooler}\n[[services]]\ninstances = 4\ntraffic = [{{ rate_per_s = 200, hold_ms = {{ mean = 50 }} }}]"
        ),
        "more-servers",
        "raise max_db_connections of the pooler from 10 to 40",
    );
    // How many instances of a function run follows from its traffic.
    let function = "kind = 'function'\nmax_instances = 50\nduration_ms = 300";
    check_no_remedy(
        &format!("[[services]]\n{function}\ntraffic = [{{ rate_per_s = 400, hold_ms = {{ mean = 40 }} }}]"),
        "fewer-instances",
    );
    // A twentieth of the batch is 100 records, and even half of these make the next batch wait too long.
    check_remedy(
        "[[services]]\ninstances = 90\n\
         traffic = [{ rate_per_s = 20, hold_ms = { batch = 2000, per_record = 1, cv = 0 } }]",
        "smaller-batch",
        "work in smaller batches: 25 records in app",
    );
}
