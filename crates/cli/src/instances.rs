//! Which GitLab an account is to be linked of.

use carrick::Carrick;
use carrick_store::db::integrations;
use carrick_store::instance::Instance;
use carrick_store::model::Integration;
use carrick_store::{Code, Error};

use crate::failure::Failure;
use crate::plain::plain;
use crate::problem::Problem;

/// Every integration, oldest first.
pub(crate) async fn all(carrick: &Carrick) -> Result<Vec<Integration>, Error> {
    carrick.parts.db.read(integrations::all).await
}

/// The integration that is meant: of this GitLab, or the only one that is set up.
pub(crate) fn choose(all: Vec<Integration>, typed: Option<&str>) -> Result<Integration, Failure> {
    let known = addresses(&all);
    let meant: Vec<Integration> = match typed {
        None => all,
        Some(typed) => {
            let instance = Instance::parse(typed)?;
            let meant: Vec<_> = all.into_iter().filter(|it| it.instance == instance).collect();
            if meant.is_empty() {
                return Err(Problem::InstanceUnknown { typed: plain(typed), choices: known }.into());
            }
            meant
        }
    };
    let mut ready: Vec<_> = meant.into_iter().filter(|it| it.application_id.is_some()).collect();
    match (ready.pop(), ready.is_empty()) {
        (Some(only), true) => Ok(only),
        (Some(last), false) => {
            ready.push(last);
            Err(Problem::InstanceAmbiguous { choices: addresses(&ready) }.into())
        }
        (None, _) => Err(Error::new(Code::IntegrationNotSetUp).into()),
    }
}

/// The same, or the one of this number.
pub(crate) fn choose_or_number(all: Vec<Integration>, typed: Option<&str>) -> Result<Integration, Failure> {
    match typed.and_then(|typed| typed.parse::<i64>().ok()) {
        Some(id) => all.into_iter().find(|it| it.id == id).ok_or_else(|| Error::new(Code::NotFound).into()),
        None => choose(all, typed),
    }
}

fn addresses(integrations: &[Integration]) -> Vec<String> {
    integrations.iter().map(|it| it.instance.address()).collect()
}
