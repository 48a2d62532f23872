//! The app's window, driven through the web view's own WebDriver.

use std::ops::Deref;
use std::sync::Arc;

use serde_json::json;

use crate::failure::Result;
use crate::package::Package;
use crate::page::Page;
use crate::process::{Process, free_port};
use crate::session::Surroundings;
use crate::wait::{bounded, until};
use crate::watch;

/// The title of the app's window.
pub const TITLE: &str = "Carrick";

/// A running app with its driver, which ends with the last clone of this.
#[derive(Debug, Clone)]
pub struct Window {
    page: Page,
    _driver: Arc<Process>,
}

impl Window {
    /// Starts the app through a driver. The app inherits the driver's environment and output.
    pub async fn open(surroundings: &Surroundings) -> Result<Self> {
        let app = Package::find()?.app();
        let port = free_port()?;
        let driver = start_driver(surroundings, port, None)?;
        ready(port).await?;
        let capabilities = json!({ "webkitgtk:browserOptions": { "binary": app, "args": [] } });
        let page = bounded("the app's window", Page::connect(port, capabilities)).await?;
        Self::watched(page, driver).await
    }

    /// Attaches to an app that something else started, the browser for one.
    ///
    /// Such an app was given the address at which its web view listens, `inspector`.
    pub async fn attach(surroundings: &Surroundings, inspector: &str) -> Result<Self> {
        let port = free_port()?;
        let driver = start_driver(surroundings, port, Some(inspector))?;
        ready(port).await?;
        let page =
            until("a window that was opened from outside", async || Ok(Some(Page::connect(port, json!({})).await?)))
                .await?;
        Self::watched(page, driver).await
    }

    /// Keeps what the program answers from now on: a page that was loaded anew has forgotten that it was to.
    pub async fn watch_again(&self) -> Result<()> {
        watch::begin(&self.page).await
    }

    async fn watched(page: Page, driver: Process) -> Result<Self> {
        watch::begin(&page).await?;
        Ok(Self { page, _driver: Arc::new(driver) })
    }
}

impl Deref for Window {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}

/// Waits until the driver takes connections.
async fn ready(port: u16) -> Result<()> {
    until("the window's driver", async || Ok(Some(tokio::net::TcpStream::connect(("127.0.0.1", port)).await?))).await?;
    Ok(())
}

fn start_driver(surroundings: &Surroundings, port: u16, target: Option<&str>) -> Result<Process> {
    let mut driver = surroundings.command("WebKitWebDriver");
    driver.arg(format!("--port={port}"));
    driver.env("TAURI_AUTOMATION", "true").env("TAURI_WEBVIEW_AUTOMATION", "true");
    if let Some(target) = target {
        driver.arg(format!("--target={target}"));
    }
    Process::start("app", &mut driver, &surroundings.folders.logs())
}
