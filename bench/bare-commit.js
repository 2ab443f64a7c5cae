/** The baseline of commands: node's own http server, which inserts each request's body as a row that is on the disk before it answers. */
import Database from 'better-sqlite3';
import { createServer } from 'node:http';
import { join } from 'node:path';

const database = new Database(join(process.env.DATA_DIR, 'bare.sqlite'));
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.exec('CREATE TABLE row (number INTEGER PRIMARY KEY, body TEXT NOT NULL)');
const insert = database.prepare('INSERT INTO row (body) VALUES (?)');

const server = createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    const { lastInsertRowid } = insert.run(Buffer.concat(parts).toString());
    const answer = JSON.stringify({ number: lastInsertRowid });
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(answer),
    });
    response.end(answer);
  });
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
process.on('SIGTERM', () => server.close(() => process.exit(0)).closeAllConnections());
