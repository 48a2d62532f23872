//! What GraphQL answers about merge requests: of every project its own, with names and commits that are some.

#![no_main]

use carrick::gitlab::merge_requests::Batch;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let Ok(batch) = Batch::of_answer(body) else { return };
    for project in batch.0 {
        let odd = |part: &str| part.is_empty() || part == "." || part == "..";
        assert!(!project.path.split('/').any(odd), "a path that leads elsewhere: {:?}", project.path);
        for sighting in project.sightings.into_iter().flat_map(|sightings| sightings.seen) {
            let snapshot = sighting.snapshot;
            assert_eq!(sighting.project_id, project.project_id, "another project's merge request");
            let is_sha = snapshot.sha.bytes().all(|byte| byte.is_ascii_hexdigit());
            assert!(snapshot.iid > 0 && is_sha, "a number and a commit: {:?} {:?}", snapshot.iid, snapshot.sha);
            assert!(!snapshot.title.contains(char::is_control), "a title that moves the cursor: {:?}", snapshot.title);
        }
    }
});
