import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR } from '../../src/core/clock.ts';
import { introducePerson, isFamiliarPerson, knownPeople, rememberPerson } from '../../src/people/directory.ts';
import type { PersonKey } from '../../src/people/identity.ts';
import { onBothDialects } from '../support/database.ts';
import { ANA, aPeopleHouse, BO, keyOf } from './house.ts';

onBothDialects((_name, open) => {
  async function house() {
    const a = aPeopleHouse(await open());
    const remember = (name: string | null) =>
      a.database.transaction((tx) =>
        rememberPerson(tx, a.clock.now(), { ...BO, aadObjectId: BO.aadObjectId.toUpperCase() }, name),
      );
    const name = async () => (await a.database.read((reader) => knownPeople(reader, [keyOf(BO)]))).get(keyOf(BO))?.name;
    return { ...a, remember, name };
  }

  describe('the people who are known', () => {
    it('go by the name they were last seen with, and keep it where none is told', async () => {
      const a = await house();
      assert.equal(await a.name(), null);
      await a.remember(' Bo Berg ');
      assert.equal(await a.name(), 'Bo Berg');
      await a.remember(null);
      assert.equal(await a.name(), 'Bo Berg');
      await a.remember('Bo Stein');
      assert.equal(await a.name(), 'Bo Stein');
      await a.remember(`x${'\0'}${'y'.repeat(500)}`);
      assert.equal((await a.name())?.length, 200);
    });

    it('are written again when something is new or an hour has passed', async () => {
      const a = await house();
      const familiar = (name: string | null) =>
        a.database.read((reader) => isFamiliarPerson(reader, a.clock.now(), BO, name));
      assert.equal(await familiar(null), false);
      await a.remember('Bo Berg');
      assert.deepEqual([await familiar('Bo Berg'), await familiar(null), await familiar('Bo')], [true, true, false]);
      a.clock.advance(HOUR);
      assert.equal(await familiar(null), false);
    });

    it('are not renamed by what others call them', async () => {
      const a = await house();
      const introduce = (name: string) =>
        a.database.transaction((tx) => introducePerson(tx, a.clock.now(), keyOf(BO), name));
      await introduce('Bobo');
      assert.equal(await a.name(), 'Bobo');
      await a.remember('Bo Berg');
      await introduce('Bobo');
      assert.equal(await a.name(), 'Bo Berg');
    });

    it('are told by their identity where they were never seen, and nobody else is', async () => {
      const a = await house();
      const found = await a.database.read((reader) => knownPeople(reader, [keyOf(ANA), 'cli:root' as PersonKey]));
      assert.deepEqual(
        [...found.values()],
        [{ person: keyOf(ANA), tenantId: ANA.tenantId, aadObjectId: ANA.aadObjectId, name: null }],
      );
    });
  });
});
