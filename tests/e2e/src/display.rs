//! A display of its own, with a window manager.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::failure::{Doing, Failure, Result};
use crate::folders::{Folders, command};
use crate::picture::{Area, Picture};
use crate::process::{Process, ask};
use crate::wait::{until, until_true};

/// Windows without frames, so that a picture of one is nothing but the program's;
/// a new window gets the focus, and Alt+F4 closes it, as everywhere.
const WINDOW_RULES: &str = r#"<?xml version="1.0"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <theme><keepBorder>no</keepBorder></theme>
  <focus><focusNew>yes</focusNew></focus>
  <keyboard><keybind key="A-F4"><action name="Close"/></keybind></keyboard>
  <applications><application class="*"><decor>no</decor><focus>yes</focus></application></applications>
</openbox_config>
"#;

/// Xvfb with openbox on it.
#[derive(Debug)]
pub struct Display {
    name: String,
    memory: PathBuf,
    environment: BTreeMap<String, String>,
    _manager: Process,
    server: Option<Process>,
}

impl Display {
    /// Starts both; the display's number is one that is free.
    pub async fn start(folders: &Folders, size: (u32, u32)) -> Result<Self> {
        let mut environment = folders.environment();
        let mut xvfb = command("Xvfb", &environment);
        let screen = format!("{}x{}x24", size.0, size.1);
        xvfb.args(["-displayfd", "1", "-screen", "0", &screen, "-nolisten", "tcp", "-noreset", "-fbdir"]);
        xvfb.arg(folders.sockets());
        let number = |line: &str| line.trim().parse::<u32>().ok();
        let (server, number) = Process::start_and_read("xvfb", &mut xvfb, &folders.logs(), number)?;
        let name = format!(":{number}");
        environment.insert("DISPLAY".to_owned(), name.clone());
        let rules = folders.root().join("openbox.xml");
        std::fs::write(&rules, WINDOW_RULES)?;
        let mut openbox = command("openbox", &environment);
        let manager = Process::start("openbox", openbox.arg("--config-file").arg(&rules), &folders.logs())?;
        let memory = folders.sockets().join("Xvfb_screen0");
        let display = Self { name, memory, environment, _manager: manager, server: Some(server) };
        until_true("the window manager", async || Ok(display.xdotool(&["get_desktop"]).is_ok())).await?;
        Ok(display)
    }

    /// Sets the text size that programs are asked for, 1 for 100 %, as a desktop does on X11.
    pub fn choose_text_size(&self, scale: f64) -> Result<()> {
        let resource = format!("Xft.dpi:\t{:.0}\n", scale * 96.0);
        let words = ["-root", "-f", "RESOURCE_MANAGER", "8s", "-set", "RESOURCE_MANAGER", &resource];
        ask(command("xprop", &self.environment).args(words)).map(drop)
    }

    /// Ends it under everything that is on it.
    pub fn lose(&mut self) {
        self.server = None;
    }

    /// Its name, such as `:7`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file in which the X server keeps what is on the screen (an XWD dump).
    pub fn frame_buffer(&self) -> &Path {
        &self.memory
    }

    /// Everything that is on the screen now.
    pub fn picture(&self) -> Result<Picture> {
        Picture::of_frame_buffer(&std::fs::read(&self.memory).doing("reading the screen")?)
    }

    /// A window as a person sees it, brought in front and at rest; `title` is a pattern.
    ///
    /// The picture is cut out of the screen: the web view's driver gives none of a
    /// window that has nothing new to draw.
    pub async fn picture_of(&self, title: &str) -> Result<Picture> {
        let id = self.window_named(&format!("^{title}$")).await?;
        self.xdotool(&["windowactivate", "--sync", &id])?;
        let area = area(&self.xdotool(&["getwindowgeometry", "--shell", &id])?)?;
        let mut last = None;
        until(&format!("{title} to come to rest"), async || {
            let now = self.picture()?.cut(area);
            let rests = last.as_ref() == Some(&now);
            Ok(if rests { last.take() } else { last.replace(now).and(None) })
        })
        .await
    }

    /// Gives a window this many pixels of room; `title` is a pattern.
    pub async fn resize(&self, title: &str, width: u32, height: u32) -> Result<()> {
        let id = self.window_named(&format!("^{title}$")).await?;
        self.xdotool(&["windowmove", "--sync", &id, "0", "0"]).ok();
        self.xdotool(&["windowsize", &id, &width.to_string(), &height.to_string()]).map(drop)
    }

    /// Keyboard, mouse and windows from outside, as a person has them.
    pub fn xdotool(&self, words: &[&str]) -> Result<String> {
        ask(command("xdotool", &self.environment).args(words))
    }

    /// Presses keys, such as `Tab` or `ctrl+v`, in the window that has the focus.
    pub fn press(&self, key: &str) -> Result<()> {
        self.xdotool(&["key", "--clearmodifiers", key]).map(drop)
    }

    /// Clicks twice at a place in a window, as quickly as people do; `title` is a pattern.
    pub async fn double_click(&self, title: &str, (x, y): (i64, i64)) -> Result<()> {
        let id = self.window_named(&format!("^{title}$")).await?;
        self.xdotool(&["windowactivate", "--sync", &id])?;
        self.xdotool(&["mousemove", "--window", &id, &x.to_string(), &y.to_string()])?;
        self.xdotool(&["click", "--repeat", "2", "--delay", "150", "1"]).map(drop)
    }

    /// The title of the window that has the focus.
    pub fn active_title(&self) -> Result<String> {
        self.xdotool(&["getactivewindow", "getwindowname"])
    }

    /// Waits for a visible window whose title matches the pattern; gives its id.
    pub async fn window_named(&self, pattern: &str) -> Result<String> {
        until(&format!("a window named {pattern}"), async || {
            let found = self.xdotool(&["search", "--onlyvisible", "--name", pattern])?;
            Ok(found.lines().next().map(str::to_owned))
        })
        .await
    }

    /// Waits for a visible window of this process; gives its id.
    pub async fn window_of(&self, process: u32) -> Result<String> {
        until(&format!("a window of process {process}"), async || {
            let found =
                self.xdotool(&["search", "--all", "--onlyvisible", "--pid", &process.to_string(), "--name", "."])?;
            Ok(found.lines().next().map(str::to_owned))
        })
        .await
    }

    /// Types text into the window that has the focus.
    pub fn type_text(&self, text: &str) -> Result<()> {
        self.xdotool(&["type", "--clearmodifiers", text]).map(drop)
    }

    /// Brings a window in front by its title.
    pub async fn activate(&self, pattern: &str) -> Result<()> {
        let id = self.window_named(pattern).await?;
        self.xdotool(&["windowactivate", "--sync", &id]).map(drop)
    }

    /// Whether a window of this title is on the screen; `title` is a pattern.
    pub fn shows(&self, title: &str) -> bool {
        self.xdotool(&["search", "--onlyvisible", "--name", title]).is_ok_and(|found| !found.is_empty())
    }

    /// Closes a window as a person does.
    pub fn close(&self, id: &str) -> Result<()> {
        self.xdotool(&["windowactivate", "--sync", id, "key", "--clearmodifiers", "alt+F4"]).map(drop)
    }

    /// Waits until the window in front has a title with `part` in it.
    pub async fn in_front(&self, part: &str) -> Result<()> {
        until_true(&format!("{part} in front"), async || Ok(self.active_title()?.contains(part))).await
    }
}

/// Reads what `xdotool getwindowgeometry --shell` prints.
fn area(lines: &str) -> Result<Area> {
    let number = |name: &str| {
        let value = lines.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        value.and_then(|value| value.parse().ok()).ok_or_else(|| Failure::new(format!("a window without {name}")))
    };
    Ok(Area { x: number("X")?, y: number("Y")?, width: number("WIDTH")?, height: number("HEIGHT")? })
}
