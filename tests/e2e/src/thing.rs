//! An element on a page, as assistive technology is told of it.

use fantoccini::elements::Element;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, Locator};
use serde_json::Value;

use crate::failure::{Failure, Result};
use crate::wait::until;

/// An element on a page.
#[derive(Debug, Clone)]
pub struct Thing {
    client: Client,
    element: Element,
}

impl Thing {
    pub(crate) fn new(client: Client, element: Element) -> Self {
        Self { client, element }
    }

    /// The role that assistive technology is told.
    pub async fn role(&self) -> Result<String> {
        self.computed("computedrole").await
    }

    /// The name that assistive technology is told.
    pub async fn name(&self) -> Result<String> {
        self.computed("computedlabel").await
    }

    /// Its visible text, with runs of blanks made one.
    pub async fn text(&self) -> Result<String> {
        Ok(words(&self.element.text().await?))
    }

    /// Its visible text, line by line.
    pub async fn lines(&self) -> Result<Vec<String>> {
        Ok(self.element.text().await?.lines().map(str::to_owned).collect())
    }

    /// What is in a field.
    pub async fn value(&self) -> Result<String> {
        Ok(self.element.prop("value").await?.unwrap_or_default())
    }

    /// An attribute, if it is there.
    pub async fn attribute(&self, name: &str) -> Result<Option<String>> {
        Ok(self.element.attr(name).await?)
    }

    /// Whether a box is ticked or a choice chosen.
    pub async fn is_selected(&self) -> Result<bool> {
        Ok(self.element.is_selected().await?)
    }

    /// Scrolls so that it stands in the middle, where nothing lies over it.
    pub(crate) async fn come_into_view(&self) -> Result<()> {
        let script = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
        self.client.execute(script, vec![serde_json::to_value(&self.element)?]).await?;
        Ok(())
    }

    /// Its middle in the window, after it came into view.
    pub async fn middle(&self) -> Result<(i64, i64)> {
        self.come_into_view().await?;
        let script = "const box = arguments[0].getBoundingClientRect();
            return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)]";
        let middle = self.client.execute(script, vec![serde_json::to_value(&self.element)?]).await?;
        let along = |index: usize| middle[index].as_i64().ok_or_else(|| Failure::new("no place on the page"));
        Ok((along(0)?, along(1)?))
    }

    /// Whether all of it is in the window as that is scrolled now, and nothing lies over it.
    pub async fn is_in_sight(&self) -> Result<bool> {
        let script = "const [it] = arguments, box = it.getBoundingClientRect();
            const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            return box.top >= 0 && box.bottom <= innerHeight && it.contains(top)";
        let answer = self.client.execute(script, vec![serde_json::to_value(&self.element)?]).await?;
        Ok(answer == Value::Bool(true))
    }

    /// Clicks it.
    pub async fn click(&self) -> Result<()> {
        self.come_into_view().await?;
        if self.client.execute("return 'chrome' in window || Math.abs(outerWidth - innerWidth) <= 1", vec![]).await?
            == Value::Bool(true)
        {
            return Ok(self.element.click().await?);
        }
        // The web view's driver aims beside things that are shown larger.
        let script = "arguments[0].focus(); arguments[0].click()";
        self.client.execute(script, vec![serde_json::to_value(&self.element)?]).await?;
        Ok(())
    }

    /// Types into it, in place of what is there.
    pub async fn replace_text(&self, text: &str) -> Result<()> {
        self.element.clear().await?;
        // The driver's emptying alone tells the page nothing; a key does.
        self.type_text(if text.is_empty() { "x\u{e003}" } else { text }).await
    }

    /// Types into it, after what is there.
    pub async fn type_text(&self, text: &str) -> Result<()> {
        Ok(self.element.send_keys(text).await?)
    }

    /// Waits for the visible element with this role and name inside this one.
    pub async fn find(&self, role: &str, name: &str) -> Result<Self> {
        until(&format!("{role} \"{name}\" inside"), async || {
            for thing in self.inside(role).await? {
                if thing.role().await? == role && thing.name().await? == name {
                    return Ok(Some(thing));
                }
            }
            Ok(None)
        })
        .await
    }

    /// Visible elements of this computed role inside this one.
    pub async fn all(&self, role: &str) -> Result<Vec<Self>> {
        let mut found = Vec::new();
        for thing in self.inside(role).await? {
            if thing.role().await? == role {
                found.push(thing);
            }
        }
        Ok(found)
    }

    async fn inside(&self, role: &str) -> Result<Vec<Self>> {
        let mut found = Vec::new();
        for element in self.element.find_all(Locator::Css(selector(role))).await? {
            if element.is_displayed().await? {
                found.push(Self { client: self.client.clone(), element });
            }
        }
        Ok(found)
    }

    async fn computed(&self, what: &'static str) -> Result<String> {
        let id = String::from(self.element.element_id());
        let answer = self.client.issue_cmd(Computed { id, what }).await?;
        Ok(words(answer.as_str().unwrap_or_default()))
    }
}

/// Asks the driver what assistive technology is told of an element.
#[derive(Debug)]
struct Computed {
    id: String,
    what: &'static str,
}

impl WebDriverCompatibleCommand for Computed {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> std::result::Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/element/{}/{}", session.unwrap_or_default(), self.id, self.what))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::GET, None)
    }
}

/// Elements that can have a role at all, so that not every element is asked.
pub(crate) fn selector(role: &str) -> &'static str {
    match role {
        "button" => "button, summary, [role=button]",
        "menuitem" => "[role=menuitem]",
        "option" => "option, [role=option]",
        "searchbox" => "input, [role=searchbox]",
        "combobox" => "input, select, [role=combobox]",
        "radio" => "input, [role=radio]",
        "textbox" => "input, textarea, [role=textbox]",
        "checkbox" => "input, [role=checkbox]",
        "link" => "a, [role=link]",
        "navigation" => "nav, [role=navigation]",
        "region" => "section, [role=region]",
        "form" => "form, [role=form]",
        "list" => "ul, ol, [role=list]",
        "listitem" => "li, [role=listitem]",
        "heading" => "h1, h2, h3, h4, h5, h6, [role=heading]",
        "alert" => "[role=alert]",
        "status" => "[role=status], output",
        "tab" => "[role=tab]",
        "tablist" => "[role=tablist]",
        "tabpanel" => "[role=tabpanel]",
        "dialog" => "dialog, [role=dialog]",
        "alertdialog" => "dialog, [role=alertdialog]",
        "group" => "details, fieldset, [role=group]",
        "img" | "image" => "img, svg, [role=img]",
        _ => {
            "button, summary, input, textarea, a, nav, section, form, ul, ol, li, h1, h2, h3, h4, details, \
             fieldset, dialog, main, [role]"
        }
    }
}

pub(crate) fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
