//! The desktop's notifications.
//!
//! [`bus`] is the line to the service that shows them on a free desktop. Elsewhere nothing is shown yet, and the window
//! says so ([`ARE_SHOWN`]).

#[cfg(target_os = "linux")]
pub mod bus;
#[cfg(target_os = "linux")]
mod service;

/// Whether there is anything on this system that could show them.
pub const ARE_SHOWN: bool = cfg!(target_os = "linux");

/// What shows notifications.
pub trait Notifier: Send + Sync {
    /// Shows one, in place of the one before about the same. It is not waited for, and whether a person saw it nobody
    /// knows.
    fn show(&self, notice: Notice);
}

/// A notification. Both texts are plain: nothing in them is markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it is about; one about the same takes its place.
    pub subject: String,
    /// The line that stands out.
    pub summary: String,
    /// What stands below.
    pub body: String,
    /// Where it leads; `None` for the program itself.
    pub target: Option<Target>,
}

/// Where a notification leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// The merge request's number here.
    pub merge_request: i64,
    /// GitLab's number of the job whose log is meant.
    pub job: Option<i64>,
}

/// Who hears that a person pressed a notification, or one of its buttons.
pub type OnPressed = std::sync::Arc<dyn Fn(Option<Target>) + Send + Sync>;

/// Shows nothing, where no service is known that could.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Notifier for Silent {
    fn show(&self, _: Notice) {}
}
