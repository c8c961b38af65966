import { expect } from 'chai';
import { useDatabase } from '../support/database.js';
import { useProvisioning } from '../support/provisioning.js';
import { failure } from '../support/shop.js';
import { useWorld } from '../support/world.js';

const gib = 1 << 30;

describe('traffic that nothing but a purchase counts anew', () => {
  const database = useDatabase();
  const world = useWorld();
  const { shop, grant, withdraw, provision, letTurnRunOut, account, panel, changes } = useProvisioning(
    database,
    world,
  );

  /** A month of a plan with 10 GiB. */
  const plan = async (keepsTraffic: boolean): Promise<bigint> => {
    const { planId, panelId, squads } = await shop().offer(1);
    const { id } = await database.db.plans.query().insertAndFetch({
      planId,
      panelId,
      months: 1,
      priceMinor: 199_00n,
      currency: 'RUB',
      squads,
      keepsTraffic,
      trafficLimitBytes: BigInt(10 * gib),
    });
    return id;
  };
  const use = (count: number) =>
    panel('POST', `/users/${account().id}/usage`, { usedTrafficBytes: count * gib });
  const buy = async (sourceId: string, planVersionId: bigint): Promise<void> => {
    await grant({ sourceId, planVersionId });
    await provision();
  };
  const stands = () => [
    account().usedTrafficBytes / gib,
    account().trafficLimitBytes / gib,
    account().status,
  ];
  const resets = async () => (await changes()).filter((call) => call.includes('reset-traffic')).length;

  it('lapses with a renewal where the plan does not keep it, once', async () => {
    const id = await plan(false);
    await buy('1', id);
    await use(10);
    expect(stands()).to.deep.equal([10, 10, 'LIMITED']);
    await buy('2', id);
    expect(stands()).to.deep.equal([0, 10, 'ACTIVE']);
    await use(3);
    await provision();
    await grant({ source: 'referral', sourceId: '3', months: 0, days: 5, planVersionId: null });
    await provision();
    expect(stands()).to.deep.equal([3, 10, 'ACTIVE']);
    expect(await resets()).to.equal(1);
  });

  it('is counted anew once, though the answer to that was lost', async () => {
    const id = await plan(false);
    await buy('1', id);
    await use(4);
    await panel('POST', '/faults', {
      kind: 'lost',
      match: `POST /api/users/${account().id}/actions/reset-traffic`,
      times: 1,
    });
    await grant({ sourceId: '2', planVersionId: id });
    expect(await failure(provision())).to.include({ code: 'upstream.failed' });
    await use(1);
    await letTurnRunOut();
    await provision();
    expect(stands()).to.deep.equal([1, 10, 'ACTIVE']);
    expect(await resets()).to.equal(1);
  });

  it('adds to the next where the plan keeps it, and is taken back with its purchase', async () => {
    const id = await plan(true);
    await buy('1', id);
    await use(8);
    await buy('2', id);
    expect(stands()).to.deep.equal([8, 20, 'ACTIVE']);
    await withdraw('2');
    await provision();
    expect(stands()).to.deep.equal([8, 10, 'ACTIVE']);
    expect(await resets()).to.equal(0);
  });

  it('is left to the panel where the panel counts anew by itself, or nothing limits it', async () => {
    await grant();
    await provision();
    await use(8);
    await grant({ sourceId: '2' });
    await provision();
    expect(stands()).to.deep.equal([8, 0, 'ACTIVE']);
    expect(await resets()).to.equal(0);
  });
});
