//! One machine: there is nobody to tell.

use super::watching::Ripe;
use super::why::Why;
use super::{Answer, ClaimId, Claims, Key, Listed, Project, Released, Tried, Turn};

/// No claims at all: nothing is written anywhere, and whoever asks has the commit.
#[derive(Debug, Clone, Copy, Default)]
pub struct Alone;

impl Claims for Alone {
    fn claim<'a>(&'a self, _: &'a Key, _: i64) -> Answer<'a, Tried> {
        Box::pin(async { Tried::Won(Turn::without()) })
    }

    fn take_over<'a>(&'a self, key: &'a Key, _: &'a Ripe, attempt: i64) -> Answer<'a, Tried> {
        self.claim(key, attempt)
    }

    fn renew<'a>(&'a self, key: &'a Key, _: &'a ClaimId, attempt: i64) -> Answer<'a, Tried> {
        self.claim(key, attempt)
    }

    fn look<'a>(&'a self, _: &'a Key) -> Answer<'a, Result<Option<ClaimId>, Why>> {
        Box::pin(async { Ok(None) })
    }

    fn release<'a>(&'a self, _: &'a Key, _: &'a ClaimId) -> Answer<'a, Result<Released, Why>> {
        Box::pin(async { Ok(Released::Gone) })
    }

    fn list<'a>(&'a self, _: &'a Project, _: Option<i64>) -> Answer<'a, Result<Vec<Listed>, Why>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn sweep<'a>(&'a self, _: &'a Project, _: &'a [Listed]) -> Answer<'a, Result<usize, Why>> {
        Box::pin(async { Ok(0) })
    }

    fn probe<'a>(&'a self, _: &'a Project) -> Answer<'a, Result<(), Why>> {
        Box::pin(async { Ok(()) })
    }
}
