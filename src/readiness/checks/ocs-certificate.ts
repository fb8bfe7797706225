import { onService } from '../preconditions.ts';
import { judgeCutOff } from './cut-off.ts';

/** Cut-off 1: the certificate of Microsoft's endpoint (Exchange Team blog, 2025-01-24); the March 2023 update itself passes. */
export const ocsCertificate = onService((subject) =>
  judgeCutOff(subject, {
    bound: 'ocsCertificateFrom',
    update: 'the March 2023 update',
    met: "it accepts the certificate of Microsoft's mitigation endpoint",
    consequence:
      "Since January 2025 it does not accept the certificate of Microsoft's mitigation endpoint: what is applied keeps working, and no new mitigation reaches it.",
  }),
);
