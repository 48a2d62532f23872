//! Keeps what the program tells its window: every answer and every event.

use crate::failure::{Failure, Result};
use crate::page::Page;

/// Answers come through `fetch`; events through callbacks that are kept under numbers.
/// What the window *sends* is left out: it carries the typed Secret, and may.
const SCRIPT: &str = r"
    const kept = (window.__kept = []);
    const keep = (what) => { try { kept.push(typeof what === 'string' ? what : JSON.stringify(what)); } catch { } };
    const fetch = window.fetch;
    window.fetch = async (...request) => {
        const answer = await fetch(...request);
        keep(await answer.clone().text());
        return answer;
    };
    const get = Map.prototype.get;
    Map.prototype.get = function (key) {
        const found = get.call(this, key);
        if (typeof key !== 'number' || typeof found !== 'function') return found;
        return (...told) => { keep(told); return found(...told); };
    };";

/// Begins to keep, in a page that has just been loaded.
pub async fn begin(page: &Page) -> Result<()> {
    page.run(SCRIPT, vec![]).await.map(drop)
}

/// All that was kept, one text; a last question is asked to prove that answers are kept.
pub async fn kept(page: &Page) -> Result<String> {
    let script = "const done = arguments[0];
        const tell = () => done((window.__kept ?? []).join('\\n'));
        window.__TAURI_INTERNALS__.invoke('overview', { request: null }).then(tell, tell);";
    let kept = page.client().execute_async(script, vec![]).await?;
    let kept = kept.as_str().unwrap_or_default();
    // What cannot be opened is told as an error.
    if kept.contains("\"integrations\"") || kept.contains("\"database_") {
        return Ok(kept.to_owned());
    }
    Err(Failure::new("the answers to the window were not kept, so a search in them proves nothing"))
}
