//! `carrick import`: shows what somebody was handed, asks, and adds it. No server hears of it.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use carrick::Carrick;
use carrick::accounts::{proposals, setup};
use carrick_store::{Code, Error};

use crate::answers::setup::Imported;
use crate::answers::status::Integration;
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::plain::plain;
use crate::problem::Problem;
use crate::{instances, words};

pub(super) async fn import(carrick: &Carrick, from: &Path, yes: bool, console: &mut Console) -> Result<Exit, Failure> {
    let offer = proposals::look(&carrick.accounts, &read(from)?).await?;
    if !yes || !console.json {
        console.tell(&words::offer(&offer));
    }
    if !yes {
        console.require_agreed(words::ADD_IT).await?;
    }
    let (host, from) = (offer.setup.instance.host(), offer.setup.from.as_deref().map(plain));
    let id = proposals::take_in(&carrick.accounts, offer.setup).await?;
    if console.json {
        let added = instances::all(carrick).await?.into_iter().find(|it| it.id == id);
        let added = added.ok_or_else(|| Error::new(Code::NotFound))?;
        let marks = offer.marks.into_iter().map(Into::into).collect();
        console.answer(&Imported { integration: Integration::of(&added, false), from, marks })?;
    } else {
        console.line(&words::imported(&host))?;
    }
    Ok(Exit::Done)
}

/// The link as it was typed, or what stands in the file, as far as a set-up can be long.
fn read(from: &Path) -> Result<String, Failure> {
    if let Some(link) = from.to_str().filter(|typed| setup::link::is_one(typed)) {
        return Ok(link.to_owned());
    }
    let unreadable = |_| Problem::FileUnreadable { path: plain(&from.display().to_string()) };
    let mut bytes = Vec::new();
    let most = setup::LONGEST as u64 + 1;
    File::open(from).and_then(|file| file.take(most).read_to_end(&mut bytes)).map_err(unreadable)?;
    let text = String::from_utf8(bytes);
    Ok(text.map_err(|_| Error::new(Code::SetupMalformed).with("part", "json"))?)
}
