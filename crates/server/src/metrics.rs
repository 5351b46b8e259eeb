//! Counters of the process, as plain text at `/metrics`.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use domain::permission::Permission;
use platform::outbox;
use platform::problem::{self, Result, refuse};
use platform::scope::Scope;

use crate::listen::Nearby;
use crate::node::Node;

#[derive(Default)]
struct Counters {
    /// Answers by the first digit of their status, 1 to 5.
    answered: [AtomicU64; 5],
    running: AtomicU64,
}

/// The counters; cheap to clone.
#[derive(Clone, Default)]
pub struct Metrics(Arc<Counters>);

/// One request being answered. It stops counting as running when dropped, also when its caller has gone away.
pub struct Running(Metrics);

impl Metrics {
    /// Counts a request that begins.
    pub fn begin(&self) -> Running {
        self.0.running.fetch_add(1, Ordering::Relaxed);
        Running(self.clone())
    }

    /// The counters in the text format that Prometheus reads.
    pub fn text(&self, node: &Node, outbox: outbox::Standing) -> String {
        let mut out = String::new();
        out.push_str("# TYPE likedong_requests_total counter\n");
        for (place, count) in self.0.answered.iter().enumerate() {
            let class = place + 1;
            let _ = writeln!(out, "likedong_requests_total{{status=\"{class}xx\"}} {}", count.load(Ordering::Relaxed));
        }
        let running = self.0.running.load(Ordering::Relaxed);
        let _ = writeln!(out, "# TYPE likedong_requests_running gauge\nlikedong_requests_running {running}");
        let counts = node.app.db().counts();
        let (batches, commands) = (counts.batches(), counts.commands());
        let _ = writeln!(out, "# TYPE likedong_batches_total counter\nlikedong_batches_total {batches}");
        let _ = writeln!(out, "# TYPE likedong_commands_total counter\nlikedong_commands_total {commands}");
        let readers = node.app.hub().readers();
        let _ = writeln!(out, "# TYPE likedong_live_readers gauge\nlikedong_live_readers {readers}");
        let _ = writeln!(out, "# TYPE likedong_outbox_waiting gauge\nlikedong_outbox_waiting {}", outbox.waiting);
        let _ = writeln!(out, "# TYPE likedong_outbox_failed gauge\nlikedong_outbox_failed {}", outbox.failed);
        out
    }
}

impl Running {
    /// Counts the answer.
    pub fn end(self, status: StatusCode) {
        let class = usize::from(status.as_u16() / 100).clamp(1, 5) - 1;
        self.0.0.answered[class].fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.0.running.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Shows the counters, to programs of this machine and to those who may edit settings.
pub async fn show(State((node, metrics)): State<(Node, Metrics)>, request: Request) -> Result<impl IntoResponse> {
    if request.extensions().get::<Nearby>().is_none() {
        let scope = request.extensions().get::<Scope>().ok_or_else(|| refuse(&problem::UNAUTHENTICATED))?;
        scope.require(Permission::SettingEdit)?;
    }
    let outbox = outbox::standing(node.app.db()).await?;
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], metrics.text(&node, outbox)))
}
