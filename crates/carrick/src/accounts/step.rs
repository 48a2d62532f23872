//! The steps of exchange, renewal, unlinking, Save and Remove between which a crash leaves something different behind.

/// A step that has just been taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// An exchange is journalled; GitLab has not been asked.
    ExchangeExpected,
    /// GitLab has answered with a pair that is in memory alone.
    ExchangeAnswered,
    /// That pair lies in the vault and belongs to nothing.
    ExchangeKept,
    /// A link lives on it; what it replaced is queued.
    ExchangeGiven,
    /// A renewal is journalled, the vault proven writable; GitLab has not been asked.
    RenewalExpected,
    /// GitLab has answered, the old pair is spent, the new one is in memory alone.
    RenewalAnswered,
    /// The new pair lies in the vault; the link still names the old one.
    RenewalKept,
    /// The link lives on the new pair; the old one still lies in the vault.
    RenewalAdopted,
    /// What revoking needs lies in an entry of its own beside the pair; the link is whole.
    UnlinkKept,
    /// The link is gone, its pair queued for revocation.
    UnlinkQueued,
    /// The pair is gone from the vault; what revoking needs is left.
    UnlinkRetired,
    /// GitLab has revoked the pair; vault and database still know it.
    UnlinkRevoked,
    /// A new Secret lies in the vault as a draft; the integration is as it was.
    SaveDrafted,
    /// The integration is saved; a Secret it had before still lies in the vault.
    SaveKept,
    /// The integration has no Secret any more; the vault still holds it.
    SecretLetGo,
    /// The integration is gone; the vault still holds its Secret.
    IntegrationRemoved,
}

impl Step {
    /// All of them, in the order above.
    pub const ALL: [Self; 16] = [
        Self::ExchangeExpected,
        Self::ExchangeAnswered,
        Self::ExchangeKept,
        Self::ExchangeGiven,
        Self::RenewalExpected,
        Self::RenewalAnswered,
        Self::RenewalKept,
        Self::RenewalAdopted,
        Self::UnlinkKept,
        Self::UnlinkQueued,
        Self::UnlinkRetired,
        Self::UnlinkRevoked,
        Self::SaveDrafted,
        Self::SaveKept,
        Self::SecretLetGo,
        Self::IntegrationRemoved,
    ];
}
