/** A file that came in a multipart body. */
export interface Upload {
  readonly name: string;
  readonly mime: string;
  readonly content: Buffer;
}

export interface Form {
  readonly fields: Record<string, unknown>;
  readonly files: Map<string, Upload>;
}

/** Reads a multipart/form-data body that is complete in memory; null when it is none. */
export function parseMultipart(body: Buffer, contentType: string): Form | null {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  if (!boundary) return null;
  const form: Form = { fields: {}, files: new Map() };
  for (const part of parts(body, Buffer.from(`--${boundary[1] ?? boundary[2]}`))) {
    const end = part.indexOf('\r\n\r\n');
    if (end === -1) return null;
    const head = part.toString('utf8', 0, end);
    const name = parameter(head, 'name');
    if (name === undefined) return null;
    const content = part.subarray(end + 4);
    const file = parameter(head, 'filename');
    if (file === undefined) form.fields[name] = content.toString('utf8');
    else form.files.set(name, { name: file, mime: mimeOf(head), content: Buffer.from(content) });
  }
  return form;
}

/** What lies between two delimiters, without the line ends that belong to them. */
function* parts(body: Buffer, delimiter: Buffer): Generator<Buffer> {
  let from = body.indexOf(delimiter);
  while (from !== -1) {
    const start = from + delimiter.length + 2;
    const next = body.indexOf(delimiter, start);
    if (next === -1) return;
    yield body.subarray(start, next - 2);
    from = next;
  }
}

const parameter = (head: string, name: string): string | undefined =>
  new RegExp(`content-disposition:[^\\r\\n]*[;\\s]${name}="?([^";\\r\\n]*)`, 'i').exec(head)?.[1];

const mimeOf = (head: string): string =>
  /content-type:\s*([^;\r\n]+)/i.exec(head)?.[1]?.trim() ?? 'application/octet-stream';
