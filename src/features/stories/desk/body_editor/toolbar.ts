// The row of buttons above the text, and the small form for links, languages and pictures. One tab stop; arrows move inside.
import type { EditorView } from "prosemirror-view";
import type { Command, EditorState } from "prosemirror-state";
import type { MarkType, Schema } from "prosemirror-model";
import { toggleMark } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import { inBlock, insertAfter, toContainer, toHeading, toParagraphs } from "./commands";
import { goodUrl, isLanguage, type Words } from "./schema";

type Button = { name: string; sign: string; run: Command; on?: (state: EditorState) => boolean; keys?: string };

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
    readonly dom: HTMLElement;
    private readonly row: HTMLElement;
    private readonly panel: HTMLElement;
    private readonly items: { button: HTMLButtonElement; spec: Button }[] = [];

    constructor(private readonly schema: Schema, private readonly words: Words, private readonly view: () => EditorView, editorId: string) {
        this.dom = document.createElement("div");
        this.row = document.createElement("div");
        this.row.className = "toolbar";
        this.row.setAttribute("role", "toolbar");
        this.row.setAttribute("aria-label", words.toolbar);
        this.row.setAttribute("aria-controls", editorId);
        this.panel = document.createElement("div");
        this.panel.className = "toolbar-panel";
        this.panel.hidden = true;
        const { nodes, marks } = schema;
        const mark = (name: string, sign: string, keys = ""): Button => ({
            name, sign, keys, run: toggleMark(marks[name]), on: (state) => markActive(state, marks[name]),
        });
        const groups: Button[][] = [
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
                { name: "divider", sign: "—", run: insertAfter(() => nodes.divider.create()) },
                { name: "picture_block", sign: "▣", run: () => this.openPicture() },
            ],
            [{ name: "undo", sign: "↶", keys: "Mod-Z", run: undo }, { name: "redo", sign: "↷", keys: "Mod-Shift-Z", run: redo }],
        ];
        const mac = /Mac|iPhone|iPad/.test(navigator.platform);
        for (const group of groups) {
            const part = document.createElement("span");
            part.className = "toolbar-group";
            part.setAttribute("role", "group");
            for (const spec of group) {
                const button = document.createElement("button");
                button.type = "button";
                button.tabIndex = this.items.length === 0 ? 0 : -1;
                // Drawn by the style sheet: a sign is no text that a screen reader should find beside the name.
                button.dataset.sign = spec.sign;
                button.className = "tool tool-" + spec.name;
                button.setAttribute("aria-label", words[spec.name]);
                const keys = spec.keys ? " (" + spec.keys.replace("Mod", mac ? "⌘" : "Ctrl") + ")" : "";
                button.title = words[spec.name] + keys;
                if (spec.on) button.setAttribute("aria-pressed", "false");
                // The text keeps its selection while the button is pressed with the mouse.
                button.addEventListener("mousedown", (event) => event.preventDefault());
                button.addEventListener("click", () => {
                    const view = this.view();
                    spec.run(view.state, view.dispatch, view);
                    if (this.panel.hidden) view.focus();
                });
                part.append(button);
                this.items.push({ button, spec });
            }
            this.row.append(part);
        }
        this.row.addEventListener("keydown", (event) => this.move(event));
        this.dom.append(this.row, this.panel);
    }

    focus() {
        this.items.find(({ button }) => button.tabIndex === 0)?.button.focus();
    }

    update(state: EditorState) {
        for (const { button, spec } of this.items) {
            if (spec.on) button.setAttribute("aria-pressed", String(spec.on(state)));
        }
    }

    private move(event: KeyboardEvent) {
        const buttons = this.items.map(({ button }) => button);
        const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
        const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
        if (to === undefined || at < 0) return;
        event.preventDefault();
        const next = buttons[(to + buttons.length) % buttons.length];
        buttons.forEach((button) => { button.tabIndex = button === next ? 0 : -1; });
        next.focus();
    }

    // --- small forms -----------------------------------------------------------------------------------------------------

    private open(label: string, value: string, canRemove: boolean, apply: (value: string) => string, remove: () => void) {
        const { words } = this;
        const back = () => {
            this.panel.hidden = true;
            this.panel.replaceChildren();
            this.view().focus();
        };
        const field = document.createElement("label");
        field.textContent = label;
        const input = document.createElement("input");
        input.type = "text";
        input.value = value;
        input.autocomplete = "off";
        input.spellcheck = false;
        field.append(input);
        const fault = document.createElement("span");
        fault.className = "problem";
        fault.setAttribute("role", "alert");
        const button = (name: string, run: () => void, primary = false) => {
            const made = document.createElement("button");
            made.type = "button";
            made.textContent = words[name];
            if (primary) made.className = "primary";
            made.addEventListener("click", run);
            return made;
        };
        const done = () => {
            fault.textContent = apply(input.value.trim());
            if (!fault.textContent) back();
            else input.focus();
        };
        input.addEventListener("keydown", (event) => {
            if (event.key === "Enter") done();
            if (event.key === "Escape") back();
            if (event.key === "Enter" || event.key === "Escape") event.preventDefault();
        });
        this.panel.replaceChildren(field, button("apply", done, true));
        if (canRemove) this.panel.append(button("remove", () => { remove(); back(); }));
        this.panel.append(button("cancel", back), fault);
        this.panel.hidden = false;
        input.focus();
        input.select();
    }

    private openMark(type: MarkType, label: string, show: (attrs: Record<string, string>) => string, read: (value: string) => Record<string, string> | string) {
        const view = this.view();
        const range = markRange(view.state, type);
        let present: Record<string, string> | null = null;
        view.state.doc.nodesBetween(range.from, Math.max(range.to, range.from + 1), (node) => {
            const mark = type.isInSet(node.marks);
            if (mark) present = mark.attrs as Record<string, string>;
        });
        this.open(this.words[label], present ? show(present) : "", present !== null, (value) => {
            const attrs = read(value);
            if (typeof attrs === "string") return attrs;
            const tr = view.state.tr;
            if (range.from === range.to) {
                // Nothing is selected: the address itself becomes the words.
                tr.insert(range.from, this.schema.text(value, [type.create(attrs)]));
            } else {
                tr.removeMark(range.from, range.to, type).addMark(range.from, range.to, type.create(attrs));
            }
            view.dispatch(tr);
            return "";
        }, () => view.dispatch(view.state.tr.removeMark(range.from, range.to, type)));
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

    private openPicture(): boolean {
        this.open(this.words.picture_id, "", false, (value) => {
            if (!/^[A-Za-z0-9_-]{1,64}$/.test(value)) return this.words.bad_picture;
            const view = this.view();
            insertAfter(() => this.schema.nodes.picture.create({ media: value }))(view.state, view.dispatch, view);
            return "";
        }, () => {});
        return true;
    }
}
