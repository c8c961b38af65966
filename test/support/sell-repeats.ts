import { offers, repeats } from '../../src/payments/registry.js';
import type { useChat } from './chatting.js';

/** The shop sells by these, once and, where they charge by themselves, again and again. */
export function sellRepeats(chat: ReturnType<typeof useChat>, providers: readonly string[]): void {
  const { payments } = chat.world();
  chat.rule({
    providers: [...providers],
    offers: (provider, price) => offers(payments, provider, price),
    repeats: (provider, term, price) => repeats(payments, provider, term, price),
    resumes: (provider) => payments.known.get(provider)?.mandates?.allow !== undefined,
    triesOnce: (provider) => payments.known.get(provider)?.mandates?.triesOnce === true,
    asksFirst: (provider) => payments.known.get(provider)?.mandates?.asksFirst === true,
  });
}
