//! Reading words aloud: packet after packet, with pauses between the rounds, until everything was said.

use crate::rtp::FRAME;

/// How often the words are read when no key comes: whoever was asleep hears the first half once at most.
pub const ROUNDS: u32 = 3;
/// Packets of silence after each round, in which the key is pressed: 4 s.
const PAUSE: usize = 200;
/// Packets of silence after the last words, before this side hangs up: half a second.
const AFTER: usize = 25;
/// Packets of silence before the first word: 0.6 s, until the receiver is at the ear.
const BEFORE: usize = 30;

/// What is being read.
#[derive(Clone, Debug)]
pub struct Reading {
    samples: Vec<i16>,
    rounds: u32,
    at: usize,
    silent: usize,
    pause: usize,
}

impl Reading {
    /// Reads these samples round after round, and leaves time for a key.
    pub fn new(samples: Vec<i16>) -> Self {
        Self { samples, rounds: ROUNDS, at: 0, silent: BEFORE, pause: PAUSE }
    }

    /// Reads these samples once, and nothing is waited for.
    pub fn last(samples: Vec<i16>) -> Self {
        Self { samples, rounds: 1, at: 0, silent: 0, pause: AFTER }
    }

    /// Begins anew, as after the key for repeating.
    pub fn again(&mut self) {
        *self = Self::new(std::mem::take(&mut self.samples));
    }

    /// The next packet's samples; `None` when everything was said and the last pause is over.
    pub fn next_frame(&mut self) -> Option<[i16; FRAME]> {
        let mut frame = [0; FRAME];
        if self.silent > 0 {
            self.silent -= 1;
            return Some(frame);
        }
        if self.rounds == 0 {
            return None;
        }
        let piece = self.samples.get(self.at..).unwrap_or_default();
        let length = piece.len().min(FRAME);
        frame[..length].copy_from_slice(&piece[..length]);
        self.at += FRAME;
        if self.at >= self.samples.len() {
            (self.at, self.silent, self.rounds) = (0, self.pause, self.rounds - 1);
        }
        Some(frame)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(reading: &mut Reading) -> Vec<i16> {
        std::iter::from_fn(|| reading.next_frame()).map(|it| it[0]).collect()
    }

    #[test]
    fn words_are_read_with_pauses_and_end() {
        let mut reading = Reading::new(vec![1; FRAME + 1]);
        let read = frames(&mut reading);
        assert_eq!(read.len(), BEFORE + ROUNDS as usize * (2 + PAUSE));
        assert_eq!(read.iter().filter(|it| **it == 1).count(), 2 * ROUNDS as usize);
        reading.again();
        assert_eq!(frames(&mut reading).len(), read.len());
    }

    #[test]
    fn last_words_come_once_and_nothing_to_say_ends_too() {
        assert_eq!(frames(&mut Reading::last(vec![1; FRAME])).len(), 1 + AFTER);
        assert_eq!(frames(&mut Reading::last(Vec::new())).len(), 1 + AFTER);
    }
}
