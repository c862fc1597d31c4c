//! Holds JSON against a schema: the keywords that docs/schema uses, and no others.
//! A keyword that is not known here fails the test, so that no rule is silently unchecked; so does
//! a field that the schema does not describe, though readers elsewhere may meet newer ones.

use serde_json::Value;

/// Every way in which `json` is not what `schema` says; empty when it is.
pub(crate) fn troubles(schema: &Value, json: &Value) -> Vec<String> {
    let mut found = Vec::new();
    Checker { root: schema }.check(schema, json, "", &mut found);
    found
}

struct Checker<'a> {
    root: &'a Value,
}

impl Checker<'_> {
    fn check(&self, schema: &Value, json: &Value, at: &str, found: &mut Vec<String>) {
        for (keyword, rule) in schema.as_object().unwrap() {
            let holds = match keyword.as_str() {
                "$schema" | "$id" | "$defs" | "title" | "description" => true,
                "$ref" => {
                    let path = rule.as_str().unwrap().trim_start_matches('#');
                    self.check(self.root.pointer(path).unwrap(), json, at, found);
                    true
                }
                "const" => json == rule,
                "enum" => rule.as_array().unwrap().contains(json),
                "type" => of_type(rule, json),
                "minimum" => json.as_f64().is_none_or(|n| n >= rule.as_f64().unwrap()),
                "maximum" => json.as_f64().is_none_or(|n| n <= rule.as_f64().unwrap()),
                "exclusiveMinimum" => json.as_f64().is_none_or(|n| n > rule.as_f64().unwrap()),
                "exclusiveMaximum" => json.as_f64().is_none_or(|n| n < rule.as_f64().unwrap()),
                "minItems" => items(json).is_none_or(|n| n >= rule.as_u64().unwrap()),
                "maxItems" => items(json).is_none_or(|n| n <= rule.as_u64().unwrap()),
                "minLength" => length(json).is_none_or(|n| n >= rule.as_u64().unwrap()),
                "maxLength" => length(json).is_none_or(|n| n <= rule.as_u64().unwrap()),
                "required" => rule.as_array().unwrap().iter().all(|name| {
                    json.as_object()
                        .is_none_or(|object| object.contains_key(name.as_str().unwrap()))
                }),
                "oneOf" => {
                    rule.as_array()
                        .unwrap()
                        .iter()
                        .filter(|s| self.fits(s, json))
                        .count()
                        == 1
                }
                "properties" => {
                    for (name, value) in json.as_object().into_iter().flatten() {
                        let at = format!("{at}/{name}");
                        match rule.get(name) {
                            Some(schema) => self.check(schema, value, &at, found),
                            None => found.push(format!("{at}: no schema describes it")),
                        }
                    }
                    true
                }
                "items" => {
                    for (i, value) in json.as_array().into_iter().flatten().enumerate() {
                        self.check(rule, value, &format!("{at}/{i}"), found);
                    }
                    true
                }
                unknown => panic!("keyword {unknown} is not known"),
            };
            if !holds {
                found.push(format!("{at}: {keyword} {rule} does not hold for {json}"));
            }
        }
    }

    fn fits(&self, schema: &Value, json: &Value) -> bool {
        let mut found = Vec::new();
        self.check(schema, json, "", &mut found);
        found.is_empty()
    }
}

fn of_type(rule: &Value, json: &Value) -> bool {
    let is = |name: &Value| match name.as_str().unwrap() {
        "object" => json.is_object(),
        "array" => json.is_array(),
        "string" => json.is_string(),
        "number" => json.is_number(),
        "integer" => json.is_i64() || json.is_u64(),
        "null" => json.is_null(),
        unknown => panic!("type {unknown} is not known"),
    };
    rule.as_array()
        .map_or_else(|| is(rule), |names| names.iter().any(is))
}

fn length(json: &Value) -> Option<u64> {
    json.as_str().map(|text| text.chars().count() as u64)
}

fn items(json: &Value) -> Option<u64> {
    json.as_array().map(|items| items.len() as u64)
}

/// The places in `schema` below `at` that hold a rule for a value and no word on what it means.
fn wordless(schema: &Value, at: &str, found: &mut Vec<String>) {
    let described = |schema: &Value| schema["description"].is_string();
    for (keyword, rule) in schema.as_object().unwrap() {
        let named = ["properties", "$defs"].contains(&keyword.as_str());
        for (name, schema) in rule.as_object().into_iter().flatten().filter(|_| named) {
            let at = format!("{at}/{keyword}/{name}");
            if !described(schema) {
                found.push(at.clone());
            }
            wordless(schema, &at, found);
        }
        if keyword == "items" {
            let at = format!("{at}/items");
            if !described(rule) && rule.get("$ref").is_none() {
                found.push(at.clone());
            }
            wordless(rule, &at, found);
        }
    }
}

#[test]
fn every_field_of_every_schema_says_what_it_means() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schema");
    let mut schemas = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            let schema = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            let mut found = Vec::new();
            wordless(&schema, "", &mut found);
            assert!(found.is_empty(), "{}: {found:?}", path.display());
            schemas += 1;
        }
    }
    assert_eq!(schemas, 4);
}

#[test]
fn the_checker_sees_what_is_wrong() {
    let schema: Value = serde_json::from_str(
        r##"{"type":"object","required":["a"],"properties":{"a":{"$ref":"#/$defs/n"},
        "b":{"oneOf":[{"type":"null"},{"type":"string","maxLength":2}]}},
        "$defs":{"n":{"type":"integer","minimum":1,"maximum":3}}}"##,
    )
    .unwrap();
    let check = |json: &str, expect: usize| {
        let found = troubles(&schema, &serde_json::from_str(json).unwrap());
        assert_eq!(found.len(), expect, "{json}: {found:?}");
    };
    check(r#"{"a":1}"#, 0);
    check(r#"{"a":3,"b":null}"#, 0);
    check(r#"{"a":3,"b":"xy"}"#, 0);
    check(r#"{"a":3,"more":[]}"#, 1);
    check(r#"{}"#, 1);
    check(r#"{"a":4}"#, 1);
    check(r#"{"a":"1"}"#, 1);
    check(r#"{"a":1,"b":"xyz"}"#, 1);
    check(r#"[]"#, 1);
}
