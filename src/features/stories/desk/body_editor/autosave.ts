// Words that were typed and not saved yet, kept on this computer: by version and the revision they were made from, so that a
// closed lid, an expired session or a restart of the program loses nothing.
import { sameWords, type Doc } from "./convert";

type Fields = Record<string, string>;
export type Draft = { at: number; revision: string; body: Doc; fields: Fields };

const kPrefix = "broadsheet.text.";

export class Drafts {
    private readonly version: string;
    private readonly revision: string;

    constructor(key: string) {
        const colon = key.lastIndexOf(":");
        this.version = key.slice(0, colon);
        this.revision = key.slice(colon + 1);
    }

    private name(revision: string): string {
        return kPrefix + this.version + ":" + revision;
    }

    keep(body: Doc, fields: Fields): boolean {
        try {
            const draft: Draft = { at: Date.now(), revision: this.revision, body, fields };
            localStorage.setItem(this.name(this.revision), JSON.stringify(draft));
            return true;
        } catch {
            return false;  // private windows and full stores: the form still works
        }
    }

    /// The newest words kept for this version, whatever revision they were made from, if they say anything else than the form.
    waiting(body: Doc, fields: Fields): Draft | null {
        let newest: Draft | null = null;
        for (const { name, draft } of this.all()) {
            const same = sameWords(draft.body, body) && Object.keys(fields).every((field) => (draft.fields[field] ?? fields[field]).trim() === fields[field].trim());
            if (same) localStorage.removeItem(name);
            else if (!newest || draft.at > newest.at) newest = draft;
        }
        return newest;
    }

    forget() {
        for (const { name } of this.all()) localStorage.removeItem(name);
    }

    private all(): { name: string; draft: Draft }[] {
        const out: { name: string; draft: Draft }[] = [];
        try {
            for (const name of Object.keys(localStorage)) {
                if (!name.startsWith(kPrefix + this.version + ":")) continue;
                try {
                    const draft = JSON.parse(localStorage.getItem(name) || "") as Draft;
                    if (draft.body && draft.fields) out.push({ name, draft });
                } catch {
                    localStorage.removeItem(name);
                }
            }
        } catch {
            return [];
        }
        return out;
    }
}
