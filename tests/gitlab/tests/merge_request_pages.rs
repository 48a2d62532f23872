use crate::support::browser::Browser;
use crate::support::start;

#[test]
fn the_demonstration_is_driven_by_buttons() {
    let gitlab = start();
    gitlab.furnish_builds();
    let shop = gitlab.project_at("group/shop").expect("the shop is there").id;
    let mut browser = Browser::signed_in(&gitlab, "alice");
    let list = browser.get("/group/shop/-/merge_requests");
    assert!(list.text().contains("Add invoices") && list.text().contains("Draft: Show prices"), "{}", list.text());
    let pressed = browser.press(&list, "Open a merge request");
    let list = browser.follow(&pressed);
    assert!(list.text().contains("!4 Try number"), "one more is open: {}", list.text());
    let page = browser.get("/group/shop/-/merge_requests/4");
    let before = gitlab.merge_request(shop, 4).unwrap().head;
    let pressed = browser.press(&page, "Push to it");
    let page = browser.follow(&pressed);
    assert_ne!(gitlab.merge_request(shop, 4).unwrap().head, before, "it was pushed to");
    let pressed = browser.press(&page, "Run pipeline");
    let page = browser.follow(&pressed);
    let id = gitlab.pipelines(shop).last().expect("a pipeline runs").id;
    assert!(page.text().contains(&format!("#{id}")), "which its page tells");
    let pipeline = browser.get(&format!("/group/shop/-/pipelines/{id}"));
    assert!(pipeline.text().contains("compile"), "with its jobs");
    let job = gitlab.jobs(id)[0].id;
    gitlab.write_log(job, "<b>done</b>");
    let log = browser.get(&format!("/group/shop/-/jobs/{job}")).text();
    assert!(log.contains("&lt;b&gt;done"), "and their logs, which are no mark-up");
    assert_eq!(browser.get("/group/shop/-/nothing").status, 404, "other pages are not there");
    let mut nobody = Browser::new(&gitlab);
    assert_eq!(nobody.get("/group/shop/-/merge_requests").status, 404, "nor is any for who may not see it");
    assert_eq!(nobody.post("/group/shop/-/merge_requests", &[]).status, 404, "or press its buttons");
}
