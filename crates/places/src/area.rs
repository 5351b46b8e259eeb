//! Values that places keep as JSON columns: areas and lists of names.

use domain::geo::polygon::Polygon;
use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};

/// An area as a column: GeoJSON text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(transparent)]
pub struct Area(pub Polygon);

/// Names as a column: a JSON list of texts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(transparent)]
pub struct Names(pub Vec<String>);
