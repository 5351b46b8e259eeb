//! Both databases have the same tables and columns, and every entity is one of them.

use std::collections::BTreeMap;

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
    of_entity::<people::store::member::Entity>(&mut schema);
    of_entity::<people::store::consent::Entity>(&mut schema);
    of_entity::<people::store::account::Entity>(&mut schema);
    of_entity::<duty::store::shift::Entity>(&mut schema);
    of_entity::<duty::store::track_chunk::Entity>(&mut schema);
    of_entity::<incidents::rows::incident::Entity>(&mut schema);
    of_entity::<incidents::rows::number::Entity>(&mut schema);
    of_entity::<incidents::rows::search::Entity>(&mut schema);
    of_entity::<incidents::rows::consideration::Entity>(&mut schema);
    of_entity::<incidents::rows::offer::Entity>(&mut schema);
    schema
}

#[tokio::test]
async fn every_entity_is_a_table_of_either_database() {
    on_each_database(async |bench| {
        let db = bench.app.db().read();
        let query = match db.get_database_backend() {
            DatabaseBackend::Sqlite => {
                "SELECT t.name AS table_name, c.name AS column_name, c.\"notnull\" = 0 AS may_be_empty \
                 FROM pragma_table_list t JOIN pragma_table_info(t.name) c \
                 WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%'"
            }
            _ => {
                "SELECT table_name::text, column_name::text, is_nullable = 'YES' AS may_be_empty \
                 FROM information_schema.columns WHERE table_schema = current_schema()"
            }
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
