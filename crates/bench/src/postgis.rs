//! The peer PostGIS: nearest neighbours by its index, one prepared statement, over its socket.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use domain::geo::Point;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions as _, Connection as _, Executor as _, Row as _};

use crate::dispatch_bench::{K, Person};
use crate::spread::Spread;

/// People sent at once.
const FILL: usize = 50_000;
const NEAREST: &str = "SELECT id FROM bench_members WHERE available AND skilled \
     ORDER BY point <-> ST_SetSRID(ST_MakePoint($1, $2), 4326) LIMIT $3";

/// The peer.
pub struct Postgis;

impl Postgis {
    /// Fills a table and times each question.
    pub fn measure(url: &str, socket: &Path, people: &[Person], questions: &[Point]) -> Result<Spread> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let mut options: PgConnectOptions = url.parse().context("the address of PostGIS cannot be read")?;
            if !socket.as_os_str().is_empty() {
                options = options.socket(socket);
            }
            let mut connection = options.connect().await.context("PostGIS does not answer")?;
            fill(&mut connection, people).await?;
            let spread = ask(&mut connection, questions).await;
            connection.close().await?;
            spread
        })
    }
}

async fn fill(connection: &mut PgConnection, people: &[Person]) -> Result<()> {
    connection.execute("CREATE EXTENSION IF NOT EXISTS postgis").await?;
    connection.execute("DROP TABLE IF EXISTS bench_members").await?;
    connection
        .execute(
            "CREATE TABLE bench_members (id integer, available boolean, skilled boolean, point geometry(Point, 4326))",
        )
        .await?;
    for (chunk, people) in people.chunks(FILL).enumerate() {
        let mut text = String::new();
        for (number, it) in people.iter().enumerate() {
            let id = chunk * FILL + number;
            let _ = writeln!(
                text,
                "{id}\t{}\t{}\tSRID=4326;POINT({} {})",
                it.available, it.skilled, it.point.lon, it.point.lat
            );
        }
        let mut copy = connection.copy_in_raw("COPY bench_members FROM STDIN").await?;
        copy.send(text.as_bytes()).await?;
        copy.finish().await?;
    }
    connection.execute("CREATE INDEX ON bench_members USING gist (point)").await?;
    connection.execute("VACUUM ANALYZE bench_members").await?;
    Ok(())
}

async fn ask(connection: &mut PgConnection, questions: &[Point]) -> Result<Spread> {
    let mut spread = Spread::default();
    // The first answers prepare the statement and warm the caches; they do not count.
    for (number, question) in questions[..questions.len() / 10].iter().chain(questions).enumerate() {
        let begun = Instant::now();
        let rows = sqlx::query(NEAREST)
            .bind(question.lon)
            .bind(question.lat)
            .bind(K as i64)
            .fetch_all(&mut *connection)
            .await?;
        let micros = begun.elapsed().as_nanos() as f64 / 1e3;
        ensure!(rows.len() == K && rows[0].try_get::<i32, _>(0).is_ok(), "PostGIS found {} of {K}", rows.len());
        if number >= questions.len() / 10 {
            spread.add(micros);
        }
    }
    Ok(spread)
}
