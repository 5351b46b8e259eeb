//! Boundaries of communities and grids from GeoJSON or a shapefile, joined to their rows by number.

use std::collections::HashSet;
use std::io::{Cursor, Read as _};
use std::path::Path;

use domain::geo::Point;
use domain::geo::crs::Crs;
use domain::geo::polygon::Polygon;
use domain::jurisdiction::code::{CodeRules, Numbered};
use platform::problem::{Refusal, refuse};
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use shapefile::dbase::FieldValue;
use shapefile::{PolygonRing, Shape, ShapeReader};
use zip::ZipArchive;

use crate::book::Book;
use crate::cells::sound;
use crate::finding::{Finding, Findings};
use crate::i18n::faults::What;
use crate::limits::{AREAS_MAX, FILE_BYTES_MAX, UNPACKED_BYTES_MAX};
use crate::normal::{Plain, plain};
use crate::present::Present;
use crate::record::{Record, Value};
use crate::refusal;
use crate::sheet::Sheet;

/// The names under which a file gives an area's number.
const CODE_NAMES: [&str; 6] = ["code", "CODE", "Code", "代码", "网格代码", "村社区代码"];
/// What the description of a projection begins with when it is in degrees.
const DEGREES: [&str; 2] = ["GEOGCS", "GEOGCRS"];
/// What the description of a projection calls CGCS2000.
const CGCS2000: [&str; 2] = ["CGCS_2000", "China_2000"];
/// Bytes of the description of a projection that are looked at.
const PROJECTION_BYTES_MAX: u64 = 64 * 1024;

/// An area with its number.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    /// The number of the community or grid.
    pub code: String,
    /// Where it lies.
    pub area: Polygon,
}

/// Tells whether a file holds boundaries instead of a workbook: GeoJSON, or a packed shapefile.
pub fn is_boundaries(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    text.trim_ascii_start().starts_with(b"{") || packed(bytes, ".shp").is_some()
}

/// Reads boundaries; those that are none, or cross themselves, are told.
///
/// # Errors
/// If the file cannot be read, or does not say its reference system.
pub fn read(bytes: &[u8], crs: Crs, findings: &mut Findings) -> Result<Vec<Outline>, Refusal> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(refuse(&refusal::FILE_TOO_LARGE).with("limit", FILE_BYTES_MAX / (1024 * 1024)));
    }
    if let Some(shapes) = packed(bytes, ".shp") {
        let table = packed(bytes, ".dbf").ok_or_else(|| refuse(&refusal::NOT_BOUNDARIES))?;
        let projection = packed(bytes, ".prj").ok_or_else(|| refuse(&refusal::NO_PROJECTION))?;
        return shapefile_of(&shapes, &table, &projection, crs, findings);
    }
    geojson(bytes, crs, findings)
}

/// Reads a file of boundaries with what lies beside it.
///
/// # Errors
/// If it cannot be read, or does not say its reference system.
pub fn read_file(path: &Path, crs: Crs, findings: &mut Findings) -> anyhow::Result<Result<Vec<Outline>, Refusal>> {
    let bytes = std::fs::read(path)?;
    let is_shape = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("shp"));
    if !is_shape {
        return Ok(read(&bytes, crs, findings));
    }
    let beside = |name: &str| std::fs::read(path.with_extension(name));
    let Ok(projection) = beside("prj") else { return Ok(Err(refuse(&refusal::NO_PROJECTION))) };
    let Ok(table) = beside("dbf") else { return Ok(Err(refuse(&refusal::NOT_BOUNDARIES))) };
    Ok(shapefile_of(&bytes, &table, &projection, crs, findings))
}

/// A part of a packed file by the end of its name, within the limit.
fn packed(bytes: &[u8], end: &str) -> Option<Vec<u8>> {
    let mut parts = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let name = parts.file_names().flatten().find(|it| it.to_ascii_lowercase().ends_with(end))?.into_owned();
    let part = parts.by_name(&name).ok()?;
    let mut content = Vec::new();
    part.take(UNPACKED_BYTES_MAX + 1).read_to_end(&mut content).ok()?;
    (content.len() as u64 <= UNPACKED_BYTES_MAX).then_some(content)
}

#[derive(Deserialize)]
struct Collection {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    #[serde(default)]
    properties: Option<Map<String, Json>>,
    geometry: Option<Geometry>,
}

#[derive(Deserialize)]
#[serde(tag = "type", content = "coordinates")]
enum Geometry {
    Polygon(Vec<Vec<Vec<f64>>>),
    MultiPolygon(Vec<Vec<Vec<Vec<f64>>>>),
}

fn geojson(bytes: &[u8], crs: Crs, findings: &mut Findings) -> Result<Vec<Outline>, Refusal> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let collection: Collection = serde_json::from_slice(text).map_err(|_| refuse(&refusal::NOT_BOUNDARIES))?;
    if collection.features.len() > AREAS_MAX {
        return Err(refuse(&refusal::TOO_MANY_ROWS).with("sheet", "GeoJSON").with("limit", AREAS_MAX));
    }
    let mut outlines = Vec::new();
    for feature in collection.features {
        let code = code_of(&feature.properties.unwrap_or_default());
        let rings = match feature.geometry {
            Some(Geometry::Polygon(rings)) => points(rings),
            // A place of several parts is taken for its largest: the others are islands on the map.
            Some(Geometry::MultiPolygon(parts)) => {
                parts.into_iter().max_by_key(|it| it.iter().map(Vec::len).sum::<usize>()).and_then(points)
            }
            None => None,
        };
        take(code, rings, crs, findings, &mut outlines);
    }
    Ok(outlines)
}

fn code_of(properties: &Map<String, Json>) -> String {
    let found = CODE_NAMES.iter().find_map(|it| properties.get(*it));
    match found {
        Some(Json::String(text)) => plain(text, Plain::Code),
        Some(Json::Number(number)) => number.to_string(),
        Some(Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_)) | None => String::new(),
    }
}

fn points(rings: Vec<Vec<Vec<f64>>>) -> Option<Vec<Vec<Point>>> {
    let corner = |it: Vec<f64>| Some(Point::new(*it.first()?, *it.get(1)?));
    rings.into_iter().map(|ring| ring.into_iter().map(corner).collect()).collect()
}

/// Takes an area in, or tells what is wrong with it.
fn take(code: String, rings: Option<Vec<Vec<Point>>>, crs: Crs, findings: &mut Findings, to: &mut Vec<Outline>) {
    let sheet = sheet_of(&code).unwrap_or(Sheet::Grids);
    let column = sheet.column("boundary");
    match rings.map(|it| sound(it, crs, &code)) {
        Some(Ok(area)) => to.push(Outline { code, area }),
        Some(Err(fault)) => {
            findings.add(Finding::new(sheet, None, column, fault.what).found(code).hints(fault.zh, fault.en));
        }
        None => findings.add(Finding::new(sheet, None, column, What::NotAnArea).found(code)),
    }
}

/// The sheet whose numbers have this form. Stations and communities have twelve digits both; which one it is decides
/// what has the number.
fn sheet_of(code: &str) -> Option<Sheet> {
    let is = |of: Numbered| CodeRules::built_in().check(of, code, None, None).is_ok();
    match (is(Numbered::Grid), is(Numbered::Community)) {
        (true, _) => Some(Sheet::Grids),
        (false, true) => Some(Sheet::Communities),
        (false, false) => None,
    }
}

fn shapefile_of(
    shapes: &[u8],
    table: &[u8],
    projection: &[u8],
    crs: Crs,
    findings: &mut Findings,
) -> Result<Vec<Outline>, Refusal> {
    let mut text = String::new();
    let read = projection.take(PROJECTION_BYTES_MAX).read_to_string(&mut text);
    read.map_err(|_| refuse(&refusal::NO_PROJECTION))?;
    if !DEGREES.iter().any(|it| text.trim_start().starts_with(it)) {
        return Err(refuse(&refusal::PROJECTED));
    }
    // A survey's own system is named in the file; GCJ-02 has no name there, so that what was chosen counts.
    let crs = if CGCS2000.iter().any(|it| text.contains(it)) { Crs::Cgcs2000 } else { crs };
    let unreadable = || refuse(&refusal::NOT_BOUNDARIES);
    let reader = ShapeReader::new(Cursor::new(shapes)).map_err(|_| unreadable())?;
    let records = shapefile::dbase::Reader::new(Cursor::new(table)).map_err(|_| unreadable())?;
    let mut reader = shapefile::Reader::new(reader, records);
    let mut outlines = Vec::new();
    for found in reader.iter_shapes_and_records().take(AREAS_MAX) {
        let (shape, record) = found.map_err(|_| unreadable())?;
        let code = record.into_iter().find(|(name, _)| CODE_NAMES.contains(&name.as_str()));
        take(code.map(|it| field(it.1)).unwrap_or_default(), rings(shape), crs, findings, &mut outlines);
    }
    Ok(outlines)
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the library's own enum, of which only some kinds come")]
fn field(value: FieldValue) -> String {
    match value {
        FieldValue::Character(text) => plain(&text.unwrap_or_default(), Plain::Code),
        FieldValue::Numeric(number) => number.map(|it| format!("{it:.0}")).unwrap_or_default(),
        other => other.to_string(),
    }
}

/// The largest outer ring with the holes; a place of several parts is taken for its largest.
fn rings(shape: Shape) -> Option<Vec<Vec<Point>>> {
    let Shape::Polygon(area) = shape else { return None };
    let ring = |it: &PolygonRing<shapefile::Point>| it.points().iter().map(|it| Point::new(it.x, it.y)).collect();
    let outer = area.rings().iter().filter(|it| matches!(it, PolygonRing::Outer(_))).max_by_key(|it| it.len())?;
    let alone = area.rings().iter().filter(|it| matches!(it, PolygonRing::Outer(_))).count() == 1;
    let holes = area.rings().iter().filter(|it| alone && matches!(it, PolygonRing::Inner(_)));
    Some(std::iter::once(outer).chain(holes).map(ring).collect())
}

/// Gives boundaries to the rows of the file, or to those of the station, by their numbers.
pub fn join(outlines: Vec<Outline>, book: &mut Book, present: &Present, findings: &mut Findings) {
    let communities: HashSet<&str> = present.communities.iter().map(|it| it.code.as_str()).collect();
    let grids: HashSet<&str> = present.grids.iter().map(|it| it.code.as_str()).collect();
    let own = present.station.as_ref().map(|it| it.code.as_str());
    for Outline { code, area } in outlines {
        let place = [Sheet::Communities, Sheet::Grids, Sheet::Station].into_iter().find_map(|sheet| {
            let rows = book.records.get(&sheet)?;
            Some((sheet, rows.iter().position(|it| it.key() == Some(&code))?))
        });
        if let Some((sheet, at)) = place {
            if let Some(row) = book.records.get_mut(&sheet).and_then(|it| it.get_mut(at)) {
                row.values.insert("boundary", Value::Area(area));
            }
            continue;
        }
        let there = [
            (Sheet::Communities, communities.contains(code.as_str())),
            (Sheet::Grids, grids.contains(code.as_str())),
            (Sheet::Station, own == Some(code.as_str())),
        ];
        let Some((sheet, _)) = there.into_iter().find(|it| it.1) else {
            let sheet = sheet_of(&code).unwrap_or(Sheet::Grids);
            let finding = Finding::new(sheet, None, sheet.column("boundary"), What::UnknownArea);
            findings.add(finding.found(code.clone()).hint(code));
            continue;
        };
        let record = Record::new(sheet, 0).words("code", code).with("boundary", Value::Area(area));
        book.records.entry(sheet).or_default().push(record);
    }
}
