// What the body of a letter may hold: exactly what services/eoffice/letters/bodies.py keeps.

import { DOMParser, DOMSerializer, Schema } from "/static/vendor/prosemirror-model.js";
import { tableNodes } from "/static/vendor/prosemirror-tables.js";

const marked = (name) => `span[data-marks~="${name}"]`;
const mark = (tag, ...others) => ({ parseDOM: [tag, ...others, marked(tag)].map((one) => ({ tag: one })), toDOM: () => [tag, 0] });
const tables = tableNodes({ tableGroup: "block", cellContent: "block+", cellAttributes: {} });

const nodes = {
  doc: { content: "block+" },
  paragraph: { content: "inline*", group: "block", parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
  blockquote: { content: "block+", group: "block", defining: true, parseDOM: [{ tag: "blockquote" }], toDOM: () => ["blockquote", 0] },
  heading: {
    attrs: { level: { default: 2 } },
    content: "inline*",
    group: "block",
    defining: true,
    parseDOM: [
      ...["h1", "h2"].map((tag) => ({ tag, attrs: { level: 2 } })),
      ...["h3", "h4", "h5", "h6"].map((tag) => ({ tag, attrs: { level: 3 } })),
    ],
    toDOM: (node) => [`h${node.attrs.level}`, 0],
  },
  horizontal_rule: { group: "block", parseDOM: [{ tag: "hr" }], toDOM: () => ["hr"] },
  ordered_list: {
    attrs: { start: { default: 1 }, type: { default: null } },
    content: "list_item+",
    group: "block",
    parseDOM: [{ tag: "ol", getAttrs: (node) => ({ start: Number(node.getAttribute("start")) || 1, type: node.getAttribute("type") }) }],
    toDOM: ({ attrs: { start, type } }) => ["ol", { ...(start !== 1 && { start }), ...(type && { type }) }, 0],
  },
  bullet_list: { content: "list_item+", group: "block", parseDOM: [{ tag: "ul" }], toDOM: () => ["ul", 0] },
  list_item: { content: "paragraph block*", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
  ...tables,
  text: { group: "inline" },
  hard_break: { inline: true, group: "inline", selectable: false, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
};
const marks = {
  strong: mark("strong", "b"),
  em: mark("em", "i"),
  u: mark("u"),
  s: mark("s", "strike", "del"),
  sub: { ...mark("sub"), excludes: "sup" },
  sup: { ...mark("sup"), excludes: "sub" },
};

export const schema = new Schema({ nodes, marks });

export function read(html) {
  const holder = document.implementation.createHTMLDocument("").body;
  holder.innerHTML = html;
  return DOMParser.fromSchema(schema).parse(holder);
}

export function written(doc) {
  const holder = document.implementation.createHTMLDocument("").body;
  holder.append(DOMSerializer.fromSchema(schema).serializeFragment(doc.content, { document: holder.ownerDocument }));
  return holder.innerHTML;
}
