import { drive, type Load } from './load.js';

/** The generator, in a process of its own: what it costs must not stand in anybody's event loop. */
process.on('message', (load) => {
  void drive(load as Load).then((sample) => process.send?.(sample));
});
process.on('disconnect', () => process.exit());
process.send?.({});
