//! The settings file: the flags of `serve` as lines of TOML, for a service that is started by the system.
//!
//! Only what flags need is read: `name = "text"`, a number, `true`, or a list of texts on one line. Anything else is
//! refused with its line, so that nothing counts as set which is not.

use std::path::Path;

use super::Mistake;

/// The largest file that is read.
const BYTES_MAX: u64 = 64 * 1024;
/// An example with every setting, which `likedong config example` prints and the package installs.
pub const EXAMPLE: &str = include_str!("../i18n/likedong.toml");

/// Reads a file as flags, each with its value.
pub fn read(path: &Path) -> Result<Vec<(String, Option<String>)>, Mistake> {
    let unreadable = |why: String| Mistake::ConfigFile(format!("{}: {why}", path.display()));
    let size = std::fs::metadata(path).map_err(|it| unreadable(it.to_string()))?.len();
    if size > BYTES_MAX {
        return Err(unreadable(format!("{size} bytes")));
    }
    let text = std::fs::read_to_string(path).map_err(|it| unreadable(it.to_string()))?;
    parse(&text).map_err(|line| Mistake::ConfigFile(format!("{}:{line}", path.display())))
}

/// The flags of a text, or the line that cannot be read.
fn parse(text: &str) -> Result<Vec<(String, Option<String>)>, usize> {
    let mut flags = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (name, value) = line.split_once('=').ok_or(at + 1)?;
        let name = name.trim();
        if name.is_empty() || !name.bytes().all(|it| it.is_ascii_lowercase() || it == b'-') {
            return Err(at + 1);
        }
        let name = format!("--{name}");
        match value.trim() {
            "true" => flags.push((name, None)),
            "false" => {}
            list if list.starts_with('[') => {
                let inside = list.strip_prefix('[').and_then(|it| it.strip_suffix(']')).ok_or(at + 1)?;
                for item in inside.split(',').map(str::trim).filter(|it| !it.is_empty()) {
                    // A comma inside a text belongs to it: the pieces are joined again.
                    match (item.starts_with('"'), flags.last_mut()) {
                        (true, _) => flags.push((name.clone(), Some(item.to_owned()))),
                        (false, Some((_, Some(before)))) => before.push_str(&format!(",{item}")),
                        (false, _) => return Err(at + 1),
                    }
                }
                for (_, value) in flags.iter_mut().filter(|(it, _)| *it == name) {
                    *value = Some(quoted(value.as_deref().unwrap_or_default()).ok_or(at + 1)?);
                }
            }
            number if !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit()) => {
                flags.push((name, Some(number.to_owned())));
            }
            text => flags.push((name, Some(quoted(text).ok_or(at + 1)?))),
        }
    }
    Ok(flags)
}

/// The text inside quotes, without anything that TOML would unescape.
fn quoted(text: &str) -> Option<String> {
    let inside = text.strip_prefix('"')?.strip_suffix('"')?;
    (!inside.contains(['"', '\\'])).then(|| inside.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_flags() {
        let text = "# note\n\nport = 8420\nbehind-proxy = true\nhost = \"127.0.0.1\"\nlan = false\n\
            channel = [\"telephone=sip:a@b\", \"duty_commander=sip:a@b,199\"]\n";
        let flags = parse(text).unwrap();
        let shown: Vec<String> =
            flags.iter().map(|(name, value)| format!("{name} {}", value.as_deref().unwrap_or("-"))).collect();
        assert_eq!(
            shown,
            [
                "--port 8420",
                "--behind-proxy -",
                "--host 127.0.0.1",
                "--channel telephone=sip:a@b",
                "--channel duty_commander=sip:a@b,199"
            ]
        );
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_line() {
        for text in
            ["port", "port = ", "port = 8 4", "[table]", "a = \"x", "a = \"\\n\"", "a = [x]", "A = 1", "a = [\"x\""]
        {
            assert_eq!(parse(&format!("# one\n{text}")), Err(2), "{text}");
        }
    }

    #[test]
    fn the_example_can_be_used_as_it_is() {
        let names: Vec<String> = parse(EXAMPLE).unwrap().into_iter().map(|it| it.0).collect();
        assert_eq!(names, ["--data", "--keys"]);
    }
}
