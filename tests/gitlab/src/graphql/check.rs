//! Whether a query is one: all of it, before anything is read. One unknown field fails the whole.

use super::schema::{Found, Kind};
use super::types::values;
use super::{Field, Fragment, Literal, Operation, Selection, VariableType};
use graphql_parser::query::{Directive, TypeCondition};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Selections deeper than this are refused.
const DEEPEST: usize = 20;

/// The errors of a query in the order of its text.
pub(crate) struct Check<'q> {
    fragments: &'q BTreeMap<String, Fragment>,
    declared: BTreeMap<&'q str, &'q VariableType>,
    used: BTreeSet<String>,
    version: (u32, u32),
    name: String,
    errors: Vec<Value>,
}

/// Everything that is wrong with it.
pub(crate) fn errors(operation: &Operation, fragments: &BTreeMap<String, Fragment>, version: (u32, u32)) -> Vec<Value> {
    let declared = operation.variable_definitions.iter().map(|one| (one.name.as_str(), &one.var_type)).collect();
    let name = operation.name.clone().unwrap_or_else(|| "anonymous query".to_owned());
    let mut check = Check { fragments, declared, used: BTreeSet::new(), version, name, errors: Vec::new() };
    check.selections(&operation.selection_set.items, Kind::Object("Query"), 1);
    for declared in &operation.variable_definitions {
        if !check.used.contains(&declared.name) {
            let text = format!("Variable ${} is declared by {} but not used", declared.name, check.name);
            check.add(&text, json!({ "code": "variableNotUsed", "variableName": declared.name }));
        }
    }
    check.errors
}

impl Check<'_> {
    fn add(&mut self, message: &str, extensions: Value) {
        self.errors.push(json!({
            "message": message,
            "locations": [{ "line": 1, "column": 1 }],
            "path": ["query"],
            "extensions": extensions,
        }));
    }

    fn selections(&mut self, items: &[Selection], kind: Kind, depth: usize) {
        if depth > DEEPEST {
            let text = format!("Query has depth of {depth}, which exceeds max depth of {DEEPEST}");
            return self.add(&text, Value::Null);
        }
        for item in items {
            match item {
                Selection::Field(field) => self.field(field, kind, depth),
                Selection::FragmentSpread(spread) => {
                    self.directives(&spread.directives);
                    let fragments = self.fragments;
                    match fragments.get(&spread.fragment_name) {
                        Some(fragment) => {
                            let TypeCondition::On(on) = &fragment.type_condition;
                            self.on(on, kind);
                            self.selections(&fragment.selection_set.items, kind, depth + 1);
                        }
                        None => {
                            let text = format!("Fragment {} was used, but not defined", spread.fragment_name);
                            self.add(&text, json!({ "code": "useAndDefineFragment" }));
                        }
                    }
                }
                Selection::InlineFragment(inline) => {
                    self.directives(&inline.directives);
                    if let Some(TypeCondition::On(on)) = &inline.type_condition {
                        self.on(on, kind);
                    }
                    self.selections(&inline.selection_set.items, kind, depth);
                }
            }
        }
    }

    fn on(&mut self, on: &str, kind: Kind) {
        if on != kind.name() {
            let text = format!("Fragment on {on} can't be spread inside {}", kind.name());
            self.add(&text, json!({ "code": "cannotSpreadFragment", "typeName": on }));
        }
    }

    fn directives(&mut self, directives: &[Directive<'static, String>]) {
        for directive in directives {
            if !matches!(directive.name.as_str(), "include" | "skip") {
                let text = format!("Directive @{} is not defined", directive.name);
                self.add(&text, json!({ "code": "undefinedDirective", "directiveName": directive.name }));
            }
            for (_, value) in &directive.arguments {
                self.literal(value, "Boolean!", "if", "include");
            }
        }
    }

    fn field(&mut self, field: &Field, kind: Kind, depth: usize) {
        self.directives(&field.directives);
        let Some(found) = kind.field(&field.name, self.version) else {
            let on = kind.name();
            let text = format!("Field '{}' doesn't exist on type '{on}'", field.name);
            let extensions = json!({ "code": "undefinedField", "typeName": on, "fieldName": field.name });
            return self.add(&text, extensions);
        };
        self.arguments(field, &found);
        let items = &field.selection_set.items;
        match found.kind {
            Some(_) if items.is_empty() => {
                let text = format!(
                    "Field must have selections (field '{0}' returns {1} but has no selections. Did you mean '{0} {{ ... }}'?)",
                    field.name, found.type_name
                );
                self.add(&text, json!({ "code": "selectionMismatch", "nodeName": format!("field '{}'", field.name) }));
            }
            Some(kind) => self.selections(items, kind, depth + 1),
            None if !items.is_empty() => {
                let text = format!(
                    "Selections can't be made on scalars (field '{}' returns {} but has selections)",
                    field.name, found.type_name
                );
                self.add(&text, json!({ "code": "selectionMismatch", "nodeName": format!("field '{}'", field.name) }));
            }
            None => {}
        }
    }

    fn arguments(&mut self, field: &Field, found: &Found) {
        for (name, value) in &field.arguments {
            match found.argument(name) {
                Some(kind) => self.literal(value, kind, name, &field.name),
                None => {
                    let text = format!("Field '{}' doesn't accept argument '{name}'", field.name);
                    let extensions = json!({
                        "code": "argumentNotAccepted", "name": field.name, "typeName": "Field", "argumentName": name,
                    });
                    self.add(&text, extensions);
                }
            }
        }
        let missing: Vec<&str> =
            found.required().filter(|name| !field.arguments.iter().any(|(given, _)| given == name)).collect();
        if !missing.is_empty() {
            let text = format!("Field '{}' is missing required arguments: {}", field.name, missing.join(", "));
            self.add(&text, json!({ "code": "missingRequiredArguments", "name": field.name, "className": "Field" }));
        }
    }

    fn literal(&mut self, value: &Literal, kind: &str, argument: &str, field: &str) {
        if let Literal::Variable(name) = value {
            return self.variable(name, kind, argument);
        }
        if !fits(value, kind) {
            let text = format!(
                "Argument '{argument}' on Field '{field}' has an invalid value ({value}). Expected type '{kind}'."
            );
            let extensions = json!({
                "code": "argumentLiteralsIncompatible", "typeName": "Field", "argumentName": argument,
            });
            self.add(&text, extensions);
        }
    }

    fn variable(&mut self, name: &str, kind: &str, argument: &str) {
        self.used.insert(name.to_owned());
        let Some(declared) = self.declared.get(name).map(ToString::to_string) else {
            let text = format!("Variable ${name} is used by {} but not declared", self.name);
            return self.add(&text, json!({ "code": "variableNotDefined", "variableName": name }));
        };
        // What may not be null fits where it may be.
        let may = |one: &str| one.trim_end_matches('!').replace("!]", "]");
        let fits =
            declared == kind || (may(&declared) == may(kind) && (declared.ends_with('!') || !kind.ends_with('!')));
        let items_may = !kind.contains("!]") || declared.contains("!]");
        if !fits || !items_may {
            let text = format!("Type mismatch on variable ${name} and argument {argument} ({declared} / {kind})");
            self.add(&text, json!({ "code": "variableMismatch", "variableName": name, "typeName": declared }));
        }
    }
}

/// Whether a value that is written out is of the type.
fn fits(value: &Literal, kind: &str) -> bool {
    if let Some(inner) = kind.trim_end_matches('!').strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return match value {
            Literal::List(all) => all.iter().all(|one| matches!(one, Literal::Variable(_)) || fits(one, inner)),
            one => fits(one, inner),
        };
    }
    let required = kind.ends_with('!');
    let kind = kind.trim_end_matches('!');
    match (value, values(kind)) {
        (Literal::Null, _) => !required,
        (Literal::Enum(word), Some(known)) => known.contains(&word.as_str()),
        (_, Some(_)) | (Literal::Enum(_), None) => false,
        (Literal::Int(_), None) => matches!(kind, "Int" | "ID"),
        (Literal::Boolean(_), None) => kind == "Boolean",
        (Literal::String(_), None) => !matches!(kind, "Int" | "Boolean"),
        _ => false,
    }
}
