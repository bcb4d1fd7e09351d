// A row of buttons with one tab stop: arrows, Home and End move inside.
import type { EditorView } from "prosemirror-view";
import type { Command, EditorState } from "prosemirror-state";
import type { Words } from "./schema";

export type Button = {
    name: string;   // of its word; the picture beside it is the style sheet's
    sign?: string;  // drawn instead of the word
    run: Command;
    on?: (state: EditorState) => boolean;
    keys?: string;
};

export class Bar {
    readonly dom = document.createElement("div");
    private items: { button: HTMLButtonElement; spec: Button }[] = [];

    /// `stay`: a button that was pressed by key keeps the focus, to be pressed again; else the text gets it back, unless `holds`
    /// says that something else has it.
    constructor(label: string, private readonly words: Words, private readonly view: () => EditorView, private readonly stay: boolean, private readonly holds: () => boolean) {
        this.dom.className = "toolbar-row";
        this.dom.setAttribute("role", "toolbar");
        this.dom.setAttribute("aria-label", label);
        this.dom.addEventListener("keydown", (event) => this.move(event));
    }

    fill(groups: Button[][], mac: boolean) {
        this.items = [];
        const parts = groups.map((group) => {
            const part = document.createElement("span");
            part.className = "toolbar-group";
            part.setAttribute("role", "group");
            part.append(...group.map((spec) => this.make(spec, mac)));
            return part;
        });
        this.dom.replaceChildren(...parts);
    }

    focus() {
        this.items.find(({ button }) => button.tabIndex === 0)?.button.focus();
    }

    update(state: EditorState) {
        for (const { button, spec } of this.items) {
            if (spec.on) button.setAttribute("aria-pressed", String(spec.on(state)));
        }
    }

    private make(spec: Button, mac: boolean): HTMLButtonElement {
        const button = document.createElement("button");
        button.type = "button";
        button.tabIndex = this.items.length === 0 ? 0 : -1;
        button.className = "tool tool-" + spec.name;
        if (spec.sign) {
            // Drawn by the style sheet: a sign is no text that a screen reader should find beside the name.
            button.dataset.sign = spec.sign;
            button.setAttribute("aria-label", this.words[spec.name]);
            const keys = spec.keys ? " (" + spec.keys.replace("Mod", mac ? "⌘" : "Ctrl") + ")" : "";
            button.title = this.words[spec.name] + keys;
        } else {
            button.textContent = this.words[spec.name];
        }
        if (spec.on) button.setAttribute("aria-pressed", "false");
        // The text keeps its selection while the button is pressed with the mouse.
        button.addEventListener("mousedown", (event) => event.preventDefault());
        button.addEventListener("click", (event) => {
            const view = this.view();
            spec.run(view.state, view.dispatch, view);
            const byKey = event.detail === 0;
            if (!this.holds() && !(this.stay && byKey && button.isConnected && button.checkVisibility())) view.focus();
        });
        this.items.push({ button, spec });
        return button;
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
}
