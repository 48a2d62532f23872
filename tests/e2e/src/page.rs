//! A page under WebDriver, the app's or the browser's: things are found by role and name.

use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::wd::{Capabilities, TimeoutConfiguration};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::failure::{Doing, Failure, Result};
use crate::thing::{Thing, selector, words};
use crate::wait::{BOUND, until, until_true, within};

/// Asking the driver about an element takes two round trips, and a list has hundreds; so those are left out in which
/// not all words occur in anything that a name is made of.
const CANDIDATES: &str = "const [selector, said] = arguments;
    const words = said.split(' ');
    const around = (one) => [
        one.textContent, one.innerText, one.title, one.placeholder, one.alt, one.value, one.ariaLabel,
        ...[...(one.labels ?? [])].map((label) => label.textContent),
        ...(one.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => id && document.getElementById(id)?.textContent),
    ];
    const says = (one) => {
        const text = [one, ...one.querySelectorAll('[aria-label], [title], [alt], svg')].flatMap(around).join(' ');
        return words.every((word) => text.includes(word));
    };
    return [...document.querySelectorAll(selector)].filter(
        (one) => one.checkVisibility({ visibilityProperty: true }) && says(one));";

/// A page and the elements on it.
#[derive(Debug, Clone)]
pub struct Page {
    client: Client,
}

impl Page {
    /// Opens a WebDriver session on the driver at `port`.
    pub async fn connect(port: u16, capabilities: Value) -> Result<Self> {
        let Value::Object(capabilities) = capabilities else {
            return Err(Failure::new("capabilities are an object"));
        };
        let capabilities: Capabilities = capabilities;
        let address = format!("http://127.0.0.1:{port}");
        let client = ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).connect(&address).await?;
        let limits = TimeoutConfiguration::new(Some(Duration::from_secs(20)), Some(Duration::from_secs(20)), None);
        client.update_timeouts(limits).await?;
        Ok(Self { client })
    }

    /// The session underneath, for what is not here.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Every visible element with this computed role and name, in document order.
    pub async fn all(&self, role: &str, name: &str) -> Result<Vec<Thing>> {
        let mut found = Vec::new();
        for element in self.candidates(role, name).await? {
            let thing = Thing::new(self.client.clone(), element);
            if thing.name().await? == name && thing.role().await? == role {
                found.push(thing);
            }
        }
        Ok(found)
    }

    /// Waits for the one visible element with this computed role and name.
    pub async fn find(&self, role: &str, name: &str) -> Result<Thing> {
        let found =
            until(&format!("{role} \"{name}\""), async || Ok(self.all(role, name).await?.into_iter().next())).await;
        match found {
            Ok(thing) => Ok(thing),
            Err(failure) => {
                Err(Failure::new(format!("{failure}\nthere was: {}", self.outline().await.unwrap_or_default())))
            }
        }
    }

    /// Whether such an element is there now.
    pub async fn has(&self, role: &str, name: &str) -> Result<bool> {
        Ok(!self.all(role, name).await?.is_empty())
    }

    /// Waits until no such element is there.
    pub async fn gone(&self, role: &str, name: &str) -> Result<()> {
        until_true(&format!("{role} \"{name}\" to be gone"), async || Ok(!self.has(role, name).await?)).await
    }

    /// Waits for a visible element of this computed role whose text has `part` in it.
    pub async fn find_saying(&self, role: &str, part: &str) -> Result<Thing> {
        let found = until(&format!("{role} saying \"{part}\""), async || {
            for element in self.candidates(role, part).await? {
                let thing = Thing::new(self.client.clone(), element);
                if thing.text().await?.contains(part) && thing.role().await? == role {
                    return Ok(Some(thing));
                }
            }
            Ok(None)
        })
        .await;
        match found {
            Ok(thing) => Ok(thing),
            Err(failure) => {
                Err(Failure::new(format!("{failure}\nthe page says: {}", self.text().await.unwrap_or_default())))
            }
        }
    }

    /// Waits until the page shows this text nowhere.
    pub async fn shows_no_longer(&self, part: &str) -> Result<()> {
        let what = format!("the text \"{part}\" to go");
        until_true(&what, async || Ok(!self.text().await?.contains(part))).await
    }

    /// Waits until the page shows this text somewhere.
    pub async fn shows(&self, part: &str) -> Result<()> {
        let shown = until_true(&format!("the text \"{part}\""), async || Ok(self.text().await?.contains(part))).await;
        match shown {
            Ok(()) => Ok(()),
            Err(failure) => {
                Err(Failure::new(format!("{failure}\nthe page says: {}", self.text().await.unwrap_or_default())))
            }
        }
    }

    /// Waits for a text that is meant to appear only after a while: twice the usual bound.
    pub async fn shows_later(&self, part: &str) -> Result<()> {
        within(BOUND, async || Ok(self.text().await?.contains(part))).await?;
        self.shows(part).await
    }

    /// All visible text, with runs of blanks made one.
    pub async fn text(&self) -> Result<String> {
        let text = self.run("return document.body ? document.body.innerText : ''", vec![]).await?;
        Ok(words(text.as_str().unwrap_or_default()))
    }

    /// Waits until such a button is there and does nothing: meanwhile it takes no press, and what is told beside it may
    /// be of the press before.
    pub async fn at_rest(&self, name: &str) -> Result<()> {
        until_true(&format!("button \"{name}\" to be at rest"), async || {
            let button = self.all("button", name).await?.into_iter().next();
            let Some(button) = button else { return Ok(false) };
            Ok(button.attribute("aria-disabled").await?.is_none())
        })
        .await
    }

    /// Finds by role and name, and clicks.
    pub async fn click(&self, role: &str, name: &str) -> Result<()> {
        self.find(role, name).await?.click().await.doing(&format!("clicking {role} \"{name}\""))
    }

    /// Finds a field by role and name, and types into it in place of what is there.
    pub async fn fill(&self, role: &str, name: &str, text: &str) -> Result<()> {
        let field = self.find(role, name).await?;
        field.come_into_view().await?;
        field.replace_text(text).await.doing(&format!("typing into {role} \"{name}\""))
    }

    /// The element that has the focus.
    pub async fn focused(&self) -> Result<Thing> {
        Ok(Thing::new(self.client.clone(), self.client.active_element().await?))
    }

    /// Sends keys to the element that has the focus.
    pub async fn press(&self, keys: &str) -> Result<()> {
        Ok(self.client.active_element().await?.send_keys(keys).await?)
    }

    /// Goes to the next element, as the Tab key does.
    pub async fn focus_next(&self) -> Result<()> {
        self.press("\u{e004}").await
    }

    /// Waits until the element that has the focus has this role and name.
    pub async fn focus_is_on(&self, role: &str, name: &str) -> Result<()> {
        let mut seen = String::new();
        let reached = until_true(&format!("focus on {role} \"{name}\""), async || {
            let focused = self.focused().await?;
            seen = format!("{} \"{}\"", focused.role().await?, focused.name().await?);
            Ok(seen == format!("{role} \"{name}\""))
        })
        .await;
        reached.doing(&format!("focus was on {seen}"))
    }

    /// Runs a script's function body in the page.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.client.execute(script, arguments).await?)
    }

    /// Role and name of everything that has one: for the message of a failure.
    pub async fn outline(&self) -> Result<String> {
        let mut lines = Vec::new();
        for element in self.candidates("*", "").await? {
            let thing = Thing::new(self.client.clone(), element);
            lines.push(format!("{} \"{}\"", thing.role().await?, thing.name().await?));
        }
        Ok(lines.join(", "))
    }

    /// Visible elements that may have a role and say something; which do is for the driver to tell.
    async fn candidates(&self, role: &str, said: &str) -> Result<Vec<Element>> {
        let answer = self.run(CANDIDATES, vec![json!(selector(role)), json!(said)]).await?;
        let Value::Array(elements) = answer else { return Err(Failure::new("no list of elements")) };
        elements.into_iter().map(|element| self.element(&element)).collect()
    }

    fn element(&self, reference: &Value) -> Result<Element> {
        let id = reference.as_object().and_then(|object| object.values().next()).and_then(Value::as_str);
        let id = id.ok_or_else(|| Failure::new("not an element"))?;
        Ok(Element::from_element_id(self.client.clone(), id.to_owned().into()))
    }
}
