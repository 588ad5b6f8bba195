//! The reader on charts as people write them.

use super::chart::Rendering;
use super::*;
use crate::inspect::tree::Tree;

fn tree(files: &[(&str, &str)]) -> Tree {
    let folder = tempfile::tempdir().unwrap();
    let mut tree = Tree::open(folder.path()).unwrap();
    for (path, text) in files {
        tree.write(path, text.as_bytes().to_vec());
    }
    tree
}

const HELPERS: &str = r#"
{{- define "app.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- $name := default .Chart.Name .Values.nameOverride }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}
{{- define "app.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- if .Chart.AppVersion }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}
{{- end }}
"#;

fn rendered(template: &str, values: &str) -> Rendering {
    let tree = tree(&[
        ("c/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.2.3\nappVersion: \"2.0\"\n"),
        ("c/values.yaml", values),
        ("c/templates/_helpers.tpl", HELPERS),
        ("c/templates/x.yaml", template),
    ]);
    render(&Chart::read(&tree, "c").unwrap(), &[])
}

fn text(template: &str, values: &str) -> String {
    let rendering = rendered(template, values);
    assert_eq!(rendering.faults, []);
    rendering.texts[0].text.clone()
}

#[test]
fn the_scaffold_of_helm_create_renders() {
    let template = "metadata:\n  name: {{ include \"app.fullname\" . }}\n  labels:\n    {{- include \"app.labels\" . | nindent 4 }}\n";
    let expected = "metadata:\n  name: release-app\n  labels:\n    helm.sh/chart: app-1.2.3\n    app.kubernetes.io/version: \"2.0\"\n";
    assert_eq!(text(template, ""), expected);
}

#[test]
fn values_are_printed_as_helm_prints_them() {
    let template = "{{ .Values.port }} {{ .Values.missing }}|{{ .Values.flag | quote }} {{ .Values.big }} {{ int .Values.big }}";
    assert_eq!(text(template, "port: 8080\nflag: yes\nbig: 1000000\n"), "8080 |\"true\" 1e+06 1000000");
}

#[test]
fn ranges_give_keys_in_order_and_know_the_root() {
    let template = "{{- range $k, $v := .Values.env }}\n{{ $k }}={{ $v | quote }} {{ $.Release.Name }}\n{{- else }}none{{ end }}";
    assert_eq!(text(template, "env:\n  B: 2\n  A: x\n"), "\nA=\"x\" release\nB=\"2\" release");
    assert_eq!(text(template, "env: {}\n"), "none");
}

#[test]
fn with_changes_the_dot_and_to_yaml_indents() {
    let template = "spec:\n  {{- with .Values.resources }}\n  resources:\n    {{- toYaml . | nindent 4 }}\n  {{- end }}\n";
    let values = "resources:\n  limits: {cpu: 1, memory: 1Gi}\n  list: [a]\n";
    let expected =
        "spec:\n  resources:\n    limits:\n      cpu: 1\n      memory: \"1Gi\"\n    list:\n    - a\n";
    assert_eq!(text(template, values), expected);
}

#[test]
fn each_printed_line_knows_its_line_in_the_template() {
    let template = "a: 1\n{{- if true }}\nb:\n  {{- toYaml .Values.m | nindent 2 }}\n{{- end }}\nc: 3\n";
    let rendering = rendered(template, "m: {x: 1, z: 2}\n");
    assert_eq!(rendering.texts[0].text, "a: 1\nb:\n  x: 1\n  z: 2\nc: 3\n");
    assert_eq!(rendering.texts[0].origins, [1, 3, 4, 4, 6]);
}

#[test]
fn a_demanded_value_is_stood_in_for_and_noted() {
    let rendering = rendered("k: {{ required \"a key is needed\" .Values.key | b64enc }}\n", "key: \"\"\n");
    assert_eq!(rendering.demands, [("c/templates/x.yaml".into(), 1, "a key is needed".into())]);
    assert!(rendering.texts[0].text.contains("X19naXZlbi1hdC1pbnN0YWxsX18="));
}

#[test]
fn what_is_not_known_is_a_fault_of_its_line() {
    let rendering = rendered("a: 1\nb: {{ getHostByName \"x\" }}\n", "");
    assert_eq!(rendering.texts.len(), 0);
    assert_eq!((rendering.faults[0].1, rendering.faults[0].0.as_str()), (2, "c/templates/x.yaml"));
}

#[test]
fn assignments_reach_out_of_a_block_and_set_changes_the_mapping() {
    let template = "{{ $n := 1 }}{{ if true }}{{ $n = 2 }}{{ end }}{{ $d := dict \"a\" 1 }}{{ $_ := set $d \"b\" $n }}{{ $d.b }} {{ len $d }}";
    assert_eq!(text(template, ""), "2 2");
}

#[test]
fn functions_of_charts_agree_with_helm() {
    for (template, expected) in [
        ("{{ ternary \"a\" \"b\" (eq 1 1) }}", "a"),
        ("{{ tpl \"{{ .Release.Name }}\" . }}", "release"),
        ("{{ list 1 2 | join \",\" }}", "1,2"),
        ("{{ (dict \"a\" (dict \"b\" \"c\")).a.b }}", "c"),
        ("{{ and true \"\" | default \"x\" }}", "x"),
        ("{{ if or (eq .Values.e \"prod\") (not .Values.f) }}y{{ end }}", "y"),
        ("{{ .Capabilities.APIVersions.Has \"autoscaling/v2\" }}", "true"),
        ("{{ semverCompare \">=1.19-0\" .Capabilities.KubeVersion.GitVersion }}", "true"),
        ("{{ \"x\" | b64enc | b64dec }}", "x"),
        ("{{ printf \"%05d|%-4s|%.2f|%q\" 42 \"ab\" 1.5 \"c\" }}", "00042|ab  |1.50|\"c\""),
        ("{{ index .Values \"a-b\" \"c\" }}", "1"),
        ("{{ range $i, $e := until 3 }}{{ if eq $i 1 }}{{ continue }}{{ end }}{{ $e }}{{ end }}", "02"),
        ("{{ merge (dict \"a\" 1) (dict \"a\" 2 \"b\" 3) | toJson }}", "{\"a\":1,\"b\":3}"),
        ("{{ .Values.nope | default dict | toYaml }}", "{}"),
        ("{{ \"A_b\" | lower | replace \"_\" \"-\" | quote }}", "\"a-b\""),
        ("{{- /* gone */ -}}\n{{ kindIs \"string\" .Values.e }}", "true"),
    ] {
        assert_eq!(text(template, "e: prod\nf: 1\na-b: {c: 1}\n"), expected, "{template}");
    }
}

#[test]
fn charts_in_charts_take_their_values_and_conditions() {
    let tree = tree(&[
        (
            "c/Chart.yaml",
            "name: app\nversion: 1.0.0\ndependencies:\n  - {name: db, version: 1.0.0, condition: db.enabled}\n  - {name: redis, version: 2.x, repository: https://example.org}\n  - {name: mq, version: 2.x, condition: mq.enabled}\n",
        ),
        ("c/values.yaml", "db: {enabled: true, size: 5Gi}\nmq: {enabled: false}\nglobal: {zone: z}\n"),
        ("c/charts/db/Chart.yaml", "name: db\nversion: 1.0.0\n"),
        ("c/charts/db/values.yaml", "size: 1Gi\nport: 5432\n"),
        ("c/charts/db/templates/x.yaml", "{{ .Values.size }} {{ .Values.port }} {{ .Values.global.zone }}"),
    ]);
    let rendering = render(&Chart::read(&tree, "c").unwrap(), &[]);
    assert_eq!(rendering.texts[0].text, "5Gi 5432 z");
    assert_eq!(rendering.missing, ["redis 2.x"]);
}

#[test]
fn environments_are_read_from_names() {
    let tree = tree(&[
        ("h/app/Chart.yaml", "name: app\n"),
        ("h/app/values.yaml", ""),
        ("h/app/values-dev.yaml", ""),
        ("h/app/values.prod.yaml", ""),
        ("h/app/environments/staging.yaml", ""),
        ("h/app/templates/values-x.yaml", ""),
        ("h/other/Chart.yaml", "name: other\n"),
        ("h/other/values-dev.yaml", ""),
    ]);
    let names: Vec<String> = values_files(&tree, "h/app").into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["staging", "dev", "prod"]);
}

#[test]
fn hostile_templates_end() {
    let endless = "{{ define \"a\" }}{{ include \"a\" . }}{{ end }}{{ include \"a\" . }}";
    let loops = "{{ range until 10000 }}{{ range until 10000 }}x{{ end }}{{ end }}";
    let selfish = "{{ $d := dict }}{{ $_ := set $d \"d\" $d }}{{ toYaml $d }}{{ $d | toJson }}{{ $d }}";
    for template in [endless, loops, selfish] {
        let _ = rendered(template, "");
    }
}

proptest::proptest! {
    #[test]
    fn any_template_is_run_or_refused(text in "(\\{\\{-? ?(if|end|range|with|else|\\.|\\$x|\\$x := 1|include \"app.labels\" \\.|\\.Values\\.a|toYaml|\\| quote|dict 1|index \\. 1|slice|substr -1 3 \"é\"|trunc -1 \"é\")? ?-?\\}\\}|[a-z :\n]{0,5}){0,12}") {
        let _ = rendered(&text, "a: {b: 1}\n");
    }
}
