//! The reading of charts, kustomizations and plain files, as people write them.

use super::*;
use crate::facts::checkout::layout::Role;
use crate::facts::checkout::manifest::{Rendered, SetKind, Shown, Source};

pub(super) fn tree(files: &[(&str, &str)]) -> Tree {
    let folder = tempfile::tempdir().unwrap();
    let mut tree = Tree::open(folder.path()).unwrap();
    for (path, text) in files {
        tree.write(path, text.as_bytes().to_vec());
    }
    tree
}

const BACKEND: &str = "apiVersion: apps/v1
kind: Deployment
metadata:
  name: todo-backend
spec:
  replicas: 2
  selector:
    matchLabels: {app: backend}
  template:
    metadata:
      labels: {app: backend}
    spec:
      containers:
        - name: api
          image: todo-backend:v1
          ports:
            - containerPort: 8080
          env:
            - name: OPENAI_API_KEY
              valueFrom:
                secretKeyRef: {name: todo-secrets, key: OPENAI_API_KEY}
            - name: LOG_LEVEL
              value: info
";

#[test]
fn plain_files_are_read_with_their_lines() {
    let tree = tree(&[
        ("phase-4/k8s/backend.yaml", BACKEND),
        ("docs/k8s.yaml", BACKEND),
        (".github/workflows/x.yml", "on: push\n"),
        ("specs/001/k8s.yaml", BACKEND),
    ]);
    let manifests = read(&tree, None);
    let [set] = &manifests.sets[..] else { panic!("{manifests:#?}") };
    assert_eq!((set.folder.as_str(), set.chosen, set.kind), ("phase-4/k8s", true, SetKind::Plain));
    let workload = &set.workloads[0];
    assert_eq!((workload.role, workload.replicas), (Some(Role::Backend), Some(2)));
    let container = &workload.containers[0];
    assert_eq!(container.ports[0].at.line, 17);
    assert_eq!(container.image_at.file, "phase-4/k8s/backend.yaml");
    assert!(matches!(&container.env[0].source, Source::Secret { name, .. } if name == "todo-secrets"));
    assert_eq!(container.env[1].source, Source::Literal(Shown::Plain("info".into())));
    assert_eq!(container.env[1].at.line, 23);
}

#[test]
fn a_chart_is_preferred_to_plain_files_that_deploy_the_same() {
    let template = BACKEND.replace("v1\n          ports", "{{ .Values.tag }}\n          ports");
    let tree = tree(&[
        ("k8s/backend.yaml", BACKEND),
        (
            "k8s/db.yaml",
            "apiVersion: v1\nkind: Service\nmetadata: {name: db}\nspec: {selector: {app: db}, ports: [{port: 5432}]}\n",
        ),
        ("charts/todo/Chart.yaml", "name: todo\nversion: 1.0.0\n"),
        ("charts/todo/values.yaml", "tag: v2\n"),
        ("charts/todo/values-dev.yaml", "tag: dev\n"),
        ("charts/todo/templates/backend.yaml", &template),
    ]);
    let manifests = read(&tree, None);
    let chosen: Vec<_> = manifests.chosen().collect();
    assert_eq!(chosen.len(), 1);
    assert_eq!((chosen[0].kind, chosen[0].rendered), (SetKind::Chart, Rendered::Approximated));
    assert_eq!(chosen[0].workloads[0].containers[0].image.as_deref(), Some("todo-backend:v2"));
    assert_eq!(chosen[0].workloads[0].containers[0].image_at.line, 15);
    assert!(manifests.sets.iter().any(|set| set.environment.as_deref() == Some("dev")));
}

#[test]
fn a_kustomization_is_built_from_its_base() {
    let tree = tree(&[
        (
            "k8s/base/kustomization.yaml",
            "resources: [backend.yaml]\nconfigMapGenerator:\n  - name: conf\n    literals: [A=1]\n",
        ),
        (
            "k8s/base/backend.yaml",
            &format!("{BACKEND}          envFrom: [{{configMapRef: {{name: conf}}}}]\n"),
        ),
        (
            "k8s/overlays/dev/kustomization.yaml",
            "resources: [../../base]\nnamePrefix: dev-\nimages:\n  - {name: todo-backend, newTag: dev}\npatches:\n  - path: replicas.yaml\n  - target: {kind: Deployment, name: .*}\n    patch: |-\n      - op: replace\n        path: /spec/template/spec/containers/0/ports/0/containerPort\n        value: 9000\n",
        ),
        (
            "k8s/overlays/dev/replicas.yaml",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: todo-backend\nspec:\n  replicas: 5\n  template:\n    spec:\n      containers:\n        - name: api\n          env:\n            - name: EXTRA\n              value: x\n",
        ),
    ]);
    let manifests = read(&tree, None);
    let [set] = &manifests.sets[..] else { panic!("{manifests:#?}") };
    assert_eq!((set.environment.as_deref(), set.unrendered.len()), (Some("dev"), 0));
    let workload = &set.workloads[0];
    assert_eq!((workload.name.as_str(), workload.replicas), ("dev-todo-backend", Some(5)));
    assert_eq!(
        (workload.replicas_at.file.as_str(), workload.replicas_at.line),
        ("k8s/overlays/dev/replicas.yaml", 6)
    );
    let container = &workload.containers[0];
    assert_eq!(container.image.as_deref(), Some("todo-backend:dev"));
    assert_eq!(container.ports[0].number, 9000);
    assert_eq!(container.env.len(), 3);
    assert_eq!(container.env_from[0].name, "dev-conf");
    assert_eq!(set.config_maps[0].name, "dev-conf");
}

#[test]
fn what_kubectl_printed_is_not_what_is_deployed() {
    let dump = BACKEND.replace(
        "metadata:\n  name: todo-backend",
        "metadata:\n  name: todo-backend\n  uid: a\n  resourceVersion: \"1\"",
    );
    let manifests = read(&tree(&[("k8s/live.yaml", &dump), ("k8s/a.yaml", BACKEND)]), None);
    assert_eq!(manifests.sets.iter().filter(|set| set.chosen).count(), 1);
    assert!(manifests.chosen().all(|set| set.from == ["k8s/a.yaml"]));
}

#[test]
fn commands_that_make_a_secret_are_found_with_their_keys() {
    let tree = tree(&[
        (
            "README.md",
            "Run\n```\nkubectl create secret generic todo-secrets \\\n  --from-literal=A=x \\\n  --from-literal=B=\"y\"\n```\n",
        ),
        ("deploy.sh", "kubectl create secret generic other --from-env-file=.env\n"),
    ]);
    let commands = read(&tree, None).secret_commands;
    assert_eq!((commands[0].at.line, commands[0].by_hand, commands[0].keys.len()), (3, true, 2));
    assert_eq!(
        (commands[1].name.as_str(), commands[1].by_hand, commands[1].from_file),
        ("other", false, true)
    );
}

#[test]
#[ignore = "prints the facts of the folder in MANIFESTS"]
fn prints() {
    let Ok(path) = std::env::var("MANIFESTS") else { return };
    let manifests = read(&Tree::open(std::path::Path::new(&path)).unwrap(), None);
    println!("{}", serde_json::to_string_pretty(&manifests).unwrap());
}
