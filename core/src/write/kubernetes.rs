//! `kubernetes`: a `ConfigMap` with the pool's variables, and a patch for the Deployment that uses it.

use super::{
    Content, Kind, Writer, env,
    fleet::Settings,
    text::{comments, quoted, whole},
};
use crate::{
    format::count,
    scenario::{ServiceKind, Strategy},
    units::Surge,
};
use std::fmt::Write;

pub(super) const KIND: Kind = Kind {
    name: "kubernetes",
    title: "Kubernetes",
    ending: "-kubernetes.yaml",
    media_type: "application/yaml",
    writer: Writer::Service(content),
};

fn content(settings: &Settings<'_>) -> Content {
    let Settings { stem, service, .. } = settings;
    let mut text = comments("#", &settings.summary());
    let _ = write!(text, "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {stem}-pool\ndata:");
    let variables = env::variables(settings);
    if variables.is_empty() {
        text += " {}";
    }
    text.push('\n');
    for (key, value) in variables {
        let _ = writeln!(text, "  {key}: {}", quoted(&value));
    }
    let mut notes = vec!["Pods read a ConfigMap when they start: restart the Deployment after a change.".to_owned()];
    if service.kind == ServiceKind::Function {
        notes.push("A function has no Deployment.".to_owned());
        return Content { text, notes };
    }
    let _ = write!(
        text,
        "---\n# A patch: kubectl patch deployment {stem} --patch-file …, or a strategic merge of kustomize.\n\
         apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {stem}\nspec:\n  replicas: {}\n{}",
        service.instances,
        strategy(settings),
    );
    text += "  template:\n    spec:\n";
    if service.deploy.drain_s.get() > 0.0 {
        let _ = writeln!(text, "      terminationGracePeriodSeconds: {}", whole(service.deploy.drain_s.get()));
    }
    let _ = write!(
        text,
        "      containers:\n        - name: {stem}\n          envFrom:\n            - configMapRef:\n                name: {stem}-pool\n"
    );
    notes.push(format!("The Deployment and its container are taken to be named {stem}."));
    Content { text, notes }
}

/// Nothing for strategies that a Deployment does not have.
fn strategy(settings: &Settings<'_>) -> String {
    let (deploy, surge) = (&settings.service.deploy, settings.service.surge);
    match deploy.strategy {
        Strategy::Rolling => {
            // Kubernetes refuses a rollout that may neither add nor take away, so nobody has given these.
            if surge.rounded_up(u32::MAX) == 0 && deploy.unavailable.rounded_down(u32::MAX) == 0 {
                let more = settings.connections_with_kubernetes_surge();
                let replicas = settings.service.instances.get();
                if !settings.fleet.has_room_for_kubernetes_surge() && replicas > 1 {
                    return "  # Kubernetes would add 25 % of the pods, and the server has no room for their connections.\n  \
                            strategy:\n    type: RollingUpdate\n    rollingUpdate:\n      maxSurge: 0\n      maxUnavailable: 1\n"
                        .to_owned();
                }
                let more = more.map_or_else(String::new, |more| {
                    format!("\n  # With them up to {} are open, which the plan does not count: give the surge to count them.", count(more, "connection"))
                });
                return format!(
                    "  # No strategy is given: Kubernetes adds and takes away 25 % of the pods at a time.{more}\n"
                );
            }
            format!(
                "  strategy:\n    type: RollingUpdate\n    rollingUpdate:\n      maxSurge: {}\n      maxUnavailable: {}\n",
                amount(surge),
                amount(deploy.unavailable)
            )
        }
        Strategy::Recreate => "  strategy:\n    type: Recreate\n".to_owned(),
        Strategy::BlueGreen | Strategy::Preboot => String::new(),
    }
}

fn amount(surge: Surge) -> String {
    match surge {
        Surge::Count(count) => count.to_string(),
        Surge::Percent(_) => quoted(&surge.to_string()),
    }
}
