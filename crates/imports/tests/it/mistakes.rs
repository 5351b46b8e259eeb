//! Mistakes that people make in sheets: each is found and named with its row.
