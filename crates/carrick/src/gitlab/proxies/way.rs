//! One way out.

use url::Url;

/// How a server is reached.
#[derive(Clone, PartialEq)]
pub(crate) enum Way {
    Straight,
    Through(Url),
    /// A proxy is wanted and cannot be used; whoever wants it is named. Going there without it is nobody's wish.
    Unusable(&'static str),
}
