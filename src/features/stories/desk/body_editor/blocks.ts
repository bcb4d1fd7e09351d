// Blocks as wholes: putting one in, moving it, taking it out; and the pictures of a gallery, which move like blocks.
import { type Node as PmNode, type Schema } from "prosemirror-model";
import { NodeSelection, Selection, TextSelection, type Command, type EditorState } from "prosemirror-state";
import { touched } from "./commands";

/// A block after the one the cursor is in, or in place of it when that is an empty paragraph. The cursor goes into the new
/// block; at the end of the text a paragraph follows, so that writing can go on.
export function insertBlock(make: () => PmNode): Command {
    return (state, dispatch) => {
        if (!dispatch) return true;
        const { blocks, from, to } = touched(state);
        const empty = blocks.length === 1 && blocks[0].type.name === "paragraph" && blocks[0].content.size === 0;
        const made = make();
        const start = empty ? from : to;
        const tr = state.tr.replaceWith(start, to, made);
        const end = start + made.nodeSize;
        if (end === tr.doc.content.size) tr.insert(end, state.schema.nodes.paragraph.create());
        const inside = made.isAtom ? null : Selection.findFrom(tr.doc.resolve(start + 1), 1, true);
        if (made.type.name === "table") {
            tr.setSelection(TextSelection.create(tr.doc, start + 1 + made.child(0).nodeSize + 2));
        } else if (inside && inside.from < end) {
            tr.setSelection(inside);
        } else if (made.type.name === "divider") {
            tr.setSelection(Selection.near(tr.doc.resolve(end)));
        } else {
            tr.setSelection(NodeSelection.create(tr.doc, start));
        }
        dispatch(tr.scrollIntoView());
        return true;
    };
}

/// The blocks that the selection touches change places with the one before or after them; a picture of a gallery with its
/// neighbour there. What moves is the neighbour, so the cursor stays where it is.
export function moveBlock(step: 1 | -1): Command {
    return (state, dispatch) => {
        const shot = shotAt(state);
        const { from, to } = shot || touched(state);
        const outer = shot ? state.doc.nodeAt(shot.gallery)! : state.doc;
        const $from = state.doc.resolve(from);
        const $to = state.doc.resolve(to);
        const neighbour = step < 0 ? $from.nodeBefore : $to.nodeAfter;
        if (!neighbour || (shot && neighbour.type.name !== "shot") || outer.childCount < 2) return false;
        if (dispatch) {
            const at = step < 0 ? from - neighbour.nodeSize : to;
            const tr = state.tr.delete(at, at + neighbour.nodeSize);
            tr.insert(step < 0 ? to - neighbour.nodeSize : from, neighbour);
            dispatch(tr.scrollIntoView());
        }
        return true;
    };
}

/// Takes the blocks out that the selection touches, whatever they are.
export const removeBlock: Command = (state, dispatch) => {
    const { blocks, from, to } = touched(state);
    if (!blocks.length) return false;
    if (dispatch) {
        const tr = state.tr;
        if (from === 0 && to === state.doc.content.size) tr.replaceWith(from, to, state.schema.nodes.paragraph.create());
        else tr.delete(from, to);
        dispatch(tr.setSelection(Selection.near(tr.doc.resolve(Math.min(from, tr.doc.content.size)))).scrollIntoView());
    }
    return true;
};

// --- pictures ----------------------------------------------------------------------------------------------------------------

/// A picture of a gallery that the cursor is in: where it and its gallery stand, and which one it is, from 0.
export function shotAt(state: EditorState): { from: number; to: number; node: PmNode; gallery: number; index: number; count: number } | null {
    const { $from, $to } = state.selection;
    if (state.selection instanceof NodeSelection && state.selection.node.type.name === "shot") {
        const { from, to, node } = state.selection;
        return { from, to, node, gallery: $from.before(1), index: $from.index(1), count: $from.node(1).childCount - 1 };
    }
    if ($from.depth < 2 || $from.node(2).type.name !== "shot" || !$from.sameParent($to)) return null;
    return { from: $from.before(2), to: $from.after(2), node: $from.node(2), gallery: $from.before(1), index: $from.index(1), count: $from.node(1).childCount - 1 };
}

/// The picture or picture of a gallery that the cursor is in.
export function pictureAt(state: EditorState): { from: number; to: number; node: PmNode } | null {
    const shot = shotAt(state);
    if (shot) return shot;
    const { blocks, from, to } = touched(state);
    return blocks.length === 1 && blocks[0].type.name === "picture" ? { from, to, node: blocks[0] } : null;
}

export function setPicture(attrs: { media?: string; credit?: string }): Command {
    return (state, dispatch) => {
        const picture = pictureAt(state);
        if (!picture) return false;
        if (dispatch) {
            const selected = state.selection instanceof NodeSelection;
            const tr = state.tr.setNodeMarkup(picture.from, undefined, { ...picture.node.attrs, ...attrs });
            if (selected) tr.setSelection(NodeSelection.create(tr.doc, picture.from));
            dispatch(tr);
        }
        return true;
    };
}

/// Takes the picture out of its gallery. The last one takes the gallery with it.
export const takeOutShot: Command = (state, dispatch, view) => {
    const shot = shotAt(state);
    if (!shot) return false;
    if (shot.count === 1) return removeBlock(state, dispatch, view);
    if (dispatch) {
        const tr = state.tr.delete(shot.from, shot.to);
        const at = shot.index === shot.count - 1 ? shot.from - 1 : shot.from + 1;
        dispatch(tr.setSelection(Selection.near(tr.doc.resolve(at), shot.index === shot.count - 1 ? -1 : 1)).scrollIntoView());
    }
    return true;
};

export function makeGallery(schema: Schema, media: string[]): PmNode {
    return schema.nodes.gallery.create(null, [...media.map((one) => schema.nodes.shot.create({ media: one })), schema.nodes.gallery_caption.create()]);
}

/// Pictures at the end of the gallery that the cursor is in; a single picture becomes a gallery with them and keeps its id.
export function addShots(schema: Schema, media: string[]): Command {
    return (state, dispatch) => {
        const { blocks, from, to } = touched(state);
        const block = blocks.length === 1 ? blocks[0] : null;
        if (!block || !["gallery", "picture"].includes(block.type.name) || !media.length) return false;
        if (dispatch) {
            const shots = media.map((one) => schema.nodes.shot.create({ media: one }));
            const tr = state.tr;
            let at = to;
            if (block.type.name === "gallery") {
                at = to - 1 - block.lastChild!.nodeSize;
                tr.insert(at, shots);
            } else {
                const first = schema.nodes.shot.create({ media: block.attrs.media, credit: block.attrs.credit }, block.content);
                tr.replaceWith(from, to, schema.nodes.gallery.create({ id: block.attrs.id, from: block.attrs.from }, [first, ...shots, schema.nodes.gallery_caption.create()]));
                at = from + 1 + first.nodeSize;
            }
            dispatch(tr.setSelection(Selection.near(tr.doc.resolve(at + 1))).scrollIntoView());
        }
        return true;
    };
}
