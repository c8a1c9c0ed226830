//! Undo and redo over whole values: every change is one transaction, and keystrokes that follow each other closely are one.

use std::sync::Arc;

/// Keystrokes closer than this belong to one transaction.
const PAUSE_MS: f64 = 900.0;
const LIMIT: usize = 200;

/// What changed, as far as undo cares.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Transaction {
    /// One keystroke, at this time in milliseconds.
    Typing(f64),
    /// A gesture of its own.
    Whole,
}

/// Values of `T` with what was done to each, an `L`.
#[derive(Debug, Clone)]
pub(crate) struct History<T, L> {
    past: Vec<(Arc<T>, L)>,
    future: Vec<(Arc<T>, L)>,
    /// When the last keystroke of a transaction that may still grow came.
    typing: Option<f64>,
}

impl<T, L> Default for History<T, L> {
    fn default() -> Self {
        Self { past: Vec::new(), future: Vec::new(), typing: None }
    }
}

impl<T, L> History<T, L> {
    /// Remembers the value as it was before something was done to it.
    pub(crate) fn record(&mut self, before: &Arc<T>, transaction: Transaction, done: L) {
        self.future.clear();
        let continues = match (self.typing, transaction) {
            (Some(last), Transaction::Typing(now)) => now - last < PAUSE_MS,
            (None, Transaction::Typing(_)) | (_, Transaction::Whole) => false,
        };
        self.typing = match transaction {
            Transaction::Typing(now) => Some(now),
            Transaction::Whole => None,
        };
        if continues {
            return;
        }
        if self.past.len() == LIMIT {
            self.past.remove(0);
        }
        self.past.push((Arc::clone(before), done));
    }

    /// The value before the last change; `None` when nothing was changed.
    pub(crate) fn undo(&mut self, now: &Arc<T>) -> Option<Arc<T>> {
        let (before, done) = self.past.pop()?;
        self.future.push((Arc::clone(now), done));
        self.typing = None;
        Some(before)
    }

    /// The value that the last undo took back.
    pub(crate) fn redo(&mut self, now: &Arc<T>) -> Option<Arc<T>> {
        let (after, done) = self.future.pop()?;
        self.past.push((Arc::clone(now), done));
        self.typing = None;
        Some(after)
    }

    /// What undo would take back.
    pub(crate) fn done(&self) -> Option<&L> {
        self.past.last().map(|(_, done)| done)
    }

    /// What redo would do again.
    pub(crate) fn undone(&self) -> Option<&L> {
        self.future.last().map(|(_, done)| done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_keystrokes_are_one_transaction() {
        let mut history = History::default();
        let [a, b, c] = ["", "n", "no"].map(|text| Arc::new(text.to_owned()));
        history.record(&a, Transaction::Typing(0.0), 'a');
        history.record(&b, Transaction::Typing(200.0), 'b');
        assert_eq!(history.undo(&c).as_deref(), Some(&String::new()));
        assert_eq!((history.done(), history.undone()), (None, Some(&'a')));
        assert_eq!(history.redo(&a).as_deref(), Some(&"no".to_owned()));
    }

    #[test]
    fn a_pause_or_a_gesture_begins_another() {
        let mut history = History::default();
        let [a, b, c, d] = [1, 2, 3, 4].map(Arc::new);
        history.record(&a, Transaction::Typing(0.0), 'a');
        history.record(&b, Transaction::Typing(2000.0), 'b');
        history.record(&c, Transaction::Whole, 'c');
        assert_eq!(history.done(), Some(&'c'));
        assert_eq!(history.undo(&d).as_deref(), Some(&3));
        assert_eq!(history.undo(&c).as_deref(), Some(&2));
        // A new change forgets what was undone.
        history.record(&b, Transaction::Whole, 'd');
        assert_eq!(history.undone(), None);
    }
}
