//! A 110 order typed by hand: place, time, kind, urgency and its own number, and nothing of who called.
//!
//! The police network and this one are apart; what crosses by hand is the least that sending somebody needs. The
//! caller is called back through the station.

use crate::mask;

/// The longest kind, in characters: a few words, no account of the case.
pub const KIND_MAX: usize = 60;

crate::codes! {
    /// Why an order is not taken so.
    pub enum OrderRefused {
        Caller = "caller_of_110", "110指令只录入地点、时间、类别、紧急程度和单号，不录报警人；回拨请通过派出所", "From a 110 order only place, time, kind, urgency and its number are taken, not the caller; call back through the station";
        Facts = "facts_of_110", "110指令只写是什么事，最多60字，不录案情", "From a 110 order only say what kind of matter it is, in at most 60 characters, not the case";
        Number = "number_in_110", "110指令里不录电话、身份证等号码，请删去", "No telephone or identity number is taken from a 110 order; leave it out";
    }
}

/// What somebody typed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Order<'a> {
    /// The caller's name.
    pub caller_name: &'a str,
    /// The caller's telephone.
    pub caller_phone: &'a str,
    /// What kind of matter it is, in words.
    pub kind: &'a str,
    /// Where, in words.
    pub address_text: &'a str,
}

/// Tells whether an order is taken so, else which field is wrong and why.
pub fn check(order: &Order<'_>) -> Result<(), (&'static str, OrderRefused)> {
    for (field, text) in [("caller_name", order.caller_name), ("caller_phone", order.caller_phone)] {
        if !text.trim().is_empty() {
            return Err((field, OrderRefused::Caller));
        }
    }
    if order.kind.trim().chars().count() > KIND_MAX {
        return Err(("description", OrderRefused::Facts));
    }
    for (field, text) in [("description", order.kind), ("address_text", order.address_text)] {
        if mask::text(text) != text {
            return Err((field, OrderRefused::Number));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_sending_somebody_needs_is_taken() {
        let order = Order { kind: "打架", address_text: "云荔路18号3号楼", ..Order::default() };
        assert_eq!(check(&order), Ok(()));
        let long = "争".repeat(KIND_MAX + 1);
        for (wrong, expected) in [
            (Order { caller_name: "测试甲", ..order }, ("caller_name", OrderRefused::Caller)),
            (Order { caller_phone: "19900001234", ..order }, ("caller_phone", OrderRefused::Caller)),
            (Order { kind: &long, ..order }, ("description", OrderRefused::Facts)),
            (Order { kind: "打架，来电19900001234", ..order }, ("description", OrderRefused::Number)),
            (Order { address_text: "桥头 19900001234", ..order }, ("address_text", OrderRefused::Number)),
        ] {
            assert_eq!(check(&wrong), Err(expected), "{wrong:?}");
        }
    }
}
