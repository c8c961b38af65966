import type { User } from './state.js';

/** The accounts, by everything that a call may name one by. */
export class Users {
  readonly #byId = new Map<number, User>();
  readonly #byName = new Map<string, User>();
  readonly #byShortUuid = new Map<string, User>();
  #lastId: number;

  constructor(lastId: number, users: readonly User[]) {
    this.#lastId = lastId;
    for (const user of users) this.#index(user);
  }

  get lastId(): number {
    return this.#lastId;
  }

  get size(): number {
    return this.#byId.size;
  }

  add(user: Omit<User, 'id'>): User {
    this.#lastId += 1;
    const added = { ...user, id: this.#lastId };
    this.#index(added);
    return added;
  }

  byId = (id: number): User | undefined => this.#byId.get(id);
  byName = (name: string): User | undefined => this.#byName.get(name);
  byShortUuid = (shortUuid: string): User | undefined => this.#byShortUuid.get(shortUuid);

  /** The old link is dead from here on. */
  rename(user: User, shortUuid: string): void {
    this.#byShortUuid.delete(user.shortUuid);
    user.shortUuid = shortUuid;
    this.#byShortUuid.set(shortUuid, user);
  }

  remove(user: User): void {
    this.#byId.delete(user.id);
    this.#byName.delete(user.username);
    this.#byShortUuid.delete(user.shortUuid);
  }

  /** Oldest first. */
  all = (): IterableIterator<User> => this.#byId.values();

  #index(user: User): void {
    this.#byId.set(user.id, user);
    this.#byName.set(user.username, user);
    this.#byShortUuid.set(user.shortUuid, user);
  }
}
