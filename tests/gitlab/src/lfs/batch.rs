//! The batch API: what is to be fetched or sent, and where.

use super::store::LargeFiles;
use crate::projects::Project;
use serde_json::{Map, Value, json};

const MISSING: &str = "Object does not exist on the server or you don't have permissions to access it";

/// What is answered of each object asked for.
pub(crate) struct Batch<'a> {
    pub(crate) large: &'a LargeFiles,
    pub(crate) project: &'a Project,
    /// The instance's address.
    pub(crate) url: &'a str,
    /// For the transfers; none for who fetches what is public without a name.
    pub(crate) authorization: Option<String>,
    /// Whether everybody may fetch.
    pub(crate) is_open: bool,
}

impl Batch<'_> {
    pub(crate) fn download(&self, object: Map<String, Value>) -> Map<String, Value> {
        let mut object = object;
        let oid = text(&object, "oid");
        if !self.large.has(self.project.id, &oid) {
            object.insert("error".to_owned(), json!({ "code": 404, "message": MISSING }));
            return object;
        }
        let mut header = Map::new();
        header.extend(self.authorization.clone().map(|value| ("Authorization".to_owned(), value.into())));
        let href = self.object(&oid);
        object.insert("actions".to_owned(), json!({ "download": { "href": href, "header": header } }));
        if self.is_open {
            object.insert("authenticated".to_owned(), true.into());
        }
        object
    }

    /// What is there already is not asked for again.
    pub(crate) fn upload(&self, object: Map<String, Value>) -> Map<String, Value> {
        let mut object = object;
        let oid = text(&object, "oid");
        if self.large.has(self.project.id, &oid) {
            return object;
        }
        let size = object.get("size").and_then(Value::as_u64).unwrap_or_default();
        let header = json!({
            "Authorization": self.authorization,
            "Content-Type": "application/octet-stream",
            "Transfer-Encoding": "chunked",
        });
        let href = format!("{}/{size}", self.object(&oid));
        object.insert("actions".to_owned(), json!({ "upload": { "href": href, "header": header } }));
        object
    }

    fn object(&self, oid: &str) -> String {
        format!("{}/{}.git/gitlab-lfs/objects/{oid}", self.url, self.project.path)
    }
}

fn text(object: &Map<String, Value>, name: &str) -> String {
    object.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}
