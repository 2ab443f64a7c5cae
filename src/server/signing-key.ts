import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { ConfigurationError, readSigningKey, type Configuration } from './configuration.js';
import { keptSecret } from './kept-secret.js';

/**
 * The key that signs the ledger's checkpoints: the one that was set; in development without one, a key that is made once and kept for all
 * who share the data directory. Throws ConfigurationError.
 */
export const checkpointKey = ({ environment, dataDir, signingKey }: Configuration): KeyObject => {
  if (signingKey) return signingKey;
  if (environment === 'production') throw new ConfigurationError(['In production LEDGER_SIGNING_KEY must be set']);
  const path = join(dataDir, 'development.signing-key');
  const make = (): string =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim();
  let kept: KeyObject | undefined;
  try {
    kept = readSigningKey(keptSecret(path, make));
  } catch (error) {
    throw new ConfigurationError([`The development key cannot be kept in ${path}: ${(error as Error).message}`]);
  }
  if (!kept) throw new ConfigurationError([`${path} holds no private Ed25519 key: delete it, and a new one is made`]);
  return kept;
};
