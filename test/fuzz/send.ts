import { Agent, request as httpRequest } from 'node:http';
import { WebSocket, type RawData } from 'ws';
import { authorizationOf } from './program.js';
import { searchOf, type FuzzRequest, type HttpRequest, type SocketRequest } from './requests.js';
import { written } from './values.js';

/** What came back: one text over HTTP, any number of messages over a WebSocket. */
export interface Answer {
  /** Of HTTP; the code of the closing frame of a WebSocket, 0 where the client went first. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly texts: readonly string[];
}

/** How long to wait for an answer, in milliseconds: one that has not come by then does not come. */
const PATIENCE = 30_000;
const agent = new Agent({ keepAlive: true });

/** Rejects where no answer comes. */
export const send = (url: string, request: FuzzRequest): Promise<Answer> =>
  'messages' in request ? talk(url, request) : ask(url, request);

const ask = async (url: string, { who, method, path, headers = {}, operation, body }: HttpRequest): Promise<Answer> => {
  const text = body ?? (operation && (method ?? 'POST') === 'POST' ? written(operation) : undefined);
  const authorization = await authorizationOf(who);
  const target = path ?? (method === 'GET' && operation ? `/graphql?${searchOf(operation)}` : '/graphql');
  return new Promise((resolve, reject) => {
    const sent = httpRequest(`${url}${target}`, {
      agent,
      timeout: PATIENCE,
      method: method ?? 'POST',
      headers: {
        'content-type': 'application/json',
        ...(authorization === undefined ? {} : { authorization }),
        ...(text === undefined ? {} : { 'content-length': Buffer.byteLength(text) }),
        ...headers,
      },
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer')));
    sent.on('error', reject);
    sent.on('response', (response) => {
      let answered = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        answered += part;
      });
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, texts: [answered] }));
    });
    sent.end(text);
  });
};

/**
 * Says everything, after a greeting once that is answered; waits until all was heard and, where something is awaited, until that came;
 * then goes.
 */
const talk = async (url: string, { who, headers = {}, messages, awaited }: SocketRequest): Promise<Answer> => {
  const authorization = await authorizationOf(who);
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers: { ...(authorization === undefined ? {} : { authorization }), ...headers },
  });
  return new Promise((resolve, reject) => {
    const texts: string[] = [];
    let heard = false;
    const patience = setTimeout(() => {
      socket.terminate();
      reject(new Error('no answer'));
    }, PATIENCE);
    const end = (status: number): void => {
      clearTimeout(patience);
      socket.terminate();
      resolve({ status, headers: {}, texts });
    };
    const look = (): void => {
      if (heard && (awaited === undefined || texts.some((text) => text.includes(`"id":"${awaited}"`)))) end(0);
    };
    const [first, ...rest] = messages.map((message) => (typeof message === 'string' ? message : written(message)));
    const goOn = (): void => {
      for (const message of rest) socket.send(message);
      socket.ping();
    };
    socket.on('open', () => {
      socket.send(first!);
      if (!first!.includes('"connection_init"')) goOn();
    });
    socket.on('message', (data: RawData) => {
      texts.push((data as Buffer).toString());
      if (texts.length === 1 && texts[0]!.includes('"connection_ack"')) goOn();
      look();
    });
    socket.on('pong', () => {
      heard = true;
      look();
    });
    socket.on('close', (code) => end(code));
    socket.on('error', (error) => {
      clearTimeout(patience);
      reject(error);
    });
  });
};
