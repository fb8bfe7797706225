import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { refusalOfConflicts } from '../../../src/changes/conflicts/conflicts-of.ts';
import { overlaps } from '../../../src/changes/conflicts/rule.ts';
import { sameServer } from '../../../src/changes/conflicts/same-server.ts';
import { changeId } from '../../../src/changes/next-id.ts';
import { instant } from '../../../src/core/clock.ts';
import { aPicture, planOf } from './pictures.ts';

describe('overlaps', () => {
  it('is half-open, symmetric, and agrees with the minutes that both hold', () => {
    const span = fc
      .tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 10 }))
      .map(([start, length]) => ({ start: instant(start), end: instant(start + length) }));
    fc.assert(
      fc.property(span, span, (a, b) => {
        const shared = Array.from({ length: 40 }, (_, minute) => minute).some(
          (minute) => minute >= a.start && minute < a.end && minute >= b.start && minute < b.end,
        );
        assert.equal(overlaps(a, b), shared);
        assert.equal(overlaps(b, a), shared);
      }),
    );
  });
});

describe('sameServer', () => {
  const picture = aPicture({
    servers: [{ name: 'BER-EX01' }, { name: 'BER-EX02' }],
    changes: [
      { id: 1, servers: ['BER-EX01', 'BER-EX02'] },
      { id: 2, servers: ['BER-EX01'] },
    ],
  });

  it('finds each server of each other change, and leaves out the change itself', () => {
    const found = sameServer(picture, planOf(['BER-EX01', 'BER-EX02']), changeId(2));
    assert.deepEqual(
      found.map(({ servers, with: other }) => [...servers, ...other]),
      [
        ['ber-ex01.contoso.test', 'CHG-0001'],
        ['ber-ex02.contoso.test', 'CHG-0001'],
      ],
    );
  });

  it('keeps every plan but an emergency from being proposed', () => {
    const normal = sameServer(picture, planOf(['BER-EX01']), null);
    assert.equal(normal.length, 2);
    assert.equal(refusalOfConflicts(normal)?.code, 'conflict');
    const emergency = sameServer(picture, planOf(['BER-EX01'], { type: 'emergency' }), null);
    assert.equal(emergency.length, 2);
    assert.equal(refusalOfConflicts(emergency), null);
  });
});
