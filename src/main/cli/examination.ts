/** What was found, in a sentence. @throws {Error} what is wrong and how to mend it; {@link Remark} */
export type Look = () => Promise<string>;
export type Examination = [what: string, look: Look];

/** Nothing is broken, and somebody would want to know. */
export class Remark extends Error {}
