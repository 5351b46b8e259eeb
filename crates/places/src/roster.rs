//! What places ask about people. The slice that knows them stands beside this one and is told here by the server.

use std::sync::Arc;

use domain::ids::MemberId;
use domain::jurisdiction::charge::Candidate;
use platform::scope::Scope;

/// What the rule of charges has to know of a member of the scope's station; `None` if there is no such member.
pub type Ask = Arc<dyn Fn(&Scope, MemberId) -> Option<Candidate> + Send + Sync>;
/// A member's name as the scope may read it; empty if there is no such member.
pub type Name = Arc<dyn Fn(&Scope, MemberId) -> String + Send + Sync>;

/// Where people are known.
pub struct Roster {
    /// What they are.
    pub ask: Ask,
    /// How they are called.
    pub name: Name,
}

impl Roster {
    /// Knows nobody.
    pub fn nobody() -> Self {
        Self { ask: Arc::new(|_, _| None), name: Arc::new(|_, _| String::new()) }
    }
}
