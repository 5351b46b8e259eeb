//! Words that may not stand where they stand: unfinished work, Chinese text outside its places, secrets, machine paths.

use super::Finding;
use super::source::{Kind, Source, blanked, macro_blocks};

/// Where Chinese text is at home, and why.
const CHINESE_AT_HOME: [(&str, &str); 14] = [
    ("crates/bench/", "names of invented people and places"),
    ("data/", "dictionaries are data"),
    ("docs/", "documents for users are in both languages"),
    ("README.zh-CN.md", "the Chinese README"),
    ("crates/domain/src/mask.rs", "surnames and words of addresses"),
    ("crates/domain/src/shown.rs", "what stands for a name that is not shown"),
    ("crates/imports/src/boundaries.rs", "words that are read in files"),
    ("crates/imports/src/cells.rs", "words that are read in files"),
    ("crates/domain/src/category/suggest.rs", "the punctuation that ends a sentence"),
    ("crates/simulator/src/live/data_words.rs", "what the demo town's people say"),
    ("crates/simulator/src/town", "the demo town's invented names"),
    ("e2e/", "stories look for what the user reads"),
    ("openapi.json", "examples in the document"),
    ("web/packages/map/", "fallback names of map fonts"),
];

/// Tables and constructors that take a text in both languages, so that neither is forgotten.
const BESIDE_ITS_ENGLISH: [&str; 6] = ["codes!", "permissions!", "Words::new", "Sentence::new", "Field::new", ".pick"];

/// What is never committed, in any language of the tree.
const UNFINISHED_RUST: [(&str, &str); 8] = [
    ("todo!(", "unfinished work is an issue, not a macro"),
    ("unimplemented!(", "unfinished work is an issue, not a macro"),
    ("dbg!(", "left over from a search"),
    ("#[ignore", "a test that never runs tests nothing"),
    ("target_arch", "stations run on x86-64 and on aarch64: the code is the same"),
    ("core::arch", "stations run on x86-64 and on aarch64: the code is the same"),
    ("std::arch", "stations run on x86-64 and on aarch64: the code is the same"),
    ("#[should_panic", "assert on the error value instead"),
];

const UNFINISHED_SCRIPT: [(&str, &str); 7] = [
    ("waitForTimeout", "wait for what is to appear, never for time to pass"),
    (" as any", "name the type"),
    (": any", "name the type"),
    ("<any>", "name the type"),
    ("test.only", "the other tests would not run"),
    ("describe.only", "the other tests would not run"),
    ("console.log", "left over from a search"),
];

/// Checks one file.
pub fn check(source: &Source) -> Vec<Finding> {
    let mut found = Vec::new();
    match source.kind {
        Kind::Rust => found.extend(unfinished(source, &UNFINISHED_RUST)),
        Kind::Script => {
            found.extend(unfinished(source, &UNFINISHED_SCRIPT));
            for silencer in ["@ts-ignore", "@ts-nocheck"] {
                found.extend(every(source, &source.text, silencer, "mend the type"));
            }
        }
        Kind::Prose | Kind::Other => {}
    }
    if source.kind == Kind::Rust || source.kind == Kind::Script {
        found.extend(chinese(source));
        found.extend(promises(source));
    }
    found.extend(secrets(source));
    found
}

fn unfinished(source: &Source, words: &[(&str, &str)]) -> Vec<Finding> {
    words.iter().flat_map(|(word, why)| every(source, &source.code, word, why)).collect()
}

/// One finding for each line of `text` that holds the word.
fn every(source: &Source, text: &str, word: &str, why: &str) -> Vec<Finding> {
    lines_with(text, |line| line.contains(word))
        .map(|line| {
            let place = format!("{}:{line}", source.path);
            Finding::failure(place, format!("`{}`: {why}", word.trim()))
        })
        .collect()
}

fn lines_with(text: &str, wanted: impl Fn(&str) -> bool) -> impl Iterator<Item = usize> {
    text.lines().enumerate().filter(move |(_, line)| wanted(line)).map(|(at, _)| at + 1).collect::<Vec<_>>().into_iter()
}

/// Text that users read belongs in one place for each language.
fn chinese(source: &Source) -> Vec<Finding> {
    let path = &source.path;
    let at_home = CHINESE_AT_HOME.iter().any(|(place, _)| path.starts_with(place));
    let language_file = path.contains("/i18n") || path.contains("/locales/");
    if at_home || language_file || source.is_test() {
        return Vec::new();
    }
    let mut text = source.shipped_text();
    for name in BESIDE_ITS_ENGLISH {
        for block in macro_blocks(&source.code, name) {
            text = blanked(&text, block);
        }
    }
    for binding in ["let zh", "let (zh, en)"] {
        for (at, _) in source.code.match_indices(binding) {
            text = blanked(&text, at..statement_end(&source.code, at));
        }
    }
    let all: Vec<&str> = text.lines().collect();
    let near = |at: usize| all[at.saturating_sub(1)..all.len().min(at + 2)].iter().any(|line| with_english(line));
    let alone = |(at, line): (usize, &&str)| line.chars().any(is_han) && !line.contains("zh:") && !near(at);
    let mut lines = all.iter().enumerate().filter(|it| alone(*it)).map(|(at, _)| at + 1);
    match lines.next() {
        None => Vec::new(),
        Some(first) => vec![Finding::failure(
            format!("{path}:{first}"),
            format!(
                "Chinese text without its English beside it: i18n files, `codes!` tables, `Words::new` or data ({} lines)",
                lines.count() + 1
            ),
        )],
    }
}

/// Whether a line holds an English sentence: a quoted text of ASCII words.
fn with_english(line: &str) -> bool {
    let quoted = line.split('"').skip(1).step_by(2);
    quoted.into_iter().any(|text| text.is_ascii() && text.trim().contains(' '))
}

/// Where the statement that begins at `at` ends: at the first semicolon outside brackets.
fn statement_end(code: &str, at: usize) -> usize {
    let mut brackets = 0i32;
    for (offset, byte) in code[at..].bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => brackets += 1,
            b')' | b']' | b'}' => brackets -= 1,
            b';' if brackets <= 0 => return at + offset,
            _ => {}
        }
    }
    code.len()
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// A note about later work names the issue that will do it.
fn promises(source: &Source) -> Vec<Finding> {
    let notes = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:")];
    lines_with(&source.text, |line| notes.iter().any(|note| line.contains(note)) && !line.contains('#'))
        .map(|line| {
            let place = format!("{}:{line}", source.path);
            Finding::failure(place, "a note about later work names its issue")
        })
        .collect()
}

/// What would give away a key or the machine it was written on.
fn secrets(source: &Source) -> Vec<Finding> {
    // Written in halves, so that this file does not find itself.
    let marks = [
        concat!("-----BEGIN ", "PRIVATE KEY"),
        concat!("-----BEGIN EC ", "PRIVATE KEY"),
        concat!("-----BEGIN RSA ", "PRIVATE KEY"),
        concat!("AK", "IA"),
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
        concat!("/Us", "ers/"),
        concat!("C:\\", "Users"),
    ];
    if source.path.ends_with("package-lock.json") || source.path == "Cargo.lock" {
        return Vec::new();
    }
    marks.iter().flat_map(|mark| every(source, &source.text, mark, "a secret or a path of one machine")).collect()
}

#[cfg(test)]
mod tests {
    use super::{Source, check};

    fn found(path: &str, text: &str) -> usize {
        check(&Source::new(path.to_string(), text.to_string())).len()
    }

    #[test]
    fn chinese_text_has_its_places() {
        let text = "//! x\nlet a = \"警情\";\n";
        assert_eq!(found("crates/incidents/src/api.rs", text), 1);
        assert_eq!(found("crates/incidents/tests/it/a.rs", text), 0);
        assert_eq!(found("crates/incidents/src/a.rs", "//! x\n// 警情\ncodes! { A \"警情\" }\n"), 0);
        assert_eq!(found("web/apps/desk/src/i18n/zh.ts", "x = '警情'"), 0);
    }

    #[test]
    fn unfinished_work_is_found() {
        assert_eq!(found("crates/a/src/a.rs", "//! x\nfn a() { todo!() }"), 1);
        assert_eq!(found("crates/a/src/a.rs", "//! x\n// never todo!() here"), 0);
        assert_eq!(found("crates/a/src/a.rs", "//! x\n#[cfg(target_arch = \"x86_64\")]\nfn a() {}"), 1);
        assert_eq!(found("web/a.ts", "const a = b as any"), 1);
    }
}
