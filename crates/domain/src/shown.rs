//! Who is shown what of a person: the least that the task needs 【个人信息保护法 6】.
//!
//! Nobody reads a number or an identity whole by looking at a list; that takes a reason and leaves a trace.

use crate::mask;
use crate::permission::Permission;
use crate::role::Role;

crate::codes! {
    /// A value that says who somebody is or where they live.
    pub enum PersonalField {
        Name = "name", "姓名", "Name";
        Phone = "phone", "手机", "Telephone";
        Address = "address", "地址", "Address";
        Plate = "plate", "车牌", "Number plate";
        IdentityNumber = "identity_number", "身份证", "Identity number";
    }

    /// How much of it is shown.
    pub enum Shown {
        Whole = "whole", "全部", "Whole";
        Masked = "masked", "脱敏", "Masked";
        Hidden = "hidden", "不显示", "Not shown";
    }
}

/// What stands for somebody whose name is not shown at all.
pub const SOMEBODY: &str = "某先生/女士";

/// How much of a field a role is shown, where no rule of the record says less.
pub fn shown(field: PersonalField, role: Role) -> Shown {
    let commands = matches!(role, Role::Chief | Role::DutyCommander | Role::Desk | Role::BeatOfficer);
    // Figures need nobody's name, and a resident has no part in others' matters.
    let outside = matches!(role, Role::Resident | Role::Overseer);
    match field {
        PersonalField::Name if commands => Shown::Whole,
        PersonalField::Address if commands || matches!(role, Role::Auxiliary | Role::GovernanceCentre) => Shown::Whole,
        PersonalField::Name | PersonalField::Address if outside => Shown::Hidden,
        PersonalField::Address if role.administers() => Shown::Hidden,
        PersonalField::Name | PersonalField::Address => Shown::Masked,
        PersonalField::Phone if role.may(Permission::ContactView) => Shown::Masked,
        PersonalField::Plate | PersonalField::IdentityNumber if commands => Shown::Masked,
        PersonalField::Phone | PersonalField::Plate | PersonalField::IdentityNumber => Shown::Hidden,
    }
}

/// The value as the role is shown it.
pub fn show(field: PersonalField, role: Role, value: &str) -> String {
    match shown(field, role) {
        Shown::Whole => value.to_owned(),
        Shown::Hidden if field == PersonalField::Name && !value.is_empty() => SOMEBODY.to_owned(),
        Shown::Hidden => String::new(),
        Shown::Masked => match field {
            PersonalField::Name => mask::name(value),
            PersonalField::Phone => mask::phone(value),
            PersonalField::Address => mask::address(value),
            PersonalField::Plate => mask::plate(value),
            PersonalField::IdentityNumber => mask::identity_number(value),
        },
    }
}
