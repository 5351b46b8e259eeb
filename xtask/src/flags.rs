//! A small reader of command-line flags: each is taken once, and what nobody took is refused.

use crate::stop::{Outcome, stop};

/// The words after the command's name.
pub struct Flags {
    words: Vec<String>,
}

impl Flags {
    /// Wraps the words.
    pub fn new(words: Vec<String>) -> Flags {
        Flags { words }
    }

    /// Takes a switch such as `--json`; true when it was given.
    pub fn switch(&mut self, name: &str) -> bool {
        let before = self.words.len();
        self.words.retain(|word| word != name);
        self.words.len() != before
    }

    /// Takes `--name VALUE` or `--name=VALUE`.
    pub fn value(&mut self, name: &str) -> Outcome<Option<String>> {
        let joined = format!("{name}=");
        let Some(at) = self.words.iter().position(|word| word == name || word.starts_with(&joined)) else {
            return Ok(None);
        };
        let word = self.words.remove(at);
        if let Some(value) = word.strip_prefix(&joined) {
            return Ok(Some(value.to_string()));
        }
        if at == self.words.len() || self.words[at].starts_with("--") {
            return stop(format!("{name} wants a value after it"));
        }
        Ok(Some(self.words.remove(at)))
    }

    /// Takes `--name N` as a number.
    pub fn number(&mut self, name: &str) -> Outcome<Option<u64>> {
        match self.value(name)? {
            None => Ok(None),
            Some(text) => match text.parse() {
                Ok(number) => Ok(Some(number)),
                Err(_) => stop(format!("{name} wants a whole number, not {text}")),
            },
        }
    }

    /// Takes `--name a,b` as a list; empty when it was not given.
    pub fn list(&mut self, name: &str) -> Outcome<Vec<String>> {
        let text = self.value(name)?.unwrap_or_default();
        Ok(text.split(',').filter(|part| !part.is_empty()).map(str::to_string).collect())
    }

    /// Takes the next word that is no flag.
    pub fn word(&mut self) -> Option<String> {
        let at = self.words.iter().position(|word| !word.starts_with("--"))?;
        Some(self.words.remove(at))
    }

    /// Hands on whatever is left, for a program that reads its own flags.
    pub fn rest(self) -> Vec<String> {
        self.words
    }

    /// Refuses what nobody took.
    pub fn finish(self) -> Outcome {
        match self.words.first() {
            None => Ok(()),
            Some(word) => stop(format!("{word} means nothing here. `cargo xtask help` shows the flags.")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Flags;

    fn flags(line: &str) -> Flags {
        Flags::new(line.split(' ').map(str::to_string).collect())
    }

    #[test]
    fn switches_values_and_words_are_taken_once() {
        let mut given = flags("dispatch --json --port 81 --only=a,b");
        assert!(given.switch("--json"));
        assert!(!given.switch("--json"));
        assert_eq!(given.number("--port").expect("a number"), Some(81));
        assert_eq!(given.list("--only").expect("a list"), ["a", "b"]);
        assert_eq!(given.word().as_deref(), Some("dispatch"));
        assert!(given.finish().is_ok());
    }

    #[test]
    fn what_nobody_took_is_refused() {
        assert!(flags("--jsn").finish().is_err());
        assert!(flags("--port --json").value("--port").is_err());
        assert!(flags("--port x").number("--port").is_err());
    }
}
