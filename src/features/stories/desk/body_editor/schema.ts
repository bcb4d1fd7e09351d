// The typed document (platform/document/document.h) as a ProseMirror schema. Blocks stand directly in the document and carry a
// permanent id; lines are the paragraphs inside quotations, notes and lists, which carry none.
import { Schema, type Node as PmNode, type NodeSpec, type MarkSpec, type DOMOutputSpec } from "prosemirror-model";

export type Words = Record<string, string>;

const block = { id: { default: null }, from: { default: null } };

function idAttributes(node: PmNode): Record<string, string> {
    const out: Record<string, string> = {};
    if (node.attrs.id) out["data-id"] = node.attrs.id;
    if (node.attrs.from) out["data-from"] = node.attrs.from;
    return out;
}

function ids(dom: HTMLElement) {
    const fits = (value: string | null) => (value && /^[a-z0-9]{8}$/.test(value) ? value : null);
    return { id: fits(dom.getAttribute("data-id")), from: fits(dom.getAttribute("data-from")) };
}

function pictureOf(dom: HTMLElement) {
    const media = dom.getAttribute("data-media") || "";
    return /^[A-Za-z0-9_-]{1,64}$/.test(media) && { media, credit: dom.getAttribute("data-credit") || "" };
}

function pictureAttributes(node: PmNode): Record<string, string> {
    return { "data-media": node.attrs.media, "data-credit": node.attrs.credit };
}

export function goodUrl(url: string): boolean {
    return /^(https?:\/\/[^\s/][^\s]*|mailto:[^\s@]+@[^\s@]+)$/i.test(url);
}

export function makeSchema(words: Words): Schema {
    const nodes: Record<string, NodeSpec> = {
        doc: { content: "block+" },
        paragraph: {
            group: "block", content: "inline*", attrs: block,
            parseDOM: [{ tag: "p", getAttrs: ids }],
            toDOM: (node): DOMOutputSpec => ["p", idAttributes(node), 0],
        },
        heading: {
            group: "block", content: "inline*", attrs: { ...block, level: { default: 2 } }, defining: true,
            parseDOM: ["h1", "h2", "h3", "h4", "h5", "h6"].map((tag) => ({
                tag, getAttrs: (dom: HTMLElement) => ({ ...ids(dom), level: tag === "h1" || tag === "h2" ? 2 : 3 }),
            })),
            toDOM: (node): DOMOutputSpec => ["h" + node.attrs.level, idAttributes(node), 0],
        },
        quote: {
            group: "block", content: "line+ cite", attrs: block, defining: true,
            parseDOM: [{ tag: "blockquote", getAttrs: ids }],
            toDOM: (node): DOMOutputSpec => ["blockquote", idAttributes(node), 0],
        },
        pullquote: {
            group: "block", content: "line cite", attrs: block, defining: true,
            parseDOM: [{ tag: ".pullquote", getAttrs: ids, priority: 60 }],
            toDOM: (node): DOMOutputSpec => ["div", { ...idAttributes(node), class: "pullquote" }, 0],
        },
        note: {
            group: "block", content: "line+", attrs: block, defining: true,
            parseDOM: [{ tag: ".note", getAttrs: ids, priority: 60 }],
            toDOM: (node): DOMOutputSpec => ["div", { ...idAttributes(node), class: "note", "data-label": words.note }, 0],
        },
        list: {
            group: "block", content: "list_item+", attrs: { ...block, ordered: { default: false } },
            parseDOM: [
                { tag: "ul", getAttrs: (dom: HTMLElement) => ({ ...ids(dom), ordered: false }) },
                { tag: "ol", getAttrs: (dom: HTMLElement) => ({ ...ids(dom), ordered: true }) },
            ],
            toDOM: (node): DOMOutputSpec => [node.attrs.ordered ? "ol" : "ul", idAttributes(node), 0],
        },
        picture: {
            group: "block", content: "inline*", attrs: { ...block, media: { default: "" }, credit: { default: "" } }, isolating: true, defining: true,
            parseDOM: [{
                tag: "figure[data-media]", contentElement: "figcaption",
                getAttrs: (dom: HTMLElement) => {
                    const picture = pictureOf(dom);
                    return picture && { ...ids(dom), ...picture };
                },
            }],
            toDOM: (node): DOMOutputSpec => ["figure", { ...idAttributes(node), ...pictureAttributes(node) }, ["figcaption", 0]],
        },
        gallery: {
            group: "block", content: "shot+ gallery_caption", attrs: block, isolating: true, defining: true,
            parseDOM: [{ tag: "div.gallery", priority: 60, getAttrs: (dom: HTMLElement) => (dom.querySelector("figure[data-media]") ? ids(dom) : false) }],
            toDOM: (node): DOMOutputSpec => ["div", { ...idAttributes(node), class: "gallery", "data-label": words.gallery }, 0],
        },
        shot: {
            content: "inline*", attrs: { media: { default: "" }, credit: { default: "" } }, isolating: true, defining: true,
            parseDOM: [{ tag: "figure[data-media]", context: "gallery/", contentElement: "figcaption", priority: 70, getAttrs: pictureOf }],
            toDOM: (node): DOMOutputSpec => ["figure", pictureAttributes(node), ["figcaption", 0]],
        },
        gallery_caption: {
            content: "inline*", isolating: true, defining: true,
            parseDOM: [{ tag: "p.caption", context: "gallery/", priority: 70 }],
            toDOM: (): DOMOutputSpec => ["p", { class: "caption", "data-label": words.gallery_caption }, 0],
        },
        table: {
            group: "block", content: "table_caption table_row+", attrs: { ...block, header: { default: false } }, isolating: true, defining: true,
            parseDOM: [{
                tag: "table",
                getAttrs: (dom: HTMLElement) => {
                    const cells = Array.from(dom.querySelector("tr")?.children || []);
                    const headed = cells.length > 0 && cells.every((cell) => cell.tagName === "TH");
                    return dom.querySelector("td, th") ? { ...ids(dom), header: headed || dom.classList.contains("with-header") } : false;
                },
            }],
            // A wide table scrolls in its own box.
            toDOM: (node): DOMOutputSpec => ["div", { class: "table-block" }, ["table", { ...idAttributes(node), class: node.attrs.header ? "with-header" : "plain" }, 0]],
        },
        table_caption: {
            content: "inline*", isolating: true, defining: true,
            parseDOM: [{ tag: "caption" }],
            toDOM: (): DOMOutputSpec => ["caption", { "data-label": words.table_caption }, 0],
        },
        table_row: { content: "table_cell+", parseDOM: [{ tag: "tr" }], toDOM: (): DOMOutputSpec => ["tr", 0] },
        table_cell: {
            content: "inline*", isolating: true, defining: true,
            parseDOM: [{ tag: "td" }, { tag: "th" }],
            toDOM: (): DOMOutputSpec => ["td", 0],
        },
        card: {
            group: "block", atom: true, selectable: true, draggable: true,
            attrs: { ...block, url: { default: "" }, title: { default: "" }, description: { default: "" } },
            parseDOM: [{
                tag: "div.link-card[data-url]", priority: 60,
                getAttrs: (dom: HTMLElement) => {
                    const url = dom.getAttribute("data-url") || "";
                    const title = dom.getAttribute("data-title") || "";
                    return goodUrl(url) && title ? { ...ids(dom), url, title, description: dom.getAttribute("data-description") || "" } : false;
                },
            }],
            toDOM: (node): DOMOutputSpec => [
                "div", { ...idAttributes(node), class: "link-card", "data-url": node.attrs.url, "data-title": node.attrs.title, "data-description": node.attrs.description },
                ["span", { class: "kind" }, words.card],
                ["span", { class: "card-title" }, node.attrs.title],
                ["span", { class: "card-more" }, node.attrs.description],
                ["span", { class: "card-url" }, node.attrs.url],
            ],
        },
        divider: {
            group: "block", attrs: block,
            parseDOM: [{ tag: "hr", getAttrs: ids }],
            toDOM: (node): DOMOutputSpec => ["hr", idAttributes(node)],
        },
        // What a newer program may write and this editor does not know: the very object of the document, in a labelled box.
        kept: {
            group: "block", atom: true, selectable: true, draggable: true, attrs: { ...block, block: { default: null } },
            parseDOM: [
                {
                    tag: "div.kept[data-block]",
                    getAttrs: (dom: HTMLElement) => {
                        try {
                            return { ...ids(dom), block: JSON.parse(dom.getAttribute("data-block") || "") };
                        } catch {
                            return false;
                        }
                    },
                },
            ],
            toDOM: (node): DOMOutputSpec => [
                "div", { ...idAttributes(node), class: "kept", "data-block": JSON.stringify(node.attrs.block) },
                ["span", { class: "kind" }, words[node.attrs.block.type] || node.attrs.block.type],
                ["span", { class: "kept-note" }, words.kept],
            ],
        },
        list_item: { content: "line list?", defining: true, parseDOM: [{ tag: "li" }], toDOM: (): DOMOutputSpec => ["li", 0] },
        line: {
            content: "inline*",
            parseDOM: ["quote/", "pullquote/", "note/", "list_item/"].map((context) => ({ tag: "p", context, priority: 70 })),
            toDOM: (): DOMOutputSpec => ["p", 0],
        },
        cite: {
            content: "inline*",
            parseDOM: [{ tag: "cite", context: "quote/", priority: 70 }, { tag: "cite", context: "pullquote/", priority: 70 }, { tag: "footer", context: "quote/" }],
            toDOM: (): DOMOutputSpec => ["cite", { "data-label": words.cite }, 0],
        },
        text: { group: "inline" },
        break: { group: "inline", inline: true, selectable: false, parseDOM: [{ tag: "br" }], toDOM: (): DOMOutputSpec => ["br"] },
    };
    const simple = (tag: string, also: string[] = []): MarkSpec => ({
        parseDOM: [tag, ...also].map((name) => ({ tag: name })), toDOM: (): DOMOutputSpec => [tag, 0],
    });
    const marks: Record<string, MarkSpec> = {
        link: {
            attrs: { url: { default: "" }, story: { default: "" } }, inclusive: false,
            parseDOM: [{
                tag: "a[href]",
                getAttrs: (dom: HTMLElement) => {
                    const href = (dom.getAttribute("href") || "").trim();
                    const story = /^story:([A-Za-z0-9_-]{1,64})$/.exec(href);
                    if (story) return { story: story[1], url: "" };
                    return goodUrl(href) ? { url: href, story: "" } : false;
                },
            }],
            toDOM: (mark): DOMOutputSpec => ["a", { href: mark.attrs.story ? "story:" + mark.attrs.story : mark.attrs.url }, 0],
        },
        lang: {
            attrs: { tag: { default: "" } },
            parseDOM: [{ tag: "span[lang]", getAttrs: (dom: HTMLElement) => (isLanguage(dom.getAttribute("lang") || "") ? { tag: dom.getAttribute("lang") } : false) }],
            toDOM: (mark): DOMOutputSpec => ["span", { lang: mark.attrs.tag }, 0],
        },
        strong: simple("strong", ["b"]),
        em: simple("em", ["i"]),
        code: simple("code"),
        sub: { ...simple("sub"), excludes: "sup sub" },
        sup: { ...simple("sup"), excludes: "sub sup" },
    };
    return new Schema({ nodes, marks });
}

export function isLanguage(tag: string): boolean {
    return tag.length <= 35 && /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(tag);
}
