//! How a record is written: as canonical bytes, or as JSON for eyes. One writer for both, so that
//! the code that walks through forty kinds of record is in the app once.
//! Invariant: the bytes are those of postcard; the JSON is well-formed and never read back.

use std::fmt::Display;

use serde::ser::{self, Serialize};

use crate::error::ModelError;

/// The canonical bytes of a record (the format of postcard 1).
pub(crate) fn to_bytes<T: Serialize>(record: &T) -> Result<Vec<u8>, ModelError> {
    written(Form::Bytes, record)
}

/// A record as JSON. A map is a list of pairs, because its keys are rarely texts.
pub(crate) fn to_json<T: Serialize>(record: &T) -> Result<String, ModelError> {
    String::from_utf8(written(Form::Json, record)?).map_err(|_| ModelError::Malformed)
}

fn written<T: Serialize>(form: Form, record: &T) -> Result<Vec<u8>, ModelError> {
    let mut writer = Writer {
        form,
        out: Vec::new(),
    };
    record
        .serialize(&mut writer)
        .map_err(|_| ModelError::Malformed)?;
    Ok(writer.out)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Bytes,
    Json,
}

struct Writer {
    form: Form,
    out: Vec<u8>,
}

impl Writer {
    /// A number without sign: seven bits to a byte, the lowest first.
    fn number(&mut self, mut number: u64) {
        if self.form == Form::Json {
            return self.put(&number.to_string());
        }
        while let Ok(low) = u8::try_from(number & 0x7f)
            && number > 0x7f
        {
            self.out.push(low | 0x80);
            number >>= 7;
        }
        self.out.extend(u8::try_from(number));
    }

    /// A number with its sign in the lowest bit.
    fn signed(&mut self, number: i64) {
        if self.form == Form::Json {
            return self.put(&number.to_string());
        }
        self.number((number << 1 ^ number >> 63).cast_unsigned());
    }

    /// A byte as it is.
    fn byte(&mut self, byte: u8) {
        match self.form {
            Form::Bytes => self.out.push(byte),
            Form::Json => self.number(byte.into()),
        }
    }

    fn text(&mut self, text: &str) {
        if self.form == Form::Bytes {
            self.number(text.len() as u64);
            return self.put(text);
        }
        self.put("\"");
        for letter in text.chars() {
            match letter {
                '"' => self.put("\\\""),
                '\\' => self.put("\\\\"),
                '\n' => self.put("\\n"),
                ' '.. => self.put(letter.encode_utf8(&mut [0; 4])),
                _ => self.put(&format!("\\u{:04x}", u32::from(letter))),
            }
        }
        self.put("\"");
    }

    fn put(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    /// What stands before the content of a variant, and the brackets that end it.
    fn open(&mut self, index: u32, name: &str) {
        match self.form {
            Form::Bytes => self.number(index.into()),
            Form::Json => {
                self.put("{");
                self.text(name);
                self.put(":");
            }
        }
    }

    /// Begins a list or a record; in bytes, `len` is told where it does not follow from the type.
    fn begin(&mut self, len: Option<usize>, begin: &str, end: &'static str) -> Inside<'_> {
        match self.form {
            Form::Bytes => len.into_iter().for_each(|len| self.number(len as u64)),
            Form::Json => self.put(begin),
        }
        Inside {
            writer: self,
            end,
            empty: true,
        }
    }
}

/// A list or a record that has begun.
struct Inside<'w> {
    writer: &'w mut Writer,
    end: &'static str,
    empty: bool,
}

impl Inside<'_> {
    fn next(&mut self, name: Option<&str>) {
        if self.writer.form == Form::Bytes {
            return;
        }
        if !std::mem::replace(&mut self.empty, false) {
            self.writer.put(",");
        }
        if let Some(name) = name {
            self.writer.text(name);
            self.writer.put(":");
        }
    }

    fn close(self) {
        if self.writer.form == Form::Json {
            self.writer.put(self.end);
        }
    }
}

impl<'w> ser::Serializer for &'w mut Writer {
    type Ok = ();
    type Error = NotWritten;
    type SerializeSeq = Inside<'w>;
    type SerializeTuple = Inside<'w>;
    type SerializeTupleStruct = Inside<'w>;
    type SerializeTupleVariant = Inside<'w>;
    type SerializeMap = Inside<'w>;
    type SerializeStruct = Inside<'w>;
    type SerializeStructVariant = Inside<'w>;

    fn serialize_bool(self, is: bool) -> Result<(), NotWritten> {
        match self.form {
            Form::Bytes => self.out.push(is.into()),
            Form::Json => self.put(if is { "true" } else { "false" }),
        }
        Ok(())
    }

    fn serialize_i8(self, number: i8) -> Result<(), NotWritten> {
        match self.form {
            Form::Bytes => self.out.push(number.cast_unsigned()),
            Form::Json => self.signed(number.into()),
        }
        Ok(())
    }

    fn serialize_i16(self, number: i16) -> Result<(), NotWritten> {
        self.serialize_i64(number.into())
    }
    fn serialize_i32(self, number: i32) -> Result<(), NotWritten> {
        self.serialize_i64(number.into())
    }
    fn serialize_i64(self, number: i64) -> Result<(), NotWritten> {
        self.signed(number);
        Ok(())
    }

    fn serialize_u8(self, number: u8) -> Result<(), NotWritten> {
        self.byte(number);
        Ok(())
    }
    fn serialize_u16(self, number: u16) -> Result<(), NotWritten> {
        self.serialize_u64(number.into())
    }
    fn serialize_u32(self, number: u32) -> Result<(), NotWritten> {
        self.serialize_u64(number.into())
    }
    fn serialize_u64(self, number: u64) -> Result<(), NotWritten> {
        self.number(number);
        Ok(())
    }

    /// No record holds a fraction: two machines may write it in two ways.
    fn serialize_f32(self, _: f32) -> Result<(), NotWritten> {
        Err(NotWritten)
    }

    fn serialize_f64(self, _: f64) -> Result<(), NotWritten> {
        Err(NotWritten)
    }

    fn serialize_char(self, letter: char) -> Result<(), NotWritten> {
        self.text(letter.encode_utf8(&mut [0; 4]));
        Ok(())
    }
    fn serialize_str(self, text: &str) -> Result<(), NotWritten> {
        self.text(text);
        Ok(())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<(), NotWritten> {
        let mut inside = self.begin(Some(bytes.len()), "[", "]");
        for byte in bytes {
            inside.next(None);
            inside.writer.byte(*byte);
        }
        inside.close();
        Ok(())
    }

    fn serialize_none(self) -> Result<(), NotWritten> {
        match self.form {
            Form::Bytes => self.out.push(0),
            Form::Json => self.put("null"),
        }
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), NotWritten> {
        if self.form == Form::Bytes {
            self.out.push(1);
        }
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), NotWritten> {
        if self.form == Form::Json {
            self.put("null");
        }
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), NotWritten> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        index: u32,
        name: &'static str,
    ) -> Result<(), NotWritten> {
        match self.form {
            Form::Bytes => self.number(index.into()),
            Form::Json => self.text(name),
        }
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), NotWritten> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        index: u32,
        name: &'static str,
        value: &T,
    ) -> Result<(), NotWritten> {
        self.open(index, name);
        value.serialize(&mut *self)?;
        if self.form == Form::Json {
            self.put("}");
        }
        Ok(())
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<Inside<'w>, NotWritten> {
        let len = len.ok_or(NotWritten)?;
        Ok(self.begin(Some(len), "[", "]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Inside<'w>, NotWritten> {
        Ok(self.begin(None, "[", "]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Inside<'w>, NotWritten> {
        Ok(self.begin(None, "[", "]"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        index: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Inside<'w>, NotWritten> {
        self.open(index, name);
        Ok(self.begin(None, "[", "]}"))
    }

    fn serialize_map(self, len: Option<usize>) -> Result<Inside<'w>, NotWritten> {
        let len = len.ok_or(NotWritten)?;
        Ok(self.begin(Some(len), "[", "]"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Inside<'w>, NotWritten> {
        Ok(self.begin(None, "{", "}"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        index: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Inside<'w>, NotWritten> {
        self.open(index, name);
        Ok(self.begin(None, "{", "}}"))
    }

    fn is_human_readable(&self) -> bool {
        false
    }
}

macro_rules! lists {
    ($($list:ident $element:ident,)+) => {$(
        impl ser::$list for Inside<'_> {
            type Ok = ();
            type Error = NotWritten;

            fn $element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotWritten> {
                self.next(None);
                value.serialize(&mut *self.writer)
            }

            fn end(self) -> Result<(), NotWritten> {
                self.close();
                Ok(())
            }
        }
    )+};
}

lists! {
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field,
}

macro_rules! records {
    ($($record:ident)+) => {$(
        impl ser::$record for Inside<'_> {
            type Ok = ();
            type Error = NotWritten;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), NotWritten> {
                self.next(Some(name));
                value.serialize(&mut *self.writer)
            }

            fn end(self) -> Result<(), NotWritten> {
                self.close();
                Ok(())
            }
        }
    )+};
}

records! { SerializeStruct SerializeStructVariant }

impl ser::SerializeMap for Inside<'_> {
    type Ok = ();
    type Error = NotWritten;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), NotWritten> {
        self.next(None);
        if self.writer.form == Form::Json {
            self.writer.put("[");
        }
        key.serialize(&mut *self.writer)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotWritten> {
        if self.writer.form == Form::Json {
            self.writer.put(",");
        }
        value.serialize(&mut *self.writer)?;
        if self.writer.form == Form::Json {
            self.writer.put("]");
        }
        Ok(())
    }

    fn end(self) -> Result<(), NotWritten> {
        self.close();
        Ok(())
    }
}

/// The record has a part that no record of ours has.
#[derive(Debug, thiserror::Error)]
#[error("no record is written so")]
struct NotWritten;

impl ser::Error for NotWritten {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    type Everything = (
        (bool, i8, i16, i32, i64),
        (u8, u16, u32, u64, char),
        (String, Option<u16>, Vec<u64>, (), [u8; 3]),
        BTreeMap<(u8, i32), Option<String>>,
        Result<u8, String>,
    );

    proptest! {
        #[test]
        fn the_bytes_are_those_of_postcard(everything: Everything) {
            let bytes = to_bytes(&everything).unwrap();
            prop_assert_eq!(bytes, postcard::to_allocvec(&everything).unwrap());
        }
    }

    proptest! {
        #[test]
        fn the_json_is_read_as_it_was_meant(text: String, numbers: Vec<(i64, u64)>) {
            let json = to_json(&(&text, &numbers)).unwrap();
            let read: (String, Vec<(i64, u64)>) = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(read, (text, numbers));
        }
    }

    #[test]
    fn json_names_fields_and_variants_and_lists_the_pairs_of_a_map() {
        #[derive(serde::Serialize)]
        enum Said {
            Bare,
            One(u8),
            Two(u8, bool),
            Named {
                words: &'static str,
                none: Option<u8>,
            },
        }
        let check = |said: &Said, expect| assert_eq!(to_json(said).unwrap(), expect);
        check(&Said::Bare, r#""Bare""#);
        check(&Said::One(7), r#"{"One":7}"#);
        check(&Said::Two(7, true), r#"{"Two":[7,true]}"#);
        let named = Said::Named {
            words: "a \"b\"\n\u{1}",
            none: None,
        };
        check(
            &named,
            r#"{"Named":{"words":"a \"b\"\n\u0001","none":null}}"#,
        );
        let map = BTreeMap::from([((1, 2), "x"), ((3, 4), "y")]);
        assert_eq!(to_json(&map).unwrap(), r#"[[[1,2],"x"],[[3,4],"y"]]"#);
    }

    #[test]
    fn a_fraction_is_not_written() {
        assert_eq!(to_bytes(&1.5), Err(ModelError::Malformed));
    }
}
