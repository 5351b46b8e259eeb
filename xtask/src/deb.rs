//! `cargo xtask deb`: the package for Debian and its kin, with a service that may do nothing but serve.
//!
//! The folder is laid out here and packed by `dpkg-deb`, which every such system has.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::flags::Flags;
use crate::product::{self, Profile};
use crate::report::say;
use crate::run::{found, run};
use crate::stop::{OrStop, Outcome, stop};
use crate::{setup, tree};

/// The version that cargo gives all crates.
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// The service.
const UNIT: &str = include_str!("deb/likedong.service");
/// What is done after the files are there.
const POSTINST: &str = include_str!("deb/postinst");
/// What is done before the files go.
const PRERM: &str = include_str!("deb/prerm");
/// What is done after the files are gone; data and keys stay, whatever is purged.
const POSTRM: &str = include_str!("deb/postrm");

/// `cargo xtask deb`: builds the release binary and packs it.
pub fn command(flags: Flags) -> Outcome {
    flags.finish()?;
    if !found("dpkg-deb") {
        return stop("there is no dpkg-deb here. Build the package on Debian or a system like it.");
    }
    setup::prepare(setup::For::Demo)?;
    let binary = product::with_pages(Profile::Release)?;
    let example = run(&binary).args("config example").read()?;
    let package = pack(&tree::target().join("deb"), &binary, &example)?;
    say(&format!(
        "{} is ready: install it with `apt install ./{}`",
        tree::relative(&package),
        tree::relative(&package)
    ));
    Ok(())
}

/// The name that Debian has for this machine's processor.
fn architecture() -> Outcome<&'static str> {
    match std::env::consts::ARCH {
        "x86_64" => Ok("amd64"),
        "aarch64" => Ok("arm64"),
        other => stop(format!("packages are made on x86-64 and aarch64, not on {other}")),
    }
}

/// Lays the folder out and packs it.
fn pack(target: &Path, binary: &Path, example: &str) -> Outcome<PathBuf> {
    let name = format!("likedong_{VERSION}_{}", architecture()?);
    let root = target.join(&name);
    if root.exists() {
        std::fs::remove_dir_all(&root).or_stop("the last package's folder cannot be removed")?;
    }
    let size_kb = std::fs::metadata(binary).or_stop("the binary cannot be read")?.len() / 1_024;
    let text = |path: &str, text: &str, mode: u32| put(&root.join(path), text.as_bytes(), mode);
    text("DEBIAN/control", &control(size_kb)?, 0o644)?;
    text("DEBIAN/conffiles", "/etc/likedong/likedong.toml\n", 0o644)?;
    text("DEBIAN/postinst", POSTINST, 0o755)?;
    text("DEBIAN/prerm", PRERM, 0o755)?;
    text("DEBIAN/postrm", POSTRM, 0o755)?;
    text("lib/systemd/system/likedong.service", UNIT, 0o644)?;
    text("etc/likedong/likedong.toml", example, 0o644)?;
    let docs = tree::root();
    for (from, to) in [
        ("LICENSE", "copyright"),
        ("docs/operators.md", "operators.md"),
        ("docs/operators.zh-CN.md", "operators.zh-CN.md"),
    ] {
        let bytes = std::fs::read(docs.join(from)).or_stop(format!("{from} cannot be read"))?;
        put(&root.join("usr/share/doc/likedong").join(to), &bytes, 0o644)?;
    }
    put(&root.join("usr/bin/likedong"), &std::fs::read(binary).or_stop("the binary cannot be read")?, 0o755)?;
    let package = target.join(format!("{name}.deb"));
    run("dpkg-deb").args("--build --root-owner-group").arg(&root).arg(&package).read()?;
    Ok(package)
}

fn control(size_kb: u64) -> Outcome<String> {
    Ok(format!(
        "Package: likedong\nVersion: {VERSION}\nArchitecture: {}\nInstalled-Size: {size_kb}\nSection: admin\n\
         Priority: optional\nMaintainer: likedong maintainers <maintainers@likedong.invalid>\n\
         Depends: libc6 (>= 2.34), adduser\nRecommends: espeak-ng\n\
         Description: community safety platform of a police station\n \
         Takes reports, calls the nearest community forces, keeps the papers.\n",
        architecture()?
    ))
}

fn put(path: &Path, bytes: &[u8], mode: u32) -> Outcome {
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder).or_stop(format!("{} cannot be made", folder.display()))?;
    std::fs::write(path, bytes).or_stop(format!("{} cannot be written", path.display()))?;
    let mode = std::fs::Permissions::from_mode(mode);
    std::fs::set_permissions(path, mode).or_stop(format!("{} cannot be set", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_has_what_a_service_needs_and_nothing_of_this_machine() {
        if !found("dpkg-deb") {
            println!("dpkg-deb is not installed: the package is not made");
            return;
        }
        let target = std::env::temp_dir().join(format!("likedong-deb-{}", std::process::id()));
        std::fs::create_dir_all(&target).unwrap();
        let binary = target.join("binary");
        std::fs::write(&binary, b"#!/bin/sh\n").unwrap();
        let package = pack(&target, &binary, "data = \"x\"\n").unwrap();
        let listed = run("dpkg-deb").args("--contents").arg(&package).read().unwrap();
        let control = run("dpkg-deb").args("--info").arg(&package).read().unwrap();
        std::fs::remove_dir_all(&target).unwrap();
        for line in [
            "-rwxr-xr-x root/root",
            "./usr/bin/likedong",
            "./lib/systemd/system/likedong.service",
            "./etc/likedong/likedong.toml",
            "./usr/share/doc/likedong/operators.zh-CN.md",
        ] {
            assert!(listed.contains(line), "{line} is missing: {listed}");
        }
        assert!(control.contains("Package: likedong") && control.contains("conffiles"), "{control}");
    }

    #[test]
    fn the_service_is_held_to_its_folders() {
        for line in [
            "User=likedong",
            "ProtectSystem=strict",
            "NoNewPrivileges=yes",
            "Restart=always",
            "CapabilityBoundingSet=\n",
        ] {
            assert!(UNIT.contains(line), "{line}");
        }
        // Whoever removes the package must not lose the station.
        assert!(!POSTRM.contains("rm -rf"), "{POSTRM}");
    }
}
