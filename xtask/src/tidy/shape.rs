//! The shape of files: a first line that says what they are for, and a length that one can hold in mind.

use super::Finding;
use super::source::{Kind, Source, closing};

const FILE_LINES_WARN: usize = 400;
const FILE_LINES_MAX: usize = 600;
const FUNCTION_LINES_WARN: usize = 60;
const FUNCTION_LINES_MAX: usize = 90;

/// Files that a program writes.
const GENERATED: [&str; 1] = ["web/packages/api/src/openapi.d.ts"];

/// Checks one file.
pub fn check(source: &Source) -> Vec<Finding> {
    let mut found = Vec::new();
    if GENERATED.contains(&source.path.as_str()) {
        return found;
    }
    if source.kind == Kind::Rust {
        found.extend(opening(source));
        found.extend(functions(source));
    }
    if source.kind == Kind::Rust || source.kind == Kind::Script {
        found.extend(length(source));
    }
    found
}

fn opening(source: &Source) -> Option<Finding> {
    let says = source.text.starts_with("//! ");
    (!says).then(|| Finding::failure(&source.path, "the first line is `//!` and says what the file is for"))
}

fn length(source: &Source) -> Option<Finding> {
    let lines = source.text.lines().count();
    let what = format!("{lines} lines; split it by what it is about");
    match lines {
        0..=FILE_LINES_WARN => None,
        _ if lines <= FILE_LINES_MAX => Some(Finding::warning(&source.path, what)),
        _ => Some(Finding::failure(&source.path, format!("{what} (at most {FILE_LINES_MAX})"))),
    }
}

fn functions(source: &Source) -> Vec<Finding> {
    let mut found = Vec::new();
    for (name, line, lines) in lengths(&source.code) {
        let place = format!("{}:{line}", source.path);
        let what = format!("fn {name} has {lines} lines");
        if lines > FUNCTION_LINES_MAX {
            found.push(Finding::failure(place, format!("{what} (at most {FUNCTION_LINES_MAX})")));
        } else if lines > FUNCTION_LINES_WARN {
            found.push(Finding::warning(place, what));
        }
    }
    found
}

/// Name, first line and number of lines of each function with a body.
fn lengths(code: &str) -> Vec<(String, usize, usize)> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("fn ") {
        let word_before = at > 0 && code.as_bytes()[at - 1].is_ascii_alphanumeric();
        let name: String = code[at + 3..].chars().take_while(|it| it.is_alphanumeric() || *it == '_').collect();
        if word_before || name.is_empty() {
            continue;
        }
        let Some(end) = body_end(code, at) else {
            continue;
        };
        let line = code[..at].matches('\n').count() + 1;
        found.push((name, line, code[at..=end].lines().count()));
    }
    found
}

/// Where the body closes; none for a function without one.
fn body_end(code: &str, at: usize) -> Option<usize> {
    let mut brackets = 0i32;
    for (offset, byte) in code[at..].bytes().enumerate() {
        match byte {
            b'(' | b'[' => brackets += 1,
            b')' | b']' => brackets -= 1,
            b';' if brackets == 0 => return None,
            b'{' if brackets == 0 => return closing(code, at + offset),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::lengths;

    #[test]
    fn functions_are_measured() {
        let code = "trait T { fn a(&self, x: [u8; 2]); }\nfn b() -> u8 {\n    1\n}\n";
        assert_eq!(lengths(code), [("b".to_string(), 2, 3)]);
    }
}
