//! The names beside the ids, in the caller's language.

use std::sync::Arc;

use domain::category::CategoryCode;
use domain::category::dictionary::Dictionary;
use domain::code::Code;
use domain::ids::{AccountId, CommunityId, GridId, MemberId, PostId, StationId, UnitId};
use domain::incident::clocks::{Limits, STANDARD};
use domain::incident::transfer::Patience;
use domain::words::Words;
use duty::duty::Duty;
use people::people::{People, Person};
use places::atlas::Atlas;
use places::places::Places;
use platform::language::Language;
use platform::problem::Result;
use platform::scope::Scope;

/// Looks names up in the snapshots of places and people.
#[derive(Clone)]
pub struct Names {
    atlas: Arc<Atlas>,
    people: People,
    duty: Duty,
    station: StationId,
    language: Language,
    limits: Limits,
    patience: Patience,
}

impl Names {
    /// Takes the snapshots of one station.
    ///
    /// # Errors
    /// If there is no such station.
    pub fn new(places: &Places, duty: &Duty, station: StationId, language: Language) -> Result<Self> {
        let people = duty.people().clone();
        let (atlas, duty) = (places.atlas(station)?, duty.clone());
        Ok(Self { atlas, people, duty, station, language, limits: STANDARD, patience: Patience::default() })
    }

    /// The same with the time limits that the station has set.
    pub fn with_limits(self, limits: Limits, patience: Patience) -> Self {
        Self { limits, patience, ..self }
    }

    /// The same in another language.
    pub fn in_language(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// How long another body may be silent.
    pub fn patience(&self) -> Patience {
        self.patience
    }

    /// The station's time limits.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The station's places.
    pub fn atlas(&self) -> &Atlas {
        &self.atlas
    }

    /// The name of a unit.
    pub fn unit(&self, id: Option<UnitId>) -> Option<String> {
        Some(self.atlas.unit(id?)?.name.clone())
    }

    /// The name of a community.
    pub fn community(&self, id: Option<CommunityId>) -> Option<String> {
        Some(self.atlas.community(id?)?.name.clone())
    }

    /// The name of a grid.
    pub fn grid(&self, id: Option<GridId>) -> Option<String> {
        Some(self.atlas.grid(id?)?.name.clone())
    }

    /// The name of a post.
    pub fn post(&self, id: Option<PostId>) -> Option<String> {
        Some(self.atlas.post(id?)?.name.clone())
    }

    /// The name of a category.
    pub fn category(&self, code: Option<CategoryCode>) -> Option<String> {
        let category = Dictionary::built_in().get(code?)?;
        Some(self.language.pick(&category.zh, &category.en).to_owned())
    }

    /// Words in the caller's language.
    pub fn words(&self, words: &Words) -> String {
        self.language.pick(&words.zh, &words.en).to_owned()
    }

    /// The name of a wire word.
    pub fn word(&self, code: impl Code) -> String {
        self.language.pick(code.zh(), code.en()).to_owned()
    }

    /// What is known of a member.
    pub fn member_facts(&self, id: MemberId) -> Option<Arc<Person>> {
        self.people.member(id)
    }

    /// Whether nobody has said yet who really stands where this member should be relieved.
    pub fn unconfirmed(&self, id: MemberId) -> bool {
        self.duty.member(self.station, id).is_some_and(|it| it.unconfirmed)
    }

    /// A member's name as `scope` may read it.
    pub fn member(&self, scope: &Scope, id: MemberId) -> String {
        self.people.name(scope, id)
    }

    /// An account's name as `scope` may read it.
    pub fn account(&self, scope: &Scope, id: AccountId) -> String {
        self.people.account_name(scope, id)
    }
}
