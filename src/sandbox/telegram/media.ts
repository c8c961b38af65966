import { badRequest } from './errors.js';
import type { Files, StoredFile } from './files.js';
import { imageSize } from './image-size.js';
import type { Upload } from './multipart.js';
import type { Params } from './params.js';

const photoLimitBytes = 10 * 1024 * 1024;

/**
 * Finds what `value` means: an upload (as the field itself or `attach://name`) or a file the bot already has.
 * Everything is checked now; the file is kept when the answer is called, and that gives its id.
 */
export function readMedia(
  params: Params,
  files: Files,
  kind: StoredFile['kind'],
  value: string,
): () => string {
  const upload = params.files.get(value.startsWith('attach://') ? value.slice('attach://'.length) : kind);
  if (upload) {
    const about = kind === 'photo' ? aboutPhoto(upload) : aboutDocument(upload);
    return () => files.add(upload.content, about).id;
  }
  if (value === '' || value.startsWith('attach://')) throw badRequest(`there is no ${kind} in the request`);
  if (/^https?:/i.test(value)) throw badRequest('failed to get HTTP URL content');
  const file = files.get(value);
  if (file.kind !== kind) throw badRequest(`can't use file of type ${named[file.kind]} as ${named[kind]}`);
  return () => file.id;
}

const named = { photo: 'Photo', document: 'Document' } as const;

function aboutPhoto({ content }: Upload) {
  if (content.length === 0) throw badRequest('file must be non-empty');
  if (content.length > photoLimitBytes) throw badRequest('file is too big');
  const size = imageSize(content);
  if (!size) throw badRequest('IMAGE_PROCESS_FAILED');
  const { width, height } = size;
  const ratio = Math.max(width, height) / Math.max(1, Math.min(width, height));
  if (width + height > 10_000 || ratio > 20) throw badRequest('PHOTO_INVALID_DIMENSIONS');
  return { kind: 'photo' as const, ...size };
}

function aboutDocument({ content, name, mime }: Upload) {
  if (content.length === 0) throw badRequest('file must be non-empty');
  return { kind: 'document' as const, name, mime };
}
