// The text editor of the desk: takes the place of the plain text area, keeps unsaved words on this computer, and sends the
// document as JSON with the form. Without it the plain form works as it stands.
import { baseKeymap, chainCommands, toggleMark } from "prosemirror-commands";
import { history, redo, undo } from "prosemirror-history";
import { InputRule, inputRules, undoInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { liftListItem, sinkListItem, splitListItem } from "prosemirror-schema-list";
import { EditorState, TextSelection, type Command } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { Drafts, type Draft } from "./body_editor/autosave";
import { moveBlock } from "./body_editor/blocks";
import { cleanHtml, cleanPasted, dissolve, leaveBlock, splitLine, toContainer, toHeading, uniqueIds } from "./body_editor/commands";
import { fromJson, toJson, type Doc } from "./body_editor/convert";
import { Library } from "./body_editor/library";
import { Picker, type Edition } from "./body_editor/picker";
import { makeSchema, type Words } from "./body_editor/schema";
import { emptyCells, enterInTable, squareTables, toCell } from "./body_editor/tables";
import { Toolbar } from "./body_editor/toolbar";
import { pictureViews } from "./body_editor/views";

function start(form: HTMLFormElement) {
    const data = document.getElementById("body-document");
    const area = form.querySelector<HTMLTextAreaElement>("textarea[name=body_plain]");
    if (!data || !area) return;
    const words = JSON.parse(form.dataset.words || "{}") as Words;
    const schema = makeSchema(words);
    const drafts = new Drafts(form.dataset.key || ":");
    const status = form.querySelector<HTMLOutputElement>("output.status");
    const basedOn = form.querySelector<HTMLInputElement>("input[name=based_on]")!;
    const typed = Array.from(form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input:not([type=hidden]):not([type=radio]), textarea"))
        .filter((field) => field !== area && field.name);
    const fields = () => Object.fromEntries(typed.map((field) => [field.name, field.value]));
    let dirty = form.dataset.unsaved === "1";
    let sending = false;
    let timer = 0;

    const stored = JSON.parse(data.textContent || "") as Doc;
    const host = document.createElement("div");
    host.className = "body-editor";
    const edition = form.dataset.lang || "";
    const library = new Library();
    const picker = new Picker(words, library, edition, JSON.parse(form.dataset.editions || "[]") as Edition[]);
    const toolbar = new Toolbar(schema, words, () => view, picker, area.id + "-rich");
    const rule = (pattern: RegExp, command: Command) => new InputRule(pattern, (state, _match, from, to) => {
        if (state.selection.$from.parent.type.name !== "paragraph") return null;
        const tr = state.tr.delete(from, to);
        const cleared = state.apply(tr);
        let made = null as typeof tr | null;
        command(cleared, (next) => { made = next; });
        if (!made) return null;
        for (const step of (made as typeof tr).steps) tr.step(step);
        const { anchor, head } = (made as typeof tr).selection;
        return tr.setSelection(TextSelection.create(tr.doc, anchor, head));
    });
    const plugins = [
        inputRules({
            rules: [
                rule(/^##\s$/, toHeading(schema, 2)), rule(/^###\s$/, toHeading(schema, 3)),
                rule(/^[-*]\s$/, toContainer(schema, schema.nodes.list, false)), rule(/^1\.\s$/, toContainer(schema, schema.nodes.list, true)),
                rule(/^>\s$/, toContainer(schema, schema.nodes.quote)),
            ],
        }),
        keymap({
            "Mod-z": undo, "Mod-y": redo, "Shift-Mod-z": redo,
            "Mod-b": toggleMark(schema.marks.strong), "Mod-i": toggleMark(schema.marks.em),
            "Mod-k": () => toolbar.openLink(),
            "Mod-Alt-2": toHeading(schema, 2), "Mod-Alt-3": toHeading(schema, 3),
            "Mod-s": () => { form.requestSubmit(); return true; },
            "Alt-F10": () => { toolbar.focus(); return true; },
            "Shift-Enter": (state, dispatch) => {
                if (dispatch) dispatch(state.tr.replaceSelectionWith(schema.nodes.break.create()).scrollIntoView());
                return true;
            },
            "Mod-]": sinkListItem(schema.nodes.list_item), "Mod-[": liftListItem(schema.nodes.list_item),
            "Alt-ArrowUp": moveBlock(-1), "Alt-ArrowDown": moveBlock(1),
            Tab: toCell(schema, 1), "Shift-Tab": toCell(schema, -1),
            Enter: chainCommands(enterInTable(schema), leaveBlock(schema), splitLine(schema), splitListItem(schema.nodes.list_item)),
            Backspace: chainCommands(undoInputRule, emptyCells, dissolve(schema)),
            Delete: emptyCells,
        }),
        keymap(baseKeymap),
        history(),
        squareTables(schema),
        uniqueIds(),
    ];
    const view: EditorView = new EditorView(host, {
        state: EditorState.create({ doc: fromJson(schema, stored), plugins }),
        attributes: {
            id: area.id + "-rich", role: "textbox", "aria-multiline": "true", "aria-labelledby": area.id + "-label",
            lang: edition, dir: form.dataset.dir || "auto", class: "body-text", spellcheck: "true",
        },
        nodeViews: pictureViews(words, library, edition),
        // The buttons stick to the top of the window and saving to its foot: the cursor stays between them.
        scrollThreshold: { top: 150, bottom: 130, left: 0, right: 0 },
        scrollMargin: { top: 170, bottom: 150, left: 5, right: 5 },
        transformPastedHTML: cleanHtml,
        transformPasted: (slice) => cleanPasted(slice, view.state.doc),
        dispatchTransaction(tr) {
            const state = view.state.apply(tr);
            view.updateState(state);
            toolbar.update(state);
            if (tr.docChanged) changed();
            if (tr.selectionSet || tr.docChanged) pointAtSource();
        },
    });

    // The plain area steps back: hidden, and no longer part of what is sent.
    const json = document.createElement("input");
    json.type = "hidden";
    json.name = "body_json";
    area.removeAttribute("name");
    area.hidden = true;
    area.disabled = true;
    const label = document.getElementById(area.id + "-label");
    label?.removeAttribute("for");
    label?.addEventListener("click", () => view.focus());
    form.querySelector<HTMLElement>(".plain-help")?.setAttribute("hidden", "");
    area.after(toolbar.dom, host, json);
    toolbar.update(view.state);

    // --- counting, keeping, warning ------------------------------------------------------------------------------------------

    const countWords = () => (view.state.doc.textBetween(0, view.state.doc.content.size, " ", " ").match(/[\p{L}\p{N}][^\s\u00a0]*/gu) || []).length;
    function say(text: string) {
        if (status) status.textContent = (text ? text + " · " : "") + words.words + " " + countWords();
    }
    function changed() {
        dirty = true;
        say(words.unsaved);
        window.clearTimeout(timer);
        timer = window.setTimeout(() => { if (drafts.keep(toJson(view.state.doc), fields())) say(words.kept_here); }, 800);
    }
    form.addEventListener("input", (event) => { if (typed.includes(event.target as HTMLInputElement)) changed(); });
    form.addEventListener("submit", () => {
        json.value = JSON.stringify(toJson(view.state.doc));
        drafts.keep(toJson(view.state.doc), fields());
        sending = true;
    });
    window.addEventListener("pageshow", () => { sending = false; });
    window.addEventListener("beforeunload", (event) => {
        if (!dirty || sending) return;
        drafts.keep(toJson(view.state.doc), fields());
        event.preventDefault();
    });
    say(dirty ? words.unsaved : "");

    // --- words kept from before ----------------------------------------------------------------------------------------------

    function take(draft: Draft) {
        view.updateState(EditorState.create({ doc: fromJson(schema, draft.body), plugins }));
        for (const field of typed) field.value = draft.fields[field.name] ?? field.value;
        // Made from that revision: if another was saved since, saving shows both.
        basedOn.value = draft.revision;
        changed();
        view.focus();
    }
    if (/[?&]done=(text_saved|restored)\b/.test(location.search)) {
        drafts.forget();
        history_clean();
    } else if (!dirty) {
        const draft = drafts.waiting(toJson(view.state.doc), fields());
        if (draft) offer(draft);
    }
    /// A reload must not be taken for the save that led here.
    function history_clean() {
        window.history.replaceState(null, "", location.pathname);
    }
    function offer(draft: Draft) {
        const notice = document.createElement("p");
        notice.className = "notice alert";
        notice.setAttribute("role", "status");
        const when = new Date(draft.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
        notice.textContent = `${words.restored_title} ${words.restored_from} ${when}. `;
        const button = (name: string, run: () => void) => {
            const made = document.createElement("button");
            made.type = "button";
            made.textContent = words[name];
            made.addEventListener("click", () => { run(); notice.remove(); });
            return made;
        };
        notice.append(button("restore", () => take(draft)), " ", button("discard", () => drafts.forget()));
        form.prepend(notice);
    }

    // --- the source beside it ------------------------------------------------------------------------------------------------

    const source = document.querySelector<HTMLElement>(".source");
    let pointed: Element | null = null;
    function pointAtSource() {
        if (!source) return;
        const { $from } = view.state.selection;
        const from = $from.depth > 0 ? $from.node(1).attrs.from : null;
        const target = from ? source.querySelector(`[data-block="${from}"]`) : null;
        if (target === pointed) return;
        pointed?.classList.remove("pointed");
        target?.classList.add("pointed");
        pointed = target;
        if (target && getComputedStyle(source).overflowY !== "visible") {
            const box = target as HTMLElement;
            source.scrollTo({ top: box.offsetTop - source.clientHeight / 3, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
        }
    }
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-island=body-editor]")) start(form);
