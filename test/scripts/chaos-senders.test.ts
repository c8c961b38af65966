import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { senderHeader } from '../chaos/points.js';
import { watchSenders, type Sender } from '../chaos/senders.js';

describe('who asks the sandbox in a chaos run', () => {
  it('says who they are and when they sent it, also behind a wait; whoever is no member says nothing', async () => {
    const sender = watchSenders();
    const heard: (Sender | undefined)[] = [];
    const server = createServer((request, answer) => {
      request.resume().on('end', () => answer.end(() => heard.push(sender())));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const ask = async (headers: Record<string, string>): Promise<unknown> =>
      (await fetch(url, { headers })).text();

    await ask({ [senderHeader]: 'worker-1 1764000000000' });
    await ask({});
    await ask({ [senderHeader]: 'bot 1764000008000' });
    server.close();

    expect(heard).to.deep.equal([
      { by: 'worker-1', sentAt: 1_764_000_000_000 },
      undefined,
      { by: 'bot', sentAt: 1_764_000_008_000 },
    ]);
  });
});
