//! `POST /api/graphql`: from a request to its answer, with GitLab's ways of saying no.

use super::check;
use super::cost::Sum;
use super::resolve::{Node, Resolver};
use super::run::Run;
use super::schema::Kind;
use super::{Document, Fragment, Operation};
use crate::asked::Asked;
use crate::instance::Instance;
use crate::respond::{self, Answer, Refused, either};
use crate::routes::{Call, Payload, Server};
use crate::seen::SeenRequest;
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use graphql_parser::query::{Definition, OperationDefinition};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What GitLab says, with 503, when a query has taken too long.
pub(crate) const TIMED_OUT: &str = "Request timed out. Please try a less complex query or a smaller set of records.";

/// The most characters of a query, or of all that come together.
const LONGEST: usize = 10_000;

/// `POST /api/graphql`
pub(crate) async fn post(
    State(instance): Server,
    Extension(call): Call,
    Extension(Payload(body)): Extension<Payload>,
) -> Response<Body> {
    either(answer(&instance, &call, &body))
}

fn refuse(status: StatusCode, why: &str) -> Refused {
    Box::new(respond::json(status, &json!({ "errors": [{ "message": why }] })))
}

/// What is wrong with a token is not told: all of it is "Invalid token".
fn asked<'a>(instance: &'a Instance, call: &'a SeenRequest) -> Result<Asked<'a>, Refused> {
    Asked::reading(instance, call).map_err(|refused| {
        let is_account = refused.status() == StatusCode::FORBIDDEN && !refused_for_scope(&instance.world(), call);
        match is_account {
            true => refuse(StatusCode::FORBIDDEN, "API not accessible for user"),
            false => refuse(StatusCode::UNAUTHORIZED, "Invalid token"),
        }
    })
}

fn refused_for_scope(world: &crate::state::World, call: &SeenRequest) -> bool {
    let row = call.bearer().and_then(|token| world.by_access(token));
    row.is_some_and(|row| !row.scopes.iter().any(|scope| scope == "api" || scope == "read_api"))
}

fn answer(instance: &Instance, call: &SeenRequest, body: &[u8]) -> Answer {
    let asked = asked(instance, call)?;
    let sent: Value = serde_json::from_slice(body)
        .map_err(|_| refuse(StatusCode::UNPROCESSABLE_ENTITY, "Unexpected end of document"))?;
    let all = match &sent {
        Value::Array(all) => all.as_slice(),
        one => std::slice::from_ref(one),
    };
    let length: usize = all.iter().filter_map(|one| one["query"].as_str()).map(|text| text.chars().count()).sum();
    if length > LONGEST {
        return Err(refuse(StatusCode::UNPROCESSABLE_ENTITY, "Query too large"));
    }
    let told = all.iter().map(|one| one_query(&asked, one)).collect::<Result<Vec<_>, _>>()?;
    let body = if sent.is_array() { Value::Array(told) } else { told.into_iter().next().unwrap_or_default() };
    Ok(respond::json(StatusCode::OK, &body))
}

fn failed(message: &str) -> Value {
    json!({ "errors": [{ "message": message, "locations": [{ "line": 1, "column": 1 }] }] })
}

fn one_query(asked: &Asked<'_>, sent: &Value) -> Result<Value, Refused> {
    let Some(text) = sent["query"].as_str() else {
        return Ok(failed("No query string was present"));
    };
    let document = match graphql_parser::parse_query::<String>(text) {
        Ok(document) => document.into_static(),
        Err(error) => return Ok(failed(&format!("Parse error: {error}"))),
    };
    let (operation, fragments) = match parts(document, sent["operationName"].as_str()) {
        Ok(parts) => parts,
        Err(why) => return Ok(failed(&why)),
    };
    let version = asked.world.settings.version_number();
    let errors = check::errors(&operation, &fragments, version);
    if !errors.is_empty() {
        return Ok(json!({ "errors": errors }));
    }
    let variables = match variables(&operation, &sent["variables"]) {
        Ok(variables) => variables,
        Err(error) => return Ok(json!({ "errors": [error] })),
    };
    run(asked, &operation, &fragments, &variables, version)
}

fn run(
    asked: &Asked<'_>,
    operation: &Operation,
    fragments: &BTreeMap<String, Fragment>,
    variables: &Value,
    version: (u32, u32),
) -> Result<Value, Refused> {
    let items = &operation.selection_set.items;
    let query = Kind::Object("Query");
    let sum = Sum { fragments, variables, version }.of(items, query);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a sum of small positive numbers")]
    let score = sum.floor().min(1e9) as u32;
    let limit = asked.user.as_ref().map_or(200, |user| if user.admin { 300 } else { 250 });
    if score > limit {
        return Ok(failed(&format!("Query has complexity of {score}, which exceeds max complexity of {limit}")));
    }
    let resolver = Resolver { asked, viewer: asked.viewer(), score, limit };
    let run = Run { resolver: &resolver, fragments, variables, version };
    match run.select(&Node::Query, query, items) {
        Ok(data) => Ok(json!({ "data": data })),
        Err(why) if why == TIMED_OUT => Err(refuse(StatusCode::SERVICE_UNAVAILABLE, TIMED_OUT)),
        Err(why) => Ok(failed(&why)),
    }
}

/// The operation to run, and the fragments by name.
fn parts(document: Document, name: Option<&str>) -> Result<(Operation, BTreeMap<String, Fragment>), String> {
    let (mut fragments, mut operations) = (BTreeMap::new(), Vec::new());
    for definition in document.definitions {
        match definition {
            Definition::Fragment(fragment) => drop(fragments.insert(fragment.name.clone(), fragment)),
            Definition::Operation(OperationDefinition::Query(query)) => operations.push(query),
            Definition::Operation(OperationDefinition::SelectionSet(selection_set)) => operations.push(Operation {
                position: selection_set.span.0,
                name: None,
                variable_definitions: Vec::new(),
                directives: Vec::new(),
                selection_set,
            }),
            Definition::Operation(OperationDefinition::Mutation(_)) => {
                return Err("Schema is not configured for mutations".to_owned());
            }
            Definition::Operation(OperationDefinition::Subscription(_)) => {
                return Err("Schema is not configured for subscriptions".to_owned());
            }
        }
    }
    let is_it = |one: &Operation| name.is_none_or(|name| one.name.as_deref() == Some(name));
    let at = operations.iter().position(is_it).ok_or_else(|| "An operation name is required".to_owned())?;
    Ok((operations.swap_remove(at), fragments))
}

/// The variables with their defaults; a required one that is missing or null is an error.
fn variables(operation: &Operation, sent: &Value) -> Result<Value, Value> {
    let mut all = serde_json::Map::new();
    for declared in &operation.variable_definitions {
        let kind = declared.var_type.to_string();
        let value = sent.get(&declared.name).cloned();
        let default = || match declared.default_value.as_ref()? {
            super::Literal::Int(number) => number.as_i64().map(Value::from),
            super::Literal::String(text) | super::Literal::Enum(text) => Some(text.clone().into()),
            super::Literal::Boolean(flag) => Some((*flag).into()),
            _ => None,
        };
        let value = value.or_else(default).unwrap_or_default();
        if !accepts(&value, &kind) {
            return Err(json!({
                "message": format!("Variable ${} of type {kind} was provided invalid value", declared.name),
                "locations": [{ "line": 1, "column": 1 }],
                "extensions": { "value": value, "problems": [{ "path": [], "explanation": "Invalid value" }] },
            }));
        }
        all.insert(declared.name.clone(), value);
    }
    Ok(Value::Object(all))
}

fn accepts(value: &Value, kind: &str) -> bool {
    if value.is_null() {
        return !kind.ends_with('!');
    }
    let kind = kind.trim_end_matches('!');
    if let Some(inner) = kind.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return match value {
            Value::Array(all) => all.iter().all(|one| accepts(one, inner)),
            one => accepts(one, inner),
        };
    }
    match (kind, super::types::values(kind)) {
        (_, Some(known)) => value.as_str().is_some_and(|word| known.contains(&word)),
        ("Int", None) => value.is_i64() || value.is_u64(),
        ("Boolean", None) => value.is_boolean(),
        ("ID", None) => value.is_string() || value.is_u64(),
        _ => value.is_string(),
    }
}
