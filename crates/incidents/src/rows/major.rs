//! The report of a major incident, as a column of its row.

use domain::ids::AccountId;
use domain::incident::major::{MajorSaid, MajorStep};
use sea_orm::FromJsonQueryResult;
use sea_orm::prelude::DateTimeUtc;
use serde::{Deserialize, Serialize};

/// That an incident is major, and how far its report has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Major {
    /// From when the hour runs.
    pub known_at: DateTimeUtc,
    /// When it was marked.
    pub marked_at: DateTimeUtc,
    /// Who marked it.
    pub marked_by: AccountId,
    /// The steps that are done, in order.
    pub steps: Vec<Ticked>,
    /// What was said of its being late.
    pub said: MajorSaid,
}

/// A step that is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticked {
    /// Which.
    pub step: MajorStep,
    /// When.
    pub at: DateTimeUtc,
    /// Who ticked it.
    pub by: AccountId,
}

impl Major {
    /// The steps that are done.
    pub fn done(&self) -> Vec<MajorStep> {
        self.steps.iter().map(|it| it.step).collect()
    }

    /// When the municipal government had it.
    pub fn through_at(&self) -> Option<DateTimeUtc> {
        self.steps.iter().find(|it| it.step == MajorStep::District).map(|it| it.at)
    }
}
