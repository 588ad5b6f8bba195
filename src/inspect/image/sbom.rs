//! A bill of materials of an image: CycloneDX 1.5, the same bytes for the same image.

use serde::Serialize;

use crate::facts::observed::image::{Ecosystem, Image, Package};

/// The document, with the fields that are used here.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Bom {
    #[serde(rename = "bomFormat")]
    format: &'static str,
    spec_version: &'static str,
    version: u32,
    metadata: Metadata,
    components: Vec<Component>,
}

#[derive(Debug, Serialize)]
struct Metadata {
    tools: Tools,
    component: Component,
}

#[derive(Debug, Serialize)]
struct Tools {
    components: Vec<Component>,
}

#[derive(Debug, Serialize)]
struct Component {
    r#type: &'static str,
    #[serde(rename = "bom-ref", skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    name: String,
    version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    purl: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    properties: Vec<Property>,
}

#[derive(Debug, Serialize)]
struct Property {
    name: &'static str,
    value: String,
}

/// The bill of materials of one image.
pub(crate) fn of(image: &Image) -> Bom {
    let component = |r#type, name: &str, version: &str| Component {
        r#type,
        reference: None,
        name: name.into(),
        version: version.into(),
        purl: None,
        properties: Vec::new(),
    };
    let tool = component("application", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    let mut components: Vec<Component> = image.packages.iter().map(|it| library(it, &image.os)).collect();
    components.sort_by(|left, right| left.reference.cmp(&right.reference));
    components.dedup_by(|left, right| left.reference == right.reference);
    Bom {
        format: "CycloneDX",
        spec_version: "1.5",
        version: 1,
        metadata: Metadata {
            tools: Tools { components: vec![tool] },
            component: component("container", &image.name, &image.id),
        },
        components,
    }
}

/// The document as text.
pub(crate) fn text(image: &Image) -> String {
    serde_json::to_string_pretty(&of(image)).unwrap_or_default()
}

fn library(package: &Package, os: &str) -> Component {
    let layer = Property { name: "conformance:layer", value: package.layer.to_string() };
    let path = Property { name: "conformance:path", value: package.path.clone() };
    let purl = purl(package, os);
    Component {
        r#type: "library",
        reference: Some(format!("{purl}#{}", package.path)),
        name: package.name.clone(),
        version: package.version.clone(),
        purl: Some(purl),
        properties: vec![layer, path],
    }
}

/// The package's universal address.
fn purl(package: &Package, os: &str) -> String {
    let distribution = if os.starts_with("Ubuntu") { "ubuntu" } else { "debian" };
    let kind = match package.ecosystem {
        Ecosystem::Debian => format!("deb/{distribution}"),
        Ecosystem::Alpine => "apk/alpine".into(),
        Ecosystem::PyPi => "pypi".into(),
        Ecosystem::Npm => "npm".into(),
    };
    let name: Vec<String> = package.name.split('/').map(encode).collect();
    format!("pkg:{kind}/{}@{}", name.join("/"), encode(&package.version))
}

fn encode(text: &str) -> String {
    const KEPT: &percent_encoding::AsciiSet =
        &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    percent_encoding::utf8_percent_encode(text, KEPT).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(ecosystem: Ecosystem, name: &str, version: &str) -> Package {
        Package {
            ecosystem,
            name: name.into(),
            version: version.into(),
            source: None,
            layer: 1,
            path: "p".into(),
        }
    }

    #[test]
    fn addresses_are_written_as_their_specification_says() {
        let purl =
            |ecosystem, name, version| super::purl(&package(ecosystem, name, version), "Debian GNU/Linux 12");
        assert_eq!(
            purl(Ecosystem::Debian, "libstdc++6", "12.2.0-14"),
            "pkg:deb/debian/libstdc%2B%2B6@12.2.0-14"
        );
        assert_eq!(purl(Ecosystem::Npm, "@openai/agents", "0.3.2"), "pkg:npm/%40openai/agents@0.3.2");
        assert_eq!(purl(Ecosystem::PyPi, "openai-agents", "0.24.0"), "pkg:pypi/openai-agents@0.24.0");
        assert_eq!(purl(Ecosystem::Alpine, "musl", "1.2.5-r0"), "pkg:apk/alpine/musl@1.2.5-r0");
    }

    #[test]
    fn a_bill_has_what_its_schema_demands_and_each_reference_once() {
        let packages =
            vec![package(Ecosystem::PyPi, "mcp", "2.3.0"), package(Ecosystem::PyPi, "mcp", "2.3.0")];
        let image = Image { name: "todo:1".into(), id: "sha256:00".into(), packages, ..Image::default() };
        let bom: serde_json::Value = serde_json::from_str(&text(&image)).unwrap();
        assert_eq!(
            (bom["bomFormat"].as_str(), bom["specVersion"].as_str()),
            (Some("CycloneDX"), Some("1.5"))
        );
        let components = bom["components"].as_array().unwrap();
        assert_eq!(components.len(), 1);
        for field in ["type", "name", "version", "purl", "bom-ref"] {
            assert!(components[0][field].is_string(), "{field}");
        }
        assert_eq!(bom["metadata"]["component"]["type"], "container");
    }
}
