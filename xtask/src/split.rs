//! Cuts the page's WebAssembly in two: what a first visit runs, and the rest, which comes when somebody starts to use the page.
//!
//! A widget (`?embed=1`) runs less than the site, and in a frame it talks with the page around it: each has a pair of files of its
//! own, cut by what such visits enter alone.
//!
//! Which function belongs where is measured, not listed: an instrumented copy makes first visits in Node (`xtask/first-visit.mjs`)
//! and tells which functions they entered. All others move to the second file. In their place stay stubs of a few bytes, which
//! have the second file brought if it is not there yet (`web/rest.js`), then call through the function table. A function that
//! the measured visits missed is merely loaded later; how data is told apart, `split/data.rs` says.
//!
//! The second module imports memory, tables and globals from the first. Instantiating it puts its functions into the slots of the
//! function table that the first keeps free for them; functions of the first stand in slots behind those (`split/calls.rs`).

mod calls;
mod data;
mod names;
mod order;
mod panics;
mod slots;

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use walrus::ir::{Const, GlobalSet, Value};
use walrus::{
    ConstExpr, ElementItems, ElementKind, ExportItem, FunctionBuilder, FunctionId, FunctionKind, GlobalKind,
    ImportKind, ImportedFunction, Module, ModuleConfig, RefType, TableId, ValType,
};

use crate::process::{command, root};

/// What the second module calls the first.
const FIRST: &str = "first";

/// What `web/src/rest.rs` calls the function that brings the second module; wasm-bindgen adds to it.
pub(crate) const BRING: &str = "svcpathRest";

/// A function of the first module with at most so many instructions is copied into the second: each that is not costs the first a
/// slot.
const SMALL: u64 = 60;

/// Who makes the first visits: to the site, to a widget that is a page of its own, or to one in somebody's frame.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Visits {
    Site,
    Widget,
    Frame,
}

impl Visits {
    pub(crate) const ALL: [Self; 3] = [Self::Site, Self::Widget, Self::Frame];

    /// As `xtask/first-visit.mjs` calls them.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Widget => "widget",
            Self::Frame => "frame",
        }
    }

    /// What the names of their files begin with (`web/rest.js`).
    pub(crate) fn files(self) -> &'static str {
        match self {
            Self::Site => "svcpath-web",
            Self::Widget => "svcpath-widget",
            Self::Frame => "svcpath-frame",
        }
    }
}

/// Splits `wasm` in place; the rest goes beside it, with `_rest` in place of `_bg` in its name. `glue` is the
/// JavaScript that visits it. The functions are still to be put
/// in order ([`put_in_order`]).
pub(crate) fn split(wasm: &Path, glue: &Path, visits: Visits) -> Result<()> {
    let bytes = fs::read(wasm).with_context(|| format!("{} cannot be read", wasm.display()))?;
    let entered = visit(glue, &bytes, visits)?;
    let whole = || -> Result<Module> {
        let mut module = read(&bytes)?;
        panics::trap(&mut module, &entered);
        Ok(module)
    };
    let mut second = second_module(whole()?, &entered)?;
    let mut first = first_module(whole()?, &entered, &second)?;
    let emitted = first.emit_wasm();
    let order = order::alike(&emitted)?;
    let mut first = read(&emitted)?;
    calls::through_the_table(&mut first, &mut second, &order)?;
    names::shorten(&mut first, &mut second);
    fs::write(wasm, first.emit_wasm())?;
    fs::write(rest_of(wasm)?, second.emit_wasm())?;
    Ok(())
}

/// Puts the functions of both files in the order that suits compression. Nothing that walrus does may come after it: walrus writes
/// functions by their sizes.
pub(crate) fn put_in_order(wasm: &Path) -> Result<()> {
    for file in [wasm.to_owned(), rest_of(wasm)?] {
        let bytes = fs::read(&file)?;
        fs::write(&file, order::reorder(&bytes, &order::alike(&bytes)?)?)?;
    }
    Ok(())
}

/// The second file's path.
pub(crate) fn rest_of(wasm: &Path) -> Result<PathBuf> {
    let name = wasm.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let stem =
        name.strip_suffix("_bg.wasm").with_context(|| format!("{name} is not named as wasm-bindgen names it"))?;
    Ok(wasm.with_file_name(format!("{stem}_rest.wasm")))
}

/// Each reading has ids of its own, with the same indices as long as the bytes are the same.
fn read(bytes: &[u8]) -> Result<Module> {
    ModuleConfig::new().generate_name_section(false).generate_producers_section(false).parse(bytes)
}

fn locals(module: &Module) -> Vec<FunctionId> {
    module.funcs.iter_local().map(|(id, _)| id).collect()
}

/// The functions that no first visit entered.
fn rest_among(functions: &[FunctionId], entered: &[bool]) -> Vec<FunctionId> {
    functions.iter().zip(entered).filter(|(_, entered)| !**entered).map(|(id, _)| *id).collect()
}

/// What a thing of the first module is called in the second: its kind and its index.
fn name_of(item: impl Into<ImportKind>) -> String {
    match item.into() {
        ImportKind::Function(id) => format!("f{}", id.index()),
        ImportKind::Table(id) => format!("t{}", id.index()),
        ImportKind::Memory(id) => format!("m{}", id.index()),
        ImportKind::Global(id) => format!("g{}", id.index()),
        ImportKind::Tag(id) => format!("e{}", id.index()),
    }
}

/// Which of the module's own functions a first visit enters, in their order.
fn visit(glue: &Path, bytes: &[u8], visits: Visits) -> Result<Vec<bool>> {
    let mut module = read(bytes)?;
    for (index, id) in locals(&module).into_iter().enumerate() {
        let entered = module.globals.add_local(ValType::I32, true, false, ConstExpr::Value(Value::I32(0)));
        module.exports.add(&format!("entered{index}"), entered);
        if let FunctionKind::Local(function) = &mut module.funcs.get_mut(id).kind {
            let mut body = function.builder_mut().func_body();
            body.instr_at(0, Const { value: Value::I32(1) }).instr_at(1, GlobalSet { global: entered });
        }
    }
    let folder = root().join("target/first-visit");
    fs::create_dir_all(&folder)?;
    let instrumented = folder.join(format!("{}.wasm", visits.name()));
    fs::write(&instrumented, module.emit_wasm())?;
    let mut visit = command("node", ["xtask/first-visit.mjs"]);
    let visit = visit.arg(glue).arg(&instrumented).arg(visits.name()).output().context("Node cannot be started")?;
    if !visit.status.success() {
        bail!("the page fails on a first visit of a {}: {}", visits.name(), String::from_utf8_lossy(&visit.stderr));
    }
    let entered: Vec<bool> = visit.stdout.trim_ascii().iter().map(|mark| *mark == b'1').collect();
    let functions = locals(&module).len();
    if entered.len() != functions {
        bail!("the first visit tells of {} functions instead of {functions}", entered.len());
    }
    Ok(entered)
}

/// The whole module without the functions of the rest: stubs stand in their place.
fn first_module(mut module: Module, entered: &[bool], second: &Module) -> Result<Module> {
    let (table, base) = free_slots(&module)?;
    let rest = rest_among(&locals(&module), entered);
    let unnamed = slots::unnamed(&module, entered)?;
    slots::leave(&mut module, &unnamed)?;
    data::keep_first(&mut module, entered)?;
    let slots = module.tables.get_mut(table);
    slots.initial += rest.len() as u64;
    slots.maximum = slots.maximum.map(|most| most.max(slots.initial));
    let ensure = ensure_second(&mut module, table, base)?;
    for (slot, id) in (base..).zip(rest) {
        call_instead(&mut module, id, Some(ensure), table, slot);
    }
    let wanted = wanted_of_first(second);
    let functions = module.funcs.iter().map(|function| (name_of(function.id()), ExportItem::Function(function.id())));
    let tables = module.tables.iter().map(|table| (name_of(table.id()), ExportItem::Table(table.id())));
    let memories = module.memories.iter().map(|memory| (name_of(memory.id()), ExportItem::Memory(memory.id())));
    let globals = module.globals.iter().map(|global| (name_of(global.id()), ExportItem::Global(global.id())));
    for (name, item) in functions.chain(tables).chain(memories).chain(globals) {
        if wanted.contains(name.as_str()) {
            module.exports.add(&name, item);
        }
    }
    walrus::passes::gc::run(&mut module);
    Ok(module)
}

/// Lets a function only call what stands in a slot of the function table, `before` first.
fn call_instead(module: &mut Module, function: FunctionId, before: Option<FunctionId>, table: TableId, slot: i32) {
    let ty = module.funcs.get(function).ty();
    let (parameters, results) = module.types.params_results(ty);
    let (parameters, results) = (parameters.to_vec(), results.to_vec());
    let mut call = FunctionBuilder::new(&mut module.types, &parameters, &results);
    let arguments: Vec<_> = parameters.iter().map(|parameter| module.locals.add(*parameter)).collect();
    let mut body = call.func_body();
    if let Some(before) = before {
        body.call(before);
    }
    for argument in &arguments {
        body.local_get(*argument);
    }
    body.i32_const(slot).call_indirect(ty, table);
    module.funcs.get_mut(function).kind = FunctionKind::Local(call.local_func(arguments));
}

/// The names of what the second module imports from the first.
fn wanted_of_first(second: &Module) -> HashSet<&str> {
    second.imports.iter().filter(|import| import.module == FIRST).map(|import| import.name.as_str()).collect()
}

/// Has the second module brought, unless its first slot says that it is there.
fn ensure_second(module: &mut Module, table: TableId, base: i32) -> Result<FunctionId> {
    let named = module.imports.iter().find(|import| import.name.contains(BRING));
    let Some(ImportKind::Function(bring)) = named.map(|import| import.kind.clone()) else {
        bail!("the page imports no {BRING}");
    };
    let mut ensure = FunctionBuilder::new(&mut module.types, &[], &[]);
    let mut body = ensure.func_body();
    body.i32_const(base).table_get(table).ref_is_null().if_else(
        None,
        |then| {
            then.ref_null(RefType::EXTERNREF).call(bring);
        },
        |_| {},
    );
    Ok(ensure.finish(Vec::new(), &mut module.funcs))
}

/// The functions of the rest alone; everything else comes from the first module.
fn second_module(mut module: Module, entered: &[bool]) -> Result<Module> {
    let (table, base) = free_slots(&module)?;
    let functions = locals(&module);
    let rest = rest_among(&functions, entered);
    let unnamed = slots::unnamed(&module, entered)?;
    module.start = None;
    for id in module.exports.iter().map(|export| export.id()).collect::<Vec<_>>() {
        module.exports.delete(id);
    }
    data::keep_second(&mut module, entered)?;
    for id in module.elements.iter().map(|element| element.id()).collect::<Vec<_>>() {
        module.elements.delete(id);
    }
    for import in module.imports.iter_mut() {
        import.module = FIRST.into();
        import.name = name_of(import.kind.clone());
    }
    for (id, _) in functions.iter().zip(entered).filter(|(_, entered)| **entered) {
        let function = module.funcs.get(*id);
        if let FunctionKind::Local(own) = &function.kind
            && own.size() > SMALL
        {
            let ty = function.ty();
            let import = module.imports.add(FIRST, &name_of(*id), *id);
            module.funcs.get_mut(*id).kind = FunctionKind::Import(ImportedFunction { import, ty });
        }
    }
    for memory in module.memories.iter_mut() {
        memory.import = Some(module.imports.add(FIRST, &name_of(memory.id()), memory.id()));
    }
    for table in module.tables.iter_mut() {
        table.elem_segments.clear();
        table.init = None;
        table.maximum = None;
        table.import = Some(module.imports.add(FIRST, &name_of(table.id()), table.id()));
    }
    for id in module.globals.iter().map(|global| global.id()).collect::<Vec<_>>() {
        module.globals.get_mut(id).kind = GlobalKind::Import(module.imports.add(FIRST, &name_of(id), id));
    }
    let offset = ConstExpr::Value(Value::I32(base));
    let own = module.elements.add(ElementKind::Active { table, offset }, ElementItems::Functions(rest));
    module.tables.get_mut(table).elem_segments.insert(own);
    slots::fill(&mut module, table, &unnamed);
    walrus::passes::gc::run(&mut module);
    Ok(module)
}

/// The function table, and the first index behind its slots.
fn free_slots(module: &Module) -> Result<(TableId, i32)> {
    let table = module.tables.main_function_table()?.context("the page has no function table")?;
    Ok((table, i32::try_from(module.tables.get(table).initial)?))
}
