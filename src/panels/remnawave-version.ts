import type { CallOptions } from '../http.js';
import { numberIn } from './remnawave-account.js';
import { metadataAnswer } from './remnawave-answers.js';
import { NotUnderstood, type Ask } from './remnawave-client.js';
import { dialectOf, unsupported, type Dialect } from './remnawave-dialect.js';

/** Says things in the words of the panel's version. @throws {Never} for a version that we do not speak */
export interface Speech {
  speak<T>(call: CallOptions, say: (dialect: Dialect) => Promise<T>): Promise<T>;
  /** What concerns one account: `key` is what the panel knows it by. */
  about<T>(
    ref: string,
    call: CallOptions,
    say: (key: string | number, dialect: Dialect) => Promise<T>,
  ): Promise<T>;
  /** Asks the panel for its version, now. */
  look(call: CallOptions): Promise<{ version: string; dialect: Dialect }>;
}

/** A panel is upgraded while we run; mostly what it no longer understands tells us so at once. */
const freshMs = 10 * 60_000;

/**
 * The version is asked for with the first call and kept for ten minutes. A panel that did not understand did nothing: when
 * it turns out to have another version by now, the same is said once more, in the words of that one.
 */
export function speech(ask: Ask, now: () => number): Speech {
  let known: { readonly dialect: Dialect; readonly untilMs: number } | undefined;

  const learn = (version: string) => {
    const dialect = dialectOf(version);
    known = { dialect, untilMs: now() + freshMs };
    return { version, dialect };
  };
  const look: Speech['look'] = async (call) => learn(await askVersion(ask, call));
  /** A panel that does not say its version just now speaks as it did. */
  const current = async (call: CallOptions): Promise<Dialect> => {
    const before = known;
    if (!before) return (await look(call)).dialect;
    if (now() < before.untilMs) return before.dialect;
    const version = await askVersion(ask, call).catch(() => null);
    return version === null ? before.dialect : learn(version).dialect;
  };
  const speak: Speech['speak'] = async (call, say) => {
    const dialect = await current(call);
    try {
      return await say(dialect);
    } catch (error) {
      if (!(error instanceof NotUnderstood)) throw error;
      const { dialect: newer } = await look(call);
      if (newer === dialect) throw error;
      return say(newer);
    }
  };
  return {
    look,
    speak,
    about: (ref, call, say) =>
      speak(call, async (dialect) => say(await dialect.key(numberIn(ref), ask, call), dialect)),
  };
}

/** A token of 3.x needs the scope `system:metadata` for it. */
async function askVersion(ask: Ask, call: CallOptions): Promise<string> {
  try {
    return (await ask('system/metadata', metadataAnswer, call)).response.version;
  } catch (error) {
    if (!(error instanceof NotUnderstood)) throw error;
    throw unsupported(
      'a panel without a version was found (older than 2.5, or PANEL_API_URL leads elsewhere)',
    );
  }
}
