//! Passwords: Argon2id, checked away from the threads that answer, a few at a time.

use std::sync::Arc;

use anyhow::Context as _;
use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::rand;
use platform::problem::{self, Error, Result, refuse};
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
