// The buttons above the text: forms of words and blocks in one row, what the block at the cursor can do in a second, and the
// small form below them.
import type { EditorView } from "prosemirror-view";
import { NodeSelection, type Command, type EditorState } from "prosemirror-state";
import type { MarkType, Schema } from "prosemirror-model";
import { toggleMark } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import { Bar, type Button } from "./bar";
import { addShots, insertBlock, makeGallery, moveBlock, pictureAt, removeBlock, setPicture, shotAt, takeOutShot } from "./blocks";
import { inBlock, toContainer, toHeading, toParagraphs, touched } from "./commands";
import { Panel } from "./panel";
import type { Picker } from "./picker";
import { goodUrl, isLanguage, type Words } from "./schema";
import { addColumn, addRow, kMaxColumns, kMaxRows, makeTable, placeInTable, removeColumn, removeRow, toggleHeader } from "./tables";

export function markActive(state: EditorState, type: MarkType): boolean {
    const { from, to, empty, $from } = state.selection;
    return empty ? !!type.isInSet(state.storedMarks || $from.marks()) : state.doc.rangeHasMark(from, to, type);
}

/// From where to where a mark reaches around the cursor, or the selection itself.
function markRange(state: EditorState, type: MarkType): { from: number; to: number } {
    const { from, to, empty, $from } = state.selection;
    if (!empty) return { from, to };
    let start = $from.pos;
    let end = $from.pos;
    $from.parent.forEach((node, offset) => {
        const at = $from.start() + offset;
        if (type.isInSet(node.marks) && at <= $from.pos && at + node.nodeSize >= $from.pos) {
            start = Math.min(start, at);
            end = Math.max(end, at + node.nodeSize);
        }
    });
    return { from: start, to: end };
}

export class Toolbar {
    readonly dom = document.createElement("div");
    private readonly panel: Panel;
    private readonly main: Bar;
    private readonly block: Bar;
    private readonly second = document.createElement("div");
    private readonly place = document.createElement("span");
    private readonly mac = /Mac|iPhone|iPad/.test(navigator.platform);
    private kind = "";

    constructor(private readonly schema: Schema, private readonly words: Words, private readonly view: () => EditorView, private readonly picker: Picker, editorId: string) {
        this.dom.className = "toolbar";
        this.panel = new Panel(words, () => this.view().focus());
        const holds = () => this.panel.isOpen || !!document.querySelector("dialog[open]");
        this.main = new Bar(words.toolbar, words, view, false, holds);
        this.block = new Bar(words.block_tools, words, view, true, holds);
        for (const bar of [this.main, this.block]) bar.dom.setAttribute("aria-controls", editorId);
        this.place.className = "meta place";
        this.place.setAttribute("role", "status");
        this.second.className = "toolbar-block";
        this.second.append(this.block.dom, this.place);
        this.second.hidden = true;
        const { nodes, marks } = schema;
        const mark = (name: string, sign: string, keys = ""): Button => ({
            name, sign, keys, run: toggleMark(marks[name]), on: (state) => markActive(state, marks[name]),
        });
        this.main.fill([
            [
                { name: "paragraph", sign: "¶", run: toParagraphs(schema), on: (state) => inBlock(state, "paragraph") },
                { name: "heading2", sign: "H2", keys: "Mod-Alt-2", run: toHeading(schema, 2), on: (state) => inBlock(state, "heading", { level: 2 }) },
                { name: "heading3", sign: "H3", keys: "Mod-Alt-3", run: toHeading(schema, 3), on: (state) => inBlock(state, "heading", { level: 3 }) },
            ],
            [
                mark("strong", "B", "Mod-B"), mark("em", "I", "Mod-I"),
                { name: "link", sign: "↗", keys: "Mod-K", run: () => this.openLink(), on: (state) => markActive(state, marks.link) },
                { name: "lang", sign: "Añ", run: () => this.openLang(), on: (state) => markActive(state, marks.lang) },
                mark("code", "<>"), mark("sub", "x₂"), mark("sup", "x²"),
            ],
            [
                { name: "bullet_list", sign: "•", run: toContainer(schema, nodes.list, false), on: (state) => inBlock(state, "list", { ordered: false }) },
                { name: "ordered_list", sign: "1.", run: toContainer(schema, nodes.list, true), on: (state) => inBlock(state, "list", { ordered: true }) },
                { name: "quote", sign: "❝", run: toContainer(schema, nodes.quote), on: (state) => inBlock(state, "quote") },
                { name: "pullquote", sign: "❞", run: toContainer(schema, nodes.pullquote), on: (state) => inBlock(state, "pullquote") },
                { name: "note", sign: "※", run: toContainer(schema, nodes.note), on: (state) => inBlock(state, "note") },
            ],
            [
                { name: "picture_block", sign: "▣", run: () => this.insertPicture() },
                { name: "gallery", sign: "▤", run: () => this.insertGallery() },
                { name: "table", sign: "▦", run: () => this.openTable() },
                { name: "card", sign: "▭", run: () => this.openCard(false) },
                { name: "divider", sign: "—", run: insertBlock(() => nodes.divider.create()) },
            ],
            [
                { name: "block_up", sign: "↑", keys: "Alt-↑", run: moveBlock(-1) },
                { name: "block_down", sign: "↓", keys: "Alt-↓", run: moveBlock(1) },
                { name: "block_remove", sign: "✕", run: removeBlock },
            ],
            [{ name: "undo", sign: "↶", keys: "Mod-Z", run: undo }, { name: "redo", sign: "↷", keys: "Mod-Shift-Z", run: redo }],
        ], this.mac);
        this.dom.append(this.main.dom, this.second, this.panel.dom);
    }

    focus() {
        this.main.focus();
    }

    update(state: EditorState) {
        this.main.update(state);
        const { blocks } = touched(state);
        const only = blocks.length === 1 ? blocks[0].type.name : "";
        const kind = shotAt(state) ? "shot" : ["picture", "gallery", "table", "card"].includes(only) ? only : "";
        if (kind !== this.kind) {
            const had = this.block.dom.contains(document.activeElement);
            this.kind = kind;
            this.block.fill(this.ofBlock(kind), this.mac);
            this.second.hidden = !kind;
            if (had) this.view().focus();
        }
        this.block.update(state);
        const said = this.placeOf(state);
        if (said !== this.place.textContent) this.place.textContent = said;
    }

    /// What a block can do that a paragraph cannot.
    private ofBlock(kind: string): Button[][] {
        const { schema } = this;
        const picture: Button[] = [
            { name: "change_picture", run: () => this.changePicture() },
            { name: "credit_here", run: () => this.openCredit() },
            { name: "picture_page", run: (state) => this.openPage(state) },
        ];
        const add: Button = { name: "add_pictures", run: () => this.addPictures() };
        switch (kind) {
            case "picture": return [picture, [add]];
            case "gallery": return [[add]];
            case "shot": return [[{ name: "earlier", run: moveBlock(-1) }, { name: "later", run: moveBlock(1) }, { name: "take_out", run: takeOutShot }], picture, [add]];
            case "table": return [
                [
                    { name: "row_above", run: this.orFull(addRow(schema, "above")) }, { name: "row_below", run: this.orFull(addRow(schema, "below")) },
                    { name: "column_before", run: this.orFull(addColumn(schema, "before")) }, { name: "column_after", run: this.orFull(addColumn(schema, "after")) },
                ],
                [{ name: "header_row", run: toggleHeader, on: (state) => !!placeInTable(state)?.table.attrs.header }],
                [{ name: "remove_row", run: removeRow }, { name: "remove_column", run: removeColumn }],
            ];
            case "card": return [[{ name: "change_card", run: () => this.openCard(true) }]];
            default: return [];
        }
    }

    /// Which of how many the cursor is in.
    private placeOf(state: EditorState): string {
        const { words } = this;
        const table = placeInTable(state);
        if (table) return table.row < 0 ? words.table_caption : `${words.row} ${table.row + 1}/${table.rows} · ${words.column} ${table.column + 1}/${table.columns}`;
        const shot = shotAt(state);
        return shot ? `${words.picture} ${shot.index + 1}/${shot.count}` : "";
    }

    private orFull(command: Command): Command {
        return (state, dispatch, view) => {
            const done = command(state, dispatch, view);
            if (!done) this.panel.say(this.words.table_full);
            return done;
        };
    }

    private run(command: Command) {
        const view = this.view();
        command(view.state, view.dispatch, view);
        view.focus();
    }

    // --- pictures --------------------------------------------------------------------------------------------------------

    private choose(several: boolean, atLeast: number, then: (ids: string[]) => void): boolean {
        void this.picker.choose(several, atLeast).then((ids) => { if (ids) then(ids); });
        return true;
    }

    private insertPicture(): boolean {
        return this.choose(false, 1, ([media]) => this.run(insertBlock(() => this.schema.nodes.picture.create({ media }))));
    }

    private insertGallery(): boolean {
        return this.choose(true, 2, (ids) => this.run(insertBlock(() => makeGallery(this.schema, ids))));
    }

    private addPictures(): boolean {
        return this.choose(true, 1, (ids) => this.run(addShots(this.schema, ids)));
    }

    private changePicture(): boolean {
        // A credit that was written for the old picture says nothing of the new one.
        return this.choose(false, 1, ([media]) => this.run(setPicture({ media, credit: "" })));
    }

    private openCredit(): boolean {
        const picture = pictureAt(this.view().state);
        if (!picture) return false;
        this.panel.open([{ label: this.words.credit_label, value: picture.node.attrs.credit, max: 160 }], "apply", ([credit]) => {
            this.run(setPicture({ credit }));
            return "";
        });
        return true;
    }

    /// In a window of its own: what is being written stays.
    private openPage(state: EditorState): boolean {
        const picture = pictureAt(state);
        if (picture) window.open("/desk/media/" + encodeURIComponent(picture.node.attrs.media), "_blank", "noopener");
        return !!picture;
    }

    // --- small forms -----------------------------------------------------------------------------------------------------

    private openTable(): boolean {
        const { words } = this;
        this.panel.open([{ label: words.rows, value: "3", kind: "number", max: 4 }, { label: words.columns, value: "2", kind: "number", max: 3 }, { label: words.header_row, value: "1", kind: "box" }],
            "insert", ([rows, columns, header]) => {
                const fits = (value: string, most: number) => /^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= most;
                if (!fits(rows, kMaxRows) || !fits(columns, kMaxColumns)) return words.bad_table;
                this.run(insertBlock(() => makeTable(this.schema, Number(rows), Number(columns), header === "1")));
                return "";
            });
        return true;
    }

    /// A new link card, or the one that is selected.
    private openCard(present: boolean): boolean {
        const { words } = this;
        const { selection } = this.view().state;
        const node = present && selection instanceof NodeSelection && selection.node.type.name === "card" ? selection.node : null;
        if (present && !node) return false;
        const of = (name: string) => (node ? String(node.attrs[name]) : "");
        this.panel.open([{ label: words.card_url, value: of("url"), max: 2048 }, { label: words.card_title, value: of("title"), max: 300 }, { label: words.card_description, value: of("description"), max: 600 }],
            node ? "apply" : "insert", ([typed, title, description]) => {
                const url = /^www\./i.test(typed) ? "https://" + typed : typed;
                if (!goodUrl(url)) return words.bad_card_url;
                if (!title) return words.bad_card_title;
                const attrs = { url, title, description };
                if (!node) {
                    this.run(insertBlock(() => this.schema.nodes.card.create(attrs)));
                    return "";
                }
                const view = this.view();
                const at = view.state.selection.from;
                const tr = view.state.tr.setNodeMarkup(at, undefined, { ...node.attrs, ...attrs });
                view.dispatch(tr.setSelection(NodeSelection.create(tr.doc, at)));
                return "";
            });
        return true;
    }

    private openMark(type: MarkType, label: string, show: (attrs: Record<string, string>) => string, read: (value: string) => Record<string, string> | string) {
        const view = this.view();
        const range = markRange(view.state, type);
        let present: Record<string, string> | null = null;
        view.state.doc.nodesBetween(range.from, Math.max(range.to, range.from + 1), (node) => {
            const mark = type.isInSet(node.marks);
            if (mark) present = mark.attrs as Record<string, string>;
        });
        this.panel.open([{ label: this.words[label], value: present ? show(present) : "" }], "apply", ([value]) => {
            const attrs = read(value);
            if (typeof attrs === "string") return attrs;
            const tr = view.state.tr;
            if (range.from === range.to && type.name === "lang") {
                // Nothing is selected: what is written next is in that language.
                tr.addStoredMark(type.create(attrs));
            } else if (range.from === range.to) {
                // Nothing is selected: the address itself becomes the words.
                tr.insert(range.from, this.schema.text(value, [type.create(attrs)]));
            } else {
                tr.removeMark(range.from, range.to, type).addMark(range.from, range.to, type.create(attrs));
            }
            view.dispatch(tr);
            return "";
        }, present === null ? undefined : () => view.dispatch(view.state.tr.removeMark(range.from, range.to, type)));
        return true;
    }

    openLink(): boolean {
        return this.openMark(this.schema.marks.link, "link_address", (attrs) => (attrs.story ? "story:" + attrs.story : attrs.url), (value) => {
            const story = /^story:\s*([A-Za-z0-9_-]{1,64})$/.exec(value) || /^\/desk\/stories\/([A-Za-z0-9_-]{1,64})/.exec(value);
            if (story) return { story: story[1], url: "" };
            const url = /^www\./i.test(value) ? "https://" + value : value;
            return goodUrl(url) ? { url, story: "" } : this.words.bad_address;
        });
    }

    private openLang(): boolean {
        return this.openMark(this.schema.marks.lang, "lang_tag", (attrs) => attrs.tag, (value) => (isLanguage(value) ? { tag: value } : this.words.bad_lang));
    }
}
