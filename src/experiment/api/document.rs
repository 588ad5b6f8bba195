//! The `OpenAPI` document, wherever it is served.

use serde_json::Value;

use super::http::Http;
use super::session::Session;

/// Where frameworks serve it by default, the usual first.
const PLACES: &[&str] = &[
    "/openapi.json",
    "/api/openapi.json",
    "/api/v1/openapi.json",
    "/v1/openapi.json",
    "/docs/openapi.json",
    "/api/docs/openapi.json",
    "/swagger.json",
    "/api-docs",
    "/api-json",
    "/v3/api-docs",
    "/docs-json",
];

/// Pages that name the document's place.
const PAGES: &[&str] = &["/docs", "/api/docs", "/redoc", "/swagger", "/api/v1/docs"];

/// The document and one list of its operations.
#[derive(Debug, Clone, Default)]
pub(crate) struct Document {
    /// Where it was found.
    pub(crate) place: String,
    /// The whole of it, for `$ref`.
    pub(crate) root: Value,
    /// Its operations in the order in which they stand.
    pub(crate) operations: Vec<Operation>,
}

/// One operation.
#[derive(Debug, Clone, Default)]
pub(crate) struct Operation {
    /// In capitals.
    pub(crate) method: String,
    /// Template with the server's prefix, such as `/api/tasks/{task_id}`.
    pub(crate) path: String,
    /// `operationId`, `summary` and tags, in small letters.
    pub(crate) words: String,
    /// Schema of the JSON or form body.
    pub(crate) body: Option<Value>,
    /// The body is a form.
    pub(crate) form: bool,
    /// Query parameters and headers that must be there: place, name, schema.
    pub(crate) required: Vec<(String, String, Value)>,
}

impl Document {
    /// Asks for the document at the usual places, then at the place that a documentation page names.
    pub(crate) async fn find(http: &Http) -> Option<Self> {
        let nobody = Session::nobody();
        for place in PLACES {
            if let Some(found) = Self::at(http, place).await {
                return Some(found);
            }
        }
        for page in PAGES {
            let answer = http.get(page, &nobody).await;
            if let Some(place) = named_in(&answer.body).filter(|_| answer.ok())
                && let Some(found) = Self::at(http, &place).await
            {
                return Some(found);
            }
        }
        None
    }

    async fn at(http: &Http, place: &str) -> Option<Self> {
        let answer = http.get(place, &Session::nobody()).await;
        if answer.ok() { Self::read(place, answer.json()) } else { None }
    }

    /// Reads a document; `None` where it is none.
    pub(crate) fn read(place: &str, root: Value) -> Option<Self> {
        let paths = root.get("paths")?.as_object()?;
        let prefix = prefix(&root);
        let operations = paths
            .iter()
            .flat_map(|(path, item)| methods(path, item, &root).into_iter())
            .map(|mut operation| {
                operation.path = format!("{prefix}{}", operation.path);
                operation
            })
            .collect();
        Some(Self { place: place.into(), operations, root })
    }
}

/// The path of the first server, where it is not the root.
fn prefix(root: &Value) -> String {
    let url =
        root.pointer("/servers/0/url").or_else(|| root.get("basePath")).and_then(Value::as_str).unwrap_or("");
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |slash| &rest[slash..]),
        None => url,
    };
    path.trim_end_matches('/').to_owned()
}

fn methods(path: &str, item: &Value, root: &Value) -> Vec<Operation> {
    let shared = item.get("parameters");
    ["get", "post", "put", "patch", "delete"]
        .iter()
        .filter_map(|method| {
            let operation = item.get(*method)?;
            let (body, form) = body(operation, root);
            let required = [shared, operation.get("parameters")]
                .into_iter()
                .flatten()
                .filter_map(Value::as_array)
                .flatten()
                .filter_map(|parameter| required(parameter, root))
                .collect();
            Some(Operation {
                method: method.to_ascii_uppercase(),
                path: path.into(),
                words: words(operation),
                body,
                form,
                required,
            })
        })
        .collect()
}

fn words(operation: &Value) -> String {
    let text = |name: &str| operation.get(name).and_then(Value::as_str).unwrap_or("").to_owned();
    let tags =
        operation.get("tags").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    format!("{} {} {}", text("operationId"), text("summary"), tags.collect::<Vec<_>>().join(" "))
        .to_lowercase()
}

fn body(operation: &Value, root: &Value) -> (Option<Value>, bool) {
    let Some(content) =
        operation.get("requestBody").map(|body| deref(body, root)).and_then(|body| body.get("content"))
    else {
        return (None, false);
    };
    let schema = |kind: &str| content.get(kind).and_then(|content| content.get("schema")).cloned();
    if let Some(json) = schema("application/json").or_else(|| schema("*/*")) {
        return (Some(json), false);
    }
    let form = schema("application/x-www-form-urlencoded").or_else(|| schema("multipart/form-data"));
    let is_form = form.is_some();
    (form, is_form)
}

fn required(parameter: &Value, root: &Value) -> Option<(String, String, Value)> {
    let parameter = deref(parameter, root);
    let place = parameter.get("in")?.as_str()?;
    let needed = parameter.get("required").and_then(Value::as_bool).unwrap_or(false);
    if !needed || !matches!(place, "query" | "header") {
        return None;
    }
    let schema = parameter.get("schema").cloned().unwrap_or(Value::Null);
    Some((place.into(), parameter.get("name")?.as_str()?.into(), schema))
}

/// Follows `$ref` within the document, a bounded number of times.
pub(crate) fn deref<'a>(mut value: &'a Value, root: &'a Value) -> &'a Value {
    for _ in 0..16 {
        let Some(pointer) =
            value.get("$ref").and_then(Value::as_str).and_then(|place| place.strip_prefix('#'))
        else {
            return value;
        };
        match root.pointer(pointer) {
            Some(target) => value = target,
            None => return value,
        }
    }
    value
}

/// The address in `url: '/api/openapi.json'` or `spec-url="…"`.
fn named_in(page: &str) -> Option<String> {
    let end = page.find("openapi.json").map(|at| at + "openapi.json".len())?;
    let start = page[..end].rfind(['"', '\''])? + 1;
    let place = page[start..end].to_owned();
    place.starts_with('/').then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_prefix_of_the_server_belongs_to_every_path() {
        let root = json!({"servers": [{"url": "http://h/api/"}], "paths": {"/x": {"get": {}}}});
        assert_eq!(Document::read("/", root).unwrap().operations[0].path, "/api/x");
    }

    #[test]
    fn a_reference_to_itself_ends() {
        let root = json!({"a": {"$ref": "#/a"}});
        assert_eq!(deref(&root["a"], &root), &root["a"]);
    }

    #[test]
    fn a_documentation_page_names_the_document() {
        assert_eq!(
            named_in("SwaggerUIBundle({ url: '/x/openapi.json', ").as_deref(),
            Some("/x/openapi.json")
        );
        assert_eq!(named_in("openapi.json"), None);
    }
}
