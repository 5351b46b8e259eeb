//! How many feeds may be open at once: of one account, and of all.

use std::collections::HashMap;
use std::sync::Arc;

use domain::ids::AccountId;
use parking_lot::Mutex;

/// Feeds that one account may have open: more windows than anybody looks at, and the phone.
pub const PER_ACCOUNT_MAX: usize = 64;
/// Feeds that one node keeps open.
pub const ALL_MAX: usize = 16_384;

#[derive(Default)]
struct Taken {
    all: usize,
    of_account: HashMap<AccountId, usize>,
}

/// The seats of one node; cheap to clone.
#[derive(Clone, Default)]
pub struct Seats(Arc<Mutex<Taken>>);

/// One open feed. Dropping it frees the seat.
pub struct Seat {
    seats: Seats,
    account: AccountId,
}

impl Seats {
    /// Takes a seat for a feed of `account`; `None` where there is no more.
    pub fn take(&self, account: AccountId) -> Option<Seat> {
        let mut taken = self.0.lock();
        let own = taken.of_account.get(&account).copied().unwrap_or(0);
        if taken.all >= ALL_MAX || own >= PER_ACCOUNT_MAX {
            return None;
        }
        taken.all += 1;
        taken.of_account.insert(account, own + 1);
        Some(Seat { seats: self.clone(), account })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.0.lock();
        taken.all -= 1;
        if let Some(own) = taken.of_account.get_mut(&self.account) {
            *own -= 1;
            if *own == 0 {
                taken.of_account.remove(&self.account);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn one_account_cannot_take_the_seats_of_others() {
        let seats = Seats::default();
        let (greedy, other) = (AccountId::from(Uuid::from_u128(1)), AccountId::from(Uuid::from_u128(2)));
        let mut taken: Vec<Seat> = (0..PER_ACCOUNT_MAX).filter_map(|_| seats.take(greedy)).collect();
        assert_eq!(taken.len(), PER_ACCOUNT_MAX);
        assert!(seats.take(greedy).is_none() && seats.take(other).is_some());
        taken.pop();
        assert!(seats.take(greedy).is_some());
    }

    #[test]
    fn all_accounts_together_have_a_limit_too() {
        let seats = Seats::default();
        let taken: Vec<Seat> =
            (0..).map_while(|it: u128| seats.take(AccountId::from(Uuid::from_u128(it)))).take(ALL_MAX + 1).collect();
        assert_eq!(taken.len(), ALL_MAX);
    }
}
