//! Writes the TypeScript side of the contract, and fails when the committed
//! file has drifted from it.

use std::fmt::Write as _;
use std::path::Path;

use ts_rs::{Config, TS};

use super::*;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/src/ipc/bindings.ts");

macro_rules! declarations {
    ($($type:ty),* $(,)?) => {
        fn declarations(config: &Config) -> String {
            let mut text = String::new();
            $( let _ = writeln!(text, "export {}\n", <$type as TS>::decl(config)); )*
            text
        }
    };
}

declarations!(
    Overview,
    Visibility,
    Surroundings,
    Accounts,
    People,
    Leaving,
    Loss,
    Topic,
    Shown<Nothing>,
    Profile,
    Role,
    Person,
    SignInAccount,
    LinkedName,
    Admission,
    WhoMayJoin,
    JoinGroup,
    SignOutAfter,
    SignedOut,
    WhySignedOut,
    SignInDoor,
    BeginSignIn,
    PersonRef,
    PersonWanted,
    FoundPerson,
    AddPerson,
    SetRole,
    PersonDependents,
    PersonRemoved,
    UnlinkedName,
    SignInAccountRef,
    OwnName,
    Vault,
    VaultState,
    Scheme,
    Integration,
    Link,
    Health,
    Cause,
    Revocation,
    Receipt,
    SignIn,
    Stage,
    Way,
    Notice,
    InstanceText,
    InstanceDescription,
    ApplicationForm,
    SaveIntegration,
    CheckReport,
    SaveOutcome,
    IntegrationRef,
    LinkRef,
    RevocationRef,
    TestReport,
    RegistrationPage,
    SetupProposal,
    SetupOffer,
    HostMark,
    SetupText,
    ProposalRef,
    IntegrationAdded,
    SharedSetup,
    SavedFile,
    AskAdministrator,
    ManagedTrouble,
    ManagedProblem,
    Owner,
    BeginLink,
    BeginLinkElsewhere,
    SignInAddress,
    PastedAddress,
    Avatar,
    Dependents,
    GitSetup,
    GitState,
    GitHost,
    AskedHelper,
    Keeps,
    Bypass,
    GitAccount,
    GitUse,
    AccountChoice,
    SetGitUse,
    ChooseAccount,
    ChoiceRef,
    Repositories,
    Reading,
    ReadingPass,
    ReadingTrouble,
    RepositoriesWanted,
    RepositoryFilter,
    RepositoriesPage,
    RepositoryRow,
    Repository,
    Reach,
    GitlabQuestion,
    FoundRepositories,
    FoundRepository,
    FoundRef,
    RepositoryAddress,
    Additions,
    Addition,
    AdditionState,
    AdditionWait,
    AdditionPhase,
    AdditionFailure,
    Added,
    AdditionNote,
    AddRepository,
    AddTo,
    CloneKind,
    AddRepositories,
    AdditionRef,
    RetryAddition,
    GroupWanted,
    Groups,
    Group,
    GroupPreview,
    GroupRow,
    ProjectsFolder,
    Clones,
    Finding,
    CloneFolder,
    CloneRef,
    RepositoryRef,
    Openers,
    Editor,
    OpenClone,
    OpenWith,
    SuggestedFolders,
    FindClones,
    FoundClones,
    FoundClone,
    FoundKind,
    CloneHazard,
    Harm,
    AdoptClones,
    AdoptClone,
    Adopted,
    NotAdopted,
    CloneDetails,
    CloneRemote,
    AccountReason,
    Origin,
    Misfit,
    SetCloneIdentity,
    MendRemote,
    RemovalCheck,
    CloneLoss,
    UnpushedRef,
    LossAlso,
    RemovalDoubt,
    RemoveRepository,
    Removed,
    Builds,
    BuildsPaused,
    WatchTrouble,
    Asleep,
    AsleepCause,
    Unguarded,
    WatchService,
    BuildNotices,
    AfterSleep,
    SetBuildNotices,
    SetAfterSleep,
    WatchWhenClosed,
    AnswerAsleep,
    BuildAskedFor,
    BuildsWanted,
    BuildFilter,
    BuildsPage,
    BuildCounts,
    BuildRow,
    WatchedRepository,
    MergeRequestRow,
    MergeRequestStand,
    RepositoriesOnScreen,
    LastBuilds,
    LastBuild,
    LastBuilt,
    BuildStand,
    BuildMark,
    BuildStarter,
    BuildActions,
    MergeRequestRef,
    BuildRef,
    JobRef,
    BuildsOnScreen,
    BuildPageAtGitlab,
    OpenedMergeRequest,
    PipelineSeen,
    StageSeen,
    JobSeen,
    JobState,
    JobAct,
    ChildSeen,
    TestsSeen,
    EarlierBuild,
    FailedTests,
    FailedTest,
    JobLog,
    WhyNot,
    BuildReason,
    WhyChange,
    WhoseRole,
    WhyQuestion,
    WhyAnswer,
    AskedAbout,
    ActOnBuild,
    BuildAct,
    BuildActed,
    ApprovalQuestion,
    CiChanges,
    BuildApproval,
    AsleepReview,
    AsleepMergeRequest,
    BuildRules,
    BuildRule,
    BuildPlace,
    BuildTerms,
    BuildWhose,
    BuildKind,
    RuleFor,
    RuleDraft,
    RuleAccount,
    WantedRule,
    RuleRef,
    SwitchRule,
    RuleTrial,
    TriedMergeRequest,
    TrialOutcome,
    TrialFact,
    OfToday,
    RuleCheck,
    RuleFinding,
    BuildAgreement,
    AgreementTrouble,
    RuleUnknown,
    CiAdditionWanted,
    CiProposal,
    CiAddition,
    CiLine,
    CiLineKind,
    AddToCi,
    CiAdded,
    MergeRequestAt,
    AccountReach,
    ReachedGroup,
    UiError,
    ErrorCode,
);

macro_rules! command_rows {
    ($($name:ident($request:ty) -> $answer:ty;)*) => {
        fn command_rows(config: &Config) -> String {
            let mut text = String::new();
            $( let _ = writeln!(
                text, "  {}: [{}, {}];", stringify!($name), <$request as TS>::name(config), <$answer as TS>::name(config)
            ); )*
            text
        }
    };
}
crate::with_commands!(command_rows);

macro_rules! event_rows {
    ($($name:ident($payload:ty);)*) => {
        fn event_rows(config: &Config) -> String {
            let mut text = String::new();
            $( let _ = writeln!(text, "  {}: {};", stringify!($name), <$payload as TS>::name(config)); )*
            text
        }
    };
}
crate::with_events!(event_rows);

fn render() -> String {
    let config = Config::default();
    format!(
        "// Generated from crates/carrick/src/messages.rs by `cargo xtask gen`. Do not edit.\n\n{}\
         /** Every command: its request and its answer. */\nexport type Commands = {{\n{}}};\n\n\
         /** Every event and its payload. */\nexport type Events = {{\n{}}};\n",
        declarations(&config),
        command_rows(&config),
        event_rows(&config),
    )
}

#[test]
fn the_committed_bindings_are_those_of_messages_rs() {
    let rendered = render();
    if std::env::var_os("CARRICK_WRITE_BINDINGS").is_some() {
        std::fs::create_dir_all(Path::new(FILE).parent().unwrap()).unwrap();
        std::fs::write(FILE, &rendered).unwrap();
    }
    let committed = std::fs::read_to_string(FILE).unwrap_or_default();
    assert!(committed == rendered, "ui/src/ipc/bindings.ts is out of date: run `cargo xtask gen`");
}
