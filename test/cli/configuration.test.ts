import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { configurationOf } from '../../src/cli/configuration.ts';

describe('the configuration of a verb', () => {
  it('needs no bot registration', () => {
    assert.ok('config' in configurationOf({}));
  });

  it('does not mind ports that are right together', () => {
    const swapped = configurationOf({ PORT: '4000', INTERNAL_PORT: '3978' });

    assert.ok('config' in swapped, 'mistakes' in swapped ? swapped.mistakes : '');
  });

  it('names what a verb does need and can not read', () => {
    const wrong = configurationOf({ DATABASE_URL: 'mysql://db' });

    assert.match('mistakes' in wrong ? wrong.mistakes : '', /DATABASE_URL/);
  });
});
