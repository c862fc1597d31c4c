//! Holds JSON against a schema: the keywords that docs/schema uses, and no others.
//! A keyword that is not known here fails the test, so that no rule is silently unchecked.

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
                    for (name, schema) in rule.as_object().unwrap() {
                        if let Some(value) = json.get(name) {
                            self.check(schema, value, &format!("{at}/{name}"), found);
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
    check(r#"{"a":3,"b":"xy","more":[]}"#, 0);
    check(r#"{}"#, 1);
    check(r#"{"a":4}"#, 1);
    check(r#"{"a":"1"}"#, 1);
    check(r#"{"a":1,"b":"xyz"}"#, 1);
    check(r#"[]"#, 1);
}
