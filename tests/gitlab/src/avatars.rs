//! Avatars: pictures of our own, and the wrong answers tests ask for.

use crate::instance::Instance;
use crate::projects::Visibility;
use crate::respond;
use crate::routes::{Call, Server};
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{Response, StatusCode};

/// What the avatar address of an account or a project says and what it answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Avatar {
    /// A small PNG served by this instance.
    #[default]
    Picture,
    /// `avatar_url` is null.
    None,
    /// `avatar_url` is this text, whatever it is.
    Address(String),
    /// The instance's own address, which answers 404.
    Gone,
    /// A PNG of more than 1 MiB.
    Huge,
    /// HTML that says it is a PNG.
    Html,
    /// A drawing in SVG, with its right content type.
    Svg,
    /// A redirect to this address.
    Redirect(String),
    /// These bytes as `image/png`.
    Bytes(Vec<u8>),
}

impl Avatar {
    /// The `avatar_url` of the API; `whose` is `user` or `project`.
    pub(crate) fn url(&self, instance: &Instance, whose: &str, id: u64) -> Option<String> {
        match self {
            Self::None => None,
            Self::Address(address) => Some(address.clone()),
            _ => Some(format!("{}/uploads/-/system/{whose}/avatar/{id}/avatar.png", instance.url())),
        }
    }
}

/// `GET /uploads/-/system/user/avatar/:id/avatar.png`
pub(crate) async fn of_user(State(instance): Server, Extension(_): Call, Path(id): Path<u64>) -> Response<Body> {
    let avatar = instance.world().user(id).map(|user| user.avatar.clone());
    answer(id, avatar)
}

/// `GET /uploads/-/system/project/avatar/:id/avatar.png`. What is not public is for who is signed in to the pages; a
/// token does not help there.
pub(crate) async fn of_project(State(instance): Server, Extension(_): Call, Path(id): Path<u64>) -> Response<Body> {
    let world = instance.world();
    let project = world.projects.row(id).map(|project| (project.visibility, project.avatar.clone()));
    drop(world);
    match project {
        Some((Visibility::Public, avatar)) => answer(id, Some(avatar)),
        Some(_) => respond::redirect(&format!("{}/users/sign_in", instance.url())),
        None => answer(id, None),
    }
}

fn answer(id: u64, avatar: Option<Avatar>) -> Response<Body> {
    let png = |bytes: Vec<u8>| respond::bytes(StatusCode::OK, "image/png", bytes);
    match avatar {
        Some(Avatar::Picture) => png(picture(id, 96)),
        Some(Avatar::Huge) => png(picture(id, 700)),
        Some(Avatar::Html) => png(b"<!DOCTYPE html><title>Not a picture</title>".to_vec()),
        Some(Avatar::Svg) => {
            let svg = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1H0z"/></svg>"#;
            respond::bytes(StatusCode::OK, "image/svg+xml", svg)
        }
        Some(Avatar::Redirect(to)) => respond::redirect(&to),
        Some(Avatar::Bytes(bytes)) => png(bytes),
        Some(Avatar::None | Avatar::Address(_) | Avatar::Gone) | None => {
            respond::text(StatusCode::NOT_FOUND, "404 Not Found")
        }
    }
}

/// Two diagonal bands in colours of the account's own, `side` pixels square and
/// stored uncompressed: 700 pixels make more than 1 MiB.
fn picture(id: u64, side: u32) -> Vec<u8> {
    let hue = u8::try_from(id.wrapping_mul(47) % 160).unwrap_or_default();
    let mut pixels = Vec::new();
    for (row, column) in (0..side).flat_map(|row| (0..side).map(move |column| (row, column))) {
        let band = ((row + column) * 6 / side).is_multiple_of(2);
        pixels.extend_from_slice(&if band { [30, 90 + hue / 2, 110] } else { [220, 200 - hue / 2, 120 + hue / 2] });
    }
    encode(side, &pixels).unwrap_or_default()
}

fn encode(side: u32, pixels: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::NoCompression);
    encoder.write_header()?.write_image_data(pixels)?;
    Ok(bytes)
}
