/**
 * Opens SUBSCRIBERS anonymous WebSockets to URL with a subscription each, says so by a line, and tells on the line `count` how many
 * events have come to all of them together. Ends when its standard input does.
 */
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';

const { URL: url, SUBSCRIBERS, QUERY: query } = process.env;
/** How many connections are opened at the same time. */
const AT_ONCE = 50;
let events = 0;

const subscribe = () =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      perMessageDeflate: false,
    });
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    socket.on('error', reject);
    socket.on('close', (code, reason) => reject(new Error(`closed: ${code} ${reason}`)));
    socket.once('message', () => {
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
      socket.on('message', (data) => {
        if (data.includes('"error')) reject(new Error(String(data)));
        events += 1;
      });
      // A ping is answered behind the subscription.
      socket.ping();
      socket.once('pong', () => resolve(socket));
    });
  });

for (let left = Number(SUBSCRIBERS); left > 0; left -= AT_ONCE)
  await Promise.all(Array.from({ length: Math.min(left, AT_ONCE) }, subscribe));
console.log('subscribed');
for await (const line of createInterface({ input: process.stdin })) if (line === 'count') console.log(events);
process.exit(0);
