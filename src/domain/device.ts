/** What a panel tells of a device. */
export interface ToldDevice {
  /** The panel's own id of it: what an app said, so anybody's word, and perhaps long. */
  readonly id: string;
  readonly model: string | null;
  readonly platform: string | null;
  readonly osVersion: string | null;
  readonly addedAt: Date;
  /** When an app on it last fetched the subscription. */
  readonly seenAt: Date;
}
