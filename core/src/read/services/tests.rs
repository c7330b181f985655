use super::services;
use crate::read::read;

/// Each service that a text is found to be about, with its size of pool or, without one, its workers.
fn check(text: &str, expected: &[(&str, u64)]) {
    let found = services(text);
    let found: Vec<(&str, u64)> = found
        .iter()
        .map(|one| {
            let reading = read(&one.text, None);
            let size = reading.chosen("services[0].pool.size").or_else(|| reading.chosen("services[0].workers"));
            (one.name.as_str(), size.and_then(|size| size.value.as_u64()).unwrap_or(0))
        })
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn files_under_headings_are_services() {
    check(
        "# services/api/.env\nDB_POOL_SIZE=10\n# services/worker/.env\nDB_POOL_SIZE=5\n",
        &[("api", 10), ("worker", 5)],
    );
    check("==> api.env <==\nDB_POOL_SIZE=10\n\n==> worker.env <==\nWEB_CONCURRENCY=5\n", &[("api", 10), ("worker", 5)]);
    check("### .env.api\nDB_POOL_SIZE=1\n### .env.jobs\nDB_POOL_SIZE=2\n", &[("api", 1), ("jobs", 2)]);
    check("api/.env:\nDB_POOL_SIZE=1\nbilling/.env.production:\nDB_POOL_SIZE=2\n", &[("api", 1), ("billing", 2)]);
    check("# --- api ---\nDB_POOL_SIZE=1\n# --- worker ---\nDB_POOL_SIZE=2\n", &[("api", 1), ("worker", 2)]);
    check("# .env of the api\nDB_POOL_SIZE=1\n# .env of the worker\nDB_POOL_SIZE=2\n", &[("api", 1), ("worker", 2)]);
}

#[test]
fn words_above_the_parts_of_one_file_are_no_services() {
    check("# pool\nDB_POOL_SIZE=10\n# server\nWEB_CONCURRENCY=2\n", &[]);
    check("# .env of the api\nDB_POOL_SIZE=10\nDB_MAX_OVERFLOW=5\n", &[]);
    check("DB_POOL_SIZE=10\n# raised from 5\nDB_POOL_SIZE=12\n", &[]);
    check("", &[]);
}

#[test]
fn containers_of_a_compose_file_are_services() {
    let compose = "services:\n  db:\n    image: postgres:16\n    command: postgres -c max_connections=200\n  api:\n    \
                   build: .\n    environment:\n      DB_POOL_SIZE: 10\n    deploy:\n      replicas: 4\n  worker:\n    \
                   image: app\n    environment:\n      - DB_POOL_SIZE=3\n  cache:\n    image: redis\nvolumes:\n  data:\n";
    check(compose, &[("api", 10), ("worker", 3)]);
    for one in services(compose) {
        let reading = read(&one.text, None);
        assert_eq!(reading.chosen("database.max_connections").and_then(|one| one.value.as_u64()), Some(200));
        let instances = reading.chosen("services[0].instances").and_then(|one| one.value.as_u64());
        assert_eq!(instances, (one.name == "api").then_some(4), "{}", one.name);
    }
    check("services:\n  api:\n    build: .\n    environment:\n      DB_POOL_SIZE: 10\n", &[]);
}

#[test]
fn workloads_of_kubernetes_are_services_with_their_scalers_and_configuration() {
    let workload = |name: &str, config: &str| {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {name}\nspec:\n  replicas: 2\n  template:\n    spec:\n      \
             containers:\n        - name: main\n          envFrom:\n            - configMapRef:\n                name: {config}\n"
        )
    };
    let map = |name: &str, size: u32| {
        format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\ndata:\n  DB_POOL_SIZE: \"{size}\"\n")
    };
    let all =
        [workload("api", "api-env"), map("api-env", 7), workload("jobs", "jobs-env"), map("jobs-env", 2)].join("---\n");
    check(&all, &[("api", 7), ("jobs", 2)]);
}

#[test]
fn processes_and_prefixes_are_services() {
    check(
        "web: gunicorn app:app -w 4\nworker: celery -A app worker -c 8\nrelease: flask db upgrade\n",
        &[("web", 4), ("worker", 8)],
    );
    check("SVC1_DB_POOL_SIZE=5\nSVC1_DB_MAX_OVERFLOW=1\nSVC2_DB_POOL_SIZE=9\n", &[("svc1", 5), ("svc2", 9)]);
    check("AIRFLOW__DATABASE__SQL_ALCHEMY_POOL_SIZE=5\n", &[]);
    check("PRIMARY_DB_POOL_SIZE=5\nREPLICA_DB_POOL_SIZE=9\n", &[]);
}

#[test]
fn names_of_services_are_plain_and_distinct() {
    let names = |text: &str| services(text).into_iter().map(|one| one.name).collect::<Vec<_>>();
    let env = |path: &str| format!("==> {path} <==\nDB_POOL_SIZE=3\n");
    assert_eq!(names(&(env("a/.env") + &env("b/.env"))), ["a", "b"]);
    assert_eq!(names(&(env("<b>/.env") + &env("$(x)/.env"))), ["service", "service 2"]);
    assert!(names(&(0..30).map(|n| env(&format!("s{n}/.env"))).collect::<String>()).is_empty());
}

#[test]
fn a_long_text_of_many_parts_is_one_service() {
    for line in [
        "ERROR: something failed\n",
        "# heading of a part\nDB_POOL_SIZE=1\n",
        "A%_DB_POOL_SIZE=1\n",
        "---\nkind: Job\nmetadata:\n  name: j%\n",
    ] {
        let text: String = (0..20_000).map(|number| line.replace('%', &number.to_string())).collect();
        check(&text, &[]);
    }
}
