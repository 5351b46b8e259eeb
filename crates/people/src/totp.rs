//! One-time codes by time (RFC 6238 over RFC 4226): SHA-1, six digits, thirty seconds, as authenticator apps expect.

use aws_lc_rs::hmac;

/// Bytes of a secret: as long as SHA-1's output (RFC 4226 §4, R6).
pub const SECRET_BYTES: usize = 20;
/// Seconds of one step (RFC 6238 §5.2).
pub const STEP_S: i64 = 30;
/// Steps that a clock may be off either way: one, as RFC 6238 §5.2 allows for delay.
const DRIFT_STEPS: i64 = 1;
/// Digits of a code.
const DIGITS: u32 = 6;

/// The step that a moment lies in.
pub const fn step(unix_s: i64) -> i64 {
    unix_s.div_euclid(STEP_S)
}

/// The number of a counter, with this many digits (RFC 4226 §5.3).
fn hotp(secret: &[u8], counter: i64, digits: u32) -> u32 {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let mac = hmac::sign(&key, &counter.to_be_bytes());
    let mac = mac.as_ref();
    let at = usize::from(mac[mac.len() - 1] & 0x0f);
    let word = u32::from_be_bytes([mac[at] & 0x7f, mac[at + 1], mac[at + 2], mac[at + 3]]);
    word % 10u32.pow(digits)
}

/// The code of a step.
pub fn code(secret: &[u8], step: i64) -> String {
    format!("{:06}", hotp(secret, step, DIGITS))
}

/// The step of a right code that was not used yet; codes of `last_step` and before are spent.
pub fn accept(secret: &[u8], given: &str, unix_s: i64, last_step: i64) -> Option<i64> {
    let now = step(unix_s);
    let given = given.trim();
    (now - DRIFT_STEPS..=now + DRIFT_STEPS).find(|it| {
        let right = code(secret, *it);
        *it > last_step && aws_lc_rs::constant_time::verify_slices_are_equal(right.as_bytes(), given.as_bytes()).is_ok()
    })
}

/// The secret as apps take it: base 32 without padding (RFC 4648 §6).
pub fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bit = |at: usize| bytes.get(at / 8).map_or(0, |it| (it >> (7 - at % 8)) & 1);
    (0..(bytes.len() * 8).div_ceil(5))
        .map(|group| (0..5).fold(0u8, |value, offset| value << 1 | bit(group * 5 + offset)))
        .map(|value| char::from(LETTERS[usize::from(value)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of RFC 6238, appendix B, for SHA-1: eight digits.
    #[test]
    fn the_vectors_of_the_rfc_come_out() {
        for (time, expected) in [
            (59, 94_287_082),
            (1_111_111_109, 7_081_804),
            (1_111_111_111, 14_050_471),
            (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000, 65_353_130),
        ] {
            assert_eq!(hotp(b"12345678901234567890", step(time), 8), expected, "{time}");
        }
    }

    /// The vectors of RFC 4226, appendix D.
    #[test]
    fn the_vectors_of_counters_come_out() {
        let expected = [755_224, 287_082, 359_152, 969_429, 338_314, 254_676, 287_922, 162_583, 399_871, 520_489];
        for (counter, expected) in (0..).zip(expected) {
            assert_eq!(hotp(b"12345678901234567890", counter, DIGITS), expected);
        }
    }

    #[test]
    fn a_code_counts_once_and_a_step_early_or_late() {
        let secret = b"12345678901234567890";
        let now = 1_111_111_111;
        let right = code(secret, step(now));
        assert_eq!(accept(secret, &right, now, 0), Some(step(now)));
        assert_eq!(accept(secret, &right, now, step(now)), None, "a spent code counts again");
        assert_eq!(accept(secret, &right, now + STEP_S, 0), Some(step(now)));
        assert_eq!(accept(secret, &right, now + 2 * STEP_S, 0), None);
        assert_eq!(accept(secret, "000000", now, 0), None);
        assert_eq!(accept(secret, "", now, 0), None);
    }

    #[test]
    fn a_secret_is_written_as_apps_take_it() {
        assert_eq!(base32(b"12345678901234567890"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(base32(b"f"), "MY");
    }
}
