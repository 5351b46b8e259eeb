//! The same over HTTP: upload, findings, carrying out, putting back.
