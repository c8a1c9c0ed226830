//! What a first visit runs only traps where it would panic. A panic that tells what went wrong, and where, is a sentence, a place
//! and a call each time, of which a visit that goes well enters none: 4.6 KB of brotli. A trap ends the page's code just as a panic
//! does, and the browser's console names the function and the offset in it.

use std::collections::HashMap;

use walrus::ir::{
    Instr, InstrLocId, InstrSeq, InstrSeqId, Unreachable, Visitor, VisitorMut, dfs_in_order, dfs_pre_order_mut,
};
use walrus::{FunctionId, FunctionKind, LocalFunction, Module};

use super::locals;

/// In functions that were entered, `unreachable` takes the place of each call that never returns.
pub(super) fn trap(module: &mut Module, entered: &[bool]) {
    let endless = endless(module, entered);
    for (id, _) in locals(module).into_iter().zip(entered).filter(|(_, entered)| **entered) {
        if let FunctionKind::Local(function) = &mut module.funcs.get_mut(id).kind {
            let entry = function.entry_block();
            dfs_pre_order_mut(&mut Traps { endless: &endless }, function, entry);
        }
    }
}

/// The functions, never entered, that do not return, each with the number of its parameters.
fn endless(module: &Module, entered: &[bool]) -> HashMap<FunctionId, usize> {
    let mut endless = HashMap::new();
    loop {
        let before = endless.len();
        for (id, _) in locals(module).into_iter().zip(entered).filter(|(_, entered)| !**entered) {
            let function = module.funcs.get(id);
            if let FunctionKind::Local(own) = &function.kind
                && never_returns(own, &endless)
            {
                endless.insert(id, module.types.params(function.ty()).len());
            }
        }
        if endless.len() == before {
            return endless;
        }
    }
}

/// Ends in a trap, or in a call that never returns, and nothing leaves it before.
fn never_returns(function: &LocalFunction, endless: &HashMap<FunctionId, usize>) -> bool {
    let entry = function.entry_block();
    let ends = match function.block(entry).instrs.last() {
        Some((Instr::Unreachable(_), _)) => true,
        Some((Instr::Call(call), _)) => endless.contains_key(&call.func),
        _ => false,
    };
    let mut exits = Exits { entry, found: false };
    dfs_in_order(&mut exits, function, entry);
    ends && !exits.found
}

struct Exits {
    entry: InstrSeqId,
    found: bool,
}

impl<'i> Visitor<'i> for Exits {
    fn visit_instr(&mut self, instr: &'i Instr, _: &'i InstrLocId) {
        self.found |= match instr {
            Instr::Return(_) | Instr::ReturnCall(_) | Instr::ReturnCallIndirect(_) => true,
            Instr::Br(branch) => branch.block == self.entry,
            Instr::BrIf(branch) => branch.block == self.entry,
            Instr::BrTable(table) => table.default == self.entry || table.blocks.contains(&self.entry),
            _ => false,
        };
    }
}

struct Traps<'e> {
    endless: &'e HashMap<FunctionId, usize>,
}

impl VisitorMut for Traps<'_> {
    fn start_instr_seq_mut(&mut self, block: &mut InstrSeq) {
        let call = block.instrs.iter().enumerate().find_map(|(at, (instr, _))| match instr {
            Instr::Call(call) => self.endless.get(&call.func).map(|parameters| (at, *parameters)),
            _ => None,
        });
        let Some((at, parameters)) = call else { return };
        block.instrs.truncate(at);
        // Its arguments, as far as nothing happens where they come from: they may be addresses, and keep their data here.
        for _ in 0..parameters {
            block.instrs.pop_if(|(instr, _)| matches!(instr, Instr::Const(_) | Instr::LocalGet(_)));
        }
        block.instrs.push((Unreachable {}.into(), InstrLocId::default()));
    }
}

#[cfg(test)]
mod tests {
    use walrus::{FunctionBuilder, ValType};

    use super::*;

    /// `fail(place)` traps; `checked(n)` calls it unless its number is 7, then returns.
    #[test]
    fn calls_that_never_return_become_traps() {
        let mut module = Module::default();
        let mut fail = FunctionBuilder::new(&mut module.types, &[ValType::I32], &[]);
        fail.func_body().unreachable();
        let place = module.locals.add(ValType::I32);
        let fail = fail.finish(vec![place], &mut module.funcs);
        let mut checked = FunctionBuilder::new(&mut module.types, &[ValType::I32], &[]);
        let number = module.locals.add(ValType::I32);
        let mut body = checked.func_body();
        body.local_get(number).i32_const(7).binop(walrus::ir::BinaryOp::I32Eq).if_else(
            None,
            |_| {},
            |otherwise| {
                otherwise.i32_const(1024).call(fail);
            },
        );
        let checked = checked.finish(vec![number], &mut module.funcs);
        let order = locals(&module);
        let entered: Vec<bool> = order.iter().map(|id| *id == checked).collect();
        trap(&mut module, &entered);
        module.exports.add("checked", checked);
        walrus::passes::gc::run(&mut module);
        assert_eq!(locals(&module), [checked], "nobody calls what fails any more");
    }
}
