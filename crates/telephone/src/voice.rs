//! Words as sound: a recorded clip where the station has one, else the voice of `espeak-ng`, else tones.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use crate::audio;

/// The program that reads aloud; it is asked for each sentence and never kept.
const PROGRAM: &str = "espeak-ng";
/// Its Mandarin voice, and a pace that a woken person follows (words a minute).
const ARGUMENTS: [&str; 7] = ["-v", "cmn", "-s", "150", "--stdout", "--stdin", "-b1"];
/// How long one sentence may take it.
const TIMEOUT: Duration = Duration::from_secs(5);
/// The longest sentence that is read, in characters.
const CHARS_MAX: usize = 200;
/// The largest clip: a minute at 48 kHz in two channels.
const CLIP_BYTES_MAX: u64 = 12 * 1024 * 1024;
/// Silence between two pieces: a quarter of a second.
const GAP: usize = 2_000;

/// One piece of what is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The name of the clip that says it, without `.wav`.
    pub clip: Option<String>,
    /// The words.
    pub text: String,
}

/// Everything that is said, in order.
pub type Script = Vec<Piece>;

/// Makes words sound.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Voice {
    /// The folder of recorded clips (`NAME.wav`), if the station has one.
    pub clips: Option<PathBuf>,
}

impl Voice {
    /// The sound of a script: what neither a clip nor the voice can say is left out, and tones stand for all of it
    /// if nothing can be said.
    pub async fn say(&self, script: &[Piece]) -> Vec<i16> {
        let mut sound = Vec::new();
        for piece in script {
            let said = match self.clip(piece).await {
                Some(clip) => Some(clip),
                None => speak(&piece.text).await,
            };
            if let Some(said) = said {
                sound.extend(said);
                sound.extend([0; GAP]);
            }
        }
        if sound.is_empty() { audio::tones() } else { sound }
    }

    async fn clip(&self, piece: &Piece) -> Option<Vec<i16>> {
        let path = clip_path(self.clips.as_deref()?, piece.clip.as_deref()?)?;
        let size = tokio::fs::metadata(&path).await.ok()?.len();
        if size > CLIP_BYTES_MAX {
            return None;
        }
        audio::read_wav(&tokio::fs::read(&path).await.ok()?)
    }
}

/// Where a clip lies; a name that leads out of the folder is none.
fn clip_path(folder: &Path, name: &str) -> Option<PathBuf> {
    let plain = !name.is_empty() && name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-' || it == b'_');
    plain.then(|| folder.join(format!("{name}.wav")))
}

/// Asks the voice; `None` if it is not installed, takes too long or says nothing.
async fn speak(text: &str) -> Option<Vec<i16>> {
    let text: String = text.chars().filter(|it| !it.is_control()).take(CHARS_MAX).collect();
    let asked = async {
        let mut child = Command::new(PROGRAM)
            .args(ARGUMENTS)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .ok()?;
        let mut input = child.stdin.take()?;
        input.write_all(text.as_bytes()).await.ok()?;
        drop(input);
        child.wait_with_output().await.ok()
    };
    let output = tokio::time::timeout(TIMEOUT, asked).await.ok()??;
    audio::read_wav(&output.stdout).filter(|it| !it.is_empty())
}

/// Tells whether the voice is installed.
pub async fn is_installed() -> bool {
    let asked = Command::new(PROGRAM).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    matches!(tokio::time::timeout(TIMEOUT, asked).await, Ok(Ok(status)) if status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clips_lie_in_their_folder() {
        let folder = Path::new("/clips");
        assert_eq!(clip_path(folder, "category-5103"), Some("/clips/category-5103.wav".into()));
        for name in ["", "../secret", "a/b", "a.b"] {
            assert_eq!(clip_path(folder, name), None, "{name}");
        }
    }
}
