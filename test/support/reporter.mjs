import Mocha from 'mocha';

/** Mocha's own report, closed by a line that scripts can read. */
export default class extends Mocha.reporters.Spec {
  epilogue() {
    super.epilogue();
    console.log(`${this.stats.passes} passed, ${this.stats.failures} failed`);
  }
}
