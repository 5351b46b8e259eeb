//! A sentence in both languages; whoever answers picks the caller's.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The same words in Chinese and in English.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Words {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Words {
    /// Puts the two together.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The words with `{name}` replaced by `value`, in both languages.
    pub fn fill(&self, name: &str, value: &str) -> Self {
        let gap = format!("{{{name}}}");
        Self { zh: self.zh.replace(&gap, value), en: self.en.replace(&gap, value) }
    }
}
