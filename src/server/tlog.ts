import type { FastifyInstance, FastifyReply } from 'fastify';
import { TILE_WIDTH } from '../audit/transparency-log.js';
import type { Services } from '../graphql/index.js';
import type { Admission } from './admission.js';

/** Where the log lies (https://c2sp.org/tlog-tiles): `checkpoint` and `tile/<L>/<N>[.p/<W>]` below it. */
const PREFIX = '/tlog';
const FOR_EVER = 'public, max-age=31536000, immutable';

/** A tile by its path, as in `0/x001/x234/067.p/8`; undefined where the path is written in another way than the one way that there is. */
export const tileOf = (
  path: string,
): { readonly level: number; readonly index: number; readonly width: number } | undefined => {
  const [, level = '', index = '', width] =
    /^(\d|[1-5]\d|6[0-3])\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path) ?? [];
  const partial = width === undefined ? TILE_WIDTH : Number(width);
  if (level === '' || index.startsWith('x000/') || (width !== undefined && partial >= TILE_WIDTH)) return undefined;
  return { level: Number(level), index: Number(index.replaceAll(/x|\//g, '')), width: partial };
};

/**
 * The log's checkpoint and the hashes of its tree, for monitors and witnesses. Not its entries: events hold what not everybody may see,
 * and the tree shows nothing of them.
 */
export const addLog = (
  app: FastifyInstance,
  { services, admission }: { readonly services: Services; readonly admission: Admission },
): void => {
  const get = (path: string, answer: (rest: string, reply: FastifyReply) => unknown): void => {
    app.route<{ Params: { '*'?: string } }>({
      method: 'GET',
      url: `${PREFIX}/${path}`,
      onRequest: (request) => admission.enter(request),
      onSend: (request, reply, payload, done) => {
        admission.leave(request, reply, payload);
        done(null, payload);
      },
      handler: (request, reply) =>
        admission.work(request, () => {
          reply.header('cache-control', 'no-store');
          const distrust = services.distrust?.();
          if (distrust !== undefined)
            return Promise.resolve(
              reply.code(503).type('text/plain').send(`Nothing of the ledger is shown here: ${distrust}\n`),
            );
          if (services.runner.isRebuilding())
            return Promise.resolve(reply.code(503).type('text/plain').send('The read models are built again\n'));
          return Promise.resolve(answer(request.params['*'] ?? '', reply));
        }),
    });
  };
  const notFound = (reply: FastifyReply): FastifyReply => reply.code(404).type('text/plain').send('Not found\n');

  get('checkpoint', (_, reply) => {
    const checkpoint = services.transparency.checkpoint(services.runner.head());
    return checkpoint ? reply.type('text/plain; charset=utf-8').send(checkpoint.note) : notFound(reply);
  });
  get('tile/*', (path, reply) => {
    const tile = tileOf(path);
    const hashes = tile && services.transparency.tile(tile, services.runner.head());
    return hashes
      ? reply.header('cache-control', FOR_EVER).type('application/octet-stream').send(hashes)
      : notFound(reply);
  });
};
