//! What is looked for.

use std::path::PathBuf;

use carrick_store::instance::Instance;

use crate::git::helper::Helper;
use crate::git::listing::Setting;

/// What is looked for, and where.
#[derive(Debug, Clone, Copy)]
pub struct Search<'a> {
    /// The folders that the person chose.
    pub folders: &'a [PathBuf],
    /// The instances whose projects are known by their remotes.
    pub instances: &'a [Instance],
    /// What holds outside of every clone, where `insteadOf` may stand: [`crate::git::listing::of_computer`].
    pub settings: &'a [Setting],
    /// The helper that Carrick writes into clones, which is no hazard in them.
    pub helper: &'a Helper,
}
