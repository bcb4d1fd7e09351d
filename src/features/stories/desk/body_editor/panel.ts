// The small form below the buttons: for a link, a language, a credit, a table to come, a link card. Enter takes, Escape leaves.
import type { Words } from "./schema";

export type Asked = { label: string; value: string; kind?: "line" | "number" | "box"; max?: number };

export class Panel {
    readonly dom = document.createElement("div");

    constructor(private readonly words: Words, private readonly back: () => void) {
        this.dom.className = "toolbar-panel";
        this.dom.hidden = true;
    }

    get isOpen(): boolean { return !this.dom.hidden; }

    close() {
        this.dom.hidden = true;
        this.dom.replaceChildren();
        this.back();
    }

    /// `apply` gets what was typed, a box as "1" or "", and answers what is wrong with it, or nothing. `remove`: offered when there
    /// is something to take away.
    open(fields: Asked[], action: string, apply: (values: string[]) => string, remove?: () => void) {
        const fault = document.createElement("span");
        fault.className = "problem";
        fault.setAttribute("role", "alert");
        const inputs = fields.map((asked) => {
            const label = document.createElement("label");
            const input = document.createElement("input");
            const box = asked.kind === "box";
            input.type = box ? "checkbox" : "text";
            if (box) input.checked = asked.value === "1";
            else input.value = asked.value;
            if (asked.kind === "number") {
                input.inputMode = "numeric";
                label.className = "short";
            }
            if (box) label.className = "box";
            if (asked.max) input.maxLength = asked.max;
            input.autocomplete = "off";
            input.spellcheck = false;
            label.append(...(box ? [input, asked.label] : [asked.label, input]));
            input.addEventListener("keydown", (event) => {
                if (event.key === "Enter") done();
                if (event.key === "Escape") this.close();
                if (event.key === "Enter" || event.key === "Escape") event.preventDefault();
            });
            this.dom.append(label);
            return input;
        });
        const button = (name: string, run: () => void, primary = false) => {
            const made = document.createElement("button");
            made.type = "button";
            made.textContent = this.words[name];
            if (primary) made.className = "primary";
            made.addEventListener("click", run);
            return made;
        };
        const done = () => {
            fault.textContent = apply(inputs.map((input) => (input.type === "checkbox" ? (input.checked ? "1" : "") : input.value.trim())));
            if (!fault.textContent) this.close();
            else inputs[0].focus();
        };
        this.dom.replaceChildren(...inputs.map((input) => input.parentElement!), button(action, done, true));
        if (remove) this.dom.append(button("remove", () => { remove(); this.close(); }));
        this.dom.append(button("cancel", () => this.close()), fault);
        this.dom.hidden = false;
        inputs[0].focus();
        inputs[0].select();
    }

    /// Something that cannot be done, said where one looks.
    say(text: string) {
        const line = document.createElement("p");
        line.className = "problem";
        line.setAttribute("role", "alert");
        this.dom.replaceChildren(line);
        this.dom.hidden = false;
        line.textContent = text;
        window.setTimeout(() => { if (line.isConnected) { this.dom.hidden = true; this.dom.replaceChildren(); } }, 6000);
    }
}
