//! `carrick build claims`: how several machines agree on which of them starts a build.

use std::io::{self, BufRead as _};

use carrick::Carrick;
use carrick::builds::claims::database::{self, NotKept};
use carrick::builds::claims::postgres::address::Address;
use carrick::builds::claims::standing;
use carrick::builds::claims::why::Why;
use carrick_store::db::preferences::Machines;
use carrick_store::{Code, Error};
use secrecy::SecretString;

use crate::answers::claims::{Agreed, Claims};
use crate::arguments::Claiming;
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::problem::Problem;
use crate::words;

/// An address is no longer; what comes after is not read.
const LONGEST: u64 = 4096;

/// Sets or takes back the database, where that was asked for, then says what is used and whether it can be.
pub(super) async fn claims(carrick: &Carrick, claiming: &Claiming, console: &mut Console) -> Result<Exit, Failure> {
    if let Some(typed) = &claiming.postgres {
        let address = address(typed, console).await?;
        database::keep(&carrick.parts, address).await.map_err(refused)?;
    } else if claiming.off {
        database::forget(&carrick.parts).await?;
    }
    set_machines(carrick, claiming).await?;
    let answer = look(carrick).await?;
    if console.json {
        console.answer(&answer)?;
    } else {
        console.line(&words::claims(&answer))?;
    }
    Ok(if answer.why.is_some() { Exit::Unreachable } else { Exit::Done })
}

async fn set_machines(carrick: &Carrick, claiming: &Claiming) -> Result<(), Failure> {
    if claiming.only_here.is_none() && claiming.designated.is_none() {
        return Ok(());
    }
    let before = standing::machines(&carrick.parts).await?;
    let machines = Machines {
        is_only_one: claiming.only_here.unwrap_or(before.is_only_one),
        is_designated: claiming.designated.unwrap_or(before.is_designated),
    };
    Ok(standing::set_machines(&carrick.parts, machines).await?)
}

async fn look(carrick: &Carrick) -> Result<Claims, Failure> {
    let Machines { is_only_one, is_designated } = standing::machines(&carrick.parts).await?;
    let found = |by, database, why| Claims { by, database, why, only_here: is_only_one, designated: is_designated };
    let Some(database) = database::find(&carrick.parts).await? else {
        return Ok(found(Agreed::Repository, None, None));
    };
    let (place, why) = match database {
        Ok(database) => (Some(crate::plain::plain(&database.place())), database.prepare().await.err()),
        Err(_) => (None, Some(Why::Here)),
    };
    Ok(found(Agreed::Postgres, place, why.map(words::claim_trouble)))
}

/// The address that is meant: as typed, or the first line that comes in.
async fn address(typed: &str, console: &mut Console) -> Result<SecretString, Failure> {
    if !typed.is_empty() {
        let address = SecretString::from(typed);
        let has_password = Address::parse(&address).is_ok_and(|address| address.has_password());
        return if has_password { Err(Problem::PasswordShown.into()) } else { Ok(address) };
    }
    if let Some(line) = console.ask(words::DATABASE_ADDRESS).await {
        return Ok(line.into());
    }
    let read = || {
        let mut line = String::new();
        io::Read::take(io::stdin().lock(), LONGEST).read_line(&mut line).map(|_| line)
    };
    let line = tokio::task::spawn_blocking(read).await.map_err(|_| Error::new(Code::Internal))?;
    Ok(line.map_err(|cause| Error::new(Code::Internal).from_source(&cause))?.into())
}

fn refused(why: NotKept) -> Failure {
    match why {
        NotKept::Address(refused) => Problem::DatabaseAddress { refused }.into(),
        NotKept::Database(why) => Problem::DatabaseUnusable { why }.into(),
        NotKept::Vault(error) => error.into(),
    }
}
