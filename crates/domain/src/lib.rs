//! The rules of the domain: pure values and functions.
