//! Sound as telephones carry it: 8000 samples a second, and G.711.

use crate::sdp::Law;

/// Samples a second.
pub const RATE: u32 = 8_000;
/// The longest sound that is taken from a file or a voice: one minute.
const SECONDS_MAX: usize = 60;

/// Reads a WAV file of 16-bit samples, one or two channels, any rate up to 48 kHz, as samples of a telephone.
pub fn read_wav(bytes: &[u8]) -> Option<Vec<i16>> {
    if bytes.get(..4)? != b"RIFF" || bytes.get(8..12)? != b"WAVE" {
        return None;
    }
    let (mut at, mut format) = (12, None);
    loop {
        let name = bytes.get(at..at + 4)?;
        let length = u32::from_le_bytes(bytes.get(at + 4..at + 8)?.try_into().ok()?) as usize;
        let start = at + 8;
        // Programs that write to a pipe do not know the length and write a large one.
        let end = start.saturating_add(length).min(bytes.len());
        match name {
            b"fmt " => format = Some(wav_format(bytes.get(start..end)?)?),
            b"data" => {
                let (channels, rate) = format?;
                let samples: Vec<i16> = bytes[start..end]
                    .chunks_exact(2 * channels)
                    .take(SECONDS_MAX * rate as usize)
                    .map(|it| i16::from_le_bytes([it[0], it[1]]))
                    .collect();
                return Some(resample(&samples, rate));
            }
            _ => {}
        }
        at = end + (length & 1);
    }
}

/// Channels and rate of uncompressed 16-bit sound.
fn wav_format(chunk: &[u8]) -> Option<(usize, u32)> {
    let two = |at: usize| Some(u16::from_le_bytes(chunk.get(at..at + 2)?.try_into().ok()?));
    let rate = u32::from_le_bytes(chunk.get(4..8)?.try_into().ok()?);
    let right = two(0)? == 1 && matches!(two(2)?, 1 | 2) && two(14)? == 16 && (RATE..=48_000).contains(&rate);
    right.then_some((usize::from(two(2)?), rate))
}

/// Brings samples to the telephone's rate: each new one is the mean of those that it stands for, which also keeps
/// the high ones from folding back.
fn resample(samples: &[i16], rate: u32) -> Vec<i16> {
    if rate == RATE {
        return samples.to_vec();
    }
    let (rate, count) = (rate as usize, samples.len() * RATE as usize / rate as usize);
    let mean = |at: usize| {
        let (from, to) = (at * rate / RATE as usize, ((at + 1) * rate / RATE as usize).min(samples.len()));
        let sum: i64 = samples[from..to].iter().map(|it| i64::from(*it)).sum();
        i16::try_from(sum / (to - from).max(1) as i64).unwrap_or_default()
    };
    (0..count).map(mean).collect()
}

/// Three short tones, for a station that has neither a voice nor recorded clips.
pub fn tones() -> Vec<i16> {
    /// A tone of 1000 Hz: eight samples a turn.
    const WAVE: [i16; 8] = [0, 5_657, 8_000, 5_657, 0, -5_657, -8_000, -5_657];
    let tone = |at: usize| if (at / 2_000).is_multiple_of(2) { WAVE[at % 8] } else { 0 };
    (0..12_000).map(tone).collect()
}

/// One sample as a byte.
pub fn byte(sample: i16, law: Law) -> u8 {
    match law {
        Law::A => a_law(sample),
        Law::Mu => mu_law(sample),
    }
}

/// G.711 A-law of a 16-bit sample.
fn a_law(sample: i16) -> u8 {
    let (sign, size) = if sample >= 0 { (0x80, i32::from(sample)) } else { (0, -i32::from(sample) - 1) };
    let size = size >> 3;
    let code = match 31 - (size | 1).leading_zeros() {
        0..=4 => size >> 1,
        top => (((top as i32) - 4) << 4) | ((size >> (top - 4)) & 0x0f),
    };
    (sign | code as u8) ^ 0x55
}

/// G.711 μ-law of a 16-bit sample.
fn mu_law(sample: i16) -> u8 {
    /// What is added before the logarithm, and the largest that fits after it.
    const BIAS: i32 = 0x84;
    const MOST: i32 = 32_635;
    let (sign, size) = if sample >= 0 { (0, i32::from(sample)) } else { (0x80, -i32::from(sample)) };
    let size = size.min(MOST) + BIAS;
    let top = 31 - (size as u32).leading_zeros() as i32;
    let code = ((top - 7) << 4) | ((size >> (top - 4)) & 0x0f);
    !(sign | code as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wav(rate: u32, channels: u16, samples: &[i16]) -> Vec<u8> {
        let mut bytes = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0".to_vec();
        bytes.extend(channels.to_le_bytes());
        bytes.extend(rate.to_le_bytes());
        bytes.extend([0; 6]);
        bytes.extend(16u16.to_le_bytes());
        bytes.extend(b"data\xff\xff\xff\xff");
        bytes.extend(samples.iter().flat_map(|it| it.to_le_bytes()));
        bytes
    }

    /// Values of the tables of G.711.
    #[test]
    fn both_laws_are_those_of_the_standard() {
        let a: Vec<u8> = [0, -1, 16, 1_000, -1_000, 32_767, -32_768].iter().map(|it| byte(*it, Law::A)).collect();
        assert_eq!(a, [0xd5, 0x55, 0xd4, 0xfa, 0x7a, 0xaa, 0x2a]);
        let mu: Vec<u8> = [0, 1_000, -1_000, 32_767, -32_768].iter().map(|it| byte(*it, Law::Mu)).collect();
        assert_eq!(mu, [0xff, 0xce, 0x4e, 0x80, 0x00]);
    }

    #[test]
    fn files_of_other_rates_become_telephone_sound() {
        assert_eq!(read_wav(&wav(8_000, 1, &[1, 2, 3])), Some(vec![1, 2, 3]));
        assert_eq!(read_wav(&wav(16_000, 1, &[10, 20, 30, 50])), Some(vec![15, 40]));
        assert_eq!(read_wav(&wav(8_000, 2, &[1, 9, 2, 9])), Some(vec![1, 2]));
        assert_eq!(read_wav(&wav(22_050, 1, &[7; 22_050])).map(|it| it.len()), Some(8_000));
    }

    #[test]
    fn what_is_no_sound_is_none() {
        let good = wav(8_000, 1, &[1]);
        for end in 0..44 {
            assert_eq!(read_wav(&good[..end]), None, "{end}");
        }
        assert_eq!(read_wav(&wav(96_000, 1, &[1])), None);
        assert_eq!(read_wav(&wav(8_000, 6, &[1])), None);
    }
}
