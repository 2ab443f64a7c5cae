import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { PersonDetails } from './port.js';

/** SHA-256 over the salt and the canonical details (RFC 8785), in hexadecimal. */
export const commitmentOf = (salt: string, details: PersonDetails): string =>
  createHash('sha256').update(Buffer.from(salt, 'hex')).update(canonicalize(details)!).digest('hex');
