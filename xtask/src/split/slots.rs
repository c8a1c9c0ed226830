//! Slots of the function table that hold functions of the second module, and that nothing of the first can come by: no number in its
//! code or its data is theirs. The second module fills them itself, and the first needs no stubs for them.

use anyhow::{Result, bail};
use walrus::ir::Value;
use walrus::{ConstExpr, ElementItems, ElementKind, FunctionBuilder, FunctionId, Module, TableId};

use super::{data, locals};

/// The slots in rising order, each with its function.
pub(super) fn unnamed(module: &Module, entered: &[bool]) -> Result<Vec<(i32, FunctionId)>> {
    let numbers = data::reached(module, entered)?.numbers;
    let rest = super::rest_among(&locals(module), entered);
    let mut unnamed = Vec::new();
    for element in module.elements.iter() {
        let (start, functions) = functions_of(&element.kind, &element.items)?;
        let slots = (start..).zip(functions.iter().copied());
        unnamed.extend(
            slots.filter(|(slot, function)| {
                !numbers.contains(&(*slot as usize)) && rest.binary_search(function).is_ok()
            }),
        );
    }
    unnamed.sort_unstable();
    Ok(unnamed)
}

/// Puts one function that only traps into all of them.
pub(super) fn leave(module: &mut Module, slots: &[(i32, FunctionId)]) -> Result<()> {
    let mut nobody = FunctionBuilder::new(&mut module.types, &[], &[]);
    nobody.func_body().unreachable();
    let nobody = nobody.finish(Vec::new(), &mut module.funcs);
    for element in module.elements.iter_mut() {
        let start = functions_of(&element.kind, &element.items)?.0;
        let ElementItems::Functions(functions) = &mut element.items else { continue };
        for (slot, function) in (start..).zip(functions) {
            if slots.binary_search_by_key(&slot, |(slot, _)| *slot).is_ok() {
                *function = nobody;
            }
        }
    }
    Ok(())
}

/// Has the module put the functions there when it is instantiated.
pub(super) fn fill(module: &mut Module, table: TableId, slots: &[(i32, FunctionId)]) {
    for run in slots.chunk_by(|(before, _), (after, _)| before + 1 == *after) {
        let offset = ConstExpr::Value(Value::I32(run[0].0));
        let functions = run.iter().map(|(_, function)| *function).collect();
        let element = module.elements.add(ElementKind::Active { table, offset }, ElementItems::Functions(functions));
        module.tables.get_mut(table).elem_segments.insert(element);
    }
}

fn functions_of<'e>(kind: &ElementKind, items: &'e ElementItems) -> Result<(i32, &'e [FunctionId])> {
    match (kind, items) {
        (
            ElementKind::Active { offset: ConstExpr::Value(Value::I32(start)), .. },
            ElementItems::Functions(functions),
        ) => Ok((*start, functions)),
        _ => bail!("the function table is not filled as the linker fills it"),
    }
}
