//! What every wire enum of the domain has in common: its codes, and its name in Chinese and English.

use std::error::Error;
use std::fmt;

use serde::de::{Deserializer, Unexpected, Visitor};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};

/// A closed set of wire words, written by the `codes!` macro.
pub trait Code: Copy + Eq + fmt::Display + 'static {
    /// The name of the type, for messages.
    const NAME: &'static str;
    /// Every value, in the order of declaration.
    const VALUES: &'static [Self];

    /// The word used on the wire and in rows.
    fn code(self) -> &'static str;

    /// The name that people read, in Chinese.
    fn zh(self) -> &'static str;

    /// The name that people read, in English.
    fn en(self) -> &'static str;

    /// Finds the value of a word.
    fn find(word: &str) -> Option<Self> {
        Self::VALUES.iter().copied().find(|it| it.code() == word)
    }
}

/// A word that is not one of a closed set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCode {
    /// The set that was asked.
    pub set: &'static str,
}

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a code of {}", self.set)
    }
}

impl Error for UnknownCode {}

/// Reads a wire word; the refusal names the words that would have done.
pub fn deserialize<'de, C: Code, D: Deserializer<'de>>(from: D) -> Result<C, D::Error> {
    struct Words<C>(std::marker::PhantomData<C>);

    impl<C: Code> Visitor<'_> for Words<C> {
        type Value = C;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("one of")?;
            C::VALUES.iter().try_for_each(|it| write!(f, " `{}`", it.code()))
        }

        fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<C, E> {
            C::find(word).ok_or_else(|| E::invalid_value(Unexpected::Str(word), &self))
        }
    }

    from.deserialize_str(Words(std::marker::PhantomData))
}

/// Describes a set of wire words in the OpenAPI document.
pub fn schema<C: Code>(description: &str) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(C::VALUES.iter().map(|it| it.code())))
        .description(Some(description.trim()))
        .into()
}

/// Describes an identifier in the OpenAPI document.
pub fn id_schema(description: &str) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
        .description(Some(description.trim()))
        .into()
}

#[cfg(test)]
mod tests {
    use utoipa::PartialSchema;

    use crate::incident::{IntakeSource, Priority};
    use crate::member::Level;

    #[test]
    fn a_word_is_read_exactly_or_refused_with_the_words_that_would_do() {
        assert_eq!("P1".parse(), Ok(Priority::P1));
        assert_eq!("p1".parse::<Priority>().unwrap_err().to_string(), "not a code of Priority");
        let refusal = serde_json::from_str::<Level>("\"L9\"").unwrap_err().to_string();
        assert!(refusal.contains("one of `L0` `L1` `L2` `L3`"), "{refusal}");
        assert!(serde_json::from_str::<Level>("1").is_err());
    }

    #[test]
    fn every_word_survives_the_wire() {
        for source in IntakeSource::ALL {
            let text = serde_json::to_string(source).unwrap();
            assert_eq!(text, format!("\"{source}\""));
            assert_eq!(&serde_json::from_str::<IntakeSource>(&text).unwrap(), source);
        }
    }

    #[test]
    fn the_document_lists_the_words() {
        let schema = serde_json::to_value(Priority::schema()).unwrap();
        assert_eq!(schema["type"], "string");
        assert_eq!(schema["enum"], serde_json::json!(["P1", "P2", "P3", "P4"]));
        assert!(schema["description"].as_str().unwrap().starts_with("The urgency of an incident"));
    }
}
