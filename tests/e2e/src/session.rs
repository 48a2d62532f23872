//! A whole desktop session for one test: display, bus, keyring, browser, GitLab.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};

use local_gitlab::LocalGitlab;

use crate::browser::{self, Browser};
use crate::bus::Bus;
use crate::display::Display;
use crate::failure::{Failure, Result};
use crate::folders::{self, Folders, RUN_VARIABLE};
use crate::keyring::Keyring;
use crate::package::{self, Package};
use crate::process::{self, Process};
use crate::wait::until_true;
use crate::watch;
use crate::window::{self, Window};

/// What the app calls itself on the bus, in the keyring and in the data folder.
pub const IDENTIFIER: &str = "dev.carrick.desktop";

/// One session at a time: the screen, the scheme and the keyboard exist once.
static ONE_AT_A_TIME: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// What a session has; the default is what most people have.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The desktop named in `XDG_CURRENT_DESKTOP`; none leaves the variable out.
    pub desktop: Option<&'static str>,
    /// Whether the package is installed; otherwise only its program is there, as after a build.
    pub is_installed: bool,
    /// Whether a keyring runs from the start.
    pub keyring: bool,
    /// Whether the browser may open the app without asking, as after "Always allow".
    pub trusted: bool,
    /// The screen's width and height in pixels.
    pub screen: (u32, u32),
    /// Whether the desktop is dark.
    pub dark: bool,
    /// How large the desktop shows things, 1 for 100 %.
    pub text_scale: f64,
    /// How GitLab is started.
    pub gitlab: local_gitlab::Options,
}

impl Default for Setting {
    fn default() -> Self {
        Self {
            desktop: Some("GNOME"),
            is_installed: true,
            keyring: true,
            trusted: true,
            screen: (1280, 900),
            dark: false,
            text_scale: 1.0,
            gitlab: local_gitlab::Options::default(),
        }
    }
}

/// Where the programs of a session live.
#[derive(Debug)]
pub struct Surroundings {
    /// Their folders.
    pub folders: Folders,
    /// Their screen.
    pub display: Display,
    /// Their bus.
    pub bus: Bus,
    pub(crate) environment: BTreeMap<String, String>,
}

impl Surroundings {
    /// A command inside the session.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        folders::command(program, &self.environment)
    }
}

/// A running session. Dropping it ends everything it started.
pub struct Session {
    /// GitLab.
    pub gitlab: LocalGitlab,
    /// The keyring, while it runs.
    pub keyring: Option<Keyring>,
    /// Answers with a token pair that were lost on the way: nobody but GitLab knows of these.
    pub lost: usize,
    /// The rest.
    pub surroundings: Surroundings,
    windows: Mutex<Vec<Window>>,
    told: Mutex<Vec<String>>,
    browsers: Mutex<Vec<Browser>>,
    _turn: tokio::sync::MutexGuard<'static, ()>,
}

impl Session {
    /// Starts everything but app and browser.
    pub async fn start(name: &str, setting: Setting) -> Result<Self> {
        let turn = ONE_AT_A_TIME.lock().await;
        let folders = Folders::make(name)?;
        let gitlab = LocalGitlab::start(setting.gitlab.clone())?;
        let trusted = if setting.trusted { vec![browser::origin(&gitlab.url())?] } else { Vec::new() };
        browser::install(&folders, &trusted, setting.gitlab.tls)?;
        folders.choose_theme(setting.dark)?;
        folders.choose_projects()?;
        let display = Display::start(&folders, setting.screen).await?;
        display.choose_text_size(setting.text_scale)?;
        let bus = Bus::start(&folders, display.name())?;
        let mut environment = folders.environment();
        environment.insert("DISPLAY".to_owned(), display.name().to_owned());
        environment.insert("DBUS_SESSION_BUS_ADDRESS".to_owned(), bus.address().to_owned());
        if setting.is_installed {
            let package = Package::find()?;
            for (name, folder) in [("PATH", package.programs()), ("XDG_DATA_DIRS", package.share())] {
                environment.entry(name.to_owned()).and_modify(|path| *path = package::before(&folder, path));
            }
        }
        if let Some(desktop) = setting.desktop {
            environment.insert("XDG_CURRENT_DESKTOP".to_owned(), desktop.to_owned());
        }
        let surroundings = Surroundings { folders, display, bus, environment };
        let mut session = Self {
            gitlab,
            keyring: None,
            lost: 0,
            surroundings,
            windows: Mutex::default(),
            told: Mutex::default(),
            browsers: Mutex::default(),
            _turn: turn,
        };
        if setting.keyring {
            session.start_keyring().await?;
        }
        Ok(session)
    }

    /// Starts the keyring, or starts it again.
    pub async fn start_keyring(&mut self) -> Result<()> {
        let Surroundings { folders, display, bus, .. } = &self.surroundings;
        self.keyring = Some(Keyring::start(folders, bus, display.name()).await?);
        Ok(())
    }

    /// Ends the keyring's service; what it keeps stays in its file.
    pub async fn stop_keyring(&mut self) -> Result<()> {
        match self.keyring.take() {
            Some(keyring) => keyring.stop(&self.surroundings.bus).await,
            None => Ok(()),
        }
    }

    /// Starts the app.
    pub async fn open_app(&self) -> Result<Window> {
        let window = Window::open(&self.surroundings).await?;
        locked(&self.windows).push(window.clone());
        Ok(window)
    }

    /// Starts the app by its entry in the desktop's menu.
    pub async fn open_from_menu(&self) -> Result<Window> {
        let inspector = format!("127.0.0.1:{}", process::free_port()?);
        let mut launcher = self.launcher()?;
        launcher.env("WEBKIT_INSPECTOR_SERVER", &inspector);
        launcher.env("TAURI_AUTOMATION", "true").env("TAURI_WEBVIEW_AUTOMATION", "true");
        let _launched = Process::start("menu", &mut launcher, &self.folders().logs())?;
        self.app_started_elsewhere(&inspector).await
    }

    /// What a desktop does when the person chooses the entry. What it starts inherits its output, so that is not to
    /// be waited for.
    pub fn launcher(&self) -> Result<Command> {
        let mut launcher = self.surroundings.command("gio");
        launcher.arg("launch").arg(Package::find()?.share().join("applications").join(package::ENTRY));
        Ok(launcher)
    }

    /// The app that something else started; `inspector` is what [`Session::inspector`] said before.
    pub async fn app_started_elsewhere(&self, inspector: &str) -> Result<Window> {
        let window = Window::attach(&self.surroundings, inspector).await?;
        locked(&self.windows).push(window.clone());
        Ok(window)
    }

    /// Has an app that the browser starts be driven at the address at which the running one is; returns it. The app
    /// itself gives the browser nothing of that. To be called before the browser starts.
    pub fn hand_driver_on(&self) -> Result<String> {
        let id = self.bus().owner(&self.app_name())?.ok_or_else(|| Failure::new("the app does not run"))?;
        let inspector =
            process::variable(id, "WEBKIT_INSPECTOR_SERVER").ok_or_else(|| Failure::new("the app has no driver"))?;
        let exports =
            format!("export WEBKIT_INSPECTOR_SERVER={inspector} TAURI_AUTOMATION=true TAURI_WEBVIEW_AUTOMATION=true\n");
        std::fs::write(self.folders().driver(), exports)?;
        Ok(inspector)
    }

    /// Starts the app so that its end can be seen; a driver comes to it afterwards.
    pub async fn start_app(&self) -> Result<(Process, Window)> {
        let inspector = format!("127.0.0.1:{}", process::free_port()?);
        let mut app = self.surroundings.command(Package::find()?.app());
        app.env("WEBKIT_INSPECTOR_SERVER", &inspector);
        app.env("TAURI_AUTOMATION", "true").env("TAURI_WEBVIEW_AUTOMATION", "true");
        let app = Process::start("app", &mut app, &self.folders().logs())?;
        Ok((app, self.app_started_elsewhere(&inspector).await?))
    }

    /// Starts the app without a driver.
    pub fn start_app_alone(&self) -> Result<Process> {
        let mut app = self.surroundings.command(Package::find()?.app());
        Process::start("app", &mut app, &self.folders().logs())
    }

    /// Closes the app as a person does, by its window, and waits for its end.
    pub async fn close_app(&self, window: Window) -> Result<()> {
        self.expect_end(window).await?;
        self.close_window().await?;
        until_true("the app to end", async || Ok(!self.bus().has(&self.app_name())?)).await
    }

    /// Closes the app's window as a person does, and waits for nothing.
    pub async fn close_window(&self) -> Result<()> {
        let id = self.display().window_named(&format!("^{}$", window::TITLE)).await?;
        self.display().close(&id)
    }

    /// Lets go of a window whose app is about to end.
    pub async fn expect_end(&self, window: Window) -> Result<()> {
        let told = watch::kept(&window).await?;
        locked(&self.told).push(told);
        locked(&self.windows).clear();
        Ok(())
    }

    /// Takes the screen away, as a session that breaks down does.
    pub fn lose_display(&mut self) {
        self.surroundings.display.lose();
    }

    /// Another screen, for programs that start from now on.
    pub async fn find_display(&mut self, screen: (u32, u32)) -> Result<()> {
        let display = Display::start(&self.surroundings.folders, screen).await?;
        self.surroundings.environment.insert("DISPLAY".to_owned(), display.name().to_owned());
        self.surroundings.display = display;
        Ok(())
    }

    /// Hands the running app an address, as a second process of it would.
    pub fn hand_over(&self, address: &str) -> Result<()> {
        let arguments = format!("['carrick-desktop', '{address}']");
        let method = "org.SingleInstance.DBus.ExecuteCallback";
        self.bus().call(&self.app_name(), "/dev/carrick/desktop/SingleInstance", method, &[&arguments, "/"]).map(drop)
    }

    /// The browser, once something has opened it.
    pub async fn browser(&self) -> Result<Browser> {
        let browser = Browser::attach(&self.surroundings).await?;
        locked(&self.browsers).push(browser.clone());
        Ok(browser)
    }

    /// What windows that are closed by now were told.
    pub fn told(&self) -> Vec<String> {
        locked(&self.told).clone()
    }

    /// The windows that are open now.
    pub fn windows(&self) -> Vec<Window> {
        locked(&self.windows).clone()
    }

    /// The screen.
    pub fn display(&self) -> &Display {
        &self.surroundings.display
    }

    /// The bus.
    pub fn bus(&self) -> &Bus {
        &self.surroundings.bus
    }

    /// The folders.
    pub fn folders(&self) -> &Folders {
        &self.surroundings.folders
    }

    /// The app's own data folder.
    pub fn app_data(&self) -> std::path::PathBuf {
        self.folders().data().join(IDENTIFIER)
    }

    /// The bus name that the first running app owns.
    pub fn app_name(&self) -> String {
        format!("{IDENTIFIER}.SingleInstance")
    }

    /// Keeps pictures of screen, window and browser for whoever reads the failure.
    pub async fn keep_pictures(&self) {
        let keep = |name: &str, picture: Result<Vec<u8>>| {
            // The failure itself is what will be told; a picture may be missing.
            if let Ok(picture) = picture {
                let _ = std::fs::write(self.folders().root().join(name), picture);
            }
        };
        keep("screen.png", self.display().picture().and_then(|picture| picture.png()));
        let browsers = locked(&self.browsers).clone();
        if let Some(browser) = browsers.last() {
            keep("browser.png", browser.picture().await);
        }
        if !locked(&self.windows).is_empty() {
            keep("window.png", self.window_picture().await);
        }
    }

    /// The app's window as a PNG.
    pub async fn window_picture(&self) -> Result<Vec<u8>> {
        self.display().picture_of(window::TITLE).await?.png()
    }

    /// Ends everything and waits until nothing of the session runs.
    pub async fn end(self) -> Result<()> {
        let run = self.folders().run().to_owned();
        drop(self);
        until_true("everything of the session to end", async || {
            Ok(process::with_variable(RUN_VARIABLE, &run).is_empty())
        })
        .await
    }
}

fn locked<T>(list: &Mutex<T>) -> MutexGuard<'_, T> {
    list.lock().unwrap_or_else(PoisonError::into_inner)
}
