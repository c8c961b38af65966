import { Context, type Api } from 'grammy';
import type { Update, UserFromGetMe } from 'grammy/types';
import type { Transaction } from 'objection';
import { screenKey, unpack, type ScreenKey, type Tapped } from '../buttons.js';
import type { Person } from '../db/models/user.js';
import type { Scope } from '../queue/scope.js';
import { isOpenScreen } from './behind-the-gate.js';
import type { Look } from './channel.js';
import { languageOf, type Language } from '../domain/language.js';
import { takesText } from './screens.js';
import type { Plain, Translator } from './translate.js';

/** What a person gets to see in answer to an update, once its transaction has committed. */
export interface Reply {
  readonly screen: ScreenKey | null;
  readonly toast?: Plain;
}

/**
 * An update while it is handled: everything it changes goes through `trx`, and what it shows is only noted here. A
 * feature writes down and promises; it never waits for Telegram, a panel or a provider.
 */
export class ChatContext extends Context {
  readonly scope: Scope;
  readonly trx: Transaction;
  /** How the person stands with the required channel. */
  readonly look: Look;
  /** What was tapped, if it is one of our buttons. */
  readonly tapped: Tapped | null;
  #person: Person;
  #reply: Reply = { screen: null };
  #awaiting: string | null = null;

  constructor(
    given: { update: Update; api: Api; me: UserFromGetMe },
    { scope, trx, person, look }: { scope: Scope; trx: Transaction; person: Person; look: Look },
  ) {
    super(given.update, given.api, given.me);
    this.scope = scope;
    this.trx = trx;
    this.look = look;
    this.#person = person;
    this.tapped = unpack(given.update.callback_query?.data ?? '');
  }

  get person(): Person {
    return this.#person;
  }

  get t(): Translator {
    const { translate, defaultLanguage } = this.scope.chat;
    return translate(languageOf(this.#person, defaultLanguage));
  }

  /** The person chose a language: from now on, this answer included, it is theirs. */
  async speak(language: Language): Promise<void> {
    await this.scope.db.users.query(this.trx).findById(this.#person.id).patch({ language });
    this.#person = { ...this.#person, language };
  }

  /** The person said whether what they pay by is to be saved: from now on, this answer included, it holds. */
  async wishToSave(savesMethods: boolean): Promise<void> {
    await this.scope.db.users.query(this.trx).findById(this.#person.id).patch({ savesMethods });
    this.#person = { ...this.#person, savesMethods };
  }

  /** Where receipts of what they pay from now on go; null where they are not to. */
  async receiveMailAt(email: string | null): Promise<void> {
    await this.scope.db.users.query(this.trx).findById(this.#person.id).patch({ email });
    this.#person = { ...this.#person, email };
  }

  /**
   * The screen that answers this update, and is answered by the next text where it takes one; the gate instead, for whoever
   * may not see it from outside.
   */
  display(name: string, ...args: (string | bigint | number)[]): void {
    const isSeen = this.look.standing === 'member' || isOpenScreen(name);
    this.#reply = { ...this.#reply, screen: isSeen ? screenKey(name, ...args) : 'gate' };
    this.#awaiting = isSeen && takesText(name) ? name : null;
  }

  /** A line over the chat, in answer to a tap. */
  toast(text: Plain): void {
    this.#reply = { ...this.#reply, toast: text };
  }

  /** A button that means nothing any more, or never did: a friendly word, the menu, and no effect. */
  outdated(): void {
    this.toast(this.t.plain('toast-outdated'));
    this.display('home');
  }

  get outcome(): Reply & { readonly awaiting: string | null } {
    return { ...this.#reply, awaiting: this.#awaiting };
  }
}
