//! What tests do with ID tokens.

use super::forgery::Forgery;
use super::keys::{self, PublishedKey, SigningKey};
use crate::server::LocalGitlab;

/// ID tokens and their keys.
impl LocalGitlab {
    /// From now on ID tokens differ from GitLab's in these ways; with none they are GitLab's again.
    pub fn forge_id_tokens(&self, forgeries: &[Forgery]) {
        self.instance.world().forgeries = forgeries.to_vec();
    }

    /// From now on this key signs ID tokens, whether it is in the list or not.
    pub fn sign_id_tokens_with(&self, key: SigningKey) {
        self.instance.world().keys.signs_with = key;
    }

    /// From now on these keys are in the list.
    pub fn publish_keys(&self, keys: &[PublishedKey]) {
        self.instance.world().keys.published = keys.to_vec();
    }

    /// The list of keys as it is shown, a JSON Web Key Set.
    #[must_use]
    pub fn published_keys(&self) -> String {
        keys::list(&self.instance.world().keys.published).to_string()
    }

    /// What a key is called in the list, unless a test calls it otherwise.
    #[must_use]
    pub fn kid(&self, key: SigningKey) -> String {
        key.kid().unwrap_or_default()
    }
}
