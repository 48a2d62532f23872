//! The system's browser: Chromium as `xdg-open` starts it, watched from outside.

use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use fantoccini::Locator;
use serde_json::{Value, json};

use crate::failure::{Doing, Failure, Result};
use crate::folders::Folders;
use crate::page::Page;
use crate::process::Process;
use crate::session::Surroundings;
use crate::wait::{until, within};

const ENTRY: &str = "test-browser.desktop";

/// A page that says so late that it can be seen is taken as it is.
const COMES_FORWARD: Duration = Duration::from_secs(5);

/// Makes a fresh profile the person's browser.
///
/// `trusted` origins may open the app without the browser's question, as after
/// "Always allow"; without them the question is asked. `any_certificate` is for a GitLab
/// with a certificate of its own: the browser's trust is not what is tested.
pub fn install(folders: &Folders, trusted: &[String], any_certificate: bool) -> Result<()> {
    let profile = folders.browser_profile();
    std::fs::create_dir_all(profile.join("Default"))?;
    std::fs::write(profile.join("Default/Preferences"), preferences(trusted).to_string())?;
    let script = folders.bin().join("browser");
    std::fs::write(&script, wrapper(&profile, &folders.driver(), any_certificate))?;
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&script, mode)?;
    let applications = folders.data().join("applications");
    std::fs::create_dir_all(&applications)?;
    let entry = format!(
        "[Desktop Entry]\nType=Application\nName=Test browser\nExec={} %u\nMimeType=x-scheme-handler/http;x-scheme-handler/https;text/html;\n",
        script.display()
    );
    std::fs::write(applications.join(ENTRY), entry)?;
    let defaults = format!(
        "[Default Applications]\nx-scheme-handler/http={ENTRY}\nx-scheme-handler/https={ENTRY}\ntext/html={ENTRY}\n"
    );
    std::fs::write(folders.config().join("mimeapps.list"), defaults).doing("choosing the browser")
}

fn preferences(trusted: &[String]) -> Value {
    let pairs: serde_json::Map<String, Value> =
        trusted.iter().map(|origin| (origin.clone(), json!({ "dev.carrick.desktop": true }))).collect();
    json!({
        "protocol_handler": { "allowed_origin_protocol_pairs": pairs },
        // Its offer to save a password would lie over other questions.
        "credentials_enable_service": false,
    })
}

/// The debug port is chosen by Chromium and written into the profile. What `driver` exports is for an app that the
/// browser starts.
fn wrapper(profile: &Path, driver: &Path, any_certificate: bool) -> String {
    let certificates = if any_certificate { "--ignore-certificate-errors" } else { "" };
    let debian = Path::new("/usr/lib/chromium/chromium");
    let chromium = if debian.exists() { "/usr/lib/chromium/chromium" } else { "chromium" };
    format!(
        "#!/bin/sh\n[ ! -f '{}' ] || . '{}'\nexec {chromium} --no-sandbox --user-data-dir={} --remote-debugging-port=0 --no-first-run --test-type \
         --no-default-browser-check --password-store=basic --disable-gpu --disable-sync --disable-component-update \
         --disable-background-networking --window-size=900,700 {certificates} \"$@\"\n",
        driver.display(),
        driver.display(),
        profile.display()
    )
}

/// The running browser. With the last clone of this the watching ends; the browser goes on.
#[derive(Debug, Clone)]
pub struct Browser {
    page: Page,
    _driver: Arc<Process>,
}

impl Browser {
    /// Waits until the browser runs, and attaches to it.
    pub async fn attach(surroundings: &Surroundings) -> Result<Self> {
        let file = surroundings.folders.browser_profile().join("DevToolsActivePort");
        let port: u16 = until("the browser to be opened", async || {
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            Ok(text.lines().next().and_then(|line| line.parse().ok()))
        })
        .await?;
        let (driver, driver_port) = start_driver(surroundings)?;
        let capabilities = json!({ "goog:chromeOptions": { "debuggerAddress": format!("127.0.0.1:{port}") } });
        let page = Page::connect(driver_port, capabilities).await.doing("attaching to the browser")?;
        Ok(Self { page, _driver: Arc::new(driver) })
    }

    /// Goes to the newest tab whose address satisfies `wanted`.
    pub async fn tab(&self, what: &str, wanted: impl Fn(&url::Url) -> bool) -> Result<()> {
        until(&format!("a tab with {what}"), async || {
            for handle in self.client().windows().await?.into_iter().rev() {
                self.client().switch_to_window(handle).await?;
                if wanted(&self.client().current_url().await?) {
                    return Ok(Some(()));
                }
            }
            Ok(None)
        })
        .await
    }

    /// Leaves the pages of all tabs, so that the next one of a kind is the only one.
    pub async fn leave_pages(&self) -> Result<()> {
        for handle in self.client().windows().await? {
            self.client().switch_to_window(handle).await?;
            self.client().goto("about:blank").await?;
        }
        Ok(())
    }

    /// The page as a PNG.
    pub async fn picture(&self) -> Result<Vec<u8>> {
        Ok(self.client().screenshot().await?)
    }

    /// Signs in at GitLab's page, in the tab that shows it.
    pub async fn sign_in(&self, username: &str, password: &str) -> Result<()> {
        self.tab("GitLab's sign-in page", |url| url.path().ends_with("/users/sign_in")).await?;
        self.comes_forward().await?;
        // What was typed a moment too early is gone, as a person would see.
        until("GitLab's sign-in page to be filled in", async || {
            let mut is_filled = true;
            for (field, text) in [("#user_login", username), ("#user_password", password)] {
                let field = self.client().find(Locator::Css(field)).await.doing("GitLab's sign-in page")?;
                if field.prop("value").await?.is_none_or(|value| value != text) {
                    field.clear().await?;
                    field.send_keys(text).await?;
                    is_filled = false;
                }
            }
            Ok(is_filled.then_some(()))
        })
        .await?;
        self.press("Sign in").await
    }

    /// Waits for the approval page and presses a button on it.
    pub async fn answer(&self, button: &str) -> Result<()> {
        self.tab("GitLab's approval page", |url| url.path().ends_with("/oauth/authorize")).await?;
        self.press(button).await
    }

    /// Presses a button of a page that has just come.
    async fn press(&self, button: &str) -> Result<()> {
        self.comes_forward().await?;
        self.click("button", button).await
    }

    /// Waits until the page can be seen. Until then Chromium drops what is typed and pressed.
    pub async fn comes_forward(&self) -> Result<()> {
        let script = "return document.readyState === 'complete'
            && performance.getEntriesByName('first-contentful-paint').length > 0";
        // In the middle of a change there is no answer.
        let is_painted = async || Ok(self.run(script, vec![]).await.is_ok_and(|painted| painted == true));
        within(COMES_FORWARD, is_painted).await.map(drop)
    }
}

impl Deref for Browser {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}

/// ChromeDriver takes a free port of IPv4 and then wants the same one of IPv6; when another
/// program holds that, it ends at once, and a second start takes another port.
fn start_driver(surroundings: &Surroundings) -> Result<(Process, u16)> {
    let start = || {
        let mut driver = surroundings.command("chromedriver");
        Process::start_and_read("browser", driver.arg("--port=0"), &surroundings.folders.logs(), port_in)
    };
    start().or_else(|_| start())
}

fn port_in(line: &str) -> Option<u16> {
    let (_, after) = line.split_once("started successfully on port ")?;
    after.trim_end_matches('.').parse().ok()
}

/// The scheme and authority of an address, as browsers write an origin.
pub fn origin(address: &str) -> Result<String> {
    let url = url::Url::parse(address).map_err(|e| Failure::new(format!("{address}: {e}")))?;
    Ok(url.origin().ascii_serialization())
}
