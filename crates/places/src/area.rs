//! Values that places keep as JSON columns: areas, lists of names, points and lines.

use domain::geo::Point;
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

/// A named point that a patrol must reach.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Spot {
    /// What is there.
    #[schema(max_length = 64)]
    pub name: String,
    /// Where it is.
    pub point: Point,
}

/// Points as a column: a JSON list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(transparent)]
pub struct Spots(pub Vec<Spot>);

/// Lines as a column: a JSON list of lists of points.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(transparent)]
pub struct Lines(pub Vec<Vec<Point>>);
