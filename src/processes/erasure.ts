import type { Process } from './process.js';

/** Erasing is the event first, then the directory's entries: this finishes it where a crash came in between. */
export const erasure: Process = {
  name: 'erasure',
  on: ['PersonErased'],
  react: async ({ event }, { people }) => {
    if (event.type === 'PersonErased') await people.erase(event.personId);
  },
  // It gives no command that could be refused.
  stands: () => false,
};
