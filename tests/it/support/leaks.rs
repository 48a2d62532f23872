//! Looking for secrets where none may be: every file of the data folder, everything told to the window, the log.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Below a folder, the files that hold one of the values, raw.
pub(crate) fn search(folder: &Path, values: &[String]) -> Vec<PathBuf> {
    let holds = |path: &PathBuf| {
        let bytes = std::fs::read(path).unwrap_or_default();
        values.iter().any(|value| contains(&bytes, value.as_bytes()))
    };
    files(folder).into_iter().filter(holds).collect()
}

/// Every file below a folder.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

fn contains(bytes: &[u8], value: &[u8]) -> bool {
    value.len() >= 8 && bytes.windows(value.len()).any(|window| window == value)
}

/// What the library logged in this process, all tests together, at every level.
pub(crate) fn log() -> &'static Log {
    static LOG: OnceLock<Log> = OnceLock::new();
    LOG.get_or_init(|| {
        let log = Log::default();
        let levels = Targets::new()
            .with_target("carrick", LevelFilter::TRACE)
            .with_target("carrick_store", LevelFilter::TRACE)
            .with_default(LevelFilter::WARN);
        let layer = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(log.clone());
        // A test that is alone in its process may have the log of the program instead.
        let _ = tracing_subscriber::registry().with(levels).with(layer).try_init();
        log
    })
}

#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Whether one of the values was logged.
    pub(crate) fn holds(&self, values: &[String]) -> bool {
        let text = self.0.lock().unwrap();
        values.iter().any(|value| contains(&text, value.as_bytes()))
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
