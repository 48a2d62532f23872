//! What can be typed about claims.

/// How several machines agree on which of them starts a build.
#[derive(Debug, Clone, clap::Args)]
pub struct Claiming {
    /// By this PostgreSQL of your team's. Without an address one is read from standard input, which alone may hold a
    /// password: others can read what is typed after a program's name.
    #[arg(long, value_name = "ADDRESS", num_args = 0..=1, default_missing_value = "", conflicts_with = "off")]
    pub postgres: Option<String>,
    /// By no database any more: by a marker in the repository.
    #[arg(long)]
    pub off: bool,
    /// Whether this computer is the only one that builds for you, so that no marker is made.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    pub only_here: Option<bool>,
    /// Whether this computer starts what the author's does not, before others do.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    pub designated: Option<bool>,
}
