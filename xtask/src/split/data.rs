//! Which data belongs to which half. The linker keeps each constant in a segment of its own (`--no-merge-data-segments`), so that
//! what only the second half names can move there: sentences, vtables, places of panics.

use std::collections::HashSet;

use anyhow::{Result, bail};
use walrus::ir::{Const, Load, Store, Value, Visitor, dfs_in_order};
use walrus::{ConstExpr, Data, DataId, DataKind, FunctionKind, GlobalKind, MemoryId, Module};

use super::locals;

/// Constants without a name of their own are reached by their address alone. Into the address of a table the compiler may fold where
/// its index begins, so that nothing in the code tells of it; so what has a name stays in the first half, and whatever might be a
/// table.
const NAMELESS: &str = ".Lanon.";
const SMALL: usize = 64;
/// Tables that are read from their start on, and words each by its name, so that code that reads them names a place in them: the
/// standard library's, those of fields, and the words of who uses the page.
const FROM_THE_START: [&str; 4] = ["7unicode12unicode_data", "3num7flt2dec", "6fields5table", "4text5hands"];

/// Code that reads characters is full of it: there is none. What reads a table that this happens to lie in names its start as well.
const NO_CHARACTER: usize = 0x11_0000;

/// A gap that costs no more than the head of another segment.
const GAP: usize = 16;

/// The active segments in the order of their addresses.
struct Segments<'m> {
    ids: Vec<DataId>,
    starts: Vec<usize>,
    values: Vec<&'m [u8]>,
    needed: HashSet<DataId>,
    /// What stays whoever names it.
    fixed: Vec<usize>,
}

/// Leaves the data that functions of the first half name, or data that they name: everything whose address they can come by.
pub(super) fn keep_first(module: &mut Module, entered: &[bool]) -> Result<()> {
    let reached = reached(module, entered)?;
    keep(module, GAP, |id| reached.data.contains(&id))
}

/// Leaves the other data. Nothing is written between two pieces: there the first half may have written meanwhile.
pub(super) fn keep_second(module: &mut Module, entered: &[bool]) -> Result<()> {
    let reached = reached(module, entered)?;
    keep(module, 0, |id| !reached.data.contains(&id))
}

/// What functions of the first half can come by.
pub(super) struct Reached {
    data: HashSet<DataId>,
    /// Every number in their code and in that data: it may be an address, or a slot of the function table.
    pub(super) numbers: HashSet<usize>,
}

pub(super) fn reached(module: &Module, entered: &[bool]) -> Result<Reached> {
    let mut segments = Segments::of(module)?;
    let mut addresses = Addresses::default();
    for (id, _) in locals(module).into_iter().zip(entered).filter(|(_, entered)| **entered) {
        if let FunctionKind::Local(function) = &module.funcs.get(id).kind {
            dfs_in_order(&mut addresses, function, function.entry_block());
        }
    }
    for global in module.globals.iter() {
        if let GlobalKind::Local(ConstExpr::Value(Value::I32(value))) = &global.kind {
            addresses.0.push(*value as u32 as usize);
        }
    }
    addresses.0.extend(&segments.fixed);
    let mut numbers = HashSet::new();
    while let Some(number) = addresses.0.pop() {
        if numbers.insert(number) {
            segments.reach(number, &mut addresses.0);
        }
    }
    Ok(Reached { data: segments.needed, numbers })
}

impl<'m> Segments<'m> {
    fn of(module: &'m Module) -> Result<Self> {
        let mut found = Vec::new();
        let mut fixed = Vec::new();
        for data in module.data.iter() {
            let start = start_of(&data.kind)?.1;
            found.push((start, data.id(), data.value.as_slice()));
            if !may_move(data) {
                fixed.push(start);
            }
        }
        if fixed.len() == found.len() {
            bail!("the WebAssembly does not tell the names of its data");
        }
        found.sort_by_key(|(start, ..)| *start);
        let starts = found.iter().map(|(start, ..)| *start).collect();
        let ids = found.iter().map(|(_, id, _)| *id).collect();
        let values = found.iter().map(|(.., value)| *value).collect();
        Ok(Self { ids, starts, values, needed: HashSet::new(), fixed })
    }

    /// The segment that an address lies in or just behind is needed, and what that one names.
    fn reach(&mut self, address: usize, names: &mut Vec<usize>) {
        let Some(at) = self.starts.partition_point(|start| *start <= address).checked_sub(1) else { return };
        let (start, value) = (self.starts[at], self.values[at]);
        if address == NO_CHARACTER && start < address {
            return;
        }
        if address <= start + value.len() && self.needed.insert(self.ids[at]) {
            let aligned = start.next_multiple_of(4) - start;
            let words = value.get(aligned..).unwrap_or_default().as_chunks::<4>().0;
            names.extend(words.iter().map(|word| u32::from_le_bytes(*word) as usize));
        }
    }
}

fn may_move(data: &Data) -> bool {
    let named = |part: &str| data.name.as_ref().is_some_and(|name| name.contains(part));
    FROM_THE_START.into_iter().any(named) || named(NAMELESS) && (data.value.len() <= SMALL || is_text(&data.value))
}

/// Mostly letters: a sentence, perhaps with the marks of a format string.
fn is_text(bytes: &[u8]) -> bool {
    let letters: usize =
        bytes.utf8_chunks().map(|chunk| chunk.valid().bytes().filter(|byte| *byte >= b' ').count()).sum();
    letters * 4 >= bytes.len() * 3
}

/// Numbers in code that may be addresses.
#[derive(Default)]
struct Addresses(Vec<usize>);

impl<'i> Visitor<'i> for Addresses {
    fn visit_const(&mut self, number: &Const) {
        if let Value::I32(value) = number.value {
            self.0.push(value as u32 as usize);
        }
    }

    fn visit_load(&mut self, load: &Load) {
        self.0.push(load.arg.offset as usize);
    }

    fn visit_store(&mut self, store: &Store) {
        self.0.push(store.arg.offset as usize);
    }
}

/// Deletes the other segments and joins those that stay where at most `gap` bytes lie between them.
fn keep(module: &mut Module, gap: usize, stays: impl Fn(DataId) -> bool) -> Result<()> {
    let mut joined: Vec<(MemoryId, usize, Vec<u8>)> = Vec::new();
    let mut all: Vec<(MemoryId, usize, DataId)> = Vec::new();
    for data in module.data.iter() {
        let (memory, start) = start_of(&data.kind)?;
        all.push((memory, start, data.id()));
    }
    all.sort_by_key(|(_, start, _)| *start);
    for (memory, start, id) in all {
        let value = std::mem::take(&mut module.data.get_mut(id).value);
        module.data.delete(id);
        if !stays(id) {
            continue;
        }
        match joined.last_mut() {
            Some((_, before, bytes)) if *before + bytes.len() + gap >= start => {
                bytes.resize(start - *before, 0);
                bytes.extend(value);
            }
            _ => joined.push((memory, start, value)),
        }
    }
    for memory in module.memories.iter_mut() {
        memory.data_segments.clear();
    }
    for (memory, start, value) in joined {
        let offset = ConstExpr::Value(Value::I32(start as i32));
        let id = module.data.add(DataKind::Active { memory, offset }, value);
        module.memories.get_mut(memory).data_segments.insert(id);
    }
    Ok(())
}

fn start_of(kind: &DataKind) -> Result<(MemoryId, usize)> {
    match kind {
        DataKind::Active { memory, offset: ConstExpr::Value(Value::I32(start)) } => {
            Ok((*memory, *start as u32 as usize))
        }
        _ => bail!("data without an address of its own"),
    }
}
