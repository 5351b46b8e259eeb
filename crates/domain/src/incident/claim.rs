//! Claiming: two desks never work one incident unknowingly. A claim informs, it does not lock.

use crate::ids::AccountId;
use crate::role::Role;

crate::codes! {
    /// Why an incident cannot be claimed or released.
    pub enum ClaimRefused {
        ClaimedByOther = "claimed_by_other", "已有人在办；要接手请先让他放手，或由值班指挥长接手", "Somebody else is on it; ask them to release it, or the duty commander to take over";
        NotClaimed = "not_claimed", "没有人认领", "Nobody has claimed it";
    }
}

/// Who has an incident, and who asks.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    /// Who has claimed it.
    pub held_by: Option<AccountId>,
    /// Who asks.
    pub by: AccountId,
    /// As what.
    pub role: Role,
}

/// Claims the incident; claiming one's own again changes nothing. Command takes over from anybody.
pub fn claim(claim: Claim) -> Result<AccountId, ClaimRefused> {
    match claim.held_by {
        Some(other) if other != claim.by && !takes_over(claim.role) => Err(ClaimRefused::ClaimedByOther),
        Some(_) | None => Ok(claim.by),
    }
}

/// Releases the incident; command also releases for somebody who went home.
pub fn release(claim: Claim) -> Result<(), ClaimRefused> {
    match claim.held_by {
        None => Err(ClaimRefused::NotClaimed),
        Some(other) if other != claim.by && !takes_over(claim.role) => Err(ClaimRefused::ClaimedByOther),
        Some(_) => Ok(()),
    }
}

fn takes_over(role: Role) -> bool {
    matches!(role, Role::Chief | Role::DutyCommander)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn one_desk_at_a_time_and_command_takes_over() {
        let (mine, theirs) = (AccountId::from(Uuid::from_u128(1)), AccountId::from(Uuid::from_u128(2)));
        let asks = |held_by, role| Claim { held_by, by: mine, role };
        assert_eq!(claim(asks(None, Role::Desk)), Ok(mine));
        assert_eq!(claim(asks(Some(mine), Role::Desk)), Ok(mine));
        assert_eq!(claim(asks(Some(theirs), Role::Desk)), Err(ClaimRefused::ClaimedByOther));
        assert_eq!(claim(asks(Some(theirs), Role::DutyCommander)), Ok(mine));
        assert_eq!(release(asks(Some(mine), Role::Desk)), Ok(()));
        assert_eq!(release(asks(None, Role::Desk)), Err(ClaimRefused::NotClaimed));
        assert_eq!(release(asks(Some(theirs), Role::Desk)), Err(ClaimRefused::ClaimedByOther));
        assert_eq!(release(asks(Some(theirs), Role::Chief)), Ok(()));
    }
}
