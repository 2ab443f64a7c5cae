/** The baseline: node's own http server, which reads the request's body and writes the same answer as JSON, each time anew. */
import { createServer } from 'node:http';

const content = JSON.parse(process.env.ANSWER ?? '{}');
const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    const answer = JSON.stringify(content);
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(answer),
    });
    response.end(answer);
  });
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
process.on('SIGTERM', () => server.close(() => process.exit(0)).closeAllConnections());
