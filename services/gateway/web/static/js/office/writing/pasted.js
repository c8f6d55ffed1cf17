// HTML from Word, LibreOffice or a browser, before the editor reads it: styles become marks that it
// knows, and a Content-Security-Policy never meets a style attribute. Pure; text in, text out.

const START = /<([a-z][\w:-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>/gi;
const STYLE = /\sstyle\s*=\s*(?:"([^"]*)"|'([^']*)')/i;
const WORD_LIST = /mso-list:\s*l\d+\s+level(\d)/i;
const MARKER = /<!\[if !supportLists\]>([\s\S]*?)<!\[endif\]>/gi;

export function cleaned(html) {
  const body = html.match(/<!--StartFragment-->([\s\S]*?)<!--EndFragment-->/i)?.[1] ?? html;
  const marked = body.replace(MARKER, (_, said) => `<!--marker:${/\d|[a-z]\s*[.)]/i.test(plain(said)) ? "ol" : "ul"}-->`);
  return lists(
    marked
      .replace(/<(script|style|title|head|xml)\b[\s\S]*?<\/\1\s*>/gi, "")
      .replace(/<!--(?!marker:)[\s\S]*?-->|<!\[[\s\S]*?\]>|<\?[\s\S]*?>/gi, "")
      .replace(/<\/?(?:o|w|m|v|st1):[^>]*>/gi, "")
      .replace(START, tag),
  );
}

function plain(html) {
  return html.replace(/<[^>]*>/g, "").replace(/&nbsp;/g, " ");
}

// One start tag: its style said as data, every other attribute but the editor's own left out.
function tag(_, name, attributes) {
  const style = attributes.match(STYLE)?.slice(1).find(Boolean) ?? "";
  const kept = [...attributes.matchAll(/\s(colspan|rowspan|start|type)\s*=\s*["']?(\w+)["']?/gi)].map(([, key, value]) => ` ${key.toLowerCase()}="${value}"`);
  const level = style.match(WORD_LIST)?.[1];
  if (level) kept.push(` data-level="${level}"`);
  return `<${isBoldToBeUndone(name, style) ? "span" : name.toLowerCase()}${kept.join("")}${marks(style)}>`;
}

function marks(style) {
  const said = [];
  if (/font-weight:\s*(bold|[6-9]00)/i.test(style)) said.push("strong");
  if (/font-style:\s*italic/i.test(style)) said.push("em");
  if (/text-decoration[^;]*:\s*[^;]*underline/i.test(style)) said.push("u");
  return said.length ? ` data-marks="${said.join(" ")}"` : "";
}

// A browser's documents come wrapped in <b style="font-weight:normal">.
function isBoldToBeUndone(name, style) {
  return /^(b|strong)$/i.test(name) && /font-weight:\s*normal/i.test(style);
}

// Paragraphs that Word numbers or points itself, as lists.
function lists(html) {
  const items = /<p data-level="(\d)"[^>]*>(?:\s*<span[^>]*>)*\s*(?:<!--marker:(ol|ul)-->)?([\s\S]*?)<\/p>/gi;
  const runs = new RegExp(`(?:${items.source}\\s*)+`, "gi");
  const listed = html.replace(runs, (run) => {
    const found = [...run.matchAll(items)].map(([, level, kind, said]) => ({ level: Number(level), kind: kind ?? "ul", said }));
    return build(found);
  });
  return listed.replace(/<!--marker:\w+-->/g, "");
}

function build(items) {
  let [out, open] = ["", []];
  for (const { level, kind, said } of items) {
    const depth = Math.min(level, open.length + 1);
    while (open.length > depth) out += `</li></${open.pop()}>`;
    if (open.length === depth) out += "</li>";
    while (open.length < depth) {
      out += `<${kind}>`;
      open.push(kind);
    }
    out += `<li><p>${said.replace(/^(\s|&nbsp;|<\/span>)+/gi, "")}</p>`;
  }
  while (open.length) out += `</li></${open.pop()}>`;
  return out;
}
