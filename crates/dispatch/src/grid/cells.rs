//! The entries of all cells in one piece of memory: each cell owns a block, and full blocks move to larger ones.

use super::Attributes;

/// Blocks that moved before the whole is put into order again, at least.
const MOVES_MIN: usize = 4_096;

/// The share of all cells and entries that may have moved before that. With a quarter of the blocks out of order a
/// search takes a third longer; putting in order touches each once, so that a move pays for 64, a fifth of a microsecond.
const MOVED_SHARE: usize = 64;

/// An entry: where it is in its cell, in steps, and whose it is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Entry {
    pub x: u32,
    pub y: u32,
    pub attributes: Attributes,
    pub slot: u32,
}

/// A cell: its block.
#[derive(Clone, Copy, Debug, Default)]
struct Head {
    start: u32,
    len: u32,
    room: u32,
}

/// All cells.
#[derive(Clone, Debug)]
pub(super) struct Cells {
    /// Which of the first eight attributes occur in each cell. So small that it stays in the cache: most cells of a
    /// search are passed over by it alone.
    present: Vec<u8>,
    heads: Vec<Head>,
    entries: Vec<Entry>,
    /// Blocks that nobody owns, by the power of two of their room.
    spare: [Vec<u32>; 32],
    moves: usize,
}

impl Cells {
    pub(super) fn new(cells: usize) -> Self {
        Self {
            present: vec![0; cells],
            heads: vec![Head::default(); cells],
            entries: Vec::new(),
            spare: Default::default(),
            moves: 0,
        }
    }

    /// Tells whether an entry with all of `attributes` may be in a cell.
    pub(super) fn may_hold(&self, cell: usize, attributes: Attributes) -> bool {
        let wanted = first_eight(attributes);
        self.present[cell] & wanted == wanted
    }

    /// The entries of a cell.
    pub(super) fn of(&self, cell: usize) -> &[Entry] {
        let Head { start, len, .. } = self.heads[cell];
        &self.entries[start as usize..(start + len) as usize]
    }

    /// An entry by its place.
    pub(super) fn entry(&self, cell: u32, at: u32) -> Entry {
        self.of(cell as usize)[at as usize]
    }

    /// Adds an entry to a cell; its place there.
    pub(super) fn push(&mut self, cell: u32, entry: Entry) -> u32 {
        let head = self.heads[cell as usize];
        if head.len == head.room {
            self.grow(cell as usize);
        }
        let head = &mut self.heads[cell as usize];
        let at = head.len;
        head.len += 1;
        self.present[cell as usize] |= first_eight(entry.attributes);
        self.entries[(head.start + at) as usize] = entry;
        at
    }

    /// Takes an entry out of a cell; the last one takes its place and is named, if there is one.
    pub(super) fn take(&mut self, cell: u32, at: u32) -> (Entry, Option<u32>) {
        let head = &mut self.heads[cell as usize];
        head.len -= 1;
        let (place, last) = ((head.start + at) as usize, (head.start + head.len) as usize);
        let taken = self.entries[place];
        let moved = (place != last).then(|| self.entries[last].slot);
        self.entries[place] = self.entries[last];
        self.count_present(cell as usize);
        (taken, moved)
    }

    /// Changes an entry in its place.
    pub(super) fn change(&mut self, cell: u32, at: u32, change: impl FnOnce(&mut Entry)) {
        let head = self.heads[cell as usize];
        let entry = &mut self.entries[(head.start + at) as usize];
        let before = entry.attributes;
        change(entry);
        if before & !entry.attributes == 0 {
            self.present[cell as usize] |= first_eight(entry.attributes);
        } else {
            self.count_present(cell as usize);
        }
    }

    /// Works out which attributes occur in a cell, when some may have gone.
    fn count_present(&mut self, cell: usize) {
        self.present[cell] = self.of(cell).iter().fold(0, |all, it| all | first_eight(it.attributes));
    }

    /// Gives a full cell a block of twice the room.
    fn grow(&mut self, cell: usize) {
        self.moves += 1;
        if self.moves > MOVES_MIN.max((self.heads.len() + self.entries.len()) / MOVED_SHARE) {
            self.order();
        }
        let Head { start, len, room, .. } = self.heads[cell];
        if len < room {
            return;
        }
        let wider = (room * 2).max(1);
        let to = self.spare[wider.trailing_zeros() as usize].pop().unwrap_or_else(|| {
            let end = block_of(self.entries.len());
            self.entries.resize(self.entries.len() + wider as usize, Entry::default());
            end
        });
        self.entries.copy_within(start as usize..(start + len) as usize, to as usize);
        if room > 0 {
            self.spare[room.trailing_zeros() as usize].push(start);
        }
        let head = &mut self.heads[cell];
        (head.start, head.room) = (to, wider);
    }

    /// Lays the blocks in the order of the cells, so that neighbours lie side by side, each with some room.
    pub(super) fn order(&mut self) {
        let mut ordered = Vec::with_capacity(self.entries.len());
        for head in &mut self.heads {
            let (start, len) = (head.start as usize, head.len as usize);
            head.start = block_of(ordered.len());
            head.room = if len == 0 { 0 } else { head.len.next_power_of_two() };
            ordered.extend_from_slice(&self.entries[start..start + len]);
            ordered.resize(head.start as usize + head.room as usize, Entry::default());
        }
        self.entries = ordered;
        self.spare.iter_mut().for_each(Vec::clear);
        self.moves = 0;
    }
}

fn first_eight(attributes: Attributes) -> u8 {
    attributes.to_le_bytes()[0]
}

fn block_of(place: usize) -> u32 {
    u32::try_from(place).expect("entries are people, and blocks at most twice as many: fewer than four billion")
}
