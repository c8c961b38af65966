import { randomBytes } from 'node:crypto';
import { badRequest } from './errors.js';

/** What Telegram knows of a file; its `id` belongs to this bot alone. */
export interface StoredFile {
  readonly id: string;
  readonly uniqueId: string;
  readonly kind: 'photo' | 'document';
  readonly path: string;
  readonly bytes: number;
  /** Of photos, in pixels. */
  readonly width?: number;
  readonly height?: number;
  /** Of documents. */
  readonly name?: string;
  readonly mime: string;
}

export interface SavedFile extends StoredFile {
  readonly content: string | null;
}

/** Marks the small size of a photo; both sizes share one content here. */
export const smallSuffix = '.s';

const keptBytes = 128 * 1024 * 1024;
const keptFiles = 10_000;

/** Uploaded files. Ids stay good for long; the contents of the oldest go when there are too many bytes. */
export class Files {
  readonly #files = new Map<string, StoredFile>();
  readonly #contents = new Map<string, Buffer>();
  #bytes = 0;

  constructor(saved: readonly SavedFile[]) {
    for (const { content, ...file } of saved)
      this.#keep(file, content ? Buffer.from(content, 'base64') : null);
  }

  add(content: Buffer, about: Omit<StoredFile, 'id' | 'uniqueId' | 'path' | 'bytes'>): StoredFile {
    const extension = about.mime.split('/')[1]?.replace('jpeg', 'jpg') ?? 'bin';
    const file: StoredFile = {
      ...about,
      id: `${about.kind === 'photo' ? 'AgACAgIAAxkB' : 'BQACAgIAAxkB'}${randomBytes(30).toString('base64url')}`,
      uniqueId: `AQAD${randomBytes(8).toString('base64url')}`,
      path: `${about.kind}s/file_${randomBytes(6).toString('hex')}.${about.name?.split('.').at(-1) ?? extension}`,
      bytes: content.length,
    };
    this.#keep(file, content);
    return file;
  }

  /** @throws {ApiError} 400 for an id that this bot never got */
  get(id: string): StoredFile {
    const file = this.#files.get(id.endsWith(smallSuffix) ? id.slice(0, -smallSuffix.length) : id);
    if (!file) throw badRequest('wrong file identifier/HTTP URL specified');
    return file;
  }

  byPath(path: string): StoredFile | undefined {
    return [...this.#files.values()].find((file) => file.path === path);
  }

  content(id: string): Buffer | undefined {
    return this.#contents.get(id);
  }

  save(): SavedFile[] {
    return [...this.#files.values()].map((file) => ({
      ...file,
      content: this.#contents.get(file.id)?.toString('base64') ?? null,
    }));
  }

  #keep(file: StoredFile, content: Buffer | null): void {
    this.#files.set(file.id, file);
    if (content) this.#contents.set(file.id, content);
    this.#bytes += content?.length ?? 0;
    for (const [id, { length }] of this.#contents) {
      if (this.#bytes <= keptBytes) break;
      this.#contents.delete(id);
      this.#bytes -= length;
    }
    const oldest = this.#files.size > keptFiles ? this.#files.keys().next().value : undefined;
    if (oldest === undefined) return;
    this.#bytes -= this.#contents.get(oldest)?.length ?? 0;
    this.#contents.delete(oldest);
    this.#files.delete(oldest);
  }
}
