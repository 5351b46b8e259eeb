//! How often one account may report. It keeps a broken or a playful terminal from filling the desk's queue.
//!
//! Whoever works at the desk, commands or sits in the governance centre types in what others say, so they are never
//! refused.

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::AccountId;
use domain::role::Role;
use parking_lot::Mutex;

/// Reports of one account within [`WINDOW`]: one each six seconds is more than anybody types.
const REPORTS_MAX: usize = 10;
/// The time in which they are counted.
const WINDOW: TimeDelta = TimeDelta::minutes(1);
/// Accounts that are remembered before those who have been quiet are forgotten.
const ACCOUNTS_MAX: usize = 4_096;

/// Tells whether the reports of a role are counted at all.
pub fn counts(role: Role) -> bool {
    !matches!(role, Role::Chief | Role::DutyCommander | Role::Desk | Role::GovernanceCentre)
}

/// The last reports of each account.
#[derive(Default)]
pub struct Rate(Mutex<BTreeMap<AccountId, VecDeque<DateTime<Utc>>>>);

impl Rate {
    /// Counts a report at `now`.
    ///
    /// # Errors
    /// After how many seconds the account may report again, if it has reported too often; it is not counted then.
    pub fn take(&self, account: AccountId, now: DateTime<Utc>) -> Result<(), i64> {
        let mut accounts = self.0.lock();
        if accounts.len() >= ACCOUNTS_MAX {
            accounts.retain(|_, it| it.back().is_some_and(|last| *last + WINDOW > now));
        }
        let times = accounts.entry(account).or_default();
        while times.front().is_some_and(|first| *first + WINDOW <= now) {
            times.pop_front();
        }
        match times.front() {
            Some(first) if times.len() >= REPORTS_MAX => {
                Err(((*first + WINDOW - now).num_milliseconds() + 999).div_euclid(1_000))
            }
            Some(_) | None => {
                times.push_back(now);
                Ok(())
            }
        }
    }

    /// Takes back what [`Rate::take`] counted at `at`: nothing was reported by it.
    pub fn give_back(&self, account: AccountId, at: DateTime<Utc>) {
        if let Some(times) = self.0.lock().get_mut(&account)
            && let Some(index) = times.iter().rposition(|it| *it == at)
        {
            times.remove(index);
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn ten_a_minute_and_then_the_oldest_must_grow_old() {
        let (rate, account) = (Rate::default(), AccountId::from(Uuid::from_u128(1)));
        let start = DateTime::<Utc>::UNIX_EPOCH;
        let at = |second| start + TimeDelta::seconds(second);
        for second in 0..10 {
            assert_eq!(rate.take(account, at(second)), Ok(()));
        }
        assert_eq!(rate.take(account, at(10)), Err(50));
        assert_eq!(rate.take(AccountId::from(Uuid::from_u128(2)), at(10)), Ok(()), "each account by itself");
        rate.give_back(account, at(9));
        assert_eq!(rate.take(account, at(11)), Ok(()));
        assert_eq!(rate.take(account, at(60)), Ok(()), "the first is a minute old");
        assert_eq!(rate.take(account, at(60)), Err(1));
    }

    #[test]
    fn whoever_types_in_what_others_say_is_not_counted() {
        let free = Role::ALL.iter().filter(|it| !counts(**it)).count();
        assert_eq!(free, 4);
        assert!(counts(Role::Guard) && counts(Role::Resident) && counts(Role::Teller));
    }
}
