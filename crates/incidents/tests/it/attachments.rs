//! Photos and films on an incident: sent in pieces, checked for what they are, freed of places, kept encrypted.

use std::path::Path;

use aws_lc_rs::digest;
use axum::body::Body;
use axum::http::Method;
use chrono::TimeDelta;
use serde_json::{Value, json};
use testkit::bench::{Bench, on_each_database};
use testkit::http::{Caller, Reply};

use crate::records::{Office, beside};
use crate::town::{bat, text};

/// Bytes of one frame: chunks but the last are multiples of it.
const FRAME: usize = 256 * 1024;

fn sha256(bytes: &[u8]) -> String {
    digest::digest(&digest::SHA256, bytes).as_ref().iter().map(|it| format!("{it:02x}")).collect()
}

/// A photo of this many bytes of picture, with a place in its EXIF and a comment.
fn photo(bytes: usize) -> Vec<u8> {
    let mut out = b"\xFF\xD8\xFF\xE1\x00\x11Exif\0\0GPS 29.70".to_vec();
    out.extend_from_slice(b"\xFF\xFE\x00\x0A<script>");
    out.extend_from_slice(&[0xFF, 0xC0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0]);
    out.extend_from_slice(&[0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0]);
    out.extend((0..bytes).map(|it| (it % 251) as u8));
    out.extend_from_slice(&[0xFF, 0xD9]);
    out
}

fn film() -> Vec<u8> {
    let boxed = |kind: &[u8], body: &[u8]| [&(body.len() as u32 + 8).to_be_bytes()[..], kind, body].concat();
    let hdlr = boxed(b"hdlr", &[&[0; 8][..], b"vide", &[0; 13]].concat());
    let place = boxed(b"udta", &boxed(b"\xA9xyz", b"+29.7000+107.3900/"));
    let moov = boxed(b"moov", &[boxed(b"trak", &boxed(b"mdia", &hdlr)), place].concat());
    [boxed(b"ftyp", b"isom\0\0\0\0"), moov, boxed(b"mdat", &[7; 600_000])].concat()
}

async fn begin(caller: &Caller, incident: &Value, media: &str, bytes: &[u8]) -> Reply {
    let body = json!({ "media": media, "bytes": bytes.len(), "sha256": sha256(bytes) });
    caller.post(&beside(incident, "attachments"), body).await
}

async fn chunk(caller: &Caller, path: &str, offset: usize, bytes: &[u8]) -> Reply {
    caller.send(Method::PATCH, &format!("{path}?offset={offset}"), Body::from(bytes.to_vec())).await
}

/// Sends a whole file, and answers the reply to its completion and where it is.
async fn send(caller: &Caller, incident: &Value, media: &str, bytes: &[u8]) -> (Reply, String) {
    let upload = begin(caller, incident, media, bytes).await.expect(201);
    let path = beside(incident, &format!("attachments/{}", text(&upload["id"])));
    for (number, piece) in bytes.chunks(FRAME).enumerate() {
        chunk(caller, &path, number * FRAME, piece).await.ok();
    }
    (caller.post(&format!("{path}/complete"), json!({})).await, path)
}

fn files(folder: &Path) -> Vec<Vec<u8>> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|it| it.unwrap().path());
    paths.flat_map(|it| if it.is_dir() { files(&it) } else { vec![std::fs::read(it).unwrap()] }).collect()
}

fn holds(file: &[u8], what: &[u8]) -> bool {
    file.windows(what.len()).any(|it| it == what)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_comes_in_pieces_and_loses_its_place() {
    on_each_database(async |bench| {
        let office = Office::open(bench).await;
        let incident = office.town.report(bat()).await;
        let whole = photo(600_000);
        let upload = begin(&office.desk, &incident, "image/jpeg", &whole).await.expect(201);
        let path = beside(&incident, &format!("attachments/{}", text(&upload["id"])));
        let complete = format!("{path}/complete");
        assert_eq!(chunk(&office.desk, &path, 0, &whole[..FRAME]).await.ok()["received_bytes"], FRAME);
        office.desk.post(&complete, json!({})).await.refused(409, "upload_open");
        let again = chunk(&office.desk, &path, 0, &whole[..FRAME]).await.ok();
        assert_eq!(again["received_bytes"], FRAME, "the same chunk again is taken once");
        let other = vec![1; FRAME];
        let told = chunk(&office.desk, &path, 0, &other).await.refused(409, "wrong_offset");
        assert!(text(&told["detail"]).contains(&FRAME.to_string()), "{told}");
        chunk(&office.desk, &path, 2 * FRAME, &whole[2 * FRAME..]).await.refused(409, "wrong_offset");
        chunk(&office.desk, &path, FRAME, &whole[FRAME..FRAME + 100]).await.refused(422, "chunk_size");
        chunk(&office.desk, &path, FRAME, &[]).await.refused(422, "chunk_size");
        chunk(&office.desk, &path, 2 * FRAME, &other).await.refused(422, "chunk_beyond");
        // Another account neither sees nor goes on with it.
        chunk(&office.officer, &path, FRAME, &whole[FRAME..2 * FRAME]).await.refused(404, "not_found");
        assert_eq!(office.officer.get(&beside(&incident, "attachments")).await.ok()["items"], json!([]));
        chunk(&office.desk, &path, FRAME, &whole[FRAME..]).await.ok();
        office.desk.get(&path).await.refused(404, "not_found");
        office.desk.post(&complete, json!({})).await.ok();
        office.desk.post(&complete, json!({})).await.refused(409, "upload_over");
        office.drain().await;
        let shown = office.officer.get(&path).await;
        let header = |name: &str| shown.headers.get(name).unwrap().to_str().unwrap().to_owned();
        assert_eq!((shown.status, header("content-type").as_str()), (200, "image/jpeg"));
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert!(header("content-disposition").ends_with(".jpg\""));
        assert!(!holds(&shown.bytes, b"GPS") && !holds(&shown.bytes, b"script"));
        assert_eq!(shown.bytes.len(), whole.len() - 19 - 12, "the place and the comment are gone, the picture is not");
        let part = office.officer.clone().with("range", "bytes=262140-262150").get(&path).await;
        assert_eq!((part.status, &part.bytes[..]), (206, &shown.bytes[262_140..=262_150]));
        assert_eq!(part.headers["content-range"], format!("bytes 262140-262150/{}", shown.bytes.len()));
        office.officer.clone().with("range", "bytes=9999999-").get(&path).await.refused(416, "range_unreadable");
        let stored = files(office.town.bench.app.blobs().unwrap().folder());
        assert_eq!(stored.len(), 1, "what was sent is deleted once it is stored");
        assert!(!holds(&stored[0], &shown.bytes[1_000..1_032]), "nothing lies there in the clear");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_loses_its_place_too() {
    let office = Office::open(Bench::sqlite().await).await;
    let incident = office.town.report(bat()).await;
    let (done, path) = send(&office.desk, &incident, "video/mp4", &film()).await;
    assert_eq!(done.ok()["state"], "stored");
    let shown = office.officer.get(&path).await;
    assert_eq!((shown.status, shown.bytes.len()), (200, film().len()));
    assert!(!holds(&shown.bytes, b"29.7") && holds(&shown.bytes, &[7; 1_000]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_a_photo_or_film_is_refused() {
    let office = Office::open(Bench::sqlite().await).await;
    let incident = office.town.report(bat()).await;
    let cut = photo(1_000)[..500].to_vec();
    let png = b"\x89PNG\r\n\x1a\n".to_vec();
    let both = [&png[..], b"PK\x03\x04"].concat();
    for (media, bytes, code) in [
        ("image/jpeg", b"%PDF-1.7 not a photo".to_vec(), "not_a_photo_or_film"),
        ("image/png", photo(100), "not_a_photo_or_film"),
        ("video/mp4", photo(100), "not_a_photo_or_film"),
        ("image/jpeg", b"<html><script>alert(1)</script>".to_vec(), "not_a_photo_or_film"),
        ("image/jpeg", cut, "file_broken"),
        ("image/png", both, "file_broken"),
        ("video/mp4", film()[..300_000].to_vec(), "file_broken"),
        ("video/mp4", [film(), b"PK\x03\x04 and more".to_vec()].concat(), "file_broken"),
    ] {
        let (done, path) = send(&office.desk, &incident, media, &bytes).await;
        done.refused(422, code);
        office.desk.delete(&path).await.ok();
    }
    // A photo with something behind it is kept without that.
    let polyglot = [photo(100), b"PK\x03\x04 an archive".to_vec()].concat();
    let (done, path) = send(&office.desk, &incident, "image/jpeg", &polyglot).await;
    done.ok();
    assert!(!holds(&office.desk.get(&path).await.bytes, b"PK"));
    office.drain().await;
    assert_eq!(files(office.town.bench.app.blobs().unwrap().folder()).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_declared_is_checked() {
    let mut office = Office::open(Bench::sqlite().await).await;
    let incident = office.town.report(bat()).await;
    let path = beside(&incident, "attachments");
    let body = |bytes: i64, sha: &str| json!({ "media": "image/jpeg", "bytes": bytes, "sha256": sha });
    let sha = "0".repeat(64);
    office.desk.post(&path, body(0, &sha)).await.refused(422, "file_empty");
    office.desk.post(&path, body(20_000_001, &sha)).await.refused(413, "file_too_large");
    office.desk.post(&path, body(10, "xyz")).await.refused(422, "hash_malformed");
    let svg = json!({ "media": "image/svg+xml", "bytes": 10, "sha256": sha });
    office.desk.post(&path, svg).await.refused(422, "invalid");
    let upload = office.desk.post(&path, body(10, &sha)).await.expect(201);
    let one = format!("{path}/{}", text(&upload["id"]));
    chunk(&office.desk, &one, 0, &[0; 11]).await.refused(422, "chunk_beyond");
    chunk(&office.desk, &one, 0, &[0; 10]).await.ok();
    office.desk.post(&format!("{one}/complete"), json!({})).await.refused(422, "hash_differs");
    for _ in 0..4 {
        office.desk.post(&path, body(10, &sha)).await.expect(201);
    }
    office.desk.post(&path, body(10, &sha)).await.refused(409, "too_many_uploads");
    // What is never finished goes by itself.
    office.town.bench.pass(TimeDelta::hours(25));
    let jobs = platform::records::register_jobs(platform::jobs::Jobs::default(), &office.town.records);
    jobs.ensure(&office.town.bench.app, platform::records::TIDY).await.unwrap();
    jobs.drain(&office.town.bench.app).await.unwrap();
    assert!(files(office.town.bench.app.blobs().unwrap().folder()).is_empty());
    office.sign_in().await;
    assert_eq!(office.desk.get(&path).await.ok()["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_author_deletes_in_time_and_later_withdraws_with_a_reason() {
    on_each_database(async |bench| {
        let office = Office::open(bench).await;
        let incident = office.town.report(bat()).await;
        let (done, first) = send(&office.desk, &incident, "image/jpeg", &photo(100)).await;
        done.ok();
        office.officer.delete(&first).await.refused(409, "not_the_author");
        office.desk.delete(&first).await.ok();
        office.desk.get(&first).await.refused(404, "not_found");
        office.drain().await;
        assert!(files(office.town.bench.app.blobs().unwrap().folder()).is_empty());
        let (done, second) = send(&office.desk, &incident, "image/jpeg", &photo(100)).await;
        done.ok();
        office.town.bench.pass(TimeDelta::minutes(6));
        office.desk.delete(&second).await.refused(409, "withdraw_instead");
        let withdraw = format!("{second}/withdraw");
        office.desk.post(&withdraw, json!({ "reason": "" })).await.refused(422, "words_missing");
        office.officer.post(&withdraw, json!({ "reason": "x" })).await.refused(409, "not_the_author");
        office.desk.post(&withdraw, json!({ "reason": "拍到了无关的人" })).await.ok();
        office.desk.post(&withdraw, json!({ "reason": "x" })).await.refused(409, "already_withdrawn");
        office.commander.get(&second).await.refused(404, "not_found");
        let shown = office.commander.get(&beside(&incident, "attachments")).await.ok();
        assert_eq!(
            (&shown["items"][0]["state"], &shown["items"][0]["reason"]),
            (&json!("withdrawn"), &json!("拍到了无关的人"))
        );
    })
    .await;
}
