//! The pages of merge requests, pipelines and jobs, with the few buttons that a demonstration needs.

use super::{Page, escape, gate, home};
use crate::git::files::NewFile;
use crate::git::pushes;
use crate::instance::Instance;
use crate::merge_requests::create::{self, Opening};
use crate::merge_requests::{MergeRequest, refs};
use crate::projects::access::Viewer;
use crate::projects::{AccessLevel, Project};
use crate::respond;
use crate::routes::{Call, Server};
use crate::seen::SeenRequest;
use crate::state::World;
use crate::state::users::User;
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;

/// What a path behind `/-/` asks for.
enum Place {
    List,
    One(u64),
    Push(u64),
    Run(u64),
    Pipeline(u64),
    Job(u64),
}

fn place(rest: &str) -> Option<Place> {
    let parts: Vec<&str> = rest.trim_matches('/').split('/').collect();
    let number = |text: &str| text.parse().ok();
    match parts[..] {
        ["merge_requests"] => Some(Place::List),
        ["merge_requests", iid] => number(iid).map(Place::One),
        ["merge_requests", iid, "push"] => number(iid).map(Place::Push),
        ["merge_requests", iid, "run"] => number(iid).map(Place::Run),
        ["pipelines", id] => number(id).map(Place::Pipeline),
        ["jobs", id] => number(id).map(Place::Job),
        _ => None,
    }
}

/// A path of a project with `/-/` in it; others are not found.
pub(crate) async fn show(server: Server, call: Call) -> Response<Body> {
    match answer(&server.0, &call.0) {
        Some(answer) => answer,
        None => home::not_found(State(server.0), Extension(call.0)).await,
    }
}

fn answer(instance: &Instance, call: &SeenRequest) -> Option<Response<Body>> {
    let (path, rest) = call.path.split_once("/-/")?;
    let place = place(rest)?;
    let world = instance.world();
    let user = gate::visitor(instance, &world, call).and_then(|id| world.user(id)).cloned();
    let viewer = Viewer::new(&world, user.as_ref());
    let project = world.projects.at(path.trim_matches('/')).filter(|project| viewer.reads_code(project))?.clone();
    let develops = viewer.is_at_least(&project, AccessLevel::Developer);
    if call.method == "POST" {
        let user = user.filter(|_| develops)?;
        drop(world);
        act(instance, &project, &user, &place)?;
        let back = call.path.trim_end_matches("/push").trim_end_matches("/run");
        return Some(respond::redirect(&format!("{}{back}", instance.root)));
    }
    let main = match place {
        Place::List => list(instance, &world, &project, develops),
        Place::One(iid) | Place::Push(iid) | Place::Run(iid) => {
            let id = world.merge_requests.id_of(project.id, iid)?;
            one(instance, &world, (&project, world.merge_requests.row(id)?), develops)
        }
        Place::Pipeline(id) => pipeline(instance, &world, &project, id)?,
        Place::Job(id) => job(&world, id)?,
    };
    Some(Page::new(instance, &world, user.map(|user| user.id)).show(&project.name, &main))
}

/// Opens one with a commit of its own, pushes one more, or runs a pipeline.
fn act(instance: &Instance, project: &Project, user: &User, place: &Place) -> Option<()> {
    let row = |iid: u64| {
        let world = instance.world();
        world.merge_requests.id_of(project.id, iid).and_then(|id| world.merge_requests.row(id).cloned())
    };
    let write = |branch: &str, text: &str| {
        let files = [NewFile::new(format!("changes/{branch}.md"), text)];
        pushes::commit(instance, project, Some(&user.username), (branch, "Change something", &files)).ok()
    };
    match place {
        Place::List => {
            let count = instance.world().merge_requests.count();
            let branch = format!("try-{}", count + 1);
            let path = instance.repositories.make(project).ok()?;
            let start = refs::branch(&instance.repositories, project, &project.default_branch)?;
            instance.repositories.git(&path, ["update-ref", &format!("refs/heads/{branch}"), &start]).ok()?;
            write(&branch, "Something new.\n")?;
            let opening = Opening {
                target: project.clone(),
                source: project.clone(),
                target_branch: project.default_branch.clone(),
                title: format!("Try number {}", count + 1),
                source_branch: branch,
                author_id: user.id,
                labels: Vec::new(),
                without_git: false,
            };
            create::open(instance, opening).ok().map(drop)
        }
        Place::Push(iid) => {
            let row = row(*iid).filter(|row| !row.is_from_fork())?;
            write(&row.source_branch, &format!("Changed after {}.\n", row.head)).map(drop)
        }
        Place::Run(iid) => {
            let row = row(*iid)?;
            instance.world().build_merge_request(row.id, user.id, true);
            Some(())
        }
        _ => None,
    }
}

fn button(action: &str, name: &str) -> String {
    format!("<form method=\"post\" action=\"{action}\"><button>{name}</button></form>")
}

fn list(instance: &Instance, world: &World, project: &Project, develops: bool) -> String {
    let address = format!("{}/{}/-/merge_requests", escape(&instance.root), escape(&project.path));
    let rows = world.merge_requests.ids_of_project(project.id).filter_map(|id| world.merge_requests.row(id));
    let mut items: Vec<String> = rows
        .map(|row| {
            let title = escape(&row.title);
            format!("<li><a href=\"{address}/{0}\">!{0} {title}</a> ({1})</li>", row.iid, row.state.word())
        })
        .collect();
    items.reverse();
    let open = if develops { button(&address, "Open a merge request") } else { String::new() };
    let items = items.concat();
    format!("<h1>Merge requests</h1>\n<section class=\"card\"><ul>{items}</ul>{open}</section>")
}

fn one(instance: &Instance, world: &World, (project, row): (&Project, &MergeRequest), develops: bool) -> String {
    let address = format!("{}/{}/-", escape(&instance.root), escape(&project.path));
    let pipelines = world.pipelines_for(row.id).into_iter().filter_map(|id| world.pipelines.row(id));
    let items: String = pipelines
        .map(|one| {
            let (id, status, sha) = (one.id, one.status.word(), one.sha.get(..8).unwrap_or_default());
            format!("<li><a href=\"{address}/pipelines/{id}\">#{id}</a> {status}, {sha}</li>")
        })
        .collect();
    let own = format!("{address}/merge_requests/{}", row.iid);
    let buttons = match develops && row.is_open() {
        true => button(&format!("{own}/push"), "Push to it") + &button(&format!("{own}/run"), "Run pipeline"),
        false => String::new(),
    };
    format!(
        "<h1>!{} {}</h1>\n<section class=\"card\"><p>{}: {} into {}, {}</p><ul>{items}</ul>{buttons}</section>",
        row.iid,
        escape(&row.title),
        row.state.word(),
        escape(&row.source_branch),
        escape(&row.target_branch),
        row.sha.get(..8).unwrap_or_default(),
    )
}

fn pipeline(instance: &Instance, world: &World, project: &Project, id: u64) -> Option<String> {
    let row = world.pipelines.row(id).filter(|row| row.project_id == project.id)?;
    let address = format!("{}/{}/-/jobs", escape(&instance.root), escape(&project.path));
    let items: String = world
        .pipelines
        .jobs_of(id)
        .map(|job| {
            let (id, name, status) = (job.id, escape(&job.name), job.status.word());
            format!("<li><a href=\"{address}/{id}\">{name}</a> {status}</li>")
        })
        .collect();
    let status = row.status.word();
    Some(format!("<h1>Pipeline #{id}</h1>\n<section class=\"card\"><p>{status}</p><ul>{items}</ul></section>"))
}

fn job(world: &World, id: u64) -> Option<String> {
    let job = world.pipelines.job(id)?;
    let log = escape(&String::from_utf8_lossy(&job.log));
    let name = escape(&job.name);
    Some(format!("<h1>{name}</h1>\n<section class=\"card\"><p>{}</p><pre>{log}</pre></section>", job.status.word()))
}
