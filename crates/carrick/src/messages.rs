//! The whole contract between the window and the program: one command table,
//! one event table, the requests and the views that cross.
//!
//! Inward, only [`ApplicationForm`] carries a Secret (Save and Check); nothing
//! here can carry one outward. The TypeScript side is generated from these
//! types (`cargo xtask gen`), so a change here that the window does not follow
//! fails its type check.

mod accounts;
mod additions;
#[cfg(test)]
mod bindings;
mod builds;
mod clones;
mod error;
mod git;
mod leaving;
mod overview;
mod people;
mod repositories;
mod surroundings;

pub use accounts::*;
pub use additions::*;
pub use builds::*;
pub use clones::*;
pub use error::{ErrorCode, UiError};
pub use git::*;
pub use leaving::*;
pub use overview::*;
pub use people::*;
pub use repositories::*;
pub use surroundings::*;

/// Calls back with every command: `name(Request) -> Answer`.
///
/// This is the only list of commands. The GUI feeds it to Tauri and checks each
/// handler's types against it; the generator makes the TypeScript table of it.
#[macro_export]
macro_rules! with_commands {
    ($callback:ident) => {
        $callback! {
            overview(Nothing) -> Overview;
            tell_visibility(Visibility) -> Nothing;
            describe_instance(InstanceText) -> InstanceDescription;
            probe_instance(InstanceText) -> Nothing;
            check_application(ApplicationForm) -> CheckReport;
            save_integration(SaveIntegration) -> Shown<SaveOutcome>;
            remove_secret(IntegrationRef) -> Shown<Nothing>;
            remove_integration(IntegrationRef) -> Shown<Nothing>;
            open_registration_page(RegistrationPage) -> Nothing;
            ask_administrator(AskAdministrator) -> Shown<IntegrationAdded>;
            share_setup(IntegrationRef) -> SharedSetup;
            save_setup(IntegrationRef) -> SavedFile;
            propose_setup(SetupText) -> Shown<Nothing>;
            add_proposed(ProposalRef) -> Shown<IntegrationAdded>;
            dismiss_proposal(ProposalRef) -> Shown<Nothing>;
            begin_link(BeginLink) -> Shown<Nothing>;
            begin_link_elsewhere(BeginLinkElsewhere) -> Shown<SignInAddress>;
            use_another_way(IntegrationRef) -> Shown<Nothing>;
            copy_link(IntegrationRef) -> SignInAddress;
            finish_with_address(PastedAddress) -> Shown<Nothing>;
            cancel_sign_in(IntegrationRef) -> Shown<Nothing>;
            dismiss_notice(IntegrationRef) -> Shown<Nothing>;
            test_link(LinkRef) -> Shown<TestReport>;
            unlink(LinkRef) -> Shown<Receipt>;
            dependents(LinkRef) -> Dependents;
            open_instance(LinkRef) -> Nothing;
            open_revocation_page(RevocationRef) -> Nothing;
            dismiss_revocation(RevocationRef) -> Shown<Nothing>;
            avatar(LinkRef) -> Avatar;
            unlock_vault(Nothing) -> Shown<Nothing>;
            cancel_unlock(Nothing) -> Nothing;
            dismiss_restored(Nothing) -> Shown<Nothing>;
            remove_strangers(Nothing) -> Shown<Nothing>;
            take_scheme(Nothing) -> Shown<Nothing>;
            git_setup(Nothing) -> GitSetup;
            set_up_git(Nothing) -> Shown<Nothing>;
            undo_git(Nothing) -> Shown<Nothing>;
            set_git_use(SetGitUse) -> Shown<Nothing>;
            choose_account(ChooseAccount) -> Shown<Nothing>;
            take_choice_back(ChoiceRef) -> Shown<Nothing>;
            list_repositories(RepositoriesWanted) -> RepositoriesPage;
            read_repositories(Nothing) -> Nothing;
            ask_gitlab(GitlabQuestion) -> FoundRepositories;
            find_repository(RepositoryAddress) -> Repository;
            take_in_repository(FoundRef) -> Repository;
            repository_picture(RepositoryRef) -> Avatar;
            repository(RepositoryRef) -> Repository;
            open_repository_page(RepositoryRef) -> Nothing;
            add_repository(AddRepository) -> Shown<Nothing>;
            add_repositories(AddRepositories) -> Shown<Nothing>;
            retry_addition(RetryAddition) -> Shown<Nothing>;
            use_found_clone(AdditionRef) -> Shown<Nothing>;
            cancel_addition(AdditionRef) -> Shown<Nothing>;
            cancel_all_additions(Nothing) -> Shown<Nothing>;
            dismiss_addition(AdditionRef) -> Shown<Nothing>;
            dismiss_git_offer(Nothing) -> Shown<Nothing>;
            set_projects_folder(ProjectsFolder) -> Shown<Nothing>;
            list_groups(Nothing) -> Groups;
            preview_group(GroupWanted) -> GroupPreview;
            openers(Nothing) -> Openers;
            open_clone(OpenClone) -> Nothing;
            suggest_folders(Nothing) -> SuggestedFolders;
            find_clones(FindClones) -> FoundClones;
            stop_finding_clones(Nothing) -> Nothing;
            adopt_clones(AdoptClones) -> Shown<Adopted>;
            clone_details(CloneRef) -> CloneDetails;
            set_clone_identity(SetCloneIdentity) -> Nothing;
            keep_clone_name(CloneRef) -> Nothing;
            mend_remote(MendRemote) -> Nothing;
            check_removal(CloneRef) -> RemovalCheck;
            stop_removal_check(Nothing) -> Nothing;
            remove_repository(RemoveRepository) -> Shown<Removed>;
            account_reach(LinkRef) -> AccountReach;
            build_status(Nothing) -> Builds;
            list_builds(BuildsWanted) -> BuildsPage;
            last_builds(RepositoriesOnScreen) -> LastBuilds;
            opened_merge_request(MergeRequestRef) -> OpenedMergeRequest;
            failed_tests(BuildRef) -> FailedTests;
            job_log(JobRef) -> JobLog;
            show_builds(BuildsOnScreen) -> Nothing;
            open_build_page(BuildPageAtGitlab) -> Nothing;
            open_merge_request_at(MergeRequestAt) -> Nothing;
            why_not(WhyQuestion) -> WhyAnswer;
            act_on_build(ActOnBuild) -> Shown<BuildActed>;
            build_commit(MergeRequestRef) -> Shown<BuildActed>;
            approval_question(MergeRequestRef) -> ApprovalQuestion;
            approve_build(BuildApproval) -> Shown<BuildActed>;
            look_at_builds(Nothing) -> Nothing;
            pause_builds(Nothing) -> Shown<Nothing>;
            resume_builds(Nothing) -> Shown<Nothing>;
            asleep_review(Nothing) -> AsleepReview;
            answer_asleep(AnswerAsleep) -> Shown<Nothing>;
            watch_when_closed(WatchWhenClosed) -> Shown<Nothing>;
            set_build_notices(SetBuildNotices) -> Shown<Nothing>;
            set_after_sleep(SetAfterSleep) -> Shown<Nothing>;
            list_rules(Nothing) -> BuildRules;
            begin_rule(RuleFor) -> RuleDraft;
            try_rule(WantedRule) -> RuleTrial;
            check_rule(WantedRule) -> RuleCheck;
            set_rule(WantedRule) -> Shown<Nothing>;
            switch_rule(SwitchRule) -> Shown<Nothing>;
            remove_rule(RuleRef) -> Shown<Nothing>;
            what_to_add(CiAdditionWanted) -> CiProposal;
            add_to_ci(AddToCi) -> CiAdded;
            begin_sign_in(BeginSignIn) -> Shown<Nothing>;
            sign_out(Nothing) -> Shown<Nothing>;
            go_on_as(PersonRef) -> Shown<Nothing>;
            find_person(PersonWanted) -> FoundPerson;
            add_person(AddPerson) -> Shown<Nothing>;
            set_role(SetRole) -> Shown<Nothing>;
            person_dependents(PersonRef) -> PersonDependents;
            remove_person(PersonRef) -> Shown<PersonRemoved>;
            set_admission(Admission) -> Shown<Nothing>;
            sign_in_with_link(LinkRef) -> Shown<Nothing>;
            remove_sign_in_account(SignInAccountRef) -> Shown<Nothing>;
            set_own_name(OwnName) -> Shown<Nothing>;
            keep_watching(Nothing) -> Shown<Nothing>;
            stay(Nothing) -> Shown<Nothing>;
            leave_once_added(Nothing) -> Shown<Nothing>;
            leave_anyway(Nothing) -> Shown<Nothing>;
        }
    };
}

/// Calls back with every event: `name(Payload)`.
#[macro_export]
macro_rules! with_events {
    ($callback:ident) => {
        $callback! {
            surroundings(Surroundings);
            accounts(Accounts);
            people(People);
            leaving(Leaving);
            git(GitSetup);
            repositories(Repositories);
            additions(Additions);
            clones(Clones);
            builds(Builds);
            build_asked_for(BuildAskedFor);
        }
    };
}

/// An empty request or answer (`null` on the wire).
pub type Nothing = ();
