import { badRequest, ControlError } from './errors.js';

/** A channel that the bot knows, and who is in it. */
export interface Channel {
  readonly id: number;
  readonly title: string;
  /** Only an administrator may ask who is in it, and hears of who comes and goes. */
  readonly botIsAdmin: boolean;
  /** Ids of people. */
  readonly members: number[];
}

/** The channels of the sandbox. */
export class Channels {
  readonly #channels: Map<number, Channel>;

  constructor(saved: readonly Channel[] = []) {
    this.#channels = new Map(saved.map((channel) => [channel.id, channel]));
  }

  all(): Channel[] {
    return [...this.#channels.values()];
  }

  /** A new channel, or a known one that is run otherwise from now on. */
  open({ id, title = 'VPN news', botIsAdmin = true }: Partial<Channel> & Pick<Channel, 'id'>): void {
    const members = this.#channels.get(id)?.members ?? [];
    this.#channels.set(id, { id, title, botIsAdmin, members });
  }

  /** For people's side. @throws {ControlError} 404 */
  of(id: number): Channel {
    const channel = this.#channels.get(id);
    if (!channel) throw new ControlError(404, `there is no channel ${id}`);
    return channel;
  }

  /** For the bot's side. @throws {ApiError} 400 `chat not found`, `member list is inaccessible` */
  asked(id: string): Channel {
    const channel = this.#channels.get(Number(id));
    if (!channel) throw badRequest('chat not found');
    if (!channel.botIsAdmin) throw badRequest('member list is inaccessible');
    return channel;
  }

  /** False when it was so already. */
  set(channel: Channel, personId: number, isMember: boolean): boolean {
    const at = channel.members.indexOf(personId);
    if (isMember === at >= 0) return false;
    if (isMember) channel.members.push(personId);
    else channel.members.splice(at, 1);
    return true;
  }
}
