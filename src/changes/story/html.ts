import { createHash } from 'node:crypto';
import { actorName } from '../../core/actor-name.ts';
import { instantText } from '../../readiness/words.ts';
import { standingText } from '../conflicts/words.ts';
import type { ChangeServerView, Vote } from '../model.ts';
import { windowText } from '../window-words.ts';
import type { ChangeExport } from './export.ts';
import type { Told } from './model.ts';

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid #ddd;overflow-wrap:anywhere}
th{width:12rem;font-weight:600;overflow-wrap:normal}thead th{width:auto}code{font:12px/1.4 ui-monospace,monospace;overflow-wrap:anywhere}
ol{padding-left:1.2rem}li{margin:.6rem 0}.note{color:#555;margin:0}.name{white-space:nowrap}`;

// Nothing is loaded, run or sent, whatever the texts of people hold.
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;

/** One change as one page that needs nothing else: no script, no picture, no link. Times are UTC. */
export function exportHtml(data: ChangeExport): string {
  const { view, told, chain, head } = data;
  const { change, state, asOf, approvals } = view;
  const { plan } = change;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width">
<title>${text(change.id)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${text(change.id)}: ${text(state)}</h1>
${facts([
  ['Reason', plan.reason],
  ['Type', plan.type],
  ['Requester', actorName(change.requester)],
  ['Window', windowText(plan.window)],
  ['Window in UTC', `${instantText(plan.window.start)} to ${instantText(plan.window.end)}`],
  ['Risk', `${plan.risk}. ${view.risk.why.join(' ')}`],
  ['Conflicts', view.conflicts.map(standingText).join(' ') || 'none'],
  ['Impact', plan.impact],
  ['Backout', plan.backout],
  ['Active Directory', plan.adPrep ? 'has to be prepared' : 'needs no preparation'],
  ['Hash of the plan', change.planHash],
  ['Exported', instantText(asOf)],
])}
<h2>Servers</h2>
${table(['Server', 'Target', 'Done', 'Proof'], view.servers.map(serverCells))}
<h2>Votes</h2>
<p>${approvals.needed === 0 ? 'No second person is required by policy.' : `Approvals needed: ${approvals.needed}.`}</p>
${table(
  ['Who', 'Vote', 'When', 'Reason', 'Hash of the plan'],
  [...approvals.votes.map((vote) => voteCells(vote, '')), ...approvals.void.map((vote) => voteCells(vote, ' (void)'))],
)}
<h2>What happened</h2>
<ol>
${told.map(deedItem).join('\n')}
</ol>
<h2>Audit log</h2>
<p>Each row of the log covers the row before it. The newest row when this was exported: ${text(head.text)}.</p>
${table(
  ['Row', 'Hash', 'Hash before it'],
  chain.map(({ seq, hash, previousHash }) => [text(String(seq)), code(hash), code(previousHash)]),
)}
</body>
</html>
`;
}

function serverCells({ name, aim, tick, proof }: ChangeServerView): string[] {
  const done = tick ? `${actorName(tick.by)}, ${instantText(tick.at)}` : 'not ticked';
  const proven = proof
    ? proof.missing.length === 0
      ? ['proven', proof.build, proof.file, proof.generatedAt === null ? null : instantText(proof.generatedAt)]
      : ['not proven', ...proof.missing]
    : ['no evidence yet'];
  return [
    `<span class="name">${text(name)}</span>`,
    text(aim),
    text(done),
    proven
      .filter((one) => one !== null)
      .map(text)
      .join('<br>'),
  ];
}

function voteCells({ voter, onBehalfOf, vote, reason, at, planHash }: Vote, remark: string): string[] {
  const behalf = onBehalfOf ? ` on behalf of ${onBehalfOf.name ?? onBehalfOf.person}` : '';
  return [
    text(`${actorName(voter)}${behalf}`),
    text(`${vote === 'approve' ? 'approved' : 'rejected'}${remark}`),
    text(instantText(at)),
    text(reason ?? ''),
    code(planHash.slice(0, 12)),
  ];
}

function deedItem({ at, text: said, notes, seq }: Told): string {
  const noted = notes.map((note) => `<p class="note">${text(note)}</p>`).join('');
  return `<li>${text(instantText(at))}: ${text(said)}${noted}<p class="note">Row ${seq} of the log</p></li>`;
}

function facts(rows: readonly (readonly [string, string])[]): string {
  const lines = rows.map(([title, value]) => `<tr><th scope="row">${text(title)}</th><td>${text(value)}</td></tr>`);
  return `<table>\n${lines.join('\n')}\n</table>`;
}

/** Cells are HTML already. */
function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '<p>None.</p>';
  const head = titles.map((title) => `<th scope="col">${text(title)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`);
  return `<table>\n<thead><tr>${head}</tr></thead>\n${body.join('\n')}\n</table>`;
}

function code(value: string): string {
  return `<code>${text(value)}</code>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};
// Controls, and marks that would turn the direction of what follows.
const unsafe = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Surrogate}/gu;

/** A text as HTML shows it, wherever it stands. */
function text(value: string): string {
  return value
    .replace(/[\t\r\n]+/g, ' ')
    .replace(unsafe, '\ufffd')
    .replace(/[&<>"'`]/g, (mark) => entities[mark] ?? mark);
}
