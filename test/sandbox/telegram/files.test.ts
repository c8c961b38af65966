import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { InputFile } from 'grammy';
import { type Opened, openChat, png, refused, token } from './open-telegram.js';

describe('the sandbox Bot API: files', () => {
  let sandbox: Opened;
  before(async () => {
    sandbox = await openChat();
  });
  after(() => sandbox.close());

  const photo = (content: Buffer | string) =>
    sandbox.api.sendPhoto(42, typeof content === 'string' ? content : new InputFile(content, 'qr.png'));
  const download = async (path: string | undefined) =>
    Buffer.from(await (await fetch(`${sandbox.root}/file/bot${token}/${path}`)).arrayBuffer());

  it('takes an upload of unknown length and gives it back by getFile', async () => {
    const sent = await photo(png(600, 300));

    expect(sent.photo?.map(({ width, height }) => [width, height])).to.deep.equal([
      [90, 45],
      [600, 300],
    ]);
    const file = await sandbox.api.getFile(sent.photo?.at(-1)?.file_id ?? '');
    expect(await download(file.file_path)).to.deep.equal(png(600, 300));
  });

  it('reuses a file by its id', async () => {
    const first = await photo(png());
    const id = first.photo?.at(-1)?.file_id ?? '';

    const second = await photo(id);

    expect(second.photo?.at(-1)?.file_id).to.equal(id);
  });

  it('refuses the id of a file that it never gave', async () => {
    await refused(photo('AgACAgIAAxkBnever'), 'Bad Request: wrong file identifier/HTTP URL specified');
  });

  it('refuses a document where a photo is asked for', async () => {
    const { document } = await sandbox.api.sendDocument(42, new InputFile(Buffer.from('x'), 'a.txt'));

    await refused(photo(document?.file_id ?? ''), "Bad Request: can't use file of type Document as Photo");
  });

  it('refuses a photo that is none, is huge or is too wide', async () => {
    await refused(
      photo(Buffer.from('this is no picture, only some text')),
      'Bad Request: IMAGE_PROCESS_FAILED',
    );
    await refused(photo(png(6_000, 4_001)), 'Bad Request: PHOTO_INVALID_DIMENSIONS');
    await refused(photo(png(2_100, 100)), 'Bad Request: PHOTO_INVALID_DIMENSIONS');
    await refused(
      photo(Buffer.concat([png(), Buffer.alloc(10 * 1024 * 1024)])),
      'Bad Request: file is too big',
    );
  });

  it('refuses a call without a photo', async () => {
    await refused(photo(''), 'Bad Request: there is no photo in the request');
  });

  it('refuses a caption of more than 1024 characters', async () => {
    await refused(
      sandbox.api.sendPhoto(42, new InputFile(png()), { caption: 'x'.repeat(1025) }),
      'Bad Request: message caption is too long',
    );
  });

  it('keeps the name and the bytes of a document that comes as a stream', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-files-'));
    const content = Buffer.from(`--${'\r\n--x\r\n'.repeat(20_000)}end`);
    await writeFile(join(folder, 'report.csv'), content);

    const { document } = await sandbox.api.sendDocument(
      42,
      new InputFile(createReadStream(join(folder, 'report.csv')), 'report.csv'),
    );

    expect(document).to.include({ file_name: 'report.csv', file_size: content.length });
    const { file_path: path } = await sandbox.api.getFile(document?.file_id ?? '');
    expect((await download(path)).equals(content)).to.equal(true);
    await rm(folder, { recursive: true });
  });

  it('refuses to give out what is bigger than 20 MB', async () => {
    const { document } = await sandbox.api.sendDocument(
      42,
      new InputFile(Buffer.alloc(20 * 1024 * 1024 + 1), 'backup.bin'),
    );

    await refused(sandbox.api.getFile(document?.file_id ?? ''), 'Bad Request: file is too big');
  });

  it('lets the page see a picture without the token of the bot', async () => {
    await photo(png());
    const { photo: shown } = sandbox.telegram.view(42).messages.at(-1) ?? {};

    const response = await fetch(`${sandbox.controlUrl}/${shown?.url}`);

    expect(response.headers.get('content-type')).to.equal('image/png');
    expect(Buffer.from(await response.arrayBuffer())).to.deep.equal(png());
    expect((await sandbox.control('/files/unknown')).status).to.equal(400);
  });
});
