//! Manifests for Kubernetes and compose files, held to the types and the schema that their projects publish.

use poolwise::{
    plan::plan,
    scenario::Document,
    write::{Kind, Options, write},
};
use poolwise_tests::readers::{python_yaml, typescript_errors};
use serde_json::{Value, json};

/// All that these files have: surge, a grace period, settings that findings ask for, and none of them.
const SCENARIOS: [&str; 3] = [
    "[[services]]\nname = 'api'\ninstances = 3\nsurge = '25%'\ndeploy = { unavailable = 1, drain_s = 20 }\necho = true\n\
     statement_timeout_ms = 5000\n[[services]]\nname = 'jobs'\nkind = 'job'\ndeploy = { strategy = 'recreate' }\n",
    "[[services]]\nname = 'plain'\n",
    "[[services]]\nname = 'none'\npool = { class = 'NullPool' }\n",
];

/// The documents of a kind of file for each scenario, as `PyYAML` reads them.
fn documents(kind: &str) -> Vec<Value> {
    let kind = Kind::from_name(kind).expect("a kind");
    let files = SCENARIOS.iter().flat_map(|text| {
        let scenario = Document::from_toml(text).expect("a scenario").scenario;
        write(kind, &scenario, &plan(&scenario), &Options::default())
    });
    let texts: Vec<String> = files.flat_map(|file| parts(&file.text)).collect();
    python_yaml(texts.iter().map(String::as_str))
}

/// The documents of a file of YAML.
fn parts(text: &str) -> Vec<String> {
    text.split("\n---\n").map(str::to_owned).collect()
}

/// Errors of the compiler for manifests.
fn errors(manifests: &[Value]) -> Vec<String> {
    let types = include_str!("../data/readers/manifest.ts");
    let of_kind = |manifest: &Value| match manifest["kind"].as_str() {
        Some("ConfigMap") => "ConfigMap",
        _ => "Patch<Deployment>",
    };
    let texts: Vec<String> =
        manifests.iter().map(|one| format!("{types}\nexport const manifest: {} = {one};\n", of_kind(one))).collect();
    let folder = tempfile::tempdir().expect("a temporary folder");
    typescript_errors(folder.path(), &texts)
}

#[test]
fn kubernetes_takes_the_manifests() {
    let manifests = documents("kubernetes");
    let kinds: Vec<_> = manifests.iter().map(|one| one["kind"].as_str().unwrap_or_default()).collect();
    assert_eq!(kinds, ["ConfigMap", "Deployment"].repeat(4));
    assert_eq!(errors(&manifests), vec![String::new(); 8], "{manifests:#?}");
}

#[test]
fn the_types_of_kubernetes_refuse_a_manifest_that_is_wrong() {
    let manifests = documents("kubernetes");
    let faults = [
        (0, "/data/DB_POOL_SIZE", json!(5)),
        (1, "/spec/replicas", json!("3")),
        (1, "/spec/strategy/rollingUpdate", json!({ "maxSurges": 1 })),
        (1, "/spec/template/spec/containers/0/envFrom/0", json!({ "configMap": { "name": "a" } })),
    ];
    let wrong = faults.clone().map(|(index, pointer, to)| {
        let mut wrong: Value = manifests[index].clone();
        *wrong.pointer_mut(pointer).expect(pointer) = to;
        wrong
    });
    for ((_, pointer, _), found) in faults.iter().zip(errors(&wrong)) {
        assert_ne!(found, "", "{pointer}");
    }
}

#[test]
fn compose_takes_the_files_and_refuses_wrong_ones() {
    // The schema of the Compose Specification as docker-compose 1.29.2 ships it (Apache License 2.0).
    let schema = serde_json::from_str(include_str!("../data/readers/compose_spec.json")).expect("a schema");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    let files = documents("compose");
    assert_eq!(files.len(), SCENARIOS.len());
    for file in &files {
        let errors: Vec<String> = schema.iter_errors(file).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?} in {file:#}");
    }
    let faults = [
        ("/services/api/deploy/replicas", json!("3")),
        ("/services/api/environment", json!(5)),
        ("/services/api/deploy", json!({ "replica": 3 })),
    ];
    for (pointer, to) in faults {
        let mut wrong = files[0].clone();
        *wrong.pointer_mut(pointer).expect(pointer) = to;
        assert!(!schema.is_valid(&wrong), "{pointer}");
    }
}
