import { type Variable, type VariableName, variable, variableNames } from './variables.ts';

const WIDTH = 110;
/** Without these nobody is answered, so the example leaves them open to be filled in. */
const TO_FILL_IN: readonly VariableName[] = ['BOT_ID', 'BOT_PASSWORD', 'BOT_TENANT_ID', 'ADMINS'];

/** The text of env/.env.example. */
export function renderEnvExample(): string {
  const lines = ['# Patchwarden reads these variables. Copy this file to .env and fill in what stands open.'];
  let group = '';
  for (const name of variableNames) {
    const one = variable(name);
    if (one.group !== group) lines.push('', `# ---- ${one.group} ${'-'.repeat(40 - one.group.length)}`);
    group = one.group;
    lines.push('', ...comment(one.doc), ...comment(`Accepted: ${one.accepted}.`), ...setting(name, one));
  }
  return `${lines.join('\n')}\n`;
}

/** The README's table, in Markdown. */
export function renderVariablesTable(): string {
  const rows = variableNames.map((name) => {
    const { doc, accepted, default: standard } = variable(name);
    const cells = [`\`${name}\``, cell(doc), cell(accepted), standard === null ? '' : `\`${standard}\``];
    return `| ${cells.join(' | ')} |`;
  });
  return ['| Variable | Meaning | Accepted | Default |', '| --- | --- | --- | --- |', ...rows].join('\n').concat('\n');
}

function setting(name: VariableName, one: Variable<unknown>): readonly string[] {
  if (TO_FILL_IN.includes(name)) return [`# Example: ${one.example}`, `${name}=`];
  const example = one.default === null || one.default === one.example ? [] : [`# Example: ${one.example}`];
  return [...example, `# ${name}=${one.default ?? one.example}`];
}

function comment(text: string): readonly string[] {
  const lines: string[] = [];
  let line = '#';
  // A command stays on one line, so that it can be copied.
  for (const word of text.match(/node -e "[^"]*"|\S+/g) ?? []) {
    if (line.length + word.length >= WIDTH && line !== '#') {
      lines.push(line);
      line = '#';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

function cell(text: string): string {
  return text.replaceAll(/node -e "[^"]*"/g, (command) => `\`${command}\``).replaceAll('|', '\\|');
}
