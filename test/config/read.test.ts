import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Config } from '../../src/config/model.ts';
import { type ConfigProblem, describeProblems } from '../../src/config/problem.ts';
import { type Environment, readConfig } from '../../src/config/read.ts';
import { variable, variableNames } from '../../src/config/variables.ts';
import { DAY, HOUR } from '../../src/core/clock.ts';

const ID = '7c1f0a52-3d0e-4b39-9a55-0d1c2b3a4f5e';
const TENANT = '2b9d4c61-8e57-4f0a-b3c2-6a1d5e7f9081';
const PERSON = 'e0a4b7d3-51c6-4c8e-8f29-93b1a2c4d5f6';
const HASH = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const complete = { BOT_ID: ID, BOT_PASSWORD: 'hunter2hunter2', BOT_TENANT_ID: TENANT, ADMINS: PERSON };

function accepted(env: Environment): Config {
  const read = readConfig(env);
  assert.ok(read.ok, read.ok ? '' : describeProblems(read.problems));
  return read.config;
}

function problemsOf(env: Environment): readonly ConfigProblem[] {
  const read = readConfig(env);
  assert.ok(!read.ok, 'the configuration was accepted');
  return read.problems;
}

function wrongNames(env: Environment): readonly string[] {
  return problemsOf(env).map((one) => one.variable);
}

describe('a complete configuration', () => {
  test('takes its defaults where nothing is said', () => {
    assert.deepEqual(accepted(complete), {
      port: 3978,
      host: '127.0.0.1',
      internalPort: 3979,
      bot: { type: 'SingleTenant', id: ID, password: 'hunter2hunter2', tenantId: TENANT },
      botAuth: 'required',
      allowedTenants: [],
      admins: [PERSON],
      viewers: [],
      policyFile: null,
      databaseUrl: { kind: 'sqlite', path: './data/patchwarden.db' },
      reportsDir: null,
      reportStore: './data/reports',
      reportMaxBytes: 200 * 1024 * 1024,
      intakeTokens: [],
      publicUrl: null,
      calendar: true,
      timeZone: 'UTC',
      evidenceMaxAge: 8 * DAY,
      sendsPerSecond: 30,
      digestGrace: 6 * HOUR,
      logLevel: 'info',
      proxy: null,
    });
  });

  test('reads every variable', () => {
    const config = accepted({
      ...complete,
      ALLOWED_TENANTS: `${TENANT.toUpperCase()} , ${ID},${TENANT}`,
      VIEWERS: `19:abc@thread.tacv2, ${PERSON.toUpperCase()}`,
      POLICY_FILE: '/etc/policy.json',
      REPORTS_DIR: '/srv/in',
      REPORT_STORE: '/srv/store',
      REPORT_MAX_MB: '1',
      INTAKE_TOKENS: HASH.toUpperCase(),
      EVIDENCE_MAX_AGE_DAYS: '3',
      SENDS_PER_SECOND: '50',
      DIGEST_GRACE_HOURS: '0',
      DATABASE_URL: 'postgres://u:p@db.example:5432/patchwarden',
      HOST: '::',
      PORT: '80',
      INTERNAL_PORT: '81',
      PUBLIC_URL: 'https://patchwarden.contoso.example:8443/bot',
      CALENDAR: 'off',
      TIME_ZONE: 'europe/berlin',
      LOG_LEVEL: 'warn',
      https_proxy: 'http://proxy.example:8080',
      NO_PROXY: 'localhost',
    });

    assert.deepEqual(config.allowedTenants, [TENANT, ID]);
    assert.deepEqual(config.viewers, ['19:abc@thread.tacv2', PERSON]);
    assert.equal(config.policyFile, '/etc/policy.json');
    assert.equal(config.reportsDir, '/srv/in');
    assert.equal(config.reportStore, '/srv/store');
    assert.equal(config.reportMaxBytes, 1_048_576);
    assert.deepEqual(config.intakeTokens, [HASH]);
    assert.equal(config.evidenceMaxAge, 3 * DAY);
    assert.deepEqual([config.sendsPerSecond, config.digestGrace], [50, 0]);
    assert.deepEqual(config.databaseUrl, { kind: 'postgres', url: 'postgres://u:p@db.example:5432/patchwarden' });
    assert.deepEqual([config.host, config.port, config.internalPort], ['::', 80, 81]);
    assert.deepEqual([config.publicUrl, config.calendar], ['https://patchwarden.contoso.example:8443/bot', false]);
    assert.equal(config.timeZone, 'Europe/Berlin');
    assert.equal(config.logLevel, 'warn');
    assert.deepEqual(config.proxy, { url: 'http://proxy.example:8080', except: 'localhost' });
  });

  test('takes http:// for an address of this machine', () => {
    for (const PUBLIC_URL of ['http://localhost:3978', 'http://127.0.0.1:3978', 'http://[::1]:3978']) {
      assert.equal(accepted({ ...complete, PUBLIC_URL }).publicUrl, PUBLIC_URL);
    }
  });

  test('takes an empty variable for an absent one', () => {
    assert.deepEqual(accepted({ ...complete, PORT: ' ', REPORTS_DIR: '', VIEWERS: '' }), accepted(complete));
  });

  test('accepts every example of the table', () => {
    const examples = Object.fromEntries(variableNames.map((name) => [name, variable(name).example]));
    assert.equal(readConfig(examples).ok, true);
  });
});

describe('the bot', () => {
  test('is needed unless authentication is off', () => {
    assert.deepEqual(wrongNames({}), ['BOT_ID', 'BOT_TENANT_ID', 'BOT_PASSWORD']);
    assert.equal(accepted({ BOT_AUTH: 'off' }).bot, null);
  });

  test('may go without authentication on a loopback address only', () => {
    for (const HOST of ['127.0.0.1', '127.1.2.3', '::1', 'localhost']) accepted({ BOT_AUTH: 'off', HOST });
    for (const HOST of ['0.0.0.0', '::', '10.0.0.1', 'bot.example', '128.0.0.1']) {
      assert.deepEqual(wrongNames({ BOT_AUTH: 'off', HOST }), ['BOT_AUTH'], HOST);
    }
  });

  test('as a managed identity has no password', () => {
    const msi = { BOT_ID: ID, BOT_TENANT_ID: TENANT, BOT_TYPE: 'UserAssignedMsi' };
    assert.deepEqual(accepted(msi).bot, { type: 'UserAssignedMsi', id: ID, password: null, tenantId: TENANT });
    assert.deepEqual(wrongNames({ ...msi, BOT_PASSWORD: 'x' }), ['BOT_PASSWORD']);
  });

  test('with an id needs the rest even when authentication is off', () => {
    assert.deepEqual(wrongNames({ BOT_AUTH: 'off', BOT_ID: ID }), ['BOT_TENANT_ID', 'BOT_PASSWORD']);
  });
});

describe('mistakes', () => {
  const values = {
    PORT: ['abc', '-1', '65536', '3.5', '1e3', '0x10'],
    HOST: ['256.1.1.1', 'a b', '-x', 'http://x'],
    BOT_TYPE: ['MultiTenant', 'singletenant'],
    BOT_AUTH: ['no', 'Off'],
    BOT_TENANT_ID: ['contoso.onmicrosoft.com'],
    VIEWERS: ['tenant,19:a@thread.v2', 'everyone'],
    ADMINS: ['anna@contoso.example'],
    DATABASE_URL: ['sqlite:', 'sqlite::memory:', 'sqlite:./data/', 'mysql://h/d', 'postgres://h', './x.db'],
    REPORT_MAX_MB: ['0', '1025', '200MB'],
    INTAKE_TOKENS: ['secret-token', HASH.slice(1)],
    EVIDENCE_MAX_AGE_DAYS: ['0', '366', '8d'],
    SENDS_PER_SECOND: ['0', '51', '2.5'],
    DIGEST_GRACE_HOURS: ['-1', '169', '6h'],
    PUBLIC_URL: [
      'patchwarden.contoso.example',
      'http://patchwarden.contoso.example',
      'https://patchwarden.contoso.example/',
      'https://patchwarden.contoso.example/?a',
      'https://ana:pw@patchwarden.contoso.example',
      'https://',
      'ftp://localhost',
    ],
    CALENDAR: ['no', 'Off'],
    TIME_ZONE: ['Mars/Olympus', '+02:00', 'GMT+25'],
    LOG_LEVEL: ['verbose'],
    HTTPS_PROXY: ['proxy:8080', 'ftp://proxy'],
  };

  for (const [name, mistakes] of Object.entries(values)) {
    test(`${name} refuses ${mistakes.join(' and ')}`, () => {
      for (const value of mistakes) {
        const problems = problemsOf({ ...complete, [name]: value });
        assert.deepEqual(
          problems.map((one) => one.variable),
          [name],
          value,
        );
        assert.ok(describeProblems(problems).includes(variable(name as 'PORT').accepted));
      }
    });
  }

  test('are all told at once', () => {
    const names = wrongNames({ PORT: 'x', TIME_ZONE: 'Mars', LOG_LEVEL: 'loud', BOT_ID: 'me', BOT_TENANT_ID: TENANT });
    assert.deepEqual([...names].sort(), ['BOT_ID', 'BOT_PASSWORD', 'LOG_LEVEL', 'PORT', 'TIME_ZONE']);
  });

  test('name the entry of a list that is wrong', () => {
    const [one] = problemsOf({ ...complete, ADMINS: `${PERSON},anna` });
    assert.equal(one?.message, 'is not valid: anna');
  });

  test('show secrets as stars', () => {
    const text = describeProblems(
      problemsOf({
        ...complete,
        BOT_TYPE: 'UserAssignedMsi',
        INTAKE_TOKENS: `${HASH},raw-token`,
        DATABASE_URL: 'postgres://anna:hunter2@db.example:5432/',
        HTTPS_PROXY: 'ftp://anna:swordfish@proxy',
      }),
    );

    for (const secret of ['hunter2', 'raw-token', 'swordfish', HASH, 'anna']) assert.ok(!text.includes(secret), secret);
    assert.match(text, /postgres:\/\/\*\*\*@db\.example/);
    assert.match(text, /entry 2/);
  });

  test('include two ports that are one', () => {
    assert.deepEqual(wrongNames({ ...complete, PORT: '3979' }), ['INTERNAL_PORT']);
    accepted({ ...complete, PORT: '0', INTERNAL_PORT: '0' });
  });

  test('include a store inside the watched folder', () => {
    const inside = { ...complete, REPORTS_DIR: './in', REPORT_STORE: './in/store' };
    assert.deepEqual(wrongNames(inside), ['REPORT_STORE']);
    assert.deepEqual(wrongNames({ ...inside, REPORT_STORE: './in' }), ['REPORT_STORE']);
    accepted({ ...inside, REPORT_STORE: './in-store' });
  });
});

describe('names that were meant otherwise', () => {
  const cases = [
    ['BOTID', 'BOT_ID'],
    ['bot_id', 'BOT_ID'],
    ['MicrosoftAppId', 'BOT_ID'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['REPORT_DIR', 'REPORTS_DIR'],
    ['PATCHWARDEN_PORT', 'PORT'],
    ['LOGLEVEL', 'LOG_LEVEL'],
  ] as const;

  for (const [name, meant] of cases) {
    test(`${name} hints at ${meant}`, () => {
      const env: Environment = { ...complete, [meant]: undefined, [name]: 'x' };
      const read = readConfig(env);
      const hints = (read.ok ? read.hints : read.problems).filter((one) => one.variable === meant);
      assert.deepEqual(
        hints.map((one) => one.message),
        [`is not set, but ${name} is, which means nothing here`],
      );
    });
  }

  test('do not include what every machine has', () => {
    const read = readConfig({
      ...complete,
      HOME: '/root',
      HOSTNAME: 'h',
      PWD: '/',
      PATH: '/bin',
      SHELL: 'sh',
      TZ: 'UTC',
      LANG: 'C',
    });
    assert.ok(read.ok);
    assert.deepEqual(read.hints, []);
  });

  test('do not keep a good configuration from starting', () => {
    const read = readConfig({ ...complete, LOGLEVEL: 'debug' });
    assert.ok(read.ok);
    assert.equal(read.hints.length, 1);
  });
});

test('that nobody may read is hinted at', () => {
  const read = readConfig({ ...complete, ADMINS: '' });
  assert.ok(read.ok);
  assert.deepEqual(
    read.hints.map((one) => one.variable),
    ['ADMINS'],
  );
  const everyone = readConfig({ ...complete, ADMINS: '', VIEWERS: 'tenant' });
  assert.ok(everyone.ok && everyone.hints.length === 0);
});

test('whatever stands in the environment, reading it never throws and never shows a secret', () => {
  const anyValue = fc.oneof(fc.string(), fc.constantFrom('off', 'tenant', ID, 'postgres://', 'sqlite:x', '0', ','));
  const environment = fc.record(Object.fromEntries(variableNames.map((name) => [name, anyValue])), {
    requiredKeys: [],
  });
  fc.assert(
    fc.property(environment, fc.uuid(), (env, secret) => {
      const read = readConfig({ ...env, BOT_PASSWORD: secret, INTAKE_TOKENS: `${secret},x` });
      assert.ok(!read.ok);
      assert.ok(!JSON.stringify(read).includes(secret));
    }),
  );
});
