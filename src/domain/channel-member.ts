/** How Telegram speaks of somebody and a channel (core.telegram.org/bots/api#chatmember). */
export interface ChannelMember {
  readonly status: string;
  /** Of whoever is restricted: they may have left. */
  readonly is_member?: boolean | undefined;
}

/** Whether they are in it now. */
export const isIn = ({ status, is_member }: ChannelMember): boolean =>
  ['creator', 'administrator', 'member'].includes(status) || (status === 'restricted' && is_member === true);
