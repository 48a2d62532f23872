//! Whole groups: looked at first, and what is there is left out.

use carrick::repositories::adding::{self, groups, preview_group};
use carrick_store::instance::Instance;

use super::desk::{Desk, with_git};

#[test]
fn groups_are_counted_at_any_depth_and_what_is_added_is_marked() {
    with_git(async || {
        let test = "repositories::adding::groups::groups_are_counted_at_any_depth_and_what_is_added_is_marked";
        let paths = ["work/api", "work/web", "work/deep/er/tool", "workshop/x", "alice/own"];
        let desk = Desk::with(test, &paths).await;
        let repositories = &desk.installation.carrick.repositories;
        let found = groups(repositories).await.unwrap();
        let found: Vec<(&str, u32)> = found.iter().map(|group| (group.path.as_str(), group.count)).collect();
        let expected = [("work", 3), ("alice", 1), ("work/deep", 1), ("work/deep/er", 1), ("workshop", 1)];
        assert_eq!(found, expected, "the largest first, each with what lies in it");
        desk.add("work/api").await;
        desk.until_added(1).await;
        let instance = Instance::parse(&desk.installation.gitlab.url()).unwrap().address();
        let preview = preview_group(repositories, &instance, "Work/").await.unwrap();
        let rows: Vec<(&str, bool)> = preview.rows.iter().map(|row| (row.path.as_str(), row.is_added)).collect();
        let expected = [("work/api", true), ("work/deep/er/tool", false), ("work/web", false)];
        assert_eq!(rows, expected, "by path, whatever the case, and nothing of a group that only begins so");
        assert_eq!((preview.total, preview.free.is_some()), (3, true), "with how many there are and what is free");
        desk.installation.gitlab.clear_requests();
        adding::add_many(repositories, preview.rows.iter().map(|row| row.id).chain([9999]).collect()).await.unwrap();
        desk.until_added(2).await;
        assert_eq!(desk.fetched("work/api"), 0, "what was added is left as it is");
        assert!(desk.folder("work/deep/er/tool/.git").is_dir(), "the others are there");
        desk.finish().await;
    });
}
