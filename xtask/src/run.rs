//! Starting other programs: with their output shown, captured, or both at once.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::stop::{OrStop, Outcome, stop};
use crate::tree;

/// A program to run, with the sentence to say when it fails.
pub struct Run {
    program: OsString,
    args: Vec<OsString>,
    dir: PathBuf,
    envs: Vec<(String, OsString)>,
    help: String,
}

/// Names a program, to be run in the root of the tree.
pub fn run(program: impl Into<OsString>) -> Run {
    Run { program: program.into(), args: Vec::new(), dir: tree::root(), envs: Vec::new(), help: String::new() }
}

/// Cargo itself, the one that runs the workbench.
pub fn cargo() -> Run {
    run(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

impl Run {
    /// Adds arguments, written as one line without spaces inside any of them.
    pub fn args(mut self, line: &str) -> Run {
        self.args.extend(line.split_whitespace().map(OsString::from));
        self
    }

    /// Adds one argument as it is.
    pub fn arg(mut self, arg: impl Into<OsString>) -> Run {
        self.args.push(arg.into());
        self
    }

    /// Runs it in this folder.
    pub fn dir(mut self, dir: impl AsRef<Path>) -> Run {
        self.dir = dir.as_ref().to_path_buf();
        self
    }

    /// Sets a variable of its environment.
    pub fn env(mut self, name: &str, value: impl Into<OsString>) -> Run {
        self.envs.push((name.to_string(), value.into()));
        self
    }

    /// Says what to do when it fails.
    pub fn help(mut self, sentence: &str) -> Run {
        self.help = sentence.to_string();
        self
    }

    /// The command for the standard library, for what only that can do.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.args).current_dir(&self.dir);
        for (name, value) in &self.envs {
            command.env(name, value);
        }
        command
    }

    /// Runs it and shows what it prints, all of it as error output: only the command that was asked for
    /// (`demo --json`, `bench --json`) speaks to whoever reads the standard output.
    pub fn show(self) -> Outcome {
        let status = self.command().stdin(Stdio::null()).stdout(std::io::stderr()).status().or_stop(self.missing())?;
        match status.success() {
            true => Ok(()),
            false => self.failed(&status.to_string()),
        }
    }

    /// Runs it and answers what it prints; its error output is shown only when it fails.
    pub fn read(self) -> Outcome<String> {
        let output = self.command().stdin(Stdio::null()).output().or_stop(self.missing())?;
        if !output.status.success() {
            let errors = String::from_utf8_lossy(&output.stderr);
            let said = match errors.trim().is_empty() {
                true => String::from_utf8_lossy(&output.stdout).into_owned(),
                false => errors.into_owned(),
            };
            return self.failed(&format!("{}\n{}", output.status, said.trim_end()));
        }
        String::from_utf8(output.stdout).or_stop(format!("{} did not print text", self.line()))
    }

    /// Runs it, shows what it prints, and hands both streams over whether it failed or not.
    pub fn watch(self) -> Outcome<Watched> {
        let mut child = self
            .command()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .or_stop(self.missing())?;
        let out = child.stdout.take();
        let err = child.stderr.take();
        let reader = std::thread::spawn(move || err.map(|it| tee(it, std::io::stderr())));
        let mut text = out.map(|it| tee(it, std::io::stdout())).unwrap_or_default();
        if let Ok(Some(errors)) = reader.join() {
            text.push_str(&errors);
        }
        let status = child.wait().or_stop(self.missing())?;
        Ok(Watched { text: plain(&text), success: status.success(), run: self, status: status.to_string() })
    }

    /// The command as one would type it.
    pub fn line(&self) -> String {
        let mut line = self.program.to_string_lossy().into_owned();
        for arg in &self.args {
            line.push(' ');
            line.push_str(&arg.to_string_lossy());
        }
        line
    }

    fn missing(&self) -> String {
        format!(
            "could not start `{}`. Is it installed? `cargo xtask setup test` installs what is missing",
            self.program.to_string_lossy()
        )
    }

    fn failed<T>(&self, how: &str) -> Outcome<T> {
        let place = match tree::relative(&self.dir) {
            here if here.is_empty() => String::new(),
            folder => format!(" in {folder}/"),
        };
        let sentence = format!("`{}`{place} failed: {how}", self.line());
        match self.help.is_empty() {
            true => stop(sentence),
            false => stop(format!("{sentence}\n{}", self.help)),
        }
    }
}

/// What a watched program left.
pub struct Watched {
    /// Both streams, without colours.
    pub text: String,
    /// Whether it ended well.
    pub success: bool,
    run: Run,
    status: String,
}

impl Watched {
    /// Stops when the program ended badly.
    pub fn check(self) -> Outcome<String> {
        match self.success {
            true => Ok(self.text),
            false => self.run.failed(&self.status),
        }
    }
}

fn tee(mut from: impl Read, mut to: impl Write) -> String {
    let mut kept = Vec::new();
    let mut chunk = [0u8; 8192];
    while let Ok(n) = from.read(&mut chunk) {
        if n == 0 {
            break;
        }
        kept.extend_from_slice(&chunk[..n]);
        // A closed terminal must not end the run that it watches.
        let _ = to.write_all(&chunk[..n]);
        let _ = to.flush();
    }
    String::from_utf8_lossy(&kept).into_owned()
}

/// The text without terminal colours.
pub fn plain(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\u{1b}' {
            kept.push(c);
            continue;
        }
        for inside in chars.by_ref() {
            if inside.is_ascii_alphabetic() {
                break;
            }
        }
    }
    kept
}

/// Whether a program can be found on the path.
pub fn found(program: &str) -> bool {
    let Some(path) = std::env::var_os("PATH") else {
        return false;
    };
    std::env::split_paths(&path).any(|dir| dir.join(program).is_file())
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn colours_are_taken_out() {
        assert_eq!(plain("\u{1b}[32;1m3 passed\u{1b}[0m, ok"), "3 passed, ok");
    }
}
