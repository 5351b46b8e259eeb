//! One function for each call of the wire.

use domain::geo::Point;
use domain::ids::{IncidentId, OfferId, PostId};
use hyper::Method;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::position::{Fix, Taken};
use super::wire::{
    Account, Candidates, Duty, Entry, Incident, Member, Offer, Page, Place, Post, Reply, Report, SignedIn, Unit,
};
use super::{Client, Failure};

/// The most pages of a list that are read.
const PAGES_MAX: usize = 200;

impl Client {
    /// Signs in; further calls carry the session's token.
    pub async fn sign_in(&mut self, login: &str, password: &str) -> Result<Account, Failure> {
        self.token = None;
        let signed_in: SignedIn = self.post("/api/v1/session", &json!({"login": login, "password": password})).await?;
        self.token = Some(signed_in.token);
        Ok(signed_in.account)
    }

    /// Says who is signed in.
    pub async fn account(&self) -> Result<Account, Failure> {
        self.get("/api/v1/session").await
    }

    /// Signs out.
    pub async fn sign_out(&mut self) -> Result<(), Failure> {
        self.call::<Option<Value>>(Method::DELETE, "/api/v1/session", None, Some(uuid::Uuid::now_v7())).await?;
        self.token = None;
        Ok(())
    }

    /// What anybody may know about the server.
    pub async fn meta(&self) -> Result<Value, Failure> {
        self.get("/api/v1/meta").await
    }

    /// Categories and the other word lists.
    pub async fn dictionary(&self) -> Result<Value, Failure> {
        self.get("/api/v1/dictionary").await
    }

    /// Reads all pages of a list.
    pub async fn all<T: DeserializeOwned>(&self, path: &str) -> Result<Vec<T>, Failure> {
        let mut items = Vec::new();
        let mut next = path.to_owned();
        for _ in 0..PAGES_MAX {
            let page: Page<T> = self.get(&next).await?;
            items.extend(page.items);
            let cursor = match page.next {
                Some(Value::String(text)) => text,
                Some(Value::Number(number)) => number.to_string(),
                Some(_) | None => break,
            };
            next = format!("{path}{}after={cursor}", if path.contains('?') { '&' } else { '?' });
        }
        Ok(items)
    }

    /// The station's communities.
    pub async fn communities(&self) -> Result<Vec<Place>, Failure> {
        self.all("/api/v1/communities").await
    }

    /// The station's grids.
    pub async fn grids(&self) -> Result<Vec<Place>, Failure> {
        self.all("/api/v1/grids").await
    }

    /// The station's member units.
    pub async fn units(&self) -> Result<Vec<Unit>, Failure> {
        self.all("/api/v1/units").await
    }

    /// The station's posts.
    pub async fn posts(&self) -> Result<Vec<Post>, Failure> {
        self.all("/api/v1/posts").await
    }

    /// The station's members.
    pub async fn members(&self) -> Result<Vec<Member>, Failure> {
        self.all("/api/v1/members").await
    }

    /// The streets, as GeoJSON.
    pub async fn streets(&self) -> Result<Value, Failure> {
        self.get("/api/v1/streets").await
    }

    /// The way between two places (`by` is `foot` or `car`).
    pub async fn route(&self, from: Point, to: Point, by: &str) -> Result<Value, Failure> {
        self.get(&format!("/api/v1/route?from={},{}&to={},{}&by={by}", from.lon, from.lat, to.lon, to.lat)).await
    }

    /// Reports something.
    pub async fn report(&self, report: &Report) -> Result<Incident, Failure> {
        self.post("/api/v1/incidents", report).await
    }

    /// Incidents by state: `open`, `closed` or `all`.
    pub async fn incidents(&self, status: &str) -> Result<Vec<Incident>, Failure> {
        self.all(&format!("/api/v1/incidents?status={status}")).await
    }

    /// One incident with its calls.
    pub async fn incident(&self, id: IncidentId) -> Result<Incident, Failure> {
        self.get(&format!("/api/v1/incidents/{id}")).await
    }

    /// Does one of the verbs (`triage`, `dispatch`, `close`, …) to an incident.
    pub async fn act(&self, id: IncidentId, verb: &str, body: &Value) -> Result<Incident, Failure> {
        self.post(&format!("/api/v1/incidents/{id}/{verb}"), body).await
    }

    /// Who may be called to an incident, and who not.
    pub async fn candidates(&self, id: IncidentId) -> Result<Candidates, Failure> {
        self.get(&format!("/api/v1/incidents/{id}/candidates")).await
    }

    /// What happened to an incident, in order.
    pub async fn timeline(&self, id: IncidentId) -> Result<Vec<Entry>, Failure> {
        self.all(&format!("/api/v1/incidents/{id}/timeline")).await
    }

    /// The caller's own open calls and assignments.
    pub async fn my_offers(&self) -> Result<Vec<Offer>, Failure> {
        let offers: Value = self.get("/api/v1/offers/mine").await?;
        let items = if offers.is_array() { offers } else { offers["items"].clone() };
        serde_json::from_value(items).map_err(|it| Failure::Garbled(it.to_string()))
    }

    /// Answers a call: `deliver`, `accept`, `decline`, `depart`, `arrive` or `clear`.
    pub async fn reply(&self, id: OfferId, verb: &str, reply: &Reply) -> Result<Offer, Failure> {
        self.post(&format!("/api/v1/offers/{id}/{verb}"), reply).await
    }

    /// The caller's own duty.
    pub async fn duty(&self) -> Result<Duty, Failure> {
        self.get("/api/v1/duty").await
    }

    /// Says "I am on duty", at a post if given; consent to location only where it is given.
    pub async fn confirm_duty(&self, post: Option<PostId>, consent: Option<bool>) -> Result<Value, Failure> {
        let mut body = json!({});
        if let Some(post) = post {
            body["post_id"] = json!(post);
        }
        if let Some(consent) = consent {
            body["consent_location"] = json!(consent);
        }
        self.post("/api/v1/duty/confirm", &body).await
    }

    /// Leaves duty.
    pub async fn leave_duty(&self) -> Result<Value, Failure> {
        self.post("/api/v1/duty/leave", &json!({})).await
    }

    /// Sends positions.
    pub async fn send_positions(&self, fixes: &[Fix]) -> Result<Taken, Failure> {
        self.post("/api/v1/positions", &json!({"fixes": fixes})).await
    }

    /// A day's figures (`YYYY-MM-DD`).
    pub async fn figures(&self, day: &str) -> Result<Value, Failure> {
        self.get(&format!("/api/v1/figures/day?day={day}")).await
    }

    /// Entries of the log after a sequence.
    pub async fn events(&self, after: i64, limit: usize) -> Result<Vec<Entry>, Failure> {
        let page: Page<Entry> = self.get(&format!("/api/v1/events?after={after}&limit={limit}")).await?;
        Ok(page.items)
    }
}
