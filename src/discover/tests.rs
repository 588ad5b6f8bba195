//! Layouts as strangers have them.

use super::*;
use crate::inspect;

fn tree(files: &[(&str, &str)]) -> (tempfile::TempDir, Tree) {
    let folder = tempfile::tempdir().unwrap();
    let mut tree = Tree::open(folder.path()).unwrap();
    for (path, content) in files {
        tree.write(path, content.as_bytes().to_vec());
    }
    (folder, tree)
}

fn found(files: &[(&str, &str)]) -> Layout {
    let (_folder, tree) = tree(files);
    inspect::read(&tree).layout.known().unwrap().clone()
}

fn the(layout: &Layout, role: Role) -> Service {
    layout.of(role).next().unwrap_or_else(|| panic!("no {role:?}:\n{}", explain_layout(layout))).clone()
}

const PYTHON: &str =
    "FROM python:3.12-slim\nCOPY requirements.txt .\nCOPY . .\nCMD [\"uvicorn\", \"main:app\"]\n";
const NODE: &str = "FROM node:20-alpine\nCOPY package.json ./\nCOPY . .\nCMD [\"npm\", \"start\"]\n";
const NEXT: &str = "{\n \"dependencies\": {\n  \"next\": \"15\"\n }\n}\n";

#[test]
fn an_empty_folder_has_nothing_to_deploy() {
    let layout = found(&[("README.md", "hello")]);
    assert!(layout.services.is_empty());
    assert!(explain_layout(&layout).contains("nothing to deploy here"));
}

#[test]
fn a_dockerfile_apart_from_its_context_finds_its_sources_in_another_phase() {
    let layout = found(&[
        ("phase-2/backend/requirements.txt", "fastapi\n"),
        ("phase-2/backend/main.py", ""),
        ("phase-2/backend/Dockerfile", PYTHON),
        ("phase-2/frontend/package.json", NEXT),
        ("phase-4/docker/backend/Dockerfile", PYTHON),
        ("phase-4/docker/Dockerfile.frontend", NODE),
    ]);
    let backend = the(&layout, Role::Backend);
    assert_eq!(backend.dockerfile.as_deref(), Some("phase-4/docker/backend/Dockerfile"));
    assert_eq!(backend.context.as_deref(), Some("phase-2/backend"));
    assert_eq!(the(&layout, Role::Frontend).context.as_deref(), Some("phase-2/frontend"));
}

#[test]
fn a_compose_file_with_the_database_alone_hides_no_dockerfile() {
    let layout = found(&[
        ("docker-compose.yml", "services:\n  db:\n    image: postgres:15\n"),
        ("api/Dockerfile", PYTHON),
        ("api/Dockerfile.dev", PYTHON),
        ("api/requirements.txt", "fastapi\nmcp\n"),
        ("web/Dockerfile", NODE),
        ("web/package.json", NEXT),
    ]);
    assert_eq!(the(&layout, Role::Backend).dockerfile.as_deref(), Some("api/Dockerfile"));
    assert_eq!(the(&layout, Role::Frontend).source.as_deref(), Some("web"));
    assert_eq!(the(&layout, Role::Database).image.as_deref(), Some("postgres:15"));
    assert!(layout.alternatives.iter().any(|each| each.starts_with("api/Dockerfile.dev")));
}

#[test]
fn contexts_at_the_root_lead_to_the_folder_that_is_copied() {
    let backend =
        "FROM python:3.12\nCOPY backend/requirements.txt .\nCOPY backend/ ./\nCMD uvicorn main:app\n";
    let layout = found(&[
        (
            "docker-compose.yaml",
            "services:\n  app:\n    build:\n      context: .\n      dockerfile: Dockerfile.backend\n",
        ),
        ("Dockerfile.backend", backend),
        ("backend/requirements.txt", "fastapi\n"),
        ("backend/main.py", ""),
    ]);
    assert_eq!(the(&layout, Role::Backend).source.as_deref(), Some("backend"));
}

#[test]
fn one_service_is_the_backend_and_its_helpers_are_not() {
    let layout = found(&[
        ("backend/Dockerfile", PYTHON),
        ("backend/requirements.txt", "fastapi\nopenai-agents\n"),
        ("services/notification/Dockerfile", PYTHON),
        ("services/notification/requirements.txt", "fastapi\n"),
        ("mcp-server/Dockerfile", PYTHON),
        ("mcp-server/requirements.txt", "mcp\n"),
    ]);
    assert_eq!(
        layout.of(Role::Backend).map(|service| service.name.as_str()).collect::<Vec<_>>(),
        ["backend"]
    );
    assert_eq!(layout.of(Role::Other).count(), 2);
}

#[test]
fn sources_that_nothing_builds_are_still_named() {
    let layout = found(&[
        ("server/pyproject.toml", "[project]\ndependencies = [\n  \"fastapi\",\n]\n"),
        ("server/main.py", ""),
    ]);
    let backend = the(&layout, Role::Backend);
    assert_eq!((backend.source.as_deref(), backend.dockerfile), (Some("server"), None));
}

#[test]
fn yaml_of_specifications_is_never_deployed() {
    let object = "apiVersion: v1\nkind: Service\nmetadata: {name: x}\n";
    let layout = found(&[
        ("specs/004/contracts/x.yaml", object),
        ("k8s/x.yaml", object),
        ("chart/Chart.yaml", "name: x"),
        ("chart/templates/x.yaml", object),
    ]);
    assert_eq!(layout.manifests, ["k8s/x.yaml"]);
    assert_eq!(layout.charts, ["chart"]);
}

#[test]
fn a_pipeline_says_the_context() {
    let ci = "jobs:\n  build:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          context: ./src\n          file: deploy/api.Dockerfile\n";
    let layout = found(&[
        (".github/workflows/ci.yml", ci),
        ("deploy/api.Dockerfile", "FROM python:3\nCOPY . .\nCMD [\"uvicorn\", \"x\"]\n"),
        ("src/requirements.txt", "fastapi\n"),
    ]);
    assert_eq!(the(&layout, Role::Backend).context.as_deref(), Some("src"));
}
