import { Api } from 'grammy';
import type { InlineQueryResultArticle } from 'grammy/types';
import { isIn } from '../domain/channel-member.js';
import { callMs } from '../domain/deadline.js';
import { Never, Throttled } from '../domain/errors.js';
import type { Lane } from '../domain/lane.js';
import { AlreadyDone, meaningOf } from './errors.js';
import type { Limiter } from './limiter.js';
import { hasPicture, pictureOf, type Shown } from './picture.js';

export type { Shown };

/** What is offered to whoever types behind the bot's name: its text is sent into their chat. */
export interface Article {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** HTML that is already escaped. */
  readonly text: string;
  readonly button?: { readonly text: string; readonly url: string };
}

export interface TelegramOptions {
  readonly token: string;
  readonly apiRoot: string;
  readonly limiter: Limiter;
  /** Hears of every call, for the metrics. */
  readonly called?: (method: string, outcome: string) => void;
}

/** `chatId`: null where it is about no chat. */
type Call = <T>(method: string, lane: Lane, chatId: bigint | null, work: () => Promise<T>) => Promise<T>;

export type Telegram = ReturnType<typeof createTelegram>;

/** Telegram as the workers speak to it: within the fleet's limits, with errors in our words. */
export function createTelegram({ token, apiRoot, limiter, called = () => {} }: TelegramOptions) {
  const api = new Api(token, { apiRoot, timeoutSeconds: callMs.telegram / 1_000, sensitiveLogs: false });

  const call: Call = async (method, lane, chatId, work) => {
    try {
      const result = await work();
      called(method, 'ok');
      return result;
    } catch (error) {
      const meaning = meaningOf(error, method);
      called(method, meaning.code);
      if (meaning instanceof Throttled) await limiter.pause(lane, chatId ?? method, retryMs(meaning));
      throw meaning;
    }
  };

  return {
    api,
    /** Waits for the fleet's limits, before anything is read for `send` or `edit`: what was read may be old afterwards. */
    ready: (chatId: bigint, lane: Lane, isNew: boolean): Promise<void> =>
      limiter.acquire(lane, chatId, isNew),
    ...messages(api, call),
    ...answers(api, call),
    /** Any other method, with errors in our words. */
    ask: <T>(method: string, work: (api: Api) => Promise<T>): Promise<T> =>
      call(method, 1, null, () => work(api)),
  };
}

function messages(api: Api, call: Call) {
  return {
    /** A new message; answers its id. Call `ready` first. */
    async send(chatId: bigint, shown: Shown, lane: Lane): Promise<bigint> {
      const { text, keyboard } = shown;
      const more = { parse_mode: 'HTML', reply_markup: keyboard } as const;
      const sent = !hasPicture(shown)
        ? await call('sendMessage', lane, chatId, () =>
            api.sendMessage(to(chatId), text, { ...more, ...noPreview }),
          )
        : await call('sendPhoto', lane, chatId, async () =>
            api.sendPhoto(to(chatId), await pictureOf(shown), { ...more, caption: text }),
          );
      return BigInt(sent.message_id);
    },

    /** The same message with other words; nothing happens when they are the same. Call `ready` first. Throws {MessageGone}. */
    async edit(chatId: bigint, messageId: bigint, { text, keyboard }: Shown, lane: Lane): Promise<void> {
      const more = { parse_mode: 'HTML', reply_markup: keyboard, ...noPreview } as const;
      await call('editMessageText', lane, chatId, () =>
        api.editMessageText(to(chatId), Number(messageId), text, more),
      ).catch(unlessDone);
    },

    async remove(chatId: bigint, messageId: bigint, lane: Lane): Promise<void> {
      await call('deleteMessage', lane, chatId, () => api.deleteMessage(to(chatId), Number(messageId)));
    },
  };
}

function answers(api: Api, call: Call) {
  return {
    /** Stops the button's spinner, with a toast where there is something to say. Too late is no error. */
    async answer(queryId: string, toast: string | undefined): Promise<void> {
      const more = toast === undefined ? {} : { text: toast.slice(0, 200) };
      await call('answerCallbackQuery', 0, null, () => api.answerCallbackQuery(queryId, more)).catch(
        unlessDone,
      );
    },

    /** Whether a person is in a channel that the bot runs. Somebody waits, so it gives up after 3 s. */
    async isInChannel(channelId: bigint, userId: bigint): Promise<boolean> {
      const asking = call('getChatMember', 0, null, () =>
        api.getChatMember(to(channelId), to(userId), AbortSignal.timeout(3_000) as never),
      );
      return asking.then(isIn, strangerOrThrow);
    },

    /** For this person alone, and not for long: figures change. Too late is no error. */
    async answerInline(queryId: string, articles: readonly Article[]): Promise<void> {
      const results = articles.map(toResult);
      await call('answerInlineQuery', 0, null, () =>
        api.answerInlineQuery(queryId, results, { is_personal: true, cache_time: 10 }),
      ).catch(unlessDone);
    },

    async answerPreCheckout(queryId: string, refusal: string | null): Promise<void> {
      await call('answerPreCheckoutQuery', 0, null, () =>
        refusal === null
          ? api.answerPreCheckoutQuery(queryId, true)
          : api.answerPreCheckoutQuery(queryId, false, { error_message: refusal }),
      ).catch(unlessDone);
    },
  };
}

const to = (chatId: bigint): number => Number(chatId); // Telegram's ids have 52 significant bits

const noPreview = { link_preview_options: { is_disabled: true } } as const;

const retryMs = ({ retry }: Throttled): number => (typeof retry === 'object' ? retry.afterMs : 1_000);

const toResult = ({ id, title, description, text, button }: Article): InlineQueryResultArticle => ({
  type: 'article',
  id,
  title,
  description,
  input_message_content: { message_text: text, parse_mode: 'HTML', ...noPreview },
  ...(button && { reply_markup: { inline_keyboard: [[button]] } }),
});

/** Somebody whom Telegram cannot find there is not there. */
function strangerOrThrow(error: unknown): false {
  if (error instanceof Never && /user not found|member not found|participant_id_invalid/i.test(error.message))
    return false;
  throw error;
}

function unlessDone(error: unknown): void {
  if (!(error instanceof AlreadyDone)) throw error;
}
