//! `carrick export`: what others need to link accounts through an integration, as a document or a link.

use carrick::Carrick;
use carrick::accounts::handing_over;

use crate::answers::setup::Exported;
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::instances;

pub(super) async fn export(
    carrick: &Carrick,
    typed: Option<&str>,
    as_link: bool,
    console: &mut Console,
) -> Result<Exit, Failure> {
    let integration = instances::choose_or_number(instances::all(carrick).await?, typed)?;
    let setup = handing_over::setup_of(&carrick.accounts, integration.id).await?;
    if console.json {
        let (host, link, document) = (setup.instance.host(), setup.link(), (&setup).into());
        console.answer(&Exported { host, link, document })?;
    } else {
        console.line(&if as_link { setup.link() } else { setup.document() })?;
    }
    Ok(Exit::Done)
}
