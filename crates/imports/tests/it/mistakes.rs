//! Mistakes that people make in sheets: each is found and named with its row.

use domain::geo::Point;
use domain::geo::crs::{Crs, to_gcj02};
use imports::finding::Finding;
use imports::i18n::faults::What;
use imports::imports::Order;
use imports::sheet::Sheet;
use places::places::Places;
use platform::language::Language;
use testkit::bench::Bench;

use crate::setup::{imports, present, run};
use crate::town::{LEADERS, OFFICERS, Town, UNITS, person, phone, post_name, town, unit_name};

/// What was planted: the sheet, the row, what must be found there, and in which column.
type Planted = (Sheet, u32, What, Option<&'static str>);

/// Writes over a cell of the right workbook.
fn spoil(town: &mut Town, sheet: Sheet, at: usize, column: &'static str, text: &str, what: What) -> Planted {
    *town.cell(sheet, at, column) = text.to_owned();
    (sheet, Town::row(at), what, Some(column))
}

/// Plants mistakes, each in a row of its own.
fn plant(town: &mut Town) -> Vec<Planted> {
    let mut planted = vec![
        spoil(town, Sheet::Communities, 4, "name", "", What::Required),
        spoil(town, Sheet::Communities, 6, "population", "八千", What::NotANumber),
        spoil(town, Sheet::Grids, 200, "code", "50010200102100", What::WrongLength),
        spoil(town, Sheet::Grids, 210, "community", "500102001001", What::WrongParent),
        spoil(town, Sheet::Grids, 220, "community", "500102009999", What::UnknownTarget),
        spoil(town, Sheet::Grids, 240, "code", "500102001025900", What::WrongOrder),
        spoil(town, Sheet::Units, 10, "uscc", "91500102MA5U000000", What::CheckDigit),
        spoil(town, Sheet::Units, 12, "category", "网吧", What::NotInList),
        spoil(town, Sheet::Units, 14, "key_unit", "也许", What::NotYesOrNo),
        spoil(town, Sheet::Posts, 20, "lon", "106.5500", What::OutsideStation),
        spoil(town, Sheet::Posts, 22, "required_headcount", "-1", What::OutOfRange),
        spoil(town, Sheet::Members, 30, "phone", "1990000", What::NotAPhone),
        spoil(town, Sheet::Members, 32, "phone", &phone(31), What::Duplicate),
        spoil(town, Sheet::Members, 34, "trained_until", "2027-13-40", What::NotADay),
        spoil(town, Sheet::Members, 36, "unit", &unit_name(0), What::WrongBranch),
        spoil(town, Sheet::Members, 38, "person", &"长".repeat(61), What::TooLong),
        spoil(town, Sheet::Responsibilities, LEADERS + 1, "holder", &person(0), What::WrongHolder),
        spoil(town, Sheet::Responsibilities, LEADERS + 2, "holder", "无此人", What::UnknownTarget),
    ];
    // What is wrong with a grid's parent is told where its number stands.
    planted[3].3 = Some("code");
    let doubled = town.0[&Sheet::Grids][0]["code"].clone();
    planted.push(spoil(town, Sheet::Grids, 230, "code", &doubled, What::Duplicate));
    let bow = "107.30 29.65, 107.31 29.66, 107.31 29.65, 107.30 29.66";
    planted.push(spoil(town, Sheet::Grids, 250, "boundary", bow, What::CrossesItself));
    *town.cell(Sheet::Units, 16, "lat") = "107.31".to_owned();
    *town.cell(Sheet::Units, 16, "lon") = "29.66".to_owned();
    planted.push((Sheet::Units, Town::row(16), What::Swapped, Some("lat")));
    // A second holder of a gate, and a gate that nobody holds.
    let gate = LEADERS + OFFICERS + 100;
    let mut second = town.0[&Sheet::Responsibilities][gate].clone();
    second.insert("holder", person(90));
    let rows = town.0.get_mut(&Sheet::Responsibilities).unwrap();
    rows.push(second);
    planted.push((Sheet::Responsibilities, Town::row(rows.len() - 1), What::TwoHolders, Some("target")));
    rows.remove(LEADERS + OFFICERS + 110);
    planted.push((Sheet::Posts, Town::row(110), What::Vacant, None));
    let last = planted.len() - 2;
    planted[last].1 -= 1;
    planted
}

fn is_it(finding: &Finding, planted: &Planted) -> bool {
    let (sheet, row, what, column) = planted;
    finding.sheet == Some(*sheet)
        && finding.row == Some(*row)
        && finding.what == *what
        && finding.column.map(|it| it.name) == *column
}

#[tokio::test(flavor = "multi_thread")]
async fn every_planted_mistake_is_found_and_named_and_nothing_is_written() {
    let bench = Bench::sqlite().await;
    let mut wrong = town();
    let planted = plant(&mut wrong);
    assert!(planted.len() >= 20);
    let ran = run(&bench, wrong.file(), false).await;
    for it in &planted {
        assert!(ran.findings.list().iter().any(|finding| is_it(finding, it)), "not found: {it:?}");
    }
    // Nothing else is an error but what follows from them.
    let follows = [What::DependsOnMistake, What::UnknownTarget];
    for finding in ran.findings.list().iter().filter(|it| it.weight() == imports::i18n::faults::Weight::Error) {
        let known = planted.iter().any(|it| is_it(finding, it)) || follows.contains(&finding.what);
        assert!(known, "{:?} {:?} {:?}", finding.sheet, finding.row, finding.what);
        for language in [Language::Zh, Language::En] {
            assert!(!finding.reason(language).is_empty() && !finding.instead(language).contains("{}"));
            let text = format!("{}{}", finding.reason(language), finding.instead(language));
            assert!(
                !text.contains("1990000") && !text.contains(&person(0)),
                "a personal value is never quoted: {text}"
            );
        }
    }
    assert_eq!(ran.outcome.unwrap_err().code.name, "import_has_mistakes");
    assert!(Places::load(&bench.app).await.unwrap().stations().is_empty(), "nothing was written");
    let list = imports::write::errors(&ran.findings, Language::Zh).unwrap();
    let tables = imports::reader::read(&list, |_, _| {}).unwrap();
    assert_eq!(tables[0].rows.len(), ran.findings.list().len() + 1, "the list of mistakes is a workbook itself");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_right_is_imported_and_the_rest_follows_once_it_is_corrected() {
    let bench = Bench::sqlite().await;
    let mut wrong = town();
    plant(&mut wrong);
    let ran = run(&bench, wrong.file(), true).await;
    let counts = ran.outcome.unwrap();
    assert_eq!(counts[&Sheet::Communities].kept_out, 2);
    let there = present(&bench).await;
    assert!(there.communities.len() == 25 && !there.grids.is_empty() && there.grids.len() < 267);
    let ids: std::collections::BTreeSet<_> = there.communities.iter().map(|it| it.id).collect();
    assert!(there.grids.iter().all(|it| ids.contains(&it.community_id)), "no grid without its community");

    let ran = run(&bench, town().file(), false).await;
    assert_eq!(ran.findings.errors(), 0, "{:?}", ran.findings.list().first());
    let there = present(&bench).await;
    assert_eq!(
        (there.communities.len(), there.grids.len(), there.units.len(), there.members.len()),
        (27, 267, 175, 230)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_reference_system_is_noticed_and_the_right_one_is_read() {
    let bench = Bench::sqlite().await;
    let mut shifted = town();
    for at in 0..UNITS {
        let number = |town: &Town, column: &str| town.0[&Sheet::Units][at][column].parse::<f64>().unwrap();
        let there = to_gcj02(Point::new(number(&shifted, "lon"), number(&shifted, "lat")));
        *shifted.cell(Sheet::Units, at, "lon") = format!("{:.7}", there.lon);
        *shifted.cell(Sheet::Units, at, "lat") = format!("{:.7}", there.lat);
    }
    let ran = run(&bench, shifted.file(), false).await;
    let noticed = ran.findings.list().iter().find(|it| it.what == What::OtherSystem).unwrap();
    assert_eq!((noticed.sheet, noticed.row), (Some(Sheet::Units), None));
    assert!(noticed.instead(Language::En).contains("GCJ-02"));
    // Only this sheet is in the other system, and says so itself.
    for at in 0..UNITS {
        *shifted.cell(Sheet::Units, at, "crs") = "GCJ-02".to_owned();
    }
    let ran = run(&bench, shifted.file(), false).await;
    assert_eq!(ran.findings.errors(), 0, "{:?}", ran.findings.list().first());
    let moved = present(&bench).await.units;
    let right: f64 = town().0[&Sheet::Units][0]["lon"].parse().unwrap();
    assert!(moved.iter().any(|it| (it.lon - right).abs() < 1e-6), "they lie where they are");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_of_one_name_are_told_apart_by_their_number() {
    let bench = Bench::sqlite().await;
    let mut twins = town();
    *twins.cell(Sheet::Members, 1, "person") = person(0);
    *twins.cell(Sheet::Responsibilities, LEADERS + OFFICERS + 1, "holder") = person(0);
    let ran = run(&bench, twins.file(), false).await;
    assert_eq!(ran.findings.list().iter().filter(|it| it.what == What::Ambiguous).count(), 2);
    *twins.cell(Sheet::Responsibilities, LEADERS + OFFICERS, "holder_phone") = phone(0);
    *twins.cell(Sheet::Responsibilities, LEADERS + OFFICERS + 1, "holder_phone") = phone(1);
    let ran = run(&bench, twins.file(), false).await;
    assert_eq!(ran.findings.errors(), 0, "{:?}", ran.findings.list().first());
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_takes_over_ends_the_other_s_charge() {
    let bench = Bench::sqlite().await;
    run(&bench, town().file(), false).await;
    let mut next = town();
    *next.cell(Sheet::Responsibilities, LEADERS + OFFICERS, "holder") = person(1);
    let ran = run(&bench, next.file(), false).await;
    assert_eq!(ran.outcome.unwrap()[&Sheet::Responsibilities].added, 1);
    let there = present(&bench).await;
    let post = there.posts.iter().find(|it| it.name == post_name(0)).unwrap();
    let holders = there.charges.iter().filter(|it| it.target_id == uuid::Uuid::from(post.id));
    assert_eq!(holders.count(), 1, "never two at a time");
}

#[tokio::test(flavor = "multi_thread")]
async fn boundaries_come_as_geojson_beside_the_workbook_and_are_joined_by_number() {
    let bench = Bench::sqlite().await;
    let mut bare = town();
    let code = bare.0[&Sheet::Grids][0]["code"].clone();
    *bare.cell(Sheet::Grids, 0, "boundary") = String::new();
    let ran = run(&bench, bare.file(), false).await;
    assert!(ran.findings.list().iter().any(|it| it.what == What::Required && it.row == Some(2)));

    let ring = "[[107.300,29.65],[107.3015,29.65],[107.3015,29.68],[107.300,29.68],[107.300,29.65]]";
    let feature = |code: &str, ring: &str| {
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{code}"}},"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}"#
        )
    };
    let bow = "[[107.30,29.65],[107.31,29.66],[107.31,29.65],[107.30,29.66],[107.30,29.65]]";
    let features = [feature(&code, ring), feature("500102001999999", ring), feature("500102001001002", bow)];
    let json = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","));
    let mut findings = imports::finding::Findings::default();
    let outlines = imports::boundaries::read(json.as_bytes(), Crs::Wgs84, &mut findings).unwrap();
    assert_eq!(outlines.len(), 2);
    assert!(findings.list().iter().any(|it| it.what == What::CrossesItself));
    let order = Order { file: bare.file(), outlines, crs: Crs::Wgs84, partly: false };
    let ran = imports(&bench).await.run(order, |_, _, _| {}).await.unwrap();
    assert!(ran.findings.list().iter().any(|it| it.what == What::UnknownArea));
    assert_eq!(ran.findings.errors(), 0, "{:?}", ran.findings.list().first());
    assert!(ran.outcome.is_ok());
    // Later boundaries alone move a grid that is there.
    let moved = ring.replace("107.3015", "107.3014");
    let json = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, feature(&code, &moved));
    let ran = run(&bench, json.into_bytes(), false).await;
    assert_eq!(ran.outcome.unwrap()[&Sheet::Grids].changed, 1);
}

#[test]
fn a_shapefile_needs_its_projection_and_degrees() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("grids.shp");
    let table = shapefile::dbase::TableWriterBuilder::new().add_character_field("code".try_into().unwrap(), 20);
    let mut writer = shapefile::Writer::from_path(&path, table).unwrap();
    let corners = [(107.30, 29.65), (107.30, 29.68), (107.31, 29.68), (107.31, 29.65), (107.30, 29.65)];
    let ring = corners.map(|(x, y)| shapefile::Point::new(x, y)).to_vec();
    let mut record = shapefile::dbase::Record::default();
    record.insert("code".to_owned(), shapefile::dbase::FieldValue::Character(Some("500102001001001".to_owned())));
    writer.write_shape_and_record(&shapefile::Polygon::new(shapefile::PolygonRing::Outer(ring)), &record).unwrap();
    drop(writer);
    let mut findings = imports::finding::Findings::default();
    let mut read = || imports::boundaries::read_file(&path, Crs::Wgs84, &mut findings).unwrap();
    assert_eq!(read().unwrap_err().code.name, "no_projection");
    std::fs::write(path.with_extension("prj"), "PROJCS[\"CGCS2000_3_Degree_GK_Zone_36\"]").unwrap();
    assert_eq!(read().unwrap_err().code.name, "projected_boundaries");
    std::fs::write(
        path.with_extension("prj"),
        "GEOGCS[\"GCS_China_Geodetic_Coordinate_System_2000\",DATUM[\"D_China_2000\"]]",
    )
    .unwrap();
    let outlines = read().unwrap();
    assert_eq!(outlines.len(), 1);
    assert_eq!(outlines[0].code, "500102001001001");
    assert!(outlines[0].area.contains(Point::new(107.305, 29.66)));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_station_s_workbook_is_refused() {
    let bench = Bench::sqlite().await;
    run(&bench, town().file(), false).await;
    let mut other = town();
    *other.cell(Sheet::Station, 0, "code") = "500102000008".to_owned();
    assert_eq!(run(&bench, other.file(), false).await.outcome.unwrap_err().code.name, "other_station");
}
