import { expect } from 'chai';
import { z } from 'zod';
import { correlated } from '../../src/correlation.js';
import { createLogger } from '../../src/observability/logger.js';
import { keepSecret } from '../../src/scrub.js';

const Line = z.record(z.string(), z.unknown());

describe('the log', () => {
  let lines: string[];
  const logger = () => createLogger('worker', 'info', { write: (line: string) => void lines.push(line) });
  const last = () => Line.parse(JSON.parse(lines.at(-1) ?? ''));
  beforeEach(() => (lines = []));

  it('says in each line which process, when, and what caused it', () => {
    correlated('update-7', () => logger().info({ orderId: 12n }, 'an order is open'));

    expect(last()).to.include({ level: 'info', name: 'worker', cause: 'update-7', msg: 'an order is open' });
    expect(Date.parse(String(last()['time']))).to.be.closeTo(Date.now(), 5_000);
  });

  it('names the innermost cause: an update among those that one job empties', () => {
    const child = logger().child({ job: 'mailbox.drain' });
    correlated('update-7', () => correlated('update-8', () => child.info('handled')));

    expect(lines[0]?.match(/"cause":"[^"]*"/g)).to.deep.equal(['"cause":"update-8"']);
  });

  it('lets no secret through, in a field, a message, a stack or an address', () => {
    keepSecret(['the-password-of-the-board']);
    const token = '123456789:AAsecretsecretsecretsecretsecretsecret';
    const error = new Error(`GET https://api.telegram.org/bot${token}/getMe failed`);

    logger().error({ err: error, url: 'redis://:hunter2@localhost' }, 'the-password-of-the-board');

    expect(lines[0]).not.to.match(/AAsecret|hunter2|the-password/);
    expect(last()).to.have.nested.property('err.stack');
  });

  it('is valid JSON whatever control characters come in', () => {
    logger().info({ text: 'a\u0000\n\u001b[31m"\\' }, 'x\ny');

    expect(lines[0]?.trimEnd().split('\n')).to.have.length(1);
    expect(last()['text']).to.equal('a\u0000\n\u001b[31m"\\');
  });
});
