//! What a person does with rules of builds.

use carrick::builds::rules;
use carrick::builds::show::rules as show;
use carrick::messages::*;
use carrick::topics::Topic;
use tauri::State;

use super::answer::{shown, told};
use crate::app::startup::Startup;

#[tauri::command]
pub(super) async fn list_rules(state: State<'_, Startup>, request: Nothing) -> Result<BuildRules, UiError> {
    let ((), carrick) = (request, state.session().await?);
    told(show::list(&carrick.builds).await)
}

#[tauri::command]
pub(super) async fn begin_rule(state: State<'_, Startup>, request: RuleFor) -> Result<RuleDraft, UiError> {
    let carrick = state.session().await?;
    told(show::begin(&carrick.builds, request).await)
}

#[tauri::command]
pub(super) async fn try_rule(state: State<'_, Startup>, request: WantedRule) -> Result<RuleTrial, UiError> {
    let carrick = state.session().await?;
    told(show::try_out(&carrick.builds, request).await)
}

#[tauri::command]
pub(super) async fn check_rule(state: State<'_, Startup>, request: WantedRule) -> Result<RuleCheck, UiError> {
    let carrick = state.session().await?;
    told(show::check(&carrick.builds, request).await)
}

#[tauri::command]
pub(super) async fn set_rule(state: State<'_, Startup>, request: WantedRule) -> Result<Shown<Nothing>, UiError> {
    let carrick = state.session().await?;
    shown(&carrick, Topic::Builds, show::set(&carrick.builds, request).await)
}

#[tauri::command]
pub(super) async fn switch_rule(state: State<'_, Startup>, request: SwitchRule) -> Result<Shown<Nothing>, UiError> {
    let carrick = state.session().await?;
    shown(&carrick, Topic::Builds, show::switch(&carrick.builds, request.id, request.is_on).await)
}

#[tauri::command]
pub(super) async fn remove_rule(state: State<'_, Startup>, request: RuleRef) -> Result<Shown<Nothing>, UiError> {
    let carrick = state.session().await?;
    shown(&carrick, Topic::Builds, rules::remove(&carrick.builds, request.id).await)
}

#[tauri::command]
pub(super) async fn what_to_add(state: State<'_, Startup>, request: CiAdditionWanted) -> Result<CiProposal, UiError> {
    let carrick = state.session().await?;
    told(show::what_to_add(&carrick.builds, request).await)
}

#[tauri::command]
pub(super) async fn add_to_ci(state: State<'_, Startup>, request: AddToCi) -> Result<CiAdded, UiError> {
    let carrick = state.session().await?;
    told(show::add_to_ci(&carrick.builds, request).await)
}
