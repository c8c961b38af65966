/** Who goes first: 0 a person waits, 1 owed to a person, 2 bulk. */
export type Lane = 0 | 1 | 2;
