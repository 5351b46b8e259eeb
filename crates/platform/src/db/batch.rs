//! One batch: load, decide in order, write table by table, commit, then answer and publish.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use domain::ids::StationId;
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait as _,
};
use serde_json::{Map, Value};

use super::rows::Rows;
use super::write::{Answered, Context, Decided, Job, ROUNDS_MAX};
use crate::command;
use crate::log::{self, Entry, head};
use crate::problem::{self, Error, Result, refuse};

/// The label that binds a sealed answer to its use.
const ANSWER: &str = "answer";

/// Runs a batch. If the database fails, each command is run again alone, so that one cannot spoil the others.
pub(super) async fn run(connection: &DatabaseConnection, context: &Context, jobs: Vec<Job>) {
    let references: Vec<&Job> = jobs.iter().collect();
    match attempt(connection, context, &references).await {
        Ok(done) => answer(context, jobs, done),
        Err(error) if jobs.len() == 1 => {
            if let Some(job) = jobs.into_iter().next() {
                let error = anyhow::Error::new(error).context("a batch of one failed");
                let _ = job.reply.send(Err(Error::Internal(error)));
            }
        }
        Err(error) => {
            tracing::warn!(error.chain = %error, "Batch of {} failed and is run one by one: {error}", jobs.len());
            for job in jobs {
                match attempt(connection, context, &[&job]).await {
                    Ok(done) => answer(context, vec![job], done),
                    Err(error) => {
                        let _ = job.reply.send(Err(Error::Internal(error.into())));
                    }
                }
            }
        }
    }
}

/// What a committed batch leaves: the answers in order, and the new entries.
struct Done {
    answers: Vec<Result<Answered>>,
    entries: Vec<Arc<Entry>>,
}

fn answer(context: &Context, jobs: Vec<Job>, done: Done) {
    context.counts.add(jobs.len());
    // Invariant: pictures in memory change after the commit and before the answer.
    context.hub.settle(&done.entries);
    for (job, answer) in jobs.into_iter().zip(done.answers) {
        // A sender that has gone does not need its answer.
        let _ = job.reply.send(answer);
    }
    context.hub.publish(&done.entries);
}

async fn attempt(connection: &DatabaseConnection, context: &Context, jobs: &[&Job]) -> Result<Done, DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let tx = connection.begin_with_options(options).await?;
    let mut rows = Rows::default();
    load(&mut rows, jobs, &tx).await?;
    let mut done = Done { answers: Vec::with_capacity(jobs.len()), entries: Vec::new() };
    let mut logged = Vec::new();
    let mut wrote = false;
    for job in jobs {
        let answer = decide(job, context, &mut rows, &mut logged);
        wrote |= matches!(&answer, Ok(it) if !it.repeated);
        done.answers.push(answer);
    }
    if !wrote {
        // Nothing to write: refusals and repeated commands need no fsync.
        tx.rollback().await?;
        return Ok(done);
    }
    rows.write(&context.statements, &tx).await?;
    let (models, asides): (Vec<log::Model>, Vec<Option<Map<String, Value>>>) = logged.into_iter().unzip();
    context.statements.insert::<log::Entity>(&models.iter().collect::<Vec<_>>(), &tx).await?;
    tx.commit().await?;
    done.entries =
        models.into_iter().zip(asides).map(|(row, aside)| Arc::new(Entry::new(row, aside.as_ref()))).collect();
    Ok(done)
}

async fn load(rows: &mut Rows, jobs: &[&Job], tx: &DatabaseTransaction) -> Result<(), DbErr> {
    let stations: BTreeSet<StationId> = jobs.iter().map(|it| it.sender.station).collect();
    for station in stations {
        rows.want::<head::Entity>(station);
    }
    for job in jobs {
        rows.want::<command::Entity>(job.sender.id);
    }
    for _ in 0..ROUNDS_MAX {
        for job in jobs {
            job.command.reads(rows);
        }
        if !rows.wants() {
            return Ok(());
        }
        rows.load(tx).await?;
    }
    debug_assert!(!rows.wants(), "a command asks for new rows forever");
    Ok(())
}

type Logged = Vec<(log::Model, Option<Map<String, Value>>)>;

/// Decides one command over the rows as the commands before it left them.
fn decide(job: &Job, context: &Context, rows: &mut Rows, logged: &mut Logged) -> Result<Answered> {
    if let Some(done) = rows.get::<command::Entity>(&job.sender.id) {
        return repeat(job, context, done);
    }
    let now = context.clock.now();
    let decided = catch_unwind(AssertUnwindSafe(|| job.command.decide(rows, now)))
        .unwrap_or_else(|_| Err(Error::Internal(anyhow::anyhow!("a rule panicked"))))?;
    let Decided { changes, events, status, answer } = decided;
    let mut head = rows.get::<head::Entity>(&job.sender.station).cloned().unwrap_or_else(|| head::Model {
        station_id: job.sender.station,
        seq: 0,
        hash: vec![0; 32],
    });
    for change in changes {
        change.apply(rows);
    }
    if !events.is_empty() {
        for mut event in events {
            let row = log::append(&mut head, now, &event);
            logged.push((row, event.aside.take()));
        }
        rows.put::<head::Entity>(head);
    }
    rows.put::<command::Entity>(command::Model {
        id: job.sender.id,
        station_id: job.sender.station,
        at: now,
        body_hash: job.sender.hash.to_vec(),
        status: i64::from(status),
        answer: context.sealer.encrypt(ANSWER, &answer),
    });
    Ok(Answered { status, body: answer.into(), repeated: false })
}

/// Answers a command that was carried out before.
fn repeat(job: &Job, context: &Context, done: &command::Model) -> Result<Answered> {
    if done.body_hash != job.sender.hash || done.station_id != job.sender.station {
        return Err(refuse(&problem::KEY_REUSED).into());
    }
    let body = context
        .sealer
        .decrypt_any(ANSWER, &done.answer)
        .ok_or_else(|| Error::Internal(anyhow::anyhow!("a stored answer cannot be opened")))?;
    Ok(Answered { status: u16::try_from(done.status).unwrap_or(200), body: body.into(), repeated: true })
}
