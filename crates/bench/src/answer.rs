//! What is said: the answer on one stream, progress on the other.

/// Prints the answer.
#[expect(clippy::print_stdout, reason = "the answer of the program")]
pub fn line(text: &str) {
    println!("{text}");
}

/// Tells how far the measurement is.
#[expect(clippy::print_stderr, reason = "progress is for the person at the terminal")]
pub fn note(text: &str) {
    eprintln!("bench: {text}");
}
