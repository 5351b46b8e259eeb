//! Files that are no workbook, or one that could do harm: each is refused with a sentence before it is parsed.

use std::io::{Cursor, Write as _};

use domain::geo::crs::Crs;
use imports::book::understand;
use imports::finding::Findings;
use imports::i18n::faults::What;
use imports::limits::{FILE_BYTES_MAX, ROWS_MAX, UNPACKED_BYTES_MAX};
use imports::reader::read;
use imports::sheet::Sheet;
use rust_xlsxwriter::{Format, Formula, Workbook};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::town::town;

fn refused(bytes: &[u8]) -> &'static str {
    read(bytes, |_, _| {}).expect_err("the file is refused").code.name
}

/// Packs parts as they are.
fn pack(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn what_is_no_workbook_is_refused() {
    assert_eq!(refused(b""), "not_a_workbook");
    assert_eq!(refused(b"a,b,c\n1,2,3\n"), "not_a_workbook");
    assert_eq!(refused(b"PK\x03\x04 and nothing more"), "not_a_workbook");
    assert_eq!(refused(&pack(&[("letter.txt", b"hello")])), "not_a_workbook");
    assert_eq!(refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old workbook"), "old_workbook");
    assert_eq!(refused(&vec![0; FILE_BYTES_MAX + 1]), "file_too_large");
    let broken = pack(&[("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook><sheets>")]);
    assert_eq!(refused(&broken), "not_a_workbook");
}

#[test]
fn a_workbook_cut_short_anywhere_is_refused_and_nothing_panics() {
    let whole = town().file();
    for parts in 1..20 {
        let cut = &whole[..whole.len() * parts / 20];
        assert_eq!(refused(cut), "not_a_workbook", "{parts}/20");
    }
}

#[test]
fn macros_are_refused() {
    let parts: [(&str, &[u8]); 3] =
        [("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>"), ("xl/vbaProject.bin", b"x")];
    assert_eq!(refused(&pack(&parts)), "workbook_with_macros");
    let types = b"<Types><Override ContentType='application/vnd.ms-excel.sheet.macroEnabled.main+xml'/></Types>";
    assert_eq!(
        refused(&pack(&[("[Content_Types].xml", types), ("xl/workbook.xml", b"<workbook/>")])),
        "workbook_with_macros"
    );
}

#[test]
fn a_bomb_is_refused_by_what_it_says_and_by_what_it_is() {
    let big = vec![b' '; usize::try_from(UNPACKED_BYTES_MAX / 2 + 1).unwrap()];
    let mut bomb = pack(&[("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", &big), ("xl/a.xml", &big)]);
    assert!(bomb.len() < FILE_BYTES_MAX / 8);
    assert_eq!(refused(&bomb), "unpacked_too_large");
    // The same with sizes that lie: four bytes in each header say how large a part becomes.
    let size = u32::try_from(big.len()).unwrap().to_le_bytes();
    let places: Vec<usize> = bomb.windows(4).enumerate().filter(|(_, it)| *it == size).map(|(at, _)| at).collect();
    assert!(places.len() >= 2, "the sizes are found");
    for at in places {
        bomb[at..at + 4].copy_from_slice(&64u32.to_le_bytes());
    }
    let name = refused(&bomb);
    assert!(name == "unpacked_too_large" || name == "not_a_workbook", "{name}");
}

#[test]
fn a_million_rows_are_refused_with_the_limit() {
    let mut workbook = Workbook::new();
    let page = workbook.add_worksheet();
    page.set_name(Sheet::Grids.zh()).unwrap();
    page.write(0, 0, "网格代码").unwrap();
    page.write(1_000_000, 0, "500102001001001").unwrap();
    let refusal = read(&workbook.save_to_buffer().unwrap(), |_, _| {}).unwrap_err();
    assert_eq!(refusal.code.name, "too_many_rows");
    assert!(refusal.words.contains(&("limit", ROWS_MAX.to_string())));
    let mut workbook = Workbook::new();
    workbook.add_worksheet().write(0, 16_000, "far").unwrap();
    assert_eq!(refused(&workbook.save_to_buffer().unwrap()), "too_many_columns");
}

#[test]
fn formulas_merged_cells_and_odd_digits_are_read_and_told() {
    let mut workbook = Workbook::new();
    let page = workbook.add_worksheet();
    page.set_name("村社区").unwrap();
    for (at, heading) in (0..).zip(["村社区代码*", "名称", "地域类型", "人口", "备注栏"]) {
        page.write(0, at, heading).unwrap();
    }
    page.write(1, 0, "５００１０２００１００１　").unwrap();
    page.write(1, 1, " 第一社区 ").unwrap();
    page.write_formula(1, 3, Formula::new("=8000+500").set_result("8500")).unwrap();
    page.write(2, 0, "500102001002").unwrap();
    page.write(2, 1, "第二社区").unwrap();
    page.merge_range(1, 2, 2, 2, "城区", &Format::new()).unwrap();
    let tables = read(&workbook.save_to_buffer().unwrap(), |_, _| {}).unwrap();
    let mut findings = Findings::default();
    let book = understand(&tables, Crs::Wgs84, &mut findings).unwrap();
    let rows = book.rows(Sheet::Communities);
    assert_eq!(rows[0].text("code"), Some("500102001001"));
    assert_eq!(rows[0].text("name"), Some("第一社区"));
    assert_eq!(rows[0].whole("population"), Some(8500));
    assert_eq!((rows[0].text("area_type"), rows[1].text("area_type")), (Some("urban"), Some("urban")));
    let told: Vec<(What, Option<u32>)> = findings.list().iter().map(|it| (it.what, it.row)).collect();
    assert!(told.contains(&(What::Formula, Some(2))), "{told:?}");
    assert!(told.contains(&(What::Merged, Some(2))) && told.contains(&(What::Merged, Some(3))), "{told:?}");
    assert!(told.contains(&(What::UnknownColumn, Some(1))), "{told:?}");
    assert_eq!(findings.errors(), 0, "{told:?}");
}

#[test]
fn the_template_left_as_it_is_holds_nothing_and_offers_lists() {
    let bytes = imports::write::template().unwrap();
    let tables = read(&bytes, |_, _| {}).unwrap();
    let mut findings = Findings::default();
    let book = understand(&tables, Crs::Wgs84, &mut findings).unwrap();
    assert!(book.is_empty(), "examples are not imported: {:?}", book.records);
    assert_eq!(findings.list().len(), 0, "{:?}", findings.list());
    let mut parts = zip::ZipArchive::new(Cursor::new(bytes.as_slice())).unwrap();
    let mut lists = 0;
    for number in 0..parts.len() {
        let text = std::io::read_to_string(parts.by_index(number).unwrap()).unwrap();
        lists += text.matches("<dataValidation ").count();
    }
    let offered = Sheet::ALL.iter().flat_map(|it| it.columns()).filter(|it| {
        matches!(it.kind, imports::sheet::Kind::Choice(_) | imports::sheet::Kind::Yes | imports::sheet::Kind::Ref(_))
    });
    assert_eq!(lists, offered.count());
}
