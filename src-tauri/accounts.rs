//! What a person does with accounts: set up an integration, link, relink, test, unlink.

pub(crate) mod answer;
pub mod callback;
pub mod exchange;
pub mod health;
pub mod integrations;
pub mod links;
pub(crate) mod live;
mod lock;
pub mod loopback;
pub mod overview;
pub mod pairs;
pub mod recovery;
pub(crate) mod renewal;
pub mod sign_in;
pub mod step;
pub mod tokens;
pub mod unlink;
pub mod way;

use std::sync::Arc;

use url::Url;

use crate::messages::{ErrorCode, UiError};
use crate::services::Services;

/// Opens an address of ours in the system's browser.
async fn open_in_browser(services: &Services, url: Url) -> Result<(), UiError> {
    let browser = Arc::clone(&services.browser);
    let opened = tokio::task::spawn_blocking(move || browser.open(url.as_str())).await;
    if matches!(opened, Ok(Ok(()))) { Ok(()) } else { Err(UiError::new(ErrorCode::BrowserFailed)) }
}
