//! How a process ends, as a number that scripts can tell apart.

use std::process::ExitCode;

use carrick_store::Code;

/// How a process ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// It is done.
    Done,
    /// It failed.
    Failed,
    /// GitLab cannot be reached, or has a problem of its own: it may go well later.
    Unreachable,
    /// The keyring is locked, or cannot be used otherwise.
    Vault,
    /// A link needs its person.
    NeedsYou,
    /// A folder stays, since something in it would be lost or might be.
    Kept,
    /// Nobody is signed in to Carrick.
    SignedOut,
    /// What Carrick keeps cannot be used as it is: another try changes nothing.
    Unfit,
    /// It was used wrongly.
    Usage,
    /// It was interrupted.
    Interrupted,
}

impl Exit {
    /// Its number.
    pub fn number(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Kept => 3,
            Self::NeedsYou => 4,
            Self::Vault => 5,
            Self::Unreachable => 6,
            Self::Unfit => 7,
            Self::SignedOut => 8,
            Self::Interrupted => 130,
        }
    }

    /// How a process ends that met this error.
    pub(crate) fn after(code: Code) -> Self {
        use Code::*;
        match code {
            VaultAbsent | VaultNoCollection | VaultLocked | VaultAsksEach | VaultSilent | VaultElsewhere
            | VaultFailed | VaultDismissed | VaultRefused => Self::Vault,
            HostUnknown | ConnectionRefused | TimedOut | Certificate | Proxy | ConnectionLost | NotGitlab
            | Redirected | ServerError | RateLimited | AnswerMalformed | Forbidden | TrustUnreadable => {
                Self::Unreachable
            }
            ClientRefused | SecretMissing | IdentityMismatch | IdentityUnproven | AccountBlocked | ScopeTooSmall
            | TokenRefused => Self::NeedsYou,
            InstanceEmpty | InstanceMalformed | InstanceUserInfo | InstanceQuery | InstanceScheme
            | InstanceInsecure | PlaceMalformed | FolderMalformed | IdentityMalformed | RuleMalformed
            | SetupMalformed | SetupNewer => Self::Usage,
            SignedOut => Self::SignedOut,
            NameMalformed | NobodyOfThatName => Self::Usage,
            SignInRequired
            | NoSignInAccount
            | NotAdmitted
            | PersonExists
            | PersonUnknown
            | LastAdministrator
            | GroupUnknown
            | NoLinkToAskWith
            | InstanceHasLinks
            | ApplicationIdEmpty
            | ApplicationIdMalformed
            | SecretMalformed
            | ScopesMalformed
            | ScopesUseless
            | IntegrationExists
            | IntegrationNotSetUp
            | IntegrationManaged
            | SignInManaged
            | AdministratorsOnly
            | SetupConfidential
            | FileNotWritten
            | NotFound
            | BrowserFailed
            | LoopbackFailed
            | SchemeFailed
            | NoSignIn
            | AddressMalformed
            | CallbackUnknown
            | CallbackRepeated
            | CallbackLate
            | CallbackWrongInstance
            | CallbackMalformed
            | SignInExpired
            | SignInDenied
            | SignInRefused
            | SignInInterrupted
            | CodeRefused
            | DatabaseFailed
            | DatabaseReadOnly
            | DatabaseDamaged
            | DatabaseNewer
            | ClientFailed
            | TooManyFiles
            | LocksUnsupported
            | LockFailed
            | GitConfigLocked
            | GitConfigMalformed
            | GitConfigFailed
            | GitNameRefused
            | GitMissing
            | FolderMissing
            | OpenerFailed
            | ServiceFailed
            | CloneUnfit
            | CloneUnsafe
            | Internal => Self::Failed,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.number().into()
    }
}
