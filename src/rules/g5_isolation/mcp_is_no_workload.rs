//! An MCP server of its own is one more service to deploy, secure and keep in step.

use crate::facts::Facts;
use crate::rules::k8s::{self, Findings};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::verdict::{Undecided, Verdict};

const BACKEND: &str = "helm/todo/templates/backend.yaml";
const SEPARATE: &str = "automountServiceAccountToken: false
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: todo-mcp-server
spec:
  selector:
    matchLabels: { app: mcp }
  template:
    metadata:
      labels: { app: mcp }
    spec:
      automountServiceAccountToken: false
      securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: mcp
          image: todo-backend:1.0.0
          ports: [{ name: http, containerPort: 8080 }]
          livenessProbe: { httpGet: { path: /healthz, port: http } }
          readinessProbe: { httpGet: { path: /healthz, port: http } }
          resources:
            requests: { cpu: 10m, memory: 32Mi }
            limits: { cpu: 100m, memory: 64Mi }
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
";

pub(super) static RULE: Rule = Rule {
    id: "G5.1p",
    statements: &["G5.1"],
    tier: Tier::Static,
    proof: Proof::Inspection,
    obligation: "no workload or container is an MCP server of its own",
    danger: "The tools answer from another process than the one that checks who is asking.",
    remedy: "serve MCP from the backend's own process and remove the separate workload",
    check,
    breaks: &[
        Mutant {
            name: "a deployment for the MCP server",
            edits: &[Edit::Replace {
                file: "helm/todo/templates/serviceaccount.yaml",
                find: "automountServiceAccountToken: false",
                with: SEPARATE,
            }],
        },
        Mutant {
            name: "a container beside the backend",
            edits: &[Edit::Replace {
                file: BACKEND,
                find: "      volumes:\n        - name: tmp",
                with: "        - name: mcp-server\n          image: todo-backend:1.0.0\n          livenessProbe: { httpGet: { path: /healthz, port: 8080 } }\n          readinessProbe: { httpGet: { path: /healthz, port: 8080 } }\n          resources:\n            {{- toYaml .Values.backend.resources | nindent 12 }}\n          securityContext:\n            {{- include \"todo.containerSecurity\" . | nindent 12 }}\n      volumes:\n        - name: tmp",
            }],
        },
    ],
    keeps: &[Twin {
        name: "a setting that names MCP",
        edits: &[Edit::Replace {
            file: BACKEND,
            find: "            - name: MIGRATE_ON_START",
            with: "            - name: MCP_ALLOWED_HOSTS\n              value: todo-backend\n            - name: MIGRATE_ON_START",
        }],
    }],
    with: &[
        ("I2.2q", "a second workload of the backend's image has one replica"),
        ("I3.2p", "a second workload of the backend's image asks for no secret"),
        ("C7p", "a second workload of the backend's image is given no variable"),
        ("Q2.3p", "a new workload has no policy"),
        ("Q2.3q", "a new workload has no policy"),
    ],
};

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    k8s::judge(facts, "no workload was read", |deployed| {
        let mut found = Findings::default();
        for workload in deployed.servers() {
            let alone = workload.mains().count() < 2;
            for container in workload.mains() {
                let image = container.image.as_deref().unwrap_or_default();
                let own = says_mcp(&workload.name) || says_mcp(image);
                // A single container may be called what it likes: it is the workload that counts.
                let beside = !alone && says_mcp(&container.name);
                let at = if own { &workload.at } else { &container.at };
                found.add(!own && !beside, at, format!("{} runs {image}", k8s::title(workload, container)));
            }
        }
        Ok(found)
    })
}

fn says_mcp(name: &str) -> bool {
    name.to_ascii_lowercase()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| word == "mcp" || word == "mcpserver")
}
