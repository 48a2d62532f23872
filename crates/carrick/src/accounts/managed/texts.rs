//! Texts of the organisation's file that must be something, read as a person's own are.

use std::fmt;

use carrick_store::error::Error;
use carrick_store::instance::Instance;
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::accounts::{form, scopes};

pub(super) struct Address(pub(super) Instance);
pub(super) struct ApplicationId(pub(super) String);
pub(super) struct Scopes(pub(super) Vec<String>);

/// A text that is looked at where it is read, so that an error knows its line.
struct Text<T>(fn(&str) -> Result<T, Error>);

impl<T> Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        (self.0)(text).map_err(unfit)
    }
}

/// The same of a list of texts.
struct List<T>(fn(&[String]) -> Result<T, Error>);

impl<'de, T> Visitor<'de> for List<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of texts")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<T, A::Error> {
        let mut texts = Vec::new();
        while let Some(text) = all.next_element()? {
            texts.push(text);
        }
        (self.0)(&texts).map_err(unfit)
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_str(Text(Instance::parse)).map(Self)
    }
}

impl<'de> Deserialize<'de> for ApplicationId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_str(Text(form::read_application_id)).map(Self)
    }
}

impl<'de> Deserialize<'de> for Scopes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_seq(List(scopes::read)).map(Self)
    }
}

fn unfit<E: serde::de::Error>(_: Error) -> E {
    E::custom("this cannot be right")
}
