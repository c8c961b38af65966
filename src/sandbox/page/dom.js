/**
 * Makes an element: `el('button.send', { type: 'button', onclick }, 'Send')`. Properties that begin with "on" listen,
 * `html` is markup that is safe already, and the rest are attributes; false and null leave one out.
 */
export function el(spec, properties = {}, ...children) {
  const [tag, ...classes] = spec.split('.');
  const element = document.createElement(tag || 'div');
  if (classes.length > 0) element.className = classes.join(' ');
  for (const [name, value] of Object.entries(properties)) set(element, name, value);
  element.append(
    ...children.flat().filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

function set(element, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
  else if (name === 'html') element.innerHTML = value;
  else if (name === 'css')
    for (const [key, each] of Object.entries(value)) element.style.setProperty(key, each);
  else element.setAttribute(name, value === true ? '' : value);
}

const paths = {
  menu: 'M4 7h16M4 12h16M4 17h16',
  more: 'M12 5.5v.01M12 12v.01M12 18.5v.01',
  send: 'M4 12 3 4l19 8-19 8 1-8h9',
  down: 'm6 9.5 6 6 6-6',
  close: 'M6 6l12 12M18 6 6 18',
  plus: 'M12 5v14M5 12h14',
  jobs: 'M4 6h10M4 12h16M4 18h7M18 4v4M15 16v4',
  grid: 'M5 6.5h3M10.500 6.5h3M16 6.5h3M5 12h3M10.500 12h3M16 12h3M8 17.500h8',
  out: 'M8 16 17 7M10 7h7v7',
  copy: 'M9 9h10v11H9zM15 9V5H5v11h4',
  card: 'M3.500 6.500h17v11h-17zM3.500 10.500h17',
  app: 'M5 5h14v14H5zM5 9h14',
  file: 'M12 4v12M7 11.500l5 5 5-5M5 20h14',
  star: 'm12 3.500 2.600 5.500 6 .800-4.400 4.200 1.100 6-5.300-2.900-5.300 2.900 1.100-6L3.400 9.800l6-.800z',
  link: 'M10 14a4 4 0 0 0 5.700 0l3-3A4 4 0 0 0 13 5.300l-1 1M14 10a4 4 0 0 0-5.700 0l-3 3A4 4 0 0 0 11 18.700l1-1',
  sent: 'm3 12.500 4.500 4.500L17 7M12 16l1 1 9.500-10',
};

export function icon(name) {
  const filled = name === 'star' ? ' filled' : '';
  const svg = `<svg class="icon${filled}" viewBox="0 0 24 24" aria-hidden="true"><path d="${paths[name]}"/></svg>`;
  const holder = document.createElement('template');
  holder.innerHTML = svg;
  return holder.content.firstChild;
}

/** A round button that holds an icon and says in words what it does. */
export const iconButton = (name, label, onclick, more = {}) =>
  el('button.round', { type: 'button', 'aria-label': label, title: label, onclick, ...more }, icon(name));

/** Initials on one of Telegram's seven grounds, by id. */
export function avatar({ id, name }, size = '') {
  const initials = name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('');
  return el(
    `span.avatar.ground${Math.abs(id) % 7}${size && `.${size}`}`,
    { 'aria-hidden': 'true' },
    initials.toUpperCase(),
  );
}
