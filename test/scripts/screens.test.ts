import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { screens } from '../../src/chat/screens.js';
import { languages } from '../../src/domain/language.js';
import { describeScreens } from '../../scripts/screens/describe.js';

const docs = new URL('../../docs/', import.meta.url);
const remedy = 'docs/screens.md is not what the screens are: npm run screens';

describe('docs/screens.md', () => {
  const names = Object.keys(screens).toSorted();

  it('describes every screen that there is, and no other', () => {
    const page = readFileSync(new URL('screens.md', docs), 'utf8');
    const described = [...page.matchAll(/^## (\S+)$/gm)].map(([, name]) => name);
    expect(described, remedy).to.deep.equal(names);
  });

  it('has a picture of each in every language, of a few kilobytes', () => {
    const pictures = readdirSync(new URL('img/screens/', docs)).toSorted();
    const wanted = names.flatMap((name) => languages.map((language) => `${name}.${language}.png`));
    expect(pictures, remedy).to.deep.equal(wanted.toSorted());
    const bytes = pictures.map((name) => readFileSync(new URL(`img/screens/${name}`, docs)).length);
    expect(Math.min(...bytes)).to.be.greaterThan(1_000);
    expect(bytes.reduce((sum, each) => sum + each)).to.be.lessThan(4_000_000);
  });

  it('is made of what each screen says of itself', () => {
    expect(describeScreens(['qr']))
      .to.include('The connection link as a picture')
      .and.include('(img/screens/qr.en.png)');
    expect(() => describeScreens(['none'])).to.throw('none.ts');
  });
});
