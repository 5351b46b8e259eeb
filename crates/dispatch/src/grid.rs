//! The nearest members among many that move.
