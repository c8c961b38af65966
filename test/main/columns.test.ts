import { expect } from 'chai';
import { columns, list } from '../../src/main/cli/columns.js';

describe('what a command prints', () => {
  it('is in columns, each as wide as its longest, numbers to the right', () => {
    const rows = [
      { code: 'NEW-YEAR', used: 7, days: 30, until: '2027-01-01T00:00:00.000Z' },
      { code: 'ЛЕТО', used: 1204, days: null, until: null },
    ];
    expect(columns(rows).split('\n')).to.deep.equal([
      'code      used  days  until',
      'NEW-YEAR     7    30  2027-01-01T00:00:00.000Z',
      'ЛЕТО      1204     -  -',
    ]);
  });

  it('has a column for whatever one of the rows has', () => {
    expect(columns([{ id: 1 }, { id: 2, why: 'late' }])).to.equal('id  why\n 1  -\n 2  late');
  });

  it('of one thing is a line for each of its values', () => {
    const campaign = { param: 'vk', active: true, links: ['a', 'b'], cost: { minor: '5' }, none: [] };
    expect(list(campaign).split('\n')).to.deep.equal([
      'param   vk',
      'active  true',
      'links   a, b',
      'cost    {"minor":"5"}',
      'none    -',
    ]);
  });

  it('lets nothing that people wrote move the cursor, or begin a line', () => {
    expect(columns([{ name: 'a\u001b[2Jb\nc\u202ed\u2028' }])).to.equal('name\na [2Jb c d');
  });
});
