//! The dictionary of categories: a versioned data file that a district can replace.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{Act, Category, CategoryCode};
use crate::member::Level;
use crate::words::Words;

/// The dictionary that the program brings along.
const BUILT_IN: &str = include_str!("../../../../data/categories.v1.json");

/// The most categories a dictionary may have.
const CATEGORIES_MAX: usize = 1_000;

/// All categories, with the cards of levels and groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dictionary {
    version: u32,
    levels: BTreeMap<Level, LevelCard>,
    groups: BTreeMap<String, Group>,
    categories: BTreeMap<CategoryCode, Category>,
    neutral: NeutralCard,
}

/// What members see of a matter at home, with a child or from an informant (adoption rule 7).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NeutralCard {
    /// What to call the matter.
    pub name: Words,
    /// What members may do.
    pub may: Vec<Words>,
    /// What they may not do.
    pub may_not: Vec<Words>,
    /// The sentence where `{place}` is a building.
    pub at_building: Words,
    /// The sentence where `{place}` is another place.
    pub at_place: Words,
    /// The sentence that names no place.
    pub without_place: Words,
}

/// What a level allows and forbids, and by which law.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelCard {
    /// What it allows.
    pub may: Vec<Words>,
    /// What it forbids.
    pub may_not: Vec<Words>,
    /// The law.
    pub law: Vec<Words>,
}

/// A group of categories (大类): the first two digits.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Two digits.
    pub code: String,
    /// Its name in Chinese.
    pub zh: String,
    /// Its name in English.
    pub en: String,
    /// What the whole group allows.
    #[serde(default)]
    pub may: Vec<Act>,
    /// What the whole group forbids.
    #[serde(default)]
    pub may_not: Vec<Words>,
    /// The law.
    #[serde(default)]
    pub law: Vec<Words>,
}

/// What a member may and may not do about an incident, the most specific first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// What they may do.
    pub may: Vec<Words>,
    /// What they may not do.
    pub may_not: Vec<Words>,
    /// The law that says so.
    pub law: Vec<Words>,
}

/// Why a dictionary cannot be used; it names the code at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotADictionary {
    /// It is not the JSON that a dictionary is; where and what, in the parser's words.
    Syntax(String),
    /// A code occurs twice.
    Repeated(CategoryCode),
    /// A category belongs to no group.
    WithoutGroup(CategoryCode),
    /// A level has no card.
    WithoutCard(Level),
    /// A category allows an act above its own level, which could never be shown.
    ActAboveLevel(CategoryCode),
    /// There are more than `CATEGORIES_MAX` categories.
    TooLong,
}

impl fmt::Display for NotADictionary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(what) => write!(f, "not a dictionary: {what}"),
            Self::Repeated(code) => write!(f, "category {code} occurs twice"),
            Self::WithoutGroup(code) => write!(f, "category {code} belongs to no group"),
            Self::WithoutCard(level) => write!(f, "level {level} has no card"),
            Self::ActAboveLevel(code) => write!(f, "category {code} allows an act above its level"),
            Self::TooLong => write!(f, "more than {CATEGORIES_MAX} categories"),
        }
    }
}

impl std::error::Error for NotADictionary {}

impl Dictionary {
    /// The dictionary that the program brings along, `data/categories.v1.json`.
    pub fn built_in() -> &'static Self {
        static DICTIONARY: LazyLock<Dictionary> =
            LazyLock::new(|| Dictionary::parse(BUILT_IN).expect("the built-in dictionary is tested"));
        &DICTIONARY
    }

    /// Reads a dictionary and checks that it holds together.
    pub fn parse(text: &str) -> Result<Self, NotADictionary> {
        let file: File = serde_json::from_str(text).map_err(|it| NotADictionary::Syntax(it.to_string()))?;
        if file.categories.len() > CATEGORIES_MAX {
            return Err(NotADictionary::TooLong);
        }
        if let Some(level) = Level::ALL.iter().find(|it| !file.levels.contains_key(it)) {
            return Err(NotADictionary::WithoutCard(*level));
        }
        let groups: BTreeMap<_, _> = file.groups.into_iter().map(|it| (it.code.clone(), it)).collect();
        let mut categories = BTreeMap::new();
        for category in file.categories {
            let code = category.code;
            if !groups.contains_key(code.group()) {
                return Err(NotADictionary::WithoutGroup(code));
            }
            if category.may.iter().any(|it| it.from > category.level_max) {
                return Err(NotADictionary::ActAboveLevel(code));
            }
            if categories.insert(code, category).is_some() {
                return Err(NotADictionary::Repeated(code));
            }
        }
        Ok(Self { version: file.version, levels: file.levels, groups, categories, neutral: file.neutral })
    }

    /// The version of the file.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// The category of a code.
    pub fn get(&self, code: CategoryCode) -> Option<&Category> {
        self.categories.get(&code)
    }

    /// Every category, by code.
    pub fn categories(&self) -> impl Iterator<Item = &Category> {
        self.categories.values()
    }

    /// Every group, by code.
    pub fn groups(&self) -> impl Iterator<Item = &Group> {
        self.groups.values()
    }

    /// The group of a category.
    pub fn group(&self, code: CategoryCode) -> Option<&Group> {
        self.groups.get(code.group())
    }

    /// What members see where only neutral words are shown.
    pub fn neutral(&self) -> &NeutralCard {
        &self.neutral
    }

    /// What members may and may not do at `level` about `category`: the category's own lines first,
    /// then those of its group, then those of the level. Acts above the level are left out.
    pub fn limits(&self, category: Option<&Category>, level: Level) -> Limits {
        let mut limits = Limits::default();
        if let Some(category) = category {
            limits.add(&category.may, &category.may_not, &category.law, level);
            if let Some(group) = self.group(category.code) {
                limits.add(&group.may, &group.may_not, &group.law, level);
            }
        }
        if let Some(card) = self.levels.get(&level) {
            limits.may.extend(card.may.iter().cloned());
            limits.may_not.extend(card.may_not.iter().cloned());
            limits.law.extend(card.law.iter().cloned());
        }
        limits
    }
}

impl Limits {
    fn add(&mut self, may: &[Act], may_not: &[Words], law: &[Words], level: Level) {
        let allowed = may.iter().filter(|it| it.from <= level);
        self.may.extend(allowed.map(|it| Words::new(it.zh.clone(), it.en.clone())));
        self.may_not.extend(may_not.iter().cloned());
        self.law.extend(law.iter().cloned());
    }
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    levels: BTreeMap<Level, LevelCard>,
    groups: Vec<Group>,
    neutral: NeutralCard,
    categories: Vec<Category>,
}
