// A fault for a build to have, by the variable FAULT: every fiftieth look-up fails, or all take 100 ms longer.
import { setTimeout as sleep } from 'node:timers/promises';
import { PokemonService } from '../../../../apps/api/src/pokemon/pokemon.service.js';
import { VisitFastPath } from '../../../../apps/api/src/pokemon/visit.fast-path.js';

// Every visit goes through its route, which looks the row up.
VisitFastPath.prototype.take = () => false;

// oxlint-disable-next-line typescript/unbound-method -- called on the service
const { find } = PokemonService.prototype;
let lookUps = 0;

PokemonService.prototype.find = async function (this: PokemonService, name) {
  lookUps += 1;
  if (process.env['FAULT'] === 'errors' && lookUps % 50 === 0) throw new Error('the fault of this build');
  if (process.env['FAULT'] === 'slowness') await sleep(100);
  return find.call(this, name);
};
