//! What the window is told of groups.

use carrick_store::db::projects::Within;
use carrick_store::instance::Instance;

use super::{Group, GroupPreview};
use crate::messages;

impl From<Vec<Group>> for messages::Groups {
    fn from(groups: Vec<Group>) -> Self {
        let shown = |group: Group| {
            let Group { instance, path, count } = group;
            let host = Instance::parse(&instance).map(|instance| instance.host()).unwrap_or_default();
            messages::Group { instance, host, path, count }
        };
        Self { groups: groups.into_iter().map(shown).collect() }
    }
}

impl From<GroupPreview> for messages::GroupPreview {
    fn from(preview: GroupPreview) -> Self {
        let GroupPreview { rows, total, free } = preview;
        let row = |within: Within| messages::GroupRow {
            repository: within.id,
            path: within.path,
            size: within.size.and_then(|size| u64::try_from(size).ok()),
            archived: within.is_archived,
            added: within.is_added,
        };
        let total = u32::try_from(total).unwrap_or(u32::MAX);
        Self { rows: rows.into_iter().map(row).collect(), total, free }
    }
}
