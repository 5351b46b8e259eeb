//! Both databases have the same tables and columns, and every entity is one of them.

use std::collections::BTreeMap;

use domain::code::Code;
use domain::incident::{Disposition, IncidentStatus, IntakeSource, PoliceNature, Priority, TransferTo};
use domain::jurisdiction::charge::ChargeLevel;
use domain::jurisdiction::{
    CommunityKind, GridKind, GuardSource, NameKind, NameSource, PlaceType, TeamMode, UnitStatus,
};
use domain::member::{AreaType, Level, MemberKind, PostKind, UnitCategory};
use domain::offer::telephone::{TelephoneFailure, TelephoneState};
use domain::offer::{ClearResult, DeclineReason, OfferStatus};
use domain::role::Role;
use domain::terminal::{TerminalKind, TerminalStatus};
use people::store::{ConsentKind, Enrolment};
use places::api::Way;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, DatabaseBackend, EntityTrait, IdenStatic as _, Iterable as _, Statement,
};
use testkit::bench::on_each_database;

/// Tables with their columns; whether each may be empty.
type Schema = BTreeMap<String, BTreeMap<String, bool>>;

/// Where the migrations lie.
const MIGRATIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations");

fn of_entity<E: EntityTrait>(schema: &mut Schema) {
    let columns = E::Column::iter().map(|it| (it.as_str().to_owned(), it.def().is_null())).collect();
    schema.insert(E::default().table_name().to_owned(), columns);
}

/// Every entity of every slice.
fn of_entities() -> Schema {
    let mut schema = Schema::new();
    of_entity::<platform::log::Entity>(&mut schema);
    of_entity::<platform::log::head::Entity>(&mut schema);
    of_entity::<platform::command::Entity>(&mut schema);
    of_entity::<platform::seal::Entity>(&mut schema);
    of_entity::<platform::session::Entity>(&mut schema);
    of_entity::<platform::outbox::Entity>(&mut schema);
    of_entity::<platform::jobs::Entity>(&mut schema);
    of_entity::<places::store::station::Entity>(&mut schema);
    of_entity::<places::store::community::Entity>(&mut schema);
    of_entity::<places::store::grid::Entity>(&mut schema);
    of_entity::<places::store::unit::Entity>(&mut schema);
    of_entity::<places::store::post::Entity>(&mut schema);
    of_entity::<places::store::street_map::Entity>(&mut schema);
    of_entity::<places::parts::patch::Entity>(&mut schema);
    of_entity::<places::parts::beat::Entity>(&mut schema);
    of_entity::<places::parts::micro_grid::Entity>(&mut schema);
    of_entity::<places::parts::patrol_team::Entity>(&mut schema);
    of_entity::<places::parts::responsibility::Entity>(&mut schema);
    of_entity::<places::parts::place_version::Entity>(&mut schema);
    of_entity::<places::names::place_name::Entity>(&mut schema);
    of_entity::<people::store::member::Entity>(&mut schema);
    of_entity::<people::store::consent::Entity>(&mut schema);
    of_entity::<people::store::account::Entity>(&mut schema);
    of_entity::<people::store::factor::Entity>(&mut schema);
    of_entity::<people::store::terminal::Entity>(&mut schema);
    of_entity::<duty::store::shift::Entity>(&mut schema);
    of_entity::<duty::store::track_chunk::Entity>(&mut schema);
    of_entity::<incidents::rows::incident::Entity>(&mut schema);
    of_entity::<incidents::rows::number::Entity>(&mut schema);
    of_entity::<incidents::rows::search::Entity>(&mut schema);
    of_entity::<incidents::rows::consideration::Entity>(&mut schema);
    of_entity::<incidents::rows::offer::Entity>(&mut schema);
    of_entity::<imports::store::import::Entity>(&mut schema);
    of_entity::<notices::store::notice::Entity>(&mut schema);
    of_entity::<notices::store::receipt::Entity>(&mut schema);
    of_entity::<platform::records::rows::comment::Entity>(&mut schema);
    of_entity::<platform::records::rows::inbox::Entity>(&mut schema);
    of_entity::<platform::records::rows::reminder::Entity>(&mut schema);
    of_entity::<platform::records::rows::instruction::Entity>(&mut schema);
    of_entity::<platform::records::rows::receipt::Entity>(&mut schema);
    of_entity::<platform::records::rows::attachment::Entity>(&mut schema);
    of_entity::<incidents::rows::sos::Entity>(&mut schema);
    of_entity::<incidents::rows::drill::Entity>(&mut schema);
    schema
}

#[tokio::test]
async fn every_entity_is_a_table_of_either_database() {
    on_each_database(async |bench| {
        let db = bench.app.db().read();
        let query = if db.get_database_backend() == DatabaseBackend::Sqlite {
            "SELECT t.name AS table_name, c.name AS column_name, c.\"notnull\" = 0 AS may_be_empty \
             FROM pragma_table_list t JOIN pragma_table_info(t.name) c \
             WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%'"
        } else {
            "SELECT table_name::text, column_name::text, is_nullable = 'YES' AS may_be_empty \
             FROM information_schema.columns WHERE table_schema = current_schema()"
        };
        let mut stored = Schema::new();
        for row in db.query_all_raw(Statement::from_string(db.get_database_backend(), query)).await.unwrap() {
            let table: String = row.try_get("", "table_name").unwrap();
            if table != "_sqlx_migrations" {
                let columns = stored.entry(table).or_default();
                columns.insert(row.try_get("", "column_name").unwrap(), row.try_get("", "may_be_empty").unwrap());
            }
        }
        assert_eq!(stored, of_entities());
    })
    .await;
}

/// Reads the tables that a folder of migrations makes, by their plain layout: a column a line.
fn of_folder(name: &str) -> (Vec<String>, Schema) {
    let mut files: Vec<_> =
        std::fs::read_dir(format!("{MIGRATIONS}/{name}")).unwrap().map(|it| it.unwrap().path()).collect();
    files.sort();
    let mut schema = Schema::new();
    for file in &files {
        let mut table = None;
        for line in std::fs::read_to_string(file).unwrap().lines().map(str::trim) {
            if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
                let name = rest.split([' ', '(']).next().unwrap().to_owned();
                schema.insert(name.clone(), BTreeMap::new());
                table = Some(name);
            } else if line.starts_with(')') {
                table = None;
            } else if let Some(table) = &table
                && let Some(column) =
                    line.split(' ').next().filter(|it| it.starts_with(|it: char| it.is_ascii_lowercase()))
            {
                schema.get_mut(table).unwrap().insert(column.to_owned(), !line.contains("NOT NULL"));
            }
        }
    }
    let names = files.iter().map(|it| it.file_name().unwrap().to_string_lossy().into_owned()).collect();
    (names, schema)
}

#[test]
fn both_folders_of_migrations_make_the_same_tables() {
    let (sqlite, postgres) = (of_folder("sqlite"), of_folder("postgres"));
    assert_eq!(sqlite, postgres);
    assert_eq!(sqlite.1, of_entities());
}

/// The words of one column's closed set.
type Closed = BTreeMap<(String, String), Vec<&'static str>>;

fn closed<C: Code>(sets: &mut Closed, table: &str, column: &str) {
    sets.insert((table.to_owned(), column.to_owned()), C::VALUES.iter().map(|it| it.code()).collect());
}

/// Every column that holds one word of a closed set.
fn closed_sets() -> Closed {
    let mut sets = Closed::new();
    closed::<AreaType>(&mut sets, "communities", "area_type");
    closed::<UnitCategory>(&mut sets, "units", "category");
    closed::<PostKind>(&mut sets, "posts", "kind");
    closed::<CommunityKind>(&mut sets, "communities", "kind");
    closed::<GridKind>(&mut sets, "grids", "kind");
    closed::<GuardSource>(&mut sets, "units", "guard_source");
    closed::<UnitStatus>(&mut sets, "units", "status");
    closed::<TeamMode>(&mut sets, "patrol_teams", "mode");
    closed::<ChargeLevel>(&mut sets, "responsibilities", "level");
    closed::<PlaceType>(&mut sets, "place_versions", "kind");
    closed::<NameKind>(&mut sets, "place_names", "kind");
    closed::<NameSource>(&mut sets, "place_names", "source");
    closed::<MemberKind>(&mut sets, "members", "kind");
    closed::<Enrolment>(&mut sets, "members", "status");
    closed::<Level>(&mut sets, "members", "level_max");
    closed::<ConsentKind>(&mut sets, "consents", "kind");
    closed::<Role>(&mut sets, "accounts", "role");
    closed::<TerminalKind>(&mut sets, "terminals", "kind");
    closed::<TerminalStatus>(&mut sets, "terminals", "status");
    closed::<IntakeSource>(&mut sets, "incidents", "source");
    closed::<IncidentStatus>(&mut sets, "incidents", "status");
    closed::<PoliceNature>(&mut sets, "incidents", "police_nature");
    closed::<Priority>(&mut sets, "incidents", "priority");
    closed::<Level>(&mut sets, "incidents", "level");
    closed::<Level>(&mut sets, "incidents", "level_now");
    closed::<AreaType>(&mut sets, "incidents", "area_type");
    closed::<TransferTo>(&mut sets, "incidents", "transferred_to");
    closed::<domain::incident::transfer::Silence>(&mut sets, "incidents", "transfer_silence");
    closed::<TransferTo>(&mut sets, "incidents", "returned_from");
    closed::<imports::store::ImportState>(&mut sets, "imports", "state");
    closed::<domain::geo::crs::Crs>(&mut sets, "imports", "crs");
    closed::<Disposition>(&mut sets, "incidents", "disposition");
    closed::<domain::sos::SosStatus>(&mut sets, "sos", "status");
    closed::<domain::sos::SosTold>(&mut sets, "sos", "told");
    closed::<Role>(&mut sets, "sos", "acknowledged_as");
    closed::<domain::sos::RetractReason>(&mut sets, "sos", "retract_reason");
    closed::<domain::sos::DrillKind>(&mut sets, "drills", "kind");
    closed::<domain::incident::SearchAlert>(&mut sets, "incidents", "alert");
    closed::<OfferStatus>(&mut sets, "offers", "status");
    closed::<Way>(&mut sets, "offers", "way");
    closed::<TelephoneState>(&mut sets, "offers", "telephone_state");
    closed::<TelephoneFailure>(&mut sets, "offers", "telephone_failure");
    closed::<DeclineReason>(&mut sets, "offers", "decline_reason");
    closed::<ClearResult>(&mut sets, "offers", "result");
    closed::<domain::record::InboxCause>(&mut sets, "inbox", "cause");
    closed::<domain::record::Media>(&mut sets, "attachments", "media");
    closed::<domain::record::AttachmentState>(&mut sets, "attachments", "state");
    closed::<domain::notice::NoticeKind>(&mut sets, "notices", "kind");
    closed::<domain::notice::NoticeStatus>(&mut sets, "notices", "status");
    closed::<domain::notice::ReceiptStatus>(&mut sets, "notice_receipts", "status");
    sets.insert(("station_log".to_owned(), "actor_kind".to_owned()), vec!["account", "member", "system"]);
    sets.insert(("outbox".to_owned(), "state".to_owned()), vec!["waiting", "sent", "failed"]);
    sets
}

#[test]
fn each_closed_set_is_checked_by_either_database_and_holds_the_words_of_the_code() {
    let expected: BTreeMap<(String, String), Vec<String>> =
        closed_sets().into_iter().map(|(of, words)| (of, words.into_iter().map(str::to_owned).collect())).collect();
    for folder in ["sqlite", "postgres"] {
        let mut found = BTreeMap::new();
        for file in std::fs::read_dir(format!("{MIGRATIONS}/{folder}")).unwrap() {
            let sql = std::fs::read_to_string(file.unwrap().path()).unwrap();
            for table in sql.split("CREATE TABLE ").skip(1) {
                let name = table.split([' ', '(']).next().unwrap();
                for check in table.split("CHECK (").skip(1) {
                    let Some((column, words)) = check.split_once(" IN (") else { continue };
                    let words = words.split(')').next().unwrap();
                    let words = words.split(',').map(|it| it.trim().trim_matches('\'').to_owned()).collect::<Vec<_>>();
                    found.insert((name.to_owned(), column.to_owned()), words);
                }
            }
        }
        assert_eq!(found, expected, "{folder}");
    }
}
