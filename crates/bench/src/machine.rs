//! The machine that a figure belongs to.

use serde_json::{Value, json};

/// Processor, cores and memory.
pub fn describe() -> Value {
    let cpus = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model =
        cpus.lines().find_map(|it| it.strip_prefix("model name")?.split_once(':')).map_or("", |(_, it)| it.trim());
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kib = memory
        .lines()
        .find_map(|it| it.strip_prefix("MemTotal:")?.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    json!({ "cpu": model, "cores": cores, "memory_mb": kib.unwrap_or(0) / 1024, "kernel": kernel.trim() })
}

/// How many processes wanted to run, on average over the last minute: on a quiet machine nearly none.
pub fn load() -> f64 {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().next().and_then(|it| it.parse().ok()).unwrap_or(-1.0)
}
