//! Passwords: Argon2id, checked away from the threads that answer, a few at a time.

use std::sync::Arc;

use anyhow::Context as _;
use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::rand;
use platform::problem::{self, Error, Field, Result, refuse};
use tokio::sync::Semaphore;

/// Memory of one check in KiB, passes and lanes: the first choice of OWASP's password storage cheat sheet.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Checks that run at once; each takes 19 MiB.
const CHECKS_MAX: usize = 2;
/// Checks that may wait; more are told to come again.
const WAITING_MAX: usize = 512;
/// The longest password, in bytes.
pub const PASSWORD_BYTES_MAX: usize = 128;

/// What an unknown login is checked against, so that it takes as long as a known one.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGlzIGhlcmU$TvWMEkdgjZHMdq6r0i0yYEbPQ5v0i9sCR6VZtHbYt4c";

/// The shortest password, in characters 【GB/T 22239 身份鉴别】.
pub const PASSWORD_CHARS_MIN: usize = 10;
/// Kinds of characters that a password needs: of small and capital letters, digits and everything else.
const CLASSES_MIN: usize = 3;
/// Letters that a one-time password is made of: none that is taken for another.
const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789";
/// Letters in each of the groups of a one-time password, and groups: some 90 bits.
const GROUPS: (usize, usize) = (4, 4);

/// Words that passwords are guessed by: `data/weak-passwords.v1.json`.
#[derive(serde::Deserialize)]
struct Weak {
    words: Vec<String>,
}

fn weak() -> &'static [String] {
    static WEAK: std::sync::LazyLock<Weak> = std::sync::LazyLock::new(|| {
        serde_json::from_str(include_str!("../../../data/weak-passwords.v1.json")).expect("the file is tested")
    });
    &WEAK.words
}

/// Tells whether a password may be set; if not, what to write instead.
///
/// # Errors
/// A field error that names the rule.
pub fn check_new(field: &'static str, password: &str, login: &str) -> Result<()> {
    let wrong = |code, zh: &str, en: &str| Err(Error::Invalid(vec![Field::new(field, code, zh, en)]));
    if password.len() > PASSWORD_BYTES_MAX {
        return wrong("length", "口令太长，最多 128 字节", "The password is too long; at most 128 bytes");
    }
    if password.chars().count() < PASSWORD_CHARS_MIN {
        return wrong("length", "口令至少 10 位", "A password has at least 10 characters");
    }
    let kinds: [fn(char) -> bool; 4] =
        [|it| it.is_lowercase(), |it| it.is_uppercase(), |it| it.is_ascii_digit(), |it| !it.is_ascii_alphanumeric()];
    if kinds.iter().filter(|kind| password.chars().any(**kind)).count() < CLASSES_MIN {
        let zh = "口令须含小写字母、大写字母、数字、符号中的三类";
        return wrong("classes", zh, "A password needs three of: small letters, capitals, digits, signs");
    }
    let small = password.to_lowercase();
    let login = login.to_lowercase();
    // A weak word is weak as long as it is most of the password.
    let guessed = weak().iter().any(|it| small.contains(it.as_str()) && it.chars().count() * 2 > small.chars().count());
    if guessed || (login.chars().count() >= 3 && small.contains(&login)) {
        let zh = "口令太容易猜，请不要用账号名、常见词或连号";
        return wrong("weak", zh, "This password is easily guessed; use no login, common word or row of digits");
    }
    Ok(())
}

/// Makes a password that is used once and changed at the first sign-in.
///
/// # Errors
/// If the system's random generator fails.
pub fn one_time() -> anyhow::Result<String> {
    loop {
        let mut bytes = [0u8; 256];
        rand::fill(&mut bytes).map_err(|_| anyhow::anyhow!("the system's random generator failed"))?;
        // Only bytes below a whole multiple of the letters count, so that none comes more often.
        let bound = 256 - 256 % LETTERS.len();
        let mut letters =
            bytes.iter().filter(|it| usize::from(**it) < bound).map(|it| LETTERS[usize::from(*it) % LETTERS.len()]);
        let groups: Vec<String> =
            (0..GROUPS.0).map(|_| letters.by_ref().take(GROUPS.1).map(char::from).collect()).collect();
        let made = groups.join("-");
        if check_new("password", &made, "").is_ok() {
            return Ok(made);
        }
    }
}

fn argon() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).expect("the constants are within Argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Hashes a password with a new salt.
///
/// # Errors
/// If the system's random generator fails.
pub fn hash(password: &str) -> anyhow::Result<String> {
    let mut salt = [0u8; 16];
    rand::fill(&mut salt).map_err(|_| anyhow::anyhow!("the system's random generator failed"))?;
    let salt = SaltString::encode_b64(&salt).map_err(|it| anyhow::anyhow!("{it}"))?;
    let hash = argon().hash_password(password.as_bytes(), &salt).map_err(|it| anyhow::anyhow!("{it}"));
    Ok(hash.context("a password could not be hashed")?.to_string())
}

fn matches(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|it| argon().verify_password(password.as_bytes(), &it).is_ok())
}

/// The place where passwords are checked; cheap to clone.
#[derive(Clone)]
pub struct Checker {
    running: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Default for Checker {
    fn default() -> Self {
        Self { running: Arc::new(Semaphore::new(CHECKS_MAX)), waiting: Arc::new(Semaphore::new(WAITING_MAX)) }
    }
}

impl Checker {
    /// Tells whether `password` is the one that was hashed; without a hash, works as long and says no.
    ///
    /// # Errors
    /// [`problem::BUSY`] if too many checks wait.
    pub async fn check(&self, password: String, hash: Option<String>) -> Result<bool> {
        let _waiting = self.waiting.try_acquire().map_err(|_| refuse(&problem::BUSY))?;
        let running = self.running.clone().acquire_owned().await.map_err(|_| refuse(&problem::BUSY))?;
        let known = hash.is_some();
        let checked = tokio::task::spawn_blocking(move || {
            let _running = running;
            matches(&password, hash.as_deref().unwrap_or(NOBODY))
        });
        let same = checked.await.map_err(|it| Error::Internal(it.into()))?;
        Ok(known && same)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_password_matches() {
        let hash = hash("荔枝-seven-trees").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(matches("荔枝-seven-trees", &hash));
        assert!(!matches("荔枝-seven-tree", &hash));
        assert!(!matches("", "not a hash"));
    }

    #[test]
    fn weak_passwords_are_told_what_to_be() {
        let code = |password: &str| match check_new("password", password, "zhangsan") {
            Ok(()) => "good",
            Err(Error::Invalid(fields)) => fields[0].code,
            Err(_) => "another error",
        };
        for (password, expected) in [
            ("Short-1", "length"),
            ("alllowercase", "classes"),
            ("lowercase123", "classes"),
            ("Password-1", "weak"),
            ("P@ssw0rd12", "weak"),
            ("Zhangsan-2026", "weak"),
            ("Seven-lychee-trees-7", "good"),
            ("荔枝-seven-Trees", "good"),
        ] {
            assert_eq!(code(password), expected, "{password}");
        }
        let made = one_time().unwrap();
        assert_eq!((code(&made), made.len()), ("good", 19));
        assert_ne!(made, one_time().unwrap());
    }

    #[tokio::test]
    async fn too_many_checks_at_once_are_told_to_come_again() {
        let checker = Checker::default();
        let waiting = checker.waiting.clone().acquire_many_owned(u32::try_from(WAITING_MAX).unwrap()).await.unwrap();
        let refused = checker.check("any".to_owned(), None).await.unwrap_err();
        assert!(matches!(refused, Error::Refused(it) if it.code == &problem::BUSY));
        drop(waiting);
        assert!(!checker.check("any".to_owned(), None).await.unwrap());
    }

    #[test]
    fn an_unknown_login_is_checked_with_the_same_work() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        let params = Params::try_from(&nobody).unwrap();
        assert_eq!((params.m_cost(), params.t_cost(), params.p_cost()), (MEMORY_KIB, PASSES, LANES));
        assert_eq!(nobody.hash.unwrap().len(), 32);
    }
}
