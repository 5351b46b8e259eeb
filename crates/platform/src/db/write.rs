//! The one write path: commands as data, decided and committed in whole batches.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Utc};
use domain::ids::{CommandId, StationId};
use serde::Serialize;
use tokio::sync::{mpsc, oneshot};

use super::rows::{Rows, Table};
use super::statements::Statements;
use super::{Db, Source, batch};
use crate::clock::Clock;
use crate::live::Hub;
use crate::log::Event;
use crate::outbox;
use crate::problem::{self, Error, Result, refuse};
use crate::seal::Sealer;

/// A command is data: it names what it reads and decides purely over those rows.
pub trait Command: Send + Sync + 'static {
    /// What the sender is told; also the body of the HTTP answer.
    type Answer: Serialize;

    /// Names the rows the decision reads. Asked again after each load, so that one row can lead to the next;
    /// asking for what is there already costs nothing. At most [`ROUNDS_MAX`] rounds.
    fn reads(&self, rows: &mut Rows);

    /// Decides: what changes, what happened, and the answer; or a refusal, which changes nothing.
    ///
    /// # Errors
    /// A refusal of the rule. It must not depend on anything but the rows and the time.
    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<Self::Answer>>;
}

/// Rounds of loading for one batch.
pub const ROUNDS_MAX: usize = 5;

/// What a command decided.
pub struct Outcome<A> {
    pub(super) changes: Vec<Box<dyn Change>>,
    pub(super) events: Vec<Event>,
    pub(super) status: u16,
    pub(super) answer: A,
}

impl<A> Outcome<A> {
    /// Starts an outcome that answers `answer` with 200.
    pub fn new(answer: A) -> Self {
        Self { changes: Vec::new(), events: Vec::new(), status: 200, answer }
    }

    /// Answers with 201: something was created.
    pub fn created(mut self) -> Self {
        self.status = 201;
        self
    }

    /// Writes a row: changed if it was read, new if it was not.
    pub fn put<E: Table>(mut self, row: E::Model) -> Self {
        self.changes.push(Box::new(Put::<E>(row)));
        self
    }

    /// Deletes a row that was read.
    pub fn delete<E: Table>(mut self, key: E::Key) -> Self {
        self.changes.push(Box::new(Delete::<E>(key)));
        self
    }

    /// Says what happened. Events get their places in the log in this order.
    pub fn event(mut self, event: Event) -> Self {
        self.events.push(event);
        self
    }

    /// Leaves something to be sent outside after the commit.
    pub fn send(self, message: outbox::Model) -> Self {
        self.put::<outbox::Entity>(message)
    }
}

/// One change of a row, whatever its table.
pub(super) trait Change: Send {
    fn apply(self: Box<Self>, rows: &mut Rows);
}

struct Put<E: Table>(E::Model);

impl<E: Table> Change for Put<E> {
    fn apply(self: Box<Self>, rows: &mut Rows) {
        rows.put::<E>(self.0);
    }
}

struct Delete<E: Table>(E::Key);

impl<E: Table> Change for Delete<E> {
    fn apply(self: Box<Self>, rows: &mut Rows) {
        rows.delete::<E>(&self.0);
    }
}

/// Who sends a command, and how it is recognized when it comes again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// The station whose log it goes to.
    pub station: StationId,
    /// The command's id, made by its sender.
    pub id: CommandId,
    /// The hash of what was asked; the same id with another hash is refused.
    pub hash: [u8; 32],
}

/// A committed answer.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The HTTP status.
    pub status: u16,
    /// The answer as JSON.
    pub body: axum::body::Bytes,
    /// Whether it is the stored answer of an earlier sending.
    pub repeated: bool,
}

impl Answered {
    /// Reads the answer back.
    ///
    /// # Errors
    /// If the answer is not of this shape.
    pub fn read<T: serde::de::DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(&self.body).map_err(|it| Error::Internal(it.into()))
    }
}

impl axum::response::IntoResponse for Answered {
    fn into_response(self) -> axum::response::Response {
        use axum::http::{HeaderName, HeaderValue, StatusCode, header};

        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let mut response = (status, [(header::CONTENT_TYPE, "application/json")], self.body).into_response();
        if self.repeated {
            response
                .headers_mut()
                .insert(HeaderName::from_static("idempotent-replayed"), HeaderValue::from_static("true"));
        }
        response
    }
}

/// A decision with its answer encoded, whatever the command.
pub(super) struct Decided {
    pub(super) changes: Vec<Box<dyn Change>>,
    pub(super) events: Vec<Event>,
    pub(super) status: u16,
    pub(super) answer: Vec<u8>,
}

/// A command whose answer type is forgotten.
pub(super) trait AnyCommand: Send + Sync {
    fn reads(&self, rows: &mut Rows);
    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Decided>;
}

impl<C: Command> AnyCommand for C {
    fn reads(&self, rows: &mut Rows) {
        Command::reads(self, rows);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Decided> {
        let Outcome { changes, events, status, answer } = Command::decide(self, rows, now)?;
        let answer = serde_json::to_vec(&answer).map_err(|it| Error::Internal(it.into()))?;
        Ok(Decided { changes, events, status, answer })
    }
}

/// One command on its way through a lane.
pub(super) struct Job {
    pub(super) sender: Sender,
    pub(super) command: Box<dyn AnyCommand>,
    pub(super) reply: oneshot::Sender<Result<Answered>>,
}

/// What a lane needs beside its connection.
pub(super) struct Context {
    pub(super) clock: Clock,
    pub(super) sealer: Sealer,
    pub(super) hub: Hub,
    pub(super) counts: Arc<Counts>,
    pub(super) statements: Statements,
}

/// What the writers have done since the start.
#[derive(Debug, Default)]
pub struct Counts {
    batches: AtomicU64,
    commands: AtomicU64,
}

impl Counts {
    pub(super) fn add(&self, commands: usize) {
        self.batches.fetch_add(1, Ordering::Relaxed);
        self.commands.fetch_add(commands as u64, Ordering::Relaxed);
    }

    /// Batches that were carried out.
    pub fn batches(&self) -> u64 {
        self.batches.load(Ordering::Relaxed)
    }

    /// Commands in them, refused and repeated ones too.
    pub fn commands(&self) -> u64 {
        self.commands.load(Ordering::Relaxed)
    }
}

/// Commands that may wait for one lane; more are told to come again.
const QUEUE_MAX: usize = 4_096;
/// Commands of one batch.
const BATCH_MAX: usize = 256;

/// One writer: it gathers what came while the last batch committed.
pub(super) struct Lane {
    queue: mpsc::Sender<Job>,
}

impl Lane {
    /// Starts a writer on its own thread with its own connection.
    pub(super) fn start(number: usize, source: Source, context: Context) -> anyhow::Result<Self> {
        let (queue, jobs) = mpsc::channel(QUEUE_MAX);
        let (ready, started) = std::sync::mpsc::sync_channel(1);
        std::thread::Builder::new().name(format!("writer-{number}")).spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            match runtime {
                Ok(runtime) => {
                    let _ = ready.send(Ok(()));
                    runtime.block_on(write(source, context, jobs));
                }
                Err(error) => {
                    let _ = ready.send(Err(error));
                }
            }
        })?;
        started.recv()??;
        Ok(Self { queue })
    }
}

async fn write(source: Source, context: Context, mut jobs: mpsc::Receiver<Job>) {
    let mut batch = Vec::with_capacity(BATCH_MAX);
    let mut connection = None;
    while jobs.recv_many(&mut batch, BATCH_MAX).await > 0 {
        if connection.is_none() {
            match super::connect(&source, 1).await {
                Ok(it) => connection = Some(it),
                Err(error) => {
                    tracing::error!(error.chain = %error, "Writer could not open the database: {error}");
                    for job in batch.drain(..) {
                        let _ = job.reply.send(Err(refuse(&problem::BUSY).into()));
                    }
                    continue;
                }
            }
        }
        if let Some(connection) = &connection {
            batch::run(connection, &context, std::mem::take(&mut batch)).await;
        }
    }
}

impl Db {
    /// Carries a command out: decides, commits, answers. The answer is given only after the commit.
    ///
    /// # Errors
    /// The refusal of the rule; [`problem::KEY_REUSED`] if the id was used for something else;
    /// [`problem::BUSY`] if too many commands wait. In each case nothing was changed.
    pub async fn run(&self, sender: Sender, command: impl Command) -> Result<Answered> {
        self.submit(sender, command)?.answer().await
    }

    /// Puts a command in line without waiting for it. Commands of one station are carried out in the order
    /// in which they were put in line.
    ///
    /// # Errors
    /// [`problem::BUSY`] if too many commands wait.
    pub fn submit(&self, sender: Sender, command: impl Command) -> Result<Pending> {
        let lane = &self.0.lanes[lane_of(sender.station, self.0.lanes.len())];
        let (reply, answer) = oneshot::channel();
        let job = Job { sender, command: Box::new(command), reply };
        lane.queue.try_send(job).map_err(|_| refuse(&problem::BUSY))?;
        Ok(Pending(answer))
    }
}

/// A command in line.
pub struct Pending(oneshot::Receiver<Result<Answered>>);

impl Pending {
    /// Waits until it is committed or refused.
    ///
    /// # Errors
    /// As [`Db::run`].
    pub async fn answer(self) -> Result<Answered> {
        self.0.await.map_err(|_| refuse(&problem::BUSY))?
    }
}

fn lane_of(station: StationId, lanes: usize) -> usize {
    let bytes = uuid::Uuid::from(station).into_bytes();
    usize::from(bytes[15]) % lanes
}
