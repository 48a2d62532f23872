//! What a person sees of builds, and does about them.

use carrick::builds::following::{self, question};
use carrick::builds::{pages, pausing, service, show, telling, watching};
use carrick::messages::*;
use carrick::topics::Topic;
use tauri::State;

use super::answer::{shown, told};
use crate::app::startup::Startup;

#[tauri::command]
pub(super) async fn build_status(state: State<'_, Startup>, request: Nothing) -> Result<Builds, UiError> {
    let ((), carrick) = (request, state.session().await?);
    told(show::builds(&carrick.builds).await)
}

#[tauri::command]
pub(super) async fn list_builds(state: State<'_, Startup>, request: BuildsWanted) -> Result<BuildsPage, UiError> {
    let carrick = state.session().await?;
    told(show::rows::page(&carrick.builds, request).await)
}

#[tauri::command]
pub(super) async fn last_builds(
    state: State<'_, Startup>,
    request: RepositoriesOnScreen,
) -> Result<LastBuilds, UiError> {
    let carrick = state.session().await?;
    told(show::rows::last(&carrick.builds, request).await)
}

#[tauri::command]
pub(super) async fn opened_merge_request(
    state: State<'_, Startup>,
    request: MergeRequestRef,
) -> Result<OpenedMergeRequest, UiError> {
    let carrick = state.session().await?;
    told(show::opened::opened(&carrick.builds, request.id).await)
}

#[tauri::command]
pub(super) async fn failed_tests(state: State<'_, Startup>, request: BuildRef) -> Result<FailedTests, UiError> {
    let carrick = state.session().await?;
    told(show::opened::failed_tests(&carrick.builds, request.id).await)
}

#[tauri::command]
pub(super) async fn job_log(state: State<'_, Startup>, request: JobRef) -> Result<JobLog, UiError> {
    let carrick = state.session().await?;
    told(following::job_log(&carrick.builds, request.build, request.job).await)
}

#[tauri::command]
pub(super) async fn show_builds(state: State<'_, Startup>, request: BuildsOnScreen) -> Result<Nothing, UiError> {
    let carrick = state.session().await?;
    following::show(&carrick.builds, &request.builds);
    Ok(())
}

#[tauri::command]
pub(super) async fn open_build_page(state: State<'_, Startup>, request: BuildPageAtGitlab) -> Result<Nothing, UiError> {
    let carrick = state.session().await?;
    told(show::opened::open_page(&carrick.builds, request).await)
}

#[tauri::command]
pub(super) async fn open_merge_request_at(
    state: State<'_, Startup>,
    request: MergeRequestAt,
) -> Result<Nothing, UiError> {
    let carrick = state.session().await?;
    told(pages::open_at(&carrick.builds, request.link_id, request.project_id, request.iid).await)
}

#[tauri::command]
pub(super) async fn why_not(state: State<'_, Startup>, request: WhyQuestion) -> Result<WhyAnswer, UiError> {
    let carrick = state.session().await?;
    told(show::answers::why_not(&carrick.builds, request).await)
}

#[tauri::command]
pub(super) async fn act_on_build(state: State<'_, Startup>, request: ActOnBuild) -> Result<Shown<BuildActed>, UiError> {
    let carrick = state.session().await?;
    shown(&carrick, Topic::Builds, show::answers::act(&carrick.builds, request).await)
}

#[tauri::command]
pub(super) async fn build_commit(
    state: State<'_, Startup>,
    request: MergeRequestRef,
) -> Result<Shown<BuildActed>, UiError> {
    let carrick = state.session().await?;
    shown(&carrick, Topic::Builds, show::answers::build(&carrick.builds, request.id).await)
}

#[tauri::command]
pub(super) async fn approval_question(
    state: State<'_, Startup>,
    request: MergeRequestRef,
) -> Result<ApprovalQuestion, UiError> {
    let carrick = state.session().await?;
    told(question::question(&carrick.builds, request.id).await)
}

#[tauri::command]
pub(super) async fn approve_build(
    state: State<'_, Startup>,
    request: BuildApproval,
) -> Result<Shown<BuildActed>, UiError> {
    let carrick = state.session().await?;
    shown(&carrick, Topic::Builds, show::answers::approve(&carrick.builds, request).await)
}

#[tauri::command]
pub(super) async fn look_at_builds(state: State<'_, Startup>, request: Nothing) -> Result<Nothing, UiError> {
    let ((), carrick) = (request, state.session().await?);
    watching::look_now(&carrick.builds);
    Ok(())
}

#[tauri::command]
pub(super) async fn pause_builds(state: State<'_, Startup>, request: Nothing) -> Result<Shown<Nothing>, UiError> {
    let ((), carrick) = (request, state.session().await?);
    shown(&carrick, Topic::Builds, pausing::pause(&carrick.builds).await)
}

#[tauri::command]
pub(super) async fn resume_builds(state: State<'_, Startup>, request: Nothing) -> Result<Shown<Nothing>, UiError> {
    let ((), carrick) = (request, state.session().await?);
    shown(&carrick, Topic::Builds, pausing::go_on(&carrick.builds).await)
}

#[tauri::command]
pub(super) async fn asleep_review(state: State<'_, Startup>, request: Nothing) -> Result<AsleepReview, UiError> {
    let ((), carrick) = (request, state.session().await?);
    told(show::answers::asleep(&carrick.builds).await)
}

#[tauri::command]
pub(super) async fn answer_asleep(state: State<'_, Startup>, request: AnswerAsleep) -> Result<Shown<Nothing>, UiError> {
    let carrick = state.session().await?;
    shown(&carrick, Topic::Builds, show::answers::answer_asleep(&carrick.builds, request).await)
}

#[tauri::command]
pub(super) async fn set_after_sleep(
    state: State<'_, Startup>,
    request: SetAfterSleep,
) -> Result<Shown<Nothing>, UiError> {
    let carrick = state.session().await?;
    let is_built = request.after_sleep == AfterSleep::Build;
    shown(&carrick, Topic::Builds, pausing::set_after_sleep(&carrick.builds, is_built).await)
}

#[tauri::command]
pub(super) async fn watch_when_closed(
    state: State<'_, Startup>,
    request: WatchWhenClosed,
) -> Result<Shown<Nothing>, UiError> {
    let carrick = state.session().await?;
    let done = match request.on {
        true => service::install(&carrick.builds).await.map(drop),
        false => service::uninstall(&carrick.builds).await,
    };
    shown(&carrick, Topic::Builds, done)
}

#[tauri::command]
pub(super) async fn keep_watching(state: State<'_, Startup>, request: Nothing) -> Result<Shown<Nothing>, UiError> {
    let ((), carrick) = (request, state.session().await?);
    let installed = service::install(&carrick.builds).await.map(drop);
    if installed.is_ok() {
        carrick.leaving.look_again();
    }
    shown(&carrick, Topic::Leaving, installed)
}

#[tauri::command]
pub(super) async fn set_build_notices(
    state: State<'_, Startup>,
    request: SetBuildNotices,
) -> Result<Shown<Nothing>, UiError> {
    let carrick = state.session().await?;
    shown(&carrick, Topic::Builds, telling::set_notices(&carrick.builds, show::notices(request)).await)
}
