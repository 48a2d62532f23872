//! The desktop program, which is started when a notification is pressed while no window is open.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use carrick::builds::telling::errand;
use carrick::desktop::notifications::Target;
use carrick::topics::{Listener, Topic};

/// What the person's systemd starts is none of ours: it is not shut in as the service is, which a window's library
/// would not bear.
const STARTER: [&str; 5] = ["/usr/bin/systemd-run", "--user", "--collect", "--quiet", "--"];

/// Nobody listens to what changes: it is read when it is asked for. A notification that is pressed opens the window.
pub(crate) struct Desktop {
    pub(crate) program: PathBuf,
    pub(crate) has_display: bool,
    /// Whether a manager of services started this process.
    pub(crate) is_service: bool,
}

impl Desktop {
    /// The command that opens the window, and what the notification led to in it.
    fn words(&self, target: Option<Target>) -> Vec<OsString> {
        let starter = STARTER.into_iter().filter(|_| self.is_service).map(OsString::from);
        starter.chain([self.program.clone().into()]).chain(target.map(errand::word).map(OsString::from)).collect()
    }
}

impl Listener for Desktop {
    fn touched(&self, _: Topic) {}

    fn come_forward(&self) {}

    fn asked_for(&self, target: Option<Target>) {
        let words = self.words(target);
        let Some((program, rest)) = words.split_first().filter(|_| self.has_display || self.is_service) else { return };
        let mut command = Command::new(program);
        command.args(rest).current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // It goes on without us, whatever is pressed at the terminal, and is waited for so that it leaves nothing behind.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        if let Ok(mut started) = command.spawn() {
            std::thread::spawn(move || started.wait());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_has_the_window_started_by_the_one_that_started_it() {
        let target = Some(Target { merge_request: 7, job: Some(5) });
        let mut desktop = Desktop { program: "/opt/carrick-desktop".into(), has_display: true, is_service: false };
        assert_eq!(desktop.words(target), ["/opt/carrick-desktop", "--build=7/5"], "at a terminal");
        desktop.is_service = true;
        let words = desktop.words(None);
        assert_eq!(words.first().and_then(|it| it.to_str()), Some("/usr/bin/systemd-run"), "not as a child: {words:?}");
        assert_eq!(words.last().and_then(|it| it.to_str()), Some("/opt/carrick-desktop"), "the same program");
    }
}
