//! The whole of the domain: tables kept equal to `docs/`, and properties that hold for any input.

mod dictionary;
mod incident_properties;
mod mask_properties;
mod offer_properties;
mod permissions;
mod states;
mod value_properties;
