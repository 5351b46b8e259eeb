//! What was said about an incident and by whom: personal, so it lies in sealed rows.

use domain::ids::{SealedId, StationId};
use platform::seal::{self, Personal, Sealer};
use sea_orm::prelude::DateTimeUtc;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The longest description, in characters.
pub const DESCRIPTION_MAX: usize = 500;
/// The longest address, in characters.
pub const ADDRESS_MAX: usize = 200;
/// The longest name or telephone number, in characters.
pub const CALLER_MAX: usize = 60;

/// Address and description.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Where, in words.
    pub address_text: Personal,
    /// What, in words.
    pub description: Personal,
}

/// Who called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// The caller's name.
    pub name: Personal,
    /// The caller's telephone.
    pub phone: Personal,
}

/// How two texts lie in one sealed row.
#[derive(Serialize, Deserialize)]
struct Pair<'a>(#[serde(borrow)] std::borrow::Cow<'a, str>, #[serde(borrow)] std::borrow::Cow<'a, str>);

/// The kind of the sealed row with [`Words`].
pub const WORDS: &str = "incident_words";
/// The kind of the sealed row with [`Caller`].
pub const CALLER: &str = "incident_caller";
/// The kind of the sealed row with what came of it.
pub const RESULT: &str = "incident_result";
/// The kind of the sealed row with a reason.
pub const REASON: &str = "incident_reason";

/// The kind of the sealed row with who signed for it, or was told, at another body.
pub const SIGNED: &str = "incident_signed";

/// Seals two texts as one row; `None` if both are empty.
fn seal_pair(
    sealer: &Sealer,
    kind: &str,
    station: StationId,
    subject: Uuid,
    pair: (&Personal, &Personal),
    at: DateTimeUtc,
) -> Option<seal::Model> {
    let (one, two) = (pair.0.expose(), pair.1.expose());
    if one.is_empty() && two.is_empty() {
        return None;
    }
    let text = serde_json::to_string(&Pair(one.into(), two.into())).expect("two texts are plain");
    Some(sealer.seal(SealedId::from(Uuid::now_v7()), station, subject, kind, &Personal::new(text), at))
}

fn open_pair(sealer: &Sealer, row: &seal::Model) -> Option<(Personal, Personal)> {
    let text = sealer.open(row)?;
    let Pair(one, two) = serde_json::from_str(text.expose()).ok()?;
    Some((Personal::new(one), Personal::new(two)))
}

impl Words {
    /// Seals the words of an incident.
    pub fn seal(&self, sealer: &Sealer, station: StationId, subject: Uuid, at: DateTimeUtc) -> Option<seal::Model> {
        seal_pair(sealer, WORDS, station, subject, (&self.address_text, &self.description), at)
    }

    /// Opens the words of an incident; empty if they were deleted.
    pub fn open(sealer: &Sealer, row: Option<&seal::Model>) -> Self {
        let pair = row.and_then(|it| open_pair(sealer, it)).unwrap_or_default();
        Self { address_text: pair.0, description: pair.1 }
    }
}

impl Caller {
    /// Seals who called.
    pub fn seal(&self, sealer: &Sealer, station: StationId, subject: Uuid, at: DateTimeUtc) -> Option<seal::Model> {
        seal_pair(sealer, CALLER, station, subject, (&self.name, &self.phone), at)
    }

    /// Opens who called; empty if it was deleted.
    pub fn open(sealer: &Sealer, row: Option<&seal::Model>) -> Self {
        let pair = row.and_then(|it| open_pair(sealer, it)).unwrap_or_default();
        Self { name: pair.0, phone: pair.1 }
    }
}
