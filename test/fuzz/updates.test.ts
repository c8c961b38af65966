import { expect } from 'chai';
import * as fc from 'fast-check';
import { openWebhook, type OpenWebhook } from '../bot/open-webhook.js';
import { handleAsTheDrain, useChat, type Somebody } from '../support/chatting.js';
import { spoiled } from '../support/nasty.js';
import { channelUpdate, memberUpdate, messageUpdate, paidUpdate, tapUpdate } from '../support/updates.js';

/** As in entrances.test.ts; a fifth of its cases. */
const cases = Math.ceil(Number(process.env['FUZZ_CASES'] ?? 1_000) / 5);
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);

const { text: _text, ...wordless } = messageUpdate(1, '/start')['message'] as Record<string, object>;
const receipt = { currency: 'XTR', total_amount: 1, invoice_payload: '1', provider_payment_charge_id: '' };
/** What such runs have found. */
const found = [
  { message: { ...wordless, entities: [{ type: 'bot_command', offset: 0, length: 6 }] } },
  { message: { ...wordless, successful_payment: { ...receipt, telegram_payment_charge_id: '\0' } } },
];

describe(`whatever update the bot lets pass, ${cases} of them (seed ${seed})`, function () {
  this.timeout(60_000 + cases * 500);
  const chat = useChat();
  let bot: OpenWebhook;
  let anna: Somebody;
  beforeEach(async () => {
    bot = await openWebhook();
    anna = chat.meet();
    await anna.say('/start');
  });
  afterEach(() => bot.close());

  it('is handled, and the chat goes on', async () => {
    const updates = [
      messageUpdate(1, '/start ref_1'),
      messageUpdate(2, '350,50'),
      messageUpdate(3, '/buy'),
      tapUpdate(4, '1:o:topup'),
      tapUpdate(5, '1:a:pay:1:yookassa:1'),
      tapUpdate(6, '1:a:trial:1'),
      tapUpdate(7, '1:a:language:en'),
      memberUpdate(8, 'member'),
      paidUpdate(9),
      channelUpdate(10, 'member'),
    ];
    let [sent, passed] = [100_000, 0];
    await fc.assert(
      fc.asyncProperty(spoiled(updates), async (update) => {
        const body =
          typeof update === 'object' && update !== null ? { ...update, update_id: (sent += 1) } : update;
        const { status } = await bot.post(body);
        expect(status).to.be.oneOf([200, 400]);
        for (const key of await bot.redis.keys('*mail:box:*')) {
          for (const letter of await bot.redis.lrange(key, 0, -1)) {
            passed += 1;
            await handleAsTheDrain(chat, (JSON.parse(letter) as { update: Record<string, never> }).update);
          }
          await bot.redis.del(key);
        }
      }),
      { numRuns: cases, seed, endOnFailure: true, examples: found.map((update): [unknown] => [update]) },
    );
    console.log(`      ${passed} of ${cases} passed`);
    expect(passed).to.be.greaterThan(cases / 4);
    await anna.say('/help');
    expect(anna.last().text).to.match(/^(Как это работает|How it works)/);
    expect(await chat.db().knex('outbox').whereNotNull('parkedAt')).to.deep.equal([]);
  });
});
