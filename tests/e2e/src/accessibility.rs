//! Asks axe-core, in the real web view, what people with assistive technology would trip over.

use serde_json::{Value, json};

use crate::failure::{Doing, Failure, Result};
use crate::folders::project;
use crate::page::Page;

/// Rules of WCAG 2.2 A and AA, and of good practice, with the page held in one theme; in the second theme nothing but
/// colours can differ. Colours that are on their way to others are brought there first.
const RUN: &str = "const [theme, only, done] = arguments;
    const html = document.documentElement;
    html.dataset.theme = theme;
    for (const one of document.getAnimations()) if (one.effect.getComputedTiming().endTime !== Infinity) one.finish();
    const end = (answer) => { delete html.dataset.theme; done(answer); };
    axe.run(document, { resultTypes: ['violations'], ...(only === null ? {} : { runOnly: only }) }).then(
        (found) => end({ rules: found.passes.length, violations: found.violations.map((one) => ({
            rule: one.id, help: one.help, places: one.nodes.map((node) => node.target.join(' ') + ': ' + node.failureSummary),
        })) }),
        (reason) => end({ rules: 0, violations: [], reason: String(reason) }),
    );";

/// The rules about colours.
const COLOURS: [&str; 2] = ["color-contrast", "link-in-text-block"];

/// Fails with every violation on the page as it is now, in light and in dark.
pub async fn check(page: &Page, state: &str) -> Result<()> {
    if page.run("return typeof window.axe === 'undefined'", vec![]).await? == Value::Bool(true) {
        let library = std::fs::read_to_string(project().join("ui/node_modules/axe-core/axe.min.js"));
        page.run(&library.doing("reading axe-core")?, vec![]).await?;
    }
    for (theme, only) in [("light", Value::Null), ("dark", json!(COLOURS))] {
        let found = page.client().execute_async(RUN, vec![theme.into(), only]).await.doing("running axe")?;
        if found["rules"].as_u64().unwrap_or_default() == 0 {
            return Err(Failure::new(format!("{state}, {theme}: axe checked nothing: {}", found["reason"])));
        }
        if found["violations"].as_array().is_none_or(|violations| !violations.is_empty()) {
            return Err(Failure::new(format!("{state}, {theme}: {:#}", found["violations"])));
        }
    }
    Ok(())
}
