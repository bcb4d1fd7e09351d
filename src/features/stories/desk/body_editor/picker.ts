// The dialog that chooses pictures: looks through the library, shows what it has, takes one or several, and puts a new one in
// without leaving the text. Closing it leads back to where one was.
import { Unanswered, type Library, type Picture } from "./library";
import type { Words } from "./schema";

export type Edition = { id: string; name: string };

type Part = { element: HTMLElement; input: HTMLInputElement | HTMLTextAreaElement; fault: HTMLElement };

/// One element with attributes and children; a child that is a text is only ever text.
function make<K extends keyof HTMLElementTagNameMap>(name: K, attributes: Record<string, string> = {}, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
}

export class Picker {
    constructor(private readonly words: Words, private readonly library: Library, private readonly edition: string, private readonly editions: Edition[]) {}

    /// The ids that were chosen, in the order they were chosen in; nothing when the dialog was left. `atLeast` above 1 lets one
    /// choose several.
    choose(several: boolean, atLeast = 1): Promise<string[] | null> {
        return new Promise((resolve) => {
            new Dialog(this.words, this.library, this.edition, this.editions, several, atLeast, resolve).open();
        });
    }
}

class Dialog {
    private readonly dialog: HTMLDialogElement;
    private readonly look: HTMLElement;  // the library …
    private readonly anew: HTMLFormElement;  // … or a new picture
    private readonly search: HTMLInputElement;
    private readonly title = make("h2", { id: "picker-title" });
    private readonly list = make("ul", { class: "picker-list" });
    private readonly status = make("p", { class: "meta", role: "status" });
    private readonly fault = make("p", { class: "problem", role: "alert" });
    private readonly more: HTMLButtonElement;
    private readonly chosen = new Map<string, Picture>();
    private readonly before = document.activeElement as HTMLElement | null;
    private asked: AbortController | null = null;
    private timer = 0;
    private next = "";
    private done = false;

    constructor(private readonly words: Words, private readonly library: Library, private readonly edition: string, private readonly editions: Edition[],
                private readonly several: boolean, private readonly atLeast: number, private readonly resolve: (ids: string[] | null) => void) {
        const button = (name: string, run: () => void, kind = "") => {
            const made = make("button", { type: "button", ...(kind ? { class: kind } : {}) }, words[name]);
            made.addEventListener("click", run);
            return made;
        };
        this.search = make("input", { type: "search", id: "picker-words", autocomplete: "off", spellcheck: "false", "aria-describedby": "picker-help" });
        this.search.addEventListener("input", () => {
            window.clearTimeout(this.timer);
            this.timer = window.setTimeout(() => void this.find(""), 250);
        });
        this.search.addEventListener("keydown", (event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            window.clearTimeout(this.timer);
            void this.find("");
        });
        this.more = button("older", () => void this.find(this.next), "plain");
        this.more.hidden = true;
        const results = make("fieldset", { class: "picker-results", "aria-describedby": "picker-help" }, make("legend", { class: "unseen" }, words.pictures), this.list, this.more);
        this.look = make("form", { class: "picker-look", method: "dialog" },
            make("div", { class: "picker-tools" },
                make("div", { class: "field" }, make("label", { for: "picker-words" }, words.look_for), this.search),
                button("new_picture", () => this.show("anew"))),
            make("p", { class: "help", id: "picker-help" }, words.look_help),
            results,
            make("div", { class: "picker-foot" },
                make("button", { class: "primary" }, words.choose), button("cancel", () => this.close(null)), this.status, this.fault));
        this.look.addEventListener("submit", (event) => {
            event.preventDefault();
            this.take();
        });
        this.anew = this.makeUpload(button);
        const close = button("cancel", () => this.close(null), "picker-close");
        close.textContent = "";
        close.setAttribute("aria-label", words.cancel);
        this.dialog = make("dialog", { class: "picker", "aria-labelledby": "picker-title" }, make("div", { class: "picker-head" }, this.title, close), this.look, this.anew);
        this.dialog.addEventListener("cancel", (event) => {
            // Escape in the form of a new picture leads back to the library first: its words are not lost by one key.
            if (this.anew.hidden || event.target !== this.dialog) return;
            event.preventDefault();
            this.show("look");
        });
        this.dialog.addEventListener("close", () => this.close(null));
    }

    open() {
        this.name("look");
        document.body.append(this.dialog);
        this.dialog.showModal();
        this.search.focus();
        void this.find("");
    }

    private close(ids: string[] | null) {
        if (this.done) return;
        this.done = true;
        this.asked?.abort();
        window.clearTimeout(this.timer);
        if (this.dialog.open) this.dialog.close();
        this.dialog.remove();
        this.before?.focus();
        this.resolve(ids);
    }

    private name(which: "look" | "anew") {
        this.title.textContent = this.words[which === "anew" ? "new_picture" : this.several ? "choose_pictures" : "choose_picture"];
    }

    private show(which: "look" | "anew") {
        this.name(which);
        this.look.hidden = which !== "look";
        this.anew.hidden = which !== "anew";
        this.dialog.scrollTop = 0;
        (which === "look" ? this.search : this.anew.querySelector<HTMLElement>("input"))?.focus();
    }

    private take() {
        const ids = Array.from(this.chosen.keys());
        this.fault.textContent = !ids.length ? this.words.none_chosen : ids.length < this.atLeast ? this.words.two_needed : "";
        if (!this.fault.textContent) this.close(ids);
    }

    // --- the library ---------------------------------------------------------------------------------------------------------

    private async find(before: string) {
        this.asked?.abort();
        const asked = (this.asked = new AbortController());
        this.status.textContent = this.words.looking;
        this.fault.textContent = "";
        try {
            const found = await this.library.search(this.search.value.trim(), before, asked.signal);
            if (asked.signal.aborted || this.done) return;
            const atOlder = document.activeElement === this.more;
            if (!before) this.list.replaceChildren();
            const first = found.pictures.map((picture) => this.entry(picture))[0];
            this.next = found.before;
            this.more.hidden = !found.before;
            // Who asked for older ones by key goes on with the first of them.
            if (atOlder) (first || (this.list.lastElementChild as HTMLElement | null))?.querySelector("input")?.focus();
            this.count();
        } catch (fault) {
            if ((fault as Error).name === "AbortError") return;
            this.status.textContent = "";
            this.fault.textContent = this.words[fault instanceof Unanswered ? fault.word : "unreachable"];
        }
    }

    private entry(picture: Picture): HTMLElement {
        const { words } = this;
        const input = make("input", { type: this.several ? "checkbox" : "radio", name: "picture", value: picture.id });
        input.checked = this.chosen.has(picture.id);
        input.addEventListener("change", () => {
            if (!this.several) this.chosen.clear();
            if (input.checked) this.chosen.set(picture.id, picture);
            else this.chosen.delete(picture.id);
            this.fault.textContent = "";
            this.count();
        });
        input.addEventListener("keydown", (event) => {
            // A box has no Enter of its own in every browser.
            if (event.key !== "Enter") return;
            event.preventDefault();
            this.take();
        });
        const own = picture.texts[this.edition];
        const label = make("label", {}, input);
        if (picture.thumb) {
            label.append(make("img", { src: picture.thumb, srcset: picture.thumb_srcset, sizes: "11rem", alt: "", width: "320", height: "213", loading: "lazy" }));
        }
        label.append(make("span", { class: "name" }, own?.alt || picture.name));
        if (own?.credit) label.append(make("span", { class: "meta" }, own.credit));
        const lacking = this.editions.filter((one) => picture.missing.includes(one.id)).map((one) => one.name).join(", ");
        if (lacking) label.append(make("span", { class: "mark warn" }, `${words.lacks} ${lacking}`));
        const number = make("span", { class: "picker-number", "aria-hidden": "true" });
        label.append(number);
        if (!this.several) label.addEventListener("dblclick", () => this.take());
        const item = make("li", { "data-id": picture.id }, label);
        this.list.append(item);
        return item;
    }

    /// What is shown and what is chosen, and on each chosen one which it will be.
    private count() {
        const ids = Array.from(this.chosen.keys());
        for (const item of Array.from(this.list.children) as HTMLElement[]) {
            const at = ids.indexOf(item.dataset.id || "");
            item.querySelector(".picker-number")!.textContent = this.several && at >= 0 ? String(at + 1) : "";
        }
        const { words } = this;
        this.status.textContent = !this.list.childElementCount ? words.none_found
            : `${words.shown} ${this.list.childElementCount}` + (this.several ? ` · ${words.chosen} ${ids.length}` : "");
    }

    // --- a new picture -------------------------------------------------------------------------------------------------------

    private field(name: string, label: string, help: string, kind: "file" | "line" | "area", max = 0, lang = ""): Part {
        const id = "picker-" + name.replace(".", "-");
        const input = kind === "area" ? make("textarea", { rows: "2" }) : make("input", { type: kind === "file" ? "file" : "text" });
        input.id = id;
        input.name = name;
        if (kind === "file") input.setAttribute("accept", "image/jpeg,image/png,image/webp");
        if (max) input.setAttribute("maxlength", String(max));
        if (lang) input.lang = lang;
        input.setAttribute("aria-describedby", `${id}-help ${id}-problem`);
        const fault = make("p", { class: "problem", id: `${id}-problem` });
        const element = make("div", { class: "field" }, make("label", { for: id }, label), input, make("p", { class: "help", id: `${id}-help` }, help), fault);
        return { element, input, fault };
    }

    private makeUpload(button: (name: string, run: () => void, kind?: string) => HTMLButtonElement): HTMLFormElement {
        const { words } = this;
        const file = this.field("file", words.file, words.file_help, "file");
        const parts = new Map<string, Part>([["file", file]]);
        const shown = make("img", { class: "picker-preview", alt: "" });
        shown.hidden = true;
        let address = "";
        file.input.addEventListener("change", () => {
            if (address) URL.revokeObjectURL(address);
            const one = (file.input as HTMLInputElement).files?.[0];
            shown.hidden = !one;
            address = one ? URL.createObjectURL(one) : "";
            if (one) shown.src = address;
        });
        const columns = make("div", { class: "columns" });
        for (const { id, name } of this.editions) {
            const column = make("fieldset", { class: "card stack" }, make("legend", {}, name));
            const add = (field: string, help: string, kind: "line" | "area", max: number) => {
                const part = this.field(`${id}.${field}`, words[field], words[help], kind, max, id);
                parts.set(`${id}.${field}`, part);
                column.append(part.element);
            };
            add("alt", "alt_help", "area", 400);
            add("caption", "caption_help", "area", 600);
            add("credit", "credit_help", "line", 160);
            columns.append(column);
        }
        const status = make("p", { class: "meta", role: "status" });
        const fault = make("p", { class: "problem", role: "alert" });
        const send = make("button", { class: "primary" }, words.add_picture);
        const form = make("form", { class: "picker-new", "aria-label": words.new_picture, novalidate: "" }, file.element, shown, columns,
            make("div", { class: "picker-foot" }, send, button("back", () => this.show("look")), status, fault));
        form.hidden = true;
        form.addEventListener("submit", (event) => {
            event.preventDefault();
            if (send.disabled) return;
            void (async () => {
                send.disabled = true;
                status.textContent = words.reading;
                fault.textContent = "";
                for (const part of parts.values()) this.mark(part, "");
                try {
                    const answer = await this.library.add(new FormData(form));
                    if (this.done) return;
                    if ("picture" in answer) {
                        form.reset();
                        shown.hidden = true;
                        this.arrived(answer.picture, answer.was_known);
                    } else {
                        fault.textContent = answer.problem;
                        let first: Part | null = null;
                        for (const [name, text] of Object.entries(answer.fields)) {
                            const part = parts.get(name);
                            if (part) this.mark(part, text);
                            first = first || part || null;
                        }
                        first?.input.focus();
                    }
                } catch (problem) {
                    fault.textContent = words[problem instanceof Unanswered ? problem.word : "unreachable"];
                }
                status.textContent = "";
                send.disabled = false;
            })();
        });
        return form;
    }

    private mark(part: Part, text: string) {
        part.fault.textContent = text;
        part.element.classList.toggle("wrong", !!text);
        if (text) part.input.setAttribute("aria-invalid", "true");
        else part.input.removeAttribute("aria-invalid");
    }

    /// The new picture stands first, is chosen, and has the focus: Enter takes it.
    private arrived(picture: Picture, wasKnown: boolean) {
        if (!this.several) this.chosen.clear();
        this.chosen.set(picture.id, picture);
        Array.from(this.list.children).find((item) => (item as HTMLElement).dataset.id === picture.id)?.remove();
        const item = this.entry(picture);
        this.list.prepend(item);
        this.show("look");
        item.querySelector("input")?.focus();
        this.count();
        this.status.textContent = this.words[wasKnown ? "was_known" : "picture_in"];
    }
}
