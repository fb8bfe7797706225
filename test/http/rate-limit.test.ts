import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RateLimiter } from '../../src/http/rate-limit.ts';
import { fakeClock } from '../support/clock.ts';

const limit = { burst: 3, perSecond: 2 };

describe('the limit of an address', () => {
  it('lets a burst through, then says when to come again, and keeps its word', () => {
    const clock = fakeClock();
    const limiter = new RateLimiter(limit, clock);

    assert.deepEqual(
      [1, 2, 3, 4].map(() => limiter.take('192.0.2.1')),
      [0, 0, 0, 1],
    );
    clock.advance(500);
    assert.equal(limiter.take('192.0.2.1'), 0);
    assert.equal(limiter.take('192.0.2.1'), 1);
  });

  it('does not touch other addresses', () => {
    const limiter = new RateLimiter(limit, fakeClock());
    for (let request = 0; request < 10; request++) limiter.take('192.0.2.1');

    assert.equal(limiter.take('192.0.2.2'), 0);
  });

  it('never saves up more than a burst', () => {
    const clock = fakeClock();
    const limiter = new RateLimiter(limit, clock);
    limiter.take('192.0.2.1');
    clock.advance(3_600_000);

    assert.deepEqual(
      [1, 2, 3, 4].map(() => limiter.take('192.0.2.1')),
      [0, 0, 0, 1],
    );
  });

  it('holds a whole IPv6 network and an IPv4 address however it is written', () => {
    const limiter = new RateLimiter(limit, fakeClock());

    const network = ['2001:db8:1:2::1', '2001:db8:1:2::2', '2001:db8:1:2:a:b:c:d', '2001:db8:1:2::3'];
    assert.deepEqual(
      network.map((address) => limiter.take(address)),
      [0, 0, 0, 1],
    );
    assert.deepEqual(
      ['192.0.2.9', '::ffff:192.0.2.9', '192.0.2.9', '::ffff:192.0.2.9'].map((address) => limiter.take(address)),
      [0, 0, 0, 1],
    );
    assert.equal(limiter.take('2001:db8:1:3::1'), 0);
  });

  it('takes bounded memory, and forgets first who was quiet longest', () => {
    const limiter = new RateLimiter({ burst: 1, perSecond: 1 }, fakeClock());
    limiter.take('busy');
    for (let index = 0; index < 30_000; index++) {
      limiter.take(`198.51.${index >> 8}.${index & 255}`);
      if (index % 1000 === 0) limiter.take('busy');
    }

    assert.equal(limiter.size, 10_000);
    assert.equal(limiter.take('busy'), 1);
  });
});
