// Between the stored JSON of a document and ProseMirror's tree, without loss in either direction.
import { Fragment, type Mark, type Node as PmNode, type Schema } from "prosemirror-model";

type Span = { t: string; m?: string[]; link?: { url?: string; story?: string }; lang?: string };
type Text = Span[];
type Item = { text: Text; items?: Item[] };
export type Block = { id?: string; from?: string; type: string; [name: string]: any };
export type Doc = { v: 1; blocks: Block[] };

const kMarks = ["strong", "em", "code", "sub", "sup"];

/// What each kind may hold (platform/document/document.h). A block with anything else is kept as it is.
const kMembers: Record<string, string[]> = {
    paragraph: ["text"], heading: ["level", "text"], quote: ["paragraphs", "cite"], pullquote: ["text", "cite"], note: ["paragraphs"],
    list: ["ordered", "items"], picture: ["pictures"], gallery: ["pictures", "caption"], table: ["header_row", "caption", "rows"],
    card: ["url", "title", "description"], divider: [],
};

/// The block that a node was made from: a node nobody touched goes back as it came, to the letter.
const madeFrom = new WeakMap<PmNode, Block>();

function isKnown(block: Block): boolean {
    const members = kMembers[block.type];
    if (!members || !Object.keys(block).every((name) => ["id", "from", "type", ...members].includes(name))) return false;
    const filled = (value: unknown) => Array.isArray(value) && value.length > 0;
    if (block.type === "picture" || block.type === "gallery") {
        if (!filled(block.pictures) || (block.type === "picture" && block.pictures.length > 1)) return false;
        return block.pictures.every((one: object) => Object.keys(one).every((name) => ["media", "caption", "credit"].includes(name)));
    }
    return block.type !== "table" || (filled(block.rows) && block.rows.every(filled));
}

export function newId(): string {
    const letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    return Array.from(crypto.getRandomValues(new Uint32Array(8)), (value) => letters[value % 36]).join("");
}

export function fromJson(schema: Schema, doc: Doc): PmNode {
    const inline = (text: Text | undefined): PmNode[] => {
        const out: PmNode[] = [];
        for (const span of text || []) {
            let marks: readonly Mark[] = [];
            for (const name of span.m || []) marks = schema.marks[name].create().addToSet(marks);
            if (span.link) marks = schema.marks.link.create({ url: span.link.url || "", story: span.link.story || "" }).addToSet(marks);
            if (span.lang) marks = schema.marks.lang.create({ tag: span.lang }).addToSet(marks);
            span.t.split("\n").forEach((piece, number) => {
                if (number > 0) out.push(schema.nodes.break.create(null, null, marks));
                if (piece) out.push(schema.text(piece, marks));
            });
        }
        return out;
    };
    const line = (text: Text | undefined) => schema.nodes.line.create(null, inline(text));
    const lines = (paragraphs: Text[]) => (paragraphs.length ? paragraphs : [[]]).map(line);
    const cite = (text: Text | undefined) => schema.nodes.cite.create(null, inline(text));
    const items = (list: Item[], ordered: boolean): PmNode[] => list.map((item) => schema.nodes.list_item.create(null, [
        line(item.text), ...(item.items && item.items.length ? [schema.nodes.list.create({ ordered }, items(item.items, ordered))] : []),
    ]));
    const make = (block: Block): PmNode => {
        const attrs = { id: block.id || null, from: block.from || null };
        switch (isKnown(block) ? block.type : "") {
            case "paragraph": return schema.nodes.paragraph.create(attrs, inline(block.text));
            case "heading": return schema.nodes.heading.create({ ...attrs, level: block.level }, inline(block.text));
            case "quote": return schema.nodes.quote.create(attrs, [...lines(block.paragraphs), cite(block.cite)]);
            case "pullquote": return schema.nodes.pullquote.create(attrs, [line(block.text), cite(block.cite)]);
            case "note": return schema.nodes.note.create(attrs, lines(block.paragraphs));
            case "list": return schema.nodes.list.create({ ...attrs, ordered: !!block.ordered }, items(block.items, !!block.ordered));
            case "picture": {
                const picture = block.pictures[0];
                return schema.nodes.picture.create({ ...attrs, media: picture.media, credit: picture.credit || "" }, inline(picture.caption));
            }
            case "gallery": return schema.nodes.gallery.create(attrs, [
                ...block.pictures.map((one: any) => schema.nodes.shot.create({ media: one.media, credit: one.credit || "" }, inline(one.caption))),
                schema.nodes.gallery_caption.create(null, inline(block.caption)),
            ]);
            case "table": return schema.nodes.table.create({ ...attrs, header: !!block.header_row }, [
                schema.nodes.table_caption.create(null, inline(block.caption)),
                ...block.rows.map((row: Text[]) => schema.nodes.table_row.create(null, row.map((cell) => schema.nodes.table_cell.create(null, inline(cell))))),
            ]);
            case "card": return schema.nodes.card.create({ ...attrs, url: block.url, title: block.title, description: block.description || "" });
            case "divider": return schema.nodes.divider.create(attrs);
            default: return schema.nodes.kept.create({ ...attrs, block });
        }
    };
    const blocks = doc.blocks.map((block) => {
        const node = make(block);
        if (block.id) madeFrom.set(node, block);
        return node;
    });
    return schema.nodes.doc.create(null, blocks.length ? blocks : [schema.nodes.paragraph.create({ id: newId() })]);
}

export function toJson(doc: PmNode): Doc {
    const inline = (content: Fragment): Text => {
        const out: Text = [];
        content.forEach((node) => {
            const span: Span = { t: node.isText ? node.text || "" : "\n" };
            const names = kMarks.filter((name) => node.marks.some((mark) => mark.type.name === name));
            if (names.length) span.m = names;
            for (const mark of node.marks) {
                if (mark.type.name === "link") span.link = mark.attrs.story ? { story: mark.attrs.story } : { url: mark.attrs.url };
                if (mark.type.name === "lang") span.lang = mark.attrs.tag;
            }
            const last = out[out.length - 1];
            const alike = last && JSON.stringify({ ...last, t: "" }) === JSON.stringify({ ...span, t: "" });
            if (alike) last.t += span.t;
            else out.push(span);
        });
        return out;
    };
    const children = (node: PmNode, name: string) => {
        const out: Text[] = [];
        node.forEach((child) => { if (child.type.name === name) out.push(inline(child.content)); });
        return out;
    };
    const filled = (text: Text | undefined) => !!text && text.some((span) => span.t.trim() !== "");
    const items = (list: PmNode): Item[] => {
        const out: Item[] = [];
        list.forEach((item) => {
            const made: Item = { text: inline(item.firstChild!.content) };
            if (item.childCount > 1) made.items = items(item.child(1));
            if (filled(made.text) || (made.items && made.items.length)) out.push(made);
        });
        return out;
    };
    const pictureOf = (node: PmNode) => {
        const caption = inline(node.content);
        const picture: Record<string, unknown> = { media: node.attrs.media };
        if (filled(caption)) picture.caption = caption;
        if (node.attrs.credit) picture.credit = node.attrs.credit;
        return picture;
    };
    const blocks: Block[] = [];
    doc.forEach((node) => {
        const same = madeFrom.get(node);
        if (same) {
            blocks.push(same);
            return;
        }
        const head: Record<string, string> = { id: node.attrs.id || newId() };
        if (node.attrs.from) head.from = node.attrs.from;
        const add = (rest: Block) => blocks.push({ ...head, ...rest });
        switch (node.type.name) {
            case "paragraph": { const text = inline(node.content); if (filled(text)) add({ type: "paragraph", text }); break; }
            case "heading": { const text = inline(node.content); if (filled(text)) add({ type: "heading", level: node.attrs.level, text }); break; }
            case "quote": {
                const paragraphs = children(node, "line").filter(filled);
                const cite = children(node, "cite")[0];
                // Words alone in the "who said it" are still words: they become the quotation.
                if (paragraphs.length) add({ type: "quote", paragraphs, ...(filled(cite) ? { cite } : {}) });
                else if (filled(cite)) add({ type: "quote", paragraphs: [cite] });
                break;
            }
            case "pullquote": {
                const text = children(node, "line")[0];
                const cite = children(node, "cite")[0];
                if (filled(text)) add({ type: "pullquote", text, ...(filled(cite) ? { cite } : {}) });
                else if (filled(cite)) add({ type: "pullquote", text: cite });
                break;
            }
            case "note": { const paragraphs = children(node, "line").filter(filled); if (paragraphs.length) add({ type: "note", paragraphs }); break; }
            case "list": { const list = items(node); if (list.length) add({ type: "list", ...(node.attrs.ordered ? { ordered: true } : {}), items: list }); break; }
            case "picture": add({ type: "picture", pictures: [pictureOf(node)] }); break;
            case "gallery": {
                const pictures: object[] = [];
                node.forEach((child) => { if (child.attrs.media) pictures.push(pictureOf(child)); });
                const caption = children(node, "gallery_caption")[0];
                if (pictures.length) add({ type: "gallery", pictures, ...(filled(caption) ? { caption } : {}) });
                break;
            }
            case "table": {
                const rows: Text[][] = [];
                node.forEach((row) => { if (row.type.name === "table_row") rows.push(children(row, "table_cell")); });
                const columns = Math.max(...rows.map((row) => row.length));
                for (const row of rows) while (row.length < columns) row.push([]);
                const caption = children(node, "table_caption")[0];
                // A table without a word is none.
                if (!rows.some((row) => row.some(filled))) break;
                add({ type: "table", ...(node.attrs.header ? { header_row: true } : {}), ...(filled(caption) ? { caption } : {}), rows });
                break;
            }
            case "card": {
                const { url, title, description } = node.attrs;
                add({ type: "card", url, title, ...(description ? { description } : {}) });
                break;
            }
            case "divider": add({ type: "divider" }); break;
            case "kept": {
                const { id: _id, from: _from, ...rest } = node.attrs.block;
                add(rest as Block);
                break;
            }
        }
    });
    return { v: 1, blocks };
}

/// The words of a document with blanks evened out: whether two texts say the same.
export function sameWords(a: Doc, b: Doc): boolean {
    const even = (doc: Doc) => JSON.stringify(doc.blocks.map(({ id: _id, from: _from, ...rest }) => rest)).replace(/(\\n|\s|\u00a0)+/g, " ").replace(/ "/g, '"').replace(/" /g, '"');
    return even(a) === even(b);
}
