import { open } from '../../buttons.js';
import { connectButtons } from '../connect-buttons.js';
import { ownSubscription } from '../own.js';
import { defineScreen } from '../screen.js';

const texts = {
  paid: 'waiting-paid',
  trial: 'waiting-trial',
  promo: 'waiting-promo',
  gift: 'waiting-gift',
} as const;

interface State {
  /** An operator has shut them out: nothing follows until that is over. */
  readonly isBanned: boolean;
  readonly supportUrl: string | null;
  readonly subscriptionId: bigint;
  /** What gives it. */
  readonly by: keyof typeof texts;
  /** The panel was faster than this screen. */
  readonly isReady: boolean;
}

/** Paid or granted, and the panel is not there yet: it follows by itself. */
export default defineScreen<State>({
  async load({ db, person, shop: { supportUrl } }, id) {
    const subscription = await ownSubscription(db, person.id, id);
    if (!subscription) return null;
    const { id: subscriptionId, revision, appliedRevision, link } = subscription;
    const grant = await db.grants.query().where({ subscriptionId }).orderBy('id', 'desc').first();
    return {
      isBanned: person.bannedAt !== null,
      supportUrl,
      subscriptionId,
      by: sourceOf(grant?.source),
      isReady: link !== null && revision === appliedRevision,
    };
  },

  render({ isBanned, supportUrl, subscriptionId, by, isReady }, t) {
    const menu = [{ text: t.plain('menu'), data: open('home') }];
    const support = supportUrl ? [{ text: t.plain('help-support'), url: supportUrl }] : [];
    if (isBanned) {
      const text = by === 'paid' ? t('waiting-banned') : t('banned-text');
      return { text, buttons: [support, menu] };
    }
    if (isReady) return { text: t('waiting-over'), buttons: [...connectButtons(subscriptionId, t), menu] };
    return { text: t(texts[by]), buttons: [menu] };
  },
});

const sourceOf = (source?: string): State['by'] =>
  source === 'trial' || source === 'promo' || source === 'gift' ? source : 'paid';
