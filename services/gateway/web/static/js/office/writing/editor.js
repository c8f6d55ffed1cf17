// The editor of a letter's body, with its bar of commands. What is pasted keeps what a letter may
// hold (schema.js), by the bar, by the usual keys, and by Tab in lists and tables.

import { baseKeymap, chainCommands, exitCode, lift, setBlockType, toggleMark, wrapIn } from "/static/vendor/prosemirror-commands.js";
import { history, redo, undo } from "/static/vendor/prosemirror-history.js";
import { keymap } from "/static/vendor/prosemirror-keymap.js";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "/static/vendor/prosemirror-schema-list.js";
import { EditorState, Plugin, TextSelection } from "/static/vendor/prosemirror-state.js";
import {
  addColumnAfter, addRowAfter, deleteColumn, deleteRow, deleteTable, goToNextCell, isInTable, tableEditing, toggleHeaderRow,
} from "/static/vendor/prosemirror-tables.js";
import { Decoration, DecorationSet, EditorView } from "/static/vendor/prosemirror-view.js";
import { set, show } from "../../dom.js";
import { cleaned } from "./pasted.js";
import { read, schema, written } from "./schema.js";

const { nodes, marks } = schema;
const [ROWS, COLUMNS] = [3, 3];

const newline = chainCommands(exitCode, (state, dispatch) => {
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
});
const inList = (state) => {
  const { $from } = state.selection;
  return Array.from({ length: $from.depth }, (_, n) => $from.node(n)).some((node) => node.type === nodes.list_item);
};
const further = (state, dispatch) => (inList(state) ? sinkListItem(nodes.list_item)(state, dispatch) : wrapIn(nodes.blockquote)(state, dispatch));
const back = chainCommands(liftListItem(nodes.list_item), lift);

function table(state, dispatch) {
  if (isInTable(state)) return false;
  const cell = (type) => type.createAndFill();
  const row = (type) => nodes.table_row.create(null, Array.from({ length: COLUMNS }, () => cell(type)));
  const rows = [row(nodes.table_header), ...Array.from({ length: ROWS - 1 }, () => row(nodes.table_cell))];
  if (dispatch) {
    const { from } = state.selection;
    const tr = state.tr.replaceSelectionWith(nodes.table.create(null, rows));
    const first = cellFrom(tr.doc, from - 1);
    dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(first + 1))).scrollIntoView());
  }
  return true;
}

function cellFrom(doc, from) {
  let found = null;
  doc.descendants((node, pos) => {
    if (found === null && pos >= from && node.type === nodes.table_header) found = pos;
    return found === null;
  });
  return found;
}

// {venue} stands for a field: it is seen to be no plain word.
const TOKEN = /\{[a-z][a-z0-9_]*\}/g;
const tokens = new Plugin({
  props: {
    decorations({ doc }) {
      const found = [];
      doc.descendants((node, pos) => {
        for (const one of node.isText ? node.text.matchAll(TOKEN) : []) {
          found.push(Decoration.inline(pos + one.index, pos + one.index + one[0].length, { class: "token" }));
        }
      });
      return DecorationSet.create(doc, found);
    },
  },
});

const COMMANDS = {
  strong: toggleMark(marks.strong),
  em: toggleMark(marks.em),
  u: toggleMark(marks.u),
  paragraph: setBlockType(nodes.paragraph),
  heading: setBlockType(nodes.heading, { level: 2 }),
  subheading: setBlockType(nodes.heading, { level: 3 }),
  numbers: wrapInList(nodes.ordered_list),
  points: wrapInList(nodes.bullet_list),
  further,
  back,
  table,
  row: addRowAfter,
  column: addColumnAfter,
  norow: deleteRow,
  nocolumn: deleteColumn,
  notable: deleteTable,
  headrow: toggleHeaderRow,
  undo,
  redo,
};
const KEYS = {
  "Mod-b": COMMANDS.strong,
  "Mod-i": COMMANDS.em,
  "Mod-u": COMMANDS.u,
  "Mod-z": undo,
  "Mod-y": redo,
  "Mod-Shift-z": redo,
  "Mod-Shift-7": COMMANDS.numbers,
  "Mod-Shift-8": COMMANDS.points,
  "Mod-]": further,
  "Mod-[": back,
  "Shift-Enter": newline,
  Enter: splitListItem(nodes.list_item),
  Tab: chainCommands(goToNextCell(1), sinkListItem(nodes.list_item)),
  "Shift-Tab": chainCommands(goToNextCell(-1), liftListItem(nodes.list_item)),
};

// editor(place, bar, {body, label, changed}): `changed(html)` hears each change. The bar's buttons
// name their command in data-do; those of data-in="table" are shown within one.
export function editor(place, bar, { body, label, changed }) {
  const attributes = { class: "letter-body", role: "textbox", "aria-multiline": "true", "aria-label": label, ...(place.dataset.says && { "aria-describedby": place.dataset.says }) };
  const watch = new Plugin({ view: () => ({ update: (view) => refresh(view, bar) }) });
  const plugins = [keymap(KEYS), keymap(baseKeymap), history(), tableEditing(), tokens, watch];
  const begin = (html) => EditorState.create({ doc: read(html), plugins });
  const view = new EditorView(place, {
    state: begin(body),
    attributes,
    transformPastedHTML: cleaned,
    dispatchTransaction(tr) {
      view.updateState(view.state.apply(tr));
      if (tr.docChanged) changed(written(view.state.doc));
    },
  });
  bar.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
  bar.addEventListener("click", (event) => {
    const wanted = event.target.closest("[data-do]");
    if (!wanted) return;
    COMMANDS[wanted.dataset.do](view.state, view.dispatch, view);
    view.focus();
  });
  refresh(view, bar);
  return {
    focus: () => view.focus(),
    html: () => written(view.state.doc),
    put: (html) => view.updateState(begin(html)),
    // Put a text where the cursor stands.
    insert(text) {
      view.dispatch(view.state.tr.insertText(text));
      view.focus();
    },
    lock: (locked) => view.setProps({ editable: () => !locked }),
  };
}

function refresh(view, bar) {
  const { state } = view;
  for (const button of bar.querySelectorAll("[data-do]")) {
    const name = button.dataset.do;
    button.disabled = !COMMANDS[name](state, null, view);
    if (button.hasAttribute("aria-pressed")) set(button, "aria-pressed", String(isOn(state, name)));
  }
  for (const part of bar.querySelectorAll('[data-in="table"]')) show(part, isInTable(state));
}

function isOn(state, name) {
  const { $from, empty, from, to } = state.selection;
  if (marks[name]) return empty ? Boolean(marks[name].isInSet(state.storedMarks ?? $from.marks())) : state.doc.rangeHasMark(from, to, marks[name]);
  const { parent } = $from;
  if (name === "paragraph") return parent.type === nodes.paragraph;
  return parent.type === nodes.heading && parent.attrs.level === (name === "heading" ? 2 : 3);
}
