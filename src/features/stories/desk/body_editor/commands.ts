// What keys and buttons do to blocks: turning paragraphs into quotations, lists and back, leaving them, and keeping ids unique.
import { Fragment, Slice, type Node as PmNode, type NodeType, type Schema } from "prosemirror-model";
import { Plugin, TextSelection, type Command, type EditorState, type Transaction } from "prosemirror-state";
import { newId } from "./convert";

/// Top-level blocks that the selection touches: first and last index, and where they begin and end.
export function touched(state: EditorState) {
    const { $from, $to } = state.selection;
    const first = $from.index(0);
    const last = Math.max(first, $to.depth === 0 ? $to.index(0) - 1 : $to.index(0));
    let from = 0;
    for (let i = 0; i < first; ++i) from += state.doc.child(i).nodeSize;
    let to = from;
    const blocks: PmNode[] = [];
    for (let i = first; i <= last && i < state.doc.childCount; ++i) {
        blocks.push(state.doc.child(i));
        to += state.doc.child(i).nodeSize;
    }
    return { blocks, from, to };
}

/// The texts of blocks, one a line: of paragraphs, headings, quotations, notes and lists. Nothing when another kind is among them.
function linesOf(blocks: PmNode[]): Fragment[] | null {
    const out: Fragment[] = [];
    for (const block of blocks) {
        if (block.isTextblock && block.type.name !== "picture") {
            out.push(block.content);
        } else if (["quote", "pullquote", "note", "list"].includes(block.type.name)) {
            block.descendants((node) => {
                if (node.type.name === "line" || (node.type.name === "cite" && node.content.size > 0)) out.push(node.content);
                return true;
            });
        } else {
            return null;
        }
    }
    return out;
}

/// Which line of `linesOf` a place is in, and how far: what stays the same when the form around the lines changes.
function placeIn(state: EditorState, position: number, from: number, to: number): { line: number; offset: number } {
    let line = -1;
    let found = { line: 0, offset: 0 };
    state.doc.nodesBetween(from, to, (node, at) => {
        if (!node.isTextblock) return true;
        if (node.type.name !== "cite" || node.content.size > 0) ++line;
        if (position >= at + 1 && position <= at + 1 + node.content.size) found = { line: Math.max(0, line), offset: position - at - 1 };
        return false;
    });
    return found;
}

function positionOf(doc: PmNode, from: number, to: number, place: { line: number; offset: number }): number {
    let line = -1;
    let found = -1;
    doc.nodesBetween(from, to, (node, at) => {
        if (!node.isTextblock) return true;
        if (node.type.name === "cite" && node.content.size === 0) return false;
        if (++line === place.line) found = at + 1 + Math.min(place.offset, node.content.size);
        return false;
    });
    return found < 0 ? from + 1 : found;
}

function replaceBlocks(state: EditorState, make: (lines: Fragment[], attrs: { id: string | null; from: string | null }) => PmNode[]): Transaction | null {
    const { blocks, from, to } = touched(state);
    const lines = linesOf(blocks);
    if (!lines || !blocks.length) return null;
    const anchor = placeIn(state, state.selection.anchor, from, to);
    const head = placeIn(state, state.selection.head, from, to);
    const made = Fragment.from(make(lines, { id: blocks[0].attrs.id, from: blocks[0].attrs.from }));
    const tr = state.tr.replaceWith(from, to, made);
    const end = from + made.size;
    return tr.setSelection(TextSelection.between(
        tr.doc.resolve(positionOf(tr.doc, from, end, anchor)), tr.doc.resolve(positionOf(tr.doc, from, end, head)))).scrollIntoView();
}

export function inBlock(state: EditorState, name: string, attrs: Record<string, unknown> = {}): boolean {
    const { blocks } = touched(state);
    return blocks.length > 0 && blocks.every((block) => block.type.name === name && Object.entries(attrs).every(([key, value]) => block.attrs[key] === value));
}

export function toParagraphs(schema: Schema): Command {
    return (state, dispatch) => {
        if (inBlock(state, "paragraph")) return false;
        const tr = replaceBlocks(state, (lines, attrs) => lines.map((line, i) => schema.nodes.paragraph.create(i === 0 ? attrs : null, line)));
        if (tr && dispatch) dispatch(tr);
        return !!tr;
    };
}

/// Into a heading of a level; out of it again when it is one already.
export function toHeading(schema: Schema, level: number): Command {
    return (state, dispatch, view) => {
        if (inBlock(state, "heading", { level })) return toParagraphs(schema)(state, dispatch, view);
        const tr = replaceBlocks(state, (lines, attrs) => lines.map((line, i) => schema.nodes.heading.create(i === 0 ? { ...attrs, level } : { level }, line)));
        if (tr && dispatch) dispatch(tr);
        return !!tr;
    };
}

/// Into a quotation, pull quote, note or list; back into paragraphs when it is one already.
export function toContainer(schema: Schema, type: NodeType, ordered = false): Command {
    return (state, dispatch, view) => {
        const attrs = type.name === "list" ? { ordered } : {};
        if (inBlock(state, type.name, attrs)) return toParagraphs(schema)(state, dispatch, view);
        const tr = replaceBlocks(state, (lines, ids) => {
            const line = (content: Fragment) => schema.nodes.line.create(null, content);
            const cite = schema.nodes.cite.create();
            switch (type.name) {
                case "list": return [type.create({ ...ids, ordered }, lines.map((content) => schema.nodes.list_item.create(null, line(content))))];
                case "quote": return [type.create(ids, [...lines.map(line), cite])];
                case "note": return [type.create(ids, lines.map(line))];
                default: return lines.map((content, i) => type.create(i === 0 ? ids : null, [line(content), cite]));
            }
        });
        if (tr && dispatch) dispatch(tr);
        return !!tr;
    };
}

/// Enter where a block ends: an empty last line of a quotation or note, an empty item of a list, a "who said it", a pull quote
/// or a caption leads to a new paragraph below.
export function leaveBlock(schema: Schema): Command {
    return (state, dispatch) => {
        const { $from, empty } = state.selection;
        if (!empty || $from.depth === 0) return false;
        const outer = $from.node(1);
        const name = $from.parent.type.name;
        const after = $from.after(1);
        const inEmptyLine = name === "line" && $from.parent.content.size === 0;
        const goOn = (tr: Transaction, at: number) => {
            const next = tr.doc.nodeAt(at);
            if (!next || next.type.name !== "paragraph" || next.content.size > 0) tr.insert(at, schema.nodes.paragraph.create());
            if (dispatch) dispatch(tr.setSelection(TextSelection.create(tr.doc, at + 1)).scrollIntoView());
            return true;
        };
        if (["cite", "picture", "shot", "gallery_caption"].includes(name) || outer.type.name === "pullquote") return goOn(state.tr, after);
        if (!inEmptyLine) return false;
        if (outer.type.name === "list" && $from.depth === 3) {
            const last = $from.index(1) === outer.childCount - 1;
            if (!last || $from.node(2).childCount > 1) return false;
            if (outer.childCount === 1) {
                if (dispatch) {
                    const tr = state.tr.replaceWith($from.before(1), after, schema.nodes.paragraph.create({ id: outer.attrs.id, from: outer.attrs.from }));
                    dispatch(tr.setSelection(TextSelection.create(tr.doc, $from.before(1) + 1)).scrollIntoView());
                }
                return true;
            }
            const tr = state.tr.delete($from.before(2), $from.after(2));
            return goOn(tr, tr.mapping.map(after));
        }
        if ((outer.type.name === "quote" || outer.type.name === "note") && $from.depth === 2) {
            const lines = outer.type.name === "quote" ? outer.childCount - 1 : outer.childCount;
            if ($from.index(1) !== lines - 1 || lines === 1) return false;
            const tr = state.tr.delete($from.before(2), $from.after(2));
            return goOn(tr, tr.mapping.map(after));
        }
        return false;
    };
}

/// Enter inside a quotation or note begins another line of it.
export function splitLine(schema: Schema): Command {
    return (state, dispatch) => {
        const { $from, $to } = state.selection;
        const outer = $from.depth === 2 ? $from.node(1).type.name : "";
        if ($from.parent.type.name !== "line" || !$from.sameParent($to) || (outer !== "quote" && outer !== "note")) return false;
        if (dispatch) {
            const tr = state.tr.deleteSelection();
            dispatch(tr.split(tr.mapping.map($from.pos), 1, [{ type: schema.nodes.line }]).scrollIntoView());
        }
        return true;
    };
}

/// Backspace at the very start of a quotation, note or list takes the form away and leaves the words.
export function dissolve(schema: Schema): Command {
    return (state, dispatch, view) => {
        const { $from, empty } = state.selection;
        if (!empty || $from.parentOffset !== 0 || $from.depth < 2 || $from.parent.type.name !== "line") return false;
        const start = $from.start(1);
        const first = $from.pos - start <= $from.depth - 1;
        return first && $from.node(1).type.name !== "picture" ? toParagraphs(schema)(state, dispatch, view) : false;
    };
}

/// Every block has an id of its own: a split leaves it on the first half, the second gets a new one and translates nothing yet.
export function uniqueIds(): Plugin {
    return new Plugin({
        appendTransaction(transactions, _before, state) {
            if (!transactions.some((tr) => tr.docChanged)) return null;
            const seen = new Set<string>();
            const tr = state.tr;
            state.doc.forEach((node, position) => {
                if (node.attrs.id && !seen.has(node.attrs.id)) {
                    seen.add(node.attrs.id);
                    return;
                }
                const id = newId();
                seen.add(id);
                tr.setNodeMarkup(position, undefined, { ...node.attrs, id, from: node.attrs.id ? null : node.attrs.from });
            });
            return tr.steps.length ? tr.setMeta("addToHistory", false) : null;
        },
    });
}

/// Word writes a list as paragraphs with a printed sign before each: a real list of their words, all on one level.
function readWordLists(page: Document): void {
    const isItem = (element: Element | null): element is Element => element !== null && element.tagName === "P" && /mso-list:\s*l\d/i.test(element.getAttribute("style") || "");
    for (const first of Array.from(page.querySelectorAll("p"))) {
        if (!first.isConnected || !isItem(first)) continue;
        const sign = first.querySelector('span[style*="mso-list:Ignore" i]')?.textContent?.trim() || "";
        const list = page.createElement(/^[0-9a-z]{1,4}[.)]/i.test(sign) ? "ol" : "ul");
        first.before(list);
        for (let item: Element | null = first; isItem(item); item = list.nextElementSibling) {
            for (const mark of Array.from(item.querySelectorAll('span[style*="mso-list:Ignore" i]'))) mark.remove();
            const entry = page.createElement("li");
            entry.append(...Array.from(item.childNodes));
            list.append(entry);
            item.remove();
        }
    }
}

/// Google Docs and mail programs say "bold" and "slanted" by style alone.
function readStyles(page: Document): void {
    for (const element of Array.from(page.body.querySelectorAll<HTMLElement>("span[style]"))) {
        const style = element.getAttribute("style") || "";
        for (const [says, name] of [[/(^|;)\s*font-weight:\s*(bold|[6-9]00)/i, "strong"], [/(^|;)\s*font-style:\s*italic/i, "em"]] as const) {
            if (!says.test(style) || element.closest("h1, h2, h3, h4, h5, h6")) continue;
            const inner = page.createElement(name);
            inner.append(...Array.from(element.childNodes));
            element.append(inner);
        }
    }
}

/// A cell holds words and line breaks: paragraphs and lists in it become lines, a table in it its words.
function flattenCells(page: Document): void {
    for (const cell of Array.from(page.querySelectorAll("td, th"))) {
        if (!cell.isConnected || cell.parentElement?.closest("td, th")) continue;
        for (const inner of Array.from(cell.querySelectorAll("p, div, li, h1, h2, h3, h4, h5, h6, blockquote, tr, td, th, caption"))) {
            if (inner.tagName !== "TD" && inner.tagName !== "TH") inner.prepend(page.createElement("br"));
            inner.append(" ");
        }
        for (const inner of Array.from(cell.querySelectorAll("p, div, ul, ol, li, h1, h2, h3, h4, h5, h6, blockquote, table, thead, tbody, tfoot, tr, td, th, caption"))) inner.replaceWith(...Array.from(inner.childNodes));
        while (cell.firstChild && (cell.firstChild.nodeName === "BR" || (cell.firstChild.nodeType === 3 && !cell.firstChild.textContent?.trim()))) cell.firstChild.remove();
        // Cells over several columns keep their words in the first.
        for (let more = Math.min(100, Number(cell.getAttribute("colspan")) || 1); more > 1; --more) cell.after(page.createElement(cell.tagName));
    }
}

/// Foreign HTML before it is read: no scripts, no styles, no handlers, and no bold that only says it is not (Google Docs).
export function cleanHtml(html: string): string {
    const page = new DOMParser().parseFromString(html, "text/html");
    // Word marks every run with the language of its own dictionary; only copies from here mean what they say.
    const known = page.querySelector("[data-pm-slice]") ? ["href", "class", "lang"] : ["href", "class"];
    for (const element of Array.from(page.querySelectorAll("script, style, meta, link, iframe, object, template, title"))) element.remove();
    readWordLists(page);
    readStyles(page);
    flattenCells(page);
    for (const element of Array.from(page.body.querySelectorAll("*"))) {
        if (element.tagName === "B" && /(^|;)\s*font-weight:\s*(normal|400)/i.test(element.getAttribute("style") || "")) {
            element.replaceWith(...Array.from(element.childNodes));
            continue;
        }
        for (const { name } of Array.from(element.attributes)) {
            if (!known.includes(name) && !name.startsWith("data-")) element.removeAttribute(name);
        }
    }
    for (const image of Array.from(page.querySelectorAll("img, svg, video, audio, picture"))) image.remove();
    return page.body.innerHTML;
}

/// What is pasted leaves its empty paragraphs behind, and the ids of blocks that are still here.
export function cleanPasted(slice: Slice, doc: PmNode): Slice {
    const known = new Set<string>();
    doc.forEach((node) => { if (node.attrs.id) known.add(node.attrs.id); });
    const clean = (content: Fragment, top: boolean): Fragment => {
        const out: PmNode[] = [];
        content.forEach((node) => {
            const blank = (node.type.name === "paragraph" || node.type.name === "line" || node.type.name === "heading") &&
                node.textContent.replace(/[\s\u00a0]/g, "") === "";
            if (blank && content.childCount > 1) return;
            const taken = node.attrs.id && known.has(node.attrs.id);
            const inner = node.isLeaf || node.isTextblock ? node.content : clean(node.content, false);
            out.push(taken ? node.type.create({ ...node.attrs, id: null, from: null }, inner, node.marks) : node.copy(inner));
        });
        return top || out.length ? Fragment.from(out) : content;
    };
    const content = clean(slice.content, true);
    if (content.size === slice.content.size) return new Slice(content, slice.openStart, slice.openEnd);
    return Slice.maxOpen(content);
}
