//! What a link holds, and how it is packed. docs/share.md describes the form, which the page reads.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use serde::Serialize;

use crate::Unusable;
use crate::question::RequestJson;

/// Readers refuse what is larger when it is unpacked.
const MOST: usize = 4 << 20;

/// Everything that the page is to show. What is empty is left out.
#[derive(Debug, Serialize)]
pub(super) struct Form {
    /// Names and texts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) files: Vec<(String, String)>,
    /// Keys and values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) knobs: Vec<(String, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) request: Option<RequestJson>,
    #[serde(skip_serializing_if = "View::is_usual")]
    pub(super) view: View,
}

#[derive(Debug, Serialize)]
pub(super) struct View {
    /// From 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) step: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) view: Option<&'static str>,
}

impl Form {
    /// `z=1.…`: the version of the form, and behind it the packed form.
    pub(super) fn fragment(&self) -> Result<String, Unusable> {
        let json = serde_json::to_vec(self).map_err(|error| Unusable(error.to_string()))?;
        if json.len() > MOST {
            let size = json.len().div_ceil(1 << 20);
            return Err(Unusable(format!("a link holds 4 MB of manifests at most, and these are {size} MB")));
        }
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        let packed = encoder.write_all(&json).and_then(|()| encoder.finish());
        let packed = packed.map_err(|error| Unusable(error.to_string()))?;
        Ok(format!("z=1.{}", URL_SAFE_NO_PAD.encode(packed)))
    }
}

impl View {
    fn is_usual(&self) -> bool {
        self.step.is_none() && self.view.is_none()
    }
}
