import { parseEnv } from 'node:util';
import { expect } from 'chai';
import { ignoredIn } from '../../src/config/ignored.js';

describe('a setting that somebody would count on', () => {
  const found = (...lines: string[]) => ignoredIn(parseEnv(lines.join('\n')));

  it('and that nobody reads is told, with what is so instead', () => {
    expect(
      found(
        'BACKUP_ENABLED=true',
        'S3_BUCKET=x',
        'ENCRYPTION_KEYS=k',
        'LOG_CHAT_ID=-100',
        'RATE_LIMIT_USER=5',
        'BOT_TOKEN=y',
      ),
    ).to.deep.equal([
      'nobody reads BACKUP_ENABLED, S3_BUCKET: no backups are made by us: make your own of PostgreSQL',
      'nobody reads ENCRYPTION_KEYS: nothing is encrypted by us in the database: encrypt its disk',
      'nobody reads LOG_CHAT_ID: nobody is told of sales in a chat yet: /stats and Grafana have the figures',
      'nobody reads RATE_LIMIT_USER: our limits are fixed; set your own in the proxy before us',
    ]);
  });

  it('is told no more once it is empty or out of the file; others of old do no harm', () => {
    expect(found('BACKUP_ENABLED=', 'WEBAPP_THEME=dark')).to.deep.equal([]);
  });
});
