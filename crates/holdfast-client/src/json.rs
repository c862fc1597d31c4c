//! The little JSON that is spoken with a relay and stands in a plain file: read into a tree,
//! written by hand. A general library would be a twentieth of all that a phone loads.
//! Invariant: reading is total over all bytes, and no text can end the text it stands in.

/// A value that was read. Numbers with a fraction, a sign or an exponent are not looked at.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Json {
    Text(String),
    Number(u64),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
    /// `true`, `false`, `null` and other numbers.
    Other,
}

impl Json {
    /// Reads one value and nothing behind it.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader(std::str::from_utf8(bytes).ok()?);
        let value = reader.value(DEPTH_MAX)?;
        reader.space();
        reader.0.is_empty().then_some(value)
    }

    /// The field of an object.
    pub(crate) fn field(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(fields) => {
                let mut fields = fields.iter();
                fields
                    .find(|(known, _)| known == name)
                    .map(|(_, value)| value)
            }
            _ => None,
        }
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        match self.field(name)? {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        match self.field(name)? {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub(crate) fn list(&self, name: &str) -> Option<&[Self]> {
        match self.field(name)? {
            Self::List(list) => Some(list),
            _ => None,
        }
    }
}

/// Writes an object of texts.
pub(crate) fn object(fields: &[(&str, &str)]) -> Vec<u8> {
    let mut out = String::from("{");
    for (name, text) in fields {
        if out.len() > 1 {
            out.push(',');
        }
        quote(name, &mut out);
        out.push(':');
        quote(text, &mut out);
    }
    out.push('}');
    out.into_bytes()
}

/// Writes a text with its quotation marks.
pub(crate) fn quote(text: &str, out: &mut String) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => {
                out.push('\\');
                out.push(letter);
            }
            ' '.. => out.push(letter),
            _ => {
                out.push_str("\\u00");
                out.push_str(&hex(&[u8::try_from(letter).unwrap_or_default()]));
            }
        }
    }
    out.push('"');
}

/// Two lowercase digits for each byte.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |four: u8| char::from_digit(four.into(), 16).unwrap_or_default();
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(digit).collect()
}

/// Reads what [`hex`] wrote; capital digits too.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 2);
    let mut high = None;
    for letter in text.chars() {
        let digit = u8::try_from(letter.to_digit(16)?).ok()?;
        match high.take() {
            None => high = Some(digit),
            Some(high) => bytes.push(high << 4 | digit),
        }
    }
    high.is_none().then_some(bytes)
}

/// What is still to be read.
struct Reader<'t>(&'t str);

impl Reader<'_> {
    fn value(&mut self, depth: u8) -> Option<Json> {
        self.space();
        if self.take("\"") {
            return self.text().map(Json::Text);
        }
        if self.take("[") {
            let depth = depth.checked_sub(1)?;
            let list = self.many("]", |reader| reader.value(depth))?;
            return Some(Json::List(list));
        }
        if self.take("{") {
            let depth = depth.checked_sub(1)?;
            let fields = self.many("}", |reader| reader.pair(depth))?;
            return Some(Json::Object(fields));
        }
        if ["true", "false", "null"].iter().any(|word| self.take(word)) {
            return Some(Json::Other);
        }
        self.figure()
    }

    fn pair(&mut self, depth: u8) -> Option<(String, Json)> {
        self.space();
        let name = self.take("\"").then(|| self.text())??;
        self.space();
        self.take(":")
            .then(|| self.value(depth))?
            .map(|value| (name, value))
    }

    /// What stands between commas up to `end`; the opening bracket has been read.
    fn many<T>(&mut self, end: &str, one: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut all = Vec::new();
        self.space();
        if self.take(end) {
            return Some(all);
        }
        loop {
            all.push(one(self)?);
            self.space();
            if self.take(end) {
                return Some(all);
            }
            self.take(",").then_some(())?;
        }
    }

    fn figure(&mut self) -> Option<Json> {
        let of_figure = |letter: char| letter.is_ascii_digit() || "+-.eE".contains(letter);
        let end = self.0.find(|letter| !of_figure(letter));
        let (figure, rest) = self.0.split_at_checked(end.unwrap_or(self.0.len()))?;
        self.0 = rest;
        figure
            .chars()
            .any(|letter| letter.is_ascii_digit())
            .then(|| figure.parse().map_or(Json::Other, Json::Number))
    }

    /// The rest of a text, up to its closing mark.
    fn text(&mut self) -> Option<String> {
        let mut text = String::new();
        loop {
            match self.letter()? {
                '"' => return Some(text),
                '\\' => text.push(self.escaped()?),
                ..' ' => return None,
                letter => text.push(letter),
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        Some(match self.letter()? {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' => {
                let first = self.code()?;
                // Half of a pair: the other half follows.
                let second = if (0xd800..0xdc00).contains(&first) {
                    self.take("\\u").then(|| self.code())?
                } else {
                    None
                };
                let units = [first, second.unwrap_or_default()];
                let count = if second.is_some() { 2 } else { 1 };
                return char::decode_utf16(units.into_iter().take(count))
                    .next()?
                    .ok();
            }
            letter @ ('"' | '\\' | '/') => letter,
            _ => return None,
        })
    }

    fn code(&mut self) -> Option<u16> {
        let mut code = 0;
        for _ in 0..4 {
            code = code << 4 | u16::try_from(self.letter()?.to_digit(16)?).ok()?;
        }
        Some(code)
    }

    fn letter(&mut self) -> Option<char> {
        let mut letters = self.0.chars();
        let letter = letters.next();
        self.0 = letters.as_str();
        letter
    }

    fn take(&mut self, token: &str) -> bool {
        self.0.strip_prefix(token).is_some_and(|rest| {
            self.0 = rest;
            true
        })
    }

    fn space(&mut self) {
        self.0 = self.0.trim_start_matches([' ', '\n', '\r', '\t']);
    }
}

/// How deep lists and objects may stand in each other: a file that goes deeper is not one of ours.
const DEPTH_MAX: u8 = 32;

#[cfg(test)]
mod tests {
    use super::*;

    fn agrees(text: &str) {
        let theirs = serde_json::from_str::<serde_json::Value>(text).is_ok();
        assert_eq!(Json::parse(text.as_bytes()).is_some(), theirs, "{text}");
    }

    #[test]
    fn what_is_json_is_read_and_nothing_else() {
        for text in [
            "{}",
            "[]",
            " [ 1 , 2 ] ",
            "[1,]",
            "[1 2]",
            "{\"a\":1}",
            "{\"a\"}",
            "{a:1}",
            "tru",
            "true",
            "null ",
            "\"",
            "\"a",
            "\"\\u00e9\"",
            "\"\\ud83c\\udf0a\"",
            "\"\\ud83c\"",
            "\"\\x\"",
            "\"\n\"",
            "",
            " ",
            "1",
            "-1",
            "1.5e3",
            "-",
            "[[]]",
            "[}",
            "1 1",
            "{\"a\":}",
        ] {
            agrees(text);
        }
        assert_eq!(Json::parse(b"\xff"), None);
    }

    #[test]
    fn values_are_found_by_their_names() {
        let json = Json::parse(br#"{"a":"x\u00e9\ud83c\udf0a","b":7,"c":[1,-2],"d":{"a":1.5}}"#);
        let json = json.unwrap();
        assert_eq!(json.text("a"), Some("xé🌊"));
        assert_eq!((json.number("b"), json.number("a")), (Some(7), None));
        assert_eq!(json.list("c"), Some(&[Json::Number(1), Json::Other][..]));
        assert_eq!(json.field("d").unwrap().field("a"), Some(&Json::Other));
        assert_eq!(json.field("e"), None);
    }

    #[test]
    fn depth_ends_at_its_limit() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(Json::parse(nested(DEPTH_MAX.into()).as_bytes()).is_some());
        assert!(Json::parse(nested(usize::from(DEPTH_MAX) + 1).as_bytes()).is_none());
    }

    #[test]
    fn a_written_object_reads_back() {
        let odd = "a\"b\\c\n\u{0}\u{1f}é🌊";
        let bytes = object(&[("one", odd), (odd, "")]);
        let theirs: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(theirs["one"], odd);
        let ours = Json::parse(&bytes).unwrap();
        assert_eq!((ours.text("one"), ours.text(odd)), (Some(odd), Some("")));
    }

    #[test]
    fn hexadecimal_reads_back() {
        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(unhex(&hex(&bytes)), Some(bytes));
        for text in ["0", "0g", "é0"] {
            assert_eq!(unhex(text), None, "{text}");
        }
    }
}
