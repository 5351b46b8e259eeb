//! The demo station behind the whole router, as `likedong demo` seeds it.

use domain::ids::MemberId;
use domain::role::Role;
use platform::scope::{Reach, Scope};
use serde_json::{Value, json};
use server::config::Outside;
use server::node::{Node, Running};
use server::trust::Trust;
use server::{seed, wiring};
use simulator::town::{Ground, Member, Town, generate};
use testkit::bench::Bench;
use testkit::http::{Caller, Http};

/// The password of every account of the town.
pub const PASSWORD: &str = "five-lychees-and-a-gate";
/// What the town grows from.
const SEED: u64 = 163;

/// A station that answers.
pub struct Station {
    pub bench: Bench,
    pub node: Node,
    pub town: Town,
    pub http: Http,
    _running: Running,
}

impl Station {
    /// Seeds the demo town and starts what runs beside the answers.
    pub async fn open(bench: Bench) -> Self {
        Self::with_outside(bench, &Outside::default()).await
    }

    /// The same, with ways to reach people outside the pages.
    pub async fn with_outside(mut bench: Bench, outside: &Outside) -> Self {
        let town = generate(SEED, Ground::Generated);
        bench.station = town.station.id;
        places::seed::seed(bench.app.db(), seed::layout(&town)).await.unwrap();
        let hash = people::password::hash(PASSWORD).unwrap();
        let accounts = seed::accounts(&town, &hash);
        people::seed::seed(&bench.app, bench.station, &seed::members(&town).unwrap(), &accounts).await.unwrap();
        let (node, drivers) = Node::with_outside(&bench.app, outside).await.unwrap();
        let running = drivers.start().await.unwrap();
        let http = Http::new(wiring::router(&node, trust()));
        Self { bench, node, town, http, _running: running }
    }

    /// Signs in with a login of the town, over HTTP.
    pub async fn sign_in(&self, login: &str) -> Caller {
        let credentials = json!({ "login": login, "password": PASSWORD });
        let opened = self.http.nobody().post("/api/v1/session", credentials).await.ok();
        self.http.signed_in(text(&opened["token"]))
    }

    /// Somebody of another station.
    pub async fn stranger(&self, role: Role) -> Caller {
        let station = uuid::Uuid::now_v7().into();
        let scope = Scope { station, ..self.bench.scope(role, Reach::Station, None) };
        self.bench.caller(&self.http, &scope).await
    }

    /// The member behind a login.
    pub fn member(&self, login: &str) -> &Member {
        let account = self.town.accounts.iter().find(|it| it.login == login).unwrap();
        self.town.members.iter().find(|it| Some(it.id) == account.member_id).unwrap()
    }

    /// Comes on duty at the usual post, with consent, and says where.
    pub async fn come_on_duty(&self, login: &str) -> (Caller, MemberId) {
        let (caller, member) = (self.sign_in(login).await, self.member(login));
        caller.post("/api/v1/duty/confirm", json!({ "consent_location": true })).await.ok();
        let fixes = json!({ "fixes": [{ "at": self.bench.now(), "point": member.home, "accuracy_m": 8.0 }] });
        assert_eq!(caller.post("/api/v1/positions", fixes).await.ok()["accepted"], 1);
        (caller, member.id)
    }

    /// Lets dispatch do what is due now.
    pub async fn settle(&self) {
        self.node.incidents.settle().await.unwrap();
    }
}

/// A station without its own authority.
pub fn trust() -> Trust {
    Trust::new("http://localhost/pocket/".to_owned(), None, true)
}

/// The text of a JSON value that must be one.
#[track_caller]
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is not text")).to_owned()
}
