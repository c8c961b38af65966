import * as api from './api.js';
import { sure } from './deeds.js';
import { form } from './overlay.js';
import { words } from './words.js';

/** Asks who it is; `onAdded` gets the person as the emulator knows them. */
export function newPerson(onAdded) {
  const languages = [
    ['en', 'English'],
    ['ru', 'Русский'],
  ];
  const fields = [
    { name: 'first_name', label: words.firstName, required: true },
    { name: 'username', label: words.username },
    {
      name: 'language_code',
      label: words.language,
      options: languages,
      value: navigator.language.slice(0, 2),
    },
  ];
  form(words.newPerson, null, fields, words.add, async ({ username, ...about }) => {
    const name = username.trim().replace('@', '');
    const person = await sure(api.addPerson({ ...about, ...(name ? { username: name } : {}) }));
    if (person) onAdded(person);
  });
}

/** A tap that no honest app would send; `onAnswer` gets what the bot said to it. */
export function forgeTap(person, onAnswer) {
  const fields = [
    { name: 'data', label: words.forgeData, required: true },
    { name: 'message', label: words.forgeMessage },
  ];
  form(words.forge, words.forgeNote, fields, words.send, async ({ data, message }) => {
    const id = Number.parseInt(message, 10);
    onAnswer(await sure(api.forge(person, { data, ...(id > 0 ? { message_id: id } : {}) })));
  });
}
