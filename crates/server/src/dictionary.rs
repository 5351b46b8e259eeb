//! The words that pages let people choose from: categories with their limits, priorities, roles, reasons, endings.

use std::sync::LazyLock;

use axum::Json;
use domain::category::Nature;
use domain::category::dictionary::{Dictionary, Limits};
use domain::code::Code;
use domain::incident::{Disposition, Priority};
use domain::member::Level;
use domain::offer::DeclineReason;
use domain::role::Role;
use domain::words::Words;
use platform::api::Api;
use platform::problem::Result;
use platform::scope::Scope;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The route of the dictionary.
pub fn routes() -> OpenApiRouter {
    Api::new("dictionary").signed_in(routes!(show)).with(())
}

/// A wire word and its names.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Named {
    /// The word on the wire.
    pub code: &'static str,
    /// Its name in Chinese.
    pub zh: &'static str,
    /// Its name in English.
    pub en: &'static str,
}

/// Sentences in both languages.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Sentences {
    /// In Chinese.
    pub zh: Vec<String>,
    /// In English.
    pub en: Vec<String>,
}

/// A category, or a group of categories.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CategoryEntry {
    /// Four digits; two for a group.
    pub code: String,
    /// The group; a group has none.
    pub parent: Option<String>,
    /// The name in Chinese.
    pub zh: String,
    /// The name in English.
    pub en: String,
    /// Whether it is a matter for police.
    pub nature: Nature,
    /// The priority it gets unless the desk says another.
    pub default_priority: Option<Priority>,
    /// The highest level that community forces may act at.
    pub level_max: Option<Level>,
    /// What they may do at that level.
    pub may: Sentences,
    /// What they may not do.
    pub may_not: Sentences,
}

/// Everything that pages let people choose from.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Choices {
    /// The version of the categories.
    pub version: u32,
    /// Groups first, then categories, by code.
    pub categories: Vec<CategoryEntry>,
    /// The priorities.
    pub priorities: Vec<Named>,
    /// The roles.
    pub roles: Vec<Named>,
    /// Why somebody may decline a call.
    pub decline_reasons: Vec<Named>,
    /// How an incident may end.
    pub dispositions: Vec<Named>,
}

/// Gives everything that pages let people choose from.
#[utoipa::path(get, path = "/api/v1/dictionary", responses((status = 200, body = Choices)))]
async fn show(_scope: Scope) -> Result<Json<&'static Choices>> {
    static WORDS: LazyLock<Choices> = LazyLock::new(words);
    Ok(Json(&WORDS))
}

fn words() -> Choices {
    let dictionary = Dictionary::built_in();
    let groups = dictionary.groups().map(|it| CategoryEntry {
        code: it.code.clone(),
        parent: None,
        zh: it.zh.clone(),
        en: it.en.clone(),
        nature: Nature::Either,
        default_priority: None,
        level_max: None,
        may: sentences(&[]),
        may_not: sentences(&[]),
    });
    let categories = dictionary.categories().map(|it| {
        let Limits { may, may_not, .. } = dictionary.limits(Some(it), it.level_max);
        CategoryEntry {
            code: it.code.to_string(),
            parent: Some(it.code.group().to_owned()),
            zh: it.zh.clone(),
            en: it.en.clone(),
            nature: it.nature,
            default_priority: Some(it.default_priority),
            level_max: Some(it.level_max),
            may: sentences(&may),
            may_not: sentences(&may_not),
        }
    });
    Choices {
        version: dictionary.version(),
        categories: groups.chain(categories).collect(),
        priorities: named::<Priority>(),
        roles: named::<Role>(),
        decline_reasons: named::<DeclineReason>(),
        dispositions: named::<Disposition>(),
    }
}

fn named<C: Code>() -> Vec<Named> {
    C::VALUES.iter().map(|it| Named { code: it.code(), zh: it.zh(), en: it.en() }).collect()
}

fn sentences(words: &[Words]) -> Sentences {
    Sentences { zh: words.iter().map(|it| it.zh.clone()).collect(), en: words.iter().map(|it| it.en.clone()).collect() }
}
