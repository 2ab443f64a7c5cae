/** How fast `edugroup simulate` decides and writes a history of two districts: events per second; the goal is 20,000. EVENTS says how many there are. */
import { execFileSync } from 'node:child_process';
import { atLeast } from './goals.js';
import { main, temporary } from './simulated.js';

const EVENTS = Number(process.env.EVENTS ?? '40000');
const rates = [1, 2].map(() => {
  const directory = temporary();
  const began = performance.now();
  const env = { ...process.env, DATA_DIR: directory, EVENT_STORE_URL: `sqlite:${directory}` };
  execFileSync(process.execPath, [main, 'simulate', '--districts', '2', '--events', String(EVENTS)], {
    env,
    stdio: 'pipe',
  });
  return Math.round(EVENTS / ((performance.now() - began) / 1000));
});
console.table([{ events: EVENTS, 'events/s': Math.max(...rates) }]);
atLeast(20_000, 'simulate, events/s', Math.max(...rates));
