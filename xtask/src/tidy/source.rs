//! A source file as the checks see it: as it is, and with comments, texts and tests blanked out.

use std::path::Path;

use crate::tree;

/// What language a file is in, as far as the checks tell languages apart.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Rust,
    /// TypeScript and Vue components.
    Script,
    Prose,
    Other,
}

/// One file.
pub struct Source {
    /// Its path from the root.
    pub path: String,
    pub kind: Kind,
    /// As it is.
    pub text: String,
    /// Without comments; the same lines.
    pub bare: String,
    /// Without comments and without what stands between quotes; the same lines.
    pub code: String,
}

impl Source {
    /// Reads a text file; none for what is no text.
    pub fn read(path: &Path) -> Option<Source> {
        let text = std::fs::read_to_string(path).ok()?;
        Some(Source::new(tree::relative(path), text))
    }

    /// Blanks a text.
    pub fn new(path: String, text: String) -> Source {
        let kind = match path.rsplit('.').next().unwrap_or_default() {
            "rs" => Kind::Rust,
            "ts" | "vue" | "mjs" | "js" => Kind::Script,
            "md" => Kind::Prose,
            _ => Kind::Other,
        };
        let (bare, code) = match kind {
            Kind::Rust | Kind::Script => blank(&text, kind),
            Kind::Prose | Kind::Other => (text.clone(), text.clone()),
        };
        Source { path, kind, text, bare, code }
    }

    /// Whether the whole file is test code.
    pub fn is_test(&self) -> bool {
        let path = &self.path;
        path.contains("/tests/")
            || path.starts_with("e2e/")
            || path.contains("/testkit/")
            || path.contains(".test.")
            || path.contains("/mock/")
            || path.ends_with("/tests.rs")
            || path.ends_with("_tests.rs")
            || path.ends_with("/fixtures.ts")
    }

    /// The code with `#[cfg(test)]` modules blanked out too.
    pub fn shipped(&self) -> String {
        without_tests(&self.code, &self.code)
    }

    /// The text without comments and without `#[cfg(test)]` modules.
    pub fn shipped_text(&self) -> String {
        without_tests(&self.code, &self.bare)
    }
}

/// The byte ranges of macro blocks such as `codes! { … }` in blanked code.
pub fn macro_blocks(code: &str, name: &str) -> Vec<std::ops::Range<usize>> {
    code.match_indices(name)
        .filter_map(|(at, _)| {
            let open = at + code[at..].find(['{', '('])?;
            Some(at..closing(code, open)? + 1)
        })
        .collect()
}

/// Where the bracket that opens at `open` closes.
pub fn closing(code: &str, open: usize) -> Option<usize> {
    let bytes = code.as_bytes();
    let (up, down) = match bytes.get(open)? {
        b'{' => (b'{', b'}'),
        b'(' => (b'(', b')'),
        _ => return None,
    };
    let mut depth = 0usize;
    for (at, byte) in bytes.iter().enumerate().skip(open) {
        if *byte == up {
            depth += 1;
        } else if *byte == down {
            depth -= 1;
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
}

/// Replaces a range by spaces, keeping line ends.
pub fn blanked(text: &str, range: std::ops::Range<usize>) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for byte in &mut bytes[range] {
        if *byte != b'\n' {
            *byte = b' ';
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn without_tests(code: &str, text: &str) -> String {
    let mut kept = text.to_string();
    for (at, _) in code.match_indices("#[cfg(test)]") {
        let rest = &code[at..];
        let end = match (rest.find('{'), rest.find(';')) {
            (Some(open), semicolon) if semicolon.is_none_or(|it| open < it) => {
                closing(code, at + open).map(|it| it + 1)
            }
            (_, Some(semicolon)) => Some(at + semicolon + 1),
            _ => None,
        };
        if let Some(end) = end {
            kept = blanked(&kept, at..end);
        }
    }
    kept
}

/// Where the reader stands inside a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Code,
    LineComment,
    BlockComment(u32),
    /// `<!-- … -->` in a component.
    Markup,
    /// A text with its closing quote; raw ones carry their number of hashes.
    Text(u8),
    Raw(usize),
}

/// Answers the text without comments, and the text without comments and quoted words. Byte offsets stay.
fn blank(text: &str, kind: Kind) -> (String, String) {
    let bytes = text.as_bytes();
    let mut bare = bytes.to_vec();
    let mut code = bytes.to_vec();
    let mut inside = Inside::Code;
    let mut at = 0;
    while at < bytes.len() {
        let (next, width) = step(bytes, at, inside, kind);
        let closing_comment = matches!(inside, Inside::BlockComment(_) | Inside::Markup);
        let comment = closing_comment || matches!(next, Inside::LineComment | Inside::BlockComment(_) | Inside::Markup);
        let quoted = inside != Inside::Code && next != Inside::Code;
        for byte in at..(at + width).min(bytes.len()) {
            if bytes[byte] == b'\n' {
                continue;
            }
            if comment {
                bare[byte] = b' ';
            }
            if comment || quoted {
                code[byte] = b' ';
            }
        }
        inside = next;
        at += width;
    }
    let string = |it: Vec<u8>| String::from_utf8_lossy(&it).into_owned();
    (string(bare), string(code))
}

/// One step of the reader: what it is inside of afterwards, and how many bytes it took.
fn step(bytes: &[u8], at: usize, inside: Inside, kind: Kind) -> (Inside, usize) {
    let rest = &bytes[at..];
    match inside {
        Inside::Code => open(bytes, at, kind),
        Inside::LineComment if rest[0] == b'\n' => (Inside::Code, 1),
        Inside::LineComment => (inside, 1),
        Inside::BlockComment(depth) if rest.starts_with(b"*/") => match depth {
            0 => (Inside::Code, 2),
            _ => (Inside::BlockComment(depth - 1), 2),
        },
        Inside::BlockComment(depth) if kind == Kind::Rust && rest.starts_with(b"/*") => {
            (Inside::BlockComment(depth + 1), 2)
        }
        Inside::BlockComment(_) => (inside, 1),
        Inside::Markup if rest.starts_with(b"-->") => (Inside::Code, 3),
        Inside::Markup => (inside, 1),
        Inside::Text(_) if rest[0] == b'\\' => (inside, 2),
        Inside::Text(quote) if rest[0] == quote => (Inside::Code, 1),
        // A quote in the prose of a component's template closes nothing; it ends with its line.
        Inside::Text(quote) if rest[0] == b'\n' && kind == Kind::Script && quote != b'`' => (Inside::Code, 1),
        Inside::Text(_) => (inside, 1),
        Inside::Raw(hashes) => {
            let closes = rest[0] == b'"' && rest[1..].iter().take(hashes).all(|it| *it == b'#');
            match closes && rest.len() > hashes {
                true => (Inside::Code, 1 + hashes),
                false => (inside, 1),
            }
        }
    }
}

fn open(bytes: &[u8], at: usize, kind: Kind) -> (Inside, usize) {
    let rest = &bytes[at..];
    let word_before = at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_');
    if rest.starts_with(b"//") && !(at > 0 && bytes[at - 1] == b':') {
        return (Inside::LineComment, 2);
    }
    if rest.starts_with(b"/*") {
        return (Inside::BlockComment(0), 2);
    }
    if kind == Kind::Script {
        if rest.starts_with(b"<!--") {
            return (Inside::Markup, 4);
        }
        return match rest[0] {
            quote @ (b'"' | b'\'' | b'`') if !word_before => (Inside::Text(quote), 1),
            quote @ (b'"' | b'`') => (Inside::Text(quote), 1),
            _ => (Inside::Code, 1),
        };
    }
    if rest[0] == b'r' && !word_before {
        let hashes = rest[1..].iter().take_while(|it| **it == b'#').count();
        if rest.get(1 + hashes) == Some(&b'"') {
            return (Inside::Raw(hashes), 2 + hashes);
        }
    }
    match rest[0] {
        b'"' => (Inside::Text(b'"'), 1),
        // 'a' and '\n' are characters; 'a without a closing quote is a lifetime.
        b'\'' if rest.get(1) == Some(&b'\\') => (Inside::Text(b'\''), 1),
        b'\'' => match rest.iter().skip(2).take(4).position(|it| *it == b'\'') {
            Some(n) if n == 0 || rest[1] >= 0x80 => (Inside::Code, n + 3),
            _ => (Inside::Code, 1),
        },
        _ => (Inside::Code, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, blank, without_tests};

    #[test]
    fn comments_and_texts_are_blanked() {
        let (bare, code) = blank("a(\"x // y\", '{', r#\"q\"q\"#); // note\nb", Kind::Rust);
        assert_eq!(bare.trim_end(), "a(\"x // y\", '{', r#\"q\"q\"#);        \nb");
        assert!(!code.contains("x // y") && !code.contains("q\"q") && code.ends_with("\nb"));
        let (_, code) = blank("fn f<'a>(x: &'a str) { /* } */ }", Kind::Rust);
        assert_eq!(code, "fn f<'a>(x: &'a str) {         }");
    }

    #[test]
    fn test_modules_are_blanked() {
        let code = "fn a() {}\n#[cfg(test)]\nmod tests { fn b() {} }\nfn c() {}";
        let kept = without_tests(code, code);
        assert!(kept.contains("fn a") && kept.contains("fn c") && !kept.contains("fn b"));
    }
}
