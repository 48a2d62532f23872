//! GraphQL: a small part of GitLab's schema, checked and run as the whole is.
//!
//! What is not in [`types`] does not exist here, and a query that names it fails whole, as at GitLab.

pub(crate) mod api;
pub(crate) mod check;
pub(crate) mod cost;
pub(crate) mod lists;
pub(crate) mod merge_request;
pub(crate) mod page;
pub(crate) mod pipeline;
pub(crate) mod resolve;
pub(crate) mod run;
pub(crate) mod schema;
pub(crate) mod types;

use graphql_parser::query as ast;

/// The parts of a query, with their own strings.
pub(crate) type Document = ast::Document<'static, String>;
pub(crate) type Field = ast::Field<'static, String>;
pub(crate) type Selection = ast::Selection<'static, String>;
pub(crate) type Fragment = ast::FragmentDefinition<'static, String>;
pub(crate) type Operation = ast::Query<'static, String>;
pub(crate) type Literal = ast::Value<'static, String>;
pub(crate) type VariableType = ast::Type<'static, String>;
