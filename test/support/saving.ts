import { useChat, type Somebody } from './chatting.js';

/** A shop whose YooKassa saves methods, and anna, who came to it. Call inside a `describe`. */
export function useSaving() {
  const chat = useChat();
  const held = {} as { anna: Somebody };
  beforeEach(async () => {
    chat.rule({ saving: { providers: ['yookassa'], proposed: false } });
    held.anna = chat.meet();
    await held.anna.say('/start');
  });

  return {
    chat,
    anna: () => held.anna,
    methods: async (who = held.anna) =>
      chat.db().paymentMethods.ofPerson(chat.db().knex, (await who.row()).id),
    bindings: () => chat.db().methodBindings.query().orderBy('id'),
    async save(title: string, who = held.anna): Promise<bigint> {
      const { id } = await who.row();
      const method = { id: crypto.randomUUID(), title, kind: 'card' } as const;
      await chat.db().transaction((trx) => chat.db().paymentMethods.save(trx, id, 'yookassa', method));
      return (await chat.db().paymentMethods.query().findOne({ title }).throwIfNotFound()).id;
    },
    async toCards(): Promise<void> {
      await held.anna.say('/menu');
      await held.anna.tap('Баланс');
      await held.anna.tap('Способы оплаты');
    },
  };
}
