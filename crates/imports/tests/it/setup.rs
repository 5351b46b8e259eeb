//! The right workbook: a station founded from it, changed by it, and written out again.

use imports::imports::{Imports, Order, Ran};
use imports::plan::Count;
use imports::present::Present;
use imports::sheet::Sheet;
use people::people::People;
use places::places::Places;
use testkit::bench::{Bench, on_each_database};

use crate::town::{CHARGES, COMMUNITIES, GRIDS, LEADERS, MEMBERS, OFFICERS, UNITS, town};

pub async fn imports(bench: &Bench) -> Imports {
    let (people, places) = (People::load(&bench.app).await.unwrap(), Places::load(&bench.app).await.unwrap());
    Imports::new(&people, &places)
}

pub async fn run(bench: &Bench, file: Vec<u8>, partly: bool) -> Ran {
    let order = Order { file, outlines: Vec::new(), crs: domain::geo::crs::Crs::Wgs84, partly };
    imports(bench).await.run(order, |_, _, _| {}).await.unwrap()
}

pub async fn present(bench: &Bench) -> Present {
    let places = Places::load(&bench.app).await.unwrap();
    Present::load(&bench.app, places.stations()[0]).await.unwrap()
}

fn added(ran: &Ran, sheet: Sheet) -> usize {
    ran.outcome.as_ref().unwrap().get(&sheet).map_or(0, |it| it.added)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_jurisdiction_is_set_up_from_its_workbook_and_a_second_time_changes_nothing() {
    on_each_database(async |bench| {
        let file = town().file();
        let ran = run(&bench, file.clone(), false).await;
        assert_eq!(ran.findings.errors(), 0, "{:?}", ran.findings.list().first());
        let counted = [Sheet::Communities, Sheet::Grids, Sheet::Units, Sheet::Members].map(|it| added(&ran, it));
        assert_eq!(counted, [COMMUNITIES, GRIDS, UNITS, MEMBERS]);
        let there = present(&bench).await;
        assert_eq!(there.communities.len(), COMMUNITIES);
        assert_eq!((there.grids.len(), there.units.len(), there.members.len()), (GRIDS, UNITS, MEMBERS));

        assert_eq!(there.charges.len(), CHARGES);
        let vacant = ran.findings.list().iter().filter(|it| it.what == imports::i18n::faults::What::Vacant);
        assert_eq!(vacant.count(), 0);
        assert_eq!(
            there.spans.len(),
            3 + 27 + COMMUNITIES + GRIDS + 10 + UNITS + UNITS + 5,
            "each place has its history"
        );

        let again = run(&bench, file, false).await;
        for (sheet, count) in again.outcome.unwrap() {
            assert_eq!(count, Count { same: count.same, ..Count::default() }, "{sheet}");
        }
        let after = present(&bench).await;
        assert_eq!((after.units, after.members, after.charges), (there.units, there.members, there.charges));
        assert_eq!(after.spans, there.spans);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_out_comes_in_again_without_a_change() {
    let bench = Bench::sqlite().await;
    run(&bench, town().file(), false).await;
    let there = present(&bench).await;
    let file = imports::write::rows(&there.book()).unwrap();
    let ran = run(&bench, file, false).await;
    assert_eq!(ran.findings.errors(), 0, "{:?}", ran.findings.list().first());
    for (sheet, count) in ran.outcome.unwrap() {
        assert_eq!(count, Count { same: count.same, ..Count::default() }, "{sheet}");
    }
    assert_eq!(present(&bench).await.members, there.members, "telephone numbers stay though they were not written out");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_workbook_updates_by_number_and_name_and_never_doubles() {
    let bench = Bench::sqlite().await;
    run(&bench, town().file(), false).await;
    let mut changed = town();
    *changed.cell(Sheet::Grids, 3, "name") = "改名网格".into();
    *changed.cell(Sheet::Members, 5, "phone") = "19900009999".into();
    *changed.cell(Sheet::Members, 6, "person") = "改名人".into();
    *changed.cell(Sheet::Responsibilities, LEADERS + OFFICERS + 6, "holder") = "改名人".into();
    let ran = run(&bench, changed.file(), false).await;
    let counts = ran.outcome.unwrap();
    assert_eq!((counts[&Sheet::Grids].added, counts[&Sheet::Grids].changed), (0, 1));
    assert_eq!((counts[&Sheet::Members].added, counts[&Sheet::Members].kept_out), (0, 0));
    let there = present(&bench).await;
    assert!(there.grids.iter().any(|it| it.name == "改名网格" && it.version == 2));
    let texts: Vec<&str> = there.open.values().map(platform::seal::Personal::expose).collect();
    assert!(texts.contains(&"19900009999") && texts.contains(&"改名人"));
    assert_eq!(texts.len(), 2 * MEMBERS, "the former values are gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_name_and_no_number_is_in_the_log_or_in_a_row_in_the_clear() {
    use sea_orm::EntityTrait as _;

    let bench = Bench::sqlite().await;
    run(&bench, town().file(), false).await;
    let (person, phone) = (crate::town::person(1), crate::town::phone(1));
    for entry in platform::log::Entity::find().all(bench.app.db().read()).await.unwrap() {
        let text = format!("{entry:?}");
        assert!(!text.contains(&person) && !text.contains(&phone), "{text}");
    }
    for row in imports::store::import::Entity::find().all(bench.app.db().read()).await.unwrap() {
        assert!(row.file.is_none(), "a workbook that was carried out is not kept");
        let former = row.former.unwrap();
        assert!(!former.windows(phone.len()).any(|it| it == phone.as_bytes()));
    }
}
