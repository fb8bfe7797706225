import { evidenceOf, fail, pass, unknown, whyNotKnown } from '../judgement.ts';
import { onService } from '../preconditions.ts';

/** IIS has the URL Rewrite module, without which the service can't apply its rules. */
export const urlRewrite = onService((subject, current) => {
  const module = current.observation.urlRewrite;
  const evidence = evidenceOf(
    subject,
    module,
    module.known ? (module.value ? 'RewriteModule' : 'no RewriteModule') : undefined,
  );
  if (!module.known) {
    const text = `The list of IIS modules ${whyNotKnown(module)}, so URL Rewrite is not known to be there.`;
    return unknown({ code: 'modules-unknown', text, evidence });
  }
  if (module.value) return pass({ code: 'installed', text: 'IIS has the URL Rewrite module.', evidence });
  const text = 'IIS lacks the URL Rewrite module, which mitigations need.';
  return fail({ code: 'not-installed', text, evidence });
});
