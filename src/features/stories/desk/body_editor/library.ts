// The media library, asked as JSON (/desk/media.json): what pictures there are, what is known of one, and putting one in.
export type PictureWords = { alt: string; caption: string; credit: string };
export type Picture = {
    id: string; path: string; name: string;
    src: string; width: number; height: number; thumb: string; thumb_srcset: string;
    texts: Record<string, PictureWords>;
    missing: string[];  // editions in which it cannot be published yet
};
export type Found = { pictures: Picture[]; before: string };
export type Added = { picture: Picture; was_known: boolean };
export type Refused = { problem: string; fields: Record<string, string> };

const kAddress = "/desk/media.json";

/// Says by a word of the catalogue why there is no answer.
export class Unanswered extends Error {
    constructor(readonly word: "signed_out" | "unreachable" | "file_too_large") { super(word); }
}

export class Library {
    private readonly known = new Map<string, Picture | null>();
    private readonly wanted = new Set<string>();
    private readonly listeners = new Set<() => void>();
    private asking = false;

    /// What is known of a picture: nothing yet (undefined), or that there is none (null). Asks for it when it is not known, all
    /// that are wanted in one moment together; `onChange` is told.
    get(id: string): Picture | null | undefined {
        if (!this.known.has(id)) {
            this.wanted.add(id);
            if (!this.asking) {
                this.asking = true;
                window.setTimeout(() => void this.ask(), 0);
            }
        }
        return this.known.get(id);
    }

    onChange(listener: () => void): () => void {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    }

    async search(words: string, before: string, signal: AbortSignal): Promise<Found> {
        const found = (await this.fetch(`${kAddress}?${new URLSearchParams({ words, before })}`, { signal })) as Found;
        this.learn(found.pictures);
        return found;
    }

    async add(form: FormData): Promise<Added | Refused> {
        const answer = (await this.fetch(kAddress, { method: "POST", body: form })) as Added | Refused;
        if ("picture" in answer) this.learn([answer.picture]);
        return answer;
    }

    private learn(pictures: Picture[]) {
        for (const picture of pictures) this.known.set(picture.id, picture);
        for (const listener of this.listeners) listener();
    }

    private async ask() {
        const ids = Array.from(this.wanted).slice(0, 200);
        for (const id of ids) this.wanted.delete(id);
        try {
            const found = (await this.fetch(`${kAddress}?${new URLSearchParams({ ids: ids.join(",") })}`, {})) as Found;
            for (const id of ids) if (!this.known.has(id)) this.known.set(id, null);
            this.learn(found.pictures);
        } catch {
            // The text can be written without seeing its pictures; the next that is wanted asks again.
        }
        this.asking = false;
        if (this.wanted.size) {
            this.asking = true;
            window.setTimeout(() => void this.ask(), 0);
        }
    }

    /// JSON is an answer, whatever its status; a page is none: the sign-in that a redirect led to, or the server's own refusal.
    private async fetch(address: string, how: RequestInit): Promise<unknown> {
        let answer: Response;
        try {
            answer = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin", ...how });
        } catch (fault) {
            if ((fault as Error).name === "AbortError") throw fault;
            throw new Unanswered("unreachable");
        }
        if ((answer.headers.get("content-type") || "").startsWith("application/json")) return answer.json();
        if (answer.status === 413) throw new Unanswered("file_too_large");
        throw new Unanswered(answer.redirected || answer.status === 401 ? "signed_out" : "unreachable");
    }
}
