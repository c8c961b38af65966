import { shop as open } from './scope.js';
import { useChat, type Somebody } from './chatting.js';

export const channel = { id: -1001000000001n, url: 'https://t.me/news' };
const id = Number(channel.id);
/** What the gate says. */
export const closed = /^👋 Сначала загляните в наш канал/;

/** A shop behind a channel, and Anna, who is not in it yet. Call inside a `describe`. */
export function useGate() {
  const clock = { ms: Date.now() };
  const operators = new Set<bigint>();
  const held = {} as { anna: Somebody };
  const chat = useChat(undefined, (scope) => ({
    chat: { ...scope.chat, shop: { ...open, channel }, operators },
    now: () => new Date(clock.ms),
  }));
  beforeEach(() => {
    clock.ms = Date.now();
    operators.clear();
    chat.telegram().openChannel({ id });
    held.anna = chat.meet();
  });
  const join = (person = held.anna.id) => chat.telegram().join(id, person);
  /** As if the bot had not been told of it. */
  const unheard = async (deed: () => void) => {
    deed();
    await chat.fetchUpdates();
  };

  return {
    chat,
    operators,
    anna: () => held.anna,
    /** How often Telegram was asked. */
    asked: () => chat.telegram().journal('getChatMember').length,
    later: (ms: number) => void (clock.ms += ms),
    join,
    leave: () => chat.telegram().leave(id, held.anna.id),
    unheard,
    /** Telegram does not say who is in the channel, so many times. */
    silent: (times = 1) => chat.telegram().addFault({ method: 'getChatMember', kind: '500', times }),
    /** The bot is no administrator of the channel. */
    demote: () => chat.telegram().openChannel({ id, botIsAdmin: false }),
    /** Comes, joins and is let in. */
    async come(): Promise<void> {
      await held.anna.say('/start');
      await unheard(() => join());
      await held.anna.tap('Я в канале');
    },
  };
}
