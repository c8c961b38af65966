import { expect } from 'chai';
import { jobsByName } from '../../src/effects/jobs-by-name.js';
import { loadJobs } from '../../src/queue/load-jobs.js';

describe('what is promised by name', () => {
  it('is a job that there is, and that wants no data', async () => {
    const jobs = await loadJobs();

    for (const { name } of Object.values(jobsByName)) {
      expect(jobs.get(name), name).to.include({ name });
      expect(jobs.get(name), name).not.to.have.property('data');
    }
  });
});
