import { GrammyError, HttpError } from 'grammy';
import { AppError, MessageGone, Never, RecipientGone, Throttled, UpstreamFailed } from '../domain/errors.js';

/** It is so already, or too late to matter: as good as done. */
export class AlreadyDone extends AppError {
  readonly code = 'telegram.already_done';
  override readonly retry = 'never';
}

type Meaning = new (message: string) => AppError;

/** What Telegram's descriptions mean, in the order in which they are asked (tdlib/telegram-bot-api, lower-cased). */
const meanings: readonly [RegExp, Meaning][] = [
  [/message is not modified|query is too old|query id is invalid|charge_already_refunded/, AlreadyDone],
  [
    /bot was blocked|user is deactivated|can't initiate conversation|chat not found|peer_id_invalid|bot was kicked|not a member/,
    RecipientGone,
  ],
  [
    /message to edit not found|message can't be edited|message to delete not found|message can't be deleted|there is no (text|caption|media) in the message/,
    MessageGone,
  ],
];

/** Names what went wrong in our words. Only `message` of a transport error is safe to keep: its cause holds the token. */
export function meaningOf(error: unknown, method: string): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof GrammyError) {
    const { error_code: code, description, parameters } = error;
    if (code === 429) return new Throttled('telegram', 1_000 * (parameters.retry_after ?? 1));
    const text = description.toLowerCase();
    const [, Known] = meanings.find(([pattern]) => pattern.test(text)) ?? [];
    if (Known) return new Known(`${method}: ${description}`);
    if (code >= 500) return new UpstreamFailed(`telegram: ${method} answered ${code}`);
    return new Never(`telegram.${code}`, `${method}: ${description}`);
  }
  const reason = error instanceof HttpError ? 'did not answer' : 'failed';
  return new UpstreamFailed(`telegram: ${method} ${reason}`);
}
