//! Sealed values: personal data encrypted at rest, kept apart from the station log.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::{hmac, rand};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::ids::{SealedId, StationId};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder as _, QuerySelect as _};
use uuid::Uuid;

use crate::db::{Db, Table};

/// The `sealed` table.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sealed")]
pub struct Model {
    /// The row's id, which other rows and the log point to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SealedId,
    /// The station it belongs to.
    pub station_id: StationId,
    /// Whose or what's value it is.
    pub subject_id: Uuid,
    /// What the value is, for example `member_name`; also the encryption's associated data.
    pub kind: String,
    /// Which key of the key file sealed it.
    pub key_no: i64,
    /// Nonce and ciphertext.
    pub value: Vec<u8>,
    /// A keyed hash for equality search, where one is needed.
    pub lookup: Option<Vec<u8>>,
    /// When it was sealed.
    pub created_at: DateTimeUtc,
}

/// No relations: joins are explicit.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Table for Entity {
    type Key = SealedId;
    const KEY: Column = Column::Id;
    fn key(row: &Model) -> SealedId {
        row.id
    }
}

/// A personal value in the clear: it cannot be printed, logged or serialized by accident.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Personal(String);

impl Personal {
    /// Takes a value in.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// Gives the value out; each caller must have the right to show it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Personal(…)")
    }
}

struct Keys {
    seal: BTreeMap<i64, LessSafeKey>,
    newest: i64,
    lookup: hmac::Key,
}

/// Seals and opens personal values with the keys of one key file.
#[derive(Clone)]
pub struct Sealer(Arc<Keys>);

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer(…)")
    }
}

/// Bytes of one key.
const KEY_BYTES: usize = 32;

impl Sealer {
    /// Reads the key file.
    ///
    /// The file has one line a key: `seal <number> <base64>` and `lookup 0 <base64>`.
    ///
    /// # Errors
    /// If the file cannot be read, or a line is not a key.
    pub fn open_file(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("the key file {} could not be read", path.display()))?;
        Self::parse(&text).with_context(|| format!("the key file {} is damaged", path.display()))
    }

    /// Makes a key file that only its owner can read, for a database that holds nothing sealed yet.
    ///
    /// # Errors
    /// If it is there already or cannot be made.
    pub fn make_file(path: &Path) -> anyhow::Result<Self> {
        make_key_file(path).with_context(|| format!("the key file {} could not be made", path.display()))?;
        Self::open_file(path)
    }

    /// Tells whether what was sealed in this database can be opened with these keys.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn fits(&self, db: &Db) -> anyhow::Result<bool> {
        let newest = Entity::find().order_by_desc(Column::Id).limit(1).all(db.read()).await?;
        Ok(newest.first().is_none_or(|it| self.open(it).is_some()))
    }

    /// Makes a sealer whose keys are derived from `seed`, for tests and demos without a disk.
    pub fn from_seed(seed: u8) -> Self {
        let text = format!(
            "seal 1 {}\nlookup 0 {}\n",
            STANDARD.encode([seed; KEY_BYTES]),
            STANDARD.encode([!seed; KEY_BYTES])
        );
        Self::parse(&text).expect("two well-formed lines are a key file")
    }

    fn parse(text: &str) -> anyhow::Result<Self> {
        let mut seal = BTreeMap::new();
        let mut lookup = None;
        for line in text.lines().filter(|it| !it.trim().is_empty()) {
            let mut words = line.split_whitespace();
            let (Some(use_), Some(number), Some(key)) = (words.next(), words.next(), words.next()) else {
                bail!("a line has fewer than three words");
            };
            let number: i64 = number.parse().context("a key's number is not a number")?;
            let key = STANDARD.decode(key).context("a key is not base64")?;
            match use_ {
                "seal" => {
                    let key =
                        UnboundKey::new(&AES_256_GCM, &key).map_err(|_| anyhow::anyhow!("a key is not 32 bytes"))?;
                    seal.insert(number, LessSafeKey::new(key));
                }
                "lookup" => lookup = Some(hmac::Key::new(hmac::HMAC_SHA256, &key)),
                other => bail!("a key's use is `{other}`, not `seal` or `lookup`"),
            }
        }
        let newest = *seal.keys().next_back().context("there is no sealing key")?;
        let lookup = lookup.context("there is no lookup key")?;
        Ok(Self(Arc::new(Keys { seal, newest, lookup })))
    }

    /// The number of the key that seals now.
    pub fn key_no(&self) -> i64 {
        self.0.newest
    }

    /// Encrypts `plain`, bound to `label`; the answer is nonce and ciphertext.
    pub fn encrypt(&self, label: &str, plain: &[u8]) -> Vec<u8> {
        let mut nonce = [0u8; NONCE_LEN];
        rand::fill(&mut nonce).expect("the system's random generator works");
        let mut value = Vec::with_capacity(NONCE_LEN + plain.len() + AES_256_GCM.tag_len());
        value.extend_from_slice(&nonce);
        let mut cipher = plain.to_vec();
        self.0.seal[&self.0.newest]
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(label.as_bytes()), &mut cipher)
            .expect("a short value can be sealed");
        value.extend_from_slice(&cipher);
        value
    }

    /// Decrypts what [`Sealer::encrypt`] made with the same label; `None` if it is not that, or was touched.
    pub fn decrypt(&self, key_no: i64, label: &str, value: &[u8]) -> Option<Vec<u8>> {
        let key = self.0.seal.get(&key_no)?;
        let (nonce, cipher) = value.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut cipher = cipher.to_vec();
        let plain = key.open_in_place(nonce, Aad::from(label.as_bytes()), &mut cipher).ok()?;
        Some(plain.to_vec())
    }

    /// Decrypts with whichever key of the file fits, newest first.
    pub fn decrypt_any(&self, label: &str, value: &[u8]) -> Option<Vec<u8>> {
        self.0.seal.keys().rev().find_map(|key_no| self.decrypt(*key_no, label, value))
    }

    /// Makes a sealed row of one text.
    pub fn seal(
        &self,
        id: SealedId,
        station: StationId,
        subject: Uuid,
        kind: &str,
        text: &Personal,
        at: DateTimeUtc,
    ) -> Model {
        Model {
            id,
            station_id: station,
            subject_id: subject,
            kind: kind.to_owned(),
            key_no: self.key_no(),
            value: self.encrypt(kind, text.expose().as_bytes()),
            lookup: None,
            created_at: at,
        }
    }

    /// Opens a sealed row; `None` if its key is gone or it was touched.
    pub fn open(&self, row: &Model) -> Option<Personal> {
        let plain = self.decrypt(row.key_no, &row.kind, &row.value)?;
        String::from_utf8(plain).ok().map(Personal)
    }

    /// The keyed hash by which equal values of one kind can be found without opening them.
    pub fn lookup(&self, kind: &str, value: &str) -> Vec<u8> {
        let mut context = hmac::Context::with_key(&self.0.lookup);
        context.update(kind.as_bytes());
        context.update(&[0]);
        context.update(value.as_bytes());
        context.sign().as_ref().to_vec()
    }
}

fn make_key_file(path: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;

    let mut text = String::new();
    for name in ["seal 1", "lookup 0"] {
        let mut key = [0u8; KEY_BYTES];
        rand::fill(&mut key).map_err(|_| anyhow::anyhow!("the system's random generator failed"))?;
        text.push_str(&format!("{name} {}\n", STANDARD.encode(key)));
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_value_opens_only_under_its_own_kind_and_untouched() {
        let sealer = Sealer::from_seed(7);
        let value = sealer.encrypt("member_name", "测试".as_bytes());
        assert_eq!(sealer.decrypt(1, "member_name", &value).as_deref(), Some("测试".as_bytes()));
        assert_eq!(sealer.decrypt(1, "member_phone", &value), None);
        assert_eq!(sealer.decrypt(2, "member_name", &value), None);
        let mut touched = value.clone();
        touched[NONCE_LEN] ^= 1;
        assert_eq!(sealer.decrypt(1, "member_name", &touched), None);
        assert_eq!(Sealer::from_seed(8).decrypt(1, "member_name", &value), None);
    }

    #[test]
    fn a_personal_value_cannot_be_printed() {
        assert_eq!(format!("{:?}", Personal::new("张三")), "Personal(…)");
    }
}
