import { expect } from 'chai';
import { payerOf } from '../../src/chat/payer.js';
import { User } from '../../src/db/models/user.js';
import { useChat } from '../support/chatting.js';

describe('who pays', () => {
  const chat = useChat();
  const spoken = (language: 'ru' | 'en' | null, languageGuess: string | null): string =>
    payerOf(User.fromJson({ language, languageGuess }, { skipValidation: true }), chat.scope().chat).language;

  it('reads their pay page in the language of their chat: chosen, else that of their Telegram, else the shop’s', () => {
    expect(spoken(null, 'en-GB')).to.equal('en');
    expect(spoken('ru', 'en')).to.equal('ru');
    expect(spoken('en', 'ru')).to.equal('en');
    expect(spoken(null, 'de')).to.equal(chat.scope().chat.defaultLanguage);
  });
});
