import { expect } from 'chai';
import { appPlatforms, appsFor, televisions, vpnApp, vpnApps } from '../../src/domain/apps.js';

const link = 'https://panel.example.com/sub/AbC_1?x=1&y=2#z';

describe('the VPN apps that we open', () => {
  it('get the link as each of them wants it', () => {
    const links = Object.fromEntries(vpnApps.map(({ id, deepLink }) => [id, deepLink(link, 'Мой VPN')]));
    const encoded = 'https%3A%2F%2Fpanel.example.com%2Fsub%2FAbC_1%3Fx%3D1%26y%3D2%23z';
    const name = '%D0%9C%D0%BE%D0%B9%20VPN';

    expect(links).to.deep.equal({
      happ: `happ://add/${link}`,
      v2rayng: `v2rayng://install-config?url=${encoded}#${name}`,
      hiddify: `hiddify://import/${link}#${name}`,
      streisand: `streisand://import/${link}`,
      shadowrocket: 'sub://aHR0cHM6Ly9wYW5lbC5leGFtcGxlLmNvbS9zdWIvQWJDXzE/eD0xJnk9MiN6',
      stash: `stash://install-config?url=${encoded}`,
      flclashx: `flclashx://install-config?url=${encoded}`,
      clashmeta: `clashmeta://install-config?name=${name}&url=${encoded}`,
      clash: `clash://install-config?url=${encoded}`,
    });
  });

  it('are found by their id, and nothing else is', () => {
    expect(vpnApp('happ')?.title).to.equal('Happ');
    for (const id of ['javascript', 'constructor', 'HAPP', '']) expect(vpnApp(id)).to.equal(undefined);
  });

  it('are known for every platform, each with a place to get it there', () => {
    for (const platform of appPlatforms) {
      const apps = appsFor(platform);
      expect(apps, platform).not.to.deep.equal([]);
      for (const { stores, title } of apps) {
        expect(
          stores.some((store) => store.platform === platform),
          `${title} on ${platform}`,
        ).to.equal(true);
      }
    }
  });

  it('take the link over from a phone where they are for televisions', () => {
    for (const platform of televisions)
      for (const { handover, title } of appsFor(platform))
        expect(handover, title).to.match(/^https:\/\/[a-z.]+$/);
  });

  it('come from official places over https', () => {
    const hosts = vpnApps.flatMap(({ stores }) => stores.map(({ url }) => new URL(url)));

    expect([...new Set(hosts.map(({ protocol }) => protocol))]).to.deep.equal(['https:']);
    expect(new Set(hosts.map(({ host }) => host))).to.deep.equal(
      new Set(['apps.apple.com', 'play.google.com', 'github.com']),
    );
  });
});
