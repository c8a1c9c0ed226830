// The manifest editor: CodeMirror 6, loaded when somebody opens it. It knows text, places in it and their colours;
// what they mean is decided elsewhere. Undo belongs to the whole page, so CodeMirror's own history is left out.
// All offsets are UTF-16 code units, as CodeMirror counts.
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/legacy-modes/mode/yaml";
import {
  foldGutter,
  foldKeymap,
  foldService,
  HighlightStyle,
  indentUnit,
  StreamLanguage,
  syntaxHighlighting,
} from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from "@codemirror/search";
import { Annotation, Compartment, EditorState, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  hoverTooltip,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import style from "./editor.css";
import { phrases } from "./phrases.js";

/** Marks changes that come from outside, so that they are not reported back. */
const external = Annotation.define();

const setMarks = StateEffect.define();

/** Lines that decided something, tinted by what they did to the packet. */
const marks = StateField.define({
  create: () => Decoration.none,
  update(decorations, transaction) {
    let now = decorations.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(setMarks)) now = decorate(transaction.state, effect.value);
    }
    return now;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function decorate(state, list) {
  const lines = new Map();
  for (const { from, to, tint } of list) {
    const first = state.doc.lineAt(Math.min(from, state.doc.length)).number;
    const last = state.doc.lineAt(Math.min(Math.max(from, to), state.doc.length)).number;
    // A whole object as evidence is shown by its first line.
    const end = last - first > 6 ? first : last;
    for (let number = first; number <= end; number++) {
      if (!lines.has(number)) lines.set(number, tint);
    }
  }
  const sorted = [...lines].sort(([a], [b]) => a - b);
  return Decoration.set(
    sorted.map(([number, tint]) => Decoration.line({ class: `mark mark-${tint}` }).range(state.doc.line(number).from)),
  );
}

const colours = HighlightStyle.define([
  { tag: tags.atom, color: "var(--ink2)" },
  { tag: tags.comment, color: "var(--ink3)", fontStyle: "italic" },
  { tag: tags.meta, color: "var(--ink3)" },
  { tag: [tags.content, tags.string, tags.number, tags.bool, tags.keyword], color: "var(--ink)" },
]);

/** How far right a line begins; a list's dash counts as half a column, since a list may stand as far left as its key. */
function depth(text) {
  let at = 0;
  while (text.charCodeAt(at) === 32) at++;
  if (at === text.length) return Infinity;
  return text.startsWith("- ", at) ? at + 0.5 : at;
}

/** What a line opens, by indentation. */
const folds = foldService.of((state, start, end) => {
  const first = state.doc.lineAt(start);
  const own = depth(first.text);
  let last = null;
  for (let number = first.number + 1; own < Infinity && number <= state.doc.lines; number++) {
    const line = state.doc.line(number);
    const deeper = depth(line.text);
    if (deeper <= own || line.text.startsWith("---")) break;
    if (deeper < Infinity) last = line.to;
  }
  return last === null ? null : { from: end, to: last };
});

/** While a word is typed, and on request anywhere. */
function offers(complete) {
  return (context) => {
    if (!context.explicit && !context.matchBefore(/[\w./-]+/)) return null;
    const found = complete(context.pos);
    return found && { ...found, validFor: /^[\w./-]*$/ };
  };
}

function explained(field) {
  if (!field) return null;
  const create = () => {
    const dom = document.createElement("div");
    dom.className = "explained";
    for (const [tag, text] of [["code", field.name], ["p", field.meaning], ["small", field.takes]]) {
      dom.appendChild(document.createElement(tag)).textContent = text;
    }
    return { dom };
  };
  return { pos: field.from, end: field.to, above: true, create };
}

/** Once for a page. */
function dress() {
  if (document.querySelector("style[data-editor]")) return;
  const sheet = document.createElement("style");
  sheet.dataset.editor = "";
  sheet.textContent = style;
  document.head.append(sheet);
}

/**
 * Opens an editor in `parent`.
 * @param {HTMLElement} parent
 * @param {{text: string, label: string, lang: string}} options
 * @param {{change: (changes: (number | string)[]) => void, replace: (text: string) => void, undo: () => void, redo: () => void, apply: (problem: number, fix: number) => void,
 *   complete: (at: number) => ?{from: number, options: object[]},
 *   explain: (at: number) => ?{from: number, to: number, name: string, meaning: string, takes: string}}} on
 */
export function open(parent, options, on) {
  dress();
  const words = new Compartment();
  const worded = (lang, label) => [
    EditorState.phrases.of(phrases[lang] ?? {}),
    EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0", spellcheck: "false", autocapitalize: "off" }),
  ];
  const run = (action) => () => {
    action();
    return true;
  };
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        lineNumbers(),
        foldGutter({ openText: "▾", closedText: "▸" }),
        lintGutter(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        indentUnit.of("  "),
        highlightSelectionMatches(),
        search({ top: true }),
        // Line by line, and so quick at every key: a whole syntax tree would be built anew to the end of the text.
        StreamLanguage.define(yaml),
        folds,
        syntaxHighlighting(colours),
        marks,
        autocompletion({ override: [offers(on.complete)], icons: false }),
        hoverTooltip((_, at) => explained(on.explain(at))),
        words.of(worded(options.lang, options.label)),
        keymap.of([
          { key: "Mod-z", run: run(on.undo), preventDefault: true },
          { key: "Mod-y", run: run(on.redo), preventDefault: true },
          { key: "Mod-Shift-z", run: run(on.redo), preventDefault: true },
          ...completionKeymap,
          ...searchKeymap,
          ...foldKeymap,
          ...lintKeymap,
          ...defaultKeymap,
        ]),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          if (update.transactions.some((transaction) => transaction.annotation(external))) return;
          const length = update.startState.doc.length;
          const pasted = update.transactions.some((transaction) => transaction.isUserEvent("input.paste"));
          let whole = false;
          update.changes.iterChangedRanges((from, to) => (whole ||= from === 0 && to === length));
          // A paste over everything is another cluster, not an edit of this one.
          if (pasted && whole) return on.replace(update.state.doc.toString());
          const changes = [];
          update.changes.iterChanges((from, to, _from, _to, typed) => changes.push(from, to, typed.toString()));
          on.change(changes);
        }),
      ],
    }),
  });
  // Where the room shrinks under somebody who types, the cursor stays in sight.
  new ResizeObserver(() => {
    if (view.hasFocus) view.dispatch({ effects: EditorView.scrollIntoView(view.state.selection.main.head) });
  }).observe(parent);
  return {
    /** Replaces what differs, so that the cursor and the scroll stay. */
    setText(written) {
      // CodeMirror has one kind of line break.
      const text = written.replace(/\r\n?/g, "\n");
      const before = view.state.doc.toString();
      if (before === text) return;
      let from = 0;
      const shorter = Math.min(before.length, text.length);
      while (from < shorter && before.charCodeAt(from) === text.charCodeAt(from)) from++;
      let cut = 0;
      while (
        cut < shorter - from &&
        before.charCodeAt(before.length - 1 - cut) === text.charCodeAt(text.length - 1 - cut)
      ) {
        cut++;
      }
      view.dispatch({
        changes: { from, to: before.length - cut, insert: text.slice(from, text.length - cut) },
        annotations: external.of(true),
      });
    },
    /** @param {{from: number, to: number, severity: string, message: string, fixes: string[]}[]} problems */
    setProblems(problems) {
      const length = view.state.doc.length;
      const diagnostics = problems.map(({ from, to, severity, message, fixes }, index) => ({
        from: Math.min(from, length),
        to: Math.min(Math.max(from, to), length),
        severity,
        message,
        actions: fixes.map((name, fix) => ({ name, apply: () => on.apply(index, fix) })),
      }));
      view.dispatch(setDiagnostics(view.state, diagnostics));
    },
    /** @param {{from: number, to: number, tint: string}[]} list */
    setMarks(list) {
      view.dispatch({ effects: setMarks.of(list) });
    },
    /** Brings a place into view. */
    reveal(from) {
      const at = Math.min(from, view.state.doc.length);
      view.dispatch({ effects: EditorView.scrollIntoView(at, { y: "center" }) });
    },
    /** Puts the cursor at a place. */
    jump(from) {
      const at = Math.min(from, view.state.doc.length);
      view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
      view.focus();
    },
    setWords(lang, label) {
      view.dispatch({ effects: words.reconfigure(worded(lang, label)) });
    },
    search() {
      openSearchPanel(view);
    },
    close() {
      view.destroy();
    },
  };
}
