//! The remotes of a clone as git would use them: after `insteadOf` and `pushInsteadOf`, the longest that fits.

use std::collections::BTreeMap;

use super::listing::Setting;

/// A remote with its addresses, in which passwords may stand.
#[derive(Clone, PartialEq, Eq)]
pub struct NamedRemote {
    /// Such as `origin`.
    pub name: String,
    /// Where git fetches from; the first one counts.
    pub fetch: Vec<String>,
    /// Where git pushes to: all of them.
    pub push: Vec<String>,
}

impl std::fmt::Debug for NamedRemote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NamedRemote({} with {} and {})", self.name, self.fetch.len(), self.push.len())
    }
}

/// All remotes, `origin` first.
pub fn all(settings: &[Setting]) -> Vec<NamedRemote> {
    let mut configured: BTreeMap<(bool, &str), [Vec<&str>; 2]> = BTreeMap::new();
    for setting in settings {
        for (at, name) in ["url", "pushurl"].into_iter().enumerate() {
            let Some(Some(remote)) = setting.within("remote", name) else { continue };
            let urls = &mut configured.entry((remote != "origin", remote)).or_default()[at];
            match setting.value.as_deref() {
                // Since git 2.46 an empty one empties the list.
                Some("") | None => urls.clear(),
                Some(url) => urls.push(url),
            }
        }
    }
    let remote = |((_, name), [urls, push_urls]): ((bool, &str), [Vec<&str>; 2])| {
        let fetch: Vec<String> = urls.iter().map(|url| rewritten(settings, url, "insteadof")).collect();
        let push: Vec<String> = match push_urls.is_empty() {
            // One address that is rewritten for pushing takes the others' place too.
            true => urls.iter().filter_map(|url| rewritten_if(settings, url, "pushinsteadof")).collect(),
            false => push_urls.iter().map(|url| rewritten(settings, url, "insteadof")).collect(),
        };
        let push = if push.is_empty() { fetch.clone() } else { push };
        NamedRemote { name: name.to_owned(), fetch, push }
    };
    configured.into_iter().map(remote).filter(|remote| !remote.fetch.is_empty() || !remote.push.is_empty()).collect()
}

/// An address as git would use it; `name` is `insteadof` or `pushinsteadof`.
pub fn rewritten(settings: &[Setting], url: &str, name: &str) -> String {
    rewritten_if(settings, url, name).unwrap_or_else(|| url.to_owned())
}

fn rewritten_if(settings: &[Setting], url: &str, name: &str) -> Option<String> {
    let (base, prefix) = longest(settings, url, name)?;
    Some(format!("{base}{}", &url[prefix.len()..]))
}

/// The base and what it stands for. Of two that are as long the first one counts.
fn longest<'a>(settings: &'a [Setting], url: &str, name: &str) -> Option<(&'a str, &'a str)> {
    let rules = settings.iter().filter_map(|setting| Some((setting.within("url", name)??, setting.value.as_deref()?)));
    let fitting = rules.filter(|(_, prefix)| url.starts_with(prefix));
    fitting.reduce(|best, next| if next.1.len() > best.1.len() { next } else { best })
}
