//! The folder of blobs: photos and films, encrypted with the station's key in frames, so that any part can be read.
//!
//! A blob is a row of frames; frame `n` holds [`FRAME_BYTES`] of the file, sealed under the blob's name and `n`, so that
//! neither another file nor another order opens. An upload that goes on is such a file under its own name.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, FileExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, NONCE_LEN};

use crate::seal::Sealer;

/// Bytes of the file in one frame; chunks of an upload end where a frame does.
pub const FRAME_BYTES: u64 = 256 * 1024;
/// What sealing adds to a frame: nonce and tag.
const ADDED: u64 = NONCE_LEN as u64 + 16;

/// The folder, and the keys.
#[derive(Clone, Debug)]
pub struct Blobs(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    folder: PathBuf,
    sealer: Sealer,
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a blob is damaged, or sealed with another key")
}

impl Blobs {
    /// Takes a folder, which is made with the first blob.
    pub fn new(folder: PathBuf, sealer: Sealer) -> Self {
        debug_assert_eq!(ADDED, (NONCE_LEN + AES_256_GCM.tag_len()) as u64);
        Self(Arc::new(Parts { folder, sealer }))
    }

    /// Where a blob lies: a hundred files a folder, two hundred and fifty-six folders.
    fn path(&self, name: &str) -> PathBuf {
        self.0.folder.join(name.get(..2).unwrap_or("__")).join(name)
    }

    fn label(name: &str, frame: u64) -> String {
        format!("blob {name} {frame}")
    }

    /// Writes whole frames of a blob that is made if it is not there; `at` is the start of a frame. It is on the disk
    /// when this returns.
    ///
    /// # Errors
    /// If the disk fails.
    pub fn write(&self, name: &str, at: u64, bytes: &[u8]) -> io::Result<()> {
        let path = self.path(name);
        let folder = path.parent().unwrap_or(&self.0.folder);
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&path)?;
        self.put(&file, name, at, bytes)?;
        file.sync_all()?;
        File::open(folder)?.sync_all()
    }

    fn put(&self, file: &File, name: &str, at: u64, bytes: &[u8]) -> io::Result<()> {
        let first = at / FRAME_BYTES;
        for (number, piece) in bytes.chunks(FRAME_BYTES as usize).enumerate() {
            let frame = first + number as u64;
            let sealed = self.0.sealer.encrypt(&Self::label(name, frame), piece);
            file.write_all_at(&sealed, frame * (FRAME_BYTES + ADDED))?;
        }
        Ok(())
    }

    /// Opens a blob of `total` bytes.
    ///
    /// # Errors
    /// If it is not there.
    pub fn open(&self, name: &str, total: u64) -> io::Result<Blob> {
        let file = File::open(self.path(name))?;
        Ok(Blob { file, name: name.to_owned(), total, sealer: self.0.sealer.clone() })
    }

    /// Writes a whole blob from pieces that [`Blob::frame`] gives, changed by `change`, under another name. It is there
    /// wholly or not at all.
    ///
    /// # Errors
    /// If the disk fails, or the source is damaged.
    pub fn copy(&self, from: &Blob, to: &str, change: &mut dyn FnMut(u64, &mut [u8])) -> io::Result<()> {
        let path = self.path(to);
        let folder = path.parent().unwrap_or(&self.0.folder).to_owned();
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        let half = path.with_extension("half");
        let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&half)?;
        for frame in 0..from.frames() {
            let mut piece = from.frame(frame)?;
            change(frame * FRAME_BYTES, &mut piece);
            self.put(&file, to, frame * FRAME_BYTES, &piece)?;
        }
        file.sync_all()?;
        fs::rename(&half, &path)?;
        File::open(&folder)?.sync_all()
    }

    /// Deletes a blob; one that is not there is deleted already.
    ///
    /// # Errors
    /// If the disk fails.
    pub fn delete(&self, name: &str) -> io::Result<()> {
        match fs::remove_file(self.path(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.0.folder
    }
}

/// An open blob.
#[derive(Debug)]
pub struct Blob {
    file: File,
    name: String,
    total: u64,
    sealer: Sealer,
}

impl Blob {
    /// How many frames it has.
    pub fn frames(&self) -> u64 {
        self.total.div_ceil(FRAME_BYTES)
    }

    /// Reads one frame.
    ///
    /// # Errors
    /// If the disk fails, or it is damaged.
    pub fn frame(&self, number: u64) -> io::Result<Vec<u8>> {
        let left = self.total.saturating_sub(number * FRAME_BYTES).min(FRAME_BYTES);
        let mut sealed = vec![0; usize::try_from(left + ADDED).map_err(|_| damaged())?];
        self.file.read_exact_at(&mut sealed, number * (FRAME_BYTES + ADDED))?;
        self.sealer.decrypt_any(&Blobs::label(&self.name, number), &sealed).ok_or_else(damaged)
    }

    /// Reads some bytes from anywhere.
    ///
    /// # Errors
    /// If they lie beyond the end, the disk fails, or the blob is damaged.
    pub fn read(&self, at: u64, count: usize) -> io::Result<Vec<u8>> {
        let end = at + count as u64;
        if end > self.total {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut out = Vec::with_capacity(count);
        let mut from = at;
        while from < end {
            let frame = from / FRAME_BYTES;
            let piece = self.frame(frame)?;
            let start = usize::try_from(from - frame * FRAME_BYTES).map_err(|_| damaged())?;
            let stop = usize::try_from((end - frame * FRAME_BYTES).min(FRAME_BYTES)).map_err(|_| damaged())?;
            out.extend_from_slice(piece.get(start..stop).ok_or_else(damaged)?);
            from = (frame + 1) * FRAME_BYTES;
        }
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_part_is_read_back_and_nothing_lies_there_in_the_clear() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::new(folder.path().join("blobs"), Sealer::from_seed(3));
        let bytes: Vec<u8> = (0..600_000u32).map(|it| it.to_le_bytes()[0] ^ it.to_le_bytes()[1]).collect();
        let cut = FRAME_BYTES as usize;
        blobs.write("abcd", 0, &bytes[..cut]).unwrap();
        blobs.write("abcd", FRAME_BYTES, &bytes[cut..]).unwrap();
        let blob = blobs.open("abcd", 600_000).unwrap();
        for (at, count) in [(0, 600_000), (cut - 3, 6), (599_999, 1), (5, 0)] {
            assert_eq!(blob.read(at as u64, count).unwrap(), &bytes[at..at + count]);
        }
        assert!(blob.read(599_999, 2).is_err());
        let stored = fs::read(folder.path().join("blobs/ab/abcd")).unwrap();
        assert!(!stored.windows(32).any(|it| it == &bytes[1_000..1_032]));
        blobs
            .copy(&blob, "ef01", &mut |at, piece| {
                if at == 0 {
                    piece[0] = 9
                }
            })
            .unwrap();
        let copy = blobs.open("ef01", 600_000).unwrap().read(0, 600_000).unwrap();
        assert_eq!((copy[0], &copy[1..]), (9, &bytes[1..]));
        fs::copy(folder.path().join("blobs/ab/abcd"), folder.path().join("blobs/ef/ef01")).unwrap();
        assert!(blobs.open("ef01", 600_000).unwrap().frame(0).is_err(), "a blob opens under its own name only");
        blobs.delete("abcd").unwrap();
        blobs.delete("abcd").unwrap();
        assert!(blobs.open("abcd", 1).is_err());
    }
}
