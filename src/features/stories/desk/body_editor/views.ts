// How a picture stands in the text: itself, its caption to write over, and whose it is. The words are those of the text's
// edition; what the block says itself comes first.
import type { Node as PmNode } from "prosemirror-model";
import type { NodeView, NodeViewConstructor, ViewMutationRecord } from "prosemirror-view";
import type { Library } from "./library";
import type { Words } from "./schema";

export function pictureViews(words: Words, library: Library, edition: string): Record<string, NodeViewConstructor> {
    const make: NodeViewConstructor = (node) => new PictureView(node, words, library, edition);
    return { picture: make, shot: make };
}

class PictureView implements NodeView {
    readonly dom = document.createElement("figure");
    readonly contentDOM = document.createElement("figcaption");
    private readonly shown = document.createElement("div");
    private readonly credit = document.createElement("p");
    private readonly leave: () => void;

    constructor(private node: PmNode, private readonly words: Words, private readonly library: Library, private readonly edition: string) {
        this.dom.className = "picture-block";
        this.shown.className = "picture-shown";
        this.credit.className = "picture-credit";
        for (const part of [this.shown, this.credit]) part.contentEditable = "false";
        this.dom.append(this.shown, this.contentDOM, this.credit);
        this.leave = library.onChange(() => this.draw());
        this.draw();
    }

    update(node: PmNode): boolean {
        if (node.type !== this.node.type) return false;
        const same = node.attrs.media === this.node.attrs.media && node.attrs.credit === this.node.attrs.credit;
        this.node = node;
        if (!same) this.draw();
        return true;
    }

    ignoreMutation(record: ViewMutationRecord): boolean {
        return record.type !== "selection" && record.target !== this.contentDOM && !this.contentDOM.contains(record.target);
    }

    destroy() { this.leave(); }

    private draw() {
        const { media, credit } = this.node.attrs;
        const picture = this.library.get(media);
        const own = picture?.texts[this.edition];
        this.dom.dataset.media = media;
        this.contentDOM.dataset.label = own?.caption || this.words.caption;
        this.credit.textContent = credit || own?.credit || "";
        this.shown.replaceChildren();
        if (picture?.src) {
            const image = document.createElement("img");
            image.src = picture.src;
            image.width = picture.width;
            image.height = picture.height;
            image.alt = own?.alt || picture.name;
            image.draggable = false;
            this.shown.append(image);
        }
        const say = (text: string, kind: string) => {
            const line = document.createElement("span");
            line.className = kind;
            line.textContent = text;
            this.shown.append(line);
        };
        if (!picture) say(picture === null ? this.words.picture_gone + " " + media : this.words.picture + ": " + media, "kind");
        else if (picture.missing.includes(this.edition)) say(this.words.picture_unfinished, "mark warn");
    }
}
