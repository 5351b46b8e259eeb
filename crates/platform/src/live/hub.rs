//! Who is listening, and what each may see.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Bytes;
use domain::ids::{MemberId, StationId};
use domain::role::Role;
use futures_util::future::BoxFuture;
use parking_lot::RwLock;
use serde_json::Value;
use serde_json::value::RawValue;
use tokio::sync::{broadcast, mpsc};

use crate::log::Entry;
use crate::scope::{Audience, Reach, Scope};

/// Frames that wait for one reader; a reader further behind is closed and resumes from its sequence.
pub const QUEUE_MAX: usize = 256;
/// Entries that wait for one driver inside the process; one further behind reads rows again.
const INSIDE_MAX: usize = 65_536;

/// One thing to send to a reader.
#[derive(Clone, Debug)]
pub enum Frame {
    /// A log entry with its sequence.
    Entry(i64, Bytes),
    /// Something unsequenced: positions, presence.
    Volatile(Bytes),
}

/// An unsequenced item, for example one position, and whom it is meant for.
#[derive(Clone, Debug)]
pub struct Volatile {
    /// Whom it is meant for.
    pub audience: Audience,
    /// The item as JSON text.
    pub json: Box<RawValue>,
}

struct Listener {
    scope: Scope,
    positions: bool,
    queue: mpsc::Sender<Frame>,
}

#[derive(Default)]
struct Listeners {
    /// Readers whose reach is more than their own matters, by number.
    wide: BTreeMap<u64, Listener>,
    /// Readers that see only what they take part in, by member.
    own: HashMap<MemberId, BTreeMap<u64, Listener>>,
}

/// A handler of frames that clients send, for example positions.
pub type Inbound = Arc<dyn Fn(Scope, Value) -> BoxFuture<'static, Value> + Send + Sync>;

/// Takes committed entries into a picture in memory, before anybody is answered. It must be quick and never wait.
pub type Observer = Arc<dyn Fn(&Entry) + Send + Sync>;

struct Parts {
    listeners: RwLock<Listeners>,
    observers: RwLock<Vec<Observer>>,
    inbound: RwLock<BTreeMap<&'static str, Inbound>>,
    inside: broadcast::Sender<Arc<Entry>>,
    next: AtomicU64,
}

/// The hub of one node; cheap to clone.
#[derive(Clone)]
pub struct Hub(Arc<Parts>);

impl Default for Hub {
    fn default() -> Self {
        let (inside, _) = broadcast::channel(INSIDE_MAX);
        Self(Arc::new(Parts {
            listeners: RwLock::default(),
            observers: RwLock::default(),
            inbound: RwLock::default(),
            inside,
            next: AtomicU64::new(0),
        }))
    }
}

/// One reader's end of its queue. Dropping it ends the subscription.
pub struct Reader {
    hub: Hub,
    number: u64,
    member: Option<MemberId>,
    queue: mpsc::Receiver<Frame>,
}

impl Reader {
    /// The next frame; `None` when the reader was too slow and must resume.
    pub async fn next(&mut self) -> Option<Frame> {
        self.queue.recv().await
    }

    /// A frame that waits already, if there is one.
    pub fn ready(&mut self) -> Option<Frame> {
        self.queue.try_recv().ok()
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let mut listeners = self.hub.0.listeners.write();
        match self.member {
            None => {
                listeners.wide.remove(&self.number);
            }
            Some(member) => {
                if let Some(of_member) = listeners.own.get_mut(&member) {
                    of_member.remove(&self.number);
                    if of_member.is_empty() {
                        listeners.own.remove(&member);
                    }
                }
            }
        }
    }
}

impl Hub {
    /// Begins to listen as `scope`; with `positions` also to positions of those within its reach.
    pub fn subscribe(&self, scope: Scope, positions: bool) -> Reader {
        let number = self.0.next.fetch_add(1, Ordering::Relaxed);
        let (queue, receiver) = mpsc::channel(QUEUE_MAX);
        let member = scope.member.filter(|_| scope.reach == Reach::Own);
        let listener = Listener { scope, positions, queue };
        let mut listeners = self.0.listeners.write();
        match member {
            None => listeners.wide.insert(number, listener),
            Some(member) => listeners.own.entry(member).or_default().insert(number, listener),
        };
        Reader { hub: self.clone(), number, member, queue: receiver }
    }

    /// Listens inside the process to every entry of every station.
    pub fn inside(&self) -> broadcast::Receiver<Arc<Entry>> {
        self.0.inside.subscribe()
    }

    /// Registers an observer of every entry of every station. It sees them in their order, after the commit and
    /// before the answer, so that whoever got an answer finds the picture changed.
    pub fn observe(&self, observer: Observer) {
        self.0.observers.write().push(observer);
    }

    /// Shows committed entries to the observers.
    pub(crate) fn settle(&self, entries: &[Arc<Entry>]) {
        if entries.is_empty() {
            return;
        }
        let observers = self.0.observers.read();
        for entry in entries {
            observers.iter().for_each(|it| it(entry));
        }
    }

    /// Tells whether somebody of one of these roles listens within the station.
    pub fn listens(&self, station: StationId, roles: &[Role]) -> bool {
        let listeners = self.0.listeners.read();
        listeners.wide.values().any(|it| it.scope.station == station && roles.contains(&it.scope.role))
    }

    /// How many readers listen.
    pub fn readers(&self) -> usize {
        let listeners = self.0.listeners.read();
        listeners.wide.len() + listeners.own.values().map(BTreeMap::len).sum::<usize>()
    }

    /// Hands committed entries, in their order, to those who may see them.
    pub(crate) fn publish(&self, entries: &[Arc<Entry>]) {
        if entries.is_empty() {
            return;
        }
        let mut slow = Vec::new();
        {
            let listeners = self.0.listeners.read();
            for entry in entries {
                hand_out(&listeners, entry, &mut slow);
            }
        }
        self.drop_slow(&slow);
        for entry in entries {
            // Nobody inside need be listening.
            let _ = self.0.inside.send(entry.clone());
        }
    }

    /// Hands unsequenced items to those who may see them, in one frame for each kind of viewer.
    /// A reader whose queue is full just misses them: newer ones follow.
    pub fn volatile(&self, station: StationId, kind: &str, items: &[Volatile]) {
        if items.is_empty() {
            return;
        }
        let mut frames: Vec<(Scope, Option<Bytes>)> = Vec::new();
        let listeners = self.0.listeners.read();
        for listener in listeners.wide.values().filter(|it| it.positions && it.scope.station == station) {
            let frame = match frames.iter().find(|(scope, _)| same_view(scope, &listener.scope)) {
                Some((_, frame)) => frame.clone(),
                None => {
                    let frame = gather(&listener.scope, kind, items);
                    frames.push((listener.scope.clone(), frame.clone()));
                    frame
                }
            };
            if let Some(frame) = frame {
                let _ = listener.queue.try_send(Frame::Volatile(frame));
            }
        }
    }

    /// Registers the handler of client frames of one kind.
    pub fn on_inbound(&self, kind: &'static str, handler: Inbound) {
        self.0.inbound.write().insert(kind, handler);
    }

    /// The handler of client frames of one kind.
    pub(super) fn inbound(&self, kind: &str) -> Option<Inbound> {
        self.0.inbound.read().get(kind).cloned()
    }

    /// Closes the queues of readers that are too slow; they read what waits and then resume by sequence.
    fn drop_slow(&self, slow: &[(Option<MemberId>, u64)]) {
        if slow.is_empty() {
            return;
        }
        let mut listeners = self.0.listeners.write();
        for (member, number) in slow {
            match member {
                None => {
                    listeners.wide.remove(number);
                }
                Some(member) => {
                    if let Some(it) = listeners.own.get_mut(member) {
                        it.remove(number);
                    }
                }
            }
        }
    }
}

fn hand_out(listeners: &Listeners, entry: &Arc<Entry>, slow: &mut Vec<(Option<MemberId>, u64)>) {
    let mut send = |member: Option<MemberId>, number: u64, listener: &Listener| {
        let takes_part = listener.scope.member.is_some_and(|it| entry.audience.members.contains(&it));
        let bytes = match &entry.own_frame {
            Some(own) if takes_part => own.clone(),
            Some(_) | None => entry.frame.clone(),
        };
        if listener.queue.try_send(Frame::Entry(entry.row.seq, bytes)).is_err() {
            slow.push((member, number));
        }
    };
    for (number, listener) in &listeners.wide {
        if listener.scope.station == entry.row.station_id && listener.scope.may_see(&entry.audience) {
            send(None, *number, listener);
        }
    }
    for member in &entry.audience.members {
        for (number, listener) in listeners.own.get(member).into_iter().flatten() {
            send(Some(*member), *number, listener);
        }
    }
}

/// Tells whether two scopes see the same positions, so that one frame serves both.
fn same_view(one: &Scope, other: &Scope) -> bool {
    one.reach == other.reach && one.role == other.role && one.member == other.member
}

fn gather(scope: &Scope, kind: &str, items: &[Volatile]) -> Option<Bytes> {
    let mut out = format!(r#"{{"kind":"{kind}","items":["#);
    let mut any = false;
    for item in items.iter().filter(|it| scope.may_see(&it.audience)) {
        if any {
            out.push(',');
        }
        out.push_str(item.json.get());
        any = true;
    }
    out.push_str("]}");
    any.then(|| Bytes::from(out))
}
