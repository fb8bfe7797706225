import pino from 'pino';
import type { Log } from '../core/log.ts';
import type { Config } from './model.ts';
import { redact } from './redact.ts';

export interface LineSink {
  /** One JSON line with its line end. */
  write(line: string): void;
}

/** Opens the log: JSON lines to standard output unless told otherwise, never a secret, never what people wrote. */
export function openLog(
  config: Pick<Config, 'logLevel' | 'bot' | 'databaseUrl' | 'proxy'>,
  sink: LineSink = process.stdout,
): Log {
  const secrets = knownSecrets(config);
  const guarded: LineSink = {
    write: (line) => void sink.write(secrets.reduce((text, secret) => text.replaceAll(secret, '[redacted]'), line)),
  };
  return pino(
    {
      level: config.logLevel,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'message',
      // The cut-down error comes from `redact`; pino's own would add what it leaves out.
      serializers: { err: (error: unknown) => error },
      formatters: {
        level: (level) => ({ level }),
        log: (fields) => redact(fields) as Record<string, unknown>,
      },
    },
    guarded,
  );
}

/** The configured secrets as they would stand in a JSON line, in case one slips into a sentence. */
function knownSecrets({ bot, databaseUrl, proxy }: Parameters<typeof openLog>[0]): readonly string[] {
  const urls = [databaseUrl.kind === 'postgres' ? databaseUrl.url : '', proxy?.url ?? ''];
  const passwords = urls.filter((url) => URL.canParse(url)).map((url) => new URL(url).password);
  return [bot?.password ?? '', ...passwords, ...passwords.map(decodeURIComponent)]
    .filter((secret) => secret.length >= 6)
    .map((secret) => JSON.stringify(secret).slice(1, -1));
}
